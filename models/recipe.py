"""What a run began with, kept beside its state: a command that says otherwise does not go on with it unnoticed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from errors import ExplainedError
from models.evaluation import write_json

FILE = "recipe.json"


def recipe_of(options: Any, leave_out: Collection[str], **texts: str) -> dict[str, Any]:
    """The options that say how a run learns, and digests of what it learns from.

    Args:
        options: an instance of a dataclass of options.
        leave_out: names of those that say where, not how.
        texts: the digest of each thing that is learned from, by its name.
    """
    learned_by = {f"--{name}": value for name, value in asdict(options).items() if name not in leave_out}
    return learned_by | texts


def changed(recipe: Mapping[str, Any], run: Path) -> list[str]:
    """What of a recipe is not as the run began: names of options and of what is learned from.

    A run of before there were recipes began with anything.
    """
    path = run / FILE
    begun = json.loads(path.read_text(encoding="utf-8")) if path.exists() else recipe
    return [name for name in {**begun, **recipe} if begun.get(name) != recipe.get(name)]


def hold(recipe: Mapping[str, Any], run: Path, state: str, refusal: type[ExplainedError]) -> None:
    """Keeps what a run begins with. Raises `refusal` where its file `state` has learnt by something else."""
    if (run / state).exists() and (other := changed(recipe, run)):
        raise refusal(f"{run} began with other {', '.join(other)}.", "Give another --run, or what it began with.")
    keep(recipe, run)


def keep(recipe: Mapping[str, Any], run: Path) -> None:
    """Writes what a run begins with, beside its place and then there."""
    scratch = run / f"{FILE}.part"
    write_json(scratch, recipe)
    scratch.replace(run / FILE)

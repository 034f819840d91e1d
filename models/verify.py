"""python -m models.verify

Computes the headline figure of every bundled checkpoint and others by the way again, from weights, and holds them
against metrics.json: a forged figure is told and the exit status is 1. Of articles and threads it is the figure on the
pages of this repository, since the headline's may not be passed on. `make verify` runs it after
hub_utils.verify, which looks at files, pins and cards.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from errors import ExplainedError
from hub_utils.checkpoint import read_json
from hub_utils.errors import CorruptCheckpointError
from hub_utils.pins import BUNDLED
from models.evaluation import Recomputed
from settings import start_logging


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """The headline figure of a checkpoint folder by the `evaluate` of its system.

    Args:
        folder: the checkpoint folder.
        whole: on everything that the figure was measured on; else on a seeded sample, in seconds.
    """
    system = read_json(folder / "config.json")["system"]
    found: Recomputed = import_module(f"models.{system}.evaluate").recompute(folder, whole)
    return found


def check(folder: Path, whole: bool = True) -> str:
    """What was found. Raises CorruptCheckpointError for a metrics.json that tells another figure."""
    metrics = read_json(folder / "metrics.json")
    headline, found = metrics["headline"], recompute(folder, whole)
    name, told = headline["name"], headline["value"]
    if found.instead:
        name, told = _instead(folder, metrics, found.instead)
    said = _compare(folder, name, told, found)
    again = [result for result in metrics["results"] if (result["dataset"], result["metric"]) in found.others]
    for result in again:
        name = f"{result['metric']} on {result['dataset']}"
        _compare(folder, name, result["value"], found.others[result["dataset"], result["metric"]])
    return f"{said}; {len(again)} other results" if again else said


def _instead(folder: Path, metrics: dict[str, Any], key: tuple[str, str]) -> tuple[str, float]:
    """Name and value of the result that stands for a headline; the headline must be one of the results itself.

    Raises CorruptCheckpointError.
    """
    told = {(result["dataset"], result["metric"]): result["value"] for result in metrics["results"]}
    dataset, metric = key
    if key not in told or metrics["headline"]["value"] not in told.values():
        cause = f"metrics.json of {folder.name} tells no {metric} on {dataset}, or its headline is no result of it."
        raise CorruptCheckpointError(cause, "Train it again.")
    return f"{metric} on {dataset} (the headline's pages may not be passed on)", told[key]


def _compare(folder: Path, name: str, told: float, found: Recomputed) -> str:
    """What is told and what was found, in words. Raises CorruptCheckpointError if that is not the same."""
    said = f"{name} {told:.4f}, again {found.value:.4f} on {found.sample}"
    if not found.agrees(told):
        raise CorruptCheckpointError(
            f"metrics.json of {folder.name} says {said}: more than {found.tolerance:.4f} apart.",
            "Score the weights again with `evaluate --save`.",
        )
    return said


def findings(folders: Sequence[Path]) -> Iterator[tuple[bool, str]]:
    """Of each folder, whether its figure is that of its weights, and a line that says so."""
    for folder in folders:
        try:
            yield True, f"good   checkpoints/{folder.name}: {check(folder)}"
        except ExplainedError as error:
            yield False, f"wrong  checkpoints/{folder.name}: {error}"


def main(arguments: Sequence[str] | None = None) -> int:
    argparse.ArgumentParser(prog="python -m models.verify", description=__doc__.partition("\n\n")[2]).parse_args(
        arguments
    )
    start_logging()
    good = True
    for sound, line in findings(sorted(BUNDLED.iterdir())):
        print(line, flush=True)
        good &= sound
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())

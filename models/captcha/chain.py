"""Trains the reader from nothing to the folder that is served: one training after another, each from the one before.

    python -m models.captcha.chain --data a b --unseen c d --output checkpoints/captcha
    python -m models.captcha.chain --data a b --show True      prints the commands instead

About ten hours on two cores. A killed chain goes on where it was, and --output is replaced once all of it is done. What
it draws with comes first: `python -m models.captcha.fetch_fonts`, and other makers by `python -m benchmarks.makers`.

The bundled folder came about by such stages, but over twelve runs, while the painter learnt one idea after another (its
card tells each). The chain goes through them with all that is known since; as a whole it has not been run.
"""

import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from models.captcha.errors import CaptchaError
from models.captcha.fonts import FOLDER
from models.captcha.options import MODULE, Options, fine_tuning
from models.evaluation import option, parse_options, run, shown_command

_SHORT: dict[str, Any] = {"steps": 100, "batch": 128, "saturation": 0.1, "blend": 0.85, "keep": "last"}
STAGES: tuple[dict[str, Any], ...] = (
    {"epochs": 58},  # from nothing
    {"epochs": 44, "steps": 200, "batch": 128, "learning_rate": 1e-3, "blend": 1.0, "keep": "best"},
    _SHORT | {"epochs": 72, "learning_rate": 1e-3},
    _SHORT | {"epochs": 88, "learning_rate": 1e-3, "focus": True},
    _SHORT | {"epochs": 60, "learning_rate": 8e-4, "focus": True},
    _SHORT | {"epochs": 12, "learning_rate": 3e-4, "frozen": True, "blend": 1.0, "look_alikes": 1.5},
)


@dataclass
class Chain:
    """Trains the bundled captcha reader from nothing."""

    data: list[str] = option([], "labelled folders or data sets of the Hub")
    unseen: list[str] = option([], "labelled folders of makers never trained on, for the card")
    drawn: float = option(0.8, "share of each batch that is drawn, with --data")
    fonts: str = option(str(FOLDER), "folder of typefaces, see fonts.py; '' for the bundled ones alone")
    pool: int = option(160_000, "captchas that each stage draws anew")
    run: str = option("runs/captcha-chain", "folder of the stages' states and checkpoints")
    output: str = option("runs/captcha-chain/checkpoint", "where to put the last stage's checkpoint folder")
    show: bool = option(False, "print the commands, and run none")


def stages(chain: Chain) -> list[Options]:
    """The options of each stage's training."""
    found: list[Options] = []
    for number, recipe in enumerate(STAGES):
        folder, last = Path(chain.run) / str(number), number == len(STAGES) - 1
        found.append(
            Options(
                start=found[-1].output if found else "",
                data=chain.data,
                unseen=chain.unseen if last else [],
                drawn=chain.drawn if chain.data else 1.0,
                fonts=chain.fonts,
                pool=chain.pool,
                test=2000 if last else 200,
                precision="bfloat16",
                seed=number,
                run=str(folder),
                output=str(folder / "checkpoint"),
                **recipe,
            )
        )
    return found


def command(options: Options) -> str:
    """The whole command line of a stage."""
    return shown_command(MODULE, options, defaults=fine_tuning(options) if options.start else None)


def main(chain: Chain) -> None:
    """Runs the stages that are not done; the folder that the last one writes goes to --output. Raises CaptchaError."""
    for options in stages(chain):
        print(command(options), flush=True)
        if not chain.show and not _is_done(options):
            _train(options)
    if not chain.show:
        shutil.copytree(options.output, chain.output, dirs_exist_ok=True)
        print(f"Saved {chain.output}.")


def _is_done(options: Options) -> bool:
    return (Path(options.output) / "README.md").exists()  # the card, which a training writes last


def _train(options: Options) -> None:
    words = [sys.executable, *shlex.split(command(options))[1:]]
    if status := subprocess.run(words, check=False).returncode:
        remedy = "What it said stands above; the same command goes on from there."
        raise CaptchaError(f"A stage of the chain ended with status {status}.", remedy)


if __name__ == "__main__":
    run(main, partial(parse_options, Chain))

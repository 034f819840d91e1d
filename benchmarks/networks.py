"""resnet-ctc beside the two networks of the articles: four letters of the captcha library, the same pictures for all.

Each is told that there are four letters, which is all that the articles' networks can answer. Theirs are not bundled:
`COMMANDS` trains them, Xception with a budget that is declared small. What each was trained with stands in the table.
"""

import os
import platform
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from string import ascii_letters

from PIL import Image

import hub_utils
from benchmarks._command import begin
from models import captcha
from models.captcha.checkpoint import pictures_seen
from models.captcha.data import Recipe
from models.captcha.score import Score, score

SCORED, TIMED = 2000, 100  # pictures that are read by all, and of these the ones timed one by one
COMMANDS = {
    "article-cnn": "--styles default --fonts '' --pool 40000 --epochs 30 --steps 150",
    "article-xception": (  # 25 minutes on one core
        "--styles default --fonts '' --pool 20000 --epochs 20 --steps 100 --batch 32 --learning_rate 1e-3 "
        "--precision bfloat16 --test 500"
    ),
}
NOTE = """
Right means the whole text, case aside, of strings that no network was trained on. Article 4138 gives 46 % for its small
network, of other captchas, and scored on the very images that it was trained on.
"""


def main() -> None:
    """Prints accuracy, size, training and speed of each network that is there."""
    folders = {name: folder for name, folder in places().items() if folder.is_dir()}
    for name in COMMANDS:
        if name not in folders:
            print(f"{name} is left out: `{command(name)}` trains it.\n")
    recipe = Recipe(("default",), (4,), ascii_letters, "test", seed=4138)
    pictures, labels = zip(*map(recipe.example, range(SCORED)), strict=True)
    solvers = {name: captcha.load(folder) for name, folder in folders.items()}
    scores = {name: score(solve(solver, pictures), labels) for name, solver in solvers.items()}
    print(table(folders, scores, milliseconds(solvers, pictures[:TIMED])))


def places() -> dict[str, Path]:
    """Where the checkpoints are, whether they are there or not."""
    trained = {name: Path("runs", name, "checkpoint") for name in COMMANDS}
    return {"resnet-ctc": Path(hub_utils.fetch("captcha"))} | trained


def command(network: str) -> str:
    """What trains a network of the articles."""
    made = f"--run runs/{network} --output runs/{network}/checkpoint"
    return f"python -m models.captcha.train --network {network} {COMMANDS[network]} {made}"


def solve(solver: captcha.Solver, pictures: Sequence[Image.Image]) -> list[captcha.Reading]:
    """Four letters in each picture."""
    return solver.solve(pictures, "".join(symbol for symbol in ascii_letters if symbol in solver.charset), 4)


def milliseconds(solvers: dict[str, captcha.Solver], pictures: Sequence[Image.Image]) -> dict[str, float]:
    """The median time for one picture; the networks take turns."""
    times: dict[str, list[float]] = {name: [] for name in solvers}
    for picture in pictures:
        for name, solver in solvers.items():
            began = time.perf_counter()
            solve(solver, [picture])
            times[name].append(time.perf_counter() - began)
    return {name: 1e3 * statistics.median(seconds) for name, seconds in times.items()}


def parameters(folder: Path) -> int:
    """How many numbers a network has, running means of its normalisations among them."""
    import keras

    return int(keras.models.load_model(folder / "model.keras", compile=False).count_params())


def table(folders: dict[str, Path], scores: dict[str, Score], times: dict[str, float]) -> str:
    """Markdown: one line for each network."""
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    lines = [
        f"### {SCORED} captchas of 4 letters ({machine})\n",
        "| network | right | 95 % | parameters | pictures in training | ms a picture |",
        "| --- | ---: | --- | ---: | ---: | ---: |",
    ]
    for name, found in scores.items():
        low, high = found.interval
        sizes = f"{parameters(folders[name]):,} | {pictures_seen(folders[name]):,}"
        lines.append(f"| {name} | {found.whole:.1%} | {low:.1%} to {high:.1%} | {sizes} | {times[name]:.1f} |")
    return "\n".join([*lines, NOTE])


if __name__ == "__main__":
    begin(main)

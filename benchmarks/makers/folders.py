"""The folders that makers fill."""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from PIL import Image

from benchmarks.makers import debian, npm, pypi, svg
from benchmarks.makers.lines import Captcha
from benchmarks.makers.svg import SVG
from models.captcha.data import split_of
from models.captcha.labelled import labelled

FOLDER = Path("runs/makers")
TEST_N = 300  # captchas of a maker
SVG_TRAINING, SVG_TRAINING_N = Path("runs/svg-captcha-training"), 6300  # 900 of each kind
HELD_OUT = (*pypi.PACKAGES, *debian.MAKERS)  # never trained on


def main() -> None:
    """Draws the folders of the tests and prints which there are."""
    show((*HELD_OUT, SVG), FOLDER, TEST_N)


def show(makers: Iterable[str], parent: Path, count: int) -> None:
    """Draws the folders of makers and prints which there are."""
    rows = ["### Makers\n", "| maker | trained on | n | characters | first size |", "| --- | --- | ---: | ---: | --- |"]
    for maker in makers:
        if folder := drawn_folder(maker, parent, count):
            rows.append(_row(maker, list(labelled(str(folder)).all())))
    print("\n".join(rows))


def _row(maker: str, examples: Sequence[tuple[Image.Image, str]]) -> str:
    shortest, *_, longest = sorted(len(text) for _, text in examples)
    width, height = examples[0][0].size
    trained = "other texts" if maker == SVG else "never"
    return f"| {maker} | {trained} | {len(examples)} | {shortest} to {longest} | {width} x {height} |"


def drawn_folder(maker: str, parent: Path | None = None, count: int = TEST_N) -> Path | None:
    """The folder of `count` captchas of texts never trained on, drawn if it is not there; None where it cannot be."""
    folder = (parent or FOLDER) / maker
    return _unless_missing(folder, lambda: save(captchas(maker), folder, count, "validation", "test"))


def training() -> Path | None:
    """The folder of svg-captcha for training, drawn if it is not there; None where it cannot be."""
    return _unless_missing(SVG_TRAINING, lambda: save(svg.captchas(svg.KINDS), SVG_TRAINING, SVG_TRAINING_N))


def _unless_missing(folder: Path, draw: Callable[[], Path]) -> Path | None:
    try:
        return folder if folder.is_dir() else draw()
    except (ImportError, OSError, subprocess.CalledProcessError) as problem:
        print(f"{folder.name} is left out: {problem}")
        return None


def save(drawn: Iterator[Captcha], folder: Path, count: int, *splits: str) -> Path:
    """Keeps the first `count` captchas, of the splits if any are named, in files named after what they show."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    fitting = (captcha for captcha in drawn if not splits or split_of(captcha[0]) in splits)
    for number, (text, image) in enumerate(islice(fitting, count)):
        image.save(partial / f"{text}_{number}.png")
    return partial.rename(folder)


def captchas(maker: str) -> Iterator[Captcha]:
    """Captchas of a maker without end, the same each time: what each says, and the picture, RGB.

    Raises:
        ImportError, OSError, CalledProcessError: it cannot be installed or run.
    """
    if maker == SVG:
        return svg.captchas()
    source = next((source for source, makers in ((debian, debian.MAKERS), (npm, npm.UNSEEN)) if maker in makers), pypi)
    return source.captchas(maker)

"""Labelled folders of captchas, by makers that the reader is never trained on and by one that it is."""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image

from models.captcha.data import split_of
from models.captcha.fonts import BUNDLED_UNSEEN
from models.captcha.labelled import labelled

HERE = Path(__file__).parent
FOLDER = Path("runs/makers")
TEST_N = 300  # captchas of a maker
HELD_OUT = {  # never trained on; and all that each needs beside Pillow
    "claptcha": ("claptcha==0.3.3",),
    "django-simple-captcha": (
        "django-simple-captcha==0.7.0",
        "django==5.2.19",
        "django-ranged-response==0.2.0",
        "asgiref==3.13.0",
        "sqlparse==0.6.1",
    ),
    "graphic-verification-code": ("graphic-verification-code==1.1.1",),
    "gvcode": ("gvcode==1.0.3",),
    "multicolorcaptcha": ("multicolorcaptcha==1.2.0",),
}

SVG = "svg-captcha"
SVG_PACKAGE = "svg-captcha@1.4.0"
SVG_TRAINING, SVG_TRAINING_N = Path("runs/svg-captcha-training"), 6300  # 900 of each kind
KINDS: tuple[dict[str, Any], ...] = (  # options of svg-captcha; the first three are in the tests
    {},
    {"color": True, "background": "#e8e4dc"},
    {"size": 5, "noise": 3, "color": True},
    {"size": 6, "noise": 2, "color": True, "background": "#f0f0f0"},
    {"size": 4, "noise": 1, "color": True, "background": "#223344", "inverse": True},
    {"size": 4, "noise": 4, "width": 120, "height": 40, "fontSize": 44},
    {"size": 5, "color": True, "noise": 2, "width": 200, "height": 60, "fontSize": 60, "charPreset": "0123456789"},
)

Captcha = tuple[str, Image.Image]


def main() -> None:
    """Draws the folders of the tests and prints which there are."""
    rows = ["### Makers\n", "| maker | trained on | n | characters | first size |", "| --- | --- | ---: | ---: | --- |"]
    for maker in (*HELD_OUT, SVG):
        if folder := drawn_folder(maker):
            rows.append(_row(maker, list(labelled(str(folder)).all())))
    print("\n".join(rows))


def _row(maker: str, examples: Sequence[tuple[Image.Image, str]]) -> str:
    shortest, *_, longest = sorted(len(text) for _, text in examples)
    width, height = examples[0][0].size
    trained = "never" if maker in HELD_OUT else "other texts"
    return f"| {maker} | {trained} | {len(examples)} | {shortest} to {longest} | {width} x {height} |"


def drawn_folder(maker: str) -> Path | None:
    """The folder of TEST_N captchas of texts never trained on, drawn if it is not there; None where it cannot be."""
    folder = FOLDER / maker
    try:
        return folder if folder.is_dir() else save(captchas(maker), folder, TEST_N, "validation", "test")
    except (ImportError, OSError, subprocess.CalledProcessError) as problem:
        print(f"{maker} is left out: {problem}")
        return None


def training() -> Path:
    """The folder of svg-captcha for training, drawn if it is not there."""
    return SVG_TRAINING if SVG_TRAINING.is_dir() else save(_svg_captchas(KINDS), SVG_TRAINING, SVG_TRAINING_N)


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
    return _svg_captchas(KINDS[:3]) if maker == SVG else _captchas(maker)


def _captchas(maker: str) -> Iterator[Captcha]:
    fonts = [path for family in BUNDLED_UNSEEN for path in family]
    command = [sys.executable, "-P", str(HERE / "pypi_drawing.py"), maker, *fonts]
    with tempfile.TemporaryDirectory() as place:
        install(HELD_OUT[maker], place)
        for found in _printed_lines(command, PYTHONPATH=place):
            yield found["text"], Image.open(io.BytesIO(base64.b64decode(found["png"]))).convert("RGB")


def install(packages: Sequence[str], place: str) -> None:
    """Puts packages into a folder, which hides them from everything that does not look there."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", place, *packages], check=True)


def _svg_captchas(kinds: Sequence[dict[str, Any]]) -> Iterator[Captcha]:
    import resvg_py

    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["npm", "install", "--silent", SVG_PACKAGE], cwd=place, check=True)
        command = ["node", str(HERE / "svg_drawing.js"), json.dumps(kinds)]
        for found in _printed_lines(command, NODE_PATH=str(Path(place) / "node_modules")):
            drawn = resvg_py.svg_to_bytes(svg_string=found["svg"], background="white")
            yield found["text"], Image.open(io.BytesIO(drawn)).convert("RGB")


def _printed_lines(command: Sequence[str], **environment: str) -> Iterator[dict[str, Any]]:
    """What an endless process prints, line by line; it ends when nobody asks for more."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            yield from map(json.loads, process.stdout or ())
        finally:
            process.kill()
    raise subprocess.CalledProcessError(process.returncode, command)

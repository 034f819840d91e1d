"""What 100 labelled pictures of a maker that the captcha reader has never seen teach it, how fast, and what they cost.

python -m benchmarks teach
KEXUE_MAKERS="folder" KEXUE_CAPTCHAS="other" python -m benchmarks teach    labelled makers too; what is kept of others

Two makers that are kept out of training: gvcode, whose letters lean as far as 90 degrees, and letters that show only by
the direction of stripes, drawn here. Each fine-tunes the bundled checkpoint as the README says and is scored on up to
300 other pictures. What it has kept is scored on captchas of the default style and on the pictures of KEXUE_CAPTCHAS
that nothing was trained on.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import hub_utils
from benchmarks._command import begin
from benchmarks.makers import Captcha, captchas, save
from models import captcha
from models.captcha.data import Recipe
from models.captcha.evaluate import score_of, table
from models.captcha.fonts import MANROPE
from models.captcha.labelled import labelled
from models.captcha.painting.glyphs import font

TAUGHT, TESTED, KEPT = 100, 300, 400  # pictures
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without look-alikes, as such makers do


def draw_striped() -> Iterator[Captcha]:
    """Five symbols in stripes, without end."""
    for seed in count():
        text = captcha.random_text(seed, 5, LETTERS)
        yield text, _stripes(text, seed)


def _stripes(text: str, seed: int) -> Image.Image:
    """Upright stripes in the letters, level ones around them, in two shades of one colour; RGB, 180 x 60."""
    source = random.Random(f"{seed}/{text}")
    letters = Image.new("L", (180, 60))
    draw = ImageDraw.Draw(letters)
    for number, symbol in enumerate(text):
        place = (22 + 34 * number + source.randint(-3, 3), 44 + source.randint(-4, 4))
        draw.text(place, symbol, 255, font(source.choice(MANROPE), 46), anchor="ms")
    y, x = np.mgrid[:60, :180]
    step, phase = source.choice((4, 6)), source.randrange(6)
    stripes = np.where(np.asarray(letters) > 127, (x + phase) % step < step // 2, (y + phase) % step < step // 2)
    shades = np.array(
        [[source.randint(150, 230) for _ in range(3)], [source.randint(0, 90) for _ in range(3)]], np.uint8
    )
    return Image.fromarray(shades[stripes.astype(int)])


MAKERS: dict[str, Callable[[], Iterator[Captcha]]] = {"striped": draw_striped, "gvcode": partial(captchas, "gvcode")}


def makers_taught() -> dict[str, Callable[[], Iterator[Captcha]]]:
    """By name, what draws the captchas of a maker, or goes through its labelled ones."""
    folders = map(Path, os.environ.get("KEXUE_MAKERS", "").split())
    return MAKERS | {folder.name: partial(_labelled_captchas, str(folder)) for folder in folders}


def _labelled_captchas(folder: str) -> Iterator[Captcha]:
    return ((text, image.convert("RGB")) for image, text in labelled(folder).all())


def main() -> None:
    """Prints, for each maker, how well it and others are read before and after."""
    for name, maker in makers_taught().items():
        print(f"\n### {name}: {TAUGHT} pictures to learn from, {TESTED} to test with\n")
        with tempfile.TemporaryDirectory() as place:
            print(teach(name, maker, Path(place)), flush=True)


def teach(name: str, maker: Callable[[], Iterator[Captcha]], place: Path) -> str:
    """Draws, fine-tunes, scores: the table and the minutes."""
    lessons = save(maker(), place / name, TAUGHT, "train")
    test = save(maker(), place / "test", TESTED, "validation", "test")
    began = time.perf_counter()
    command = [sys.executable, "-m", "models.captcha.train", "--from", "captcha", "--data", str(lessons), "--fonts", ""]
    made = ["--run", str(place / "run"), "--output", str(place / "made"), "--test", "100"]
    subprocess.run([*command, *made], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    minutes = (time.perf_counter() - began) / 60
    folders = {"before": hub_utils.fetch("captcha"), "after": place / "made"}
    solvers = {name: captcha.load(folder) for name, folder in folders.items()}
    scores = {
        f"{when}, {name}": score_of(solver, examples)
        for name, examples in {"taught": list(labelled(str(test)).all()), **known_captchas()}.items()
        for when, solver in solvers.items()
    }
    return f"{table(scores)}\nin {minutes:.1f} minutes"


def known_captchas() -> dict[str, list[tuple[Image.Image, str]]]:
    """By name, captchas that the bundled checkpoint reads well, and was not trained on."""
    found = {"default style": list(map(Recipe(("default",), (4,), split="test").example, range(KEPT)))}
    for source in os.environ.get("KEXUE_CAPTCHAS", "").split():
        found[Path(source).name] = list(labelled(source).split("validation", "test").all())
    return found


if __name__ == "__main__":
    begin(main)

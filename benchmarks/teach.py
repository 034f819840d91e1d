"""What 100 labelled pictures of a maker that the captcha reader has never seen teach it, and in which time.

Two makers that are kept out of training: gvcode, whose letters lean as far as 90 degrees, and letters that show only by
the direction of stripes, drawn here. Each fine-tunes the bundled checkpoint as the README says and is scored on 300
other pictures.
"""

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
from benchmarks.makers import Captcha, captchas, save
from models import captcha
from models.captcha.evaluate import score_of, table
from models.captcha.fonts import MANROPE
from models.captcha.labelled import labelled
from models.captcha.painting.glyphs import font

TAUGHT, TESTED = 100, 300
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


def main() -> None:
    """Prints, for each maker, how well it is read before and after."""
    for name, maker in MAKERS.items():
        print(f"\n### {name}: {TAUGHT} pictures to learn from, {TESTED} to test with\n")
        with tempfile.TemporaryDirectory() as place:
            print(teach(name, maker, Path(place)), flush=True)


def teach(name: str, maker: Callable[[], Iterator[Captcha]], place: Path) -> str:
    """Draws, fine-tunes, scores: the table and the minutes."""
    lessons = save(maker(), place / name, TAUGHT, "train")
    test = save(maker(), place / "test", TESTED, "test")
    began = time.perf_counter()
    command = [sys.executable, "-m", "models.captcha.train", "--from", "captcha", "--data", str(lessons), "--fonts", ""]
    made = ["--run", str(place / "run"), "--output", str(place / "made"), "--test", "100"]
    subprocess.run([*command, *made], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    minutes = (time.perf_counter() - began) / 60
    folders = {"before": hub_utils.fetch("captcha"), "after": place / "made"}
    scores = {name: score_of(captcha.load(folder), labelled(str(test)).all()) for name, folder in folders.items()}
    return f"{table(scores)}\nin {minutes:.1f} minutes"


if __name__ == "__main__":
    main()

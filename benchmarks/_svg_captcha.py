"""Draws captchas with svg-captcha, a maker that the reader is never trained on: a folder of labelled pictures.

python -m benchmarks._svg_captcha                                 draws 300 into runs/svg-captcha
python -m models.captcha.evaluate --n 0 --data runs/svg-captcha   scores them

Of each kind a third: the library's default, coloured letters on a ground, and noisy ones with 5 characters. Needs
Node.js with npm and the packages of benchmarks/requirements.txt.
"""

import io
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

FOLDER = Path("runs/svg-captcha")
PACKAGE = "svg-captcha@1.4.0"
KINDS = ({}, {"color": True, "background": "#e8e4dc"}, {"size": 5, "noise": 3, "color": True})
DRAW = """
const { create } = require("svg-captcha");
const [kinds, each] = JSON.parse(process.argv[1]);
for (const kind of kinds) for (let n = 0; n < each; n++) console.log(JSON.stringify(create(kind)));
"""


def ready() -> bool:
    """Whether the pictures are there; draws them first where Node.js is."""
    if not FOLDER.is_dir() and shutil.which("npm") and shutil.which("node"):
        draw()
    return FOLDER.is_dir()


def draw(each: int = 100) -> None:
    """Draws `each` captchas of each kind, named after what they show."""
    drawn = list(map(json.loads, _drawn(each).splitlines()))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, captcha in enumerate(drawn):
        _picture(captcha["data"]).save(FOLDER / f"{captcha['text']}_{number}.png")


def _drawn(each: int) -> str:
    """One JSON object a line: text, and data as SVG."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["npm", "install", "--silent", PACKAGE], cwd=place, check=True)
        command = ["node", "-e", DRAW, json.dumps([KINDS, each])]
        return subprocess.run(command, cwd=place, check=True, capture_output=True, text=True).stdout


def _picture(svg: str) -> Image.Image:
    import resvg_py

    return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, background="white"))).convert("RGB")


if __name__ == "__main__":
    draw()

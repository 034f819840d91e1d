"""Makers of npm; they need Node.js with npm."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.makers.lines import Captcha, picture, printed_lines

HERE = Path(__file__).parent
UNSEEN = {"captchapng3": "captchapng3@1.0.7", "trek-captcha": "trek-captcha@0.4.0"}  # see unseen.py


def captchas(maker: str) -> Iterator[Captcha]:
    """Captchas of one of UNSEEN without end; what shows through is white, as a page is."""
    for found in printed(UNSEEN[maker], "npm_drawing.js", maker):
        drawn = picture(found["picture"], "RGBA")
        yield found["text"], Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB")


def printed(package: str, program: str, *arguments: str) -> Iterator[dict[str, Any]]:
    """What a program of ours prints line by line that draws with a package; it is installed for that moment."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["npm", "install", "--silent", package], cwd=place, check=True)
        yield from printed_lines(["node", str(HERE / program), *arguments], NODE_PATH=str(Path(place) / "node_modules"))

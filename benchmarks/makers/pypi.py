"""Makers of PyPI: PACKAGES, which the reader is measured on and never trained on, and UNSEEN, see unseen.py.

Each is installed for the moment into a folder of its own: django-simple-captcha's module is called `captcha` like the
library that we draw with, and two others are both called `gvcode`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.makers.lines import Captcha, picture, printed_lines
from models.captcha.fonts import BUNDLED_UNSEEN

DRAWING = Path(__file__).with_name("pypi_drawing.py")
PACKAGES = {  # all that each maker needs beside Pillow and numpy
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
UNSEEN = {
    "captchagenerator": ("captchagenerator==2.0.0",),
    "captchakit": ("captchakit==1.0.1",),
    "deepcaptcha": ("deepcaptcha==1.0.2",),
    "easy-captcha-python": ("easy-captcha-python==1.0.0",),
    "fast-captcha": ("fast-captcha==0.3.2",),
    "flask-simple-captcha": (
        "flask-simple-captcha==5.5.5",
        "werkzeug==3.1.9",
        "markupsafe==3.0.4",
        "pyjwt==2.15.1",
    ),
    "util-captcha": ("util-captcha==0.2.2",),
}


def captchas(maker: str) -> Iterator[Captcha]:
    """Captchas of a maker without end."""
    fonts = [path for family in BUNDLED_UNSEEN for path in family]
    command = [sys.executable, "-P", str(DRAWING), maker, *fonts]
    with tempfile.TemporaryDirectory() as place:
        install((PACKAGES | UNSEEN)[maker], place)
        for found in printed_lines(command, PYTHONPATH=place, PYTHONHASHSEED="0"):
            yield found["text"], picture(found["png"])


def install(packages: Sequence[str], place: str) -> None:
    """Puts packages into a folder, which hides them from everything that does not look there."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", place, *packages], check=True)

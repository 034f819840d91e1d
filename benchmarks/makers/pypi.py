"""Makers of PyPI that the reader is never trained on.

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
PACKAGES = {  # all that each maker needs beside Pillow
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


def captchas(maker: str) -> Iterator[Captcha]:
    """Captchas of one of PACKAGES without end."""
    fonts = [path for family in BUNDLED_UNSEEN for path in family]
    command = [sys.executable, "-P", str(DRAWING), maker, *fonts]
    with tempfile.TemporaryDirectory() as place:
        install(PACKAGES[maker], place)
        for found in printed_lines(command, PYTHONPATH=place):
            yield found["text"], picture(found["png"])


def install(packages: Sequence[str], place: str) -> None:
    """Puts packages into a folder, which hides them from everything that does not look there."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", place, *packages], check=True)

"""Makers run in processes of their own, and what they draw comes line by line."""

import base64
import io
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

Captcha = tuple[str, Image.Image]


def printed_lines(command: Sequence[str], **environment: str) -> Iterator[dict[str, Any]]:
    """What an endless process prints, line by line; it ends when nobody asks for more."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            yield from map(json.loads, process.stdout or ())
        finally:
            process.kill()
    raise subprocess.CalledProcessError(process.returncode, command)


def picture(encoded: str, mode: str = "RGB") -> Image.Image:
    """A picture file in base64."""
    return Image.open(io.BytesIO(base64.b64decode(encoded))).convert(mode)

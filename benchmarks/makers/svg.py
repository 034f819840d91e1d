"""svg-captcha of npm, on which the reader is trained; needs Node.js with npm."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

from benchmarks.makers.lines import Captcha
from benchmarks.makers.npm import printed

SVG = "svg-captcha"
PACKAGE = "svg-captcha@1.4.0"
KINDS: tuple[dict[str, Any], ...] = (  # its options; the first three are in the tests
    {},
    {"color": True, "background": "#e8e4dc"},
    {"size": 5, "noise": 3, "color": True},
    {"size": 6, "noise": 2, "color": True, "background": "#f0f0f0"},
    {"size": 4, "noise": 1, "color": True, "background": "#223344", "inverse": True},
    {"size": 4, "noise": 4, "width": 120, "height": 40, "fontSize": 44},
    {"size": 5, "color": True, "noise": 2, "width": 200, "height": 60, "fontSize": 60, "charPreset": "0123456789"},
)
TESTED = KINDS[:3]


def captchas(kinds: Sequence[dict[str, Any]] = TESTED) -> Iterator[Captcha]:
    """Captchas of these kinds in turn without end. Raises ImportError."""
    try:
        import resvg_py
    except ImportError as problem:
        raise ImportError("resvg-py, which draws it, is not installed: `make bench` does so.") from problem

    for found in printed(PACKAGE, "svg_drawing.js", json.dumps(kinds)):
        drawn = resvg_py.svg_to_bytes(svg_string=found["svg"], background="white")
        yield found["text"], Image.open(io.BytesIO(drawn)).convert("RGB")

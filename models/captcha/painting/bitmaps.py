"""Letters of a bitmap font: a few pixels each, with hard edges, as GD and X11 have them."""

from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw, ImageFont

from models.captcha.painting.glyphs import font
from models.captcha.painting.layout import Letters

STRIKES = range(5, 40)  # pixels, of which a bitmap font has one


@lru_cache(256)
def bitmap_font(path: str) -> ImageFont.FreeTypeFont:
    """An opened bitmap font, in the one size that it has. Raises OSError where it has none of STRIKES."""
    for size in STRIKES:
        try:
            return ImageFont.truetype(path, size)
        except OSError as problem:
            last = problem
    raise last


def bitmap_line(text: str, path: str, height: int, source: Random) -> tuple[Letters, int]:
    """The letters of a text at odd heights, each a mask of whole pixels, and the width of the picture.

    Args:
        text: what is written.
        path: a bitmap font, or an outline font, which is then drawn small and without smoothing.
        height: of the picture.
        source: where chance comes from.
    """
    bitmap = path.endswith((".pcf", ".pcf.gz"))
    typeface = bitmap_font(path) if bitmap else font(path, source.randint(10, 18))
    scale = max(1, source.choice((int(0.5 * height / typeface.size), int(0.8 * height / typeface.size))))
    pitch = source.choice((0, 0, source.uniform(0.7, 2.2) * typeface.size)) * scale
    level, jitter = source.random() < 0.4, source.choice((0, 0.1, 0.4))
    x, letters = scale * source.uniform(0, 0.8) * typeface.size, []
    top = source.random()
    for symbol in text:
        mask = _mask(symbol, typeface, scale)
        room = max(0, height - mask.height)
        letters.append((mask, (int(x), int(room * (top if level else source.random())))))
        step = pitch or mask.width + scale * source.choice((0, 0, 1))
        x += max(0.7 * mask.width, step * (1 + source.uniform(-jitter, jitter)))
    return letters, max(24, int(x + scale * source.uniform(0, 0.8) * typeface.size))


def _mask(symbol: str, typeface: ImageFont.FreeTypeFont, scale: int) -> Image.Image:
    """L, as large as the letter's cell, each of its pixels a square of `scale`."""
    ascent, descent = typeface.getmetrics()
    small = Image.new("L", (max(1, round(typeface.getlength(symbol))) + 1, ascent + descent))
    draw = ImageDraw.Draw(small)
    draw.fontmode = "1"
    draw.text((0, 0), symbol, 255, typeface)
    return small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)

"""One character as a mask, and what can be done to it before it is put on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

BASELINE = 0.7  # height of the baseline in a glyph's square, from its top
ROOM = 1.7  # side of that square, in font sizes: a W fits in it, turned by 45 degrees


@lru_cache(1024)
def font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """An opened font; opening takes longer than drawing."""
    return ImageFont.truetype(path, size)


@dataclass(frozen=True)
class Hand:
    """How the characters of one picture are written. Sizes in pixels, angles in degrees, the rest in font sizes."""

    fonts: tuple[str, ...]
    size: int
    size_jitter: float
    tilt: float  # of all characters
    tilt_jitter: float
    slant: float
    slant_jitter: float  # of each character by itself
    widening: float
    widening_jitter: float
    pitch: float  # from one character to the next; 0 as wide as each is
    tracking: float
    tracking_jitter: float
    rise_jitter: float
    texture: str
    outline: int
    smooth: bool  # whether the edges of strokes are


def hand(fonts: tuple[str, ...], height: int, source: Random) -> Hand:
    """A way of writing for a picture of this height; one font in most pictures, a mixture in the others."""
    chosen = tuple(source.sample(fonts, min(len(fonts), source.choice((1, 1, 1, 2, 4)))))
    calm = source.random() < (0.7 if height < 36 else 0.3)
    size = max(14, 2 * int(height * source.uniform(0.5, 0.9) / 2))
    outlined = source.random() < 0.1 and height >= 36
    return Hand(
        fonts=chosen,
        size=size,
        size_jitter=0 if calm else source.choice((0, 0.1, 0.25)),
        tilt=source.choice((0, 0, 0, source.uniform(-15, 15))),
        tilt_jitter=0 if calm else source.choice((0, 6, 15, 30)),
        slant=source.choice((0, 0, 0, source.uniform(-0.4, 0.4))),
        slant_jitter=0 if calm else source.choice((0, 0, 0.3, 0.7)),
        widening=source.choice((1, 1, source.uniform(0.65, 1.4))),
        widening_jitter=0 if calm else source.choice((0, 0, 0, 0.3)),
        pitch=source.choice((0, 0, 0, 0, 0, source.uniform(0.5, 0.75))),
        tracking=_tracking(source),
        tracking_jitter=0 if calm else source.choice((0, 0.05, 0.2)),
        rise_jitter=0 if calm else source.choice((0, 0.05, 0.15, 0.3)),
        texture=source.choices(TEXTURE_NAMES, TEXTURE_WEIGHTS)[0] if height >= 36 else "solid",
        outline=max(1, size // 24) if outlined else 0,
        smooth=source.random() < (0.6 if height < 36 else 0.92),
    )


def _tracking(source: Random) -> float:
    """The space between characters: none, a little less or more, or much."""
    ranges = ((0, 0), (-0.2, 0), (-0.13, 0), (-0.1, 0.25), (0.2, 0.9), (0.9, 2.2))
    return source.uniform(*source.choices(ranges, (3, 3, 3, 3, 3, 0.5))[0])


def glyph(symbol: str, hand: Hand, source: Random) -> tuple[Image.Image, float]:
    """A square mask, L, of the character with its origin in the middle of its baseline; and its advance in pixels."""
    size = max(12, 2 * int(hand.size * (1 + source.uniform(-1, 1) * hand.size_jitter) / 2))
    typeface = font(source.choice(hand.fonts), size)
    side = int(ROOM * hand.size * (1 + hand.size_jitter))
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    draw.fontmode = "L" if hand.smooth else "1"
    centre = (side / 2, BASELINE * side)
    draw.text(centre, symbol, 255, typeface, anchor="ms", stroke_width=hand.outline)
    if hand.outline:
        draw.text(centre, symbol, 0, typeface, anchor="ms")
    mask = TEXTURES[hand.texture](mask, source)
    widening = hand.widening * (1 + source.uniform(-1, 1) * hand.widening_jitter)
    advance = (hand.pitch * size or typeface.getlength(symbol)) * widening
    return _transform(mask, hand, widening, source), advance


def _transform(mask: Image.Image, hand: Hand, widening: float, source: Random) -> Image.Image:
    """The mask slanted, widened and tilted about the middle of the character."""
    angle = hand.tilt + source.uniform(-1, 1) * hand.tilt_jitter
    slant = hand.slant + source.uniform(-1, 1) * hand.slant_jitter
    if not angle and not slant and widening == 1:
        return mask
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    inverse = np.array([[1 / widening, slant], [0, 1]]) @ np.array([[cos, -sin], [sin, cos]])
    centre = np.array([mask.width / 2, (BASELINE - 0.2) * mask.height])
    move = centre - inverse @ centre
    matrix = (*inverse[0], move[0], *inverse[1], move[1])
    return mask.transform(mask.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def _solid(mask: Image.Image, _source: Random) -> Image.Image:
    return mask


def _thin(mask: Image.Image, _source: Random) -> Image.Image:
    thin = mask.filter(ImageFilter.MinFilter(3))
    return thin if np.count_nonzero(np.asarray(thin)) > 20 else mask  # a hairline would vanish


def _thicken(mask: Image.Image, _source: Random) -> Image.Image:
    return mask.filter(ImageFilter.MaxFilter(3))


def _bead(mask: Image.Image, source: Random) -> Image.Image:
    """The strokes as strings of round beads."""
    step = source.choice((3, 4, 4, 5))
    return _with_pattern(
        mask, lambda x, y: np.hypot(x % step - step / 2 + 0.5, y % step - step / 2 + 0.5) < 0.48 * step
    )


def _hatch(mask: Image.Image, source: Random) -> Image.Image:
    """The strokes made of parallel lines."""
    step, (a, b) = source.choice((3, 4, 5)), source.choice(((1, 1), (1, -1), (0, 1), (1, 0)))
    return _with_pattern(mask, lambda x, y: (a * x + b * y) % step < step * 0.6)


def _tear(mask: Image.Image, source: Random) -> Image.Image:
    """A few stripes of the character are missing."""
    copy, draw_side = mask.copy(), mask.width
    draw = ImageDraw.Draw(copy)
    for _ in range(source.randint(1, 3)):
        where = source.uniform(0.2, 0.75) * draw_side
        ends = [(0, where), (draw_side, where + source.uniform(-0.3, 0.3) * draw_side)]
        draw.line(ends if source.random() < 0.6 else [end[::-1] for end in ends], 0, source.randint(1, 2))
    return copy


def _break(mask: Image.Image, source: Random) -> Image.Image:
    """Pieces of the strokes are missing, as of a letter cut out with too few snips."""
    box = mask.getbbox()
    if not box:
        return mask
    copy = mask.copy()
    draw = ImageDraw.Draw(copy)
    for _ in range(source.randint(1, 2)):
        x, y = source.uniform(box[0], box[2]), source.uniform(box[1], box[3])
        reach = source.uniform(0.08, 0.2) * (box[3] - box[1])
        corners = [(x + source.uniform(-1, 1) * reach, y + source.uniform(-1, 1) * reach) for _ in range(4)]
        draw.polygon(corners, 0)
    return copy


def _make_blocky(mask: Image.Image, source: Random) -> Image.Image:
    """As in a typeface of few pixels, each of them a square."""
    share = source.uniform(0.2, 0.35)
    small = mask.resize([round(side * share) for side in mask.size], Image.Resampling.BOX)
    return small.point(lambda value: 255 * (value > 90)).resize(mask.size, Image.Resampling.NEAREST)


def _speckle(mask: Image.Image, source: Random) -> Image.Image:
    """Ink that did not take everywhere."""
    generator = np.random.default_rng(source.getrandbits(32))
    kept = generator.random((mask.height, mask.width)) > source.uniform(0.1, 0.3)
    return Image.fromarray(np.asarray(mask) * kept)


def _with_pattern(mask: Image.Image, pattern: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Image.Image:
    y, x = np.mgrid[: mask.height, : mask.width]
    return Image.fromarray(np.asarray(mask) * pattern(x, y).astype(np.uint8))


TEXTURES = {
    "solid": _solid,
    "thinned": _thin,
    "thickened": _thicken,
    "beaded": _bead,
    "hatched": _hatch,
    "torn": _tear,
    "speckled": _speckle,
    "broken": _break,
    "blocky": _make_blocky,
}
TEXTURE_NAMES = tuple(TEXTURES)
TEXTURE_WEIGHTS = (20, 1, 3, 1.5, 1, 1.5, 1.5, 2, 1)

"""Inks that are hard to tell from their ground: on gradients, or in a colour for each letter."""

from collections.abc import Sequence
from random import Random

import numpy as np
from PIL import Image

from models.captcha.painting.colours import BLACK, WHITE, Colour, any_colour, brightness, ground_colour, near
from models.captcha.painting.layout import Letters

# The corners of the cube of colours: black, red, green, yellow, blue, magenta, cyan, white.
VIVID: tuple[Colour, ...] = tuple((255 * (bits & 1), 255 * (bits >> 1 & 1), 255 * (bits >> 2)) for bits in range(8))


def written_layer(letters: Letters, inks: Sequence[Colour], size: tuple[int, int]) -> Image.Image:
    """The written line by itself, RGBA."""
    layer = Image.new("RGBA", size, (*inks[0], 0))
    for (mask, place), ink in zip(letters, inks, strict=True):
        layer.paste((*ink, 255), place, mask)
    return layer


def gradient_and_ink(size: tuple[int, int], source: Random) -> tuple[Image.Image, Colour]:
    """A ground that runs from one tone to another, and an ink that is told from it where the line begins, though
    perhaps hardly where it ends."""
    while True:
        start, end = ground_colour(source), ground_colour(source)
        if source.random() < 0.5:
            start, end = _grey(source.randint(0, 255)), _grey(source.randint(0, 255))
        ink = source.choice((WHITE, BLACK, BLACK, any_colour(source)))
        far = source.choice((20, 40, 70))
        if _apart(ink, start) > 60 and min(_apart(ink, end), _apart(ink, _middle(start, end))) > far:
            break
    if source.random() < 0.25:
        return Image.new("RGB", size, start), ink
    corners = Image.new("RGB", (2, 2))
    across = source.choice(((0, 1, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1), (0, 1, 1, 0)))
    corners.putdata([(start, end)[corner] for corner in across])
    return corners.resize(size, Image.Resampling.BILINEAR), ink


def fading_ground_and_ink(size: tuple[int, int], source: Random) -> tuple[Image.Image, Colour]:
    """A ground that comes near the ink's tone along the line; in one picture of five it passes it, so that what begins
    light on dark ends dark on light."""
    way = source.choice((1, 1, -1))  # a light ink on what grows lighter, or a dark one on what grows darker
    passes = source.random() < 0.2
    tone = source.randint(90, 165) if passes else source.randint(210, 255)
    far, close = tone - source.randint(80, 190), tone - source.randint(8, 70)
    ends = [_clamp(far), _clamp(tone + source.randint(50, 90) if passes else close)]
    if way < 0:
        tone, ends = 255 - tone, [255 - end for end in ends]
    if source.random() < 0.3:
        ends.reverse()
    row = Image.new("RGB", (2, 1))
    row.putdata([near(_grey(end), source, source.choice((0, 0, 12))) for end in ends])
    return row.resize(size, Image.Resampling.BILINEAR), _grey(tone)


def write_each(picture: Image.Image, letters: Letters, source: Random, least: int) -> list[Colour]:
    """Writes each letter in a colour that differs from the ground behind it by at least `least` in some channel;
    returns the colours."""
    vivid = source.random() < 0.4
    used: list[Colour] = []
    for mask, place in letters:
        behind = colour_at(picture, place[0] + mask.width // 2, picture.height // 2)
        colour = behind
        while _farthest(colour, behind) < least or _apart(colour, behind) < least / 2:
            colour = source.choice(VIVID) if vivid and source.random() < 0.8 else any_colour(source)
        picture.paste(colour, place, mask)
        used.append(colour)
    return used


def colour_at(picture: Image.Image, x: int, y: int) -> Colour:
    """The colour at a place of an RGB picture, or at the nearest one in it."""
    pixels = np.asarray(picture)
    red, green, blue = pixels[min(max(y, 0), picture.height - 1), min(max(x, 0), picture.width - 1)].tolist()
    return red, green, blue


def _apart(one: Colour, other: Colour) -> float:
    """How much brighter one colour is."""
    return abs(brightness(one) - brightness(other))


def _farthest(one: Colour, other: Colour) -> int:
    """The difference in the channel where it is greatest."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _middle(one: Colour, other: Colour) -> Colour:
    red, green, blue = ((a + b) // 2 for a, b in zip(one, other, strict=True))
    return red, green, blue


def _grey(tone: int) -> Colour:
    return tone, tone, tone


def _clamp(tone: int) -> int:
    return min(255, max(0, tone))

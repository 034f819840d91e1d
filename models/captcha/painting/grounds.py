"""What a captcha is written on."""

from random import Random

import numpy as np
from PIL import Image

from models.captcha.painting.colours import Colour, near


def _plain(size: tuple[int, int], colour: Colour, _source: Random) -> Image.Image:
    return Image.new("RGB", size, colour)


def _gradient(size: tuple[int, int], colour: Colour, source: Random) -> Image.Image:
    """From one colour to a neighbour, left to right, top to bottom or across."""
    corners = Image.new("RGB", (2, 2))
    other = near(colour, source, 45)
    across = source.choice(((0, 1, 0, 1), (0, 0, 1, 1), (0, 1, 1, 0)))
    corners.putdata([(colour, other)[corner] for corner in across])
    return corners.resize(size, Image.Resampling.BILINEAR)


def _cloudy(size: tuple[int, int], colour: Colour, source: Random) -> Image.Image:
    """Blotches, coarse or fine."""
    cells = source.choice((4, 8, 20))
    spread = source.randint(8, 32)
    blotches = Image.new("RGB", (max(2, size[0] // cells), max(2, size[1] // cells)))
    blotches.putdata([near(colour, source, spread) for _ in range(blotches.width * blotches.height)])
    return blotches.resize(size, source.choice((Image.Resampling.BILINEAR, Image.Resampling.NEAREST)))


def _grainy(size: tuple[int, int], colour: Colour, source: Random) -> Image.Image:
    """Every pixel a little off."""
    generator = np.random.default_rng(source.getrandbits(32))
    spread = source.randint(5, 32)
    shape = (size[1], size[0], source.choice((1, 3)))
    grain = np.asarray(colour, np.int16) + generator.integers(-spread, spread + 1, shape, np.int16)
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def _split(size: tuple[int, int], colour: Colour, source: Random) -> Image.Image:
    """Upright or level bands of neighbouring colours."""
    bands = source.randint(2, 6)
    upright = source.random() < 0.6
    stripe = Image.new("RGB", (bands, 1) if upright else (1, bands))
    stripe.putdata([near(colour, source, 28) for _ in range(bands)])
    return stripe.resize(size, Image.Resampling.NEAREST)


def clouded(size: tuple[int, int], source: Random) -> Image.Image:
    """A cloud of light greys, in cells of some pixels, that darkens or lightens along the line; in one picture of five
    tinted."""
    generator = np.random.default_rng(source.getrandbits(32))
    cell, slope = source.choice((2, 3, 4, 4, 6)), source.choice((0, 70, 70, -70))
    columns, rows = max(2, size[0] // cell), max(2, size[1] // cell)
    cloud = 255 - generator.integers(0, source.choice((30, 65, 65)), (rows, columns)).astype(float)
    cloud -= np.linspace(max(0, -slope), max(0, slope), columns)
    tint = [source.randint(150, 255) / 255 for _ in range(3)] if source.random() < 0.2 else [1, 1, 1]
    picture = Image.fromarray((cloud[..., None] * tint).astype(np.uint8))
    return picture.resize(size, Image.Resampling.BILINEAR if source.random() < 0.75 else Image.Resampling.NEAREST)


GROUNDS = (_plain, _gradient, _cloudy, _grainy, _split)
WEIGHTS = (10, 3, 2, 2, 1)


def ground(size: tuple[int, int], colour: Colour, source: Random) -> Image.Image:
    """An RGB picture to write on, of about this colour."""
    return source.choices(GROUNDS, WEIGHTS)[0](size, colour, source)

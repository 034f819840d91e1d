"""Curves and shapes that cross a whole line of text, heavier than `clutter` draws them."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from models.captcha.painting.colours import Colour

Point = tuple[float, float]


def tapering_curve(image: Image.Image, colour: Colour, source: Random) -> None:
    """A cubic curve from the left to the right whose first pieces are its thickest, so that it begins with a hook."""
    width, height = image.size
    ends = [(0.1 * width, source.random() * height), (source.uniform(0.75, 1) * width, source.random() * height)]
    bends = [(source.uniform(0, 0.6) * width, source.random() * height) for _ in range(2)]
    points = _cubic((ends[0], *bends, ends[1]), source.choice((6, 8, 12, 24)))
    draw, thick = ImageDraw.Draw(image), source.uniform(0.02, 0.09) * height
    tapered = source.random() < 0.7
    for number, pair in enumerate(pairwise(points)):
        share = max(1, 4 - number) / 4 if tapered else 1
        draw.line(pair, colour, max(1, round(thick * share)))


def level_curve(image: Image.Image, colour: Colour, source: Random) -> None:
    """A curve or a bar as thick as a stroke, from edge to edge."""
    width, height = image.size
    start, end = ((x, source.uniform(0.15, 0.85) * height) for x in (source.uniform(-0.1, 0.15) * width, width))
    bends = [(source.uniform(0.2, 0.8) * width, source.uniform(-0.1, 1.1) * height) for _ in range(2)]
    points = _cubic((start, *bends, end), 30) if source.random() < 0.7 else [start, end]
    ImageDraw.Draw(image).line(points, colour, max(1, round(source.uniform(0.02, 0.1) * height)), joint="curve")


def _cubic(corners: Sequence[Point], steps: int) -> list[Point]:
    """Points on the Bezier curve of four corners."""
    t = np.linspace(0, 1, steps + 1)[:, None]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return [(float(x), float(y)) for x, y in weights @ np.array(corners)]


def inverting_shapes(image: Image.Image, source: Random) -> Image.Image:
    """What arcs, discs and stripes cover is turned into its negative, the text in it too."""
    width, height = image.size
    mask = Image.new("1", image.size)
    for _ in range(source.randint(1, 3)):
        other = Image.new("1", image.size)
        _shape(ImageDraw.Draw(other), width, height, source)
        mask = ImageChops.logical_xor(mask, other)
    return Image.composite(ImageChops.invert(image), image, mask)


def _shape(draw: ImageDraw.ImageDraw, width: int, height: int, source: Random) -> None:
    kind = source.choice(("arc", "arc", "disc", "stripe"))
    x, y = source.uniform(-0.3, 0.9) * width, source.uniform(-0.5, 0.9) * height
    box = (x, y, x + source.uniform(0.2, 1.2) * width, y + source.uniform(0.3, 2) * height)
    if kind == "arc":
        begin = source.randint(0, 360)
        draw.arc(box, begin, begin + source.randint(90, 300), 1, max(2, int(source.uniform(0.04, 0.14) * height)))
    elif kind == "disc":
        draw.ellipse((x, y, x + 0.7 * height, y + 0.7 * height), 1)
    else:
        thick = source.uniform(0.04, 0.15) * height
        ends = [(0, source.uniform(0, 1) * height), (width, source.uniform(0, 1) * height)]
        draw.line(ends, 1, max(2, int(thick)))


def frame(image: Image.Image, colour: Colour, source: Random) -> None:
    """One or two pixels around the picture."""
    edge = (0, 0, image.width - 1, image.height - 1)
    ImageDraw.Draw(image).rectangle(edge, outline=colour, width=source.choice((1, 1, 2)))


def blotches(image: Image.Image, colour: Colour, share: float, source: Random) -> None:
    """Specks of one to three pixels over this share of the picture."""
    draw = ImageDraw.Draw(image)
    wide, high = source.randint(1, 3), source.randint(1, 2)
    for _ in range(int(share * image.width * image.height / (wide * high))):
        x, y = source.randrange(image.width), source.randrange(image.height)
        draw.rectangle((x, y, x + wide - 1, y + high - 1), colour)


def peppered(image: Image.Image, share: float, source: Random) -> Image.Image:
    """This share of the pixels black, white, or of any grey."""
    generator = np.random.default_rng(source.getrandbits(32))
    pixels = np.array(image)
    hit = generator.random(pixels.shape[:2]) < share
    tones = generator.integers(0, 256, (int(hit.sum()), 1))
    pixels[hit] = tones if source.random() < 0.4 else np.where(tones > 127, 255, 0)
    return Image.fromarray(pixels)

"""Patterns ruled over a whole picture in thin lines: rings, boxes, grids, fans and little circles, and dense specks.

Each takes a drawing, its size, what picks a colour and a source of chance, as the kinds of `clutter` do.
"""

import math
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from models.captcha.painting.clutter import Pick, Size
from models.captcha.painting.colours import Colour


def _rings(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Ellipses or circles around one place, each as far from the next."""
    x, y = source.uniform(0.3, 0.7) * size[0], source.uniform(0.3, 0.7) * size[1]
    flat = source.choice((1.0, size[0] / size[1]))
    step, colour = source.uniform(0.06, 0.16) * size[1], pick()
    for number in range(1, int(math.hypot(*size) / step / 2)):
        across, down = number * step * flat, number * step
        draw.ellipse((x - across, y - down, x + across, y + down), outline=colour)


def _boxes(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Frames in one another, from the edge inwards."""
    step, colour = source.uniform(0.03, 0.12) * size[1], pick()
    for number in range(source.randint(2, 8)):
        inwards = int(number * step)
        if 2 * inwards + 2 < min(size):
            draw.rectangle((inwards, inwards, size[0] - 1 - inwards, size[1] - 1 - inwards), outline=colour)


def _grid(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Level and upright rules, some with a slanted one in each field."""
    down, across = source.uniform(0.05, 0.25) * size[1], source.uniform(0.05, 0.5) * size[1]
    lean = source.choice((0, 0, across, -across))
    colours = [pick(), pick()]
    for number in range(int(size[1] / down) + 1):
        draw.line([(0, number * down), (size[0], number * down)], colours[0])
    for number in range(-1, int(size[0] / across) + 2):
        draw.line([(number * across, 0), (number * across, size[1])], colours[1])
        if lean:
            draw.line([(number * across, 0), (number * across + lean, size[1])], colours[0])


def _slanted(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Parallel lines from edge to edge."""
    lean, step, colour = source.uniform(-2, 2) * size[1], source.uniform(0.06, 0.3) * size[1], pick()
    for number in range(int((size[0] + 2 * abs(lean)) / step) + 1):
        x = number * step - abs(lean)
        draw.line([(x, 0), (x + lean, size[1])], colour)


def _fans(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Lines across the corners, and circles smaller than a letter."""
    width, height = size
    colour = pick()
    for _ in range(source.randint(2, 4)):
        for side in (0, width):
            inwards = abs(side - source.uniform(0, 0.12) * width)
            level = source.choice((source.uniform(0, 0.12), source.uniform(0.88, 1))) * height
            ends = [(source.uniform(0, width), level), (inwards, source.uniform(0, height))]
            draw.line(ends, colour)
        x, y, r = source.uniform(0, width), source.uniform(0, height), source.uniform(0.02, 0.18) * height
        draw.ellipse((x - r, y - r, x + r, y + r), outline=colour)


RULINGS = (_rings, _rings, _boxes, _grid, _grid, _slanted, _fans, _fans)


def specks(picture: Image.Image, colour: Colour, share: float, source: Random) -> Image.Image:
    """This share of the pixels in one colour: single ones, or small clusters of them."""
    generator = np.random.default_rng(source.getrandbits(32))
    pixels = np.array(picture)
    cluster = source.choice((1, 1, 2, 3))
    hit = generator.random(pixels.shape[:2]) < share / cluster
    for _ in range(cluster):
        pixels[hit] = colour
        hit = np.roll(hit, (source.randint(-2, 2), source.randint(-2, 2)), (0, 1))
    return Image.fromarray(pixels)


def strewn(picture: Image.Image, share: float, source: Random) -> Image.Image:
    """This share of the pixels has the colour of a pixel from elsewhere in the picture, or is black."""
    generator = np.random.default_rng(source.getrandbits(32))
    pixels = np.array(picture)
    flat = pixels.reshape(-1, 3)
    count = int(share * len(flat))
    flat[generator.integers(0, len(flat), count)] = flat[generator.integers(0, len(flat), count)]
    if source.random() < 0.6:
        flat[generator.integers(0, len(flat), count)] = 0
    return Image.fromarray(pixels)

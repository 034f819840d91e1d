"""What is drawn under or over the text to hide it: each function draws a random number of one kind of mark."""

import math
from collections.abc import Callable
from random import Random

from PIL import ImageDraw

from models.captcha.painting.colours import Colour
from models.captcha.painting.glyphs import font

Pick = Callable[[], Colour]
Size = tuple[int, int]
Fonts = tuple[str, ...]  # files


def _lines(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    for _ in range(source.randint(1, 8)):
        ends = [(source.uniform(0, size[0]), source.uniform(0, size[1])) for _ in range(2)]
        draw.line(ends, pick(), source.choice((1, 1, 2, 3)))


def _crossing(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    """From edge to edge, straight or with bends."""
    for _ in range(source.randint(1, 3)):
        bends = source.choice((2, 2, 3, 4))
        points = [(size[0] * bend / (bends - 1), source.uniform(0, size[1])) for bend in range(bends)]
        draw.line(points, pick(), source.choice((1, 1, 2, 3)), joint="curve")


def _waves(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    for _ in range(source.randint(1, 3)):
        swing, length = source.uniform(0.05, 0.4) * size[1], source.uniform(0.3, 1.5) * size[0]
        phase, middle = source.uniform(0, 6.3), source.uniform(0.2, 0.8) * size[1]
        start, end = (0, size[0]) if source.random() < 0.6 else sorted(source.uniform(0, size[0]) for _ in range(2))
        points = [(x, middle + swing * math.sin(6.283 * x / length + phase)) for x in _steps(start, end, 4)]
        if len(points) > 1:
            _stroke(draw, points, pick(), source)


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + step * index for index in range(int((end - start) / step) + 1)]


def _stroke(draw: ImageDraw.ImageDraw, points: list, colour: Colour, source: Random) -> None:
    """A curve as a line or as a string of beads."""
    width = source.choice((1, 2, 2, 3))
    if source.random() < 0.75:
        draw.line(points, colour, width, joint="curve")
        return
    for x, y in points:
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), colour)


def _arcs(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    for _ in range(source.randint(1, 4)):
        x, y = source.uniform(-0.2, 0.9) * size[0], source.uniform(-0.6, 0.8) * size[1]
        box = (x, y, x + source.uniform(0.1, 0.9) * size[0], y + source.uniform(0.3, 1.5) * size[1])
        begin = source.randint(0, 360)
        draw.arc(box, begin, begin + source.randint(60, 360), pick(), source.choice((1, 2, 3)))


def _dots(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    radius = source.choice((0, 0.5, 1, 2))
    for _ in range(source.choice((10, 30, 60, 120))):
        x, y, r = source.uniform(0, size[0]), source.uniform(0, size[1]), source.uniform(0, radius)
        draw.ellipse((x - r, y - r, x + r, y + r), pick())


def _dashes(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    """Short strokes all over the place."""
    longest = source.uniform(0.05, 0.2) * size[0]
    way = (source.uniform(-1, 1), source.uniform(-1, 1)) if source.random() < 0.3 else None  # of all, or of none
    for _ in range(source.choice((8, 20, 40))):
        x, y = source.uniform(0, size[0]), source.uniform(0, size[1])
        across, down = way or (source.uniform(-1, 1), source.uniform(-1, 1))
        end = (x + across * longest, y + down * longest)
        draw.line([(x, y), end], pick(), source.choice((1, 1, 2)))


def _rules(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    """Level rules, upright ones, or both as a grid."""
    step = source.uniform(0.08, 0.35) * size[1]
    level, colours = source.choice((True, True, False, None)), [pick() for _ in range(3)]
    for number, y in enumerate(_steps(source.uniform(0, step), size[1], step)):
        if level is not False:
            draw.line([(0, y), (size[0], y)], colours[number % 3])
    for number, x in enumerate(_steps(source.uniform(0, step), size[0], step)):
        if level is not True:
            draw.line([(x, 0), (x, size[1])], colours[number % 3])


def _rings(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    for _ in range(source.randint(2, 10)):
        x, y, r = source.uniform(0, size[0]), source.uniform(0, size[1]), source.uniform(0.05, 0.4) * size[1]
        draw.ellipse((x - r, y - r, x + r, y + r), outline=pick(), width=source.choice((1, 1, 2)))


def _discs(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    for _ in range(source.randint(5, 30)):
        x, y, r = source.uniform(0, size[0]), source.uniform(0, size[1]), source.uniform(0.01, 0.06) * size[1]
        draw.ellipse((x - r, y - r, x + r, y + r), pick())


def _letters(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, fonts: Fonts) -> None:
    """Small letters that do not count."""
    for _ in range(source.randint(5, 25)):
        place = (source.uniform(0, size[0]), source.uniform(0, size[1]))
        small = font(source.choice(fonts), max(6, 2 * int(size[1] * source.uniform(0.06, 0.14))))
        draw.text(place, source.choice("abcdefghkmnprstuwxyzABCDEFGHKLMNPRSTUVWXYZ23456789"), pick(), small)


def _edges(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, _fonts: Fonts) -> None:
    """A frame, or bars at the sides."""
    if source.random() < 0.6:
        draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=pick(), width=source.randint(1, 2))
        return
    for x in (0, size[0]):
        draw.rectangle(
            (x - source.uniform(0, 0.05) * size[0], 0, x + source.uniform(0, 0.05) * size[0], size[1]), pick()
        )


KINDS = (_lines, _crossing, _waves, _arcs, _dots, _dashes, _rules, _rings, _discs, _letters, _edges)
WEIGHTS = (5, 4, 4, 3, 5, 3, 2, 1, 1, 1, 1)


def clutter(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random, fonts: Fonts, kinds: int) -> None:
    """Draws `kinds` kinds of marks in colours that `pick` gives."""
    for kind in source.choices(KINDS, WEIGHTS, k=kinds):
        kind(draw, size, pick, source, fonts)

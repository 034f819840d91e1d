"""Where in a picture of much more a captcha may be: a screenshot of a page.

What has edges lies in boxes, as near to one another as letters of one word or farther; lines of frames and of input
fields, long and level or standing on such, do not count. A box is probably a captcha if it is read surely, taller than
others on the page, has a digit, and does not look like a word; how much each of these weighs was chosen on pages made
of labelled captchas. `python -m benchmarks screenshots` measures it on other pages.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from models.captcha.answers import Reading

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels

LEAST_HEIGHT, LEAST_AREA = 240, 100_000  # pixels of what is no captcha alone
FINE = 1_500_000  # pixels, beyond which a screen shows two or more where another shows one
MIN_CONTRAST = 24  # of neighbours, of 255, between which there is an edge
CELL = 4  # pixels
LEVEL, STANDING, NEAR = 60, 12, 6  # pixels: of a frame's level lines and of its sides, and how near these come
GAPS = ((0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 1), (4, 0), (4, 1), (6, 1), (5, 2), (8, 2))  # cells, both ways
WIDTHS, HEIGHTS, SHAPES = (30, 1_000), (12, LEAST_HEIGHT - 1), (1.1, 10.0)  # least and most; width over height
AIR = 4  # pixels around a box
MOST = 48  # boxes that are read
LENGTHS = range(3, 9)  # characters of a captcha
SLACK = 3.0  # by which more of a captcha may be less probable than a part of it that is read surely
TALL = 3.0  # times the height of most boxes, beyond which taller is no more probable
WORD = re.compile(r"[A-Za-z]?[a-z]{2,}")


def is_more_than_a_captcha(box: Box) -> bool:
    """Whether a picture without its margins is larger than captchas are."""
    width, height = box[2] - box[0], box[3] - box[1]
    return height >= LEAST_HEIGHT and width * height >= LEAST_AREA


def likely_parts(image: Image.Image) -> list[Box]:
    """Boxes of an RGB picture that may hold a captcha each, at most MOST, the tallest ones."""
    times = 2 if image.width * image.height > FINE else 1
    edges = _edges(np.asarray(image.reduce(times)))
    found = sorted(set(_boxes(edges)), key=lambda box: box[1] - box[3])[:MOST]
    return [_with_air([times * side for side in box], image.size) for box in found]


def _with_air(box: Sequence[int], size: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    return max(0, left - AIR), max(0, top - AIR), min(size[0], right + AIR), min(size[1], bottom + AIR)


def likeliest(parts: Sequence[Box], readings: Sequence[Reading]) -> tuple[int, float]:
    """Which part is most probably the captcha, by what is read in each and how tall it is among the others; and how
    probable it is that the captcha's text is that of this part."""
    heights = np.array([bottom - top for _, top, _, bottom in parts], float)
    scores = np.array(
        [
            6 * reading.confidence
            + 3 * np.log(min(times, TALL))
            + 6 * (len(reading.text) in LENGTHS)
            + 2 * any(symbol.isdigit() for symbol in reading.text)
            - 3 * bool(WORD.fullmatch(reading.text))
            for reading, times in zip(readings, heights / np.median(heights), strict=True)
        ]
    )
    first = int(scores.argmax())
    around = [
        number
        for number, (part, reading) in enumerate(zip(parts, readings, strict=True))
        if scores[number] > scores[first] - SLACK
        and _goes_beyond(part, reading.text, parts[first], readings[first].text)
    ]
    best = max(around, key=lambda number: scores[number], default=first)
    within = [
        number
        for number, (part, reading) in enumerate(zip(parts, readings, strict=True))
        if reading.text.casefold() == readings[best].text.casefold() and _holds(parts[best], part)
    ]
    best = max(within, key=lambda number: readings[number].confidence)  # and not what stands around it too
    weights: dict[str, float] = {}
    for reading, score in zip(readings, scores, strict=True):  # of boxes around one text the best counts
        text = reading.text.casefold()
        weights[text] = max(weights.get(text, 0.0), float(np.exp(score - scores.max())))
    return best, weights[readings[best].text.casefold()] / sum(weights.values())


def _holds(whole: Box, part: Box) -> bool:
    return whole[0] <= part[0] and whole[1] <= part[1] and part[2] <= whole[2] and part[3] <= whole[3]


def _goes_beyond(whole: Box, read: str, part: Box, text: str) -> bool:
    """Whether a box holds another one, and a text that one's and more: letters of a captcha stand apart."""
    width = min(whole[2], part[2]) - max(whole[0], part[0])
    height = min(whole[3], part[3]) - max(whole[1], part[1])
    held = max(0, width) * max(0, height) / ((part[2] - part[0]) * (part[3] - part[1]))
    return held > 0.9 and len(read) > len(text) and text.casefold() in read.casefold()


def _edges(pixels: np.ndarray) -> np.ndarray:
    """Where colours change, but for the lines of frames: bool [height, width] of uint8 [height, width, 3]."""
    from scipy import ndimage  # a tenth of a second

    across, down = np.zeros(pixels.shape[:2], bool), np.zeros(pixels.shape[:2], bool)
    across[:, 1:] = _apart(pixels[:, 1:], pixels[:, :-1])
    down[1:] = _apart(pixels[1:], pixels[:-1])
    level = ndimage.binary_opening(down, np.ones((1, LEVEL), bool))
    near = ndimage.binary_dilation(level, np.ones((2 * NEAR + 1, 2 * NEAR + 1), bool))
    standing = ndimage.binary_opening(across, np.ones((STANDING, 1), bool))
    frames = level | ndimage.binary_propagation(standing & near, mask=standing)
    corners = ndimage.binary_dilation(frames, np.ones((5, 5), bool)) & (across ^ down)
    return np.asarray((across | down) & ~frames & ~corners)


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (np.maximum(one, other) - np.minimum(one, other)).max(axis=2) > MIN_CONTRAST


def _boxes(edges: np.ndarray) -> Iterator[Box]:
    """Boxes around edges that are near to one another, for each of GAPS."""
    from scipy import ndimage

    height, width = (-(-side // CELL) for side in edges.shape)
    padded = np.zeros((height * CELL, width * CELL), bool)
    padded[: edges.shape[0], : edges.shape[1]] = edges
    cells = padded.reshape(height, CELL, width, CELL).any(axis=(1, 3))
    for across, down in GAPS:
        joined = ndimage.binary_dilation(cells, np.ones((2 * down + 1, 2 * across + 1), bool))
        labels, _ = ndimage.label(joined, np.ones((3, 3), int))
        for rows, columns in filter(None, ndimage.find_objects(labels * cells)):
            yield from _box(padded, rows, columns)


def _box(edges: np.ndarray, rows: slice, columns: slice) -> Iterator[Box]:
    """The box of the edges in these cells, if it has the size and shape of a captcha."""
    top, left = rows.start * CELL, columns.start * CELL
    inside = edges[top : rows.stop * CELL, left : columns.stop * CELL]
    down, across = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    box = int(left + across[0]), int(top + down[0]), int(left + across[-1] + 1), int(top + down[-1] + 1)
    sides = box[2] - box[0], box[3] - box[1]
    limits = ((sides[0], WIDTHS), (sides[1], HEIGHTS), (sides[0] / sides[1], SHAPES))
    if all(least <= side <= most for side, (least, most) in limits):
        yield box

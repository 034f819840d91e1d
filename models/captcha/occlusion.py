"""What the network looks at: how much less sure it is of a character when a part of the picture is covered.

Occlusion as in Zeiler and Fergus 2013 (arXiv:1311.2901), which needs no gradients and so works on the served network.
"""

from dataclasses import dataclass

import numpy as np

from models.captcha.answers import Reading
from models.captcha.constraints import Length
from models.captcha.images import Source, read_image
from models.captcha.predict import Solver

PATCH = 16  # side of what is covered, in pixels of the network's input
STRIDE = 8
MAX_DRIFT = 2  # steps by which a character may move and still be the same one


@dataclass(frozen=True)
class Focus:
    """Where a reading comes from.

    `box` is what of the picture the network sees: left, top, right, bottom as fractions of its size. `maps`
    [characters, rows, columns] tells for each character which share of its probability is lost when that cell of the
    box is covered, 0 to 1.
    """

    reading: Reading
    box: tuple[float, float, float, float]
    maps: tuple[tuple[tuple[float, ...], ...], ...]


def focus(solver: Solver, image: Source, charset: str | None = None, length: Length | None = None) -> Focus:
    """Reads a captcha and covers its parts one after the other: 162 runs of the network, 274 for a wide picture.

    Raises:
        CaptchaError: as Solver.solve.
    """
    picture = read_image(image)
    reading = solver.solve([picture], charset, length)[0]
    encoding = solver.reader.encoding
    part = picture.crop(reading.part) if reading.part else picture
    pixels = encoding.pixels(part)
    inputs = encoding.normalise(_covered_copies(pixels))
    probabilities = solver.reader.probabilities(np.stack(solver.scores(list(inputs))))
    places = _character_places(solver, reading, probabilities[0])
    kept = np.array([probabilities[:, steps, index].max(axis=1) for steps, index in places])  # [characters, 1 + cells]
    rows, columns = map(_cells_along, pixels.shape[:2])
    lost = np.clip(1 - kept[:, 1:] / kept[:, :1], 0, 1).reshape(len(places), rows, columns)
    (left, top), (width, height) = reading.part[:2] if reading.part else (0, 0), picture.size
    x, y, u, v = encoding.box(part)
    box = ((left + x) / width, (top + y) / height, (left + u) / width, (top + v) / height)
    return Focus(reading, box, _tuples(lost.round(3)))


def _cells_along(side: int) -> int:
    return (side - PATCH) // STRIDE + 1


def _covered_copies(pixels: np.ndarray) -> np.ndarray:
    """The picture, and the picture with each cell covered by its median colour; uint8 [1 + cells, ...]."""
    height, width = pixels.shape[:2]
    colour = np.median(pixels, axis=(0, 1))
    copies = np.repeat(pixels[None], 1 + _cells_along(height) * _cells_along(width), axis=0)
    corners = [(y, x) for y in range(0, height - PATCH + 1, STRIDE) for x in range(0, width - PATCH + 1, STRIDE)]
    for copy, (y, x) in zip(copies[1:], corners, strict=True):
        copy[y : y + PATCH, x : x + PATCH] = colour
    return copies


def _character_places(solver: Solver, reading: Reading, probabilities: np.ndarray) -> list[tuple[slice, int]]:
    """For each character the steps at which it stands, and its class."""
    classes = [solver.reader.symbols.index(symbol) for symbol in reading.text]
    if solver.reader.encoding.slots:
        return [(slice(position, position + 1), index) for position, index in enumerate(classes)]
    peaks = _peaks(np.log(np.maximum(probabilities[:, classes], 1e-12)))
    return [
        (slice(max(0, peak - MAX_DRIFT), peak + MAX_DRIFT + 1), index)
        for peak, index in zip(peaks, classes, strict=True)
    ]


def _peaks(scores: np.ndarray) -> list[int]:
    """One step for each character, in order, of the greatest sum of scores [steps, characters]."""
    steps, characters = scores.shape
    best = np.full((characters + 1, steps + 1), -np.inf)
    best[0] = 0
    for number in range(characters):
        for step in range(number, steps):
            best[number + 1, step + 1] = max(best[number + 1, step], best[number, step] + scores[step, number])
    found, step = [], steps
    for number in reversed(range(characters)):
        while best[number + 1, step - 1] == best[number + 1, step]:
            step -= 1
        step -= 1
        found.append(step)
    return found[::-1]


def _tuples(array: np.ndarray) -> tuple:
    return tuple(map(_tuples, array)) if array.ndim > 1 else tuple(map(float, array))

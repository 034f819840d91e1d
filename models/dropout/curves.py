"""Points of a curve to learn: a sine with a gap, a step, or a visitor's own."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.dropout.errors import BadPointsError

CURVES = ("sine", "step", "own")
COUNT = 60  # points of a curve that is not one's own
NOISE = 0.1  # standard deviation of their heights
FEWEST, MOST = 3, 200
LARGEST = 1e6
LONGEST_TEXT = 10_000  # characters
Points = Sequence[tuple[float, float]]


def curve_points(curve: str, seed: int) -> np.ndarray:
    """Points of the sine, which has none between −1 and 1, or of the step at 0; float64 [COUNT, 2], left to right."""
    random = np.random.default_rng(seed)
    if curve == "sine":
        x = random.uniform(1, 3, COUNT) * np.where(np.arange(COUNT) % 2, 1, -1)
        y = np.sin(2 * x)
    else:
        x = random.uniform(-3, 3, COUNT)
        y = np.sign(x)
    x, y = x[np.argsort(x)], y[np.argsort(x)]
    return np.stack([x, y + NOISE * random.standard_normal(COUNT)], 1)


def read_points(given: Any) -> tuple[tuple[float, float], ...]:
    """Points from "x, y" a line (or apart by semicolons), or from pairs; left to right.

    Raises:
        BadPointsError: fewer than FEWEST or more than MOST, no numbers, beyond a million, or all above one another.
    """
    remedy = f"Give {FEWEST} to {MOST} lines of two numbers, such as 0.5, 1.2."
    text = given if isinstance(given, str) else "\n".join(",".join(map(str, pair)) for pair in given or ())
    if len(text) > LONGEST_TEXT:
        raise BadPointsError(f"The points are {len(text)} characters long.", remedy)
    lines = [line for line in re.split(r"[\n;]", text) if line.strip()]
    points = sorted(_pair(line, remedy) for line in lines)
    if not FEWEST <= len(points) <= MOST:
        raise BadPointsError(f"The number of points is {len(points)}.", remedy)
    if points[0][0] == points[-1][0]:
        raise BadPointsError("All points lie above one another.", "Give points with different first numbers.")
    return tuple(points)


def _pair(line: str, remedy: str) -> tuple[float, float]:
    try:
        x, y = (float(word) for word in line.replace(",", " ").split())
    except ValueError as error:
        raise BadPointsError(f"{line.strip()[:60]!r} is no point.", remedy) from error
    if not (abs(x) <= LARGEST and abs(y) <= LARGEST):  # which no NaN is either
        raise BadPointsError(f"{line.strip()[:60]!r} is beyond a million, or no number.", remedy)
    return x, y

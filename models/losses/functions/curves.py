"""A loss as a curve over what it depends on, by the NumPy references. Imports no Keras."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from models.losses.functions import references
from models.losses.functions.registry import checked

POINTS = 121
CLASSES = 10
Axis = Literal["probability", "gap", "distance", "cosine"]


@dataclass(frozen=True)
class Curve:
    """A loss over one quantity, beside `plain`, what it is without its parameters' doing.

    `axis` says what x is: the probability of the true class (the others share the rest evenly), the gap between the
    cosines with the right and the wrong one, the distance from the centre, or the cosine with the true class (that with
    the others being 0).
    """

    axis: Axis
    x: list[float]
    y: list[float]
    plain: list[float]


def curve_of(name: str, parameters: Mapping[str, float | str] | None = None, classes: int = CLASSES) -> Curve:
    """The curve of a loss of LOSSES; values to four digits.

    Raises:
        UnknownLossError: no loss has this name.
        OutOfRangeError: a parameter that it does not have, or a value that is not served.
    """
    values = checked(name, parameters)
    axis, x, y, plain = _CURVES[name](values, classes)
    return Curve(axis, *(np.round(numbers, 4).tolist() for numbers in (x, y, plain)))


Drawn = tuple[Axis, np.ndarray, np.ndarray, np.ndarray]


def _by_probability(loss: Callable[..., np.ndarray]) -> Callable[[dict[str, Any], int], Drawn]:
    def drawn(parameters: dict[str, Any], classes: int) -> Drawn:
        p = np.linspace(0.005, 0.995, POINTS)
        logits = np.log(np.column_stack([p, *[(1 - p) / (classes - 1)] * (classes - 1)]))
        labels = np.zeros(POINTS, int)
        return "probability", p, loss(labels, logits, **parameters), references.cross_entropy(labels, logits)

    return drawn


def _triplet(parameters: dict[str, Any], classes: int) -> Drawn:
    gap, margin = np.linspace(-2, 2, POINTS), parameters["margin"]
    return "gap", gap, references.triplet(np.zeros(POINTS), gap, margin), np.maximum(0, -gap)


def _centre(parameters: dict[str, Any], classes: int) -> Drawn:
    distance = np.linspace(0, 3, POINTS)
    return "distance", distance, parameters["weight"] * distance**2, np.zeros(POINTS)


def _arcface(parameters: dict[str, Any], classes: int) -> Drawn:
    cosine, labels = np.linspace(-1, 1, POINTS), np.zeros(POINTS, int)
    cosines = np.column_stack([cosine, *[np.zeros(POINTS)] * (classes - 1)])
    logits = (references.arcface(cosines, labels, parameters["scale"], margin) for margin in (parameters["margin"], 0))
    with_margin, plain = (references.cross_entropy(labels, values) for values in logits)
    return "cosine", cosine, with_margin, plain


_CURVES: dict[str, Callable[[dict[str, Any], int], Drawn]] = {
    "cross-entropy": _by_probability(references.cross_entropy),
    "over-confidence": _by_probability(references.confidence_penalised),
    "focal": _by_probability(references.focal),
    "centre": _centre,
    "triplet": _triplet,
    "arcface": _arcface,
}

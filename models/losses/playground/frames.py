"""What there is to see of a training: small frozen values that go to the page ten times a second."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

BINS = 10  # of equal width, of the calibration error
HISTORY = 40  # moments of the loss curve that a frame carries

Parameters = Mapping[str, float | str]  # of a loss, by their names


@dataclass(frozen=True)
class Moment:
    """The components of the loss on average over the steps up to `step` since the moment before."""

    step: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Regions:
    """What the network says on a grid over a square from −span to span, the lowest row first, [side, side].

    `labels` is the class, `percent` its probability from 0 to 100. The square is of the plane of the inputs, or, of
    inputs that are pictures, of the plane of features.
    """

    span: float
    labels: list[list[int]]
    percent: list[list[int]]


@dataclass(frozen=True)
class Frame:
    """A moment of training.

    `components` names the parts of the loss, and `history` has their values, the newest last. Accuracies, `ece` (the
    expected calibration error over BINS bins) and `confidence` (the mean probability of the class that is chosen) are 0
    to 1; all but `train_accuracy` are of what is held out, or, where `apart` is false, of the points that were learnt.
    `points` are what is learnt, [n, 2], empty where the inputs are pictures. `features` are those of held-out examples,
    [n, 2], `centres` those of the classes where the loss has some. `ended` says why this is the last frame: `finished`,
    or `reached`, the accuracy that was asked for.
    """

    step: int
    steps: int
    task: str
    loss: str
    components: tuple[str, ...]
    history: tuple[Moment, ...]
    train_accuracy: float
    accuracy: float
    ece: float
    confidence: float
    apart: bool
    regions: Regions
    points: list[list[float]]
    labels: list[int]
    features: list[list[float]]
    feature_labels: list[int]
    centres: list[list[float]] | None
    ended: str | None


@dataclass(frozen=True)
class Pair:
    """The same moment of two trainings on the same data, with the same seed and the same batches."""

    first: Frame
    second: Frame


def accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Share of examples whose most probable class is right; [n, classes] and [n]."""
    return float((probabilities.argmax(axis=1) == labels).mean())


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error (Guo et al. 2017, arXiv 1706.04599), 0 to 1.

    How far in each of BINS bins of confidence the share that is right lies from the mean confidence, on average over
    the examples; [n, classes] and [n].
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [(confidence[bins == place] - right[bins == place]).sum() for place in range(BINS)]
    return float(np.abs(gaps).sum() / len(labels))


def thinned(history: list[Moment]) -> tuple[Moment, ...]:
    """At most HISTORY moments, evenly chosen, the newest among them."""
    if len(history) <= HISTORY:
        return tuple(history)
    places = np.linspace(0, len(history) - 1, HISTORY).round().astype(int)
    return tuple(history[place] for place in places)

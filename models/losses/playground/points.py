"""What the playground learns: points of the plane in classes, handwritten digits, or a visitor's own points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.losses.errors import OutOfRangeError, PointsError

TASKS = ("moons", "spirals", "rings", "digits", "own")
SPAN = 1.2  # points of the plane lie in −1 to 1; what is seen reaches from −SPAN to SPAN
POINTS = 240  # of each half of a drawn task
DIGITS = 600  # of scikit-learn's 1,797 to learn from; the others are held out
LEAST_POINTS, MOST_POINTS = 4, 400  # of a visitor's own
LABELS = 4  # classes that a visitor's own points may have: 0 to 3
HELD_OUT_EVERY = 4  # of a visitor's own points every fourth of a class

Point = tuple[float, float, int]  # x, y and label


@dataclass(frozen=True)
class Data:
    """Inputs, float32 [n, dimensions], with their labels, int32 [n]; what is held out is never learnt from.

    `plane` says that the inputs are points of the plane. `apart` is false where there were too few points to hold
    some out, and both halves are the same.
    """

    inputs: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray
    held_out_labels: np.ndarray
    classes: int
    plane: bool = True
    apart: bool = True


def make_data(task: str, seed: int = 0, points: Sequence[Point] | None = None) -> Data:
    """The data of a task; the same for the same seed.

    Args:
        task: one of TASKS.
        seed: draws the points, or parts the digits.
        points: x, y from −1 to 1 and a label 0 to 3, of the task `own`; the others take none.

    Raises:
        OutOfRangeError: there is no such task.
        PointsError: the points are too few, too many, of one class only, or no points of the plane.
    """
    if task == "own":
        return _own(check_points(points))
    if task == "digits":
        return _digits(seed)
    if task not in _SHAPES:
        raise OutOfRangeError(f"There is no task {task!r}.", f"Choose one of {', '.join(TASKS)}.")
    random = np.random.default_rng(seed)
    shape, classes = _SHAPES[task]
    labels = np.arange(2 * POINTS, dtype=np.int32) % classes
    drawn = shape(labels, random).clip(-1, 1).astype(np.float32)
    return Data(drawn[:POINTS], labels[:POINTS], drawn[POINTS:], labels[POINTS:], classes)


def check_points(points: Sequence[Point] | None) -> np.ndarray:
    """A visitor's own points as float64 [n, 3]; raises PointsError."""
    count = len(points or ())
    if not LEAST_POINTS <= count <= MOST_POINTS:
        told = f"{count:,} points were given." if count != 1 else "One point was given."
        raise PointsError(told, f"Give {LEAST_POINTS} to {MOST_POINTS}.")
    try:
        rows = np.array(points, np.float64).reshape(count, 3)
    except (TypeError, ValueError):
        raise PointsError("A point is not two numbers and a label.") from None
    place = np.abs(rows[:, :2])
    if not (place <= 1).all():  # which NaN is not either
        wrong = int(np.flatnonzero(~(place <= 1).all(axis=1))[0])
        raise PointsError(f"Point {wrong + 1} lies outside of the square.", "Give x and y from -1 to 1.")
    if not np.isin(rows[:, 2], range(LABELS)).all():
        wrong = int(np.flatnonzero(~np.isin(rows[:, 2], range(LABELS)))[0])
        raise PointsError(f"Point {wrong + 1} has a label that there is not.", f"Labels are 0 to {LABELS - 1}.")
    if len(set(rows[:, 2])) < 2:
        raise PointsError(
            "All points are of one class.", "Add points of another class: there is nothing to tell apart."
        )
    return rows


def _own(rows: np.ndarray) -> Data:
    """Every fourth point of each class is held out; where no class has four, all are learnt from and looked at."""
    inputs, labels = rows[:, :2].astype(np.float32), rows[:, 2].astype(np.int32)
    classes = int(labels.max()) + 1
    rank = np.array([(labels[:place] == label).sum() for place, label in enumerate(labels)])
    held_out = rank % HELD_OUT_EVERY == HELD_OUT_EVERY - 1
    if not held_out.any():
        return Data(inputs, labels, inputs, labels, classes, apart=False)
    return Data(inputs[~held_out], labels[~held_out], inputs[held_out], labels[held_out], classes)


def _digits(seed: int) -> Data:
    from sklearn.datasets import load_digits

    bunch = load_digits()
    order = np.random.default_rng(seed).permutation(len(bunch.data))
    inputs, labels = (bunch.data[order] / 16).astype(np.float32), bunch.target[order].astype(np.int32)
    return Data(inputs[:DIGITS], labels[:DIGITS], inputs[DIGITS:], labels[DIGITS:], 10, plane=False)


def _moons(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Two half circles that hold each other, blurred so much that they meet."""
    angle = np.pi * random.random(len(labels))
    x = np.where(labels, 0.5 - np.cos(angle), np.cos(angle) - 0.5)
    y = np.where(labels, 0.25 - np.sin(angle), np.sin(angle) - 0.25)
    return 0.55 * np.stack([x, y], 1) + 0.2 * random.standard_normal((len(labels), 2))


def _spirals(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Three arms that start in the middle and turn a little less than once."""
    radius = 0.1 + 0.85 * np.sqrt(random.random(len(labels)))
    angle = 2 * np.pi * (labels / 3 + 0.8 * radius)
    blurred = 0.04 * random.standard_normal((len(labels), 2))
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1) + blurred


def _rings(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A disc and two rings around it."""
    radius = np.array([0.12, 0.48, 0.84])[labels] + 0.08 * random.standard_normal(len(labels))
    angle = 2 * np.pi * random.random(len(labels))
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)


# Of each drawn task its shape and its number of classes.
_SHAPES: dict[str, tuple[Callable[[np.ndarray, np.random.Generator], np.ndarray], int]] = {
    "moons": (_moons, 2),
    "spirals": (_spirals, 3),
    "rings": (_rings, 3),
}

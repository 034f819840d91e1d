"""What visitors send to the losses tab, looked at before anything is trained: each refusal has a cause and a remedy."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from demos.shared.refusals import Checks
from models import losses as models
from models.losses import LOSSES, MOST_POINTS, OutOfRangeError, Point, PointsError

MAX_CHARACTERS = 100 * MOST_POINTS  # of points as text: 400 lines, and blank ones, and long numbers
_BETWEEN = re.compile(r"[\s,;，；]+")

# Of each loss its parameters: the names that the endpoints have for them, and those that the loss has
PARAMETERS: dict[str, dict[str, str]] = {
    "cross-entropy": {},
    "over-confidence": {"epsilon": "epsilon"},
    "focal": {"gamma": "gamma"},
    "centre": {"weight": "weight", "centres": "by", "rate": "rate"},
    "triplet": {"margin": "margin", "negatives": "negatives"},
    "arcface": {"scale": "scale", "angle": "margin"},
}
ORDER = [name for names in PARAMETERS.values() for name in names]
OWNERS = {name: (loss, own) for loss, names in PARAMETERS.items() for name, own in names.items()}
BY_NAME = {
    name: next(one for one in LOSSES[loss].parameters if one.name == own) for name, (loss, own) in OWNERS.items()
}


def shown_parameters(losses: Collection[str], centres: str) -> set[str]:
    """The parameters that do something: those of the losses that are chosen, and the rate of moving averages alone."""
    shown = {name for loss in losses for name in PARAMETERS[loss]}
    return shown if centres == "average" else shown - {"rate"}


@dataclass(frozen=True)
class Parameters:
    """The parameters of all losses, in the order of PARAMETERS."""

    epsilon: float
    gamma: float
    weight: float
    centres: str
    rate: float
    margin: float
    negatives: str
    scale: float
    angle: float

    def of(self, loss: str) -> dict[str, float | str]:
        """Those of one loss, by the names that it has for them."""
        return {own: getattr(self, name) for name, own in PARAMETERS.get(loss, {}).items()}


def read_points(text: str) -> list[Point]:
    """Points of lines `x, y, label`; raises PointsError, which names the line."""
    if len(text) > MAX_CHARACTERS:
        count = sum(bool(line.strip()) for line in text.splitlines())
        told = f"{count:,} points were given" if count > MOST_POINTS else f"{len(text):,} characters were given"
        raise PointsError(f"{told}.", f"Give at most {MOST_POINTS} points, one a line.")
    return [_point(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _point(number: int, line: str) -> Point:
    try:
        x, y, label = (float(part) for part in _BETWEEN.split(line.strip(" \t,;，；")))
    except ValueError:
        raise PointsError(f"Line {number} is not two numbers and a label: {line.strip()[:40]!r}.") from None
    if label != label or label not in range(1_000):
        raise PointsError(f"Line {number} has no whole number as its label.")
    return x, y, int(label)


def points_of(task: str, text: str | None) -> list[Point] | None:
    """The points of a visitor, where the task is to learn these; raises PointsError."""
    if task != "own":
        return None
    points = read_points(text or "")
    models.check_points(points)
    return points


def check_points(points: str, task: str) -> None:
    """Raises PointsError for a text of points from which nothing can be learnt."""
    points_of(task, points)


def check_steps(steps: float | None) -> None:
    """Raises OutOfRangeError."""
    models.check_run(steps=_number("Steps", steps))


def check_seed(seed: float | None) -> None:
    """Raises OutOfRangeError."""
    models.check_run(seed=_number("The seed", seed))


def check_learning_rate(learning_rate: float | None) -> None:
    """Raises OutOfRangeError."""
    models.check_run(learning_rate=_number("The learning rate", learning_rate))


def check_stop_at(stop_at: float | None) -> None:
    """Raises OutOfRangeError; 0 and none are no condition."""
    models.check_run(stop_at=stop_at or None)


def _number(name: str, value: float | None) -> float:
    if value is None:
        raise OutOfRangeError(f"{name} is missing.", "Give a number.")
    return value


CHECKS: Checks = {
    "steps": check_steps,
    "seed": check_seed,
    "learning_rate": check_learning_rate,
    "stop_at": check_stop_at,
    "points": check_points,
    **{name: parameter.checked for name, parameter in BY_NAME.items()},
}

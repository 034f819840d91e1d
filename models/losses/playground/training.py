"""Small networks that learn with a loss while one looks: `train_live` one, `compare_live` two beside each other."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from models.losses.errors import LossDivergedError, OutOfRangeError
from models.losses.functions.registry import checked
from models.losses.playground.frames import (
    Frame,
    Moment,
    Pair,
    Parameters,
    Regions,
    accuracy,
    calibration_error,
    thinned,
)
from models.losses.playground.points import SPAN, Data, Point, make_data

if TYPE_CHECKING:
    from models.losses.playground.network import Seen

STEPS, MAX_STEPS = 1_000, 5_000
OPTIMIZERS = ("adam", "sgd")  # sgd with momentum
STRIDE = 5  # steps between two frames: some milliseconds; those that nobody has drawn yet are dropped
LEARNING_RATES = 1e-4, 1.0  # the least and the largest
LEARNING_RATE = 0.003
SEEDS = 2**31
GRID_SIDE = 32
SHOWN_FEATURES = 300  # of held-out examples
SHOWN_OF_PAIRS = 90  # of each of two
GROWTH = 1_000.0  # times as large as at first, and a loss has diverged: it would take longer and longer to come back


def train_live(
    task: str = "moons",
    loss: str = "cross-entropy",
    parameters: Parameters | None = None,
    steps: int = STEPS,
    seed: int = 0,
    stop_at: float | None = None,
    points: Sequence[Point] | None = None,
    optimizer: str = "adam",
    learning_rate: float = LEARNING_RATE,
) -> Iterator[Frame]:
    """Trains and yields a frame every few steps, the first one before anything is learnt.

    Args:
        task: one of TASKS.
        loss: a name in LOSSES.
        parameters: of the loss; those that are not given have their defaults.
        steps: 1 to MAX_STEPS.
        seed: of the data, the weights and the batches: the same one gives the same frames.
        stop_at: the held-out accuracy, over 0 to 1, at which it stops early; None for never.
        points: of the task `own`: x, y from −1 to 1 and a label 0 to 3.
        optimizer: adam, or sgd with momentum.
        learning_rate: 0.0001 to 1.

    Raises:
        LossesError: an argument is not served.
        LossDivergedError: the loss is no number any more, or has grown beyond all bounds.
    """
    given = _check(loss, parameters, steps, seed, stop_at, optimizer, learning_rate)
    training = _Training(make_data(task, seed, points), task, loss, given, steps, seed, optimizer, learning_rate)
    yield training.frame(stop_at)
    while not training.ended:
        training.go_on()
        yield training.frame(stop_at)


def compare_live(
    task: str = "moons",
    first: str = "cross-entropy",
    second: str = "centre",
    first_parameters: Parameters | None = None,
    second_parameters: Parameters | None = None,
    steps: int = STEPS,
    seed: int = 0,
    points: Sequence[Point] | None = None,
    optimizer: str = "adam",
    learning_rate: float = LEARNING_RATE,
) -> Iterator[Pair]:
    """Trains with two losses on the same data, from the same weights of the features and with the same batches.

    Arguments and errors are those of `train_live`; a pair shows fewer features.
    """
    data = make_data(task, seed, points)
    trainings = []
    for loss, parameters in ((first, first_parameters), (second, second_parameters)):
        given = _check(loss, parameters, steps, seed, None, optimizer, learning_rate)
        trainings.append(_Training(data, task, loss, given, steps, seed, optimizer, learning_rate))
    yield Pair(*(training.frame(None, SHOWN_OF_PAIRS) for training in trainings))
    while not trainings[0].ended:
        for training in trainings:
            training.go_on()
        yield Pair(*(training.frame(None, SHOWN_OF_PAIRS) for training in trainings))


def check_run(
    steps: float = STEPS,
    seed: float = 0,
    stop_at: float | None = None,
    optimizer: str = "adam",
    learning_rate: float = LEARNING_RATE,
) -> None:
    """Raises OutOfRangeError for what no run takes."""
    bounds = {"steps": (steps, 1, MAX_STEPS), "seed": (seed, 0, SEEDS - 1)}
    for name, (value, least, most) in bounds.items():
        if not least <= value <= most or value != int(value):
            raise OutOfRangeError(f"{name} is {value:g}.", f"Give a whole number from {least} to {most}.")
    slow, fast = LEARNING_RATES
    if not slow <= learning_rate <= fast:
        raise OutOfRangeError(f"The learning rate is {learning_rate:g}.", f"Give {slow:g} to {fast:g}.")
    if stop_at is not None and not 0 < stop_at <= 1:
        raise OutOfRangeError(f"The accuracy to stop at is {stop_at:g}.", "Give a number over 0 and up to 1, or none.")
    if optimizer not in OPTIMIZERS:
        raise OutOfRangeError(f"There is no optimizer {optimizer!r}.", f"Choose one of {', '.join(OPTIMIZERS)}.")


def _check(
    loss: str,
    parameters: Parameters | None,
    steps: int,
    seed: int,
    stop_at: float | None,
    optimizer: str,
    learning_rate: float,
) -> Parameters:
    check_run(steps, seed, stop_at, optimizer, learning_rate)
    return checked(loss, parameters)


class _Training:
    """One run: its network, how far it is, and what its losses were."""

    def __init__(
        self,
        data: Data,
        task: str,
        loss: str,
        parameters: Parameters,
        steps: int,
        seed: int,
        optimizer: str,
        learning_rate: float,
    ):
        from models.losses.playground.network import Network

        self._data, self._task, self._loss, self._steps = data, task, loss, steps
        self._network = Network(data, loss, parameters, optimizer, learning_rate, seed)
        self._step = 0
        self._history: list[Moment] = []
        self._first: float | None = None  # the loss of the first step
        self.ended: str | None = None

    def go_on(self) -> None:
        """A few steps; raises LossDivergedError."""
        parts = self._network.train(min(STRIDE, self._steps - self._step))
        totals = parts.sum(axis=1)
        self._first = float(totals[0]) if self._first is None else self._first
        bad = ~(totals < GROWTH * (self._first + 1))  # which NaN is too
        if bad.any():
            place = int(np.flatnonzero(bad)[0])
            raise self._diverged(self._step + place + 1, parts[place])
        self._step += len(parts)
        self._history.append(Moment(self._step, tuple(float(f"{part:.3g}") for part in parts.mean(axis=0))))

    def _diverged(self, step: int, parts: np.ndarray) -> LossDivergedError:
        names, total = self._network.parts, float(parts.sum())
        if not np.isfinite(total):
            return LossDivergedError(f"At step {step} the loss is no number any more.")
        largest = names[int(parts.argmax())]
        grown = f"from {self._first:.3g} to {total:.3g}, most of it {largest}"
        return LossDivergedError(f"At step {step} the loss has grown {grown}.")

    def frame(self, stop_at: float | None, shown: int = SHOWN_FEATURES) -> Frame:
        """What there is to see now; where it is the last, `ended` says so from now on."""
        data, plane = self._data, self._data.plane
        learnt, held_out = self._network.see(data.inputs), self._network.see(data.held_out)
        reached = accuracy(held_out.probabilities, data.held_out_labels)
        if stop_at is not None and self._step and reached >= stop_at:
            self.ended = "reached"
        elif self._step >= self._steps:
            self.ended = "finished"
        centres = self._network.centres
        return Frame(
            step=self._step,
            steps=self._steps,
            task=self._task,
            loss=self._loss,
            components=self._network.parts,
            history=thinned(self._history),
            train_accuracy=round(accuracy(learnt.probabilities, data.labels), 3),
            accuracy=round(reached, 3),
            ece=round(calibration_error(held_out.probabilities, data.held_out_labels), 3),
            confidence=round(float(held_out.probabilities.max(axis=1).mean()), 3),
            apart=data.apart,
            regions=self._regions(held_out),
            points=_rounded(data.inputs, 2) if plane else [],
            labels=data.labels.tolist() if plane else [],
            features=_rounded(held_out.features[:shown], 2),
            feature_labels=data.held_out_labels[:shown].tolist(),
            centres=None if centres is None else _rounded(centres),
            ended=self.ended,
        )

    def _regions(self, held_out: "Seen") -> Regions:
        """Over the plane of the inputs; of pictures over that of the features, as far as these reach."""
        span = SPAN if self._data.plane else max(1e-3, 1.1 * float(np.abs(held_out.features).max()))
        line = np.linspace(-span, span, 2 * GRID_SIDE + 1, dtype=np.float32)[1::2]  # the middles of the cells
        places = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
        look = self._network.see(places).probabilities if self._data.plane else self._network.read(places)
        labels = look.argmax(axis=1).reshape(GRID_SIDE, GRID_SIDE)
        percent = np.round(100 * look.max(axis=1)).astype(int).reshape(GRID_SIDE, GRID_SIDE)
        return Regions(float(f"{span:.4g}"), labels.tolist(), percent.tolist())


def _rounded(values: np.ndarray, digits: int = 3) -> list[list[float]]:
    """To some digits behind the point, as float64: those of float32 would be long."""
    rounded: list[list[float]] = np.round(values.astype(np.float64), digits).tolist()
    return rounded

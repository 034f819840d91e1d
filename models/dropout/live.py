"""Monte-Carlo dropout on a curve, trained while one looks: what many thinned networks say, and how far they disagree.

Gal and Ghahramani 2016, "Dropout as a Bayesian approximation": a network whose dropout stays on when it predicts gives
another answer at each pass; their spread tells where it has seen no data.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.dropout.counter import check_seed
from models.dropout.curves import CURVES, Points, curve_points, read_points
from models.dropout.errors import FitDivergedError, OutOfRangeError
from models.dropout.shapes import check_rate

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

SCOPES = ("network", "point")  # how far a coin reaches in a pass: over the whole line, or one x
PLACES = ("both", "first", "last")  # which hidden layers drop
HIGHEST_RATE, MAX_STEPS = 0.9, 10_000
UNITS, LEARNING_RATE = 128, 2e-3
DECAY = 1e-4  # weight of the squared weights, which the theory of the band asks for
MASKS = 8  # passes that share a step of training
PASSES, SHOWN_PASSES = 64, 10
GRID = 81  # places of a line
MARGIN = 0.3  # of the data's width, how far lines reach beyond it
NEAR = 0.03  # of the data's width, within which a place counts as seen
FRAME_EVERY = 20  # steps


@dataclass(frozen=True)
class McFrame:
    """A moment of training. Lists are empty before there is a network.

    `data` are the points, [n, 2]; `grid` the x of all lines. `mean` and `deviation` are over PASSES passes with dropout
    on, `draws` the first SHOWN_PASSES of these, `scaled` the prediction without dropout. `loss` is the mean squared
    error while training, in units of the data's variance; `seen` and `unseen` are the mean deviation where there are
    data and where there are none; `apart` is the mean distance between `mean` and `scaled`.
    """

    step: int
    steps: int
    curve: str
    rate: float
    data: list[list[float]]
    grid: list[float]
    mean: list[float]
    deviation: list[float]
    scaled: list[float]
    draws: list[list[float]]
    loss: float | None
    seen: float | None
    unseen: float | None
    apart: float | None


def mc_live(
    curve: str = "sine",
    points: Points = (),
    rate: float = 0.2,
    scope: str = "network",
    place: str = "both",
    steps: int = 4_000,
    seed: int = 0,
) -> Iterator[McFrame]:
    """Trains and yields a frame every FRAME_EVERY steps; the first, before Keras is imported, has the data alone.

    Args:
        curve: one of CURVES.
        points: one's own (x, y), for "own" only.
        rate: the share of hidden units that is dropped, 0 to 0.9.
        scope: network, one mask for the whole line, so that a pass is one thinned network; or point, a mask for each x.
        place: both, first or last: the hidden layers that drop.
        steps: 1 to 10,000.
        seed: of the data, the first weights and every mask.

    Raises:
        OutOfRangeError, BadRateError, BadSeedError, BadPointsError: an argument is not served.
        FitDivergedError: the loss is no number.
    """
    check_fit(curve, rate, scope, place, steps)
    data = np.array(read_points(points)) if curve == "own" else curve_points(curve, check_seed(seed))
    blank = McFrame(0, steps, curve, rate, _rounded_points(data), [], [], [], [], [], None, None, None, None)
    yield blank
    fit = _Fit(data, rate, scope, place, check_seed(seed))
    yield fit.frame(blank, 0, None)
    for step in range(1, steps + 1):
        loss = fit.train()
        if step % FRAME_EVERY == 0 or step == steps:
            yield fit.frame(blank, step, _finite(float(loss), step))


def check_fit(curve: str, rate: float, scope: str, place: str, steps: int) -> None:
    """Raises OutOfRangeError, or BadRateError, for what `mc_live` does not serve."""
    for value, choices in ((curve, CURVES), (scope, SCOPES), (place, PLACES)):
        if value not in choices:
            raise OutOfRangeError(f"There is no {value!r}.", f"Choose one of {', '.join(choices)}.")
    if check_rate(rate) > HIGHEST_RATE:
        raise OutOfRangeError(f"The rate is {rate:g}; so few units learn nothing.", f"Give 0 to {HIGHEST_RATE}.")
    if not isinstance(steps, int | float) or steps != steps // 1 or not 1 <= steps <= MAX_STEPS:
        raise OutOfRangeError(f"steps is {steps}.", f"Give a whole number from 1 to {MAX_STEPS}.")


def _finite(loss: float, step: int) -> float:
    if not np.isfinite(loss):
        raise FitDivergedError(f"At step {step} the loss is no number.", "Choose a lower rate, or another seed.")
    return loss


class _Fit:
    """A network of two hidden layers, its optimizer, and points in units of their spread: [passes, n, 1]."""

    def __init__(self, data: np.ndarray, rate: float, scope: str, place: str, seed: int):
        import keras
        import tensorflow as tf

        keras.utils.set_random_seed(seed)
        self.data = data
        self._middle, self._unit = data.mean(axis=0), np.maximum(data.std(axis=0), 1e-9)
        self.network = _perceptron(rate, scope, place, seed)
        self._optimizer = keras.optimizers.Adam(LEARNING_RATE)
        self._optimizer.build(self.network.trainable_variables)
        x, y = ((data - self._middle) / self._unit).T.astype(np.float32)
        self._x = tf.constant(np.tile(x[:, None], (MASKS, 1, 1)))
        self._y = tf.constant(np.tile(y[:, None], (MASKS, 1, 1)))
        self.train = tf.function(self._train)
        self._predict = tf.function(self.network)
        low, high = data[0, 0], data[-1, 0]
        self.grid = np.linspace(low - MARGIN * (high - low), high + MARGIN * (high - low), GRID)
        apart = np.abs(self.grid[:, None] - data[:, 0]).min(axis=1)
        self._seen = apart <= NEAR * (high - low)

    def _train(self) -> "tf.Tensor":
        import tensorflow as tf

        weights = [weight.value for weight in self.network.trainable_variables]
        with tf.GradientTape() as tape:
            error = tf.reduce_mean((self.network(self._x, training=True) - self._y) ** 2)
            size = tf.add_n([tf.reduce_sum(weight**2) for weight in weights if weight.shape.rank == 2])
            loss = error + DECAY * size
        self._optimizer.apply(tape.gradient(loss, weights), self.network.trainable_variables)
        return error

    def _lines(self, passes: int, training: bool) -> np.ndarray:
        """What so many passes say over the grid, [passes, GRID], in the data's own unit."""
        places = ((self.grid - self._middle[0]) / self._unit[0]).astype(np.float32)
        said = self._predict(np.tile(places[:, None], (passes, 1, 1)), training=training)
        lines: np.ndarray = np.asarray(said)[..., 0] * self._unit[1] + self._middle[1]
        return lines

    def frame(self, blank: McFrame, step: int, loss: float | None) -> McFrame:
        """What there is to see now."""
        draws, scaled = self._lines(PASSES, True), self._lines(1, False)[0]
        mean, deviation = draws.mean(axis=0), draws.std(axis=0, ddof=1)
        heights = self.data[:, 1]
        return replace(
            blank,
            step=step,
            grid=_rounded(self.grid, self.data[:, 0]),
            mean=_rounded(mean, heights),
            deviation=_rounded(deviation, heights),
            scaled=_rounded(scaled, heights),
            draws=_rounded(draws[:SHOWN_PASSES], heights),
            loss=None if loss is None else _short(loss),
            seen=_short(deviation[self._seen].mean()) if self._seen.any() else None,
            unseen=_short(deviation[~self._seen].mean()),
            apart=_short(np.abs(mean - scaled).mean()),
        )


def _rounded(values: np.ndarray, like: np.ndarray) -> Any:
    """Numbers to about a thousandth of the spread of others."""
    digits = 3 - int(np.floor(np.log10(max(float(np.ptp(like)), 1e-9))))
    return np.round(values.astype(float), digits).tolist()


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _rounded_points(data: np.ndarray) -> list[list[float]]:
    return [[x, y] for x, y in zip(*(_rounded(column, column) for column in data.T), strict=True)]


def _perceptron(rate: float, scope: str, place: str, seed: int) -> "keras.Model":
    """Two hidden layers from x to y, [passes, n, 1] to the same: here each pass is an example, each x a place in it."""
    import keras
    from keras import layers

    from models.dropout.layers import Dropout

    shape = (None, 1, None) if scope == "network" else None
    hidden = given = keras.Input((None, 1))
    for layer in ("first", "last"):
        hidden = layers.Dense(UNITS, activation="relu", kernel_initializer="he_normal")(hidden)
        if place in ("both", layer):
            hidden = Dropout(rate, shape, seed + (layer == "last"))(hidden)
    return keras.Model(given, layers.Dense(1)(hidden))

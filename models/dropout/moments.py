"""What many draws of a mask do to a tensor's mean and variance, counted and by the theory."""

from dataclasses import dataclass
from math import prod

import numpy as np

from models.dropout.counter import uniforms

DRAWS = 2_000


@dataclass(frozen=True)
class Moments:
    """Over DRAWS masks, beside what theory says.

    `mean` and `variance` are of each place, averaged over the places; the theory has x, and x²·p/(1 − p), whatever the
    noise shape. `spread` is the variance, from draw to draw, of the mean of all places; there the noise shape counts:
    places that share a coin rise and fall together, and the theory has p/(1 − p)·Σ(sum of the x of a coin)²/n².
    """

    draws: int
    mean: float
    mean_theory: float
    variance: float
    variance_theory: float
    spread: float
    spread_theory: float


def count_moments(values: np.ndarray, rate: float, coins: tuple[int, ...], seed: int) -> Moments:
    """Draws DRAWS masks of the shape `coins`, draw 0 the one that is shown, and counts.

    Args:
        values: the tensor, float64.
        rate: the share that is dropped, in 0 to 1 without 1.
        coins: the resolved noise shape.
        seed: of the masks.
    """
    shared = tuple(axis for axis, size in enumerate(coins) if size == 1)
    sums = values.sum(axis=shared, keepdims=True).ravel()  # of the places of each coin
    squares = (values**2).sum(axis=shared, keepdims=True).ravel()
    kept = uniforms(seed, DRAWS * prod(coins)).reshape(DRAWS, -1) >= rate
    share, scale = kept.mean(axis=0), 1 / (1 - rate)
    odds = rate / (1 - rate)
    means = kept @ sums * scale / values.size
    return Moments(
        DRAWS,
        float((share * sums).sum() * scale / values.size),
        float(values.mean()),
        float((share * (1 - share) * squares).sum() * scale**2 / values.size),
        float(squares.sum() * odds / values.size),
        float(means.var()),
        float((sums**2).sum() * odds / values.size**2),
    )

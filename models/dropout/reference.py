"""Dropout in NumPy: what the layer and the page are held to. Srivastava et al. 2014, with the scaling while training.

Each place is zeroed with probability p, the rate; what survives is divided by 1 − p, so that its mean stays. Without
training nothing changes. (The rate is what is dropped, as in Keras, PyTorch and TensorFlow 2; TensorFlow 1 asked for
what is kept.)
"""

from collections.abc import Sequence
from math import prod

import numpy as np

from models.dropout.counter import uniforms
from models.dropout.shapes import check_rate, resolve_noise_shape


def mask(
    shape: Sequence[int], rate: float, noise_shape: Sequence[int | None] | None = None, seed: int = 0, draw: int = 0
) -> np.ndarray:
    """Which places are kept, bool of the noise shape: those whose uniform number is not under the rate.

    So the same draw at a higher rate drops the same places and more. Draw k of a mask of n coins takes the numbers
    k·n to k·n + n − 1 of the seed.

    Raises:
        BadRateError: the rate is not in 0 to 1 without 1.
        NoiseShapeError: the noise shape does not fit.
        BadSeedError: the seed is no whole number, or too large.
    """
    coins = tuple(size or 0 for size in resolve_noise_shape(noise_shape, shape))
    count = prod(coins)
    numbers = uniforms(seed, count, draw * count)
    kept: np.ndarray = (numbers >= check_rate(rate)).reshape(coins)
    return kept


def masked(values: np.ndarray, kept: np.ndarray, rate: float) -> np.ndarray:
    """`values`/(1 − rate) where they are kept, 0 elsewhere, even for what is no number."""
    result: np.ndarray = np.where(kept, values / (1 - rate), 0)
    return result


def dropout(
    values: np.ndarray,
    rate: float,
    noise_shape: Sequence[int | None] | None = None,
    seed: int = 0,
    draw: int = 0,
    training: bool = True,
) -> np.ndarray:
    """A tensor with places dropped, of its own shape; itself where it is not training. Raises as `mask`."""
    kept = mask(values.shape, rate, noise_shape, seed, draw)
    return masked(values, kept, rate) if training else values

"""What is told of dropout: small frozen values."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.dropout.moments import Moments, count_moments
from models.dropout.reference import mask, masked
from models.dropout.shapes import legal_shapes, resolve_noise_shape


@dataclass(frozen=True)
class Masked:
    """A tensor before and after dropout.

    `values` and `result` are nested lists of the tensor's shape (batch, time, feature); `mask` is of the noise shape,
    1 for what is kept. `legal_shapes` are all noise shapes that fit the tensor.
    """

    shape: list[int]
    noise_shape: list[int]
    rate: float
    seed: int
    values: list[list[list[float]]]
    mask: list[list[list[int]]]
    result: list[list[list[float]]]
    legal_shapes: list[list[int]]
    moments: Moments


def drop(values: np.ndarray, rate: float, noise_shape: tuple[int | None, ...] | None = None, seed: int = 0) -> Masked:
    """Drops places of a tensor, float64 (batch, time, feature), and counts what many draws would do.

    Raises:
        BadRateError: the rate is not in 0 to 1 without 1.
        NoiseShapeError: the noise shape does not fit.
        BadSeedError: the seed is no whole number, or too large.
    """
    kept = mask(values.shape, rate, noise_shape, seed)
    shapes: Any = legal_shapes(values.shape)
    coins: Any = resolve_noise_shape(noise_shape, values.shape)
    return Masked(
        list(values.shape),
        list(coins),
        float(rate),
        int(seed),
        values.tolist(),
        kept.astype(int).tolist(),
        masked(values, kept, rate).tolist(),
        [list(shape) for shape in shapes],
        count_moments(values, rate, coins, seed),
    )

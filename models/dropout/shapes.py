"""Rates and noise shapes: which there are, and what is refused.

A noise shape has an entry for each axis of the tensor: its size where every place has a coin of its own, 1 where all
places share one (article 4521).
"""

from collections.abc import Sequence
from itertools import product
from math import isfinite
from typing import Any

import numpy as np

from models.dropout.errors import BadRateError, NoiseShapeError

Shape = tuple[int | None, ...]  # of a tensor; None where a size is unknown until the network is called
LISTED = 16  # noise shapes that a refusal names
PRESETS = ("element", "batch", "word", "channel")


def check_rate(rate: Any) -> float:
    """The share of places to drop; raises BadRateError unless it is in 0 to 1 without 1."""
    if isinstance(rate, bool) or not isinstance(rate, int | float | np.number) or not isfinite(rate):
        raise BadRateError(f"The rate is {rate!r}, which is no number.", "Give the share to drop, such as 0.5.")
    if rate == 1:
        raise BadRateError(
            "A rate of 1 drops everything: nothing is left to be scaled by 1/(1 − rate).", "Give less than 1."
        )
    if not 0 <= rate < 1:
        meant = f" For {rate:g} % give {rate / 100:g}." if 1 < rate < 100 else ""
        raise BadRateError(f"The rate is {rate:g}.", f"Give the share to drop, from 0 up to but not 1.{meant}")
    return float(rate)


def legal_shapes(shape: Sequence[int | None]) -> tuple[Shape, ...]:
    """Every noise shape of a tensor, from a coin for each place to one for all; 2ⁿ of n axes that are longer than 1."""
    return tuple(product(*((size,) if size == 1 else (size, 1) for size in shape)))


def resolve_noise_shape(noise_shape: Sequence[Any] | None, shape: Sequence[int | None]) -> Shape:
    """The noise shape with the tensor's own size for each None; None as a whole stands for one coin a place.

    Args:
        noise_shape: for each axis 1, its size, or None for its size.
        shape: of the tensor; None for an axis of unknown size, where only 1 and None will do: any other number would
            break, or silently widen the tensor, when a batch of another size comes.

    Raises:
        NoiseShapeError: it does not fit; the remedy names those that do.
    """
    if noise_shape is None:
        return tuple(shape)
    entries = tuple(noise_shape)
    if len(entries) != len(shape):
        cause = f"The noise shape {shown(entries)} is for tensors of rank {len(entries)}; this one has {len(shape)}."
        raise NoiseShapeError(cause, _those_that_fit(shape))
    for axis, (entry, size) in enumerate(zip(entries, shape, strict=True)):
        if entry is not None and (isinstance(entry, bool) or not isinstance(entry, int) or entry not in (1, size)):
            there = "an unknown size" if size is None else f"the size {size}"
            cause = f"The noise shape {shown(entries)} has {entry!r} on axis {axis}, where the tensor has {there}."
            raise NoiseShapeError(cause, _those_that_fit(shape))
    return tuple(size if entry is None else entry for entry, size in zip(entries, shape, strict=True))


def preset(name: str, rank: int) -> Shape | None:
    """The noise shape of a usual kind of dropout, for any sizes.

    Args:
        name: element, a coin for each number; batch, one mask for all examples; word, (B, T, 1), which drops whole
            vectors of a sequence; channel, which drops a feature everywhere in an example: (B, 1, C) of a sequence, as
            SpatialDropout1D, and (B, 1, 1, C) of pictures, as SpatialDropout2D.
        rank: axes of the tensor, the batch among them.

    Raises:
        NoiseShapeError: there is no such kind, or none for tensors of so many axes.
    """
    shapes: dict[str, Shape | None] = {"element": None}
    if rank >= 2:
        shapes["batch"] = (1, *(None,) * (rank - 1))
    if rank == 3:
        shapes["word"] = (None, None, 1)
    if rank >= 3:
        shapes["channel"] = (None, *(1,) * (rank - 2), None)
    if name not in shapes:
        raise NoiseShapeError(f"There is no {name!r} dropout of {rank} axes.", f"Choose of {', '.join(shapes)}.")
    return shapes[name]


def shown(shape: Sequence[Any]) -> str:
    """A shape as Python writes it, (3, 1, 5)."""
    return str(tuple(shape))


def _those_that_fit(shape: Sequence[int | None]) -> str:
    fitting = legal_shapes(shape[: LISTED.bit_length()])  # more axes have more than are listed
    if len(shape) > LISTED.bit_length() or len(fitting) > LISTED:
        return f"For {shown(shape)} give, on each axis, its size or 1."
    return f"For {shown(shape)} give one of {', '.join(map(shown, fitting))}."

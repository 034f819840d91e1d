"""Dropout after kexue.fm article 4521: masks, noise shapes, their moments, and Monte-Carlo dropout on a curve.

drop(read_tensor("3, 4, 5"), 0.5, (3, 1, 5), seed=1)
Dropout(0.5, preset("word", 3))        a Keras layer; it and `predict_passes` import Keras when they are first used
"""

from typing import Any

from models.dropout.answers import Masked, drop
from models.dropout.counter import SEEDS, check_seed, uniforms
from models.dropout.curves import CURVES, read_points
from models.dropout.errors import (
    BadPointsError,
    BadRateError,
    BadSeedError,
    BadTensorError,
    DropoutError,
    FitDivergedError,
    NoDropoutError,
    NoiseShapeError,
    OutOfRangeError,
)
from models.dropout.live import HIGHEST_RATE, MAX_STEPS, PLACES, SCOPES, McFrame, check_fit, mc_live
from models.dropout.moments import DRAWS, Moments
from models.dropout.shapes import PRESETS, check_rate, legal_shapes, preset, resolve_noise_shape
from models.dropout.tensors import LONGEST_AXIS, example_tensor, read_noise_shape, read_tensor

OF_KERAS = ("Dropout", "Passes", "predict_passes")

__all__ = [
    "CURVES",
    "DRAWS",
    "HIGHEST_RATE",
    "LONGEST_AXIS",
    "MAX_STEPS",
    "PLACES",
    "PRESETS",
    "SCOPES",
    "SEEDS",
    "BadPointsError",
    "BadRateError",
    "BadSeedError",
    "BadTensorError",
    "DropoutError",
    "FitDivergedError",
    "Masked",
    "McFrame",
    "Moments",
    "NoDropoutError",
    "NoiseShapeError",
    "OutOfRangeError",
    "check_fit",
    "check_rate",
    "check_seed",
    "drop",
    "example_tensor",
    "legal_shapes",
    "mc_live",
    "preset",
    "read_noise_shape",
    "read_points",
    "read_tensor",
    "resolve_noise_shape",
    "uniforms",
]


def __getattr__(name: str) -> Any:
    if name not in OF_KERAS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from models.dropout import layers

    return getattr(layers, name)

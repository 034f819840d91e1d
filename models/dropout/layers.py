"""Dropout as a Keras layer on keras.ops, and Monte-Carlo dropout. Importing this module imports Keras."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from models.dropout.errors import NoDropoutError, OutOfRangeError
from models.dropout.shapes import check_rate, resolve_noise_shape


def masked(inputs: Any, uniforms: Any, rate: float) -> Any:
    """`inputs`/(1 − rate) where their uniform number, of the noise shape, is not under the rate; 0 elsewhere.

    As `reference.masked`; the gradient is mask/(1 − rate).
    """
    return ops.where(uniforms >= rate, inputs / (1 - rate), ops.zeros_like(inputs))


@keras.saving.register_keras_serializable("kexue_dropout")
class Dropout(keras.layers.Layer):  # type: ignore[misc]  # Keras comes without types
    """Zeroes a share of its inputs while training, and divides the rest by what is kept; else it changes nothing.

    Args:
        rate: the share that is dropped, in 0 to 1 without 1.
        noise_shape: for each axis, the batch first, its size or None where each place has its own coin, 1 where all
            share one; `shapes.preset` has the usual ones. None for a coin a place.
        seed: of the draws; none for one by lot.

    Raises:
        BadRateError: the rate is out of range.
        NoiseShapeError: when the layer is built or called: the noise shape does not fit.
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **options: Any,
    ):
        super().__init__(**options)
        self.rate = check_rate(rate)
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Refuses a noise shape that does not fit."""
        resolve_noise_shape(self.noise_shape, input_shape)

    def call(self, inputs: Any, training: bool = False) -> Any:
        """A tensor of the inputs' shape."""
        resolve_noise_shape(self.noise_shape, inputs.shape)  # it may differ from the first
        if not training or self.rate == 0:
            return inputs
        sizes = ops.shape(inputs)
        entries = (None,) * len(sizes) if self.noise_shape is None else self.noise_shape
        coins = [size if entry is None else entry for entry, size in zip(entries, sizes, strict=True)]
        return masked(inputs, keras.random.uniform(coins, dtype="float32", seed=self.seed_generator), self.rate)

    def compute_output_shape(self, input_shape: Sequence[int | None]) -> Sequence[int | None]:
        """That of the inputs."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """What makes the layer again."""
        return {**super().get_config(), "rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}


@dataclass(frozen=True)
class Passes:
    """What a network says with dropout on: each draw, [passes, n, …], their mean and standard deviation, [n, …]."""

    draws: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray


def predict_passes(model: keras.Model, inputs: Any, passes: int = 50) -> Passes:
    """Monte-Carlo dropout (Gal and Ghahramani 2016): predicts `passes` times with dropout left on.

    Every layer runs as in training, so batch normalisation must be frozen: it would learn from what it is asked.

    Args:
        model: a network with dropout; any layer with a `rate` counts.
        inputs: what it takes, [n, …].
        passes: 2 or more.

    Raises:
        NoDropoutError: nothing in the network is drawn, or batch normalisation in it is not frozen.
        OutOfRangeError: there are fewer than 2 passes.
    """
    if passes < 2:
        raise OutOfRangeError(f"passes is {passes}.", "Give 2 or more: one has no deviation.")
    layers = model._flatten_layers()
    if any(isinstance(layer, keras.layers.BatchNormalization) and layer.trainable for layer in layers):
        raise NoDropoutError("Batch normalisation would learn from every pass.", "Set its `trainable` to False.")
    if not any(getattr(layer, "rate", 0) for layer in layers):
        raise NoDropoutError("No layer of the network drops anything.", "Give it a Dropout with a rate over 0.")
    draws = np.stack([ops.convert_to_numpy(model(inputs, training=True)) for _ in range(passes)])
    return Passes(draws, draws.mean(axis=0), draws.std(axis=0, ddof=1))

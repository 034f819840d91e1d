"""Focal loss: samples that are already right count less.

−α·(1 − p)^γ·log p, p the probability of the true class: Lin et al. 2017, arXiv:1708.02002, here for several classes by
softmax. With γ = 0 it is cross-entropy.
"""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from models.losses.functions.checks import number
from models.losses.functions.entropy import Tensor, distributions

TINY = 1e-7  # of 1 − p: a power under 1 has no slope at 0


@keras.saving.register_keras_serializable("kexue_losses")
class Focal(keras.Loss):  # type: ignore[misc]  # Keras comes without types
    """−α·(1 − p)^γ·log p of each sample, from logits.

    Args:
        gamma: γ, at least 0.
        alpha: one weight for all classes, one a class, or None for 1.

    Raises:
        OutOfRangeError: γ or a weight is under 0.
    """

    def __init__(self, gamma: float = 2.0, alpha: float | Sequence[float] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.gamma = number("gamma", gamma, 0)
        if isinstance(alpha, Sequence):
            self.alpha: float | list[float] = [number("alpha", weight, 0) for weight in alpha]
        else:
            self.alpha = 1.0 if alpha is None else number("alpha", alpha, 0)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[...] from class numbers [...] or distributions [..., classes], and logits [..., classes]."""
        log_probabilities = ops.log_softmax(y_pred)
        missing = ops.maximum(-ops.expm1(log_probabilities), TINY)
        weights = ops.convert_to_tensor(self.alpha, y_pred.dtype) * missing**self.gamma
        return -ops.sum(distributions(y_true, y_pred) * weights * log_probabilities, axis=-1)

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        return super().get_config() | {"gamma": self.gamma, "alpha": self.alpha}

"""ArcFace: in training the angle to one's own class counts as larger by a margin.

Logits s·cos θₖ of unit features and unit class vectors; that of the true class is s·cos(θ + m) in training: Deng et al.
2019, arXiv:1801.07698. Beyond θ = π − m, where cos(θ + m) would rise again, it is s·(cos θ − m·sin m), as in the
authors' code.
"""

import math
from typing import Any

import keras
from keras import ops

from models.losses.functions.checks import number
from models.losses.functions.cosine import unit
from models.losses.functions.entropy import Tensor, distributions

TINY = 1e-6  # of sin²: its square root has no slope at 0, and float32 tells 1 − cos² no better


def with_margin(cosines: Tensor, margin: float) -> Tensor:
    """cos(θ + m) from cos θ, of any shape; falls with θ all the way."""
    sines = ops.sqrt(ops.maximum(1 - cosines * cosines, TINY))
    turned = cosines * math.cos(margin) - sines * math.sin(margin)
    return ops.where(cosines > -math.cos(margin), turned, cosines - margin * math.sin(margin))


@keras.saving.register_keras_serializable("kexue_losses")
class ArcFace(keras.Layer):  # type: ignore[misc]  # Keras comes without types
    """Logits by angle, with a margin for the true class in training.

    Args:
        classes: how many.
        scale: s, over 0; the paper's is 64, for thousands of faces.
        margin: m in radians, 0 to 1.5.

    Raises:
        OutOfRangeError: a parameter that is not served.
    """

    def __init__(self, classes: int, scale: float = 16.0, margin: float = 0.5, **options: Any) -> None:
        super().__init__(**options)
        self.classes = int(number("classes", classes, 1))
        self.scale = number("scale", scale, 1e-3)
        self.margin = number("margin", margin, 0, 1.5)

    def build(self, features_shape: tuple[int | None, ...], labels_shape: tuple[int | None, ...] | None = None) -> None:
        """Makes the class vectors, [classes, d]."""
        del labels_shape
        self.directions = self.add_weight((self.classes, features_shape[-1]), "glorot_uniform", name="directions")

    def call(self, features: Tensor, labels: Tensor | None = None, training: bool | None = None) -> Tensor:
        """[n, classes] from features [n, d]; without labels (see `distributions`) or training no margin."""
        cosines = ops.matmul(unit(features), ops.transpose(unit(self.directions)))
        if training and labels is not None:
            true = distributions(labels, cosines)
            cosines = true * with_margin(cosines, self.margin) + (1 - true) * cosines
        return self.scale * cosines

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        names = ("classes", "scale", "margin")
        return super().get_config() | {name: getattr(self, name) for name in names}

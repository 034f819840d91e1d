"""Cross-entropy from logits, which all other losses for classes begin with.

CE(y, p) = −Σₖ yₖ log pₖ, with p = softmax(logits).
"""

from typing import TypeAlias

import keras
from keras import ops

Tensor: TypeAlias = keras.KerasTensor


def distributions(labels: Tensor, logits: Tensor) -> Tensor:
    """Labels as distributions over classes, of the logits' shape and type.

    Args:
        labels: class numbers [...] or [..., 1], or distributions such as one-hot rows [..., classes].
        logits: [..., classes].
    """
    classes = logits.shape[-1]
    if len(labels.shape) == len(logits.shape):
        if labels.shape[-1] == classes:
            return ops.cast(labels, logits.dtype)
        labels = ops.squeeze(labels, -1)
    return ops.one_hot(ops.cast(labels, "int32"), classes, dtype=logits.dtype)


@keras.saving.register_keras_serializable("kexue_losses")
class CrossEntropy(keras.Loss):  # type: ignore[misc]  # Keras comes without types
    """−Σₖ yₖ log pₖ of each sample, from logits."""

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[...] from labels (see `distributions`) and logits [..., classes]."""
        return -ops.sum(distributions(y_true, y_pred) * ops.log_softmax(y_pred), axis=-1)

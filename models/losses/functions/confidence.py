"""Against over-confidence: a part of the cross-entropy is that of the uniform distribution.

(1 − ε)·CE(y, p) + ε·CE(u, p), u the uniform distribution: kexue.fm/archives/4493, case 1. Cross-entropy alone falls for
ever when the logits only grow; with ε it is least at finite ones. It is label smoothing (Szegedy et al. 2016,
arXiv:1512.00567): both are linear in the target, so mixing losses or mixing targets is the same.
"""

from typing import Any

import keras
from keras import ops

from models.losses.functions.checks import number
from models.losses.functions.entropy import Tensor, distributions


@keras.saving.register_keras_serializable("kexue_losses")
class ConfidencePenalised(keras.Loss):  # type: ignore[misc]  # Keras comes without types
    """(1 − ε)·CE(y, p) + ε·CE(uniform, p) of each sample, from logits.

    Raises:
        OutOfRangeError: `epsilon` is not 0 to 1.
    """

    def __init__(self, epsilon: float = 0.1, **options: Any) -> None:
        super().__init__(**options)
        self.epsilon = number("epsilon", epsilon, 0, 1)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[...] from class numbers [...] or distributions [..., classes], and logits [..., classes]."""
        log_probabilities = ops.log_softmax(y_pred)
        of_labels = -ops.sum(distributions(y_true, y_pred) * log_probabilities, axis=-1)
        of_uniform = -ops.mean(log_probabilities, axis=-1)
        return (1 - self.epsilon) * of_labels + self.epsilon * of_uniform

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        return super().get_config() | {"epsilon": self.epsilon}

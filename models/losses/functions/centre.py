"""Centre loss: the features of a class gather about a centre of their own.

λ·‖x − c_y‖², beside cross-entropy: Wen et al. 2016, "A Discriminative Feature Learning Approach for Deep Face
Recognition"; kexue.fm/archives/4493, case 3. The article's centres are an embedding that learns by back-propagation,
with λ = 0.2. The paper's are moving averages: of the samples of class j in a batch,

c_j ← c_j − α·Σ(c_j − x) / (1 + number of them).
"""

from typing import Any

import keras
from keras import ops

from models.losses.functions.checks import choice, number
from models.losses.functions.entropy import Tensor

WAYS = ("gradient", "average")


@keras.saving.register_keras_serializable("kexue_losses")
class CentreDistance(keras.Layer):  # type: ignore[misc]  # Keras comes without types
    """Adds λ·mean ‖x − c_y‖² to the loss of its model and shows the mean as the metric `centre_distance`.

    Args:
        classes: how many centres there are.
        weight: λ, at least 0.
        by: how centres learn, "gradient" or "average".
        rate: α of the average, 0 to 1.

    Raises:
        OutOfRangeError: a parameter that is not served.
    """

    def __init__(
        self, classes: int, weight: float = 0.2, by: str = "gradient", rate: float = 0.5, **options: Any
    ) -> None:
        super().__init__(**options)
        self.classes = int(number("classes", classes, 1))
        self.weight = number("weight", weight, 0)
        self.by = choice("by", by, WAYS)
        self.rate = number("rate", rate, 0, 1)
        self.distance = keras.metrics.Mean("centre_distance")

    def build(self, features_shape: tuple[int | None, ...], labels_shape: tuple[int | None, ...]) -> None:
        """Makes the centres, [classes, d], which begin at zero: it favours none before the features have a scale."""
        del labels_shape
        trainable = self.by == "gradient"
        self.centres = self.add_weight((self.classes, features_shape[-1]), "zeros", trainable=trainable, name="centres")

    def distances(self, features: Tensor, labels: Tensor) -> Tensor:
        """‖x − c_y‖² of each sample, [n], from features [n, d] and class numbers [n]."""
        apart = features - ops.take(self.centres, ops.cast(labels, "int32"), axis=0)
        return ops.sum(apart * apart, axis=-1)

    def move(self, features: Tensor, labels: Tensor) -> None:
        """One step of the moving average of each class that is in the batch."""
        members = ops.one_hot(ops.cast(labels, "int32"), self.classes, dtype=features.dtype)
        counts = ops.sum(members, axis=0)[:, None]
        away = counts * self.centres - ops.matmul(ops.transpose(members), features)
        self.centres.assign(self.centres - self.rate * ops.stop_gradient(away / (1 + counts)))

    def call(self, features: Tensor, labels: Tensor, training: bool | None = None) -> Tensor:
        """‖x − c_y‖² of each sample, [n], from features [n, d] and class numbers [n] or [n, 1]."""
        labels = ops.reshape(labels, (-1,))
        distances = self.distances(features, labels)
        self.distance.update_state(distances)
        self.add_loss(self.weight * ops.mean(distances))
        if training and self.by == "average":
            self.move(features, labels)
        return distances

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        names = ("classes", "weight", "by", "rate")
        return super().get_config() | {name: getattr(self, name) for name in names}

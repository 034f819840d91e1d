"""The playground's network: two hidden layers, two features that can be drawn, and the classes.

Imports Keras and TensorFlow: only the generators of `training` import it, when they run.
"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from models.losses.playground.frames import Parameters
from models.losses.playground.objectives import FEATURES, Objective, objective
from models.losses.playground.points import Data

UNITS = 48  # of each hidden layer
BATCH_SIZE = 64
MOMENTUM = 0.9  # of sgd


@dataclass(frozen=True)
class Seen:
    """What the network makes of inputs: features [n, 2] and probabilities [n, classes], float32."""

    features: np.ndarray
    probabilities: np.ndarray


class Network:
    """Learns `data` with a loss. The same seed gives the same weights and the same batches, whatever the loss."""

    def __init__(self, data: Data, loss: str, parameters: Parameters, optimizer: str, learning_rate: float, seed: int):
        keras.utils.set_random_seed(seed)
        self.data = data
        self.features = _perceptron(data.inputs.shape[1])
        self.objective: Objective = objective(loss, data.classes, parameters, seed)
        kinds = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}
        more = {"momentum": MOMENTUM} if optimizer == "sgd" else {}
        self._optimizer = kinds[optimizer](learning_rate, **more)
        layers = [self.features, *self.objective.layers]
        self._weights = [weight for layer in layers for weight in layer.trainable_variables]
        self._optimizer.build(self._weights)
        self._random = np.random.default_rng(seed)
        shapes = [None, BATCH_SIZE, data.inputs.shape[1]], [None, BATCH_SIZE]
        signature = [tf.TensorSpec(shape, kind) for shape, kind in zip(shapes, (tf.float32, tf.int32), strict=True)]
        self._several = tf.function(self._steps, input_signature=signature)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of the loss."""
        return self.objective.parts

    @property
    def centres(self) -> np.ndarray | None:
        """[classes, 2], where the loss has some."""
        centres = self.objective.centres
        return None if centres is None else centres.numpy()

    def train(self, steps: int) -> np.ndarray:
        """Some steps; the parts of the loss at each, float32 [steps, parts]."""
        places = self._random.integers(len(self.data.inputs), size=(steps, BATCH_SIZE))
        inputs, labels = tf.constant(self.data.inputs[places]), tf.constant(self.data.labels[places])
        parts: np.ndarray = self._several(inputs, labels).numpy()
        return parts

    def see(self, inputs: np.ndarray) -> Seen:
        """What it makes of inputs, [n, dimensions]."""
        features = self.features(inputs)
        return Seen(features.numpy(), tf.nn.softmax(self.objective.logits(features)).numpy())

    def read(self, features: np.ndarray) -> np.ndarray:
        """Probabilities [n, classes] of features [n, 2]."""
        probabilities: np.ndarray = tf.nn.softmax(self.objective.logits(tf.constant(features))).numpy()
        return probabilities

    def _steps(self, inputs: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        steps = tf.shape(labels)[0]
        parts = tf.TensorArray(tf.float32, steps, element_shape=(len(self.parts),))
        for place in tf.range(steps):
            parts = parts.write(place, self._step(inputs[place], labels[place]))
        return parts.stack()

    @tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]  # nothing in it branches
    def _step(self, inputs: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            features = self.features(inputs, training=True)
            parts = tf.stack(self.objective.losses(features, labels))
            loss = tf.reduce_sum(parts)
        gradients = tape.gradient(loss, [weight.value for weight in self._weights])
        self._optimizer.apply(gradients, self._weights)
        self.objective.after(features, labels)
        return parts


def _perceptron(inputs: int) -> keras.Model:
    given = hidden = keras.Input((inputs,))
    for _ in range(2):
        hidden = keras.layers.Dense(UNITS, "relu", kernel_initializer="he_normal")(hidden)
    return keras.Model(given, keras.layers.Dense(FEATURES)(hidden))

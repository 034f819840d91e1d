"""Trains one small network many times from seeded weights; what TensorFlow compiles is compiled once."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import keras
import numpy as np
import tensorflow as tf

Network = TypeVar("Network", bound=keras.Layer)


class Fit(Generic[Network]):
    """A network with its loss, trained from the weights of a seed each time.

    Args:
        make: makes a layer whose call takes a batch of each array and gives the loss, a scalar.
        example: a batch, by whose shapes it is built; the first of a shape, how many samples, may be any.
        rate: of Adam.
        fused: whether XLA makes one piece of a step, which is worth its seconds for a recurrent network.
    """

    def __init__(
        self, make: Callable[[], Network], example: Sequence[np.ndarray], rate: float = 1e-3, fused: bool = False
    ):
        self._make, self._example = make, example
        self.network = self._built()
        self._optimizer = keras.optimizers.Adam(rate)
        self._optimizer.build(self.network.trainable_variables)
        self._step = tf.function(self._descend, jit_compile=fused)
        kinds = [tf.TensorSpec([None, *array.shape[1:]], array.dtype) for array in example]
        self._steps = tf.function(self._run, input_signature=[tf.TensorSpec([None, None], tf.int32), kinds])

    def _built(self) -> Network:
        network = self._make()
        network(*self._example)
        return network

    def __call__(self, seed: int, arrays: Sequence[np.ndarray], epochs: int, batch: int) -> Network:
        """Trains anew on batches of the arrays' rows, in an order of the seed's; the layer is the same object always.

        Args:
            seed: of first weights, batches and draws.
            arrays: of as many rows each; the rows that fill no batch are left out of an epoch.
            epochs: times that all is gone through.
            batch: rows of a step.
        """
        keras.utils.set_random_seed(seed)
        for variable, value in zip(self.network.variables, self._built().variables, strict=True):
            variable.assign(value)
        for variable in self._optimizer.variables:
            if variable is not self._optimizer._learning_rate:
                variable.assign(keras.ops.zeros_like(variable))
        random, rows = np.random.default_rng(seed), len(arrays[0])
        orders = [random.permutation(rows)[: rows // batch * batch] for _ in range(epochs)]
        batches = np.concatenate(orders).reshape(-1, batch).astype(np.int32)
        self._steps(tf.constant(batches), [tf.constant(array) for array in arrays])
        return self.network

    def _run(self, batches: tf.Tensor, arrays: list[tf.Tensor]) -> None:
        for rows in batches:
            self._step([tf.gather(array, rows) for array in arrays])

    def _descend(self, given: list[tf.Tensor]) -> None:
        weights = self.network.trainable_variables
        with tf.GradientTape() as tape:
            loss = self.network(*given, training=True)
        self._optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)

"""A function's gradient by TensorFlow beside the one by finite differences, in float64."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf

STEP = 1e-5


def gradient(function: Callable[[tf.Tensor], tf.Tensor], at: np.ndarray, compiled: bool = False) -> np.ndarray:
    """Gradient of the sum of what the function gives, of at's shape."""

    def slope(points: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(points)
            total = tf.reduce_sum(function(points))
        return tf.convert_to_tensor(tape.gradient(total, points))  # which may be of some rows only

    return (tf.function(slope) if compiled else slope)(tf.constant(at)).numpy()


def differences(function: Callable[[tf.Tensor], tf.Tensor], at: np.ndarray) -> np.ndarray:
    """The same by central differences."""
    found = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[index] = STEP
        sides = (float(tf.reduce_sum(function(tf.constant(at + sign * step)))) for sign in (1, -1))
        found[index] = np.subtract(*sides) / (2 * STEP)
    return found


def assert_gradient(function: Callable[[tf.Tensor], tf.Tensor], at: np.ndarray) -> None:
    """The gradient is that of finite differences, in graph mode too, and not zero all over."""
    expected = differences(function, at)
    assert np.abs(expected).max() > 1e-3
    for compiled in (False, True):
        np.testing.assert_allclose(gradient(function, at, compiled), expected, rtol=1e-5, atol=1e-7)

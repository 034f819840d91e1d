"""What holds the critic's slope, each a scalar to be weighted by λ: the four penalties of article 4439, and R1 and R2.

Of the four, two are of the gradient at a point between a real and a generated picture; two, for critics or frameworks
without gradients of gradients, of the difference quotient between two such points. One-sided ones punish slopes over 1
only, two-sided ones (Gulrajani et al. 2017) also those under it. The zero-centred one, which R3GAN goes with, punishes
any slope at the real pictures (R1, Mescheder et al. 2018) and at the generated ones (R2).
"""

from collections.abc import Callable

import tensorflow as tf

Critic = Callable[[tf.Tensor], tf.Tensor]  # pictures [n, …] to scores [n]

TINY = 1e-12  # keeps the slope of a square root finite at zero


def norm(values: tf.Tensor) -> tf.Tensor:
    """Euclidean norm of each sample, [n, …] to [n]; its gradient is zero, not NaN, at zero."""
    flat = tf.reshape(values, [tf.shape(values)[0], -1])
    return tf.sqrt(tf.reduce_sum(flat * flat, axis=1) + TINY)


def between(real: tf.Tensor, fake: tf.Tensor, epsilon: tf.Tensor) -> tf.Tensor:
    """ε·fake + (1 − ε)·real, with one uniform ε a sample, [n]."""
    shape = tf.concat([tf.shape(real)[:1], tf.ones(tf.rank(real) - 1, tf.int32)], 0)
    epsilon = tf.reshape(epsilon, shape)
    return epsilon * fake + (1 - epsilon) * real


def slopes(critic: Critic, points: tf.Tensor) -> tf.Tensor:
    """Norm of the critic's gradient at each point, [n]."""
    with tf.GradientTape() as tape:
        tape.watch(points)
        scores = critic(points)
    return norm(tape.gradient(scores, points))


def quotients(critic: Critic, first: tf.Tensor, second: tf.Tensor) -> tf.Tensor:
    """|D(y₁) − D(y₂)| / ‖y₁ − y₂‖ of each pair, [n]."""
    return tf.abs(critic(first) - critic(second)) / norm(first - second)


def one_sided(slope: tf.Tensor) -> tf.Tensor:
    """Mean of max(slope − 1, 0)."""
    return tf.reduce_mean(tf.nn.relu(slope - 1))


def two_sided(slope: tf.Tensor) -> tf.Tensor:
    """Mean of (slope − 1)²."""
    return tf.reduce_mean((slope - 1) ** 2)


def zero_centred(critic: Critic, real: tf.Tensor, fake: tf.Tensor) -> tf.Tensor:
    """(R1 + R2) / 2: half the mean square of the slope at real pictures, and half of that at generated ones."""
    squares = [tf.reduce_mean(slopes(critic, points) ** 2) for points in (real, fake)]
    return (squares[0] + squares[1]) / 2


SIDES = {"one-sided": one_sided, "two-sided": two_sided}


def penalty(name: str, critic: Critic, real: tf.Tensor, fake: tf.Tensor, epsilons: tf.Tensor) -> tf.Tensor:
    """One of PENALTIES, not yet multiplied by λ.

    Args:
        name: gradient-one-sided, gradient-two-sided, difference-one-sided, difference-two-sided or zero-centred.
        critic: gives a score for each picture.
        real: float32 [n, …].
        fake: float32 [n, …], as many.
        epsilons: uniform in 0 to 1, [2, n]; the gradient ones use the first row only, the zero-centred one none.
    """
    if name == "zero-centred":
        return zero_centred(critic, real, fake)
    kind, side = name.split("-", 1)
    points = between(real, fake, epsilons[0])
    if kind == "gradient":
        return SIDES[side](slopes(critic, points))
    return SIDES[side](quotients(critic, points, between(real, fake, epsilons[1])))

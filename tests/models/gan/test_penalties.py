"""The penalties by hand, on a linear critic whose gradient is its weights, and by finite differences."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from models.gan.options import PENALTIES  # noqa: E402
from models.gan.penalties import between, norm, penalty, slopes  # noqa: E402

WEIGHTS = np.array([[3.0], [0.0], [4.0]], np.float32)  # of length 5


def pictures(seed: int, count: int = 6):
    return tf.constant(np.random.default_rng(seed).random((count, 3)).astype(np.float32))


def linear(points):
    return (points @ WEIGHTS)[:, 0]


def value(name: str, critic) -> float:
    real, fake = pictures(0), pictures(1)
    shares = tf.constant(np.random.default_rng(3).random((2, len(real))).astype(np.float32))
    return float(penalty(name, critic, real, fake, shares))


@pytest.mark.parametrize(("name", "expected"), [("gradient-one-sided", 4), ("gradient-two-sided", 16)])
def test_gradient_penalties_of_a_linear_critic_follow_from_its_weights(name, expected):
    assert value(name, linear) == pytest.approx(expected, rel=1e-5)


def test_the_zero_centred_penalty_is_half_the_square_of_the_slopes_at_real_and_at_generated_points():
    assert value("zero-centred", linear) == pytest.approx(25, rel=1e-5)  # of length 5 everywhere

    def bent(points):  # its slope at a point is the point
        return tf.reduce_sum(points**2, axis=1) / 2

    squares = [np.mean(np.sum(pictures(seed).numpy() ** 2, axis=1)) for seed in (0, 1)]
    assert value("zero-centred", bent) == pytest.approx(sum(squares) / 2, rel=1e-5)


@pytest.mark.parametrize("side", ["one-sided", "two-sided"])
def test_difference_quotients_are_those_of_the_two_points(side):
    real, fake = pictures(0).numpy(), pictures(1).numpy()
    shares = np.random.default_rng(3).random((2, len(real))).astype(np.float32)
    first, second = (share[:, None] * fake + (1 - share[:, None]) * real for share in shares)
    quotient = np.abs((first - second) @ WEIGHTS)[:, 0] / np.linalg.norm(first - second, axis=1)
    by_hand = np.maximum(quotient - 1, 0) if side == "one-sided" else (quotient - 1) ** 2
    assert value(f"difference-{side}", linear) == pytest.approx(by_hand.mean(), rel=1e-4)


def test_slopes_are_those_of_finite_differences():
    def critic(points):
        return tf.sin(2 * points[:, 0]) * points[:, 1] + points[:, 2] ** 3

    points, step = pictures(4), 1e-3
    sides = [
        (
            critic(points + step * np.eye(3, dtype=np.float32)[axis])
            - critic(points - step * np.eye(3, dtype=np.float32)[axis])
        )
        / (2 * step)
        for axis in range(3)
    ]
    expected = np.linalg.norm(np.stack([side.numpy() for side in sides], 1), axis=1)
    np.testing.assert_allclose(slopes(critic, points).numpy(), expected, rtol=5e-3)


def test_points_lie_between_a_real_and_a_generated_one_evenly():
    real, fake = tf.zeros([1000, 2, 2, 1]), tf.ones([1000, 2, 2, 1])
    found = between(real, fake, tf.random.stateless_uniform([1000], [0, 0])).numpy()
    assert (found == found[:, :1, :1]).all()
    assert 0.45 < found.mean() < 0.55
    assert np.histogram(found[:, 0, 0, 0], 4, (0, 1))[0].min() > 180


def test_the_norm_has_a_gradient_at_zero():
    zero = tf.zeros([2, 3])
    with tf.GradientTape() as tape:
        tape.watch(zero)
        length = norm(zero)
    assert np.isfinite(length.numpy()).all()
    assert (tape.gradient(length, zero).numpy() == 0).all()


@pytest.mark.parametrize("name", PENALTIES)
def test_every_penalty_has_finite_gradients_even_for_a_critic_that_is_constant(name):
    weight = tf.Variable(np.zeros((3, 1), np.float32))
    with tf.GradientTape() as tape:
        loss = penalty(name, lambda points: (points @ weight)[:, 0], pictures(0), pictures(1), tf.fill([2, 6], 0.5))
    assert np.isfinite(tape.gradient(loss, weight).numpy()).all()

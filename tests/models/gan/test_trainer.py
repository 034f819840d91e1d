"""A step of training by hand: linear networks, plain gradient descent, and what NumPy says it comes to."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras
import tensorflow as tf
from scipy import stats

from models.gan import penalties, playground, trainer
from models.gan.data import Images, batch
from models.gan.design import Design
from models.gan.options import Options
from models.gan.trainer import Trainer

pytestmark = pytest.mark.training

SMALL = Design("article", 2, 2, 1, latent=3)
RATE = 0.1
PICTURES = Images(np.random.default_rng(0).integers(256, size=(64, 2, 2, 1), dtype=np.uint8))


def given(**changed) -> Options:
    return Options(**{"batch": 8, "critic_steps": 3, "strength": 4.0, "steps": 4, "seed": 5} | changed)


@pytest.fixture
def eager():
    """Steps whose tensors can be looked at."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def linear(inputs: tuple[int, ...], outputs: tuple[int, ...], seed: int) -> keras.Model:
    """A network that is one matrix, [product of inputs, product of outputs]."""
    source = keras.Input(inputs)
    product = keras.layers.Dense(int(np.prod(outputs)), use_bias=False)(keras.layers.Flatten()(source))
    network = keras.Model(source, keras.layers.Reshape(outputs)(product))
    network.set_weights([np.random.default_rng(seed).standard_normal(network.weights[0].shape)])
    return network


def make_linear(pair, latent: int, points: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Gives a pair linear networks and gradient descent; returns the generator's matrix and the critic's vector."""
    pair.generator, pair.critic = linear((latent,), points, 1), linear(points, (1,), 2)
    pair.average = keras.models.clone_model(pair.generator)
    pair._optimizers = [keras.optimizers.SGD(RATE) for _ in range(2)]
    for optimizer, network in zip(pair._optimizers, (pair.generator, pair.critic), strict=True):
        optimizer.build(network.trainable_variables)
    return pair.generator.get_weights()[0], pair.critic.get_weights()[0][:, 0]


def expected_step(matrix, vector, real, latents, strength, two_sided=True):
    """Both after a step: the critic has gone down λ·penalty − (D(fake) − D(real)), turn by turn, the generator D(fake).

    Of a linear critic the slope is its length everywhere, whatever points the penalty is taken at.
    """
    *earlier, last = latents
    for pictures, latent in zip(real, earlier, strict=True):
        length = np.linalg.norm(vector)
        slope = 2 * (length - 1) if two_sided else float(length > 1)
        apart = (latent @ matrix).mean(axis=0) - pictures.mean(axis=0)
        vector = vector - RATE * (strength * slope * vector / length - apart)
    return matrix - RATE * np.outer(last.mean(axis=0), vector), vector


@pytest.mark.parametrize("penalty", ["gradient-two-sided", "gradient-one-sided"])
@pytest.mark.parametrize("strength", [0.0, 4.0])
def test_a_step_descends_the_losses_of_wgan_gp(penalty, strength):
    options = given(penalty=penalty, strength=strength)
    pair = Trainer(SMALL, options)
    matrix, vector = make_linear(pair, 3, (2, 2, 1))
    latents = [pair._latents(tf.constant(0), turn).numpy() for turn in range(4)]
    rows = batch(64, 3 * 8, 0, options.seed)
    real = PICTURES.pixels[rows].reshape(3, 8, 4) / 255
    reported = pair.train(PICTURES)
    expected = expected_step(matrix, vector, real, latents, strength, penalty == "gradient-two-sided")
    np.testing.assert_allclose(pair.generator.get_weights()[0], expected[0], atol=1e-5)
    np.testing.assert_allclose(pair.critic.get_weights()[0][:, 0], expected[1], atol=1e-5)
    assert reported["generator"] == pytest.approx((latents[-1] @ matrix).mean(axis=0) @ expected[1], abs=1e-5)


def expected_pairwise_step(matrix, vector, real, latents, strength):
    """Both after a step of R3GAN: the critic has gone down λ·|critic|² + softplus(D(real) − D(fake)), turn by turn, the
    generator softplus(D(fake) − D(real)) beside the first of the pictures."""
    *earlier, last = latents

    def pull(apart):  # the slope of softplus, of each pair
        return 1 / (1 + np.exp(-apart))[:, None]

    for pictures, latent in zip(real, earlier, strict=True):
        apart = pictures - latent @ matrix
        vector = vector - RATE * (2 * strength * vector + (pull(apart @ vector) * apart).mean(axis=0))
    apart = last @ matrix - real[0]
    return matrix - RATE * np.outer((pull(apart @ vector) * last).mean(axis=0), vector), vector


@pytest.mark.parametrize("strength", [0.0, 0.7])
def test_a_step_descends_the_losses_of_r3gan(strength):
    options = given(objective="r3gan", penalty="zero-centred", strength=strength, critic_steps=2)
    pair = Trainer(SMALL, options)
    matrix, vector = make_linear(pair, 3, (2, 2, 1))
    latents = [pair._latents(tf.constant(0), turn).numpy() for turn in range(3)]
    real = PICTURES.pixels[batch(64, 2 * 8, 0, options.seed)].reshape(2, 8, 4) / 255
    pair.train(PICTURES)
    expected = expected_pairwise_step(matrix, vector, real, latents, strength)
    np.testing.assert_allclose(pair.generator.get_weights()[0], expected[0], atol=1e-5)
    np.testing.assert_allclose(pair.critic.get_weights()[0][:, 0], expected[1], atol=1e-5)


def test_points_step_down_the_losses_of_r3gan_where_its_penalty_is_chosen():
    pair = playground.Pair("ring", "zero-centred", 2, 0.7, seed=5)
    matrix, vector = make_linear(pair, 4, (2,))
    latents = [pair._latents(1, turn, playground.BATCH_SIZE).numpy() for turn in range(3)]
    real = playground.real_points("ring", 2 * playground.BATCH_SIZE, np.random.default_rng(5)).reshape(2, -1, 2)
    pair.train(1)
    expected = expected_pairwise_step(matrix, vector, real, latents, 0.7)
    np.testing.assert_allclose(pair.generator.get_weights()[0], expected[0], atol=1e-5)
    np.testing.assert_allclose(pair.critic.get_weights()[0][:, 0], expected[1], atol=1e-5)


@pytest.mark.parametrize("strength", [0.0, 4.0])
def test_points_step_down_the_same_losses(strength):
    pair = playground.Pair("ring", "gradient-two-sided", 3, strength, seed=5)
    matrix, vector = make_linear(pair, 4, (2,))
    latents = [pair._latents(1, turn, playground.BATCH_SIZE).numpy() for turn in range(4)]
    real = playground.real_points("ring", 3 * playground.BATCH_SIZE, np.random.default_rng(5))
    pair.train(1)
    expected = expected_step(matrix, vector, real.reshape(3, -1, 2), latents, strength)
    np.testing.assert_allclose(pair.generator.get_weights()[0], expected[0], atol=1e-5)
    np.testing.assert_allclose(pair.critic.get_weights()[0][:, 0], expected[1], atol=1e-5)


def shares_of(step, monkeypatch, module) -> list[np.ndarray]:
    """The places between real and generated samples where a step takes its penalty, [2, n] of each critic's step."""
    found, penalty = [], module.penalty

    def spy(name, critic, real, fake, epsilons):
        found.append(epsilons.numpy())
        return penalty(name, critic, real, fake, epsilons)

    monkeypatch.setattr(module, "penalty", spy)
    step()
    return found


def check_uniform(found: list[np.ndarray], size: int) -> None:
    assert [shares.shape for shares in found] == [(2, size)] * len(found)
    rows = np.concatenate(found)
    assert rows.min() >= 0
    assert rows.max() <= 1
    assert all(stats.kstest(row, "uniform").pvalue > 1e-3 for row in rows)
    assert all(len(np.unique(row)) > 0.99 * size for row in rows)  # one for each sample
    apart = np.corrcoef(rows) - np.eye(len(rows))
    assert np.abs(apart).max() < 4 / np.sqrt(size)  # each step and each turn draws anew


def test_the_penalty_is_taken_at_uniform_places_between_real_and_generated(monkeypatch, eager):
    pair = Trainer(SMALL, given(batch=2000, critic_steps=2))
    found = shares_of(lambda: [pair.train(PICTURES) for _ in range(2)], monkeypatch, trainer)
    assert len(found) == 4
    check_uniform(found, 2000)


def test_points_are_penalised_at_uniform_places(monkeypatch, eager):
    pair = playground.Pair("ring", "difference-two-sided", 2, 1.0, seed=5)
    found = shares_of(lambda: [pair.train(step) for step in range(4)], monkeypatch, penalties)
    assert len(found) == 8
    check_uniform(found, playground.BATCH_SIZE)


def test_the_average_follows_the_generator_by_its_decay():
    for average, decays in ((0.999, (1 / 10, 2 / 11)), (0.05, (0.05, 0.05))):
        pair = Trainer(SMALL, given(average=average))
        expected = pair.generator.get_weights()
        for decay in decays:
            pair.train(PICTURES)
            weights = pair.generator.get_weights()
            expected = [decay * mean + (1 - decay) * weight for mean, weight in zip(expected, weights, strict=True)]
        for mean, weight in zip(pair.average.get_weights(), expected, strict=True):
            np.testing.assert_allclose(mean, weight, atol=1e-6)


def test_learning_rates_fall_to_zero_along_a_line():
    pair = Trainer(SMALL, given(steps=4, learning_rate=1e-3))
    for left in (0.75, 0.5, 0.25, 0):
        pair.train(PICTURES)
        rates = [float(optimizer.learning_rate) for optimizer in pair._optimizers]
        assert rates == pytest.approx([1e-3 * left] * 2, abs=1e-9)


def test_the_seed_sets_the_first_weights_and_every_draw():
    one_picture = Images(PICTURES.pixels[:1].repeat(8, axis=0))  # no order of pictures can tell
    pairs = [Trainer(SMALL, given(seed=seed)) for seed in (1, 1, 2)]
    first = [pair.generator.get_weights()[0] for pair in pairs]
    assert (first[0] == first[1]).all()
    assert (first[0] != first[2]).any()
    for pair in pairs[1:]:
        pair.generator.set_weights(pairs[0].generator.get_weights())
        pair.critic.set_weights(pairs[0].critic.get_weights())
    reported = [pair.train(one_picture) for pair in pairs]
    assert reported[0] == reported[1]
    assert reported[0]["distance"] != reported[2]["distance"]


def test_the_critic_sees_every_picture_with_its_own_class(eager):
    labels = np.arange(64) % 3
    images = Images((labels * 100).astype(np.uint8)[:, None, None, None].repeat(8, 1).repeat(8, 2), labels)
    pair = Trainer(Design("dcgan", 8, 8, 1, 3, latent=4, filters=2, critic_filters=2), given(critic_steps=1))
    critic, calls = pair.critic, []

    class Spy:
        trainable_variables = critic.trainable_variables

        def __call__(self, inputs, training):
            calls.append([values.numpy() for values in inputs])
            return critic(inputs, training=training)

    pair.critic = Spy()
    pair.train(images)
    (pictures, kinds), between, generated = calls[0], *calls[1:]
    assert (np.rint(pictures[8:, 0, 0, 0] * 2.55) == kinds[8:]).all()
    assert (kinds[:8] == kinds[8:]).all()
    assert (between[1] == kinds[8:]).all()
    assert (generated[1] == kinds[8:]).all()


@pytest.mark.parametrize("role", ["generator", "critic"])
def test_a_class_changes_what_a_network_gives(role):
    keras.utils.set_random_seed(0)
    generator, critic = trainer.networks(Design("dcgan", 8, 8, 1, 3, latent=4, filters=4, critic_filters=4))
    network = {"generator": generator, "critic": critic}[role]
    values = np.random.default_rng(0).random((4, *network.inputs[0].shape[1:])).astype(np.float32)
    given_classes = [network([values, np.full(4, kind, np.int32)]).numpy() for kind in range(3)]
    assert np.abs(given_classes[0] - given_classes[1]).max() > 1e-5
    assert np.abs(given_classes[1] - given_classes[2]).max() > 1e-5

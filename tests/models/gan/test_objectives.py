"""The two objectives by hand and by finite differences, and what goes with which."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from models.gan.errors import OutOfRangeError  # noqa: E402
from models.gan.objectives import critic_gain, generator_loss, objective_of  # noqa: E402
from models.gan.options import PENALTIES, PENALTIES_OF, Options, command, parse_options  # noqa: E402

FAKE, REAL = (np.random.default_rng(seed).normal(size=7) for seed in (0, 1))


def test_wgan_compares_means():
    assert float(critic_gain("wgan", FAKE, REAL)) == pytest.approx(FAKE.mean() - REAL.mean())
    assert float(generator_loss("wgan", FAKE, REAL)) == pytest.approx(FAKE.mean())


def test_r3gan_asks_of_each_pair_which_is_which():
    apart = FAKE - REAL
    assert float(critic_gain("r3gan", FAKE, REAL)) == pytest.approx(-np.log1p(np.exp(-apart)).mean())
    assert float(generator_loss("r3gan", FAKE, REAL)) == pytest.approx(np.log1p(np.exp(apart)).mean())
    assert float(critic_gain("r3gan", FAKE + 3, REAL + 3)) == pytest.approx(float(critic_gain("r3gan", FAKE, REAL)))


@pytest.mark.parametrize("objective", PENALTIES_OF)
@pytest.mark.parametrize("of", [critic_gain, generator_loss])
def test_gradients_are_those_of_finite_differences(objective, of):
    fake, step = tf.constant(FAKE), 1e-6
    with tf.GradientTape() as tape:
        tape.watch(fake)
        found = of(objective, fake, REAL)
    sides = [
        float(of(objective, FAKE + step * unit, REAL) - of(objective, FAKE - step * unit, REAL)) for unit in np.eye(7)
    ]
    np.testing.assert_allclose(tape.gradient(found, fake).numpy(), np.array(sides) / (2 * step), atol=1e-6)


def test_scores_far_apart_leave_no_infinities():
    far = np.array([1e4, -1e4])
    for of in (critic_gain, generator_loss):
        assert np.isfinite(float(of("r3gan", far, -far)))


def test_every_penalty_goes_with_one_objective_and_any_other_is_refused():
    assert sorted(sum(PENALTIES_OF.values(), ())) == sorted(PENALTIES)
    for objective, fitting in PENALTIES_OF.items():
        for penalty in PENALTIES:
            if penalty in fitting:
                assert Options(objective=objective, penalty=penalty).penalty == penalty
                assert objective_of(penalty) == objective
            else:
                with pytest.raises(OutOfRangeError, match=f"{penalty} does not go with {objective}"):
                    Options(objective=objective, penalty=penalty)


def test_r3gan_brings_what_goes_with_it_and_the_card_shows_a_command_that_gives_the_same():
    options = parse_options(["--objective", "r3gan", "--data", "digits", "--strength", "0.3"])
    assert (options.penalty, options.critic_steps, options.strength) == ("zero-centred", 1, 0.3)
    assert command(options) == "python -m models.gan.train --data digits --objective r3gan --strength 0.3"
    assert command(parse_options(["--data", "digits"])) == "python -m models.gan.train --data digits"

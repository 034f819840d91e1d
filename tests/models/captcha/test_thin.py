"""A thinner network keeps of a trained one what it does most with."""

import numpy as np
import pytest

from models.captcha.errors import CaptchaError
from models.captcha.options import Options, parse_options

pytestmark = pytest.mark.training


@pytest.fixture
def model():
    """A network whose weights are drawn by chance, the means and gains of its normalisations too."""
    import keras

    from tests.models.captcha.tiny import TINY

    keras.utils.set_random_seed(0)
    model = TINY.build(TINY)
    generator = np.random.default_rng(1)
    model.set_weights([0.3 + 0.5 * generator.random(weights.shape) for weights in model.get_weights()])
    return model


def answers(model):
    return model(np.random.default_rng(2).random((2, 16, 80, 1), np.float32)).numpy()


def inner(model):
    """How many channels stand inside each residual block."""
    from models.captcha.thin import _blocks

    return [(first.filters, second.filters) for first, _, second in _blocks(model)]


def test_inside_each_residual_block_a_share_is_kept_and_between_them_all(model):
    from models.captcha.thin import thinned

    assert inner(model) == [(8, 8), (8, 8), (8, 8), (16, 16)]
    thin = thinned(model, 0.25)
    assert inner(thin) == [(2, 8), (2, 8), (2, 8), (4, 16)]
    assert thin.output_shape == model.output_shape and thin.count_params() < model.count_params()
    assert np.isfinite(answers(thin)).all()
    np.testing.assert_array_equal(answers(thinned(model, 1.0)), answers(model))


@pytest.mark.parametrize("silent", ["gamma and beta", "kernel"])
def test_what_does_nothing_goes_first_and_nothing_is_lost_with_it(model, silent):
    from models.captcha.thin import _blocks, thinned

    for _, normalisation, second in _blocks(model):
        if silent == "kernel":  # of what comes after
            kernel = second.kernel.numpy()
            kernel[:, :, ::2] = 0
            second.kernel.assign(kernel)
        else:
            for values in (normalisation.gamma, normalisation.beta):
                values.assign(np.where(np.arange(values.shape[0]) % 2, values, 0.0))
    np.testing.assert_allclose(answers(thinned(model, 0.5)), answers(model), rtol=1e-5)


def test_a_network_from_nothing_is_thinned_by_nothing_and_a_thinned_one_not_blended_with_what_it_lacks():
    from models.captcha.start import network_of

    with pytest.raises(CaptchaError, match="thin"):
        network_of(Options(thin=0.5))
    assert parse_options(["--from", "captcha", "--thin", "0.5"]).blend == 1


def test_a_checkpoint_is_begun_with_thinned():
    from models.captcha.start import network_of

    whole, thin = (network_of(Options(start="checkpoints/captcha", thin=share)) for share in (1.0, 0.5))
    filters = inner(whole.build(whole))
    assert inner(thin.build(thin)) == [(first // 2, second) for first, second in filters]

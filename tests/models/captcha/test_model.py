"""The networks, against the figures of their articles."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hub_utils.checkpoint import read_json
from models.captcha.data import ALPHABET, charset_drawn

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def networks():
    from models.captcha.model import NETWORKS

    return NETWORKS


def test_the_small_network_of_article_4138_has_its_48_712_parameters(networks):
    model = networks["article-cnn"].build(networks["article-cnn"])
    assert model.count_params() == 48_712
    assert model.input_shape == (None, 53, 129, 3)
    assert model.output_shape == (None, 4, 26)
    heads = [model.get_layer(f"position_{position}") for position in range(4)]
    assert len({id(head.kernel) for head in heads}) == 4
    assert all(head.kernel.shape == (192, 26) for head in heads)


def test_the_activations_of_article_4138_stand_where_it_puts_them(networks):
    """ReLU after the second and third pool and after flattening; none after the first and the fourth."""
    kinds = [type(layer).__name__ for layer in networks["article-cnn"].build(networks["article-cnn"]).layers]
    pool = ["Conv2D", "MaxPooling2D"]
    trunk = [*pool, *pool, "ReLU", *pool, "ReLU", *pool, "Flatten", "ReLU"]
    assert kinds[1 : 1 + len(trunk)] == trunk


def test_the_xception_of_article_4503_is_whole_and_has_a_dropout_for_each_head(networks):
    import keras

    model = networks["article-xception"].build(networks["article-xception"])
    trunk = keras.applications.Xception(include_top=False, weights=None)
    assert model.count_params() == trunk.count_params() + 4 * (2048 * 26 + 26)
    assert [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)] == [0.5] * 4
    assert all(layer.trainable for layer in model.layers)
    assert model.output_shape == (None, 4, 26)


def test_resnet_ctc_gives_a_sequence_with_a_blank(networks):
    model = networks["resnet-ctc"].build(networks["resnet-ctc"])
    height = networks["resnet-ctc"].encoding.height
    assert model.input_shape == (None, height, None, 3)
    for width in networks["resnet-ctc"].encoding.widths:
        assert model.compute_output_shape((1, height, width, 3)) == (1, width // 4, 1 + len(ALPHABET))


def test_a_network_trained_in_bfloat16_becomes_one_in_float32_with_the_same_weights(networks):
    import keras
    import numpy as np

    from models.captcha.model import with_precision
    from tests.models.captcha.tiny import TINY

    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        trained = TINY.build(TINY)
    finally:
        keras.config.set_dtype_policy("float32")
    whole = with_precision(trained, "float32")
    assert {layer.compute_dtype for layer in whole.layers} == {"float32"}
    assert all((one == other).all() for one, other in zip(whole.get_weights(), trained.get_weights(), strict=True))
    images = np.random.default_rng(0).random((2, 16, 48, 1), np.float32)
    assert np.allclose(whole.predict(images, verbose=0), trained.predict(images, verbose=0), atol=0.1)


def test_a_blended_network_lies_between_its_two(networks):
    import numpy as np

    from models.captcha.model import blend
    from tests.models.captcha.tiny import TINY

    start, trained = TINY.build(TINY), TINY.build(TINY)
    expected = [
        0.75 * one + 0.25 * other for one, other in zip(start.get_weights(), trained.get_weights(), strict=True)
    ]
    found = blend(start, trained, 0.25).get_weights()
    assert all(np.allclose(one, other) for one, other in zip(found, expected, strict=True))


def test_what_nobody_can_read_pulls_less_by_a_loss_that_saturates():
    import tensorflow as tf

    from models.captcha.model import NETWORKS, loss_of

    network, labels = NETWORKS["resnet-ctc"], np.array([[3, 7, 7, 0], [5, 0, 0, 0], [9, 2, 4, 1]], np.int32)
    logits = tf.constant(np.random.default_rng(0).normal(0, 3, (3, 12, 11)).astype(np.float32))

    def loss_and_slope(saturation):
        loss = loss_of(network, saturation)
        with tf.GradientTape() as tape:
            tape.watch(logits)
            value = loss.call(labels, logits)
            total = tf.reduce_sum(value)
        return value.numpy(), tape.gradient(total, logits).numpy()

    plain, plain_slope = loss_and_slope(0.0)
    value, slope = loss_and_slope(0.2)
    assert plain.max() > 40 > plain.min()
    assert np.allclose(value, (1 - np.exp(-0.2 * plain)) / 0.2, rtol=1e-4)
    assert np.allclose(slope, plain_slope * np.exp(-0.2 * plain)[:, None, None], atol=1e-5)


def test_new_symbols_change_nothing_until_they_are_learnt():
    from models.captcha.model import residual, with_symbols
    from tests.models.captcha.tiny import TINY

    known = residual(TINY)
    pictures = np.random.default_rng(0).random((3, 16, 48, 1)).astype(np.float32)
    grown = with_symbols(known, 4)
    before, after = (np.exp(model(pictures).numpy()) for model in (known, grown))
    assert after.shape[2] == before.shape[2] + 4
    assert np.allclose(after[..., :-4], before, rtol=1e-5)
    assert (after[..., -4:].max() < 0.2 * before.max(axis=2)).all()
    assert with_symbols(known, 0) is known


def test_look_alikes_are_as_rare_as_makers_have_them_and_trained_on_as_they_are_drawn():
    """What a checkpoint takes from their logits, a training that takes it again gives back first."""
    from models.captcha.options import Options
    from models.captcha.start import network_of

    def biases(**options):
        network = network_of(Options(start="checkpoints/captcha", **options))
        bias = network.build(network).get_layer("reading").get_weights()[1]
        return {symbol: float(value) for symbol, value in zip(network.encoding.charset, bias[1:], strict=True)}

    served, learnt = biases(), biases(look_alikes=0.7)
    taken = read_json(Path("checkpoints/captcha/config.json"))["look_alikes"]
    assert taken > 1
    for symbol in ALPHABET:
        assert learnt[symbol] - served[symbol] == pytest.approx(taken if symbol in "0Oo1Il" else 0, abs=1e-5)


def test_what_is_trained_is_blended_with_its_start_or_with_another_checkpoint(tmp_path):
    """The other one too gives back what look-alikes were made rarer by: the blend takes it once."""
    from models.captcha.options import Options
    from models.captcha.start import network_of, other_of

    bundled = Path("checkpoints/captcha")
    config = read_json(bundled / "config.json") | {"look_alikes": 9.0}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.keras").write_bytes((bundled / "model.keras").read_bytes())
    alone = Options(start=str(bundled), look_alikes=0.7)
    network = network_of(alone)
    assert other_of(network, alone) is network
    other = other_of(network, replace(alone, blend_with=str(tmp_path)))
    biases = [made.build(made).get_layer("reading").get_weights()[1][1:] for made in (network, other)]
    more = 9.0 - read_json(bundled / "config.json")["look_alikes"]
    expected = [more if symbol in "0Oo1Il" else 0.0 for symbol in network.encoding.charset]
    assert biases[1] - biases[0] == pytest.approx(np.array(expected), abs=1e-4)


def test_a_network_as_it_is_now_takes_the_weights_of_one_as_it_was(tmp_path):
    from models.captcha.model import NETWORKS
    from models.captcha.options import Options
    from models.captcha.start import network_of

    bundled = Path("checkpoints/captcha")
    config = read_json(bundled / "config.json")
    config["encoding"].pop("narrow")
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.keras").write_bytes((bundled / "model.keras").read_bytes())
    as_it_was, now = (network_of(Options(start=str(tmp_path), anew=anew)) for anew in (False, True))
    assert as_it_was.encoding.widths == (192, 320) and now.encoding == NETWORKS["resnet-ctc"].encoding
    weights = [network.build(network).get_weights() for network in (as_it_was, now)]
    assert all((one == other).all() for one, other in zip(*weights, strict=True))


def test_a_frozen_network_normalises_in_training_as_it_does_in_use_until_it_is_trained_again():
    from models.captcha.model import freeze
    from tests.models.captcha.tiny import TINY

    model = TINY.build(TINY)
    pictures = np.random.default_rng(0).normal(3, 2, size=(4, 16, 48, 1)).astype(np.float32)
    assert np.abs(model(pictures, training=True) - model(pictures, training=False)).max() > 0.01
    freeze(model)
    used, moments = model(pictures, training=False), [weight.numpy() for weight in model.non_trainable_weights]
    np.testing.assert_allclose(model(pictures, training=True), used, atol=1e-6)
    assert all((one == other.numpy()).all() for one, other in zip(moments, model.non_trainable_weights, strict=True))


def test_what_is_bundled_can_be_trained_whole():
    import keras

    model = keras.models.load_model("checkpoints/captcha/model.keras", compile=False)
    assert all(layer.trainable for layer in model.layers)


def test_a_prior_adds_to_the_logits_of_its_classes_alone():
    from models.captcha.model import with_prior
    from tests.models.captcha.tiny import TINY

    model = TINY.build(TINY)
    pictures = np.random.default_rng(0).normal(size=(2, 16, 48, 1)).astype(np.float32)
    before = model.predict(pictures, verbose=0)
    difference = with_prior(model, [1, 3], -1.5).predict(pictures, verbose=0) - before
    np.testing.assert_allclose(difference[..., [1, 3]], -1.5, atol=1e-5)
    np.testing.assert_allclose(np.delete(difference, [1, 3], axis=-1), 0, atol=1e-5)


def test_a_network_that_goes_on_from_a_checkpoint_knows_its_symbols_and_new_ones():
    from models.captcha.options import Options
    from models.captcha.start import network_of

    start = str(Path(__file__).parents[3] / "checkpoints" / "captcha")
    network = network_of(Options(start=start, symbols="+a=+", fonts=""))
    assert network.encoding.charset.endswith("xyz+=") and len(network.encoding.charset) == 64
    assert network.build(network).output_shape[-1] == 65
    assert charset_drawn(network.encoding.charset) == ALPHABET

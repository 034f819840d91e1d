"""The Keras layer: what it drops, what it refuses, and that it is the one that Keras has where Keras has one."""

import subprocess
import sys
from math import sqrt
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.dropout import (
    BadRateError,
    Dropout,
    NoDropoutError,
    NoiseShapeError,
    OutOfRangeError,
    legal_shapes,
    predict_passes,
    preset,
    uniforms,
)
from models.dropout.layers import masked
from models.dropout.reference import mask
from models.dropout.reference import masked as reference
from tests.models.dropout.lines import KERAS, TF1
from tests.waiting import PATIENCE

SHAPE = (3, 4, 5)
SIGMAS = 4
ROOT = Path(__file__).parents[3]


def drawn(layer, values: np.ndarray, count: int) -> np.ndarray:
    """So many draws, [count, …]."""
    return np.stack([np.asarray(layer(values, training=True)) for _ in range(count)])


def test_importing_the_package_imports_no_keras():
    script = "import sys, models.dropout; print(*({'keras', 'tensorflow', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0 and not done.stdout.split()


@pytest.mark.parametrize("noise_shape", legal_shapes(SHAPE))
def test_its_arithmetic_is_that_of_the_reference(noise_shape):
    values = np.linspace(-2, 2, 60, dtype=np.float32).reshape(SHAPE)
    numbers = uniforms(3, int(np.prod(noise_shape))).reshape(noise_shape).astype(np.float32)
    expected = reference(values, mask(SHAPE, 0.3, noise_shape, 3), 0.3)
    assert np.asarray(masked(values, numbers, 0.3)).tolist() == expected.astype(np.float32).tolist()


@pytest.mark.parametrize("noise_shape", [*legal_shapes(SHAPE), None, (None, 1, None), (3, None, 1)])
def test_survivors_are_scaled_exactly_and_shared_axes_have_no_variance(noise_shape):
    values = np.arange(1, 61, dtype=np.float32).reshape(SHAPE)
    results = drawn(Dropout(0.6, noise_shape, seed=1), values, 50)
    kept = results != 0
    assert (results == np.where(kept, values / np.float32(1 - 0.6), 0)).all()
    for axis, entry in enumerate(noise_shape or (None,) * 3, 1):
        assert (kept.var(axis=axis) == 0).all() == (entry == 1)


@pytest.mark.parametrize("noise_shape", [None, (1, 4, 5), (3, 4, 1), (1, 1, 1)])
def test_the_mean_is_kept_within_four_standard_errors(noise_shape):
    rate, count = 0.3, 2000
    results = drawn(Dropout(rate, noise_shape, seed=2), np.ones(SHAPE, np.float32), count)
    assert np.abs(results.mean(axis=0) - 1).max() < SIGMAS * sqrt(rate / (1 - rate) / count)


def test_it_changes_nothing_without_training_or_at_rate_zero():
    values = np.random.default_rng(0).standard_normal(SHAPE).astype(np.float32)
    for layer, training in ((Dropout(0.9), False), (Dropout(0), True)):
        assert (np.asarray(layer(values, training=training)) == values).all()
    assert (np.asarray(Dropout(0.9)(values)) == values).all()


def test_the_gradient_is_the_mask_over_what_is_kept():
    values = tf.Variable(np.ones(SHAPE, np.float32))
    with tf.GradientTape() as tape:
        result = Dropout(0.4, (None, 1, None), seed=3)(values, training=True)
    gradient = np.asarray(tape.gradient(result, values))
    assert (gradient == np.where(np.asarray(result) != 0, np.float32(1) / np.float32(0.6), 0)).all()


def test_what_is_no_number_is_dropped_and_its_gradient_with_it():
    result = np.asarray(Dropout(0.5, seed=4)(np.full(SHAPE, np.inf, np.float32), training=True))
    assert set(np.unique(result)) == {0, np.inf}


@pytest.mark.parametrize(
    ("noise_shape", "theirs"),
    [
        (None, lambda: keras.layers.Dropout(0.3, seed=5)),
        ((1, None, None), lambda: keras.layers.Dropout(0.3, noise_shape=(1, None, None), seed=5)),
        (preset("channel", 3), lambda: keras.layers.SpatialDropout1D(0.3, seed=5)),
        (preset("word", 3), lambda: keras.layers.Dropout(0.3, noise_shape=(None, None, 1), seed=5)),
    ],
)
def test_it_agrees_in_distribution_with_keras(noise_shape, theirs):
    """Both are compared by the survivors of a draw: their number, and how many of them share an axis."""
    values, count = np.ones(SHAPE, np.float32), 1500
    ours, keras_ones = (drawn(layer, values, count) for layer in (Dropout(0.3, noise_shape, seed=6), theirs()))
    assert set(np.unique(ours)) == set(np.unique(keras_ones))
    for axes in ((1, 2, 3), (1, 2), (2, 3), (1, 3)):  # moments of sums tell which places go together
        first, second = (results.sum(axis=axes).reshape(count, -1) for results in (ours, keras_ones))
        spread = np.sqrt(first.var(axis=0) / count + second.var(axis=0) / count)
        assert (np.abs(first.mean(axis=0) - second.mean(axis=0)) < 4.5 * spread + 1e-6).all()
        assert np.allclose(first.var(axis=0).mean(), second.var(axis=0).mean(), rtol=0.15, atol=1e-6)


def test_word_dropout_is_not_spatial_dropout():
    values = np.ones(SHAPE, np.float32)
    words, spatial = (drawn(Dropout(0.5, preset(name, 3), seed=7), values, 20) for name in ("word", "channel"))
    assert (words.var(axis=3) == 0).all() and (words.var(axis=2) > 0).any()
    assert (spatial.var(axis=2) == 0).all() and (spatial.var(axis=3) > 0).any()


def test_a_batch_of_any_size_fits_and_a_number_there_is_refused():
    given = keras.Input((4, 5))
    model = keras.Model(given, Dropout(0.5, (None, 1, 5), seed=8)(given))
    for size in (1, 2, 7):
        assert model(np.ones((size, 4, 5), np.float32), training=True).shape == (size, 4, 5)
    for noise_shape in ((3, 4, 5), (None, 4), (None, 2, 5)):
        with pytest.raises(NoiseShapeError, match="give one of"):
            Dropout(0.5, noise_shape)(given)


def test_a_tensor_of_another_shape_than_the_first_is_refused_too():
    layer = Dropout(0.5, (3, 1, 5))
    layer(np.ones((3, 4, 5), np.float32))
    with pytest.raises(NoiseShapeError, match="the size 2"):
        layer(np.ones((2, 4, 5), np.float32), training=True)


@pytest.mark.parametrize("rate", [1.0, -0.5, float("nan"), "half"])
def test_a_bad_rate_is_refused_at_once(rate):
    with pytest.raises(BadRateError):
        Dropout(rate)


def test_a_seed_gives_the_same_draws_and_each_draw_another_mask():
    values = np.ones(SHAPE, np.float32)
    first, second, other = (drawn(Dropout(0.5, seed=seed), values, 3) for seed in (9, 9, 10))
    assert (first == second).all()
    assert (first[0] != first[1]).any() and (first != other).any()


def test_it_is_saved_and_loaded_whole_without_unsafe_code(tmp_path):
    model = keras.Sequential([keras.Input((4, 5)), Dropout(0.3, (None, 1, None), seed=11), keras.layers.Dense(2)])
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert again.layers[0].get_config() == model.layers[0].get_config()
    assert isinstance(again.layers[0], Dropout)
    values = np.ones((2, 4, 5), np.float32)
    assert (np.asarray(again(values, training=True)) == np.asarray(model(values, training=True))).all()
    assert Dropout.__module__ == "models.dropout.layers"
    assert keras.saving.get_registered_name(Dropout) == "kexue_dropout>Dropout"


def test_it_learns_inside_a_network_with_half_precision_and_a_mask():
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((6,)), Dropout(0.2, seed=1, dtype="mixed_float16"), keras.layers.Dense(1, dtype="float32")]
    )
    model.compile(keras.optimizers.Adam(0.05), "mse")
    history = model.fit(np.ones((32, 6)), np.ones(32), epochs=30, verbose=0).history["loss"]
    assert history[-1] < history[0]
    assert Dropout(0.5).supports_masking


def test_passes_have_a_mean_and_a_deviation_where_something_is_dropped():
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [keras.Input((8,)), Dropout(0.5, seed=2), keras.layers.Dense(1, kernel_initializer="ones")]
    )
    told = predict_passes(model, np.ones((5, 8), np.float32), passes=400)
    assert told.draws.shape == (400, 5, 1) and told.mean.shape == told.deviation.shape == (5, 1)
    assert np.allclose(told.mean, 8, atol=SIGMAS * sqrt(8 / 400))  # the mean of eight coins of 0 or 2
    assert np.allclose(told.deviation, sqrt(8), rtol=0.15)
    few = predict_passes(model, np.ones((5, 8), np.float32), passes=3)
    assert np.allclose(few.deviation**2, ((few.draws - few.mean) ** 2).sum(axis=0) / 2, rtol=1e-4)


def test_passes_that_would_tell_nothing_are_refused():
    values = np.ones((2, 3), np.float32)
    plain = keras.Sequential([keras.Input((3,)), Dropout(0), keras.layers.Dense(1)])
    with pytest.raises(NoDropoutError, match="drops anything"):
        predict_passes(plain, values)
    layers = [keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    normal = keras.Sequential([keras.Input((3,)), *layers])
    with pytest.raises(NoDropoutError, match="trainable"):
        predict_passes(normal, values)
    normal.layers[0].trainable = False
    before = [np.asarray(weight) for weight in normal.weights]
    predict_passes(normal, values, 3)
    assert all((old == np.asarray(new)).all() for old, new in zip(before[:4], normal.weights[:4], strict=True))
    with pytest.raises(OutOfRangeError):
        predict_passes(normal, values, 1)


@pytest.mark.parametrize("lines", [KERAS, TF1])
@pytest.mark.parametrize("name", KERAS)
def test_the_lines_that_the_tab_shows_run_and_share_what_the_preset_shares(lines, name):
    x = np.ones(SHAPE, np.float32)
    results = np.stack([np.asarray(eval(lines[name], {"keras": keras, "tf": tf.compat.v1, "x": x})) for _ in range(30)])
    for axis, entry in enumerate(preset(name, 3) or (None,) * 3, 1):
        assert (results.var(axis=axis) == 0).all() == (entry == 1)

"""The NumPy reference: numbers, shapes, masks and their moments."""

import pickle
from itertools import pairwise
from math import nan, sqrt

import numpy as np
import pytest

from models.dropout import (
    BadRateError,
    BadSeedError,
    NoiseShapeError,
    check_rate,
    check_seed,
    drop,
    example_tensor,
    legal_shapes,
    preset,
    resolve_noise_shape,
    uniforms,
)
from models.dropout.counter import mix
from models.dropout.moments import DRAWS
from models.dropout.reference import dropout, mask

SHAPE = (3, 4, 5)
ALL = [(3, 4, 5), (3, 4, 1), (3, 1, 5), (3, 1, 1), (1, 4, 5), (1, 4, 1), (1, 1, 5), (1, 1, 1)]
SIGMAS = 4


def test_numbers_are_those_of_the_definition_worked_out_by_hand():
    def finaliser(number):  # in Python's own integers
        number ^= number >> 16
        number = number * 0x85EBCA6B % 2**32
        number ^= number >> 13
        number = number * 0xC2B2AE35 % 2**32
        return number ^ (number >> 16)

    assert finaliser(1) == 0x514E28B7  # known of MurmurHash3
    expected = [finaliser((finaliser(7) + 0x9E3779B9 * (place + 1)) % 2**32) / 2**32 for place in range(5)]
    assert uniforms(7, 5).tolist() == expected
    assert uniforms(7, 2, 3).tolist() == expected[3:]


def test_the_finaliser_is_a_permutation():
    assert len(np.unique(mix(np.arange(100_000)))) == 100_000


def test_numbers_are_uniform_and_those_of_neighbouring_seeds_and_places_unrelated():
    count = 100_000
    numbers = uniforms(0, count)
    assert numbers.min() >= 0 and numbers.max() < 1
    cells = np.histogram(numbers, 100, (0, 1))[0]
    assert ((cells - count / 100) ** 2 / (count / 100)).sum() < 99 + SIGMAS * sqrt(2 * 99)  # χ² of 99
    related = [np.corrcoef(numbers, uniforms(1, count))[0, 1], np.corrcoef(numbers[1:], numbers[:-1])[0, 1]]
    assert np.abs(related).max() < SIGMAS / sqrt(count)
    assert not set(numbers[:1000]) & set(uniforms(1, 1000))  # nor the same ones, moved along


@pytest.mark.parametrize("seed", [-1, 2**31, 1.5, nan, True, "1", None])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(BadSeedError, match="2147483647"):
        check_seed(seed)


def test_a_tensor_of_three_axes_has_exactly_eight_noise_shapes():
    assert list(legal_shapes(SHAPE)) == ALL
    assert legal_shapes((3, 1)) == ((3, 1), (1, 1))  # an axis of one place is shared anyway


@pytest.mark.parametrize("noise_shape", ALL)
def test_each_of_them_fits_and_masks_have_that_shape(noise_shape):
    assert resolve_noise_shape(noise_shape, SHAPE) == mask(SHAPE, 0.5, noise_shape).shape == noise_shape


@pytest.mark.parametrize(
    "noise_shape", [(3, 4), (3, 2, 5), (4, 4, 5), (3, 0, 5), (3, 4, 5, 1), (3, 1.0, 5), (3, True, 5), (-1, 4, 5)]
)
def test_any_other_is_refused_and_those_that_fit_are_listed(noise_shape):
    with pytest.raises(NoiseShapeError) as refused:
        resolve_noise_shape(noise_shape, SHAPE)
    assert all(str(shape) in refused.value.remedy for shape in ALL)
    assert pickle.loads(pickle.dumps(refused.value)).cause == refused.value.cause


def test_none_stands_for_the_size():
    assert resolve_noise_shape((None, 1, None), SHAPE) == (3, 1, 5)
    assert resolve_noise_shape(None, SHAPE) == SHAPE
    assert resolve_noise_shape((None, 1, 5), (None, 4, 5)) == (None, 1, 5)
    with pytest.raises(NoiseShapeError, match="unknown"):
        resolve_noise_shape((3, 1, 5), (None, 4, 5))


def test_the_refusal_of_a_long_shape_stays_short():
    with pytest.raises(NoiseShapeError) as refused:
        resolve_noise_shape((9,) * 12, (2,) * 12)
    assert len(refused.value.remedy) < 200


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (1, "drops everything"),
        (1.0, "drops everything"),
        (-0.1, r"The rate is -0\.1"),
        (60, "The rate is 60"),
        (nan, "no number"),
        (float("inf"), "no number"),
        ("0.5", "no number"),
        (None, "no number"),
        (True, "no number"),
    ],
)
def test_what_is_no_rate_is_refused_and_told_why(rate, told):
    with pytest.raises(BadRateError, match=told):
        check_rate(rate)


def test_a_percentage_is_told_as_a_share():
    with pytest.raises(BadRateError, match=r"For 60 % give 0\.6"):
        check_rate(60)


def test_presets_are_the_usual_kinds_and_word_dropout_is_not_spatial_dropout():
    assert preset("element", 3) is None
    assert preset("batch", 3) == (1, None, None)
    assert preset("word", 3) == (None, None, 1)
    assert preset("channel", 3) == (None, 1, None)
    assert preset("channel", 4) == (None, 1, 1, None)
    with pytest.raises(NoiseShapeError, match="element, batch, channel"):
        preset("word", 4)
    with pytest.raises(NoiseShapeError):
        preset("channel", 2)


@pytest.mark.parametrize("noise_shape", ALL)
def test_survivors_are_divided_by_what_is_kept_and_shared_axes_have_one_coin(noise_shape):
    values = example_tensor(SHAPE)
    for seed in range(20):
        result = dropout(values, 0.6, noise_shape, seed)
        kept = result != 0
        assert (result[kept] == values[kept] / (1 - 0.6)).all()
        for axis, size in enumerate(noise_shape):
            if size == 1:
                assert (kept.var(axis=axis) == 0).all()


def test_unshared_axes_have_coins_of_their_own():
    for noise_shape in ALL[:-1]:
        masks = np.stack([mask(SHAPE, 0.5, noise_shape, seed) for seed in range(200)])
        for axis, size in enumerate(noise_shape, 1):
            assert size == 1 or masks.var(axis=axis).mean() > 0.1


def test_the_mean_is_kept_within_four_standard_errors_at_each_place():
    values, draws, rate = example_tensor(SHAPE), 4000, 0.3
    for noise_shape in ALL:
        results = np.stack([dropout(values, rate, noise_shape, 5, draw) for draw in range(draws)])
        error = values * sqrt(rate / (1 - rate) / draws)
        assert (np.abs(results.mean(axis=0) - values) < SIGMAS * error).all()


def test_a_higher_rate_drops_the_same_places_and_more():
    masks = [mask(SHAPE, rate) for rate in (0, 0.2, 0.4, 0.6, 0.8, 0.99)]
    assert masks[0].all()
    assert all((higher <= lower).all() for lower, higher in pairwise(masks))


def test_a_number_that_equals_the_rate_is_kept():
    numbers = uniforms(2, 60)
    assert mask(SHAPE, float(numbers[7]), None, 2).ravel()[7]


def test_without_training_nothing_changes():
    values = example_tensor(SHAPE)
    assert dropout(values, 0.9, training=False) is values


def test_what_is_no_number_is_dropped_too():
    result = dropout(np.full(SHAPE, nan), 0.5)
    assert (result == 0).any() and np.isnan(result).any()


@pytest.mark.parametrize("noise_shape", ALL)
@pytest.mark.parametrize("rate", [0.0, 0.25, 0.8])
def test_moments_agree_with_theory_and_with_masks_drawn_one_by_one(noise_shape, rate):
    answer = drop(example_tensor(SHAPE), rate, noise_shape, 3)
    found = answer.moments
    draws = np.stack([dropout(example_tensor(SHAPE), rate, noise_shape, 3, draw) for draw in range(DRAWS)])
    assert (draws[0] == np.array(answer.result)).all()
    assert found.mean == pytest.approx(draws.mean())
    assert found.variance == pytest.approx(draws.var(axis=0).mean())
    assert found.spread == pytest.approx(draws.mean(axis=(1, 2, 3)).var())
    assert abs(found.mean - found.mean_theory) <= SIGMAS * sqrt(found.spread_theory / DRAWS) + 1e-12
    assert found.variance == pytest.approx(found.variance_theory, rel=0.1, abs=1e-12)
    assert found.spread == pytest.approx(found.spread_theory, rel=0.15, abs=1e-12)


def test_sharing_coins_leaves_the_variance_of_a_place_and_raises_that_of_the_mean():
    alone, shared = (drop(example_tensor(SHAPE), 0.5, shape).moments for shape in (None, (1, 1, 1)))
    assert alone.variance_theory == pytest.approx(shared.variance_theory)
    assert shared.spread_theory > 40 * alone.spread_theory

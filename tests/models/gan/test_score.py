"""The scores by their definitions, the histogram's divergences, and points that learn."""

import numpy as np
import pytest

from models.gan import playground
from models.gan.divergence import divergence, kolmogorov_smirnov
from models.gan.errors import DivergedError, OutOfRangeError
from models.gan.playground import TARGETS, coverage, live, real_points
from models.gan.score import (
    frechet,
    frechet_of_more,
    kernel_distance,
    modes,
    moments,
    nearest,
    precision_recall,
    principal,
)


def normal(count: int, mean=0.0, scale=1.0, seed=0) -> np.ndarray:
    return (mean + scale * np.random.default_rng(seed).standard_normal((count, 4))).astype(np.float32)


def test_the_frechet_distance_of_normal_samples_is_that_of_their_parameters():
    found = frechet(normal(40_000), normal(40_000, mean=2, scale=3, seed=1))
    assert found == pytest.approx(4 * (2**2 + (3 - 1) ** 2), rel=0.03)
    assert frechet(normal(500), normal(500)) == pytest.approx(0, abs=1e-6)


def test_the_frechet_distance_counts_turned_covariances():
    turned = normal(40_000) * [3, 1, 1, 1]
    other = normal(40_000, seed=1) * [1, 3, 1, 1]
    assert frechet(turned, other) == pytest.approx(2 * (3 - 1) ** 2, rel=0.03)  # commuting ones: (σ₁ − σ₂)² each


def test_the_distance_of_more_samples_is_told_from_some():
    real, many = normal(40_000), normal(40_000, mean=0.05, seed=1)
    whole = frechet(many, real)
    assert frechet_of_more(many[None], moments(real), 40_000) == whole
    parts = many.reshape(40, 10, 100, 4)
    small = [frechet(part.reshape(-1, 4), real) for part in parts]
    extrapolated = [frechet_of_more(part, moments(real), 40_000) for part in parts]
    assert np.mean(small) > 1.3 * whole  # too far, as a small sample is
    assert np.mean(extrapolated) == pytest.approx(whole, rel=0.1)


def test_the_kernel_distance_is_that_of_all_pairs_but_those_with_oneself():
    first, second = normal(40), normal(50, mean=0.3, seed=1)[:40]
    kernel = np.array([[(a @ b / 4 + 1) ** 3 for b in np.concatenate([first, second])] for a in [*first, *second]])
    np.fill_diagonal(kernel, 0)
    expected = (kernel[:40, :40].sum() + kernel[40:, 40:].sum()) / (40 * 39) - 2 * kernel[:40, 40:].mean()
    kernel_of_pairs = kernel_distance(first, second)
    assert kernel_of_pairs == pytest.approx(expected, rel=1e-4)


def test_the_kernel_distance_is_unbiased_and_grows():
    same = kernel_distance(normal(1500), normal(1500, seed=1))
    assert abs(same) < 0.05
    assert kernel_distance(normal(1500), normal(1500, mean=1, seed=1)) > 1


def test_precision_falls_with_strays_and_recall_with_missing_modes():
    real = np.concatenate([normal(300), normal(300, mean=20, seed=1)])
    precision, recall = precision_recall(normal(300, seed=2), real)
    assert precision > 0.9
    assert 0.4 < recall < 0.55
    precision, recall = precision_recall(np.concatenate([real, normal(600, mean=-40, seed=3)]), real)
    assert 0.45 < precision < 0.55
    assert recall == 1


def test_nearest_distances():
    assert nearest(np.array([[0.0, 0], [3, 4]]), np.array([[0.0, 0], [10, 0]])).tolist() == [0, 5]


def test_principal_components_draw_the_mean_and_the_variance():
    pixels = (np.random.default_rng(0).random((400, 6, 6, 1)) * 80 + 80).astype(np.uint8)
    made = principal(pixels, 400)
    assert made.shape == (400, 6, 6, 1)
    assert made.mean() == pytest.approx(pixels.mean(), abs=1)
    assert made.std() == pytest.approx(pixels.std(), rel=0.1)


def test_divergences_are_zero_for_one_sample_and_symmetric_ones_do_not_care_for_order():
    values = np.random.default_rng(0).standard_normal(5000)
    assert divergence(values, values).symmetric == 0
    shifted = values + 0.3
    edges = np.linspace(-4, 4, 5000)
    assert divergence(shifted, values).forward > 0.02
    assert divergence(edges, values).symmetric > divergence(shifted, values).symmetric
    assert kolmogorov_smirnov(values, values + 100) == 1


@pytest.mark.parametrize("target", TARGETS)
def test_real_points_are_seen_and_cover_their_modes(target):
    points = real_points(target, 2000, np.random.default_rng(0))
    assert points.shape == (2000, 1 if target == "normal" else 2)
    assert (np.abs(points) < 2.4).mean() > 0.97
    assert coverage(target, points) in (None, 1.0)


@pytest.mark.parametrize(
    "asked", [{"target": "star"}, {"penalty_name": "none"}, {"critic_steps": 0}, {"steps": 10**6}, {"strength": -1}]
)
def test_a_playground_out_of_range_is_refused(asked):
    with pytest.raises(OutOfRangeError):
        next(live(**asked))


def test_a_playground_that_diverges_says_at_which_step(monkeypatch):
    monkeypatch.setattr(playground, "LEARNING_RATES", (1e30, 1e30))  # in float32 the second step has no numbers
    with pytest.raises(DivergedError, match=r"At step 2 the losses are no numbers\. Choose a stronger penalty\."):
        list(live("ring", critic_steps=1, steps=9))


def test_points_learn_the_ring():
    pytest.importorskip("tensorflow")
    frames = list(live("ring", steps=600))
    assert [frame.step for frame in frames][:2] == [0, 5]
    assert frames[-1].step == 600
    assert frames[-1].covered >= 0.75 > frames[0].covered
    assert len(frames[-1].critic) == len(frames[-1].critic[0]) == 28


def test_a_line_learns_the_normal_distribution_and_says_how_far_it_is():
    pytest.importorskip("tensorflow")
    *_, last = live("normal", steps=300)
    assert 0 < last.largest < 0.5
    assert last.divergence > 0
    assert len(last.critic) == 1


def test_modes_are_counted_and_compared_with_all_alike():
    assert modes(np.arange(1000).repeat(3), 1000).covered == 1000
    assert modes(np.arange(1000).repeat(3), 1000).divergence == pytest.approx(0, abs=1e-9)
    half = modes(np.array([2, 2, 5, 5]), 4 * 2)
    assert half.covered == 2
    assert half.divergence == pytest.approx(np.log(4))  # a quarter of the modes, alike
    random = modes(np.random.default_rng(0).integers(100, size=10_000), 100)
    assert random.divergence == pytest.approx(99 / 20_000, rel=0.5)

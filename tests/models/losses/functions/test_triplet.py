"""Triplet losses by hand and by finite differences, on vectors of no length, and which wrong ones are picked."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from models.losses import OutOfRangeError  # noqa: E402
from models.losses.functions import references  # noqa: E402
from models.losses.functions.cosine import SHORTEST, cosine, unit  # noqa: E402
from models.losses.functions.triplet import NEGATIVES, ClassTriplet, Triplet, triplet  # noqa: E402
from tests.models.losses.functions.gradients import assert_gradient, gradient  # noqa: E402

IDS = np.array([0, 1, 2, 2, 3, 4])  # two questions share an answer


def vectors(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def units(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def at_angles(*degrees: float) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def picked(negatives: str, similar: np.ndarray, right: float, allowed: np.ndarray) -> float:
    wrong = similar[allowed]
    if negatives == "hard":
        return wrong.max()
    return wrong[wrong < right].max() if (wrong < right).any() else wrong.min()


def test_the_loss_of_three_vectors_is_that_of_their_cosines():
    question, right, wrong = vectors(3, 20, 8)
    cosines = [(units(question) * units(other)).sum(axis=1) for other in (wrong, right)]
    np.testing.assert_allclose(triplet(question, right, wrong, 0.3), references.triplet(*cosines, 0.3), atol=1e-12)


def test_it_is_zero_if_and_only_if_the_gap_is_the_margin_at_least():
    question, right, wrong = vectors(3, 2_000, 3, seed=4)
    gap = np.asarray(cosine(question, right) - cosine(question, wrong))
    zero = np.asarray(triplet(question, right, wrong, 0.1)) == 0
    assert 0.1 < zero.mean() < 0.9
    assert (zero == (gap >= 0.1)).all()
    assert float(triplet(*at_angles(0, 0, 90), margin=1.0)) == 0
    assert float(triplet(*at_angles(0, 0, 90), margin=1.01)) == pytest.approx(0.01)


def test_its_gradient_is_that_of_finite_differences():
    assert_gradient(lambda points: triplet(points[0], points[1], points[2], 1.5), vectors(3, 4, 5))


def test_cosines_do_not_depend_on_lengths_down_to_the_shortest():
    one, other = vectors(2, 10, 4)
    expected = (units(one) * units(other)).sum(axis=1)
    np.testing.assert_allclose(cosine(1e6 * one, units(other) * SHORTEST * 1.01), expected, rtol=1e-9)
    assert np.linalg.norm(unit(units(one) * SHORTEST / 2), axis=1) == pytest.approx(0.5)


@pytest.mark.parametrize("compiled", [False, True])
def test_zero_vectors_have_cosine_0_and_a_finite_slope(compiled):
    points = np.zeros((3, 2, 4), np.float32)
    points[1] = vectors(2, 4)
    for given in (points, np.zeros_like(points)):
        assert np.asarray(triplet(*given, margin=0.1)) == pytest.approx(0.1)
        assert np.isfinite(gradient(lambda p: triplet(p[0], p[1], p[2], 0.1), given, compiled)).all()
    slope = gradient(lambda p: cosine(p, points[1]), np.zeros((2, 4), np.float32), compiled)
    assert np.linalg.norm(slope, axis=1) == pytest.approx(1 / SHORTEST, rel=1e-5)


@pytest.mark.parametrize("loss", [Triplet, ClassTriplet])
@pytest.mark.parametrize("negatives", NEGATIVES)
def test_a_batch_of_zero_vectors_has_finite_values_and_slopes(loss, negatives):
    shape = (6, 2, 4) if loss is Triplet else (6, 4)
    points = np.zeros(shape, np.float32)
    losses = loss(0.1, negatives, seed=1, reduction="none")
    assert np.isfinite(losses(IDS, points)).all()
    assert np.isfinite(gradient(lambda given: losses(IDS, given), points, compiled=True)).all()


@pytest.mark.parametrize("negatives", ["hard", "semi-hard"])
def test_wrong_answers_are_the_others_of_the_batch(negatives):
    pairs = vectors(6, 2, 3, seed=5)
    found = Triplet(0.4, negatives, reduction="none", dtype="float64")(IDS, pairs)
    similar = units(pairs[:, 0]) @ units(pairs[:, 1]).T
    expected = [
        max(0, 0.4 + picked(negatives, similar[row], similar[row, row], other != IDS) - similar[row, row])
        for row, other in enumerate(IDS)
    ]
    np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("negatives", NEGATIVES)
def test_an_answer_of_the_same_number_is_never_wrong(negatives):
    pairs = np.repeat(at_angles(0, 0, 0, 0)[:, None], 2, axis=1)
    assert np.asarray(Triplet(0.1, negatives, reduction="none")(np.zeros(4), pairs)).tolist() == [0] * 4
    pairs[3] = at_angles(180)
    losses = Triplet(2.0, negatives, seed=0, reduction="none")
    for _ in range(20):
        assert np.asarray(losses(np.array([7, 7, 7, 8]), pairs)) == pytest.approx(0, abs=1e-6)


def test_random_ones_are_drawn_anew_evenly_and_again_from_the_same_seed():
    pairs = np.repeat(at_angles(0, 30, 60, 90, 120)[:, None], 2, axis=1)
    ids = np.arange(5)
    losses = Triplet(2.0, "random", seed=3, reduction="none")
    again = Triplet(2.0, "random", seed=3, reduction="none")
    draws = np.array([losses(ids, pairs) for _ in range(400)])
    assert (draws[:20] == np.array([again(ids, pairs) for _ in range(20)])).all()
    values, counts = np.unique(np.round(draws[:, 0], 4), return_counts=True)
    assert values == pytest.approx(1 + np.cos(np.radians([120, 90, 60, 30])), abs=1e-3)
    assert counts.min() > 60


def test_semi_hard_ones_are_less_alike_than_the_right_one_and_the_least_alike_if_there_is_none():
    pairs = np.stack([at_angles(0, 0, 0, 0), at_angles(40, 20, 60, 100)], axis=1)
    found = np.asarray(Triplet(0.5, "semi-hard", reduction="none", dtype="float64")(np.arange(4), pairs))
    c20, c40, c60, c100 = np.cos(np.radians([20, 40, 60, 100]))
    expected = [0.5 + c60 - c40, 0.5 + c40 - c20, max(0, 0.5 + c100 - c60), 0.5 + c60 - c100]
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_a_semi_hard_one_goes_before_any_harder_one_even_if_the_right_one_is_far():
    pairs = np.stack([at_angles(0, 0, 0), at_angles(150, 170, 140)], axis=1)
    found = Triplet(0.5, "semi-hard", reduction="none", dtype="float64")(np.arange(3), pairs)
    assert float(found[0]) == pytest.approx(0.5 + np.cos(np.radians(170)) - np.cos(np.radians(150)))


@pytest.mark.parametrize("negatives", ["hard", "semi-hard"])
def test_by_class_each_sample_meets_all_of_its_own(negatives):
    labels, features = np.array([0, 0, 0, 1, 1, 2]), vectors(6, 3, seed=6)
    found = ClassTriplet(0.4, negatives, reduction="none", dtype="float64")(labels, features)
    similar = units(features) @ units(features).T
    expected = []
    for row in range(6):
        others = [one for one in range(6) if labels[one] == labels[row] and one != row]
        wrong = labels != labels[row]
        losses = [
            max(0, 0.4 + picked(negatives, similar[row], similar[row, one], wrong) - similar[row, one])
            for one in others
        ]
        expected.append(np.mean(losses) if losses else 0)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert float(found[5]) == 0


def test_by_class_random_ones_are_of_other_classes():
    labels, features = np.array([0, 0, 1, 1]), at_angles(0, 0, 180, 180)
    losses = ClassTriplet(2.0, "random", seed=2, reduction="none")
    for _ in range(20):
        assert np.asarray(losses(labels, features)) == pytest.approx(0, abs=1e-6)
    assert np.asarray(losses(np.zeros(4), features)).tolist() == [0] * 4


@pytest.mark.parametrize("loss", [Triplet, ClassTriplet])
@pytest.mark.parametrize("negatives", ["hard", "semi-hard"])
def test_gradients_over_a_batch_are_those_of_finite_differences(loss, negatives):
    points = vectors(6, 2, 4, seed=7) if loss is Triplet else vectors(6, 4, seed=7)
    losses = loss(0.5, negatives, dtype="float64")
    assert_gradient(lambda given: losses.call(IDS, given), points)


@pytest.mark.parametrize("loss", [Triplet, ClassTriplet])
def test_what_is_not_served_is_refused(loss):
    with pytest.raises(OutOfRangeError, match="margin is 3"):
        loss(3)
    with pytest.raises(OutOfRangeError, match="margin is nan"):
        loss(float("nan"))
    with pytest.raises(OutOfRangeError, match="random, semi-hard, hard"):
        loss(0.1, "easy")

"""Ranks, scores and their intervals, and the score under which an answer is unsure."""

import numpy as np
import pytest

from models.losses.faq.score import best_threshold, difference, ranks, score


def test_ranks_count_what_is_better():
    scores = np.array([[0.1, 0.9, 0.5], [0.3, 0.2, 0.1]])
    assert ranks(scores, np.array([2, 0])).tolist() == [2, 1]


def test_equal_scores_stand_in_a_drawn_order():
    found = ranks(np.zeros((4000, 4)), np.zeros(4000, int))
    assert np.bincount(found)[1:] / 4000 == pytest.approx([0.25] * 4, abs=0.03)


def test_a_score_is_of_first_places_and_of_reciprocal_ranks():
    found = score(np.array([1, 1, 2, 4]))
    assert (found.recall, found.n) == (0.5, 4)
    assert found.mrr == pytest.approx((1 + 1 + 1 / 2 + 1 / 4) / 4)
    low, high = score(np.array([1, 2] * 200)).interval
    assert low == pytest.approx(0.45, abs=0.01) and high == pytest.approx(0.55, abs=0.01)


def test_a_difference_is_of_the_same_questions():
    same = np.array([1, 1, 3, 2])
    assert difference(same, same) == (0, (0, 0))
    assert difference(np.array([1, 1]), np.array([2, 1]))[0] == 0.5


def test_the_threshold_tells_own_from_foreign():
    assert 0.4 < best_threshold(np.array([0.5, 0.9, 0.7]), np.array([0.1, 0.4, 0.2])) <= 0.5
    assert best_threshold(np.array([0.2, 0.6, 0.7, 0.8]), np.array([0.1, 0.3, 0.5])) == 0.6

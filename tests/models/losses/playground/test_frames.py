"""Accuracy, calibration error and the thinned history, against numbers that can be reckoned by hand."""

import numpy as np
import pytest

from models.losses.playground.frames import HISTORY, Moment, accuracy, calibration_error, thinned


def test_accuracy_counts_the_most_probable_class():
    assert accuracy(np.array([[0.6, 0.4], [0.3, 0.7], [0.9, 0.1]]), np.array([0, 1, 1])) == pytest.approx(2 / 3)


def test_who_is_as_sure_as_he_is_right_has_no_calibration_error():
    sure = np.tile([0.75, 0.25], (4, 1))
    assert calibration_error(sure, np.array([0, 0, 0, 1])) == pytest.approx(0)


def test_the_calibration_error_is_the_mean_gap_of_the_bins_by_their_size():
    probabilities = np.array([[0.95, 0.05]] * 2 + [[0.55, 0.45]] * 2)  # bin of 0.95: half right; of 0.55: all right
    labels = np.array([0, 1, 0, 0])
    assert calibration_error(probabilities, labels) == pytest.approx((0.45 + 0.45) / 2)


def test_a_probability_of_one_is_in_the_last_bin():
    assert calibration_error(np.array([[1.0, 0.0]]), np.array([0])) == 0
    assert calibration_error(np.array([[1.0, 0.0]]), np.array([1])) == 1


def test_gaps_of_a_bin_cancel_and_those_of_two_bins_do_not():
    mixed = np.array([[0.9, 0.1]] * 10)
    assert calibration_error(mixed, np.array([0] * 9 + [1])) == pytest.approx(0, abs=1e-9)
    assert calibration_error(np.array([[0.55, 0.45], [0.95, 0.05]]), np.array([0, 1])) == pytest.approx(0.7)


def test_a_long_history_is_thinned_to_its_ends_and_what_lies_between():
    moments = [Moment(step, (0.0,)) for step in range(1_000)]
    shown = [moment.step for moment in thinned(moments)]
    assert len(shown) == HISTORY
    assert (shown[0], shown[-1]) == (0, 999)
    assert shown == sorted(set(shown))
    assert thinned(moments[:5]) == tuple(moments[:5])

import warnings

import numpy as np
import pytest

from models.captcha.answers import Reading
from models.captcha.calibrate import calibrate, calibration_error, log_loss, reliability
from models.captcha.encoding import Encoding
from models.captcha.reader import Reader
from models.captcha.score import score, wilson


def reading(text, confidence=0.9, unsure=False):
    return Reading(text, confidence, unsure, ())


def test_wilson_agrees_with_published_values():
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_an_interval_holds_what_it_is_of_where_all_or_nothing_is_right_too():
    for n in range(1, 400):
        for right in (0, 1, n // 2, n):
            low, high = wilson(right, n)
            assert 0 <= low <= right / n <= high <= 1


def test_strings_positions_case_and_confusions_are_counted():
    found = score([reading("ABC"), reading("abd"), reading("ab")], ["abc", "abc", "abc"])
    assert found.whole == pytest.approx(1 / 3)
    assert found.exact == 0
    assert found.positions == pytest.approx((1, 1, 1 / 3))
    assert found.product == pytest.approx(1 / 3)
    assert found.confusions == (("c", "d", 1),)
    assert found.baseline == 1  # all labels are the same


def test_a_mismatch_of_positions_and_strings_is_warned_about():
    labels = ["ab", "cd"] * 10
    halves = [reading("ax"), reading("xd")] * 10  # each position half right, no string right
    with pytest.warns(UserWarning, match=r"multiply to 0\.25"):
        assert score(halves, labels).whole == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score([reading("ab"), reading("cd")] * 10, labels)


def test_the_unsure_flag_is_scored_on_wrong_and_right_readings():
    found = score([reading("a"), reading("b", 0.1, True), reading("c", 0.1, True)], ["a", "x", "c"])
    assert found.unsure_of_wrong == 1 and found.unsure_of_right == 0.5


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    assert calibration_error(np.full(10, 0.9), np.asarray([True] * 9 + [False])) == pytest.approx(0)
    assert calibration_error(np.full(10, 0.9), np.zeros(10, bool)) == pytest.approx(0.9)


def test_calibration_cools_an_overconfident_network_and_sets_its_threshold():
    source = np.random.default_rng(0)
    truth = source.integers(0, 10, 400)
    logits = source.normal(0, 1, (400, 1, 10))
    logits[np.arange(400), 0, truth] += 2
    reader = Reader(Encoding(1, 1, 1, "ink", "0123456789", slots=1), 1)
    overconfident = np.exp(3 * logits) / np.exp(3 * logits).sum(axis=-1, keepdims=True)
    labels = [str(digit) for digit in truth]
    better = calibrate(reader, overconfident, labels)
    assert better.temperature > 1.2

    def loss(candidate):
        readings = candidate.read(overconfident)
        right = np.asarray([reading.text == label for reading, label in zip(readings, labels, strict=True)])
        return log_loss(np.asarray([reading.confidence for reading in readings]), right)

    assert loss(better) < loss(reader)
    readings = better.read(overconfident)
    flagged = [one.unsure for one, label in zip(readings, labels, strict=True) if one.text == label]
    assert 0.08 <= np.mean(flagged) <= 0.11


def test_the_reliability_diagram_tells_how_many_of_each_confidence_are_right():
    confidences = np.asarray([0.05, 0.31, 0.32, 0.39, 0.95, 1.0])
    right = np.asarray([False, True, False, True, True, True])
    bins = reliability(confidences, right)
    assert [low for low, _, _ in bins] == pytest.approx([number / 10 for number in range(10)])
    filled = {index: (n, share) for index, (_, n, share) in enumerate(bins) if n}
    assert filled == {0: (1, 0.0), 3: (3, pytest.approx(2 / 3)), 9: (2, 1.0)}
    assert calibration_error(confidences, right) == pytest.approx((0.05 + abs(1.02 - 2) + abs(1.95 - 2)) / 6)


def test_log_loss_is_the_mean_surprise():
    assert log_loss(np.asarray([0.8, 0.4]), np.asarray([True, False])) == pytest.approx(-np.log([0.8, 0.6]).mean())
    assert 0 < log_loss(np.asarray([1.0]), np.asarray([True])) < 1e-5 < log_loss(np.asarray([1.0]), np.asarray([False]))

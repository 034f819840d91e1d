import warnings

import numpy as np
import pytest

from models.captcha.calibrate import calibrate, calibration_error, log_loss
from models.captcha.encoding import Encoding
from models.captcha.predict import Reader, Reading
from models.captcha.score import score, wilson


def reading(text, confidence=0.9, unsure=False):
    return Reading(text, confidence, unsure, ())


def test_wilson_agrees_with_published_values():
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


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
        right = np.asarray([it.text == label for it, label in zip(readings, labels, strict=True)])
        return log_loss(np.asarray([it.confidence for it in readings]), right)

    assert loss(better) < loss(reader)
    right = better.read(overconfident)
    flagged = [it.unsure for it, label in zip(right, labels, strict=True) if it.text == label]
    assert np.mean(flagged) <= 0.11

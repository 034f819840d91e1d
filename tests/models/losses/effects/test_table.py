"""Intervals and verdicts by hand, and the table that is shown."""

import json

import numpy as np
import pytest
from scipy import stats

from models.losses import effects_table
from models.losses.effects.table import TABLE, effect, effects, interval, text, verdict, write

DIFFERENCES = [0.3, 0.1, 0.4, -0.1, 0.2]


def test_the_interval_is_that_of_students_t():
    expected = stats.ttest_1samp(DIFFERENCES, 0).confidence_interval(0.95)
    assert interval(DIFFERENCES) == pytest.approx(tuple(expected))
    assert interval([0.5, 0.5, 0.5]) == (0.5, 0.5)


def test_the_interval_holds_the_truth_in_95_of_100_cases():
    random = np.random.default_rng(0)
    bounds = np.array([interval(list(random.standard_normal(5) + 1)) for _ in range(1_000)])
    held = ((bounds[:, 0] <= 1) & (bounds[:, 1] >= 1)).mean()
    assert held == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / 1_000) ** 0.5)


@pytest.mark.parametrize(
    ("low", "high", "lower_is_better", "said"),
    [
        (0.1, 0.2, False, "better"),
        (0.1, 0.2, True, "worse"),
        (-0.2, -0.1, False, "worse"),
        (-0.2, -0.1, True, "better"),
        (-0.1, 0.2, False, "no clear difference"),
        (-0.1, 0.2, True, "no clear difference"),
        (0.0, 0.0, True, "no clear difference"),
    ],
)
def test_a_verdict_is_about_the_interval(low, high, lower_is_better, said):
    assert verdict(low, high, lower_is_better) == said


def test_an_effect_is_of_pairs():
    before = [0.1, 0.5, 0.9, 0.3, 0.7]
    after = list(np.add(before, [0.11, 0.09, 0.1, 0.12, 0.08]))
    found = effect("confidence", "digits", "ece", "cross-entropy", "focal", before, after)
    assert (found.before, found.after, found.difference) == pytest.approx((0.5, 0.6, 0.1))
    assert 0.08 < found.low < found.high < 0.12  # much narrower than what either varies by
    assert (found.runs, found.lower_is_better, found.verdict) == (5, True, "worse")
    assert effect("confidence", "digits", "accuracy", "a", "b", before, after).verdict == "better"


def test_what_is_written_is_what_is_read(tmp_path):
    runs = {"a": [{"ece": 0.1}, {"ece": 0.3}], "b": [{"ece": 0.2}, {"ece": 0.25}]}
    found = list(effects("confidence", "digits", runs, [("a", "b"), ("b", "a")], ["ece"]))
    write(tmp_path / "table.json", "python -m it", found)
    read = effects_table(tmp_path / "table.json")
    assert [(row.baseline, row.changed, row.verdict) for row in read] == [
        ("a", "b", "no clear difference"),
        ("b", "a", "no clear difference"),
    ]
    assert read[0].low == pytest.approx(found[0].low, abs=1e-5)
    assert json.loads((tmp_path / "table.json").read_text())["command"] == "python -m it"
    assert len(text(read).splitlines()) == 3


def test_the_table_that_is_shown_is_whole_and_says_what_its_intervals_say():
    rows = effects_table()
    assert {row.question for row in rows} == {"confidence", "matching", "centres"}
    assert {row.data for row in rows if row.question == "matching"} == {"FAQ, English", "FAQ, Chinese"}
    keys = [(row.data, row.measure, row.baseline, row.changed) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert row.runs >= 5
        assert row.low <= row.difference <= row.high
        assert row.after - row.before == pytest.approx(row.difference, abs=2e-5)
        assert row.verdict == verdict(row.low, row.high, row.lower_is_better)


def test_the_table_is_that_of_the_command_without_options():
    assert json.loads(TABLE.read_text(encoding="utf-8"))["command"] == "python -m models.losses.evaluate"

"""The command that measures what the losses do."""

import pytest

pytest.importorskip("tensorflow")

import tensorflow as tf

from models.losses import OutOfRangeError, effects_table
from models.losses.effects import confidence, matching
from models.losses.evaluate import QUESTIONS, Options, main, measure

pytestmark = pytest.mark.training


@pytest.fixture
def brief(monkeypatch):
    """Recurrent networks read 8 tokens of a text, and are not compiled: each is trained for a few steps only."""
    monkeypatch.setattr(matching, "LENGTH", 8)
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_command_prints_and_saves_what_it_measures(question, brief, tmp_path, capsys):
    path = tmp_path / "effects.json"
    main(Options(runs=2, question=question, fast=True, save=True, table=str(path)))
    found = effects_table(path)
    shown = [row for row in effects_table() if row.question == question]
    names = [[(row.data, row.measure, row.baseline, row.changed) for row in rows] for rows in (found, shown)]
    assert names[0] == names[1]
    assert {row.runs for row in found} == {2}
    assert len(capsys.readouterr().out.strip().splitlines()) == len(found) + 1
    saved = path.read_text(encoding="utf-8")
    assert f'"python -m models.losses.evaluate --runs 2 --question {question} --fast True"' in saved


@pytest.mark.parametrize("options", [Options(runs=1), Options(runs=10_000), Options(question="which")])
def test_options_that_are_not_served_are_refused(options):
    with pytest.raises(OutOfRangeError):
        list(measure(options))


def test_what_the_table_says_of_confidence_is_found_again():
    """Two of its ten runs: means differ, but by little if there are many images to learn from."""
    shown = {(row.data, row.measure, row.changed): row for row in effects_table() if row.question == "confidence"}
    for row in filter(lambda row: "900" in row.data, confidence.measure(2)):
        before = shown[row.data, row.measure, row.changed]
        assert (row.before, row.after) == pytest.approx((before.before, before.after), rel=0.25, abs=0.08)

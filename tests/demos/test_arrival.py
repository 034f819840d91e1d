"""What tabs show on arrival is what their endpoints answer now: a record that has grown old is found here."""

import json
from importlib import import_module

import pytest
from pydantic_core import to_jsonable_python

from demos.shared import record
from demos.shared.components import record_file

TABS = ("captcha", "words", "gan", "articles")
LOOSE = {"sheet", "sheets", "picture", "archive"}  # pictures, which other versions of a library write in other bytes


def alike(now, then):
    """Whether two JSON values are the same, numbers nearly."""
    if isinstance(now, dict):
        return now.keys() == then.keys() and all(name in LOOSE or alike(now[name], then[name]) for name in now)
    if isinstance(now, list | tuple):
        return len(now) == len(then) and all(map(alike, now, then))
    if isinstance(now, float):
        return then == pytest.approx(now, rel=0.02, abs=0.02)
    return (now[:20] == then[:20]) if isinstance(now, str) else now == then


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_shows_on_arrival_what_it_would_answer(tab):
    for name, answer in import_module(f"demos.{tab}.arrival").answers().items():
        then = json.loads(record_file(f"{tab}.{name}").read_bytes())
        assert alike(to_jsonable_python(answer), then), f"run `python -m demos.shared.record {tab}`"


def test_answers_are_recorded_by_the_name_of_a_tab(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(record, "record_file", lambda name: tmp_path / f"{name}.json")
    assert record.main(["captcha"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"captcha.reading.json", "captcha.look.json"}
    assert json.loads((tmp_path / "captcha.reading.json").read_bytes())["text"] == "7K3d"
    assert "reading: " in capsys.readouterr().out

"""The parts of the captcha tab that need no server."""

from types import SimpleNamespace

import gradio as gr
import pytest

import hub_utils
from demos import captcha as tab
from demos import ui
from demos.captcha import EXAMPLES
from demos.languages import TEXTS
from demos.rows import Row, as_csv
from models import captcha

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})


def test_examples_are_labelled_and_go_from_read_right_to_a_failure():
    assert 4 <= len(EXAMPLES) <= 8
    assert all(f"captcha.examples.{number}" in TEXTS for number in range(1, len(EXAMPLES) + 1))
    readings = [tab.read_example(index)[2] for index in range(len(EXAMPLES))]
    assert readings[0].text.casefold() == EXAMPLES[0][0].casefold()
    assert not readings[0].unsure
    assert readings[-1].text.casefold() != EXAMPLES[-1][0].casefold()


def test_an_example_can_be_drawn_again_from_its_seed():
    text, style, seed = EXAMPLES[4]
    assert tab.generate_captcha(style, text, seed)[0].tobytes() == tab.example_pictures()[4].tobytes()


def test_a_file_name_in_the_csv_is_never_a_formula():
    names = ["=1+1.png", "+a.png", "-a.png", "@a.png", 'a,"b".png', "好.png"]
    lines = as_csv([Row(name, "ab", 0.5, False) for name in names]).decode("utf-8-sig").splitlines()
    assert [line[0] for line in lines[1:5]] == ["'"] * 4
    assert lines[5].startswith('"a,""b"".png",ab,0.5,False')
    assert lines[6].startswith("好.png")


def test_refusals_speak_the_language_of_the_visitor_and_are_safe_as_html():
    with pytest.raises(gr.Error) as refused, ui.refusals(None):
        raise captcha.CaptchaError("<img src=x>", "Do & see.")
    assert refused.value.message == "&lt;img src=x&gt; Do &amp; see."
    with pytest.raises(gr.Error) as refused, ui.refusals(CHINESE):
        captcha.draw("ü")
    assert refused.value.message == TEXTS["errors.UndrawableText"]["zh"]
    assert refused.value.title == TEXTS["errors.title"]["zh"]


def test_an_unexpected_error_shows_its_kind_but_no_secret():
    with pytest.raises(gr.Error, match="ValueError") as refused, ui.refusals(None):
        raise ValueError("token=hf_123")
    assert "hf_123" not in refused.value.message


def test_without_any_checkpoint_the_tab_says_so(monkeypatch):
    def nothing(name):
        raise hub_utils.NoCheckpoint(f"No place has {name}.")

    monkeypatch.setattr(hub_utils, "fetch", nothing)
    monkeypatch.setattr(tab, "SOLVER", tab.Served("captcha", captcha.load))
    with pytest.raises(gr.Error, match="No place has captcha"):
        tab.read_example(0)
    assert [verdict["is_valid"] for verdict in tab.validate_captcha(None, "abc", 4)] == [False, True, True]

"""The page for many visitors: what a session costs, and what becomes of values on the way to a function."""

import asyncio
from pathlib import Path

import gradio as gr
import pytest
from gradio.queueing import create_validator_fn
from gradio.state_holder import SessionState
from gradio_client.exceptions import ValidationError
from gradio_client.utils import apply_diff
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.shared.page import CHECKED, Page, WrongValueError
from demos.shared.refusals import validator


@pytest.fixture
def asked(monkeypatch):
    """The values that text fields were asked for."""
    asked, own = [], gr.Textbox.preprocess
    monkeypatch.setattr(gr.Textbox, "preprocess", lambda field, value: (asked.append(value), own(field, value))[1])
    return asked


@pytest.fixture
def page():
    def answer(text: str, files: list[str], number: float, request: gr.Request | None = None) -> str:
        return text

    with Page() as page:
        given = [gr.Textbox(), gr.File(file_count="multiple"), gr.Number(minimum=0)]
        given[0].submit(answer, given, gr.Textbox(), validator=validator(answer, {}))
    return page


def preprocess(page, function, values):
    return asyncio.run(page.preprocess_data(function, values, None))


def test_a_visitor_costs_no_copy_of_the_pages_description(page):
    session = SessionState(page)
    assert set(session.blocks_config.blocks) == set(page.blocks)
    assert not any(session.config_values.values())
    page.config = page.get_config_file()
    assert all(block["props"] for block in page.config["components"])  # the page itself is described as ever


def test_values_are_made_once_for_the_validator_and_the_function(page, asked):
    (function,) = page.fns.values()
    checking, sent = create_validator_fn(function), ["a", None, 2]
    first = preprocess(page, checking, sent)
    first.append("the request, which Gradio puts there")
    assert preprocess(page, function, sent) == ["a", None, 2] and asked == ["a"]
    assert preprocess(page, function, sent) == ["a", None, 2] and asked == ["a", "a"]  # nothing is left over
    for _ in range(2 * CHECKED):
        preprocess(page, checking, ["b", None, 2])
    assert len(page._checked) == CHECKED


def test_plain_values_and_files_keep_their_places_and_what_is_wrong_is_refused(page, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    (function,) = page.fns.values()
    path = tmp_path / "note.txt"
    path.write_text("note")
    sent = ["a", [{"path": str(path), "meta": {"_type": "gradio.FileData"}}], 3]
    text, files, number = preprocess(page, function, sent)
    assert (text, number) == ("a", 3) and [Path(file).read_text() for file in files] == ["note"]
    for wrong in (["a", None, -1], ["a", ["/etc/passwd"], 1], ["a"]):
        with pytest.raises(WrongValueError):
            preprocess(page, function, wrong)


LINES = st.lists(st.lists(st.integers(0, 3), max_size=6), max_size=4)


@settings(max_examples=50, deadline=None)  # building a page takes its time on a busy machine
@given(st.lists(st.fixed_dictionaries({"lines": LINES, "title": st.text(max_size=3)}), min_size=2, max_size=4))
def test_of_a_stream_the_client_makes_the_frames_that_were_sent(frames):
    with Page() as page:
        gr.Button().click(print, None, gr.JSON())
    (function,) = page.fns.values()
    held, *changes = [page.handle_streaming_diffs(function, [frame], "visit", "run", final=False) for frame in frames]
    for frame, (change,) in zip(frames[1:], changes, strict=True):
        held = [apply_diff(held[0], change)]
        assert held == [frame]
    assert page.handle_streaming_diffs(function, [None], "visit", "run", final=True) == [frames[-1]]


def test_a_value_that_no_field_sends_is_refused_with_cause_and_remedy_in_two_languages(client, chinese):
    for sent in ({"language": None}, {"top": "seven"}, {"top": {}}):
        with pytest.raises(ValidationError, match=r"does not take\. Send what the documentation"):
            client.predict(**sent, api_name="/similar_words")
        with pytest.raises(ValidationError, match="不是该项所接受的"):
            chinese.predict(**sent, api_name="/similar_words")
    with pytest.raises(ValidationError, match=r"language: There is no 'fr'\. Choose one of en, zh\."):
        client.predict("piano", "fr", api_name="/similar_words")
    with pytest.raises(ValidationError, match="没有 fr 这个选项。请从 en, zh 中选一个。"):
        chinese.predict("piano", "fr", api_name="/similar_words")


def test_the_page_shows_every_control_as_one_of_gradio(client):
    known = {name.lower() for name in dir(gr)} | {"form"}
    assert {it["type"] for it in client.config["components"]} <= known


def test_a_word_that_is_sent_while_another_is_answered_is_answered_after_it(app):
    modes = {it["api_name"]: it["trigger_mode"] for it in app.get("/config").json()["dependencies"]}
    quick = {"similar_words", "word_similarity", "word_analogy", "odd_one_out", "predict_word"}
    quick |= {"ask_faq", "dropout_mask", "move_latent"}
    typed = {"sample_images", "compare_own_vectors"}  # slower, but an answer stood under another question
    assert {modes[name] for name in quick | typed} == {"always_last"}  # by default Gradio takes no notice of it
    assert modes["train_with_loss"] == "once"

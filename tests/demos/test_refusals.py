"""Validators come from the signature of what they guard, and from what is checked of each parameter."""

import inspect
import logging
import math
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio.helpers import special_args

import app as page
from demos.shared.components import Number, Outside, Slider
from demos.shared.refusals import GIVEN_BY_GRADIO, errors_explained, validator
from models.words import TextError

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})


def answer(first: str, second: int = 3, third: str = "x", request: gr.Request | None = None, progress: float = 0):
    """An endpoint."""


def check_short(value: str) -> None:
    if len(value) > 3:
        raise TextError("Too long.", "Shorten it.")


def check_all_but(value: str, second: int, other: int = 7) -> None:
    if len(value) != second or other != 7:
        raise TextError(f"Not {second}.", "Count.")


def valid(verdicts: list) -> list[bool]:
    return [verdict["is_valid"] for verdict in verdicts]


def test_each_parameter_has_its_verdict_in_the_order_of_the_signature():
    validate = validator(answer, {"third": check_short, "first": check_short})
    assert valid(validate("ok", 1, "ok")) == [True, True, True]
    assert valid(validate("long text", 1, "ok")) == [False, True, True]
    assert valid(validate("ok", 1, "long text")) == [True, True, False]
    assert valid(validate("long text")) == [False, True, True]  # what is left out has its default


def test_a_check_is_given_what_else_it_asks_for_by_name():
    validate = validator(answer, {"first": check_all_but})
    assert valid(validate("abc")) == [True, True, True]
    assert valid(validate("abc", 2)) == [False, True, True]
    assert validate("abc", 2)[0]["message"] == "Not 2. Count."


def test_gradio_hands_the_request_to_it():
    validate = validator(answer, {"first": check_short})
    given, *_ = special_args(validate, ["long text", 1, "x"], CHINESE)
    assert given[-1] is CHINESE and len(given) == 4
    assert validate(*given)[0]["message"] == validate("long text", request=CHINESE)[0]["message"]
    assert list(inspect.signature(validate).parameters) == ["first", "second", "third", "request"]


def test_a_bug_in_a_check_is_logged_and_refused_without_its_text(caplog):
    def broken(value: str) -> None:
        raise KeyError("hf_secret")

    with caplog.at_level(logging.ERROR):
        verdict = validator(answer, {"first": broken})("a")[0]
    assert not verdict["is_valid"] and "hf_secret" not in verdict["message"]
    assert "KeyError" in caplog.text
    caplog.clear()
    with pytest.raises(gr.Error), errors_explained(None):
        raise TextError("Known.", "Mend.")
    assert not caplog.text


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 10**400, -(10**400)], ids=lambda n: str(n)[:6])
@pytest.mark.parametrize(
    "field", [lambda: Slider(0, 30, 10, step=1), lambda: Number(1, precision=0), lambda: Number(1, minimum=0)]
)
def test_numbers_that_nobody_can_count_to_are_refused_and_no_bug(field, number, caplog):
    with gr.Blocks():
        second = field().preprocess(number)
    assert isinstance(second, Outside)
    verdict = validator(answer, {})("x", second)[1]
    assert not verdict["is_valid"] and "Give a number" in verdict["message"] and not caplog.records


def test_every_validator_of_the_page_has_a_verdict_for_each_input():
    guarded = [fn for fn in page.build().fns.values() if fn.validator and fn.api_name]
    assert len(guarded) > 20
    for fn in guarded:
        parameters = [name for name in inspect.signature(fn.fn).parameters if name not in GIVEN_BY_GRADIO]
        assert list(inspect.signature(fn.validator).parameters) == [*parameters, "request"], fn.api_name
        assert len(fn.inputs) == len(parameters), fn.api_name

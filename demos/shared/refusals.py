"""What is refused, and how it is told: with its cause and its remedy, in the visitor's language."""

import html
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import Parameter, signature
from math import ceil, isfinite, isnan
from typing import Any

import gradio as gr

from demos.shared.components import Outside
from demos.shared.languages import TEXTS, in_chinese, language, say
from demos.shared.rates import COSTLY, LIGHT, RateLimit, opinion_limit, rate_limit, visitor
from errors import ExplainedError

log = logging.getLogger(__name__)

Verdict = dict[str, Any]  # what gr.validate gives of one input
Checks = Mapping[str, Callable[..., object]]  # by the name of a parameter, what raises for a value of it
GIVEN_BY_GRADIO = {"request", "progress", "event", "profile"}  # parameters that no component fills
_REQUEST = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=gr.Request | None)


class OutOfBoundsError(ExplainedError):
    """A number that its field does not take."""


def out_of_bounds(number: Outside) -> OutOfBoundsError:
    """What is told of a number that its field does not take."""
    cause = "There is no number." if isnan(number) else f"{_shortest(number)} is out of range."
    if number.least is None:
        return OutOfBoundsError(cause, "Give a number.")
    low = _shortest(number.least)
    bounds = f"at least {low}" if number.most is None else f"{low} to {_shortest(number.most)}"
    return OutOfBoundsError(cause, f"Give a number, {bounds}.")


def _shortest(number: float) -> str:
    return f"{int(number)}" if isfinite(number) and number == int(number) else f"{float(number):g}"


def explain(error: Exception, request: gr.Request | None) -> str:
    """What went wrong and what to do, in the visitor's language."""
    name = next(kind.__name__ for kind in type(error).__mro__ if f"errors.{kind.__name__}" in TEXTS)
    cause = getattr(error, "cause", f"{type(error).__name__}.")
    remedy = getattr(error, "remedy", "")
    if language(request) == "zh":
        told = in_chinese(cause)
        cause, remedy = f"：{told}。" if told else "。", in_chinese(remedy)
    return say(f"errors.{name}", request, cause=cause, remedy=remedy, format=getattr(error, "format", ""))


def count_request(request: gr.Request | None, cost: int = COSTLY) -> None:
    """Counts a request; raises gr.Error, which names the wait, for a visitor who sends too many."""
    _count(request, rate_limit(cost <= LIGHT), cost, "shared.too_fast")


def count_opinion(request: gr.Request | None) -> None:
    """Counts what a visitor has kept; raises gr.Error for one who has had too much kept within a day."""
    _count(request, opinion_limit(), 1, "shared.kept_enough")


def _count(request: gr.Request | None, limit: RateLimit, cost: int, key: str) -> None:
    host = getattr(getattr(request, "client", None), "host", None)
    who = visitor(host) if host else None
    seconds = limit.wait(who, cost) if who else 0
    if seconds:
        message = say(key, request, seconds=ceil(seconds))
        raise gr.Error(message, title=say("errors.title", request), print_exception=False)


@contextmanager
def errors_explained(request: gr.Request | None, cost: int = LIGHT) -> Iterator[None]:
    """Shows what is raised as gr.Error: what carries a cause and a remedy by these, anything else by its kind alone.

    The request counts `cost` for the visitor's rate, and is refused beyond it.
    """
    count_request(request, cost)
    try:
        yield
    except gr.Error:
        raise
    except Exception as error:
        _log_unexpected(error)
        raise refusal(error, request) from error


def refusal(error: Exception, request: gr.Request | None) -> gr.Error:
    """An error as the page shows it."""
    message = html.escape(explain(error, request), quote=False)  # gr.Error is shown as HTML
    return gr.Error(message, title=say("errors.title", request), print_exception=False)


def validator(
    function: Callable[..., Any], checks: Mapping[str, Callable[..., object]]
) -> Callable[..., list[Verdict] | Verdict]:
    """What refuses, before the queue, the inputs that a function could not answer.

    Args:
        function: the endpoint.
        checks: by the name of a parameter, what raises for a value of it. What else a check wants to know, it takes as
            further parameters with the names that the endpoint has for them.

    Returns:
        A function with the parameters of the endpoint, which returns a verdict on each, in their order. A parameter
        without a check is fine. Of a single parameter it is the verdict itself, as Gradio wants it.
    """
    parameters = {name: it for name, it in signature(function).parameters.items() if name not in GIVEN_BY_GRADIO}
    further = {name: list(signature(checks[name]).parameters)[1:] for name in parameters if name in checks}
    sent = signature(function).replace(parameters=[*parameters.values(), _REQUEST], return_annotation=list[Verdict])

    def validate(*given: Any, **named: Any) -> list[Verdict] | Verdict:
        call = sent.bind_partial(*given, **named)
        call.apply_defaults()
        values, request = call.arguments, call.arguments["request"]
        verdicts = []
        for name in parameters:
            more = {other: values[other] for other in further.get(name, ()) if other in values}
            verdicts.append(_verdict(request, checks.get(name), values.get(name), more))
        return verdicts if len(verdicts) != 1 else verdicts[0]

    # Gradio reads here how many inputs there are, and that it is to give the request as well.
    vars(validate).update(__signature__=sent)
    validate.__name__ = f"validate_{getattr(function, '__name__', 'input')}"
    validate.__annotations__ = {"request": gr.Request | None}
    return validate


def _verdict(
    request: gr.Request | None, check: Callable[..., object] | None, value: Any, more: Mapping[str, Any]
) -> Verdict:
    verdict: Verdict = gr.validate(True, "")
    try:
        if isinstance(value, Outside):
            raise out_of_bounds(value)
        if check:
            check(value, **more)
    except Exception as error:
        _log_unexpected(error)
        verdict = gr.validate(False, explain(error, request))
    return verdict


def _log_unexpected(error: Exception) -> None:
    if not isinstance(error, ExplainedError):
        log.error("unexpected", exc_info=error)

"""Trainings that visitors watch: an endpoint streams them, a view draws them, Train and Stop are connected.

A browser tells what it has drawn, and gets nothing newer before: a busy page is never flooded, and Stop can always be
clicked. A program that does not tell gets ten frames a second. Until a process is there, or a place in it, a recorded
run is shown, and called so.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Any, Generic, TypeVar, get_args, get_type_hints

import gradio as gr
from gradio.events import Dependency
from pydantic import TypeAdapter

from demos.shared.components import View, record_file, script
from demos.shared.rates import TRAINING
from demos.shared.refusals import Checks, count_request, explain, validator
from demos.shared.tickets import State, Ticket
from demos.shared.workers import LINE, workers

FASTEST = 0.1  # seconds between two frames
RECORDED_PACE = 0.2  # seconds between two recorded frames
LOOK = 0.25  # seconds after which somebody who waits is told again, so that a page that was left is noticed
FIRST_DRAWN = 0.5  # seconds within which a browser tells of its first frame; a program never does
SLOWEST = 10.0  # seconds that a page may take to draw
REPEATED = 0.5  # seconds after which a page that has not drawn is told the same again

Frame = TypeVar("Frame")
Making = Callable[..., Iterator[Any]]


@dataclass(frozen=True)
class Run(Generic[Frame]):
    """A training at a moment, `number` counting what was told.

    `state` is waiting (in line: `place` is 1 for the next), starting, running, done, stopped (by the
    visitor), expired (at the limit of time) or failed (`reason` says why). `recorded` is true of a frame of an earlier
    run with the default settings.
    """

    run: str
    number: int
    state: State
    place: int | None = None
    recorded: bool = False
    frame: Frame | None = None
    reason: str | None = None


def stream(
    function: Making,
    *arguments: Any,
    recorded: str | None = None,
    request: gr.Request | None = None,
    cost: int = TRAINING,
) -> Iterator[Run[Any]]:
    """Trains in a process that is not the server, and tells how it goes.

    Args:
        function: a generator function of `models`, whose frames are dataclasses.
        arguments: what it is called with.
        recorded: the run to show meanwhile, as tab.endpoint.
        request: who asks.
        cost: what it counts for the visitor's rate.

    Yields:
        A last one whose state is over, whatever happens.

    Raises:
        ExplainedError: what the function refused, or what ended its process; after a last Run that says the same.
    """
    count_request(request, cost)
    with workers().enter(function, *arguments) as ticket:
        yield from _Stream(ticket, recording(recorded, function) if recorded else (), request).runs()


class _Stream:
    """What one visitor is told, as fast as it is drawn."""

    def __init__(self, ticket: Ticket, recorded: Sequence[Any], request: gr.Request | None):
        self._ticket, self._recorded, self._request = ticket, recorded, request
        self._number, self._browser = 0, False

    def runs(self) -> Iterator[Run[Any]]:
        yield from self._until_first()
        frames = 0
        while not (moment := self._ticket.look(LOOK, frames)).over:
            if moment.frames != frames:
                frames = moment.frames
                yield from self._tell("running", frame=moment.frame)
                self._ticket.ask()
        error = moment.error
        reason = explain(error, self._request) if error else None
        yield self._next(moment.state, frame=moment.frame, reason=reason)
        if error:
            raise error

    def _until_first(self) -> Iterator[Run[Any]]:
        """A recorded run while there is no frame yet; its last one stays."""
        place = 0
        while not (moment := self._ticket.look(RECORDED_PACE, 0)).frames and not moment.over:
            frame = self._recorded[min(place, len(self._recorded) - 1)] if self._recorded else None
            place += 1
            yield from self._tell(moment.state, moment.place, frame is not None, frame)

    def _tell(self, *what: Any, **more: Any) -> Iterator[Run[Any]]:
        run, told = self._next(*what, **more), time.monotonic()
        yield run
        end = told + (SLOWEST if self._browser else FIRST_DRAWN if run.number == 1 else 0.0)
        while (left := end - time.monotonic()) > 0 and not self._ticket.wanted:
            drawn = self._ticket.wait_drawn(run.number, min(REPEATED, left))
            self._browser = drawn is not None
            if drawn:
                break
            if left > REPEATED:
                yield run  # nothing new; but Gradio ends the stream of a page that was closed only when it is told more
        time.sleep(max(0.0, told + FASTEST - time.monotonic()))

    def _next(self, *what: Any, **more: Any) -> Run[Any]:
        self._number += 1
        return Run(self._ticket.id, self._number, *what, **more)


@cache
def recording(name: str, function: Making) -> Sequence[Any]:
    """The frames of a recorded run; none if there is no record of it."""
    file = record_file(name)
    if not file.exists():
        return ()
    (frame,) = get_args(get_type_hints(function)["return"])
    frames: Sequence[Any] = TypeAdapter(GenericAlias(tuple, (frame, ...))).validate_json(file.read_bytes())
    return frames


async def drawn(told: Sequence[Any]) -> None:
    """A page has drawn a run's number: told = [run, number]."""
    name, number = told
    if ticket := workers().ticket(str(name)):
        ticket.note_drawn(int(number))


def stop(run: str | None) -> None:
    """Ends a run, of which the page knows the name."""
    workers().stop(run or "")


def live_view(
    name: str, shape: Any, common: str | None = None, on_load: str = "", recorded: str | None = None, **options: Any
) -> View:
    """A view of a stream: its template draws a frame, of type `shape`, and around it stands what state the run is in.

    `recorded` names the run whose last frame is shown until a visitor starts one. The other arguments are View's.
    """
    on_load = script("shared.live", ".load.js") + on_load
    if recorded:
        frames: Sequence[Any] = TypeAdapter(GenericAlias(tuple, (shape, ...))).validate_json(
            record_file(recorded).read_bytes()
        )
        options["value"] = Run("", 0, "done", recorded=True, frame=frames[-1])
    return View(name, Run[shape], on_load, common, frame="shared.live", server_functions=[drawn], **options)


def connect(
    start: gr.Button,
    halt: gr.Button,
    function: Callable[..., Any],
    inputs: Sequence[Any],
    view: View,
    checks: Checks,
) -> Dependency:
    """Lets `start` train and `halt` end it: both at any time, on a busy machine too."""
    halt.click(stop, view, None, js="run => run && run.run", api_visibility="private", queue=False)
    return listen(start.click, function, inputs, view, checks)


def listen(
    event: Callable[..., Dependency],
    function: Callable[..., Any],
    inputs: Sequence[Any],
    view: View,
    checks: Checks,
    **options: Any,
) -> Dependency:
    """Lets an event train, in the line that all trainings share."""
    return event(
        function,
        list(inputs),
        view,
        validator=validator(function, checks),
        api_name=function.__name__,
        concurrency_id="live",
        concurrency_limit=LINE + 1,  # one more than may wait, so that the refusal is heard
        show_progress="hidden",
        **options,
    )

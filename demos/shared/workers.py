"""Trainings of visitors, each in a process that is not the server: who waits, who trains, and how that ends.

    with workers().enter(function, *arguments) as ticket:     function: a generator function of models
        moment = ticket.look(seconds)                         what there is to see by then

A process is started by the first ticket and ended when nobody has come for IDLE seconds. One ticket at a time trains in
it, the others wait in line. The server never imports what trains.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from demos.shared.tickets import Ticket
from errors import ExplainedError, UnforeseenError

ROOT = Path(__file__).parents[2]
IDLE = 60.0  # seconds without a visitor after which a process ends, and gives back half a gigabyte
LINE = 20  # visitors that train or wait; more are refused
SECONDS = 60.0  # a training may take from its first frame on, since others may be waiting
START = 60.0  # seconds until a process must have given its first frame
PATIENCE = 2.0  # seconds within which a process must have stopped what it was told to stop, or is ended
MAX_RUNS = 100  # trainings after which a process is replaced: Keras keeps a little of each
TICK = 0.05  # seconds between two looks at what a visitor wants

log = logging.getLogger(__name__)


class LineFullError(ExplainedError):
    """More visitors want to train than may wait."""

    remedy = "Try again in a minute."


class WorkerEndedError(ExplainedError):
    """The process that trained is gone, or could not be started."""

    remedy = "Press Train again: a new process starts."


class Workers:
    """A line of tickets and some processes that serve it."""

    def __init__(self, processes: int, idle: float = IDLE, seconds: float = SECONDS):
        self.idle, self.seconds = idle, seconds
        self._free = processes  # that have not been started
        self._line: deque[Ticket] = deque()
        self._tickets: dict[str, Ticket] = {}  # of all who wait or train
        self._changed = threading.Condition()
        self._idle = 0  # processes that wait for a ticket

    @contextmanager
    def enter(self, function: Callable[..., Iterator[Any]], *arguments: Any) -> Iterator[Ticket]:
        """Joins the line, and leaves it or ends what still trains, whatever happens. Raises LineFullError."""
        ticket = self._join(function, arguments)
        try:
            yield ticket
        finally:
            self._leave(ticket)

    def _join(self, function: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> Ticket:
        ticket = Ticket(function, arguments)
        with self._changed:
            if len(self._tickets) >= LINE:
                raise LineFullError(f"{len(self._tickets)} trainings are going on or waiting.")
            self._tickets[ticket.id] = ticket
            self._line.append(ticket)
            self._tell_places()
            if self._free and len(self._line) > self._idle:
                self._free -= 1
                threading.Thread(target=self._serve, daemon=True, name="live").start()
            self._changed.notify()
        return ticket

    def _leave(self, ticket: Ticket) -> None:
        ticket.stop()
        with self._changed:
            self._tickets.pop(ticket.id, None)
            self._take_out(ticket)

    def _take_out(self, ticket: Ticket) -> None:
        if ticket in self._line:
            self._line.remove(ticket)
            ticket.change(state="stopped", place=None)
            self._tell_places()

    def stop(self, name: str) -> None:
        """Ends the training of this id, if it is not over: in line at once."""
        with self._changed:
            if ticket := self._tickets.get(name):
                ticket.stop()
                self._take_out(ticket)

    def ticket(self, name: str) -> Ticket | None:
        """The ticket of this id, if it is not over."""
        return self._tickets.get(name)

    def _tell_places(self) -> None:
        for place, ticket in enumerate(self._line, 1):
            ticket.change(place=place)

    def _serve(self) -> None:
        """The thread of one process: takes tickets from the line until nobody comes for a while."""
        process: _Process | None = None
        while ticket := self._next():
            try:
                if process is None or process.gone or process.runs >= MAX_RUNS:
                    if process:
                        process.close()
                    process = _Process()
                process.run(ticket, self.seconds)
            except ExplainedError as error:
                ticket.change(state="failed", error=error)
            except Exception as error:
                log.exception("The thread of a live process met an error that nobody foresaw.")
                ticket.change(state="failed", error=UnforeseenError(f"The training failed: {type(error).__name__}."))
        if process:
            process.close()

    def _next(self) -> Ticket | None:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: bool(self._line), self.idle)
            self._idle -= 1
            if not self._line:
                self._free += 1
                return None
            ticket = self._line.popleft()
            ticket.change(state="starting", place=None)
            self._tell_places()
            return ticket


class _Process:
    """A running process. Only the thread that has made it uses it."""

    def __init__(self) -> None:
        self.runs = 0
        self._connection, theirs = Pipe()
        command = [sys.executable, "-m", "demos.shared.process", str(theirs.fileno())]
        with theirs:
            self._popen = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, cwd=ROOT, env=_environment(), pass_fds=[theirs.fileno()]
            )

    @property
    def gone(self) -> bool:
        return self._popen.poll() is not None

    def run(self, ticket: Ticket, seconds: float) -> None:
        """Trains until it is over. Raises WorkerEndedError if the process ends on the way."""
        self.runs += 1
        number, end = self.runs, time.monotonic() + START + seconds
        told = 0.0  # when it was told to stop
        try:
            self._connection.send(("run", number, ticket.function, ticket.arguments))
            while True:
                if self._connection.poll(TICK) and self._take(ticket, number, self._connection.recv()):
                    return
                now = time.monotonic()
                if ticket.begun:
                    end = min(end, ticket.begun + seconds)
                if now > end:
                    ticket.expire()
                if ticket.wanted and not told:
                    told = now
                    self._connection.send(("stop", number))
                elif told and now - told > PATIENCE:
                    self._popen.kill()
                if ticket.take_ask():
                    self._connection.send(("next", number))
        except (EOFError, OSError):
            self.close()
            if ticket.wanted:
                ticket.change(state=ticket.wanted)
                return
            raise WorkerEndedError(f"The process that trained has ended (code {self._popen.returncode}).") from None

    def _take(self, ticket: Ticket, number: int, message: tuple[str, int, Any]) -> bool:
        """Hands an answer on; whether it was the last one of this run."""
        kind, of, content = message
        if of != number:
            return False
        if kind == "error":
            ticket.change(state="failed", error=content)
        elif content is not None:
            ticket.change(state="running")
            ticket.add(content)
        if kind == "end":
            ticket.change(state=ticket.wanted or "done")
        return kind != "frame"

    def close(self) -> None:
        """Ends the process, which has nothing to lose."""
        self._popen.kill()
        self._popen.wait()
        self._connection.close()


def _environment() -> dict[str, str]:
    """Without secrets; with one thread for TensorFlow: small networks gain nothing by more, and repeat exactly."""
    kept = {name: value for name, value in os.environ.items() if "TOKEN" not in name and "SECRET" not in name}
    return kept | {
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",  # the same sums in the same order on every machine
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@cache
def workers() -> Workers:
    """Those of this server: half as many as there are processors, one at least and two at most."""
    return Workers(max(1, min(2, (os.cpu_count() or 1) // 2)))

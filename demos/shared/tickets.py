"""A training that a visitor has asked for, as both sides see it: what the visitor wants, and how far it is.

Its id is secret to the page that shows it, so that nobody stops another's.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from errors import ExplainedError

UNSEEN = 5.0  # seconds after which a visitor who does not look any more has left

State = Literal["waiting", "starting", "running", "done", "stopped", "expired", "failed"]


@dataclass(frozen=True)
class Moment:
    """How far a ticket is. `place` is 1 for the next one in line; `frame` is the newest, which others have counted."""

    state: State
    place: int | None = None
    frame: Any = None
    frames: int = 0
    error: ExplainedError | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "stopped", "expired", "failed")


class Ticket:
    """One training that a visitor has asked for. Safe between threads."""

    def __init__(self, function: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]):
        self.function, self.arguments = function, arguments
        self.begun = 0.0  # when the first frame came, on the monotonic clock
        self.id = secrets.token_urlsafe(12)  # whoever knows it may stop it
        self._changed = threading.Condition()
        self._moment = Moment("waiting")
        self._seen = time.monotonic()
        self._wanted: State | None = None  # how it shall end
        self._may_send = False
        self._drawn: int | None = None

    def look(self, seconds: float = 0.0, frames: int | None = None) -> Moment:
        """What there is to see: at once, or after `seconds` if by then no more than `frames` have come."""
        with self._changed:
            self._seen = time.monotonic()
            if frames is not None:
                self._changed.wait_for(lambda: self._moment.frames != frames or self._moment.over, seconds)
            return self._moment

    def ask(self) -> None:
        """Lets the process send one more frame."""
        self._may_send = True

    def stop(self) -> None:
        """Ends it as soon as the process has stopped."""
        self._wanted = self._wanted or "stopped"

    def note_drawn(self, number: int) -> None:
        """A page has drawn what had this number."""
        with self._changed:
            self._drawn = max(number, self._drawn or 0)
            self._changed.notify_all()

    def wait_drawn(self, number: int, seconds: float) -> bool | None:
        """Waits until a page has drawn a number, and says whether; None if no page has told anything yet."""
        with self._changed:
            self._seen = time.monotonic()
            self._changed.wait_for(lambda: (self._drawn or 0) >= number or bool(self._wanted), seconds)
            return None if self._drawn is None else self._drawn >= number

    @property
    def wanted(self) -> State | None:
        """How it shall end, if it shall: told to, or because nobody looks any more."""
        if time.monotonic() - self._seen > UNSEEN:
            self.stop()
        return self._wanted

    def change(self, **changes: Any) -> None:
        """Tells those who look; what is over stays so."""
        with self._changed:
            if not self._moment.over:
                self._moment = replace(self._moment, **changes)
            self._changed.notify_all()

    def add(self, frame: Any) -> None:
        """One more frame, instead of the one before."""
        self.begun = self.begun or time.monotonic()
        self.change(frame=frame, frames=self._moment.frames + 1)

    def expire(self) -> None:
        self._wanted = self._wanted or "expired"

    def take_ask(self) -> bool:
        """Whether a frame may be sent; that holds for one."""
        asked, self._may_send = self._may_send, False
        return asked

"""Answers that hold for a minute, so that however many ask, the Hub is asked once."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

FRESH = 60.0  # seconds
MOST = 256  # answers kept, since visitors may name revisions


@dataclass
class _Place(Generic[Answer]):
    lock: Lock = field(default_factory=Lock)
    until: float = 0.0  # on the monotonic clock
    answer: Answer | None = None


class Minute(Generic[Answer]):
    """Whoever asks first for a key waits for its answer, everybody else shares it; safe between threads."""

    def __init__(self):
        self._lock, self._places = Lock(), OrderedDict()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer of `ask` for this key, at most a minute old. What `ask` raises is not kept."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > MOST:
                self._places.popitem(last=False)
        with place.lock:
            if time.monotonic() >= place.until:
                place.answer = ask()
                place.until = time.monotonic() + FRESH
            return place.answer

    def clear(self) -> None:
        """Forgets everything, as after a publication of our own."""
        with self._lock:
            self._places.clear()

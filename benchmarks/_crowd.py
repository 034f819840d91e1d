"""Visitors who ask an app again and again over plain HTTP, and what became of what they asked."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

import httpx

from tests.waiting import PATIENCE, until

LONGEST = 60.0  # seconds that one answer may take
RETRY = 2.0  # seconds until somebody without an answer asks again


class RefusedError(Exception):
    """The app said in a sentence why it does not answer."""


@dataclass
class Tally:
    """How many were answered rightly, refused politely, wrongly, or not at all; and the first words of each kind."""

    counts: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)

    def count(self, kind: str, said: object = "") -> None:
        self.counts[kind] += 1
        self.words.setdefault(kind, str(said)[:200])


def call(http: httpx.Client, url: str, endpoint: str, *given: Any) -> list[Any]:
    """What an endpoint answers, asked as by curl: a call, then the stream of its answer. Raises RefusedError."""
    data = [*given, *_defaults(url)[f"/{endpoint}"][len(given) :]]
    begun = http.post(f"{url}/gradio_api/call/{endpoint}", json={"data": data}).raise_for_status()
    kind = ""
    with http.stream("GET", f"{url}/gradio_api/call/{endpoint}/{begun.json()['event_id']}") as answer:
        for line in answer.iter_lines():
            name, _, said = line.partition(": ")
            if name == "event":
                kind = said
            elif name == "data" and kind == "complete":
                return json.loads(said)
            elif name == "data" and kind == "error":
                raise RefusedError(said)
    raise ConnectionError("The answer broke off.")


@cache
def _defaults(url: str) -> dict[str, list[Any]]:
    """What each endpoint takes where nothing is given."""
    told = httpx.get(f"{url}/gradio_api/info", timeout=LONGEST).json()["named_endpoints"]
    return {name: [each.get("parameter_default") for each in about["parameters"]] for name, about in told.items()}


def upload(http: httpx.Client, url: str, name: str, content: bytes) -> dict[str, Any]:
    """A file as an endpoint takes it."""
    sent = http.post(f"{url}/gradio_api/upload", files={"files": (name, content)}).raise_for_status()
    return {"path": sent.json()[0], "meta": {"_type": "gradio.FileData"}}


class Crowd:
    """`number` visitors in threads, each asking `ask(http, visitor, turn)` until the `with` ends.

    What `ask` returns is the answer's kind, `right` or `wrong`; what it raises counts as refused or lost.
    """

    def __init__(self, number: int, ask: Callable[[httpx.Client, int, int], str]):
        self.tally, self._ask, self._over = Tally(), ask, threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(visitor,)) for visitor in range(number)]

    def _visit(self, visitor: int) -> None:
        with httpx.Client(timeout=LONGEST) as http:
            turn = 0
            while not self._over.is_set():
                try:
                    self.tally.count(self._ask(http, visitor, turn))
                except RefusedError as refusal:
                    self.tally.count("refused", refusal)
                except Exception as error:
                    self.tally.count("lost", repr(error))
                    self._over.wait(RETRY)
                turn += 1

    def more(self, answers: int) -> None:
        """Waits until so many more were answered rightly."""
        enough = self.tally.counts["right"] + answers
        until(lambda: self.tally.counts["right"] >= enough)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(LONGEST + PATIENCE)


def seconds_until(condition: Callable[[], object], patience: float = 180.0) -> float:
    """How long it takes until something is so; what it raises meanwhile counts as not yet."""

    def quietly() -> bool:
        try:
            return bool(condition())
        except Exception:
            return False

    began = time.perf_counter()
    until(quietly, patience)
    return time.perf_counter() - began

"""Visitors who ask a page on loopback for one thing after another, by `gradio_client` or by plain HTTP."""

import json
import statistics
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError, ValidationError

from tests.waiting import PATIENCE

STRIDE = 7  # places between what two visitors ask first
REFUSED = ("Too many requests", "Queue is full", "Try again")


class RefusedError(Exception):
    """The page has said no, politely."""


@dataclass(frozen=True)
class Question:
    """What an endpoint is asked; `kind` is captcha, picture or text, and a Path among the values is sent as a file."""

    endpoint: str
    values: tuple[Any, ...]
    kind: str


class Visitor(Protocol):
    """Somebody who asks."""

    def ask(self, question: Question) -> Any: ...


class Program:
    """A visitor with `gradio_client`."""

    def __init__(self, url: str):
        self._client = Client(url, verbose=False, download_files=False, httpx_kwargs={"timeout": PATIENCE})

    def ask(self, question: Question) -> Any:
        values = [handle_file(value) if isinstance(value, Path) else value for value in question.values]
        try:
            return self._client.predict(*values, api_name=question.endpoint)
        except (AppError, ValidationError, httpx.HTTPStatusError) as error:
            raise _told(str(error)) from error


class Browser:
    """A visitor who speaks as Gradio's page does: uploads, joins the queue, and reads the events of a session."""

    def __init__(self, url: str):
        self._http = httpx.Client(base_url=f"{url}/gradio_api", timeout=PATIENCE)
        functions = httpx.get(f"{url}/config", timeout=PATIENCE).json()["dependencies"]
        self._numbers = {f"/{it['api_name']}": it["id"] for it in functions if it["api_visibility"] == "public"}
        self._session = uuid.uuid4().hex

    def ask(self, question: Question) -> Any:
        data = [self._sent(value) if isinstance(value, Path) else value for value in question.values]
        number = self._numbers[question.endpoint]
        body = {"data": data, "fn_index": number, "session_hash": self._session, "trigger_id": None}
        joined = self._http.post("/queue/join", json=body)
        if joined.is_error:
            raise _told(joined.text)
        with self._http.stream("GET", "/queue/data", params={"session_hash": self._session}) as events:
            messages = (json.loads(line[5:]) for line in events.iter_lines() if line.startswith("data:"))
            last = next(it for it in messages if it["msg"] in ("process_completed", "unexpected_error"))
        if not last["success"]:
            raise _told(str(last.get("output") or last))
        given = last["output"]["data"]
        return given[0] if len(given) == 1 else given

    def _sent(self, path: Path) -> dict[str, Any]:
        stored = self._http.post("/upload", files={"files": (path.name, path.read_bytes())}).json()[0]
        return {"path": stored, "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}


def _told(text: str) -> Exception:
    return RefusedError(text) if any(words in text for words in REFUSED) else RuntimeError(text[:300])


@dataclass
class Tally:
    """What many visitors met: seconds of each answer by the kind of question, and what was none or a wrong one."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: int = 0
    refused: int = 0
    lost: list[str] = field(default_factory=list)
    over: float = 0.0  # seconds that all took together

    @property
    def answers(self) -> int:
        return sum(map(len, self.seconds.values()))

    @property
    def rate(self) -> float:
        return self.answers / self.over

    def median(self, kind: str) -> float:
        return statistics.median(self.seconds[kind])

    def note(self, question: Question, seconds: float, error: Exception | None, right: bool) -> None:
        """Counts one request."""
        if isinstance(error, RefusedError):
            self.refused += 1
        elif error:
            self.lost.append(f"{question.endpoint}: {type(error).__name__}: {error}")
        else:
            self.seconds.setdefault(question.kind, []).append(seconds)
            self.wrong += not right


def visit(
    tally: Tally, questions: Sequence[Question], expected: Sequence[Any], visitors: Sequence[Visitor], seconds: float
) -> None:
    """All visitors ask at once, each one thing after another, beginning at another place, for so many seconds.

    `expected` has for each visitor the right answers. What they meet is added to the tally.
    """
    lock = threading.Lock()
    began = time.monotonic()

    def ask_on(visitor: Visitor, right: Sequence[Any], first: int) -> None:
        place = first
        while time.monotonic() < began + seconds:
            number = place % len(questions)
            asked, answer, error = time.monotonic(), None, None
            try:
                answer = visitor.ask(questions[number])
            except Exception as met:
                error = met
            waited = time.monotonic() - asked
            with lock:
                tally.note(questions[number], waited, error, answer == right[number])
            place += 1

    pairs = enumerate(zip(visitors, expected, strict=True))
    threads = [threading.Thread(target=ask_on, args=(*pair, STRIDE * place)) for place, pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.over += time.monotonic() - began

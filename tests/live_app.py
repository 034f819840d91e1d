"""The app as its operator runs it: a process of its own on a free port of loopback."""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from gradio_client import Client
from gradio_client.exceptions import ValidationError

from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[1]


class LiveApp:
    """Starts a command that serves a page, waits until it answers, and stops it.

    >>> with LiveApp("app.py") as app:
    ...     app.client().predict(api_name="/list_checkpoints")
    """

    def __init__(self, *command: str, environment: dict[str, str] | None = None):
        """`command` is what follows `python`; `environment` is set on top of ours."""
        self.command, self.environment = command or ("app.py",), environment or {}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> "LiveApp":
        """Returns once the page answers; raises RuntimeError with the log if it never does."""
        self._folder = tempfile.TemporaryDirectory(prefix="live-app-")
        self._log = (Path(self._folder.name) / "log").open("w")
        self.feedback = Path(self._folder.name) / "feedback"
        environment = {
            "GRADIO_SERVER_NAME": "127.0.0.1",
            "GRADIO_SERVER_PORT": str(self.port),
            "GRADIO_TEMP_DIR": self._folder.name,
            "KEXUE_FEEDBACK": str(self.feedback),
            "PYTHONUNBUFFERED": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, *self.command],
            cwd=ROOT,
            env=os.environ | environment | self.environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        try:
            if until(lambda: self.process.poll() is not None or self._answers()) and self.process.poll() is None:
                return
        except TimeoutError:
            pass
        log = self.log
        self.stop()
        raise RuntimeError(f"{' '.join(self.command)} does not answer:\n{log}")

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url, timeout=PATIENCE).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Ends the process; safe to call twice."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        self._log.close()
        self._folder.cleanup()

    def client(self, **options: Any) -> Client:
        """A program that calls its endpoints."""
        return connect(self.url, **options)

    def get(self, path: str = "/") -> httpx.Response:
        """What a path answers."""
        return httpx.get(f"{self.url}{path}", timeout=PATIENCE)

    @property
    def log(self) -> str:
        """What the process has printed."""
        return (Path(self._folder.name) / "log").read_text()

    def __enter__(self) -> "LiveApp":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def hurried(start: str, *more: str) -> tuple[str, str]:
    """The command of an app that asks the Hub for news every second, where others wait a minute.

    So it does with a Hub that was too slow to answer. `start` starts it, after `more` has been run.
    """
    lines = (
        "import runpy, sys",
        "from cachetools import TTLCache",
        "from hub_utils import client",
        "client.ANSWER_TTL = client.QUIET = 1.0",
        "for module, question in {'choices': '_commit_now', 'listing': '_served_now'}.items():",
        "    kept = getattr(sys.modules[f'hub_utils.{module}'], question)",
        "    kept.cache = TTLCache(client.MAX_ANSWERS, client.ANSWER_TTL)",
    )
    return "-c", "\n".join((*lines, *more, start))


@cache
def shared() -> LiveApp:
    """One app for all tests of a session, which takes batches of at most 20; it ends with the session."""
    app = LiveApp(environment={"KEXUE_MAX_IMAGES": "20"}).start()
    atexit.register(app.stop)
    return app


def connect(url: str, **options: Any) -> Client:
    """A client of the app at an address, as patient as the tests are."""
    return Client(url, verbose=False, httpx_kwargs={"timeout": PATIENCE}, **options)


def refusal(error: httpx.HTTPStatusError | ValidationError) -> str:
    """What a program is told whose call is refused before the queue."""
    return str(error if isinstance(error, ValidationError) else error.response.json()["detail"])


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""What the live process is given in tests: trainings that go on, fail, hang or end their process."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from errors import ExplainedError


@dataclass(frozen=True)
class Count:
    """A frame."""

    step: int
    process: int


def count(steps: int) -> Iterator[Count]:
    """Frames 0, 1, … steps, a thousand a second."""
    for step in range(steps + 1):
        yield Count(step, os.getpid())
        time.sleep(0.001)


def fail(at: int) -> Iterator[Count]:
    """Refuses at a step."""
    yield from count(at - 1)
    raise ExplainedError(f"At step {at} the loss is no number.", "Choose a smaller λ.")


def break_down() -> Iterator[Count]:
    """Meets what nobody foresaw."""
    yield Count(0, os.getpid())
    raise ZeroDivisionError("a secret path")


def think() -> Iterator[Count]:
    """Works for an hour in Python, as tracing a network does, without a frame."""
    yield Count(0, os.getpid())
    end = time.monotonic() + 3600
    while time.monotonic() < end:
        sum(range(100))


def swallow() -> Iterator[Count]:
    """Takes every attempt to stop it for an error of its own."""
    yield Count(0, os.getpid())
    while True:
        try:
            time.sleep(3600)
        except BaseException:
            continue


def import_once(folder: str) -> Iterator[Count]:
    """Imports `once` from a folder before its first frame, as trainings import TensorFlow."""
    sys.path.insert(0, folder)
    import_module("once")
    yield Count(0, os.getpid())


def die() -> Iterator[Count]:
    """Ends its process, as the system does that runs out of memory."""
    yield Count(0, os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)
    yield Count(1, os.getpid())


def environment() -> Iterator[Count]:
    """Fails with the names of the variables that look secret."""
    yield Count(0, os.getpid())
    raise ExplainedError(str(sorted(name for name in os.environ if "TOKEN" in name or "SECRET" in name)))


def with_keras() -> Iterator[bool]:
    """Imports Keras, and tells whether that has imported pandas."""
    import keras  # noqa: F401

    yield bool(sys.modules.get("pandas"))

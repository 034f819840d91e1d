"""How long a call takes, warm."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def median(call: Callable[[], object], calls: int) -> float:
    """Seconds of the median of `calls` calls, after two that are not counted."""
    call()
    call()
    return statistics.median(seconds_of(call) for _ in range(calls))


def fastest(call: Callable[[], object], calls: int) -> float:
    """Seconds of the fastest of `calls` calls."""
    return min(seconds_of(call) for _ in range(calls))


def seconds_of(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def print_step(network: "keras.Model", batches: Iterator[Any], steps: int, warm: int) -> None:
    """Prints the seconds of a step within `Model.fit`, without `warm` first ones, which are compiled in."""
    network.fit(batches, steps_per_epoch=warm, verbose=0)
    began = time.perf_counter()
    network.fit(batches, steps_per_epoch=steps, verbose=0)
    print((time.perf_counter() - began) / steps)


def number_apart(module: str, call: str) -> float:
    """The number that a call to a function of a module prints last, in a process of its own."""
    code = f"import {module}; {module}.{call}"
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return float(output.splitlines()[-1])

"""How long a call takes, warm."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable


def median(call: Callable[[], object], calls: int) -> float:
    """Seconds of the median of `calls` calls, after two that are not counted."""
    call()
    call()
    seconds = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def fastest(call: Callable[[], object], calls: int) -> float:
    """Seconds of the fastest of `calls` calls."""
    seconds = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def apart(module: str, call: str) -> float:
    """The number that a call to a function of a module prints last, in a process of its own."""
    code = f"import {module}; {module}.{call}"
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return float(output.splitlines()[-1])

"""How long a call takes, warm."""

import statistics
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

"""How long a test waits for what must come: decided here, once, and generous, since a machine has other work too.

Tests never sleep for a while and hope: they wait for a state, by `until` or by what a library offers with `PATIENCE`.
"""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 120.0  # seconds until what has not come counts as a failure; a quiet machine needs few of them
COMMAND = 500.0  # seconds that a whole command may take: one that trains, or installs something
BRISK = 20.0  # seconds within which something must be cut off that would else go on for minutes
PAUSE = 0.02  # seconds between two looks

Answer = TypeVar("Answer")


def until(condition: Callable[[], Answer], seconds: float = PATIENCE) -> Answer:
    """What `condition` gives as soon as that is true; it is asked again and again.

    Raises:
        TimeoutError: after `seconds`, with what it gave last.
    """
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"Not within {seconds:g} seconds: {condition!r} still gives {answer!r}")
        time.sleep(PAUSE)
    return answer

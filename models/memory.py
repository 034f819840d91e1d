"""What becomes of memory that is freed: kept for the next step of a training, given back by a server.

`tf.data.Dataset.from_generator` tells glibc to give back to the system whatever is free beyond 128 kB, and large blocks
are given back in any case. Every step then gets its blocks anew, zeroed, page by page. `python -m benchmarks word_step`
and `captcha_step` show what that costs.
"""

import ctypes
import sys
from collections.abc import Mapping

ARENAS, MAPPINGS, TRIM, PAD = -8, -4, -1, -2  # M_ARENA_MAX and so on of malloc.h
KEPT_BYTES = 512 * 2**20
SERVED_ARENAS, SERVED_BYTES = 2, 128 * 2**10


def keep_freed() -> None:
    """Tells glibc to keep half a gigabyte of what is freed; does nothing elsewhere.

    All is then taken from one heap, as only that one can grow large and no block has a mapping of its own. TensorFlow
    sets the threshold of trimming back, and leaves the rest.
    """
    _tune({ARENAS: 1, MAPPINGS: 0, TRIM: 2 * KEPT_BYTES, PAD: KEPT_BYTES})


def give_back_freed() -> None:
    """Tells glibc to give back to the system what many threads free; does nothing elsewhere.

    By itself it has a heap for nearly each thread, and the more of what is free stays there the larger the blocks are
    that were taken once. `python -m benchmarks load` shows what a server keeps.
    """
    _tune({ARENAS: SERVED_ARENAS, TRIM: SERVED_BYTES})


def _tune(options: Mapping[int, int]) -> None:
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform.startswith("linux") else None
    if tune:
        for option, value in options.items():
            tune(option, value)

"""Memory that one training step frees, kept for the next one.

`tf.data.Dataset.from_generator` tells glibc to give back to the system whatever is free beyond 128 kB, and large blocks
are given back in any case. Every step then gets its blocks anew, zeroed, page by page. `python -m benchmarks word_step`
and `captcha_step` show what that costs.
"""

import ctypes
import sys

ARENAS, MAPPINGS, TRIM, PAD = -8, -4, -1, -2  # M_ARENA_MAX and so on of malloc.h
KEPT_BYTES = 512 * 2**20


def keep_freed() -> None:
    """Tells glibc to keep half a gigabyte of what is freed; does nothing elsewhere.

    All is then taken from one heap, as only that one can grow large and no block has a mapping of its own. TensorFlow
    sets the threshold of trimming back, and leaves the rest.
    """
    if not sys.platform.startswith("linux"):
        return
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune:
        for option, value in ((ARENAS, 1), (MAPPINGS, 0), (TRIM, 2 * KEPT_BYTES), (PAD, KEPT_BYTES)):
            tune(option, value)

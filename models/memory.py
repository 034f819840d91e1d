"""Memory that one training step frees, kept for the next one.

`tf.data.Dataset.from_generator` tells glibc to give back to the system whatever is free beyond 128 kB. Every step then
gets its blocks anew, zeroed, page by page. `python -m benchmarks word_step` shows a step of word vectors both ways: on
two cores that costs a sixth to a quarter of its time.
"""

import ctypes
import sys

ARENAS, TRIM, PAD, MAPPED = -8, -1, -2, -3  # M_ARENA_MAX and so on of malloc.h
LARGEST = 32 * 2**20  # bytes: glibc takes no higher threshold for blocks of their own mapping
KEPT = 512 * 2**20  # bytes


def keep_freed() -> None:
    """Tells glibc to keep half a gigabyte of what is freed; does nothing elsewhere.

    TensorFlow sets the threshold of trimming back, and leaves the rest.
    """
    if not sys.platform.startswith("linux"):
        return
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune:
        for option, value in ((ARENAS, 2), (MAPPED, LARGEST), (TRIM, 2 * KEPT), (PAD, KEPT)):
            tune(option, value)

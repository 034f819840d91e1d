"""Random numbers that can be asked for in any order, and are the same in every language with 32-bit integers.

Number i of a seed is a hash of both: nothing is kept between calls (Salmon et al. 2011, "Parallel random numbers: as
easy as 1, 2, 3"). The hash is the finaliser of MurmurHash3, which lets every bit of its input change half the bits of
its output; `demos/dropout/views/arithmetic.js` has it in JavaScript, and a test holds the two equal.
"""

import numpy as np

from models.dropout.errors import BadSeedError

SEEDS = 2**31
GOLDEN = 0x9E3779B9  # 2³² / golden ratio, made odd: steps by it fill the circle of 32-bit numbers evenly
_MULTIPLIERS = 0x85EBCA6B, 0xC2B2AE35


def check_seed(seed: int) -> int:
    """The seed; raises BadSeedError for one that is no whole number from 0 to SEEDS − 1."""
    if isinstance(seed, bool) or not isinstance(seed, int | float | np.integer) or seed != seed // 1:
        raise BadSeedError(f"The seed is {seed!r}.", f"Give a whole number from 0 to {SEEDS - 1}.")
    if not 0 <= seed < SEEDS:
        raise BadSeedError(f"The seed is {seed}.", f"Give a whole number from 0 to {SEEDS - 1}.")
    return int(seed)


def mix(numbers: np.ndarray) -> np.ndarray:
    """The finaliser of MurmurHash3 of each 32-bit number, uint32 [n]; it is a permutation of all of them."""
    mixed = numbers.astype(np.uint32)
    for shift, multiplier in zip((16, 13), _MULTIPLIERS, strict=True):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(multiplier)
    return mixed ^ (mixed >> np.uint32(16))


def uniforms(seed: int, count: int, start: int = 0) -> np.ndarray:
    """Numbers `start` to `start + count − 1` of a seed, uniform in 0 to 1 without 1, float64 [count].

    mix(mix(seed) + GOLDEN · (i + 1)) / 2³², all of it modulo 2³². The seed is hashed by itself first, or the numbers of
    one seed would be those of another, moved along.
    """
    places = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    key = mix(np.array([check_seed(seed)], np.uint32)).astype(np.uint64)
    mixed = mix((key + GOLDEN * places) & np.uint64(0xFFFFFFFF))
    numbers: np.ndarray = mixed / 2.0**32
    return numbers

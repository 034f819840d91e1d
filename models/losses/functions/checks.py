"""What the parameters of a loss may be."""

import math
from collections.abc import Collection

from models.losses.errors import OutOfRangeError


def number(name: str, value: float, least: float, most: float = math.inf) -> float:
    """The value as a float. Raises OutOfRangeError if it is no number or not between `least` and `most`."""
    given = float(value)
    if not least <= given <= most or math.isinf(given):
        wanted = f"at least {least:g}" if math.isinf(most) else f"{least:g} to {most:g}"
        raise OutOfRangeError(f"{name} is {given:g}.", f"Give a number, {wanted}.")
    return given


def choice(name: str, value: str, allowed: Collection[str]) -> str:
    """The value. Raises OutOfRangeError if it is none of those allowed."""
    if value not in allowed:
        raise OutOfRangeError(f"{name} is {value!r}.", f"Choose one of {', '.join(allowed)}.")
    return value

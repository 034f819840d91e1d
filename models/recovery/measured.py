"""What a file says of itself, and how far it is followed."""

from dataclasses import dataclass

STEP = 1 << 20  # bytes that are read at a time
LARGEST = 1 << 32  # bytes of a file
MOST_INFLATED = 1 << 30  # bytes that are inflated in order to check a file


@dataclass(frozen=True)
class Measured:
    """What a file's own structure says: its length, whether it holds up to its end, and how sure that is."""

    length: int
    kind: str
    whole: bool
    confidence: float
    name: str | None = None

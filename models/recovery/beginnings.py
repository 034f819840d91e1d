"""Which file a place on an image belongs to, by the signatures before it; and where files lie that look like noise.

What xz, bzip2 and WebP pack looks random in any 512 bytes: only where such a file begins does it say what it is.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.recovery.answers import FileKind
from models.recovery.formats import FORMATS, measure
from models.recovery.source import Pieces, Source

SECTOR, HEAD = 512, 24  # bytes: files begin on multiples of the one, and with a signature of at most the other
BACK = 8 << 20  # bytes before a place in which its file is looked for
SECONDS = 2.0  # in which files are measured: an image can be made to have long ones
LIKE_NOISE: tuple[FileKind, ...] = ("xz", "bzip2", "webp")
STEP = 1 << 20


@dataclass(frozen=True)
class FileHere:
    """The file that a place belongs to: where it begins, its kind, its bytes (None if only its beginning holds up)."""

    offset: int
    kind: str
    length: int | None = None


def begins_as(head: bytes, kinds: Sequence[FileKind] = tuple(FORMATS)) -> FileKind | None:
    """The kind whose signature bytes begin with."""
    return next((kind for kind in kinds if FORMATS[kind].begins(head)), None)


def file_at(source: Source, offset: int) -> FileHere | None:
    """The file that begins at a place, or the last one before it that by its own account reaches it."""
    if kind := begins_as(source.read(offset, HEAD)):
        found = measure(kind, Pieces(source, ((offset, source.size - offset),)))
        return FileHere(offset, found.kind, found.length) if found else FileHere(offset, kind)
    ends = time.monotonic() + SECONDS
    first = max(0, offset - BACK) // SECTOR * SECTOR
    for start, kind in reversed(list(_beginnings(source, first, offset, tuple(FORMATS)))):
        found = measure(kind, Pieces(source, ((start, source.size - start),)))
        if found and found.whole and start + found.length > offset:
            return FileHere(start, found.kind, found.length)
        if time.monotonic() > ends:
            break
    return None


def packed_spans(source: Source) -> tuple[tuple[int, int], ...]:
    """Where files lie whole that look like noise, as start and end, in order, as far as SECONDS suffice."""
    spans: list[tuple[int, int]] = []
    end, ends = 0, time.monotonic() + SECONDS
    for low, high in source.extents():
        for start, kind in _beginnings(source, -(-low // SECTOR) * SECTOR, high, LIKE_NOISE):
            if time.monotonic() > ends:
                return tuple(spans)
            if start >= end and (found := measure(kind, Pieces(source, ((start, source.size - start),)))):
                end = start + found.length
                spans.append((start, end))
    return tuple(spans)


def _beginnings(source: Source, low: int, high: int, kinds: Sequence[FileKind]) -> Iterator[tuple[int, FileKind]]:
    """Sectors from `low` on and before `high` that begin with a signature."""
    either = re.compile(b"|".join(b"(?:%s)" % FORMATS[kind].signature for kind in kinds), re.DOTALL)
    for place in range(low, high, STEP):
        part = source.read(place, min(STEP + HEAD, source.size - place))
        for at in range(0, min(STEP, high - place), SECTOR):
            if either.match(part, at) and (kind := begins_as(part[at : at + HEAD], kinds)):
                yield place + at, kind

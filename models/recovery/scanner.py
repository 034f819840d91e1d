"""Byte patterns, found by Hyperscan in one pass: of several patterns first only a few rare bytes, their anchors.

All of a pattern is looked for around its anchors alone: a search for many whole patterns at once stops at whatever
resembles one. Blocks overlap by the longest pattern, so that none is missed on a boundary. Memory is one block,
whatever the size of the image.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import hyperscan

from models.recovery.errors import FragmentError
from models.recovery.source import Source

BLOCK = 4 << 20  # bytes at a time: what a core's caches like, and small beside what Python itself takes
MOST_ANCHORS = 256  # in a block: where there are more, all of it is looked at closely


class Collect:
    """What a scanner calls for each place; true to end the scan."""

    def __call__(self, pattern: int, start: int, end: int) -> bool:
        """Takes the number of the pattern, and where it begins and ends."""
        raise NotImplementedError


class Scanner:
    """Byte patterns, looked for in blocks that overlap by the longest of them.

    Args:
        expressions: regular expressions on bytes.
        longest: how many bytes they match at most.
        anchors: for each of them an expression for bytes that lie in all that it matches; none to do without.
    """

    def __init__(self, expressions: Sequence[bytes], longest: int, anchors: Sequence[bytes] = ()):
        self._expressions, self._longest = expressions, longest
        self._sieve = _Sieve(expressions, longest, anchors) if anchors else None

    def run(self, source: Source, collect: Collect) -> Iterator[int]:
        """Calls `collect(pattern, start, end)` for every place, and gives the bytes done after each block.

        It ends early if `collect` gives something true.
        """
        overlap = self._longest - 1
        buffer = bytearray(overlap + BLOCK)
        view = memoryview(buffer)
        done = 0
        for first, last in source.extents():
            kept, position = 0, first
            while position < last:
                size = source.read_into(position, view[kept : kept + min(BLOCK, last - position)])
                if not size:
                    break
                stopped = self._scan(view[: kept + size], position - kept, kept, collect)
                position += size
                done += size
                yield done
                if stopped:
                    return
                tail = min(overlap, kept + size)
                view[:tail] = bytes(view[kept + size - tail : kept + size])
                kept = tail

    def _scan(self, block: memoryview, begin: int, seen: int, collect: Collect) -> bool:
        windows = self._sieve.windows(block, self._ready) if self._sieve else [(0, len(block))]
        return any(
            self._scan_window(block[first:last], begin + first, seen - first, collect) for first, last in windows
        )

    def _scan_window(self, window: Any, begin: int, seen: int, collect: Collect) -> bool:
        """Hyperscan takes what gives bytes, though it is typed as text or bytes."""
        stopped = False

        def on_match(pattern: int, start: int, end: int, flags: int, context: object) -> bool:
            nonlocal stopped
            if end > seen:  # else it was reported with the block before
                stopped = collect(pattern, begin + start, begin + end)
            return stopped

        with suppress(hyperscan.ScanTerminated):
            self._database.scan(window, match_event_handler=on_match)
        return stopped

    @cached_property
    def _database(self) -> hyperscan.Database:
        return _compiled(self._expressions, hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_DOTALL)

    @property
    def _ready(self) -> bool:
        """Whether the database is there: to make it takes longer than to search a hundred megabytes for anchors."""
        return "_database" in vars(self)


class _Sieve:
    """Where in a block patterns may lie."""

    def __init__(self, expressions: Sequence[bytes], longest: int, anchors: Sequence[bytes]):
        self._longest = longest
        self._anchored: dict[bytes, list[bytes]] = {}
        for expression, anchor in zip(expressions, anchors, strict=True):
            self._anchored.setdefault(anchor, []).append(expression)
        self._database = _compiled(tuple(self._anchored), hyperscan.HS_FLAG_DOTALL)
        self._closer: dict[int, re.Pattern[bytes]] = {}

    def windows(self, block: memoryview, ready: bool) -> list[tuple[int, int]]:
        """Windows that do not touch, outside of which no pattern lies; `ready` if they need not be few."""
        places: list[tuple[int, int]] = []

        def on_anchor(anchor: int, start: int, end: int, flags: int, context: object) -> bool:
            places.append((end, anchor))
            return len(places) > MOST_ANCHORS

        anything: Any = block  # typed as text or bytes
        with suppress(hyperscan.ScanTerminated):
            self._database.scan(anything, match_event_handler=on_anchor)
        if len(places) > MOST_ANCHORS:
            return [(0, len(block))]
        windows: list[tuple[int, int]] = []
        for end, anchor in sorted(places):
            first, last = max(0, end - self._longest), min(len(block), end + self._longest)
            if not ready and not self._look_closer(anchor).search(block, first, last):
                continue
            if windows and first <= windows[-1][1]:
                windows[-1] = windows[-1][0], last
            else:
                windows.append((first, last))
        return windows

    def _look_closer(self, anchor: int) -> re.Pattern[bytes]:
        """Python's own search, slower, but ready sooner."""
        if anchor not in self._closer:
            self._closer[anchor] = re.compile(b"|".join(list(self._anchored.values())[anchor]), re.DOTALL)
        return self._closer[anchor]


def _compiled(expressions: Sequence[bytes], flags: int) -> hyperscan.Database:
    database, count = hyperscan.Database(), len(expressions)
    try:
        database.compile(expressions=list(expressions), ids=list(range(count)), elements=count, flags=[flags] * count)
    except hyperscan.error as error:  # "Pattern is too large": of a hundred words of two letters
        raise FragmentError("The fragments have too many words.", "Give fewer of them: a rare word or two.") from error
    return database

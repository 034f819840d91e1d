"""Every place where a fragment lies, whatever its encoding, case or white space: one pass over the image.

All spellings become byte patterns that Hyperscan looks for together. Blocks overlap by the longest pattern, so that
none is missed on a boundary, and each place is reported once. Memory is one block, whatever the size of the image.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import hyperscan

from models.recovery.answers import ENCODINGS, Encoding, Hit, Progress
from models.recovery.errors import FragmentError
from models.recovery.source import Source

BLOCK = 4 << 20  # bytes at a time: what a core's caches like, and small beside what Python itself takes
MOST_FRAGMENTS, SHORTEST, LONGEST = 20, 2, 200  # characters of a fragment
MOST_COUNTED = 1_000_000  # hits; a scan that has counted these is ended
MOST_PLACES = 20_000  # hits that are kept
PAGE = 4096  # bytes, of which one hit of each pattern is kept: a text is widened from any of its hits
ALIKE: dict[Encoding, tuple[Encoding, ...]] = {"utf-8": ("utf-8", "gb18030")}  # of one pattern for ASCII
MOST_SPACES = 16  # that stand for one white space of a fragment
SPACES = (" ", "\t", "\n", "\r", "\xa0", "\u3000")


@dataclass(frozen=True)
class Pattern:
    """One spelling of a fragment in one encoding, as a regular expression on bytes, and how long it can be."""

    expression: bytes
    longest: int
    encoding: Encoding
    fragment: str


@dataclass
class Found:
    """What a scan has found: `counted` hits, of which `hits` are kept, and whether there were more."""

    hits: list[Hit] = field(default_factory=list)
    counted: int = 0
    bounded: bool = False
    scanned: int = 0


def check_fragments(fragments: Sequence[str]) -> tuple[str, ...]:
    """The fragments without the white space around them, and without repetitions.

    Raises:
        FragmentError: there is none, there are too many, or one is too short, too long or holds control characters.
    """
    stripped = tuple(dict.fromkeys(fragment.strip() for fragment in fragments))
    if not stripped or stripped == ("",):
        raise FragmentError("There is no fragment.", "Give a few words that stood in the lost text.")
    if len(stripped) > MOST_FRAGMENTS:
        raise FragmentError(f"There are {len(stripped)} fragments.", f"Give at most {MOST_FRAGMENTS}.")
    for fragment in stripped:
        if len(fragment) < SHORTEST:
            raise FragmentError("A fragment has fewer than two characters.", "A rare word or two finds least else.")
        if len(fragment) > LONGEST:
            remedy = f"Give the rarest part of it: at most {LONGEST}."
            raise FragmentError(f"A fragment has {len(fragment)} characters.", remedy)
        if any(unicodedata.category(character) in ("Cc", "Cs") and character not in SPACES for character in fragment):
            raise FragmentError("A fragment holds control characters.", "Type it, or copy it without them.")
    return stripped


def patterns_of(fragments: Sequence[str], encodings: Sequence[Encoding] = ENCODINGS) -> list[Pattern]:
    """The byte patterns of checked fragments: one for each fragment and encoding, equal ones only once."""
    patterns: dict[bytes, Pattern] = {}
    for fragment in fragments:
        for encoding in encodings:
            if encoding == "gb18030" and "utf-8" in encodings and fragment.isascii():
                continue  # spelt as in UTF-8: which of the two a text is in, the text says
            expression, longest = _expression(fragment, encoding)
            if expression:
                patterns.setdefault(expression, Pattern(expression, longest, encoding, fragment))
    return list(patterns.values())


def scan(
    source: Source, fragments: Sequence[str], encodings: Sequence[Encoding] = ENCODINGS
) -> Iterator[Progress | Found]:
    """Progress after each block, and what was found at the end.

    Raises:
        FragmentError: a fragment is refused.
    """
    patterns = patterns_of(check_fragments(fragments), encodings)
    collector = _Collector(patterns)
    total = sum(end - start for start, end in source.extents())
    scanner = Scanner([pattern.expression for pattern in patterns], max(pattern.longest for pattern in patterns))
    for done in scanner.run(source, collector):
        collector.found.scanned = done
        yield Progress(done, total, collector.found.counted)
    yield collector.found


class Scanner:
    """Byte patterns, looked for in blocks that overlap by the longest of them."""

    def __init__(self, expressions: Sequence[bytes], longest: int):
        flags = hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_DOTALL
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=list(expressions),
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[flags] * len(expressions),
        )
        self._overlap = longest - 1

    def run(self, source: Source, collect: "Collect") -> Iterator[int]:
        """Calls `collect(pattern, start, end)` for every place, and gives the bytes done after each block.

        It ends early if `collect` gives something true.
        """
        overlap = self._overlap
        buffer = bytearray(overlap + BLOCK)
        view = memoryview(buffer)
        done = 0
        for first, last in source.extents():
            kept, position = 0, first
            while position < last:
                size = source.read_into(position, view[kept : kept + min(BLOCK, last - position)])
                if not size:
                    break
                begin = position - kept
                stopped = self._scan(buffer, kept + size, begin, kept, collect)
                position += size
                done += size
                yield done
                if stopped:
                    return
                tail = min(overlap, kept + size)
                view[:tail] = bytes(view[kept + size - tail : kept + size])
                kept = tail

    def _scan(self, buffer: bytearray, size: int, begin: int, seen: int, collect: "Collect") -> bool:
        stopped = False

        def on_match(pattern: int, start: int, end: int, flags: int, context: object) -> bool:
            nonlocal stopped
            if end > seen:  # else it was reported with the block before
                stopped = collect(pattern, begin + start, begin + end)
            return stopped

        with suppress(hyperscan.ScanTerminated):
            whole: Any = buffer if size == len(buffer) else memoryview(buffer)[:size]  # typed as str or bytes
            self._database.scan(whole, match_event_handler=on_match)
        return stopped


class Collect:
    """What a scanner calls for each place; true to end the scan."""

    def __call__(self, pattern: int, start: int, end: int) -> bool:
        """Takes the number of the pattern, and where it begins and ends."""
        raise NotImplementedError


class _Collector(Collect):
    """Counts every hit, and keeps the first of each pattern in a page."""

    def __init__(self, patterns: Sequence[Pattern]):
        self.found = Found()
        self._patterns = patterns
        self._pages = [-1] * len(patterns)
        self._wide = [pattern.encoding.startswith("utf-16") for pattern in patterns]

    def __call__(self, pattern: int, start: int, end: int) -> bool:
        if start & 1 and self._wide[pattern]:  # the other byte order, seen a byte beside: files begin at even offsets
            return False
        found = self.found
        found.counted += 1
        if self._pages[pattern] != start // PAGE:
            self._pages[pattern] = start // PAGE
            if len(found.hits) < MOST_PLACES:
                spelt = self._patterns[pattern]
                found.hits.append(Hit(start, end - start, spelt.encoding, spelt.fragment))
            else:
                found.bounded = True
        if found.counted >= MOST_COUNTED:
            found.bounded = True
            return True
        return False


def _expression(fragment: str, encoding: Encoding) -> tuple[bytes, int]:
    """A regular expression for every spelling of a fragment, and the most bytes that it matches."""
    parts, longest, spaced = [], 0, False
    for character in fragment:
        if character.isspace():
            if not spaced:
                choices = sorted({space.encode(one) for space in SPACES for one in ALIKE.get(encoding, (encoding,))})
                parts.append(b"(?:" + b"|".join(map(_literal, choices)) + b"){1,%d}" % MOST_SPACES)
                longest += MOST_SPACES * max(map(len, choices))
            spaced = True
            continue
        spaced = False
        choices = sorted({_encoded(spelling, encoding) for spelling in _spellings(character)} - {b""})
        if not choices:  # no such character in this encoding
            return b"", 0
        parts.append(b"(?:" + b"|".join(map(_literal, choices)) + b")")
        longest += max(map(len, choices))
    return b"".join(parts), longest


def _spellings(character: str) -> set[str]:
    """A character in both cases, composed and decomposed, as systems write it."""
    cased = {character, *(one for one in (character.lower(), character.upper()) if len(one) == 1)}
    return cased | {unicodedata.normalize("NFD", one) for one in cased}


def _encoded(text: str, encoding: Encoding) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _literal(content: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in content)

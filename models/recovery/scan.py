"""Every place where a fragment lies, whatever its encoding, case or white space: one pass over the image.

All spellings become byte patterns that are looked for together, and each place is reported once.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from models.recovery.anchors import anchor_of
from models.recovery.answers import ENCODINGS, Encoding, Hit, Progress
from models.recovery.errors import FragmentError
from models.recovery.scanner import Collect, Scanner
from models.recovery.source import Source

MOST_FRAGMENTS, SHORTEST, LONGEST = 20, 2, 200  # characters of a fragment
MOST_COUNTED = 1_000_000  # hits; a scan that has counted these is ended
MOST_PLACES = 20_000  # hits that are kept
MOST_TOLD = 500  # places of a block's hits that are told while a scan goes on
PAGE = 4096  # bytes, of which one hit of each pattern is kept: a text is widened from any of its hits
ALIKE: dict[Encoding, tuple[Encoding, ...]] = {"utf-8": ("utf-8", "gb18030")}  # of one pattern for ASCII
MOST_SPACES = 16  # that stand for one white space of a fragment
SPACES = (" ", "\t", "\n", "\r", "\xa0", "\u3000")


@dataclass(frozen=True)
class Pattern:
    """One spelling of a fragment in one encoding, as a regular expression on bytes, and how long it can be.

    `anchor` is an expression for a few bytes that lie in all that it matches.
    """

    expression: bytes
    longest: int
    encoding: Encoding
    fragment: str
    anchor: bytes


@dataclass
class Found:
    """What a scan has found: `counted` hits, of which `hits` are kept, and whether there were more."""

    hits: list[Hit] = field(default_factory=list)
    counted: int = 0
    bounded: bool = False
    scanned: int = 0


def check_fragments(fragments: Sequence[str]) -> tuple[str, ...]:
    """The fragments composed (`é` is one character), without the white space around them, and without repetitions.

    Raises:
        FragmentError: there is none, there are too many, or one is too short, too long or holds control characters.
    """
    stripped = tuple(dict.fromkeys(_composed(fragment.strip()) for fragment in fragments))
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
                anchor = _anchor(fragment, encoding)
                patterns.setdefault(expression, Pattern(expression, longest, encoding, fragment, anchor))
    return list(patterns.values())


def text_pattern(fragments: Sequence[str]) -> re.Pattern[str]:
    """What finds any of the fragments in a text, spelt as a scan finds them in bytes: the longest where several are."""
    spelt = (r"\s+".join(map(_spelt, _composed(fragment).split())) for fragment in fragments)
    longest_first = sorted((one for one in spelt if one), key=len, reverse=True)
    return re.compile("|".join(longest_first) or r"(?!)", re.IGNORECASE)


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
    scanner = scanner_of(patterns)
    told = 0  # hits
    for done in scanner.run(source, collector):
        collector.found.scanned = done
        new = collector.found.hits[told:]
        told += len(new)
        places = tuple(hit.offset for hit in new[:: 1 + len(new) // MOST_TOLD])
        yield Progress(done, total, collector.found.counted, places)
    yield collector.found


def scanner_of(patterns: Sequence[Pattern]) -> Scanner:
    """What looks for patterns: of several, first for their anchors."""
    anchors = [pattern.anchor for pattern in patterns] if len(patterns) > 1 else []
    return Scanner([pattern.expression for pattern in patterns], max(one.longest for one in patterns), anchors)


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


def _anchor(fragment: str, encoding: Encoding) -> bytes:
    """An expression for the rarest characters of a fragment.

    In UTF-16 without the zero at an end of ASCII: both byte orders then have one anchor.
    """
    anchor = anchor_of(fragment)
    expression = _expression(anchor, encoding)[0]
    if encoding.startswith("utf-16") and anchor.isascii():
        zero = _literal(b"\0")
        spelt = [b"(?:" + b"|".join(_literal(one.encode()) for one in sorted(_spellings(c))) + b")" for c in anchor]
        expression = zero.join(spelt)
    return expression


def _composed(text: str) -> str:
    """A text whose letters and marks are one character each where there is one; what Unicode never composes stays."""
    runs = groupby(text, lambda character: unicodedata.is_normalized("NFC", character))
    return "".join(unicodedata.normalize("NFC", "".join(run)) if stays else "".join(run) for stays, run in runs)


def _spelt(word: str) -> str:
    """A regular expression for a composed word, and as systems decompose it."""
    spellings = (dict.fromkeys((character, unicodedata.normalize("NFD", character))) for character in word)
    return "".join(f"(?:{'|'.join(map(re.escape, spelt))})" for spelt in spellings)


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

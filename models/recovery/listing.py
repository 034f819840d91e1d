"""All texts on an image, found by their bytes, when no fragment is remembered.

list_texts("disk.img").texts

Asks the network of the checkpoint `blocks`, and only reads the image.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.recovery.answers import Encoding, Progress, Reason, TextKind
from models.recovery.blocks import BLOCK_BYTES, TEXTS, Blocks
from models.recovery.mapping import AT_ONCE, bundled
from models.recovery.source import Source
from models.recovery.texts import Text, text_at

STEPS = (512, 1_024, 2_048, 4_096)  # bytes between blocks that are looked at for texts
MOST_LOOKED_AT = 65_536  # blocks; of a larger image every 4,096th byte and more
MOST_TEXTS = 2_000
SPAN = 1 << 16  # bytes that a text is widened by at a time: what is longer is joined
LONGEST_CHARACTER = 4  # bytes
LEAST_BYTES = 24  # of a text: noise gives shorter ones by accident
PREVIEW = 300  # characters
TEXT_PROBABILITY = 0.5  # from which on a block is looked at as text
LETTERS = {
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}
ENGLISH = re.compile(r"\b(?:the|and|of|to|is|in|that|for|with|are)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ListedText:
    """A text that was found by its bytes alone.

    `kind` is prose, code, markup or records, `text_kind` what it is more closely, `language` zh, en, ja, ko, ru or
    other; `preview` are its first PREVIEW characters, `characters` how many it has.
    """

    offset: int
    length: int
    kind: str
    text_kind: TextKind
    language: str
    encoding: Encoding
    preview: str
    characters: int
    partial: tuple[Reason, ...]
    confidence: float


@dataclass(frozen=True)
class ListedTexts:
    """The texts in the order of their places, and how many there are of each kind and language.

    `step` is how far blocks lie apart that were looked at: a text that is shorter may have been missed. `bounded` is
    true if there are more than MOST_TEXTS.
    """

    texts: tuple[ListedText, ...]
    counts: tuple[tuple[str, str, int], ...]
    scanned: int
    step: int
    bounded: bool


def list_texts(path: str | Path, blocks: Blocks | None = None, device: bool = False) -> ListedTexts:
    """All texts on an image, found by their bytes, with their kinds and languages: for when no words are remembered.

    Deleted texts and those that are still there alike. Arguments and errors as of `map_image`.
    """
    answer = None
    for step in scan_list(path, blocks, device):
        if isinstance(step, ListedTexts):
            answer = step
    assert answer is not None
    return answer


def scan_list(path: str | Path, blocks: Blocks | None = None, device: bool = False) -> Iterator[Progress | ListedTexts]:
    """As `list_texts`, with progress over the bytes of the image; the list comes last."""
    network = blocks or bundled()
    with Source(path, device) as source:
        yield Progress(0, source.size, 0)
        lister = _Lister(source, network)
        for places in lister.groups():
            lister.look(places)
            yield Progress(places[-1], source.size, len(lister.texts))
            if lister.bounded:
                break
    yield lister.answer()


class _Lister:
    """Looks at blocks in their order, and widens each that is text and not yet in one."""

    def __init__(self, source: Source, network: Blocks):
        self.source, self.network = source, network
        self.step = next((step for step in STEPS if source.size <= step * MOST_LOOKED_AT), self._coarse())
        self.texts: list[ListedText] = []
        self.end = self.scanned = 0
        self.bounded = self.cut = False
        self.textual = [network.kinds.index(kind) for kind in TEXTS]

    def _coarse(self) -> int:
        step = -(-self.source.size // MOST_LOOKED_AT)
        return -(-step // STEPS[-1]) * STEPS[-1]

    def groups(self) -> Iterator[list[int]]:
        """Offsets of blocks to look at, some at once; none in the holes of a sparse image."""
        for start, end in self.source.extents():
            places = range(-(-start // self.step) * self.step, end, self.step)
            for first in range(0, len(places), AT_ONCE):
                yield list(places[first : first + AT_ONCE])

    def look(self, places: list[int]) -> None:
        """Adds the texts that begin at or around these blocks."""
        places = [place for place in places if place >= self.end]
        if not places:
            return
        pieces = [self.source.read(place, BLOCK_BYTES).ljust(BLOCK_BYTES, b"\0") for place in places]
        given = self.network.probabilities(np.frombuffer(b"".join(pieces), np.uint8).reshape(-1, BLOCK_BYTES))
        self.scanned += len(places) * BLOCK_BYTES
        for place, row in zip(places, given, strict=True):
            if row[self.textual].sum() >= TEXT_PROBABILITY and place >= self.end and not self.bounded:
                self._widen(place, row)

    def _widen(self, place: int, row: np.ndarray) -> None:
        low, high = self.end, min(self.source.size, place + SPAN)
        text = text_at(self.source, place, lambda _offset: (low, high))
        if text is None or text.end - text.start < LEAST_BYTES:
            return
        listed = _listed(text, TEXTS[int(row[self.textual].argmax())])
        if self._goes_on(listed):
            self.texts[-1] = _joined(self.texts[-1], listed)
        else:
            self.texts.append(listed)
        self.cut = text.end > high - LONGEST_CHARACTER
        self.end = text.end
        self.bounded = len(self.texts) >= MOST_TEXTS

    def _goes_on(self, listed: ListedText) -> bool:
        """Whether a text is the next SPAN of the one before."""
        if not self.cut or not self.texts:
            return False
        last = self.texts[-1]
        return listed.encoding == last.encoding and listed.offset - self.end < LONGEST_CHARACTER

    def answer(self) -> ListedTexts:
        counted = Counter((text.kind, text.language) for text in self.texts)
        counts = tuple((kind, language, number) for (kind, language), number in counted.most_common())
        return ListedTexts(tuple(self.texts), counts, self.scanned, self.step, self.bounded)


def _listed(text: Text, kind: str) -> ListedText:
    preview, language = text.text[:PREVIEW], language_of(text.text)
    length = text.end - text.start
    return ListedText(
        text.start, length, kind, text.kind, language, text.encoding, preview, len(text.text), text.partial,
        round(text.confidence, 3),
    )  # fmt: skip


def _joined(one: ListedText, other: ListedText) -> ListedText:
    begins = tuple(reason for reason in one.partial if reason == "begins_inside")
    ends = tuple(reason for reason in other.partial if reason != "begins_inside")
    return replace(
        one,
        length=other.offset + other.length - one.offset,
        characters=one.characters + other.characters,
        partial=begins + ends,
    )


def language_of(text: str) -> str:
    """zh, en, ja, ko, ru or other, by the letters of the first characters; a hanzi counts as two letters."""
    head = text[:4_000]
    counts = {name: len(letters.findall(head)) for name, letters in LETTERS.items()}
    if counts["ja"] > counts["zh"] / 5 and counts["ja"] > 3:
        return "ja"
    counts["zh"] *= 2
    best = max(counts, key=lambda name: counts[name])
    if best == "latin":
        return "en" if len(ENGLISH.findall(head)) >= max(1, len(head) / 400) else "other"
    return best if counts[best] else "other"

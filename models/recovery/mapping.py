"""The map of an image: what kind of data lies where, by samples; and all texts on it, when no fragment is remembered.

map_image("disk.img").stretches
list_texts("disk.img").texts

Both ask the network of the checkpoint `blocks`, and only read the image.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from models.recovery.answers import Encoding, Progress, Reason, Stretch, TextKind
from models.recovery.beginnings import packed_spans
from models.recovery.blocks import BLOCK_BYTES, TEXTS, Blocks, load
from models.recovery.errors import UnknownKindError
from models.recovery.source import Source
from models.recovery.texts import Text, text_at

BUNDLED = Path(__file__).parents[2] / "checkpoints" / "blocks"
CELLS, MOST_CELLS = 512, 4_096
SAMPLES = 8  # blocks of a cell that are looked at
LARGEST_LOOKED_THROUGH = 1 << 30  # bytes of an image that is read whole for files that look random
CELL_BYTES = 4_096  # the least of a cell: a block of most file systems
STEPS = (512, 1_024, 2_048, 4_096)  # bytes between blocks that are looked at for texts
MOST_LOOKED_AT = 65_536  # blocks; of a larger image every 4,096th byte and more
AT_ONCE = 1_024  # blocks between two reports of progress
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
class ImageMap:
    """What lies where on an image.

    `shares` has for each cell of `cell_bytes` bytes the mean probability of each of `kinds`, [cells][kinds]; the last
    cell may be smaller. `stretches` are neighbouring cells whose most probable kind is the same. `totals` are the
    shares of the whole image.
    """

    size: int
    cell_bytes: int
    kinds: tuple[str, ...]
    shares: tuple[tuple[float, ...], ...]
    stretches: tuple[Stretch, ...]
    totals: tuple[float, ...]


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


@cache
def _bundled() -> Blocks:
    return load(BUNDLED)


def map_image(path: str | Path, cells: int = CELLS, blocks: Blocks | None = None, device: bool = False) -> ImageMap:
    """What kind of data lies where on an image, by SAMPLES blocks of each cell.

    Args:
        path: the image; it is only read.
        cells: how many cells the map has at most, 1 to MOST_CELLS; none is smaller than CELL_BYTES.
        blocks: the network; the bundled one if none is given.
        device: whether a block device is meant.

    Raises:
        UnknownKindError: there cannot be so many cells.
        SourceError: there is no image, or none that can be looked at.
    """
    answer = None
    for step in scan_map(path, cells, blocks, device):
        if isinstance(step, ImageMap):
            answer = step
    assert answer is not None
    return answer


def scan_map(
    path: str | Path, cells: int = CELLS, blocks: Blocks | None = None, device: bool = False
) -> Iterator[Progress | ImageMap]:
    """As `map_image`, with progress over the bytes of the image; the map comes last."""
    if not 1 <= cells <= MOST_CELLS:
        raise UnknownKindError(f"A map of {cells} cells cannot be drawn.", f"Ask for 1 to {MOST_CELLS:,}.")
    network = blocks or _bundled()
    with Source(path, device) as source:
        size = source.size
        yield Progress(0, size, 0)
        cell = -(-size // cells)
        cell = -(-cell // CELL_BYTES) * CELL_BYTES
        starts = range(0, size, cell)
        rows: list[np.ndarray] = []
        group = max(1, AT_ONCE // SAMPLES)
        for first in range(0, len(starts), group):
            some = starts[first : first + group]
            samples = [_sample(source, start, min(cell, size - start)) for start in some]
            given = network.probabilities(np.concatenate(samples))
            rows += [part.mean(axis=0) for part in np.split(given, np.cumsum([len(part) for part in samples])[:-1])]
            yield Progress(min(size, some[-1] + cell), size, 0)
        shares = np.stack(rows)
        if size <= LARGEST_LOOKED_THROUGH:
            _call_packed(shares, packed_spans(source), cell, network.kinds)
    yield _map_of(shares, size, cell, network.kinds)


def _call_packed(shares: np.ndarray, spans: Iterable[tuple[int, int]], cell: int, kinds: tuple[str, ...]) -> None:
    """Counts as compressed what seems random of cells, as far as files lie there that are compressed."""
    random, compressed = kinds.index("random"), kinds.index("compressed")
    covered = np.zeros(len(shares))
    for start, end in spans:
        for number in range(start // cell, min(-(-end // cell), len(shares))):
            covered[number] += (min(end, (number + 1) * cell) - max(start, number * cell)) / cell
    moved = shares[:, random] * covered.clip(0, 1)
    shares[:, compressed] += moved
    shares[:, random] -= moved


def _sample(source: Source, start: int, length: int) -> np.ndarray:
    """Blocks of a cell, evenly spread, uint8 [n, BLOCK_BYTES]; what is less than a block is filled up with zeros."""
    count = max(1, min(SAMPLES, length // BLOCK_BYTES))
    places = [start + int(part) // BLOCK_BYTES * BLOCK_BYTES for part in np.linspace(0, length, count, endpoint=False)]
    pieces = [source.read(place, min(BLOCK_BYTES, start + length - place)) for place in places]
    joined = b"".join(piece.ljust(BLOCK_BYTES, b"\0") for piece in pieces)
    return np.frombuffer(joined, np.uint8).reshape(-1, BLOCK_BYTES)


def _map_of(shares: np.ndarray, size: int, cell: int, kinds: tuple[str, ...]) -> ImageMap:
    best = shares.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    stretches = tuple(
        Stretch(
            first * cell,
            min(last * cell, size) - first * cell,
            kinds[int(best[first])],
            round(float(shares[first:last, int(best[first])].mean()), 3),
        )
        for first, last in pairwise(edges)
    )
    lengths = np.full(len(shares), cell)
    lengths[-1] = size - cell * (len(shares) - 1)
    totals = (shares * lengths[:, None]).sum(axis=0) / size
    rounded = tuple(tuple(row) for row in shares.astype(float).round(3).tolist())
    return ImageMap(size, cell, kinds, rounded, stretches, tuple(totals.round(4).tolist()))


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
    network = blocks or _bundled()
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

"""What was found in an image, as it can be shown: cut to previews, without control characters, and small."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.recovery.answers import CarvedFile, Encoding, Reason, TextKind, Version
from models.recovery.compare import changes_of
from models.recovery.display import harmless
from models.recovery.listing import ListedText
from models.recovery.mapping import ImageMap
from models.recovery.packing import FILES_PACKED
from models.recovery.scan import text_pattern

SHOWN = 4_000  # characters of a text at most
SHOWN_OF_ALL = 80_000  # characters of all texts together
BEFORE = 400  # characters that are shown before the first hit of a long text
SHOWN_CHANGES = 4_000  # characters of a difference
CHANGES_OF_ALL = 60_000
LISTED_CHARACTERS, LISTED_FILES = 160, 400
RUNS_SHOWN = 4_000  # pieces of all files together


@dataclass(frozen=True)
class Strip:
    """The map of an image as cells in a row: each digit of `kinds` is the place of its kind in `names`.

    `shares` are those of the whole image, `hits` the numbers of cells in which something was found: while
    a search goes on, of all places that hold a fragment; at its end, of those that lie in texts that are given.
    """

    cell_bytes: int
    names: tuple[str, ...]
    kinds: str
    shares: tuple[float, ...]
    hits: tuple[int, ...] = ()


@dataclass(frozen=True)
class ShownVersion:
    """A text that was found, as it can be shown: no control characters, and cut to a preview.

    `parts` are pieces of text and whether they are a hit; `cut_before` and `cut_after` count characters that are left
    out. `changes` are lines of a unified difference from the first version of its group.
    """

    parts: tuple[tuple[str, bool], ...]
    cut_before: int
    cut_after: int
    encoding: Encoding
    kind: TextKind
    offset: int
    length: int
    confidence: float
    partial: tuple[Reason, ...]
    name: str | None
    time: str | None
    exists: bool
    copies: int
    group: int
    changes: tuple[str, ...]


@dataclass(frozen=True)
class FoundTexts:
    """What a search for fragments found: versions, best first; `archive` is a ZIP of the first `packed` of them, whole,
    as a data address, or empty."""

    versions: tuple[ShownVersion, ...]
    bounded: bool
    seconds: float
    archive: str
    packed: int


@dataclass(frozen=True)
class FoundFiles:
    """Files that were found by their signatures, the first LISTED_FILES of `count`; `archive` has the first `packed`
    of those that are whole and fit. Those in `single`, numbered from 0 on, can be had by themselves."""

    files: tuple[CarvedFile, ...]
    count: int
    archive: str
    packed: int
    single: tuple[int, ...] = ()


@dataclass(frozen=True)
class TextRow:
    """A text in a list: its place, what it is, and how it begins."""

    offset: int
    length: int
    kind: str
    text_kind: TextKind
    language: str
    encoding: Encoding
    begins: str
    characters: int
    partial: tuple[Reason, ...]
    confidence: float


def strip_of(image: ImageMap) -> Strip:
    """A map as a strip of the most probable kinds."""
    kinds = "".join(str(max(range(len(row)), key=row.__getitem__)) for row in image.shares)
    return Strip(image.cell_bytes, image.kinds, kinds, image.totals)


def _highlighted(text: str, fragments: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Pieces of a text, without control characters, and whether each is one of the fragments."""
    parts, end = [], 0
    text = text.replace("\r\n", "\n")
    for place in text_pattern(fragments).finditer(text):
        if place.start() > end:
            parts.append((harmless(text[end : place.start()]), False))
        parts.append((harmless(place.group()), True))
        end = place.end()
    if end < len(text):
        parts.append((harmless(text[end:]), False))
    return tuple(parts)


def shown_files(files: Sequence[CarvedFile]) -> tuple[tuple[CarvedFile, ...], tuple[int, ...]]:
    """Files as they can be shown, and which of them are small and in few enough pieces to be had by themselves."""
    shown, single, left = [], [], RUNS_SHOWN
    for number, file in enumerate(files):
        if file.length <= FILES_PACKED and len(file.runs) <= left:
            single.append(number)
            left -= len(file.runs)
        runs = file.runs if number in single[-1:] else ()
        shown.append(replace(file, name=harmless(file.name) if file.name else None, runs=runs))
    return tuple(shown), tuple(single)


def marked(strip: Strip | None, places: Sequence[int]) -> Strip | None:
    """A strip with more places marked."""
    if strip is None:
        return None
    cells = {place // strip.cell_bytes for place in places}
    return replace(strip, hits=tuple(sorted({*strip.hits, *(cell for cell in cells if cell < len(strip.kinds))})))


def shown_versions(versions: Sequence[Version], fragments: Sequence[str]) -> tuple[ShownVersion, ...]:
    most = min(SHOWN, SHOWN_OF_ALL // max(1, len(versions)))
    changed = min(SHOWN_CHANGES, CHANGES_OF_ALL // max(1, len(versions)))
    firsts: dict[int, Version] = {}
    return tuple(
        _shown_version(version, firsts.setdefault(version.group, version), fragments, most, changed)
        for version in versions
    )


def _shown_version(version: Version, first: Version, fragments: Sequence[str], most: int, changed: int) -> ShownVersion:
    text = version.text.replace("\r\n", "\n")
    start = 0
    if len(text) > most and (place := text_pattern(fragments).search(text)):
        start = max(0, min(place.start() - BEFORE, len(text) - most))
    end = min(len(text), start + most)
    changes = () if version is first else changes_of(first.text, text, changed)
    parts = _highlighted(text[start:end], fragments)
    return ShownVersion(
        parts, start, len(text) - end, version.encoding, version.kind, version.offset,
        version.length, version.confidence, version.partial, harmless(version.name) if version.name else None,
        version.time, version.exists, version.copies, version.group, changes,
    )  # fmt: skip


def text_row(text: ListedText) -> TextRow:
    begins = " ".join(harmless(text.preview[: 2 * LISTED_CHARACTERS]).split())[:LISTED_CHARACTERS]
    return TextRow(
        text.offset, text.length, text.kind, text.text_kind, text.language, text.encoding, begins, text.characters,
        text.partial, text.confidence,
    )  # fmt: skip

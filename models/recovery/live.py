"""Searches that somebody watches: each yields frames, small while it goes on, the last one with what was found.

for frame in search_live("disk.img", ["remembered words"]):
    print(frame.stage, frame.done, frame.total)
frame.found.versions[0].parts
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.recovery.answers import CarvedFile, FileKind, Match, Progress, Recovered
from models.recovery.compare import Stage
from models.recovery.listing import ListedTexts, scan_list
from models.recovery.mapping import ImageMap, scan_map
from models.recovery.packing import pack_files, pack_texts
from models.recovery.previews import (
    LISTED_FILES,
    FoundFiles,
    FoundTexts,
    Strip,
    TextRow,
    marked,
    shown_files,
    shown_versions,
    strip_of,
    text_row,
)
from models.recovery.recover import TOP, scan_text
from models.recovery.signatures import scan_files
from models.recovery.source import Source

LISTED_TEXTS = 400


@dataclass(frozen=True)
class SearchFrame:
    """A search for fragments at a moment: `done` of `total` bytes of its stage, hits counted so far."""

    stage: Stage
    size: int
    done: int
    total: int
    hits: int = 0
    strip: Strip | None = None
    found: FoundTexts | None = None


@dataclass(frozen=True)
class FilesFrame:
    """A search for files at a moment."""

    stage: Stage
    size: int
    done: int
    total: int
    found: FoundFiles | None = None


@dataclass(frozen=True)
class MapFrame:
    """A map that is drawn: its strip comes last."""

    stage: Stage
    size: int
    done: int
    total: int
    strip: Strip | None = None


@dataclass(frozen=True)
class ListFrame:
    """A list of texts that grows: `rows` are the first LISTED_TEXTS of `count`; `step` is how far apart it looked."""

    stage: Stage
    size: int
    done: int
    total: int
    count: int = 0
    rows: tuple[TextRow, ...] | None = None
    counts: tuple[tuple[str, str, int], ...] = ()
    step: int = 0
    bounded: bool = False


def search_live(
    path: str | Path, fragments: Sequence[str], match: Match = "all", top: int = TOP
) -> Iterator[SearchFrame]:
    """Draws the map of an image, then searches it as `recover_text` does; the last frame has the texts.

    Raises:
        FragmentError, UnknownKindError, SourceError: as `recover_text`.
    """
    size, strip = _size(path), None
    frame = SearchFrame("map", size, 0, size)
    yield frame
    for step in scan_map(path):
        if isinstance(step, ImageMap):
            strip = strip_of(step)
        else:
            yield replace(frame, done=step.done)
    frame = SearchFrame("search", size, 0, size, strip=strip)
    for found in scan_text(path, fragments, match, top):
        if isinstance(found, Progress):
            strip = marked(frame.strip, found.places)
            frame = replace(frame, done=found.done, total=found.total, hits=found.found, strip=strip)
            yield frame
        else:
            yield _searched(frame, found, fragments)


def files_live(path: str | Path, kinds: Sequence[FileKind] | None = None) -> Iterator[FilesFrame]:
    """Searches for files as `recover_files` does; the last frame has them.

    Raises:
        UnknownKindError, SourceError: as `recover_files`.
    """
    size = _size(path)
    frame = FilesFrame("search", size, 0, size)
    yield frame
    files: list[CarvedFile] = []
    for step in scan_files(path, kinds):
        if isinstance(step, CarvedFile):
            files.append(step)
        else:
            yield replace(frame, done=step.done)
    archive, packed = pack_files(path, files)
    shown, single = shown_files(files[:LISTED_FILES])
    found = FoundFiles(shown, len(files), archive, packed, single)
    yield replace(frame, stage="done", done=size, found=found)


def map_live(path: str | Path, cells: int) -> Iterator[MapFrame]:
    """Draws the map of an image as `map_image` does; the last frame has it.

    Raises:
        UnknownKindError, SourceError: as `map_image`.
    """
    size = _size(path)
    frame = MapFrame("map", size, 0, size)
    yield frame
    for step in scan_map(path, cells):
        if isinstance(step, ImageMap):
            yield replace(frame, stage="done", done=size, strip=strip_of(step))
        else:
            yield replace(frame, done=step.done)


def list_live(path: str | Path) -> Iterator[ListFrame]:
    """Lists all texts as `list_texts` does; the last frame has them.

    Raises:
        SourceError: as `list_texts`.
    """
    size = _size(path)
    frame = ListFrame("search", size, 0, size)
    yield frame
    for step in scan_list(path):
        if isinstance(step, ListedTexts):
            yield _listed(frame, step)
        else:
            yield replace(frame, done=step.done, count=step.found)


def _size(path: str | Path) -> int:
    with Source(path) as source:
        return source.size


def _searched(frame: SearchFrame, recovered: Recovered, fragments: Sequence[str]) -> SearchFrame:
    places = [hit.offset for version in recovered.versions for hit in version.hits]
    strip = marked(replace(frame.strip, hits=()), places) if frame.strip else None
    archive, packed = pack_texts(recovered.versions)
    versions = shown_versions(recovered.versions, fragments)
    found = FoundTexts(versions, recovered.bounded, recovered.seconds, archive, packed)
    return replace(frame, stage="done", done=frame.total, hits=recovered.hits, strip=strip, found=found)


def _listed(frame: ListFrame, texts: ListedTexts) -> ListFrame:
    rows = tuple(map(text_row, texts.texts[:LISTED_TEXTS]))
    return replace(
        frame, stage="done", done=frame.size, count=len(texts.texts), rows=rows, counts=texts.counts, step=texts.step,
        bounded=texts.bounded,
    )  # fmt: skip

"""Files that are found by how their kind begins, and measured by what the kind itself says of its length.

files = recover_files("disk.img", kinds=["zip", "png"])
content = carve("disk.img", files[0])

A beginning alone is never enough: each kind's own structure is followed to its end. What the file system still names
comes first, with names, times and pieces.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from models.recovery.answers import CarvedFile, FileEntry, FileKind, FileSystem, Progress
from models.recovery.errors import SourceError, UnknownKindError
from models.recovery.filesystem import Occupied, file_systems
from models.recovery.formats import FORMATS, measure
from models.recovery.measured import Measured
from models.recovery.scanner import Collect, Scanner
from models.recovery.source import Pieces, Source

SECTOR = 512  # files begin on multiples of it
LONGEST = 24  # bytes of a signature
MOST_BEGINNINGS = 100_000  # that are looked into
MOST_FILES = 10_000
SECONDS = 600.0  # in which beginnings are looked into: an image can be made to have long ones
LARGEST_CARVED = 1 << 30  # bytes that are given at once
PART = 16 << 20  # bytes of a file that is written while it is read


def recover_files(
    path: str | Path, kinds: Sequence[FileKind] | None = None, device: bool = False
) -> tuple[CarvedFile, ...]:
    """Deleted files on an image whose own structure says where they end, by offset.

    Args:
        path: the image of a disk, or a device with `device`; it is only read.
        kinds: zip, png, jpeg, pdf, sqlite, gzip, xz, bzip2, webp, safetensors; all of them if none is given.
        device: whether a block device is meant.

    Raises:
        UnknownKindError: there is no such kind.
        SourceError: there is no image, or none that can be searched.
    """
    return tuple(step for step in scan_files(path, kinds, device) if isinstance(step, CarvedFile))


def scan_files(
    path: str | Path, kinds: Sequence[FileKind] | None = None, device: bool = False
) -> Iterator[Progress | CarvedFile]:
    """As `recover_files`, with progress over the bytes of the image before the files."""
    chosen = tuple(kinds or get_args(FileKind))
    if unknown := set(chosen) - set(get_args(FileKind)):
        raise UnknownKindError(
            f"There is no kind {', '.join(sorted(map(str, unknown)))}.", f"Say {', '.join(get_args(FileKind))}."
        )
    with Source(path, device) as source:
        yield Progress(0, source.size, 0)
        systems = file_systems(path, device)
        named = sorted(_named(source, systems, chosen), key=lambda file: file.offset)
        collector = _Beginnings(chosen)
        scanner = Scanner([FORMATS[kind].signature for kind in chosen], LONGEST)
        for done in scanner.run(source, collector):
            yield Progress(done, source.size, len(named))
        yield from sorted(
            [*named, *_carved(source, systems, named, collector.places)], key=lambda file: (file.offset, -file.length)
        )[:MOST_FILES]


def carve(path: str | Path, file: CarvedFile, device: bool = False) -> bytes:
    """The bytes of a file that was found.

    Raises:
        SourceError: there is no image, it ends before the file does, or the file has more than a gigabyte.
    """
    if file.length > LARGEST_CARVED:
        raise SourceError(f"The file has {file.length:,} bytes.", "Take it from the image with dd.")
    return b"".join(carve_in_parts(path, file, device))


def carve_in_parts(path: str | Path, file: CarvedFile, device: bool = False) -> Iterator[bytes]:
    """The bytes of a file that was found, however large, PART of them at a time. Raises SourceError as `carve`."""
    with Source(path, device) as source:
        content = Pieces(source, file.runs or ((file.offset, file.length),), file.length)
        for place in range(0, file.length, PART):
            part = content.read(place, PART)
            if len(part) < min(PART, file.length - place):
                raise SourceError("The image ends before the file does.", "Give the image that the file was found in.")
            yield part


class _Beginnings(Collect):
    """Keeps where a kind's signature lies at the beginning of a sector."""

    def __init__(self, kinds: Sequence[FileKind]):
        self.places: list[tuple[int, FileKind]] = []
        self._kinds = kinds

    def __call__(self, pattern: int, start: int, end: int) -> bool:
        if start % SECTOR == 0:
            self.places.append((start, self._kinds[pattern]))
        return len(self.places) >= MOST_BEGINNINGS


def _named(source: Source, systems: Sequence[FileSystem], kinds: Sequence[FileKind]) -> Iterator[CarvedFile]:
    """Deleted files of the file systems that hold up as what they begin as."""
    for system in systems:
        for file in system.files:
            if file.deleted and not file.overwritten and file.runs:
                content = Pieces(source, file.runs, file.size)
                head = content.read(0, 64)
                for kind in kinds:
                    if FORMATS[kind].begins(head) and (measured := measure(kind, content)):
                        if measured.whole and measured.length == file.size:
                            yield _of_entry(file, measured)
                        break


def _of_entry(file: FileEntry, measured: Measured) -> CarvedFile:
    runs = file.runs if len(file.runs) > 1 else ()
    name = file.name.rsplit("/", 1)[-1]
    return CarvedFile(
        file.runs[0][0], measured.length, measured.kind, name, True, measured.confidence, runs, file.time, file.inode
    )


def _carved(
    source: Source, systems: Sequence[FileSystem], named: Sequence[CarvedFile], places: Sequence[tuple[int, FileKind]]
) -> Iterator[CarvedFile]:
    """Files at the beginnings that were found, without those of existing files and within other files."""
    occupied = Occupied(systems)
    known = {file.offset for file in named}
    covered = 0
    ends = time.monotonic() + SECONDS
    for offset, kind in sorted(places):
        if offset < covered or offset in known or occupied.overlaps(offset, 1) or time.monotonic() > ends:
            continue
        _, high = occupied.gap(offset, source.size)
        measured = measure(kind, Pieces(source, ((offset, high - offset),)))
        if measured:
            covered = offset + measured.length if measured.whole else covered
            yield CarvedFile(offset, measured.length, measured.kind, measured.name, measured.whole, measured.confidence)

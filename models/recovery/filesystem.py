"""What file systems on an image still know: names, times, inodes and places of files, deleted ones among them.

The Sleuth Kit reads ext2, ext3, ext4, FAT and NTFS, in a process of its own. An image without a file system, or with a
damaged one, is no error: there is then nothing to know.
"""

import base64
import json
import logging
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.recovery.answers import FileEntry, FileSystem
from models.recovery.journal import journaled_files
from models.recovery.source import Source

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0  # seconds for the process, which limits itself to 60 of a core

log = logging.getLogger(__name__)


def file_systems(path: str | Path, device: bool = False) -> tuple[FileSystem, ...]:
    """The file systems on an image, with their files; none if there are none that can be read.

    Args:
        path: the image; its partitions are looked through.
        device: whether a block device is meant.

    Raises:
        SourceError: there is no image, or none that can be read.
    """
    with Source(path, device) as source:
        systems = _read(_lines(path))
        return tuple(_checked(system, journal, source) for system, journal in systems)


class Occupied:
    """Which bytes belong to files that exist: text of deleted files lies between them."""

    def __init__(self, systems: Iterable[FileSystem]):
        runs = sorted(
            run for system in systems for file in system.files if not file.deleted for run in file.runs if run[1] > 0
        )
        self._runs: list[list[int]] = []
        for start, length in runs:
            if self._runs and start <= self._runs[-1][1]:
                self._runs[-1][1] = max(self._runs[-1][1], start + length)
            else:
                self._runs.append([start, start + length])
        self._starts = [start for start, _ in self._runs]

    def overlaps(self, start: int, length: int) -> bool:
        """Whether any byte of a run is a file's that exists."""
        at = bisect_right(self._starts, start + length - 1) - 1
        return at >= 0 and self._runs[at][1] > start

    def gap(self, offset: int, size: int) -> tuple[int, int]:
        """Where the free, or the occupied, bytes around an offset begin and end, in an image of `size` bytes."""
        at = bisect_right(self._starts, offset) - 1
        if at >= 0 and self._runs[at][1] > offset:
            return self._runs[at][0], self._runs[at][1]
        low = self._runs[at][1] if at >= 0 else 0
        high = self._starts[at + 1] if at + 1 < len(self._starts) else size
        return low, high


def _lines(path: str | Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "models.recovery.worker", str(Path(path).absolute())]
    try:
        done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        output = done.stdout
        if done.returncode:
            log.info("The file systems of an image could not be read: code %s.", done.returncode)
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
    values = []
    for line in output.splitlines():
        try:
            values.append(json.loads(line))
        except ValueError:
            break  # the process ended within a line
    return values


def _read(values: Iterable[dict[str, Any]]) -> list[tuple[FileSystem, tuple]]:
    systems: list[tuple[FileSystem, tuple]] = []
    files: list[FileEntry] = []
    complete = False
    for value in values:
        if "kind" in value:
            files = []
            system = FileSystem(value["kind"], value["offset"], value["block"], value["first"], (), False)
            systems.append((system, tuple(map(tuple, value.get("journal", ())))))
        elif "complete" in value:
            complete = value["complete"]
        elif systems:
            files.append(_entry(value))
            system, journal = systems[-1]
            if len(files) == 1:
                systems[-1] = (replace(system, files=files), journal)  # type: ignore[arg-type]
    return [(replace(system, files=tuple(system.files), complete=complete), journal) for system, journal in systems]


def _entry(value: dict[str, Any]) -> FileEntry:
    content = base64.b64decode(value["content"]) if "content" in value else None
    runs = tuple((int(start), int(length)) for start, length in value.get("runs", ()))
    known = {key: value[key] for key in ("name", "inode", "deleted", "size", "time", "overwritten")}
    return FileEntry(runs=runs, content=content, **known)


def _checked(system: FileSystem, journal: tuple, source: Source) -> FileSystem:
    """With what the journal remembers, and with deleted files marked whose bytes are others' now."""
    files = system.files
    if journal:
        files = journaled_files(source, system, journal)
    occupied = Occupied([system])
    marked = tuple(
        replace(file, overwritten=True) if file.deleted and any(occupied.overlaps(*run) for run in file.runs) else file
        for file in files
    )
    return replace(system, files=marked)

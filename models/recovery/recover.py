"""Lost text, found again by fragments that are remembered of it.

recovered = recover_text("disk.img", ["the remembered words", "其他的话"], match="any")
recovered.versions[0].text
"""

import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import get_args

from models.recovery.answers import FileEntry, FileSystem, Hit, Match, Progress, Recovered, Version
from models.recovery.errors import UnknownKindError
from models.recovery.filesystem import Occupied, file_systems
from models.recovery.kinds import is_finished
from models.recovery.scan import Found, check_fragments, scan, text_pattern
from models.recovery.source import Pieces, Source
from models.recovery.texts import BLOCK, SECTOR, Text, text_around
from models.recovery.versions import rank
from models.recovery.whole import decode_file, joins_well

TOP, MOST_TOP = 20, 1_000
MOST_TEXTS = 5_000  # that are widened from hits
MOST_CHARACTERS = 8_000_000  # of all texts that are kept until they are ranked: 16 MB, or 32 with pictures among them
LARGEST_FILE = 4 << 20  # bytes of a file that is taken whole from the file system's word


def recover_text(
    path: str | Path, fragments: Sequence[str], match: Match = "all", top: int = TOP, device: bool = False
) -> Recovered:
    """Texts on an image that hold remembered fragments: widened to whole texts, equal ones once, best first.

    After kexue.fm article 4491, which used `grep -a -B 5 -A 10` on the device.

    Args:
        path: the image of a disk, or a device with `device`; it is only read.
        fragments: what is remembered, in any case and white space, at least two characters each.
        match: whether a text must hold all fragments, or any.
        top: how many versions are given at most.
        device: whether a block device is meant.

    Raises:
        FragmentError: a fragment cannot be looked for.
        UnknownKindError: there is no such `match`, or `top` is not 1 to 1,000.
        SourceError: there is no image, or none that can be searched.
    """
    answer = None
    for step in scan_text(path, fragments, match, top, device):
        if isinstance(step, Recovered):
            answer = step
    assert answer is not None
    return answer


def scan_text(
    path: str | Path, fragments: Sequence[str], match: Match = "all", top: int = TOP, device: bool = False
) -> Iterator[Progress | Recovered]:
    """As `recover_text`, with progress over the bytes of the image; the answer comes last."""
    began = time.perf_counter()
    fragments = check_fragments(fragments)
    if match not in get_args(Match):
        raise UnknownKindError(f"There is no match {match!r}.", "Say all or any.")
    if not 1 <= top <= MOST_TOP:
        raise UnknownKindError(f"{top} versions cannot be given.", f"Ask for 1 to {MOST_TOP:,}.")
    with Source(path, device) as source:
        yield Progress(0, source.size, 0)
        found = Found()
        for step in scan(source, fragments):
            if isinstance(step, Found):
                found = step
            else:
                yield step
        gathered = _Gatherer(source, fragments, match, file_systems(path, device))
        gathered.gather(found.hits)
    versions = rank(gathered.versions, top)
    bounded = found.bounded or gathered.bounded
    yield Recovered(versions, found.scanned, found.counted, bounded, round(time.perf_counter() - began, 3))


class _Places:
    """Which files have a byte of the image; deleted ones may share it."""

    def __init__(self, files: Iterable[FileEntry]):
        runs = ((start, start + length, file) for file in files for start, length in file.runs)
        self._runs = sorted(runs, key=lambda run: run[:2])
        self._starts = [start for start, _, _ in self._runs]
        self._ends = list(accumulate((end for _, end, _ in self._runs), max))  # of all runs that begin before

    def at(self, offset: int) -> list[FileEntry]:
        """The files whose runs hold an offset."""
        place = bisect_right(self._starts, offset) - 1
        files = []
        while place >= 0 and self._ends[place] > offset:
            if self._runs[place][1] > offset:
                files.append(self._runs[place][2])
            place -= 1
        return files


@dataclass
class _Gatherer:
    """Makes texts of hits: those of files that the file system knows, and those that lie in the open."""

    source: Source
    fragments: Sequence[str]
    match: Match
    systems: tuple[FileSystem, ...]
    versions: list[Version] = field(default_factory=list)
    bounded: bool = False

    def __post_init__(self) -> None:
        self._patterns = {fragment: text_pattern([fragment]) for fragment in self.fragments}
        self._occupied = Occupied(self.systems)
        self._fat = any(system.kind.startswith(("fat", "exfat")) for system in self.systems)
        self._characters = 0
        files = [file for system in self.systems for file in system.files if not file.overwritten]
        self._placed = _Places(files)
        self._resident = [file for file in files if file.content is not None]
        self._taken: set[int] = set()

    def gather(self, hits: Sequence[Hit]) -> None:
        """Fills `versions` with the texts of all hits."""
        for file in self._resident:
            self._add_file(file, file.content or b"", ())
        start = end = 0  # of the text before
        widened = 0
        for hit in sorted(hits, key=lambda hit: hit.offset):
            if start <= hit.offset and hit.offset + hit.length <= end:
                continue
            if widened >= MOST_TEXTS or self._characters > MOST_CHARACTERS:
                self.bounded = True
                return
            widened += 1
            if any(self._add_file(file, None, (hit,)) for file in self._placed.at(hit.offset)):
                continue  # what the file system says is a text from its beginning to its end
            if text := text_around(self.source, hit, self._bounds, *self._blocks(hit.offset)):
                start, end = text.start, text.end
                self._add(text, text.start, exists=self._occupied.overlaps(hit.offset, hit.length))

    def _bounds(self, offset: int) -> tuple[int, int]:
        return self._occupied.gap(offset, self.source.size)

    def _blocks(self, offset: int) -> tuple[int, int]:
        """How long the blocks are where an offset lies, and where one of them begins."""
        system = max((one for one in self.systems if one.offset <= offset), key=lambda one: one.offset, default=None)
        return (max(SECTOR, system.block_size), system.first_block) if system else (BLOCK, 0)

    def _add_file(self, file: FileEntry, content: bytes | None, hits: tuple[Hit, ...]) -> bool:
        """Adds a file of the file system if it is a text with the fragments; true if it is."""
        if id(file) in self._taken:
            return True
        if content is None:
            if file.size > LARGEST_FILE:
                return False
            content = Pieces(self.source, file.runs, file.size).read(0, file.size)
        text, offset = decode_file(content), file.runs[0][0] if file.runs else 0
        if text is None or (file.deleted and not self._holds(text, content, offset)):
            return False
        added = self._add(text, offset + text.start, file=file)
        if added and hits:
            self._taken.add(id(file))
        return added

    def _holds(self, text: Text, content: bytes, offset: int) -> bool:
        """Whether a deleted file's blocks still make one text: they may have been another's in the meantime.

        A FAT tells only where a deleted file began, so that its blocks are guessed; and it keeps the entries of all
        files that began there. One that ends with its last block may be the first part of another's text.
        """
        if text.partial or not is_finished(text.text):
            return False
        block = self._blocks(offset)[0]
        return not self._fat or (len(content) % block != 0 and joins_well(content, text.encoding, block))

    def _add(self, text: Text, offset: int, exists: bool = False, file: FileEntry | None = None) -> bool:
        hits = tuple(self._hits(text, offset))
        found = {hit.fragment for hit in hits}
        if not found or (self.match == "all" and len(found) < len(self.fragments)):
            return False
        version = Version(
            text.text, text.encoding, text.kind, offset, text.end - text.start, text.confidence, text.partial, hits
        )
        if file:
            version = replace(version, name=file.name, time=file.time, inode=file.inode, exists=not file.deleted)
        self.versions.append(replace(version, exists=version.exists or exists))
        self._characters += len(text.text)
        return True

    def _hits(self, text: Text, offset: int) -> Iterator[Hit]:
        """The first place of each fragment in a text."""
        for fragment, pattern in self._patterns.items():
            if place := pattern.search(text.text):
                before, inside = text.text[: place.start()], place.group()
                start = offset + len(before.encode(text.encoding, "surrogatepass"))
                yield Hit(start, len(inside.encode(text.encoding, "surrogatepass")), text.encoding, fragment)

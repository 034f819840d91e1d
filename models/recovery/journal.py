"""Where files lay that ext3 or ext4 has deleted: from older copies of their inodes in the journal.

On deletion these file systems clear the places of a file in its inode; the journal still has blocks of the inode table
as they were written before, until it comes round. Layout: the kernel's documentation of ext4 and of jbd2.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.recovery.answers import FileEntry, FileSystem, Runs
from models.recovery.source import Pieces, Source

MAGIC, DESCRIPTOR, SUPERBLOCKS = 0xC03B3998, 1, (3, 4)
ESCAPED, SAME_UUID, LAST = 1, 2, 8  # flags of a tag
WIDE, CHECKSUMS_3 = 0x2, 0x10  # features: block numbers of 64 bits, tags with a checksum of 32
EXT_MAGIC, EXT_WIDE = 0xEF53, 0x80
EXTENTS, EXTENT_MAGIC, LONGEST_EXTENT = 0x80000, 0xF30A, 32768
REGULAR = 0x8000
MOST_BLOCKS = 1 << 18  # of a journal: a gigabyte with the usual blocks


@dataclass(frozen=True)
class _Geometry:
    """Where the inode tables of an ext file system are: the first block of each group's, and their measures."""

    block: int
    inode: int
    per_group: int
    tables: tuple[int, ...]

    def first_inode(self, block: int) -> int | None:
        """The number of the first inode in a block; None if the block holds none."""
        blocks = -(-self.per_group * self.inode // self.block)
        for group, table in enumerate(self.tables):
            if table <= block < table + blocks:
                return group * self.per_group + (block - table) * (self.block // self.inode) + 1
        return None


def journaled_files(source: Source, system: FileSystem, runs: Runs) -> tuple[FileEntry, ...]:
    """A file system's files, the deleted ones with the places that the journal remembers.

    Args:
        source: the image.
        system: a file system of ext on it, with the files that it names itself.
        runs: where its journal lies.
    """
    geometry = _geometry(source, system.offset)
    if geometry is None:
        return system.files
    remembered: dict[int, FileEntry] = {}
    for block, content in _blocks(Pieces(source, runs), geometry.block):
        first = geometry.first_inode(block)
        if first is not None:
            for index in range(geometry.block // geometry.inode):
                inode = content[index * geometry.inode : (index + 1) * geometry.inode]
                if file := _file(inode, first + index, geometry.block, system.offset, source.size):
                    remembered[first + index] = file
    return tuple(_completed(system.files, remembered))


def _completed(files: tuple[FileEntry, ...], remembered: dict[int, FileEntry]) -> Iterator[FileEntry]:
    named = {file.inode for file in files}
    for file in files:
        old = remembered.get(file.inode)
        lost = file.deleted and not file.overwritten and not file.runs and file.content is None
        yield replace(old, name=file.name) if old and lost else file
    yield from (file for inode, file in remembered.items() if inode not in named)


def _geometry(source: Source, offset: int) -> _Geometry | None:
    head = source.read(offset + 1024, 1024)
    if len(head) < 1024 or struct.unpack_from("<H", head, 56)[0] != EXT_MAGIC:
        return None
    blocks, first, log_block = (struct.unpack_from("<I", head, place)[0] for place in (4, 20, 24))
    per_blocks, per_group, incompatible = (struct.unpack_from("<I", head, place)[0] for place in (32, 40, 96))
    inode, described = (struct.unpack_from("<H", head, place)[0] for place in (88, 254))
    wide = bool(incompatible & EXT_WIDE) and described >= 64
    if log_block > 6 or not per_blocks or not 128 <= inode <= 4096 or not per_group:
        return None
    block, entry = 1024 << log_block, described if wide else 32
    groups = min(-(-(blocks - first) // per_blocks), 1 << 16)
    table = source.read(offset + (first + 1) * block, groups * entry)
    tables = []
    for start in range(0, len(table) - entry + 1, entry):
        high = struct.unpack_from("<I", table, start + 40)[0] if wide else 0
        tables.append(struct.unpack_from("<I", table, start + 8)[0] | high << 32)
    return _Geometry(block, inode, per_group, tuple(tables))


def _blocks(journal: Pieces, block: int) -> Iterator[tuple[int, bytes]]:
    """Blocks of the file system that the journal holds, with their numbers, older ones first."""
    head = journal.read(0, 1024)
    if len(head) < 1024 or struct.unpack_from(">I", head)[0] != MAGIC or _kind(head) not in SUPERBLOCKS:
        return
    first, features = max(1, struct.unpack_from(">I", head, 20)[0]), struct.unpack_from(">I", head, 40)[0]
    count = min(journal.size // block, MOST_BLOCKS)
    descriptors = []
    for place in range(first, count):
        start = journal.read(place * block, 12)
        if len(start) == 12 and struct.unpack_from(">I", start)[0] == MAGIC and _kind(start) == DESCRIPTOR:
            descriptors.append((struct.unpack_from(">I", start, 8)[0], place))
    for _, place in sorted(descriptors):
        for number, (target, flags) in enumerate(_tags(journal.read(place * block, block), features), 1):
            at = place + number
            at = at if at < count else at - count + first
            content = journal.read(at * block, block)
            yield target, (struct.pack(">I", MAGIC) + content[4:] if flags & ESCAPED else content)


def _kind(head: bytes) -> int:
    return struct.unpack_from(">I", head, 4)[0]


def _tags(descriptor: bytes, features: int) -> Iterator[tuple[int, int]]:
    """Block number and flags of each block that follows a descriptor."""
    place, size = 12, 16 if features & CHECKSUMS_3 else 12 if features & WIDE else 8
    while place + size <= len(descriptor):
        low, second = struct.unpack_from(">II", descriptor, place)
        flags = second if features & CHECKSUMS_3 else second & 0xFFFF
        high = struct.unpack_from(">I", descriptor, place + 8)[0] if features & WIDE else 0
        yield low | high << 32, flags
        if flags & LAST:
            return
        place += size + (0 if flags & SAME_UUID else 16)


def _file(inode: bytes, number: int, block: int, offset: int, end: int) -> FileEntry | None:
    """A regular file as an inode has it; None if it is none, or was deleted already."""
    mode, _, size, _, _, modified, deleted = struct.unpack_from("<HHIIIII", inode)
    links, flags = struct.unpack_from("<H", inode, 26)[0], struct.unpack_from("<I", inode, 32)[0]
    size |= struct.unpack_from("<I", inode, 108)[0] << 32
    if mode & 0xF000 != REGULAR or not size or not links or deleted:
        return None
    blocks = _extents(inode[40:100]) if flags & EXTENTS else _direct(inode[40:100], -(-size // block))
    runs, left = [], size
    for start, count in blocks:
        length = min(left, count * block)
        if length <= 0 or offset + start * block + length > end:
            break
        runs.append((offset + start * block, length))
        left -= length
    if left > 0 or not runs:
        return None
    time = datetime.fromtimestamp(modified, UTC).isoformat(timespec="seconds")
    return FileEntry(f"inode {number}", number, True, size, time, tuple(runs))


def _extents(tree: bytes) -> list[tuple[int, int]]:
    """First block and count of each piece; nothing if the tree does not fit into the inode, or has holes."""
    magic, entries, _, depth = struct.unpack_from("<HHHH", tree)
    if magic != EXTENT_MAGIC or depth or entries > 4:
        return []
    pieces, expected = [], 0
    for index in range(entries):
        logical, count, high, low = struct.unpack_from("<IHHI", tree, 12 + 12 * index)
        if logical != expected or count > LONGEST_EXTENT:
            return []
        pieces.append((low | high << 32, count))
        expected += count
    return pieces


def _direct(places: bytes, count: int) -> list[tuple[int, int]]:
    """The blocks of a small file of ext2 or ext3: those that the inode itself names."""
    return [(place, 1) for place in struct.unpack_from("<12I", places)[:count] if place] if count <= 12 else []

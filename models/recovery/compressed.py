"""How long a compressed file is by its own account: by unpacking it up to its own checksum.

gzip (RFC 1952), xz (tukaani.org/xz/xz-file-format.txt) and bzip2; streams that follow at once belong to the file.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath

from models.recovery.measured import MOST_INFLATED, STEP, Measured
from models.recovery.source import Pieces

MOST_MEMORY = 72 << 20  # bytes that unpacking xz may take: enough for its highest preset


def measure_gzip(content: Pieces) -> Measured | None:
    """What inflates to its own checksum; members that follow at once belong to the file."""
    head = content.read(0, 10)
    if head[3] & 0xE0 or head[8] not in (0, 2, 4) or not (head[9] <= 13 or head[9] == 255):
        return None
    length = _member(content, 0)
    if length is None:
        return None
    while content.read(length, 3) == b"\x1f\x8b\x08" and (more := _member(content, length)):
        length += more
    return Measured(length, "gzip", True, 0.99, _gzip_name(content))


def _member(content: Pieces, begin: int) -> int | None:
    """Bytes of a member of gzip; None if it does not inflate to its end."""
    inflater, place, inflated = zlib.decompressobj(31), begin, 0
    try:
        while not inflater.eof and inflated < MOST_INFLATED:
            part = inflater.unconsumed_tail or content.read(place, 1 << 16)
            if not part:
                return None
            place += 0 if inflater.unconsumed_tail else len(part)
            inflated += len(inflater.decompress(part, STEP))
    except zlib.error:
        return None
    return place - begin - len(inflater.unused_data) if inflater.eof else None


def _gzip_name(content: Pieces) -> str | None:
    flags, place = content.read(3, 1)[0], 10
    if flags & 4:
        place += 2 + struct.unpack("<H", content.read(place, 2))[0]
    name = content.read(place, 256).split(b"\0", 1)[0].decode("latin-1") if flags & 8 else ""
    return PurePosixPath(name).name or None


def measure_xz(content: Pieces) -> Measured | None:
    """Streams of xz, each of which unpacks to its own checksum."""
    length = _streams(content, b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, MOST_MEMORY))
    return Measured(length, "xz", True, 0.99) if length else None


def measure_bzip2(content: Pieces) -> Measured | None:
    """Streams of bzip2, each of which unpacks to its own checksum."""
    length = _streams(content, b"BZh", bz2.BZ2Decompressor)
    return Measured(length, "bzip2", True, 0.99) if length else None


def _streams(content: Pieces, magic: bytes, unpacker: Callable[[], lzma.LZMADecompressor | bz2.BZ2Decompressor]) -> int:
    """Bytes of all streams that follow each other and unpack to their ends; 0 if the first does not."""
    place, left = 0, MOST_INFLATED
    while content.read(place, len(magic)) == magic:
        length, unpacked = _stream(content, place, unpacker(), left)
        if not length:
            break
        place, left = place + length, left - unpacked
    return place


def _stream(
    content: Pieces, begin: int, unpacker: lzma.LZMADecompressor | bz2.BZ2Decompressor, most: int
) -> tuple[int, int]:
    """Bytes of one stream and of what it unpacks to; no bytes if it does not end soundly or is too much."""
    place, unpacked = begin, 0
    try:
        while not unpacker.eof:
            part = content.read(place, 1 << 16) if unpacker.needs_input else b""
            if (unpacker.needs_input and not part) or unpacked > most:
                return 0, unpacked
            place += len(part)
            unpacked += len(unpacker.decompress(part, STEP))
    except (lzma.LZMAError, OSError):
        return 0, unpacked
    return place - begin - len(unpacker.unused_data), unpacked

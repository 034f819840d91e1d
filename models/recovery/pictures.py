"""How long a picture is by its own account: PNG by its chunks (RFC 2083), JPEG by its markers (ITU T.81), WebP by its
chunks (RFC 9649)."""

import re
import struct
import zlib

from models.recovery.measured import STEP, Measured
from models.recovery.source import Pieces

LONGEST_CHUNK = 1 << 28  # bytes of a chunk of PNG


def measure_png(content: Pieces) -> Measured | None:
    """Chunks with their checksums, from IHDR to IEND; a broken one ends a partial picture."""
    place, data, first = 8, 0, True
    while place + 12 <= content.size:
        length, kind = struct.unpack(">I4s", content.read(place, 8))
        if length > LONGEST_CHUNK or not kind.isalpha() or (first and kind != b"IHDR"):
            break
        if not _checksum(content, place + 4, length + 4):
            break
        place, first = place + 12 + length, False
        data += kind == b"IDAT"
        if kind == b"IEND":
            return Measured(place, "png", True, 0.99) if data else None
    return Measured(place, "png", False, 0.5) if data else None


def _checksum(content: Pieces, place: int, length: int) -> bool:
    value, end = 0, place + length
    if end + 4 > content.size:
        return False
    while place < end:
        part = content.read(place, min(STEP, end - place))
        value, place = zlib.crc32(part, value), place + len(part)
    return struct.unpack(">I", content.read(end, 4))[0] == value


FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SEGMENTS = FRAMES | {0xC4, 0xCC, *range(0xDA, 0xE0), *range(0xE0, 0xF0), 0xFE}
MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)  # within a scan: neither stuffing nor a restart


def measure_jpeg(content: Pieces) -> Measured | None:
    """Segments by their lengths and scans by their markers, up to the end of the image."""
    place, frame, scans = 2, False, 0
    while place + 4 <= content.size:
        mark, code, length = struct.unpack(">BBH", content.read(place, 4))
        if mark != 0xFF or (code not in SEGMENTS and code != 0xD9):
            break
        if code == 0xD9:
            return Measured(place + 2, "jpeg", True, 0.95) if scans else None
        if length < 2 or (code == 0xDA and not frame):
            break
        if code in FRAMES and not _is_frame(content.read(place + 4, 6)):
            break
        frame |= code in FRAMES
        place += 2 + length
        if code == 0xDA:
            end = _end_of_scan(content, place)
            if end is None:
                break
            scans, place = scans + 1, end
            if content.read(place, 2) == b"\xff\xd9":
                return Measured(place + 2, "jpeg", True, 0.95)
    return Measured(place, "jpeg", False, 0.5) if scans else None


def _is_frame(head: bytes) -> bool:
    precision, height, width, components = struct.unpack(">BHHB", head)
    return precision in (8, 12, 16) and height > 0 < width and components in (1, 3, 4)


def _end_of_scan(content: Pieces, place: int) -> int | None:
    """Where the marker after a scan is; None if it is none that can be there."""
    while place < content.size:
        part = content.read(place, STEP)
        if found := MARKER.search(part):
            code = part[found.end() - 1]
            return place + found.end() - 2 if code in SEGMENTS or code == 0xD9 else None
        if len(part) < STEP:
            return None
        place += len(part) - 2
    return None


WEBP_CHUNKS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP", b"EXIF", b"XMP "))


def measure_webp(content: Pieces) -> Measured | None:
    """Chunks that fill what the RIFF header says, among them a picture that begins as one; it has no checksums."""
    length = 8 + struct.unpack("<I", content.read(4, 4))[0]
    place, pictures = 12, 0
    while place < min(length, content.size):
        if (head := content.read(place, 8))[:4] not in WEBP_CHUNKS:
            return None
        size = struct.unpack("<I", head[4:])[0]
        if not _begins_picture(head[:4], content.read(place + 8, 10)):
            return None
        pictures += head[:4] in (b"VP8 ", b"VP8L", b"ANMF")
        place += 8 + size + size % 2
    return Measured(length, "webp", True, 0.9) if pictures and (place == length or length > content.size) else None


def _begins_picture(kind: bytes, head: bytes) -> bool:
    """Whether a chunk of pixels begins as a key frame of VP8 or a stream of VP8L does; true for other chunks."""
    if kind == b"VP8 ":
        return head[0] & 1 == 0 and head[3:6] == b"\x9d\x01\x2a"
    return kind != b"VP8L" or head[0] == 0x2F

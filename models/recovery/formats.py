"""How long a file is by its own account, for each kind that is known: each follows its format from the beginning on.

ZIP by its central directory (APPNOTE.TXT), PNG by its chunks (RFC 2083), JPEG by its markers (ITU T.81), PDF by its
cross-reference table and `%%EOF` (ISO 32000), SQLite by its header (sqlite.org/fileformat2.html), gzip by inflating
(RFC 1952), safetensors by its header (huggingface/safetensors).
"""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import cast

from models.recovery.answers import FileKind
from models.recovery.source import Pieces

MALFORMED = (  # what reading a broken or hostile file raises
    *(struct.error, zlib.error, zipfile.BadZipFile, ValueError, LookupError, TypeError, AttributeError),
    *(OverflowError, RecursionError, MemoryError, NotImplementedError, EOFError),
)
STEP = 1 << 20  # bytes that are read at a time
LONGEST_CHUNK = 1 << 28  # bytes of a chunk of PNG
LARGEST = 1 << 32  # bytes of a file
MOST_INFLATED = 1 << 30  # bytes that are inflated in order to check a file
MOST_NAMES = 100_000  # entries of a ZIP
LONGEST_HEADER = 100_000_000  # bytes of a safetensors header, as its own library has it


@dataclass(frozen=True)
class Measured:
    """What a file's own structure says: its length, whether it holds up to its end, and how sure that is."""

    length: int
    kind: str
    whole: bool
    confidence: float
    name: str | None = None


@dataclass(frozen=True)
class Format:
    """The signature of a kind, as a regular expression, and what measures a file that begins with it."""

    signature: bytes
    measure: Callable[[Pieces], Measured | None]

    def begins(self, head: bytes) -> bool:
        """Whether bytes begin with the signature."""
        return re.match(self.signature, head, re.DOTALL) is not None


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


XREF = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF(?:\r\n|\r|\n)?")
TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")


def measure_pdf(content: Pieces) -> Measured | None:
    """The last `%%EOF` whose cross-reference table lies where it says, before another PDF begins."""
    if not re.match(rb"%PDF-[12]\.\d", content.read(0, 8)):
        return None
    place, end, linear = 0, 0, 0
    while place < min(content.size, LARGEST):
        part = content.read(place, STEP + 64)
        other = re.search(rb"%PDF-[12]\.\d[\r\n]", part[8 if place == 0 else 0 :])
        for found in XREF.finditer(part):
            offset = int(found[1])
            if offset == 0 and not end:
                linear = place + found.end()  # the first part of a linearised file points to its end
            elif 0 < offset < place + found.start() and TABLE.match(content.read(offset, 40)):
                end = place + found.end()
        if other or (end and place - end > 4 * STEP):  # an update follows what it updates
            break
        place += STEP
    return Measured(end, "pdf", True, 0.97) if end > linear else None


def measure_sqlite(content: Pieces) -> Measured | None:
    """The pages that the header counts, each of which must begin as pages do."""
    head = content.read(0, 101)
    page = struct.unpack_from(">H", head, 16)[0]
    page = 65536 if page == 1 else page
    changed, pages = struct.unpack_from(">II", head, 24)
    schema, encoding = struct.unpack_from(">I", head, 44)[0], struct.unpack_from(">I", head, 56)[0]
    valid_for = struct.unpack_from(">I", head, 92)[0]
    sound = page >= 512 and page & (page - 1) == 0 and head[18] in (1, 2) and head[21:24] == b"\x40\x20\x20"
    if not sound or schema > 4 or encoding > 3 or any(head[72:92]) or head[100] not in (2, 5, 10, 13):
        return None
    if not pages or changed != valid_for:  # written by a library that does not count them
        return None
    for number in range(1, pages):
        start = content.read(number * page, 8)
        following = struct.unpack(">I", start[:4])[0] if len(start) == 8 else pages + 1
        if len(start) < 8 or not (start[0] in (2, 5, 10, 13) or following <= pages):
            return Measured(number * page, "sqlite", False, 0.5) if number > 1 else None
    return Measured(pages * page, "sqlite", True, 0.95) if pages * page <= content.size else None


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


DTYPES = {"BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2}
DTYPES |= {"I32": 4, "U32": 4, "F32": 4, "F64": 8, "I64": 8, "U64": 8, "C64": 8}


def measure_safetensors(content: Pieces) -> Measured | None:
    """A header whose tensors fill what follows it without gaps."""
    size = struct.unpack("<Q", content.read(0, 8))[0]
    if not 2 <= size <= min(LONGEST_HEADER, content.size - 8):
        return None
    header = json.loads(content.read(8, size).decode("utf-8"))
    spans = []
    for name, tensor in header.items():
        if name != "__metadata__":
            begin, end = tensor["data_offsets"] if isinstance(tensor, dict) and "data_offsets" in tensor else (0, -1)
            count = DTYPES.get(tensor.get("dtype"), 0) if end >= begin else 0
            for axis in tensor.get("shape", ()) if count else ():
                count *= axis
            if end < begin or count != end - begin:
                return None
            spans.append((begin, end))
    place = 0
    for begin, end in sorted(spans):
        if begin != place:
            return None
        place = end
    length = 8 + size + place
    if not spans:
        return None
    return (
        Measured(length, "safetensors", True, 0.9)
        if length <= content.size
        else Measured(content.size, "safetensors", False, 0.5)
    )


END, DIRECTORY, LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"


def measure_zip(content: Pieces) -> Measured | None:
    """The end record whose directory leads back to the beginning, and each entry's checksum."""
    for place in _ends_of_zip(content):
        count, size, start, comment = struct.unpack("<HIIH", content.read(place + 10, 12))
        if start + size == place and count and content.read(start, 4) == DIRECTORY:
            length = place + 22 + comment
            if length <= content.size:
                return _checked_zip(content.first(length), length)
    return _cut_zip(content)


def _ends_of_zip(content: Pieces) -> list[int]:
    places: list[int] = []
    place = 0
    while place < min(content.size, LARGEST) and len(places) < 100:
        part = content.read(place, STEP + 21)
        at = part.find(END)
        while 0 <= at < STEP and len(part) - at >= 22:
            places.append(place + at)
            at = part.find(END, at + 1)
        if places and place - places[-1] > 64 * STEP:
            break
        place += STEP
    return places


def _checked_zip(content: Pieces, length: int) -> Measured | None:
    try:
        with zipfile.ZipFile(cast(io.BytesIO, _Reader(content))) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries[:MOST_NAMES]}
            small = sum(entry.file_size for entry in entries) <= MOST_INFLATED
            sound = small and not any(entry.flag_bits & 1 for entry in entries)
            whole = archive.testzip() is None if sound else True
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        return Measured(length, "zip", False, 0.5)
    return Measured(length, _kind_of_zip(names), whole, (0.99 if sound else 0.8) if whole else 0.5)


def _kind_of_zip(names: set[str]) -> str:
    """What a ZIP is by the names in it."""
    if {"metadata.json", "config.json", "model.weights.h5"} <= names:
        return "keras"
    if "[Content_Types].xml" in names:
        folders = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
        return next((kind for folder, kind in folders.items() if any(n.startswith(f"{folder}/") for n in names)), "zip")
    if "META-INF/container.xml" in names:
        return "epub"
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return "odt"
    return "jar" if "META-INF/MANIFEST.MF" in names else "zip"


def _cut_zip(content: Pieces) -> Measured | None:
    """The whole entries at the beginning of a ZIP whose end is lost."""
    place = whole = 0
    while place + 30 <= content.size and content.read(place, 4) == LOCAL:
        flags, method = struct.unpack("<HH", content.read(place + 6, 4))
        checksum, packed, size, name, extra = struct.unpack("<IIIHH", content.read(place + 14, 16))
        start = place + 30 + name + extra
        if flags & 9 or method not in (0, 8) or packed > STEP * 64 or not packed or start + packed > content.size:
            break
        if not _entry_holds(content.read(start, packed), method, size, checksum):
            break
        place, whole = start + packed, whole + 1
    return Measured(place, "zip", False, 0.5) if whole else None


def _entry_holds(packed: bytes, method: int, size: int, checksum: int) -> bool:
    try:
        data = packed if method == 0 else zlib.decompressobj(-15).decompress(packed, min(size, 64 * STEP) + 1)
    except zlib.error:
        return False
    return len(data) == size and zlib.crc32(data) == checksum


class _Reader(io.RawIOBase):
    """Pieces as a file that can be read and sought."""

    def __init__(self, content: Pieces):
        self._content, self._place = content, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._content.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int = -1) -> bytes:
        part = self._content.read(self._place, self._content.size if size < 0 else size)
        self._place += len(part)
        return part


FORMATS: dict[FileKind, Format] = {
    "zip": Format(rb"PK\x03\x04", measure_zip),
    "png": Format(rb"\x89PNG\r\n\x1a\n", measure_png),
    "jpeg": Format(rb"\xff\xd8\xff[\xc0-\xfe]", measure_jpeg),
    "pdf": Format(rb"%PDF-[12]\.", measure_pdf),
    "sqlite": Format(rb"SQLite format 3\x00", measure_sqlite),
    "gzip": Format(rb"\x1f\x8b\x08", measure_gzip),
    "safetensors": Format(rb".{3}\x00{5}\{\s{0,4}\"", measure_safetensors),
}


def measure(kind: FileKind, content: Pieces) -> Measured | None:
    """What a file of a kind says of its length; None if it does not hold up as one, however broken it is.

    No file is longer than what there is: one that says so is partial.
    """
    try:
        measured = FORMATS[kind].measure(content)
    except MALFORMED:
        return None
    if measured and measured.length > content.size:
        return Measured(content.size, measured.kind, False, 0.5, measured.name)
    return measured

"""How long a file is by its own account, for each kind that is known: each follows its format from the beginning on.

Here ZIP by its central directory (APPNOTE.TXT), PDF by its cross-reference table and `%%EOF` (ISO 32000), SQLite by its
header (sqlite.org/fileformat2.html), safetensors by its header (huggingface/safetensors).
"""

import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from models.recovery.answers import FileKind
from models.recovery.compressed import measure_bzip2, measure_gzip, measure_xz
from models.recovery.measured import LARGEST, MOST_INFLATED, STEP, Measured
from models.recovery.pictures import measure_jpeg, measure_png, measure_webp
from models.recovery.source import Pieces
from models.zip_members import DAMAGED

MALFORMED = (  # what reading a broken or hostile file raises
    *(struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError, LookupError, TypeError),
    *(AttributeError, OverflowError, RecursionError, MemoryError, NotImplementedError, EOFError),
)
MOST_NAMES = 100_000  # entries of a ZIP
LONGEST_HEADER = 100_000_000  # bytes of a safetensors header, as its own library has it


@dataclass(frozen=True)
class Format:
    """The signature of a kind, as a regular expression, and what measures a file that begins with it."""

    signature: bytes
    measure: Callable[[Pieces], Measured | None]

    def begins(self, head: bytes) -> bool:
        """Whether bytes begin with the signature."""
        return re.match(self.signature, head, re.DOTALL) is not None


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
    except DAMAGED:
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
    "xz": Format(rb"\xfd7zXZ\x00\x00[\x00\x01\x04\x0a]", measure_xz),
    "bzip2": Format(rb"BZh[1-9]1AY&SY", measure_bzip2),
    "webp": Format(rb"RIFF.{4}WEBPVP8[ LX]", measure_webp),
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

"""A look at a place on an image: its bytes in hexadecimal and, if a text lies there, the text."""

from dataclasses import dataclass
from pathlib import Path

from models.recovery.answers import Encoding, TextKind
from models.recovery.beginnings import FileHere, file_at
from models.recovery.display import harmless
from models.recovery.errors import SourceError
from models.recovery.listing import language_of
from models.recovery.source import Source
from models.recovery.texts import text_at

BYTES, ROW = 256, 16
CHARACTERS = 600
SECTOR = 512


@dataclass(frozen=True)
class PeekRow:
    """ROW bytes: where they lie, in hexadecimal, and as characters, a dot for what is none of ASCII."""

    offset: int
    bytes: str
    text: str


@dataclass(frozen=True)
class Peek:
    """What lies at an offset: bytes, the text there if it is one, without control characters, and the file that the
    place is in, if its signature tells."""

    offset: int
    rows: tuple[PeekRow, ...]
    text: str | None = None
    encoding: Encoding | None = None
    kind: TextKind | None = None
    language: str | None = None
    file: FileHere | None = None


def look_at(path: str | Path, offset: int, cell: int = SECTOR) -> Peek:
    """Looks at the first bytes in a cell of the map that are not all alike; at its beginning if all are.

    Args:
        path: the image; it is only read.
        offset: where the cell begins.
        cell: how many bytes it has.

    Raises:
        SourceError: there is no image, or no such place on it.
    """
    with Source(path) as source:
        if not 0 <= offset < source.size:
            raise SourceError(f"The image has no byte {offset:,}.", f"It has {source.size:,}: give a place on it.")
        content = source.read(offset, min(cell, 1 << 20))
        first = next((at for at, byte in enumerate(content) if byte != content[0]), 0)
        offset += first // SECTOR * SECTOR
        content = source.read(offset, BYTES)
        rows = tuple(_row(offset + at, content[at : at + ROW]) for at in range(0, len(content), ROW))
        text = text_at(source, offset) if any(content) else None
        file = file_at(source, offset) if any(content) else None
    if text is None or len(text.text) < 8:
        return Peek(offset, rows, file=file)
    before = text.text.encode(text.encoding, "replace")[: max(0, offset - text.start)].decode(text.encoding, "ignore")
    shown = harmless(text.text[len(before) : len(before) + CHARACTERS])
    return Peek(offset, rows, shown, text.encoding, text.kind, language_of(text.text), file)


def _row(offset: int, content: bytes) -> PeekRow:
    characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in content)
    return PeekRow(offset, content.hex(" "), characters)

"""Safari's web archives: a property list, binary or XML, of a page, its frames and its pictures."""

import plistlib
import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.parsers.expat import ExpatError

from models.articles.errors import PageError
from models.articles.page.frames import MAX_DOCUMENTS, Document

BINARY = b"bplist00"
MAX_OBJECTS = 300_000  # of a binary list; an archive has some ten for each picture
BROKEN = (ValueError, ExpatError, struct.error, LookupError, TypeError, AttributeError, OverflowError, RecursionError)
DAMAGED = "The web archive cannot be read", "Save the page from a browser anew."


def is_webarchive(content: bytes) -> bool:
    """Whether bytes are a property list."""
    return content.startswith(BINARY) or (b"<plist" in content[:1024] and content.lstrip().startswith(b"<?xml"))


def documents_of(content: bytes) -> list[Document]:
    """The page and its frames. Raises PageError for a property list without a page, or a hostile one."""
    try:
        if content.startswith(BINARY):
            _check_sizes(content)
        archive = plistlib.loads(content)  # which refuses entities
    except BROKEN as error:
        raise PageError(f"{DAMAGED[0]} ({type(error).__name__}).", DAMAGED[1]) from error
    documents = list(islice(_documents(archive), MAX_DOCUMENTS))
    if not documents:
        raise PageError("The property list has no page in it.", "Give a web archive, or the HTML of a page.")
    return documents


def _documents(archive: Any) -> Iterator[Document]:
    resource = archive.get("WebMainResource") if isinstance(archive, dict) else None
    if not isinstance(resource, dict) or not isinstance(resource.get("WebResourceData"), bytes):
        return
    media, charset = (_text(resource, f"WebResource{name}") for name in ("MIMEType", "TextEncodingName"))
    content_type = f"{media or 'text/html'}; charset={charset}" if charset else media
    name = _text(resource, "WebResourceFrameName")
    yield Document(resource["WebResourceData"], content_type, _text(resource, "WebResourceURL"), name)
    frames = archive.get("WebSubframeArchives")
    for frame in frames if isinstance(frames, list) else ():
        yield from _documents(frame)  # no deeper than there are documents taken


def _text(resource: dict[str, Any], name: str) -> str | None:
    value = resource.get(name)
    return value if isinstance(value, str) and value else None


def _check_sizes(content: bytes) -> None:
    """Raises ValueError for a binary list whose objects together are larger than the file: some are in others, and a
    megabyte of such becomes terabytes."""
    size, width, count, _, table = struct.unpack(">6xBBQQQ", content[-32:])
    if count > MAX_OBJECTS or size > 8 or width > 8:
        raise ValueError("too many objects")
    whole = 0
    for place in range(table, table + count * size, size):
        whole += _size_at(content, int.from_bytes(content[place : place + size], "big"), width)
        if whole > len(content):
            raise ValueError("objects within objects")


def _size_at(content: bytes, place: int, width: int) -> int:
    """The bytes of the object at a place, of a container those of its references; `width` is that of one."""
    kind, length = content[place] & 0xF0, content[place] & 0x0F
    if length == 0x0F and kind >= 0x40:
        digits = 1 << (content[place + 1] & 0x0F)
        length = int.from_bytes(content[place + 2 : place + 2 + min(digits, 8)], "big")
    return 1 + length * {0x40: 1, 0x50: 1, 0x60: 2, 0xA0: width, 0xC0: width, 0xD0: 2 * width}.get(kind, 0)

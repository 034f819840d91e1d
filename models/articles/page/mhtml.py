"""MHTML: a page with its pictures and frames as parts of one MIME message (RFC 2557), as Chrome and Internet Explorer
save it, and Opera with one part alone. Of pictures only the header is looked at, however many there are."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from models.articles.errors import PageError
from models.articles.page.frames import MAX_DOCUMENTS, Document

MAX_HEADER = 65_536  # bytes of the headers of a part
MAX_PARTS = 100_000  # of a message, each of which costs ten microseconds
MAX_DEPTH = 8  # of parts in parts; browsers have two
BEGIN = re.compile(rb"\s*[a-z][a-z0-9-]*:", re.IGNORECASE)
BLANK_LINE = re.compile(rb"(?:\A|\n)\r?\n")
TYPE = re.compile(rb"^content-type:\s*(multipart/|text/html|application/xhtml[+]xml)", re.IGNORECASE | re.MULTILINE)
BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))""", re.IGNORECASE)


def is_mhtml(content: bytes) -> bool:
    """Whether bytes begin with the headers of a message that has HTML or parts."""
    return BEGIN.match(content) is not None and TYPE.search(_parted(content[:MAX_HEADER].lstrip())[0]) is not None


def documents_of(content: bytes) -> list[Document]:
    """The page and its frames in the order of their parts. Raises PageError where there is no page."""
    content = content.lstrip()
    documents = list(islice(_documents(content, 0), MAX_DOCUMENTS))
    if not documents:
        raise PageError("The MHTML file has no page in it.", "Save the page from a browser anew.")
    if address := _value(_parted(content)[0], b"snapshot-content-location"):
        documents[0] = replace(documents[0], url=address)
    return documents


def _documents(part: bytes, depth: int) -> Iterator[Document]:
    head, body = _parted(part)
    kind = TYPE.search(head)
    if kind is None or depth > MAX_DEPTH:
        return
    if kind[1].lower() != b"multipart/":
        yield _document(head, body)
    elif boundary := BOUNDARY.search(_value(head, b"content-type")):
        saved = _date(head)
        for inner in islice(_parts(body, (boundary[1] or boundary[2]).encode()), MAX_PARTS):
            yield from (replace(it, saved=it.saved or saved) for it in _documents(inner, depth + 1))


def _parted(part: bytes) -> tuple[bytes, bytes]:
    """The headers of a part, and its body."""
    end = BLANK_LINE.search(part, 0, MAX_HEADER)
    return (part[: end.start() + 1], part[end.end() :]) if end else (part[:MAX_HEADER], b"")


def _parts(body: bytes, boundary: bytes) -> Iterator[bytes]:
    start = None
    for delimiter in re.finditer(rb"(?:\A|\n)--%b(--)?[ \t]*\r?(?=\n|\Z)" % re.escape(boundary), body):
        if start is not None:
            yield body[start : delimiter.start()]
        if delimiter[1]:
            return
        start = delimiter.end() + 1
    if start is not None:  # the file was cut off
        yield body[start:]


def _document(head: bytes, body: bytes) -> Document:
    name = _value(head, b"content-id").strip("<>")
    return Document(
        _decoded(body, _value(head, b"content-transfer-encoding").lower()),
        _value(head, b"content-type"),
        _value(head, b"content-location") or None,
        f"cid:{name}" if name else None,
        _date(head),
    )


def _decoded(body: bytes, encoding: str) -> bytes:
    try:
        if encoding == "quoted-printable":
            return binascii.a2b_qp(body)
        return binascii.a2b_base64(body) if encoding == "base64" else body
    except binascii.Error as error:
        raise PageError(f"The MHTML file is damaged ({error}).", "Save the page from a browser anew.") from error


def _date(head: bytes) -> datetime | None:
    try:
        return parsedate_to_datetime(_value(head, b"date")[:100])
    except (ValueError, TypeError, OverflowError, LookupError):
        return None


def _value(head: bytes, name: bytes) -> str:
    """What a header says, without the line ends that it is folded by."""
    found = re.search(rb"^%b:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)" % name, head, re.IGNORECASE | re.MULTILINE)
    return "".join(found[1].decode("utf-8", "replace").splitlines()).strip() if found else ""

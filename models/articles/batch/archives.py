"""Pages out of files, one at a time: WARC (as Common Crawl's), HTML and what browsers save, JSON lines and Parquet,
packed or not, and ZIP.

What cannot be read of a file becomes a page with an error, so that it is counted and the rest of the work goes on.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, cast

import brotli
import pyarrow as pa
from pyarrow import parquet as pq
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from models.articles.errors import PageError
from models.articles.page.saved import MAX_SAVED
from models.articles.page.zipped import SUFFIXES, pages_in_zip

MAX_UNPACKED = 20_000_000_000  # bytes of all pages of a ZIP archive
MAX_PAGE_SIZE = MAX_SAVED  # bytes of a page that are read
BATCH_ROWS = 32  # of a Parquet file in memory; a page has some 100 kB, a few have megabytes
FILES = "Name .warc, .html, .mhtml, .webarchive, .zip, .jsonl or .parquet files."
PACKED = frozenset({".gz", ".bz2", ".xz", ".zst"})
ABOUT = ("url", "id", "content_type")  # columns of rows that tell of the page
HTML = frozenset({"text/html", "application/xhtml+xml"})
# An AttributeError is what warcio meets in a response without an address.
BROKEN = (ArchiveLoadFailed, AttributeError, EOFError, OSError, ValueError, LZMAError, zlib.error, pa.ArrowException)


@dataclass(frozen=True)
class Source:
    """A page as it was stored: bytes, or text if it was stored as such, and the Content-Type that it came with. With an
    `error` there is no page."""

    identifier: str
    url: str | None
    html: bytes | str
    error: PageError | None = None
    content_type: str | None = None


def kind_of(path: str) -> str | None:
    """warc, html, zip, jsonl or parquet, by the name of a file; None if it has no pages."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(path).suffixes]
    last = next((suffix for suffix in reversed(suffixes) if suffix not in PACKED), "")
    return KINDS.get(last)


def pages_in(path: str, stream: IO[bytes], column: str = "html") -> Iterator[Source]:
    """The pages of a file, in order.

    Args:
        path: its name, which tells the kind and names pages that have no name of their own.
        stream: its bytes, unpacked, but those of a WARC or ZIP as they are.
        column: where rows have the page; `url`, `id` and `content_type` are read too if they are there.

    Raises PageError for a file of another kind.
    """
    kind = kind_of(path)
    if kind is None:
        raise PageError(f"{path} has no pages.", FILES)
    reader: Callable[[str, IO[bytes], str], Iterator[Source]] = READERS[kind]
    try:
        yield from reader(path, stream, column)
    except PageError as error:
        yield Source(path, None, b"", error)
    except BROKEN as error:
        yield unreadable(path, error, " to its end")


def unreadable(path: str, error: Exception, how_far: str = "") -> Source:
    """What stands for the pages of a file that are not read, because of this error."""
    cause = f"{PurePosixPath(path).name} cannot be read{how_far} ({type(error).__name__}: {error})."
    return Source(path, None, b"", PageError(cause, "Fetch the file again."))


def _html(path: str, stream: IO[bytes], column: str) -> Iterator[Source]:
    yield Source(path, None, stream.read(MAX_PAGE_SIZE + 1))


def _zip(path: str, stream: IO[bytes], column: str) -> Iterator[Source]:
    for name, page in pages_in_zip(stream, total=MAX_UNPACKED):
        content, error = (page, None) if isinstance(page, bytes) else (b"", page)
        yield Source(f"{path}/{name}", None, content, error)


def _warc(path: str, stream: IO[bytes], column: str) -> Iterator[Source]:
    for number, record in enumerate(ArchiveIterator(stream)):
        if record.rec_type not in ("response", "resource") or _media_type(record) not in HTML:
            continue
        status = record.http_headers.get_statuscode() if record.http_headers else "200"
        if status == "200":
            headers = record.rec_headers
            identifier = headers.get_header("WARC-Record-ID") or f"{path}/{number}"
            sent = (record.http_headers or headers).get_header("Content-Type")
            yield Source(identifier, headers.get_header("WARC-Target-URI"), _payload(record), content_type=sent)


def _media_type(record: ArcWarcRecord) -> str:
    told = record.rec_headers.get_header("WARC-Identified-Payload-Type")
    if not told and record.http_headers:
        told = record.http_headers.get_header("Content-Type")
    return (told or record.rec_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _payload(record: ArcWarcRecord) -> bytes:
    """The page without its chunks and compression, and no more than is asked for of what unpacks to gigabytes."""
    content, stream = bytearray(), record.content_stream()
    while len(content) <= MAX_PAGE_SIZE and (part := stream.read(65_536)):
        content += part
    return bytes(content)


class Brotli:
    """Brotli as warcio asks for it. Its own, an object of the library with one attribute more, cannot be made with the
    library of today, and would unpack a few bytes to gigabytes at once."""

    unused_data = b""  # what follows in the next member: brotli has one alone

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decompress(self, packed: bytes) -> bytes:
        """What these bytes add to a page, no more than makes it too large."""
        return cast(bytes, self._stream.process(packed, output_buffer_limit=MAX_PAGE_SIZE + 1))


BufferedReader.DECOMPRESSORS["br"] = Brotli


def _jsonl(path: str, stream: IO[bytes], column: str) -> Iterator[Source]:
    for number, line in enumerate(stream):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield page_of(row, f"{path}/{number}", column)


def _parquet(path: str, stream: IO[bytes], column: str) -> Iterator[Source]:
    with pq.ParquetFile(stream) as file:
        if column not in file.schema_arrow.names:
            raise ValueError(f"it has no column {column}")
        wanted = [name for name in (column, *ABOUT) if name in file.schema_arrow.names]
        number = 0
        for batch in file.iter_batches(BATCH_ROWS, columns=wanted):
            for row in batch.to_pylist():
                yield page_of(row, f"{path}/{number}", column)
                number += 1


def page_of(row: object, name: str, column: str) -> Source:
    """The page of a row, or an error that says what the row lacks."""
    if not isinstance(row, dict):
        return Source(name, None, b"", PageError("The line is no JSON object.", "Write one object a line."))
    url, identifier = row.get("url"), row.get("id")
    name = name if identifier is None else str(identifier)
    html, sent = row.get(column), row.get("content_type")
    if isinstance(html, bytes | str):
        return Source(name, str(url) if url else None, html, content_type=sent if isinstance(sent, str) else None)
    error = PageError(f"The row has no page in its column {column}.", "Name the column that has it.")
    return Source(name, None, b"", error)


READERS = {"html": _html, "jsonl": _jsonl, "parquet": _parquet, "warc": _warc, "zip": _zip}
KINDS = {
    **dict.fromkeys(SUFFIXES, "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    ".parquet": "parquet",
    ".warc": "warc",
    ".zip": "zip",
}

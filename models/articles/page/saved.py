"""Pages as browsers save them, made one page: MHTML and web archives with the text of their frames, and HTML whose
pictures and fonts stand in data URIs, which are left out before anything is parsed."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from models.articles.errors import PageError
from models.articles.page import mhtml, webarchive
from models.articles.page.binary import check_text
from models.articles.page.frames import page_with_frames

MAX_SAVED = 50_000_000  # bytes of a page with all that was saved with it
MAX_ADDRESS = 2_000  # characters
# Data URIs too long to be for readers: base64, in quotes perhaps with white space, or percent-encoded.
DATA = (
    r"data:[a-zA-Z]{1,20}/[a-zA-Z0-9.+-]{1,60}(?:;[a-zA-Z0-9=.-]{1,40}){0,4}"
    r"(?:;base64,[a-zA-Z0-9+/=%\s]{256,}+(?=[\"')&])|,[!#-&*-;=?-\[\]-~]{256,}+)"
)
DATA_TEXT, DATA_BYTES = re.compile(DATA, re.ASCII), re.compile(DATA.encode())


@dataclass(frozen=True)
class Source:
    """The HTML that is parsed, the address of the page, the Content-Type that may name its character set, and when it
    was saved, if that is told."""

    html: bytes | str
    url: str | None
    content_type: str | None
    saved: datetime | None = None


def source_of(content: bytes | str, url: str | None = None, content_type: str | None = None) -> Source:
    """What is to be parsed of a page as it came, whether it was saved by a browser or not; `url` is believed if given.

    Raises PageError for what is no text, a save without a page or a hostile one, and more than 50 MB.
    """
    if len(content) > MAX_SAVED:
        raise PageError(
            f"The page has {len(content):,} bytes, more than {MAX_SAVED:,}.", "Save the part that holds the text."
        )
    source = _unpacked(content, url) or Source(content, url, content_type)
    check_text(source.html)
    return Source(without_data(source.html), source.url, source.content_type, source.saved)


def is_saved(content: bytes | str) -> bool:
    """Whether a page is MHTML or a web archive."""
    begin = content[: mhtml.MAX_HEADER]
    begin = begin.encode("utf-8", "replace") if isinstance(begin, str) else begin
    return mhtml.is_mhtml(begin) or webarchive.is_webarchive(begin)


def without_data(html: bytes | str) -> bytes | str:
    """HTML without what its data URIs hold. No letter of the text is in one, and a save has megabytes of them."""
    return DATA_TEXT.sub("data:,", html) if isinstance(html, str) else DATA_BYTES.sub(b"data:,", html)


def _unpacked(content: bytes | str, url: str | None) -> Source | None:
    """The page of an MHTML file or a web archive, None for anything else."""
    if not is_saved(content):
        return None
    content = content.encode("utf-8", "replace") if isinstance(content, str) else content
    documents = (mhtml if mhtml.is_mhtml(content) else webarchive).documents_of(content)
    page = documents[0]
    check_text(page.html)
    address = url or _web_address(page.url or "")
    if len(documents) == 1:
        return Source(page.html, address, page.content_type, page.saved)
    return Source(page_with_frames(documents), address, "text/html; charset=utf-8", page.saved)


def _web_address(url: str) -> str | None:
    """An address that a save tells, if it is one of the web."""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname and len(url) <= MAX_ADDRESS else None
    except ValueError:
        return None

"""The documents of a saved page as one: frames take the place where the page shows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import islice
from urllib.parse import urljoin

from models.articles.page.encoding import MARKUP, decode

MAX_DOCUMENTS = 100  # pages and frames of one save
MAX_FRAMES = 1000  # of a document, beyond which none is filled
FRAME = re.compile(rb"<i?frame\b([^<>]*+)>", re.IGNORECASE)
SHOWN = re.compile(rb"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE)
FRAMESET = re.compile(rb"<frameset\b", re.IGNORECASE)
BODY = re.compile(rb"<body\b[^<>]*+>", re.IGNORECASE)
AROUND = re.compile(rb"</?(?:html|head|body)\b[^<>]*+>|<!doctype[^<>]*+>", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """A page or a frame of it: its HTML, and as far as they are known its Content-Type, its address, the name by which
    a page shows it as a frame, and when it was saved."""

    html: bytes
    content_type: str | None = None
    url: str | None = None
    name: str | None = None
    saved: datetime | None = None


def page_with_frames(documents: Sequence[Document]) -> bytes:
    """The first document in UTF-8, with the others in the places of its frames.

    The frames of a frameset are the page. An `<iframe>` is filled where it has more text than the page itself: most
    are advertisements, a few hold all that is to be read.
    """
    waiting = {key: document for document in reversed(documents[1:]) for key in (document.name, document.url) if key}
    return _filled(documents[0], waiting)


def _filled(document: Document, waiting: dict[str, Document]) -> bytes:
    markup = decode(document.html, document.content_type).markup
    if frameset := FRAMESET.search(markup):
        frames = islice(FRAME.finditer(markup, frameset.start()), MAX_FRAMES)
        shown = [_shown(frame, document, waiting) for frame in frames]
        return markup[: frameset.start()] + b"<body>%b</body>" % b"".join(shown) if any(shown) else markup
    own = _size_of_text(markup) if waiting else 0

    def content(frame: re.Match[bytes]) -> bytes:
        shown = _shown(frame, document, waiting)
        return shown if _size_of_text(shown) > own else frame[0]

    return FRAME.sub(content, markup, MAX_FRAMES) if waiting else markup


def _shown(frame: re.Match[bytes], document: Document, waiting: dict[str, Document]) -> bytes:
    """What a frame shows, if it was saved and is shown nowhere before."""
    source = SHOWN.search(frame[1])
    told = (source[1] or source[2] or source[3] or b"") if source else b""
    address = unescape(told.decode("utf-8", "replace")).strip()
    inner = waiting.get(address) or waiting.get(_joined(document.url, address))
    if inner is None:
        return b""
    for key in (inner.name, inner.url):
        waiting.pop(key or "", None)
    markup = _filled(inner, waiting)
    body = BODY.search(markup)
    return b"<div>%b</div>" % AROUND.sub(b"", markup[body.end() :] if body else markup)


def _joined(base: str | None, address: str) -> str:
    try:
        return urljoin(base or "", address)
    except ValueError:
        return address


def _size_of_text(markup: bytes) -> int:
    return len(b"".join(MARKUP.sub(b" ", markup).split()))

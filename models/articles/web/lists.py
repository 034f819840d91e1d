"""The addresses in lists that sites keep of their pages: sitemaps (sitemaps.org: XML, text, indexes, packed or not) and
feeds (RSS, Atom, JSON). What a list is its content tells, whatever its name and Content-Type are."""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from models.articles.errors import PageError
from models.articles.web.addresses import completed_address

MAX_SIZE = 50_000_000  # bytes of a list, unpacked: the limit of sitemaps.org
MAX_LISTED = 50_000  # addresses in one: the same
SITEMAP_NAME = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)  # also among pages, where some sites name them
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Listed:
    """The addresses in a sitemap or feed: of pages, and of further sitemaps."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def addresses_in(content: bytes, url: str) -> Listed:
    """The addresses in a list that was found at an address; none for what is no list. Raises PageError for one that is
    packed and cannot be unpacked."""
    content = _unpacked(content).lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"<") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        found = list(islice(_in_xml(content), MAX_LISTED))
    elif content.startswith(b"{"):
        found = [(address, False) for address in islice(_in_json(content), MAX_LISTED)]
    else:
        lines = content.decode("utf-8", "replace").splitlines()
        found = [(line, False) for line in lines if line.strip().startswith(("http://", "https://"))][:MAX_LISTED]
    told = dict.fromkeys((address, more) for href, more in found if (address := completed_address(href, url)))
    pages, sitemaps = ([address for address, more in told if more == wanted] for wanted in (False, True))
    return Listed(tuple(pages), tuple(sitemaps))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP):
        return content[:MAX_SIZE]
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return stream.read(MAX_SIZE)
    except (OSError, EOFError, zlib.error):
        raise PageError("The sitemap is packed in a way that cannot be undone.", "Open it in a browser.") from None


def _in_xml(content: bytes) -> Iterator[tuple[str, bool]]:
    """Addresses, and whether each is that of a further sitemap; elements are forgotten once they were seen."""
    events = etree.iterparse(
        io.BytesIO(content), ("end",), recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    guid = link = None
    try:
        for _, element in events:
            name, parent = _name(element), element.getparent()
            above = _name(parent) if parent is not None else ""
            if name == "loc" and above in ("url", "sitemap"):
                address = (element.text or "").strip().replace("&amp;", "&")
                yield address, above == "sitemap" or bool(SITEMAP_NAME.search(address))
            elif name == "link" and above == "url" and element.get("hreflang"):
                yield element.get("href") or "", False
            elif name == "link" and above in ("item", "entry") and element.get("rel", "alternate") == "alternate":
                link = element.get("href") or (element.text or "").strip() or link
            elif name == "guid" and above == "item" and element.get("isPermaLink", "true") == "true":
                guid = (element.text or "").strip()
            elif name in ("item", "entry"):
                if link or guid:
                    yield link or guid or "", False
                guid = link = None
            if name in ("url", "sitemap", "item", "entry"):
                element.clear()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError:
        return


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _in_json(content: bytes) -> Iterator[str]:
    """Those of a JSON feed (jsonfeed.org)."""
    try:
        items = json.loads(content).get("items")
    except (ValueError, RecursionError, AttributeError):
        return
    for item in items if isinstance(items, list) else ():
        address = (item.get("url") or item.get("id")) if isinstance(item, dict) else None
        if isinstance(address, str):
            yield address

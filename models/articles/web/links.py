"""Where a page leads: to other pages and feeds, on to another page, to its own best address, to its further pages.

After the HTML standard: `<base href>` completes addresses, `<meta http-equiv=refresh>` sends readers on (4.2.5.3), and
RFC 6596 for `rel=canonical`. The headers `Refresh` and `Link` say the same as the elements do.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page.document import Page, elements
from models.articles.web.addresses import completed_address, plain_address
from models.articles.web.pagination import further_pages

Headers = tuple[tuple[str, str], ...]

MAX_LINKS = 20_000  # of a page
MAX_REFRESH = 10.0  # seconds; nobody has read the page by then, and it is no more than a way to another
MAX_TOLD = 4096  # characters of a refresh, and of a header
REFRESH = re.compile(
    r"\s*+(\d{0,9}+(?:\.\d{0,9}+)?+)[\d.]*+(?=[;,\s])\s*+[;,]?\s*+(?:url\s*+=\s*+)?(?:'([^']*)'?|\"([^\"]*)\"?|(.*))",
    re.IGNORECASE | re.DOTALL,
)
LINK_HEADER = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,]*))*)")
CANONICAL = re.compile(r"rel\s*=\s*\"?[^\",;]*\bcanonical\b", re.IGNORECASE)
FEED_TYPE = re.compile(r"rss|atom|rdf|feed", re.IGNORECASE)
FEED_NAME = re.compile(r"(?:^|[/.?=])(?:feed|rss2?|atom)(?:\.xml)?/?$", re.IGNORECASE)
COMMENT_FEED = re.compile(r"\bcomments\b", re.IGNORECASE)
# What is certainly no page; of what may be one, the server's Content-Type tells.
FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|psd|mp[34]|m4[av]|aac|og[gv]|wav|flac|avi|mov|mkv|webm|flv|wm[av]|"
    r"pdf|docx?|xlsx?|pptx?|od[tsp]|epub|mobi|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|iso|dmg|exe|msi|deb|rpm|apk|jar|swf|"
    r"woff2?|ttf|otf|eot)$",
    re.IGNORECASE,
)

BASES = etree.XPath("//base[@href]")
ANCHORS = etree.XPath("//a[@href] | //area[@href] | //frame[@src]")
HEAD_LINKS = etree.XPath("//link[@rel and @href]")
REFRESHES = etree.XPath("//meta[@content and translate(@http-equiv, 'REFSH', 'refsh') = 'refresh']")


@dataclass(frozen=True)
class Leads:
    """Addresses that a page names, complete; those in `links`, `canonical` and `pages` are of its own site.

    `refresh` is where its readers are sent before they can have read it. `canonical` is the address that it wants to be
    known by, where that is another. `pages` are the further pages of what it is a page of.
    """

    links: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    refresh: str | None = None
    canonical: str | None = None
    pages: tuple[str, ...] = ()


def leads_of(page: Page, url: str, headers: Headers = ()) -> Leads:
    """Where a page at an address leads; `headers` are those that it came with."""
    base = base_of(page.tree, url)
    own = plain_address(url)
    refreshes = [*_refreshes(page.tree, base), *_header_refreshes(headers, url)]
    sent_on = [target for seconds, target, scripted in refreshes if seconds <= MAX_REFRESH and scripted]
    anchors = [anchor for anchor in elements(ANCHORS, page.tree) if "nofollow" not in _relations(anchor)][:MAX_LINKS]
    heads = elements(HEAD_LINKS, page.tree)[:MAX_LINKS]
    canonical = _canonical(heads, headers, base, own)
    named = [*(target for _, target, _ in refreshes), *filter(None, [canonical])]
    named += _joined([*anchors, *(link for link in heads if _is_page(link))], base)
    links = [link for link in dict.fromkeys(named) if _same_site(link, own) and link != own]
    return Leads(
        links=tuple(link for link in links if not FILE.search(urlsplit(link).path) and not FEED_NAME.search(link)),
        feeds=_feeds(heads, anchors, base),
        refresh=next((target for target in sent_on if target != own), None),
        canonical=canonical,
        pages=further_pages([*anchors, *heads], base, canonical or own),
    )


def base_of(tree: HtmlElement, url: str) -> str:
    """What the addresses in a page are relative to."""
    for element in elements(BASES, tree):
        return completed_address(element.get("href"), url) or url
    return url


def _same_site(link: str, own: str | None) -> bool:
    return urlsplit(link).netloc == urlsplit(own or "").netloc


def _relations(element: HtmlElement) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _is_page(link: HtmlElement) -> bool:
    """Whether a <link> names a page: the next one or the one before, or the same in a language."""
    relations = _relations(link)
    if "alternate" in relations:
        return bool(link.get("hreflang")) and not FEED_TYPE.search(link.get("type") or "")
    return not {"next", "prev"}.isdisjoint(relations)


def _joined(found: Iterable[HtmlElement], base: str) -> list[str]:
    return [
        target for element in found if (target := completed_address(element.get("href") or element.get("src"), base))
    ]


def _refreshes(tree: HtmlElement, base: str) -> Iterator[tuple[float, str, bool]]:
    """Seconds, address, and whether readers with scripts are sent there too."""
    for meta in elements(REFRESHES, tree):
        if found := _refresh(meta.get("content") or "", base):
            yield *found, next(meta.iterancestors("noscript"), None) is None


def _header_refreshes(headers: Headers, url: str) -> Iterator[tuple[float, str, bool]]:
    for name, value in headers:
        if name.lower() == "refresh" and (found := _refresh(value, url)):
            yield *found, True


def _refresh(content: str, base: str) -> tuple[float, str] | None:
    match = REFRESH.match(content[:MAX_TOLD])
    if match is None or match[1] in (".", ""):
        return None
    href = match[2] or match[3] or match[4]
    target = completed_address(href, base) if href else None
    return (float(match[1]), target) if target else None


def _canonical(heads: list[HtmlElement], headers: Headers, base: str, own: str | None) -> str | None:
    """The address of the same site that a page gives as its own; None if it is there, or if it gives several."""
    told = _joined((link for link in heads if "canonical" in _relations(link)), base)
    for name, value in headers:
        if name.lower() == "link":
            targets = [match[1] for match in LINK_HEADER.finditer(value[:MAX_TOLD]) if CANONICAL.search(match[2])]
            told += [target for href in targets if (target := completed_address(href, own or base))]
    if not own or len(set(told)) != 1 or not _same_site(told[0], own):
        return None
    named = urlsplit(told[0])._replace(scheme=urlsplit(own).scheme).geturl()  # http and https are one site
    return None if named == own else named


def _feeds(heads: list[HtmlElement], anchors: list[HtmlElement], base: str) -> tuple[str, ...]:
    """Feeds that are declared, else those that are linked to; none of comments."""
    declared = [link for link in heads if "alternate" in _relations(link) and FEED_TYPE.search(link.get("type") or "")]
    found = declared or [anchor for anchor in anchors if FEED_NAME.search(anchor.get("href") or "")]
    return tuple(feed for feed in dict.fromkeys(_joined(found, base)) if not COMMENT_FEED.search(feed))

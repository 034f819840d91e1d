"""What a crawl wants of a page: its article, where it leads, and whether robots may keep it. Runs in a worker."""

import gzip
import io
import zlib
from dataclasses import dataclass

from courlan import extract_links, get_hostinfo
from trafilatura.deduplication import Simhash
from trafilatura.feeds import FeedParameters, determine_feed
from trafilatura.feeds import extract_links as extract_feed_links
from trafilatura.sitemaps import SitemapObject

from models.articles.answers import Article
from models.articles.article.extraction import extract
from models.articles.article.template import Template
from models.articles.batch.tables import NOTHING, Failure
from models.articles.errors import ArticlesError, PageError
from models.articles.page.document import parse
from models.articles.page.encoding import decode

MAX_SITEMAP_SIZE = 50_000_000  # bytes of a sitemap, unpacked: the limit of sitemaps.org


@dataclass(frozen=True)
class Survey:
    """A page of a crawl: its article, or why there is none; addresses in it; and the simhash of its text."""

    article: Article | None
    failure: Failure | None
    links: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    simhash: int = 0


@dataclass(frozen=True)
class Listed:
    """The addresses in a sitemap or feed: of pages, and of further sitemaps."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def survey(html: bytes, url: str) -> Survey:
    """Reads a page. `<meta name=robots>` is obeyed: noindex keeps out the article, nofollow the links."""
    try:
        page = parse(html, url)
    except ArticlesError as error:
        return Survey(None, Failure.of(error))
    robots = ",".join(page.tree.xpath("//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content")).lower()
    links: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    if "nofollow" not in robots and "none" not in robots:
        text = decode(html).text
        links = tuple(sorted(extract_links(text, url, strict=False, with_nav=True)))
        feeds = tuple(determine_feed(text, _parameters(url)))
    if "noindex" in robots or "none" in robots:
        return Survey(None, Failure("PageError", "The page asks not to be kept."), links, feeds)
    try:
        article = extract(html, url)
    except ArticlesError as error:
        return Survey(None, Failure.of(error), links, feeds)
    if not article.text.strip():
        return Survey(None, Failure("PageError", NOTHING[0]), links, feeds)
    return Survey(article, None, links, feeds, Simhash(article.text).hash)


def extract_with_template(html: bytes, url: str, template: Template) -> Article:
    """The article of a page without what its template has. Raises PageError."""
    return extract(html, url, template=template)


def addresses_in(content: bytes, url: str) -> Listed:
    """The addresses in a sitemap (XML or text, packed or not) or a feed (RSS, Atom, JSON), by trafilatura."""
    text = _unpack(content).decode("utf-8-sig", "replace")
    sitemap = SitemapObject(_parameters(url).base, _parameters(url).domain, [])
    sitemap.current_url, sitemap.content = url, text
    sitemap.process()
    feed = extract_feed_links(text, _parameters(url))
    return Listed(tuple(dict.fromkeys([*sitemap.urls, *feed])), tuple(dict.fromkeys(sitemap.sitemap_urls)))


def _unpack(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return stream.read(MAX_SITEMAP_SIZE)
    except (OSError, EOFError, zlib.error):
        raise PageError("The sitemap is packed in a way that cannot be undone.", "Open it in a browser.") from None


def _parameters(url: str) -> FeedParameters:
    domain, base = get_hostinfo(url)
    return FeedParameters(base, domain or "", url)

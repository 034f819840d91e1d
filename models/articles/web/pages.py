"""The pages that a crawl keeps: what those of one shape share is left out of their articles, after article 4413; those
of one thread become one row; and of those that are one page at several addresses, one stays.

The first pages of a shape wait until there are enough to learn its template from; the later ones are read with it.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from trafilatura.deduplication import Simhash

from models.articles import workers
from models.articles.article.template import Template, learn_template
from models.articles.batch.tables import article_row
from models.articles.errors import ArticlesError
from models.articles.web.frontier import SAME_TEXT, shape
from models.articles.web.state import State
from models.articles.web.survey import extract_with_template
from models.articles.web.threads import MAX_PAGES, ThreadPage, in_page_order, joined_row

TEMPLATE_PAGES = 8  # pages of a shape, from which what six in ten of them share is known well
MIN_TEMPLATE_PAGES = 3  # at the end of a crawl; of two pages, one that quotes the other would lose the quotation
MAX_WAITING = 64_000_000  # bytes of pages, packed; then the shape with most of them is learned from what there is
KNOWN_TEMPLATES = 64  # of a crawl in memory
MAX_JOINED = 30_000_000  # characters of the posts of a thread in one row
MAX_COMPARED = 20  # pages that name one address as theirs

TABLES = """
CREATE TABLE IF NOT EXISTS template (shape TEXT PRIMARY KEY, content TEXT);
CREATE TABLE IF NOT EXISTS page (
    number INTEGER PRIMARY KEY, url TEXT UNIQUE, shape TEXT, content TEXT, html BLOB,
    canonical TEXT, simhash TEXT, family TEXT, title TEXT, posts TEXT);
CREATE INDEX IF NOT EXISTS unread ON page (shape) WHERE html IS NOT NULL;
CREATE INDEX IF NOT EXISTS thread ON page (family, title) WHERE family IS NOT NULL;
CREATE INDEX IF NOT EXISTS same ON page (canonical);
"""


@dataclass(frozen=True)
class CrawledPage:
    """A page that has an article, as it was read: its row, the address that it wants to be known by, the simhash of its
    text, and its posts if it is a page of a thread."""

    html: bytes
    url: str
    row: dict[str, Any]
    canonical: str | None = None
    simhash: int = 0
    thread: ThreadPage | None = None


class Pages:
    """Takes the pages of a crawl, and gives their rows at its end; kept in a state, so that it can be gone on with."""

    def __init__(self, state: State | None = None):
        self._state = state or State()
        self._state.tables(TABLES)
        self.waiting_size: int = int(self._state.value("SELECT total(length(html)) FROM page"))
        self.template = lru_cache(KNOWN_TEMPLATES)(self._template)

    def add(self, page: CrawledPage) -> str | None:
        """Takes a page, which waits if its shape may get a template; returns a shape of which enough pages wait."""
        own = shape(page.url)
        html = None if self.is_learned(own) else zlib.compress(page.html, 1)
        thread = page.thread or ThreadPage("", "", [])
        self._state.change(
            "INSERT OR IGNORE INTO page (url, shape, content, html, canonical, simhash, family, title, posts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(page.url, own, json.dumps(page.row), html, page.canonical, f"{page.simhash:x}"),
            *(thread.family or None, thread.title, json.dumps(thread.posts)),
        )
        if html is None:
            return None
        self.waiting_size += len(html)
        if self._state.value("SELECT count(*) FROM page WHERE shape = ? AND html NOT NULL", own) >= TEMPLATE_PAGES:
            return own
        return self._largest() if self.waiting_size > MAX_WAITING else None

    def count(self) -> int:
        """How many pages it has."""
        return int(self._state.value("SELECT count(*) FROM page"))

    def is_learned(self, own: str) -> bool:
        """Whether the template of a shape is known, or that it has none."""
        return self._state.row("SELECT 1 FROM template WHERE shape = ?", own) is not None

    def settle(self, own: str) -> None:
        """Learns the template of a shape if enough pages wait for it, and reads these with it: they wait no longer."""
        waiting = list(self._state.rows("SELECT number, url, html FROM page WHERE shape = ? AND html NOT NULL", own))
        htmls = [zlib.decompress(html) for _, _, html in waiting]
        if not self.is_learned(own) and len(waiting) >= MIN_TEMPLATE_PAGES:
            template = _learned_template(htmls)
            self._state.change("INSERT INTO template VALUES (?, ?)", own, _stored(template))
            self.template.cache_clear()
        for (number, url, packed), html in zip(waiting, htmls, strict=True):
            row = self._row_with_template(html, url, own)
            self._state.change(
                "UPDATE page SET html = NULL, content = coalesce(?, content) WHERE number = ?",
                row and json.dumps(row),
                number,
            )
            self.waiting_size -= len(packed)

    def rest(self) -> list[str]:
        """The shapes of pages that wait and are enough for a template, if no more come."""
        query = "SELECT shape FROM page WHERE html NOT NULL GROUP BY shape HAVING count(*) >= ?"
        return [own for (own,) in self._state.rows(query, MIN_TEMPLATE_PAGES)]

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each page, thread, and group of addresses of one page, in the order in which they were met."""
        query = "SELECT number, content, canonical, simhash, family, title FROM page ORDER BY number"
        joined: set[tuple[str, str]] = set()
        for number, content, canonical, simhash, family, title in self._state.rows(query):
            if (family, title) in joined:
                continue
            if family and len(members := self._thread(family, title)) > 1:
                joined.add((family, title))
                yield from self._joined(members)
            elif not self._is_again(number, canonical, simhash):
                yield json.loads(content)

    def _largest(self) -> str:
        query = "SELECT shape FROM page WHERE html NOT NULL GROUP BY shape ORDER BY sum(length(html)) DESC"
        return str(self._state.value(query))

    def _template(self, own: str) -> Template | None:
        content = self._state.value("SELECT content FROM template WHERE shape = ?", own)
        told = json.loads(content) if content else None
        if told is None:
            return None
        return Template({(path, text): count for path, text, count in told["texts"]}, told["pages"], told["support"])

    def _row_with_template(self, html: bytes, url: str, own: str) -> dict[str, Any] | None:
        template = self.template(own)
        if template is None:
            return None
        try:
            article = workers.run(extract_with_template, html, url, template)
        except ArticlesError:
            return None
        return article_row(article, url, url, own)

    def _thread(self, family: str, title: str) -> list[int]:
        query = "SELECT number FROM page WHERE family = ? AND title = ? ORDER BY number"
        return [number for (number,) in self._state.rows(query, family, title)]

    def _joined(self, members: Sequence[int]) -> Iterator[dict[str, Any]]:
        """The row of a thread, several if it is very long; those of its pages where they cannot be joined."""
        for part in self._portions(members):
            try:
                yield workers.run(joined_row, part)
            except ArticlesError:
                yield from (json.loads(content) for content, _ in part)

    def _portions(self, members: Sequence[int]) -> Iterator[list[tuple[str, str]]]:
        """The rows and posts of pages in order, as JSON, no more at once than a row may have."""
        query = "SELECT url, content, posts FROM page WHERE number = ?"
        urls = [self._state.value(query, number) for number in members]
        part: list[tuple[str, str]] = []
        for place in in_page_order(urls):
            _, content, posts = self._state.row(query, members[place]) or ("", "{}", "[]")
            if len(part) == MAX_PAGES or sum(len(other) for _, other in part) + len(posts) > MAX_JOINED:
                yield part
                part = []
            part.append((content, posts))
        yield part

    def _is_again(self, number: int, canonical: str | None, simhash: str) -> bool:
        """Whether the page is one that is kept at another address: the one that it names, or the first that names that.
        What a site says is believed only of pages with the same text."""
        if canonical is None:
            return False
        text = Simhash(existing_hash=int(simhash, 16))
        named = self._state.rows("SELECT simhash FROM page WHERE url = ?", canonical)
        query = "SELECT simhash FROM page WHERE canonical = ? AND number < ? ORDER BY number LIMIT ?"
        others = [*named, *self._state.rows(query, canonical, number, MAX_COMPARED)]
        return any(text.similarity(Simhash(existing_hash=int(other, 16))) >= SAME_TEXT for (other,) in others)


def _stored(template: Template | None) -> str:
    if template is None:
        return "null"
    texts = [[*text, count] for text, count in template.texts.items()]
    return json.dumps({"pages": template.pages, "support": template.support, "texts": texts})


def _learned_template(pages: list[bytes]) -> Template | None:
    """What the pages share; None if that is nothing."""
    try:
        return workers.run(learn_template, pages)
    except ArticlesError:
        return None

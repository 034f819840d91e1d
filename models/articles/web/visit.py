"""A crawl under way: which list or page is read next, what is taken of it, and what is written at the end."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from models.articles import workers
from models.articles.answers import Article
from models.articles.article.template import Template
from models.articles.batch.push import Summary
from models.articles.batch.tables import Failure, Tables, article_row
from models.articles.errors import ArticlesError
from models.articles.web.addresses import completed_address, plain_address
from models.articles.web.fetch import Fetched, Fetcher
from models.articles.web.frontier import Frontier, shape
from models.articles.web.lists import MAX_SIZE, addresses_in
from models.articles.web.pages import CrawledPage, Pages
from models.articles.web.state import State
from models.articles.web.survey import Survey, survey
from models.articles.web.threads import ThreadPage

MAX_LISTS = 1000  # sitemaps and feeds
MAX_FRUITLESS_LISTS = 20  # one after the other that named no new address; then no further one is read
PAGES_A_LINE = 20  # of a crawl, after which it logs how far it is
READ_ANYWAY = "The page leads to one that is read anyway, or to another site"
IN_ANOTHER = "The page is one at another address, or one of a thread, whose row has it"

TABLES = """
CREATE TABLE IF NOT EXISTS list (number INTEGER PRIMARY KEY, url TEXT UNIQUE, waits INTEGER);
CREATE TABLE IF NOT EXISTS failure (number INTEGER PRIMARY KEY, reason TEXT, url TEXT, error TEXT, cause TEXT);
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CrawlSummary(Summary):
    """How a crawl went; `templates` counts the articles of each shape, `given_up` are shapes that led nowhere."""

    templates: tuple[tuple[str, int], ...] = ()
    given_up: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"{count:>9,}  {template}" for template, count in self.templates)])


async def surveyed(fetched: Fetched, html: bytes, template: Template | None = None) -> Survey:
    """What a fetched page, as UTF-8, has for a crawl. Raises ArticlesError."""
    return await asyncio.to_thread(workers.run, survey, html, fetched.url, fetched.headers, template)


class Visit:
    """A crawl under way. Whatever it knows is in the state, which changes by whole pages."""

    def __init__(self, fetcher: Fetcher, state: State, first: str, most: int):
        self.fetcher, self.state, self.first, self.most = fetcher, state, first, most
        state.tables(TABLES)
        self.frontier, self.pages = Frontier(first, state), Pages(state)
        self.read: int = state.noted("read") or 0
        self.delay = 0.0  # seconds beyond those that the client waits anyway

    async def run(self, folder: Path) -> CrawlSummary:
        """Reads what is left, and writes all there is, also when told to stop."""
        if self.state.noted("written") == self.read and (self.read >= self.most or not self._is_anything_left()):
            raise ArticlesError(f"{folder} has all articles already.", "Ask for more pages, or name a new folder.")
        rules = await self.fetcher.site_rules(self.first)
        self.delay = max(0.0, rules.delay - self.fetcher.limits.pause)
        try:
            with self.state.step():
                self._take_lists(rules.sitemaps or (urljoin(self.first, "/sitemap.xml"),))
            while self.read < self.most:
                with self.state.step():
                    if not await self._advance():
                        break
        finally:
            summary = self._write(folder)
        return summary

    async def _advance(self) -> bool:
        """Reads a list if fewer addresses wait than are wanted, else a page; False if there is nothing more."""
        wanted = self.most - self.read
        if self.frontier.waiting < wanted and (url := self._next_list()):
            await self._read_list(url)
            return True
        if (url := self.frontier.next()) is None:
            return False
        self.read += 1
        self.state.note("read", self.read)
        await self._read_page(url)
        if self.read % PAGES_A_LINE == 0:
            log.info("%s of at most %s pages; the last: %s", self.read, self.most, url)
        return True

    async def _read_page(self, url: str) -> None:
        """Fetches and reads one page, and takes its article and its links."""
        await asyncio.sleep(self.delay)
        try:
            fetched = await self.fetcher.fetch(url)
            if not self.frontier.arrived(url, fetched.url):
                self._fail(READ_ANYWAY)
                return
            html = await asyncio.to_thread(lambda: fetched.html)
            found = await surveyed(fetched, html, self.pages.template(shape(fetched.url)))
        except ArticlesError as error:
            failure, stage = Failure.of(error), getattr(error, "stage", None)
            self._fail(f"{stage}: {failure.reason}" if stage else failure.reason, failure, url)
            self.frontier.note(url, "", 0, [])
            return
        if found.failure:
            self._fail(found.failure.reason, found.failure, fetched.url)
        text = self._keep(fetched.url, html, found, found.article) if found.article else ""
        links = self.frontier.add(found.leads.links)
        self.frontier.note(fetched.url, text, found.simhash, links)
        self._take_lists(found.leads.feeds)

    def _keep(self, found_at: str, html: bytes, found: Survey, article: Article) -> str:
        url = plain_address(found_at) or found_at
        row = article_row(article, url, url, shape(url))
        thread = ThreadPage.of(found.leads.canonical or url, found.leads.pages, found.posts) if found.posts else None
        page = CrawledPage(html, url, row, found.leads.canonical, found.simhash, thread)
        if due := self.pages.add(page):
            self.pages.settle(due)
        return article.text

    def _fail(self, reason: str, failure: Failure | None = None, url: str | None = None) -> None:
        told = (url, failure.error, failure.cause) if failure else (None, None, None)
        self.state.change("INSERT INTO failure (reason, url, error, cause) VALUES (?, ?, ?, ?)", reason, *told)

    def _take_lists(self, urls: Sequence[str]) -> None:
        for url in filter(None, (completed_address(url, self.first) for url in urls)):
            if self.state.value("SELECT count(*) FROM list") < MAX_LISTS:
                self.state.change("INSERT OR IGNORE INTO list (url, waits) VALUES (?, 1)", url)

    def _next_list(self) -> str | None:
        if (self.state.noted("fruitless lists") or 0) >= MAX_FRUITLESS_LISTS:
            return None
        url = self.state.value("SELECT url FROM list WHERE waits ORDER BY number LIMIT 1")
        return None if url is None else str(url)

    async def _read_list(self, url: str) -> None:
        """Takes the addresses in a sitemap or feed, and the sitemaps that it names; few sites have all that one may
        look for."""
        self.state.change("UPDATE list SET waits = 0 WHERE url = ?", url)
        taken: list[str] = []
        try:
            fetched = await self.fetcher.fetch(url, types=None, size=MAX_SIZE)
            listed = await asyncio.to_thread(workers.run, addresses_in, fetched.content, fetched.url)
        except ArticlesError:
            pass
        else:
            taken = self.frontier.add(listed.pages)
            self._take_lists(listed.sitemaps)
            taken += listed.sitemaps
        self.state.note("fruitless lists", 0 if taken else (self.state.noted("fruitless lists") or 0) + 1)

    def _is_anything_left(self) -> bool:
        return self.frontier.waiting > 0 or self._next_list() is not None

    def _write(self, folder: Path) -> CrawlSummary:
        """Writes all rows anew, with what the pages share that were too few so far."""
        with self.state.step():
            for own in self.pages.rest():
                self.pages.settle(own)
        templates: Counter[str] = Counter()
        with Tables(folder) as tables:
            for row in self.pages.rows():
                tables.keep(row)
                templates[row["template"]] += 1
            for url, error, cause in self.state.rows("SELECT url, error, cause FROM failure WHERE url NOT NULL"):
                tables.fail(Failure(error, cause).row(url, url))
        failed = dict(self.state.rows("SELECT reason, count(*) FROM failure GROUP BY reason"))
        if more := self.pages.count() - templates.total():
            failed[IN_ANOTHER] = more
        with self.state.step():
            self.state.note("written", self.read)
        told = (tuple(templates.most_common()), tuple(sorted(self.frontier.given_up)))
        return CrawlSummary(self.read, templates.total(), failed, *told)

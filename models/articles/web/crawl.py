"""The articles of a site, read politely: breadth first, as robots.txt allows, one page a second.

python -m models.articles.web.crawl https://example.com/ --max_pages 200 --output runs/example

Sitemaps and feeds are followed too. Pages are grouped by the shape of their addresses (column `template`), and what
those of one shape share is left out of their articles.
"""

import asyncio
import logging
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

from models.articles import workers
from models.articles.batch.command import OutputOptions, card_command, finish, parse_options
from models.articles.batch.push import Summary
from models.articles.batch.tables import Failure, Tables, article_row
from models.articles.errors import ArticlesError
from models.articles.web.fetch import LISTS, Fetcher
from models.articles.web.frontier import Frontier, shape
from models.articles.web.groups import CrawledPage, Groups
from models.articles.web.survey import addresses_in, survey
from models.evaluation import option, run

MODULE = "models.articles.web.crawl"
MAX_LISTS = 20  # sitemaps and feeds
PAGES_A_LINE = 20  # of a crawl, after which it logs how far it is

log = logging.getLogger(__name__)


@dataclass
class Options(OutputOptions):
    """Reads the articles of a site, one page a second, as its robots.txt allows."""

    output: str = option("runs/crawl", "folder for data/ and failed/, a new one")
    max_pages: int = option(100, "most pages that are read")


@dataclass(frozen=True)
class CrawlSummary(Summary):
    """How a crawl went; `templates` counts the articles of each shape, `given_up` are shapes that led nowhere."""

    templates: tuple[tuple[str, int], ...] = ()
    given_up: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"{count:>9,}  {template}" for template, count in self.templates)])


def crawl(start: str, options: Options, make: Callable[[], Fetcher] = Fetcher) -> CrawlSummary:
    """Reads a site from `start` on and writes its articles, and the pages that gave none, as Parquet.

    Args:
        start: an address of the site; only pages of its host are read.
        options: where to, and how many pages at most.
        make: gives the client that fetches.

    Raises:
        FetchError: the first page or the site's robots.txt cannot be fetched.
        ArticlesError: the output folder has articles already.
    """
    return asyncio.run(_crawl(start, options, make))


async def _crawl(start: str, options: Options, make: Callable[[], Fetcher]) -> CrawlSummary:
    async with make() as fetcher:
        first = await fetcher.fetch(start)  # its redirects tell which host the site has
        rules = await fetcher.site_rules(first.url)
        delay = max(0.0, rules.delay - fetcher.limits.pause)  # seconds beyond those that the client waits anyway
        with Tables(Path(options.output)) as tables:
            visit = _Visit(fetcher, Frontier(first.url), tables, delay)
            try:
                await visit.lists(rules.sitemaps or (urljoin(first.url, "/sitemap.xml"),))
                while visit.pages < options.max_pages and (url := visit.frontier.next()):
                    await visit.page(url)
                    if visit.pages % PAGES_A_LINE == 0:
                        log.info("%s of at most %s pages; the last: %s", visit.pages, options.max_pages, url)
            finally:  # also when told to stop
                await visit.rest()
        return visit.summary()


class _Visit:
    """A crawl under way."""

    def __init__(self, fetcher: Fetcher, frontier: Frontier, tables: Tables, delay: float):
        self.fetcher, self.frontier, self.tables, self.delay = fetcher, frontier, tables, delay
        self.groups = Groups()
        self.pages = 0
        self.templates: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._lists: set[str] = set()

    async def page(self, url: str) -> None:
        """Fetches, reads and writes one page, and takes its links."""
        self.pages += 1
        await asyncio.sleep(self.delay)
        try:
            fetched = await self.fetcher.fetch(url)
            if not self.frontier.arrived(url, fetched.url):
                self.failed["The page leads to one that is read anyway, or to another site"] += 1
                return
            html = await asyncio.to_thread(lambda: fetched.html)
            surveyed = await asyncio.to_thread(workers.run, survey, html, fetched.url)
        except ArticlesError as error:
            self._fail(Failure.of(error), url, getattr(error, "stage", None))
            self.frontier.note(url, "", 0, [])
            return
        article = surveyed.article
        if surveyed.failure:
            self._fail(surveyed.failure, fetched.url)
        if article:
            page = CrawledPage(html, fetched.url, article)
            self._keep(await asyncio.to_thread(self.groups.add, page))
        links = self.frontier.add(surveyed.links)
        self.frontier.note(fetched.url, article.text if article else "", surveyed.simhash, links)
        await self.lists(surveyed.feeds)

    async def lists(self, urls: Sequence[str]) -> None:
        """Takes the addresses in sitemaps and feeds, and in the sitemaps that those name."""
        waiting = list(urls)
        while waiting and len(self._lists) < MAX_LISTS:
            url = waiting.pop(0)
            if url in self._lists:
                continue
            self._lists.add(url)
            try:
                fetched = await self.fetcher.fetch(url, LISTS)
                listed = await asyncio.to_thread(workers.run, addresses_in, fetched.content, fetched.url)
            except ArticlesError:
                continue  # few sites have all that one may look for
            self.frontier.add(listed.pages)
            waiting += listed.sitemaps

    async def rest(self) -> None:
        """Writes the pages that waited for others of their shape."""
        self._keep(await asyncio.to_thread(lambda: list(self.groups.rest())))

    def _keep(self, pages: list[CrawledPage]) -> None:
        for page in pages:
            template = shape(page.url)
            self.templates[template] += 1
            self.tables.keep(article_row(page.article, page.url, page.url, template))

    def _fail(self, failure: Failure, url: str, stage: str | None = None) -> None:
        self.failed[f"{stage}: {failure.reason}" if stage else failure.reason] += 1
        self.tables.fail(failure.row(url, url))

    def summary(self) -> CrawlSummary:
        """What has been read so far."""
        counts = (self.pages, self.templates.total(), dict(self.failed))
        return CrawlSummary(*counts, tuple(self.templates.most_common()), tuple(sorted(self.frontier.given_up)))


def main(request: tuple[str, Options], make: Callable[[], Fetcher] = Fetcher) -> None:
    """Reads the site of an address, prints what was found, and publishes it if that was asked for.

    Raises ArticlesError, and HubError if the Hub does not take the articles.
    """
    start, options = request
    finish(crawl(start, options, make), options, card_command(MODULE, shlex.quote(start), options))


parse = partial(parse_options, MODULE, Options, "start", "address of the site")

if __name__ == "__main__":
    run(main, parse)

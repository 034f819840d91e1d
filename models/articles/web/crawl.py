"""The articles of a site, read politely: breadth first, as robots.txt allows, one page a second.

python -m models.articles.web.crawl https://example.com/ --max-pages 200 --output runs/example

Sitemaps and feeds are followed too. Pages are grouped by the shape of their addresses (column `template`), and what
those of one shape share is left out of their articles.
"""

import asyncio
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from tqdm import tqdm

from models.articles import workers
from models.articles.batch.push import Summary, push
from models.articles.batch.tables import Failure, Tables, row
from models.articles.errors import ArticlesError
from models.articles.web.fetch import LISTS, Fetcher
from models.articles.web.frontier import Frontier, shape
from models.articles.web.groups import Groups, Page
from models.articles.web.survey import listed, survey

MOST_LISTS = 20  # sitemaps and feeds


@dataclass
class Options:
    """How a site is read."""

    output: str = "runs/crawl"  # folder for data/ and failed/
    max_pages: int = 100
    push: str = ""  # user/name of a data set on the Hub
    private: bool = False  # makes a new data set private


@dataclass(frozen=True)
class Crawled(Summary):
    """How a crawl went; `templates` counts the articles of each shape, `given_up` are shapes that led nowhere."""

    templates: tuple[tuple[str, int], ...] = ()
    given_up: tuple[str, ...] = ()


def crawl(start: str, options: Options, make: Callable[[], Fetcher] = Fetcher) -> Crawled:
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


async def _crawl(start: str, options: Options, make: Callable[[], Fetcher]) -> Crawled:
    async with make() as fetcher:
        first = await fetcher.fetch(start)  # its redirects tell which host the site has
        rules = await fetcher.site_rules(first.url)
        delay = max(0.0, rules.delay - fetcher.limits.pause)  # seconds beyond those that the client waits anyway
        with Tables(Path(options.output)) as tables, tqdm(total=options.max_pages, unit=" pages") as progress:
            visit = _Visit(fetcher, Frontier(first.url), tables, delay)
            try:
                await visit.lists(rules.sitemaps or (urljoin(first.url, "/sitemap.xml"),))
                while visit.pages < options.max_pages and (url := visit.frontier.next()):
                    await visit.page(url)
                    progress.update()
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
            found = await asyncio.to_thread(workers.run, survey, fetched.content, fetched.url)
        except ArticlesError as error:
            self._fail(Failure.of(error), url, getattr(error, "stage", None))
            self.frontier.note(url, "", 0, [])
            return
        if found.article is None:
            self._fail(found.failure, fetched.url)
        else:
            page = Page(fetched.content, fetched.url, found.article)
            self._keep(await asyncio.to_thread(self.groups.add, page))
        links = self.frontier.add(found.links)
        self.frontier.note(fetched.url, found.article.text if found.article else "", found.simhash, links)
        await self.lists(found.feeds)

    async def lists(self, urls: Sequence[str]) -> None:
        """Takes the addresses in sitemaps and feeds, and in the sitemaps that those name."""
        waiting = list(urls)
        while waiting and len(self._lists) < MOST_LISTS:
            url = waiting.pop(0)
            if url in self._lists:
                continue
            self._lists.add(url)
            try:
                fetched = await self.fetcher.fetch(url, LISTS)
                found = await asyncio.to_thread(workers.run, listed, fetched.content, fetched.url)
            except ArticlesError:
                continue  # few sites have all that one may look for
            self.frontier.add(found.pages)
            waiting += found.sitemaps

    async def rest(self) -> None:
        """Writes the pages that waited for others of their shape."""
        self._keep(await asyncio.to_thread(lambda: list(self.groups.rest())))

    def _keep(self, pages: list[Page]) -> None:
        for page in pages:
            template = shape(page.url)
            self.templates[template] += 1
            self.tables.keep(row(page.article, page.url, page.url, template))

    def _fail(self, failure: Failure, url: str, stage: str | None = None) -> None:
        self.failed[f"{stage}: {failure.reason}" if stage else failure.reason] += 1
        self.tables.fail(failure.row(url, url))

    def summary(self) -> Crawled:
        """What has been read so far."""
        counts = (self.pages, self.templates.total(), dict(self.failed))
        return Crawled(*counts, tuple(self.templates.most_common()), tuple(sorted(self.frontier.given_up)))


def parsed(arguments: Sequence[str] | None = None) -> tuple[str, Options]:
    """The first address and the options of a command line."""
    from transformers import HfArgumentParser

    parser = HfArgumentParser(Options, prog="python -m models.articles.web.crawl", description=Options.__doc__)
    parser.add_argument("start", help="address of the site")
    options, rest = parser.parse_args_into_dataclasses(arguments)
    return rest.start, options


def main(arguments: Sequence[str] | None = None, make: Callable[[], Fetcher] = Fetcher) -> int:
    start, options = parsed(arguments)
    command = f"python -m models.articles.web.crawl {shlex.quote(start)} --max-pages {options.max_pages}"
    try:
        done = crawl(start, options, make)
        print(done)
        for template, count in done.templates:
            print(f"{count:>9,}  {template}")
        if options.push:
            print(f"published at {push(Path(options.output), options.push, done, command, options.private)}")
    except ArticlesError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

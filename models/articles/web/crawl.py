"""The articles of a site, read politely: breadth first, as robots.txt allows, one page a second.

python -m models.articles.web.crawl https://example.com/ --max_pages 200 --output runs/example

Sitemaps and feeds are followed too. Pages are grouped by the shape of their addresses (column `template`), and what
those of one shape share is left out of their articles. The pages of a thread become one row, and so do the addresses
of one page.

The same command goes on where it was stopped or killed; with more `--max_pages`, also where it had ended. What it needs
for that is in `crawl.sqlite` in the output folder.
"""

import asyncio
import shlex
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from models.articles.batch.command import OutputOptions, card_command, finish, parse_options
from models.articles.errors import ArticlesError
from models.articles.web.fetch import Fetcher
from models.articles.web.state import State
from models.articles.web.visit import CrawlSummary, Visit, surveyed
from models.evaluation import option, run

MODULE = "models.articles.web.crawl"
MAX_HOPS = 5  # pages that a start only sends its readers on by
STATE = "crawl.sqlite"


@dataclass
class Options(OutputOptions):
    """Reads the articles of a site, one page a second, as its robots.txt allows."""

    output: str = option("runs/crawl", "folder for data/ and failed/, a new one or that of a crawl to go on with")
    max_pages: int = option(100, "most pages that are read")


def crawl(start: str, options: Options, make: Callable[[], Fetcher] = Fetcher) -> CrawlSummary:
    """Reads a site from `start` on, or goes on with that, and writes its articles, and the pages that gave none, as
    Parquet.

    Args:
        start: an address of the site; only pages of its host are read.
        options: where to, and how many pages at most.
        make: gives the client that fetches.

    Raises:
        FetchError: the first page or the site's robots.txt cannot be fetched.
        ArticlesError: the output folder has all articles already, or those of something else.
    """
    return asyncio.run(_crawl(start, options, make))


async def _crawl(start: str, options: Options, make: Callable[[], Fetcher]) -> CrawlSummary:
    folder = Path(options.output)
    known = (folder / STATE).exists()
    if (folder / "data").exists() and not known:
        raise ArticlesError(f"{folder} has articles already.", "Name a new folder as --output.")
    async with make() as fetcher:
        first = None if known else await _home(fetcher, start)  # a site that cannot be read leaves no folder
        folder.mkdir(parents=True, exist_ok=True)
        with closing(State(folder / STATE)) as state:
            if state.noted("start") not in (None, start):
                cause = f"{folder} has the crawl of {state.noted('start')}."
                raise ArticlesError(cause, "Name a new folder as --output.")
            first = state.noted("first") or first or await _home(fetcher, start)
            with state.step():
                state.note("start", start)
                state.note("first", first)
            return await Visit(fetcher, state, str(first), options.max_pages).run(folder)


async def _home(fetcher: Fetcher, start: str) -> str:
    """Where a start leads at last: its redirects, those that its HTML makes too, tell which host the site has."""
    for _ in range(MAX_HOPS):
        fetched = await fetcher.fetch(start)
        refresh = (await surveyed(fetched, fetched.html)).leads.refresh
        if refresh is None or urlsplit(refresh).netloc == urlsplit(fetched.url).netloc:
            break
        start = refresh
    return fetched.url


def main(request: tuple[str, Options], make: Callable[[], Fetcher] = Fetcher) -> None:
    """Reads the site of an address, prints what was found, and publishes it if that was asked for.

    Raises ArticlesError, and HubError if the Hub does not take the articles.
    """
    start, options = request
    finish(crawl(start, options, make), options, card_command(MODULE, shlex.quote(start), options))


parse = partial(parse_options, MODULE, Options, "start", "address of the site")

if __name__ == "__main__":
    run(main, parse)

"""A page, read as what it is: an article, or a thread. The API and MCP call `read_page` too."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import gradio as gr

from demos.articles.inputs import Source, check_pages, check_template, check_time, sources
from demos.articles.served import THREADS, folder_of, folders_beside
from demos.shared.rates import COSTLY
from demos.shared.refusals import errors_explained
from models.articles import NoThreadError, workers
from models.articles.answers import Favour
from models.articles.tasks import Extracted, ExtractedThread, read_article, read_thread
from models.articles.thread.options import Method


def read_page(
    urls: str = "",
    html: str = "",
    files: list[str] | None = None,
    favour: Favour = "balanced",
    template: str | None = None,
    checkpoint: str = "",
    method: Method = "records",
    fetched: str = "",
    thread_checkpoint: str = "",
    request: gr.Request | None = None,
) -> tuple[Extracted | None, ExtractedThread | None]:
    """Reads a page as what it is: the posts of a discussion, or the article of any other page.

    Several pages are those of one thread. One page is a thread if its kind is forum and posts are found in it.

    Args:
        urls: 1 to 20 addresses on the public web, in order, separated by spaces or line ends; they are fetched, unless
            there is HTML or a file: then they say where these come from.
        html: the HTML of one page, up to 5 MB.
        files: 1 to 20 saved pages, as extract_article takes them, or ZIPs of them.
        favour: of an article; precision leaves out what is doubtful, recall takes it in, balanced weighs both.
        template: of an article; a file that learn_template has made of pages of the same site.
        checkpoint: which one reads an article, as repo@revision or bundled; empty for the one that is served.
        method: of a thread; records, positions or structured, as extract_thread has them.
        fetched: of a thread; when the pages were saved, as 2024-05-01 12:30.
        thread_checkpoint: which one finds the posts, as repo@revision or bundled; empty for the one that is served.

    Returns:
        What extract_article gives, or null; and what extract_thread gives, or null. One of the two is always null.
    """
    with errors_explained(request, cost=COSTLY):
        check_pages(urls, html, files)
        check_template(template)
        moment, pages = check_time(fetched), sources(urls, html, files)
        article = article_of(pages[0], favour, template, checkpoint, request) if len(pages) == 1 else None
        if article and (not article.article.kind or article.article.kind.name != "forum"):
            return article, None
        with suppress(*[NoThreadError] if article else []):
            return None, thread_of(pages, method, moment, thread_checkpoint, request)
        return article, None


def article_of(
    page: Source, favour: Favour, template: str | None, checkpoint: str, request: gr.Request | None
) -> Extracted:
    """The article of a page, read in a process of its own. Raises ArticlesError, HubError."""
    folder, _ = folder_of(checkpoint, request)
    beside = folders_beside(request)
    read = workers.run(read_article, page.html, page.url, favour, template, folder, page.content_type, *beside)
    return replace(read, visit=page.visit)


def thread_of(
    pages: Sequence[Source], method: Method, moment: datetime | None, checkpoint: str, request: gr.Request | None
) -> ExtractedThread:
    """The thread of pages that were saved at a moment, read in a process of its own. Raises ArticlesError, HubError."""
    folder, _ = folder_of(checkpoint, request, THREADS)
    content, addresses = [page.html for page in pages], [page.url for page in pages]
    types = [page.content_type for page in pages]
    read = workers.run(read_thread, content, addresses, method, moment or pages[0].fetched, folder, types)
    return replace(read, visits=tuple(page.visit for page in pages if page.visit))

"""What the articles tab answers, and the API and MCP too."""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread as Background
from typing import Any
from urllib.parse import urlsplit

import gradio as gr

from demos.articles.files import MAX_PAGES, pages_of
from demos.articles.inputs import (
    MIN_TEMPLATE_PAGES,
    NoPageError,
    check_batch,
    check_count,
    check_language,
    check_page,
    check_site,
    check_template,
    check_time,
    sources,
)
from demos.articles.reading import article_of, thread_of
from demos.articles.served import folder_of, folders_beside
from demos.shared import ui
from demos.shared.rates import COSTLY
from demos.shared.refusals import errors_explained, explain
from demos.words.inputs import LONGEST_TEXT
from models import articles as models
from models.articles import ArticlesError, workers
from models.articles.answers import Favour
from models.articles.tasks import (
    ArticleRow,
    Extracted,
    ExtractedThread,
    Learnt,
    learn,
    read_row,
)
from models.articles.thread.options import Method
from models.words import Keyword

PAGES = Path(models.__file__).parent / "examples"
# Pages to click and what they are read as, the last one wrongly; captions are articles.examples.1, .2, …
EXAMPLES = (
    ("article", ("article-en.html",)),
    ("article", ("article-zh.html",)),
    ("thread", ("thread-en-1.html", "thread-en-2.html")),
    ("thread", ("thread-zh-1.html", "thread-zh-2.html")),
    ("thread", ("comments-en.html",)),
    ("article", ("comments-en.html",)),
)
SUPPORT = 0.6  # share of the pages that a text of the template needs


def extract_article(
    url: str = "",
    html: str = "",
    files: list[str] | None = None,
    favour: Favour = "balanced",
    template: str | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Extracted:
    """Takes the article out of a web page: title, author, date, text, tags, readers' comments, and why.

    Args:
        url: the address of a page on the public web, which is fetched; with HTML or a file, only where that comes from.
        html: the HTML of a page, up to 5 MB.
        files: one saved page in any encoding: HTML up to 5 MB, not counting pictures in data URIs, or MHTML or a web
            archive, up to 30 MB; or a ZIP with one.
        favour: precision leaves out what is doubtful, recall takes it in, balanced weighs both.
        template: a file that learn_template has made of pages of the same site; what they share is left out.
        checkpoint: which one reads it, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The article, with a report of how the page was read and what became of each text block of it; and the article as
        Markdown and as an XML-TEI document, and each of its tables as CSV. Of a page that was fetched (now, or up to 5
        minutes ago for an earlier call: `cached`) also its last address, HTTP status, character set and size.
    """
    with errors_explained(request, cost=COSTLY):
        check_page(url, html, files)
        check_template(template)
        return article_of(sources(url, html, files, most=1)[0], favour, template, checkpoint, request)


def extract_thread(
    urls: str = "",
    html: str = "",
    files: list[str] | None = None,
    method: Method = "records",
    fetched: str = "",
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> ExtractedThread:
    """Takes the posts out of the pages of a forum thread, or of a page with comments, and who takes part.

    A page that is no thread is refused, with the reason (NoThreadError); `positions` then finds no posts.

    Args:
        urls: 1 to 20 addresses on the public web, in order, parted by spaces or line ends; they are fetched, unless
            there is HTML or a file: then they say where these come from.
        html: the HTML of one page, up to 5 MB.
        files: 1 to 20 saved pages, in the order of the thread, as extract_article takes them; or ZIPs of them, which
            are read in the order of their names.
        method: records finds what repeats on each page, positions is the algorithm of the articles, structured reads
            only what the page tells machines (JSON-LD, microdata).
        fetched: when the pages were saved, as 2024-05-01 12:30, for times such as '3 hours ago'; pages that are fetched
            need none.
        checkpoint: which one finds the records, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The posts in order, each with author, the address of the author's profile, date, content, number, the number of
        the post it replies to, depth, and confidence (0 to 1: how likely it is a post); the people, each with the
        number of their posts and the dates of the first and the last; a report for each page, with the confidence that
        its list of posts is the thread, where its authors, times, numbers and texts stand, and its first text blocks,
        each with what it is to which record; the thread as JSON-LD (DiscussionForumPosting); and of pages that were
        fetched how, as extract_article tells.
    """
    with errors_explained(request, cost=COSTLY):
        moment = check_time(fetched)
        return thread_of(sources(urls, html, files), method, moment, checkpoint, request)


def extract_batch(
    files: list[str],
    favour: Favour = "balanced",
    template: str | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
    progress: gr.Progress = gr.Progress(),  # noqa: B008
) -> tuple[list[ArticleRow], str]:
    """Takes the articles out of several pages; one that cannot be read gets an error of its own and stops nothing.

    Args:
        files: 1 to 20 saved pages, as extract_article takes them, or ZIPs of them.
        favour: precision leaves out what is doubtful, recall takes it in, balanced weighs both.
        template: a file that learn_template has made of pages of the same site; what they share is left out.
        checkpoint: which one reads them, as repo@revision or bundled; empty for the one that is served.

    Returns:
        One row for each page, and a JSONL file with the articles whole, one a line.
    """
    with errors_explained(request, cost=COSTLY):
        check_batch(files)
        check_template(template)
        folders = folder_of(checkpoint, request)[0], *folders_beside(request)
        pages = list(pages_of(files))
        check_count(len(pages), 1, MAX_PAGES)
    found = [_row(name, page, favour, template, folders, request) for name, page in progress.tqdm(pages)]
    lines = "".join(f"{json.dumps(article, ensure_ascii=False)}\n" for _, article in found if article)
    return [row for row, _ in found], ui.download("articles.jsonl", lines.encode())


def _row(
    name: str,
    page: bytes | ArticlesError,
    favour: Favour,
    template: str | None,
    folders: tuple[str, str, str],
    request: gr.Request | None,
) -> tuple[ArticleRow, dict[str, Any] | None]:
    try:
        if isinstance(page, ArticlesError):
            raise page
        return workers.run(read_row, page, name, favour, template, *folders)
    except ArticlesError as error:
        return ArticleRow(name, error=explain(error, request)), None


def learn_template(
    files: list[str] | None = None, urls: str = "", support: float = SUPPORT, request: gr.Request | None = None
) -> tuple[Learnt, str]:
    """Learns what the pages of a site share, their template, so that it can be left out of its articles.

    Args:
        files: 2 to 20 saved pages of one site, as extract_article takes them, or ZIPs of them.
        urls: 2 to 20 addresses, parted by spaces or line ends, which are fetched unless there are files.
        support: the share of the pages that a text needs to belong to the template, over 0, at most 1.

    Returns:
        The texts of the template, each with its path and the number of pages that have it; and a file for the argument
        `template` of extract_article and extract_batch.
    """
    with errors_explained(request, cost=COSTLY):
        check_site(files, urls)
        pages = sources(urls, "", files, MIN_TEMPLATE_PAGES)
        site = urlsplit(pages[0].url or "").hostname
        types = [page.content_type for page in pages]
        learnt, content = workers.run(learn, [page.html for page in pages], float(support), site, types)
        return learnt, ui.download("template.json", content.encode())


def read_example(
    index: int,
    favour: Favour,
    method: Method,
    checkpoint: str = "",
    thread_checkpoint: str = "",
    request: gr.Request | None = None,
) -> tuple[list[str], str, str, Extracted | None, ExtractedThread | None]:
    """Reads one of the examples: its files, no address, no HTML, and the article or the thread."""
    kind, names = EXAMPLES[index]
    files = _example_files(names)
    if kind == "article":
        return files, "", "", extract_article("", "", files, favour, None, checkpoint, request), None
    return files, "", "", None, extract_thread("", "", files, method, "", thread_checkpoint, request)


def template_pages() -> list[str]:
    """Two pages of one site, out of the examples."""
    return _example_files(EXAMPLES[2][1])


def _example_files(names: Sequence[str]) -> list[str]:
    return [ui.download(name, (PAGES / name).read_bytes()) for name in names]


def find_keywords(extracted: dict[str, Any] | None, request: gr.Request | None = None) -> tuple[Keyword, ...]:
    """The keywords of the article that is shown, by the word vectors of its language."""
    from demos.words import endpoints as words  # here, so that this tab lives without that one

    with errors_explained(request):
        if not extracted:
            raise NoPageError("There is no article yet.", "Read a page first.")
        text = extracted["article"]["text"]
        language = check_language(extracted["article"]["language"], text)
    return words.text_keywords(text[:LONGEST_TEXT], language, request=request)


@cache
def warm() -> None:
    """Starts the processes that read pages, once, in the background: that takes seconds, and nobody waits."""

    def start() -> None:
        with suppress(ArticlesError):  # whoever reads a page is told then
            workers.warm()

    Background(target=start, daemon=True).start()

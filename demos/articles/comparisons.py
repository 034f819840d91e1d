"""The same page read twice: by two settings, or by two checkpoints. Endpoints of the articles tab."""

import gradio as gr

from demos.articles.files import MAX_PAGES
from demos.articles.inputs import check_kind, check_page, check_template, check_time, sources
from demos.articles.served import SERVED, Kind, folder_of
from demos.shared.rates import COSTLY
from demos.shared.refusals import errors_explained
from models.articles import workers
from models.articles.answers import Favour
from models.articles.tasks import Difference, read_both, read_by_both, read_thread_by_both


def compare_articles(
    url: str = "",
    html: str = "",
    files: list[str] | None = None,
    first: Favour = "precision",
    second: Favour = "recall",
    template: str | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Difference:
    """Reads a page by two settings, and tells text block by text block what each of them takes.

    Args:
        url: the address of a page on the public web, which is fetched; with HTML or a file, only where that comes from.
        html: the HTML of a page, up to 5 MB.
        files: one saved page, as extract_article takes it.
        first: precision, balanced or recall.
        second: the other setting.
        template: a file that learn_template has made of pages of the same site.
        checkpoint: which one reads it, as repo@revision or bundled; empty for the one that is served.

    Returns:
        Each text block of the page with what becomes of it by either setting, and the length of both articles.
    """
    with errors_explained(request, cost=COSTLY):
        check_page(url, html, files)
        check_template(template)
        page, (folder, _) = sources(url, html, files, most=1)[0], folder_of(checkpoint, request)
        return workers.run(read_both, page.html, page.url, (first, second), template, folder, page.content_type)


def compare_page_checkpoints(
    urls: str = "",
    html: str = "",
    files: list[str] | None = None,
    first: str = "",
    second: str = "bundled",
    kind: Kind = "article",
    favour: Favour = "balanced",
    template: str | None = None,
    fetched: str = "",
    request: gr.Request | None = None,
) -> Difference:
    """Reads a page with two checkpoints, and tells text block by text block, or post by post, what each of them takes.

    Args:
        urls: the address of a page on the public web, of a thread 1 to 20 in order, which are fetched unless there is
            HTML or a file.
        html: the HTML of a page, up to 5 MB.
        files: one saved page, of a thread 1 to 20 in order, as extract_article takes them.
        first: one checkpoint of that kind, as repo@revision or bundled; empty for the one that is served.
        second: the other, likewise.
        kind: article or thread, which the page is read as.
        favour: of an article, precision leaves out what is doubtful, recall takes it in, balanced weighs both.
        template: of an article, a file that learn_template has made of pages of the same site.
        fetched: of a thread, when the pages were saved, as 2024-05-01 12:30, for times such as '3 hours ago'.

    Returns:
        Each text block of the page with what becomes of it by either checkpoint, and the length of both articles; or
        each post with author, date and text, kept by both if all three are the same, and how many characters the posts
        of both have. A page that is a thread by neither is refused (NoThreadError).
    """
    with errors_explained(request, cost=COSTLY):
        check_kind(urls, html, files, kind)
        check_template(template)
        moment = check_time(fetched)
        pages = sources(urls, html, files, most=1 if kind == "article" else MAX_PAGES)
        places, names = zip(
            *(folder_of(checkpoint, request, SERVED[kind]) for checkpoint in (first, second)), strict=True
        )
        if kind == "thread":
            content, addresses = [page.html for page in pages], [page.url for page in pages]
            types, when = [page.content_type for page in pages], moment or pages[0].fetched
            return workers.run(read_thread_by_both, content, addresses, when, places, names, types)
        page = pages[0]
        return workers.run(read_by_both, page.html, page.url, favour, template, places, names, page.content_type)

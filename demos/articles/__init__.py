"""Articles: text, data and discussion out of web pages, and why each stretch is kept. Articles 4413, 4422 and 4430."""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread as Background
from typing import Any
from urllib.parse import urlsplit

import gradio as gr

from demos import DEMOS
from demos.articles import opinions
from demos.shared import ui
from demos.shared.components import VIEWS, Pictures, View
from demos.shared.languages import label
from demos.articles.inputs import NoPage, check_batch, check_language, check_sources, check_template, check_time, content_of, sources, validate_article, validate_articles, validate_batch, validate_learning, validate_thread
from demos.words.inputs import LONGEST_TEXT
from models.articles.tasks import Difference, Extracted, Favour, Learnt, Method, Row, learn, read_article, read_both, read_row, read_thread
from models import articles as models
from models.articles import ArticlesError, Thread, workers
from models.words import Keyword
from settings import Settings

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
AT_ONCE = 4  # calls of one kind that run at the same time: most of the time of one is the wait for a site
_CHOOSE = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-index]");
  if (button) { props.value = Number(button.dataset.index); trigger("click"); }
});"""
_SAVE = (VIEWS / "articles" / "save.js").read_text(encoding="utf-8")
_NONE = "() => null"
_INSTEAD = "(text, files) => text.trim() ? null : files"
_Inputs = tuple[gr.Textbox, gr.Textbox, gr.File]  # addresses, HTML, files


def extract_article(
    url: str = "",
    html: str = "",
    files: list[str] | None = None,
    favour: Favour = "balanced",
    template: str | None = None,
    request: gr.Request | None = None,
) -> Extracted:
    """Takes the article out of a web page: title, author, date, text, tags, readers' comments, and why.

    Args:
        url: the address of a page on the public web, which is fetched; with HTML or a file, only where that comes from.
        html: the HTML of a page, up to 5 MB.
        files: one file of HTML, up to 5 MB, in any encoding.
        favour: precision leaves out what is doubtful, recall takes it in, balanced weighs both.
        template: a file that learn_template has made of pages of the same site; what they share is left out.

    Returns:
        The article, with a report of how the page was read and what became of each stretch of it; and the article as
        Markdown and as an XML-TEI document.
    """
    with ui.refusals(request, costly=True):
        check_sources(url, html, files, most=1)
        check_template(template)
        page = sources(url, html, files)[0]
        return workers.run(read_article, page.html, page.url, favour, template)


def extract_thread(
    urls: str = "",
    html: str = "",
    files: list[str] | None = None,
    method: Method = "records",
    fetched: str = "",
    request: gr.Request | None = None,
) -> Thread:
    """Takes the posts out of the pages of a forum thread, or of a page with comments.

    Args:
        urls: 1 to 20 addresses on the public web, in order, parted by spaces or line ends; they are fetched, unless
            there is HTML or a file: then they say where these come from.
        html: the HTML of one page, up to 5 MB.
        files: 1 to 20 files of HTML, in the order of the thread, up to 5 MB each.
        method: records finds what repeats on each page, positions is the algorithm of the articles, structured reads
            only what the page tells machines (JSON-LD, microdata).
        fetched: when the pages were saved, as 2024-05-01 12:30, for times such as '3 hours ago'; pages that are fetched
            need none.

    Returns:
        The posts in order, each with author, date, content, floor, the floor it replies to, and depth; and a report for
        each page.
    """
    with ui.refusals(request, costly=True):
        moment = check_time(fetched)
        pages = sources(urls, html, files)
        moment = moment or pages[0].fetched
        return workers.run(read_thread, [it.html for it in pages], [it.url for it in pages], method, moment)


def extract_batch(
    files: list[str],
    favour: Favour = "balanced",
    template: str | None = None,
    request: gr.Request | None = None,
    progress: gr.Progress = gr.Progress(),  # noqa: B008
) -> tuple[list[Row], str]:
    """Takes the articles out of several pages; one that cannot be read gets an error of its own and stops nothing.

    Args:
        files: 1 to 20 files of HTML, up to 5 MB each.
        favour: precision leaves out what is doubtful, recall takes it in, balanced weighs both.
        template: a file that learn_template has made of pages of the same site; what they share is left out.

    Returns:
        One row for each page, and a JSONL file with the articles whole, one a line.
    """
    with ui.refusals(request, costly=True):
        check_batch(files)
        check_template(template)
    found = [_row(file, favour, template, request) for file in progress.tqdm(files)]
    lines = "".join(f"{json.dumps(article, ensure_ascii=False)}\n" for _, article in found if article)
    return [row for row, _ in found], ui.download("articles.jsonl", lines.encode())


def _row(
    file: str, favour: Favour, template: str | None, request: gr.Request | None
) -> tuple[Row, dict[str, Any] | None]:
    name = Path(file).name
    try:
        return workers.run(read_row, content_of(file), name, favour, template)
    except ArticlesError as error:
        return Row(name, error=ui.explain(error, request)), None


def learn_template(
    files: list[str] | None = None, urls: str = "", support: float = SUPPORT, request: gr.Request | None = None
) -> tuple[Learnt, str]:
    """Learns what the pages of a site share, their template, so that it can be left out of its articles.

    Args:
        files: 2 to 20 files of HTML from one site, up to 5 MB each.
        urls: 2 to 20 addresses, parted by spaces or line ends, which are fetched unless there are files.
        support: the share of the pages that a text needs to belong to the template, over 0, at most 1.

    Returns:
        The texts of the template, each with its path and the number of pages that have it; and a file for the argument
        `template` of extract_article and extract_batch.
    """
    with ui.refusals(request, costly=True):
        check_sources(urls, "", files, least=2)
        pages = sources(urls, "", files)
        site = urlsplit(pages[0].url or "").hostname
        learnt, content = workers.run(learn, [it.html for it in pages], float(support), site)
        return learnt, ui.download("template.json", content.encode())


def compare_articles(
    url: str = "",
    html: str = "",
    files: list[str] | None = None,
    first: Favour = "precision",
    second: Favour = "recall",
    template: str | None = None,
    request: gr.Request | None = None,
) -> Difference:
    """Reads a page by two settings, and tells stretch by stretch what each of them takes.

    Args:
        url: the address of a page on the public web, which is fetched; with HTML or a file, only where that comes from.
        html: the HTML of a page, up to 5 MB.
        files: one file of HTML, up to 5 MB.
        first: precision, balanced or recall.
        second: the other setting.
        template: a file that learn_template has made of pages of the same site.

    Returns:
        Each stretch of the page with what becomes of it by either setting, and the length of both articles.
    """
    with ui.refusals(request, costly=True):
        check_sources(url, html, files, most=1)
        check_template(template)
        page = sources(url, html, files)[0]
        return workers.run(read_both, page.html, page.url, (first, second), template)


def read_example(
    index: int, favour: Favour, method: Method, request: gr.Request | None = None
) -> tuple[list[str], str, str, Extracted | None, Thread | None]:
    """Reads one of the examples: its files, no address, no HTML, and the article or the thread."""
    kind, names = EXAMPLES[index]
    files = _saved(names)
    if kind == "article":
        return files, "", "", extract_article("", "", files, favour, None, request), None
    return files, "", "", None, extract_thread("", "", files, method, "", request)


def template_pages() -> list[str]:
    """Two pages of one site, out of the examples."""
    return _saved(EXAMPLES[2][1])


def _saved(names: Sequence[str]) -> list[str]:
    return [ui.download(name, (PAGES / name).read_bytes()) for name in names]


def find_keywords(extracted: dict[str, Any] | None, request: gr.Request | None = None) -> tuple[Keyword, ...]:
    """The keywords of the article that is shown, by the word vectors of its language."""
    from demos import words  # here, so that this tab lives without that one

    with ui.refusals(request):
        if not extracted:
            raise NoPage("There is no article yet.", "Read a page first.")
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


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("articles")
    chosen = View("articles.examples", int | None, on_load=_CHOOSE, kinds=[kind for kind, _ in EXAMPLES])
    given = _inputs()
    with gr.Row():
        favour = _favour("articles.favour", "balanced", scale=2)
        read = gr.Button(label("articles.read"), variant="primary", min_width=150)
        posts = gr.Button(label("articles.posts"), variant="primary", min_width=150)
    article = View("articles.article", Extracted, common="articles.common", on_load=ui.FOLLOW + _SAVE)
    thread = View("articles.thread", Thread, common="articles.common", on_load=ui.FOLLOW + _SAVE)
    stale: list[View] = []  # what was asked about the page before
    if Settings.from_environment().feedback:
        with gr.Accordion(label("articles.right.title"), open=False):
            opinions.lay_out(article)
    if "words" in DEMOS:
        with gr.Accordion(label("articles.keywords.title"), open=False):
            stale.append(_keywords(article))
    with gr.Accordion(label("articles.options"), open=False):
        method, fetched = _thread_options()
    with gr.Accordion(label("articles.template.title"), open=False):
        template, again = _template()
    with gr.Accordion(label("articles.comparing.title"), open=False):
        stale.append(_comparison(given, template))
    with gr.Accordion(label("articles.batch.title"), open=False):
        _batch(favour, template)
    ui.how_it_works("articles")

    asked = [read.click, given[0].submit, again.click]
    gr.on(
        asked,
        extract_article,
        [*given, favour, template],
        article,
        validator=validate_article,
        api_name="extract_article",
        concurrency_limit=AT_ONCE,
    )
    posts.click(
        extract_thread,
        [*given, method, fetched],
        thread,
        validator=validate_thread,
        api_name="extract_thread",
        concurrency_limit=AT_ONCE,
    )
    _clear(asked, [thread, *stale])  # an answer of the other kind too
    _clear([posts.click], [article, *stale])
    _clear([chosen.click], stale)
    filled = [given[2], given[0], given[1], article, thread]
    chosen.click(read_example, [chosen, favour, method], filled, show_progress_on=[article], api_visibility="private")
    gr.on(fn=warm, api_visibility="private", show_progress="hidden", queue=False)


def _clear(events: Sequence[Any], views: list[View]) -> None:
    empty = f"() => {[None] * len(views)}".replace("None", "null") if len(views) > 1 else _NONE
    gr.on(events, None, None, views, js=empty, api_visibility="private")


def _inputs() -> _Inputs:
    """Where a page comes from. What is typed or pasted takes the place of files, and files that of both."""
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            url = gr.Textbox("", label=label("articles.url"), info=label("articles.url_info"), max_lines=4)
            html = gr.Textbox("", label=label("articles.html"), lines=3, max_lines=6)
        with gr.Column(min_width=300):
            files = Pictures(label=label("articles.files"), height=190)
    for field in (url, html):  # not on input: that is silent when something is pasted
        field.change(None, [field, files], files, js=_INSTEAD, api_visibility="private")
    files.upload(None, None, [url, html], js="() => ['', '']", api_visibility="private")
    return url, html, files


def _favour(key: str, value: Favour, **options: Any) -> gr.Radio:
    settings = [(label(f"articles.setting.{name}"), name) for name in ("precision", "balanced", "recall")]
    return gr.Radio(settings, value=value, label=label(key), min_width=300, **options)


def _keywords(article: View) -> View:
    start = gr.Button(label("articles.keywords.start"))
    found = View("words.found", tuple[Keyword, ...], common="words.common")
    start.click(find_keywords, article, found, api_visibility="private")
    return found


def _thread_options() -> tuple[gr.Radio, gr.Textbox]:
    methods = [(label(f"articles.method.{name}"), name) for name in ("records", "positions", "structured")]
    method = gr.Radio(methods, value="records", label=label("articles.options_method"))
    fetched = gr.Textbox("", label=label("articles.fetched"), info=label("articles.fetched_info"), max_lines=1)
    return method, fetched


def _template() -> tuple[gr.File, gr.Button]:
    gr.Markdown(label("articles.template.about"))
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            pages = Pictures(label=label("articles.template.pages"), height=150)
            urls = gr.Textbox("", label=label("articles.template.urls"), lines=2, max_lines=6)
            support = gr.Slider(0.1, 1, SUPPORT, step=0.05, label=label("articles.template.support"))
            with gr.Row():
                start = gr.Button(label("articles.template.start"), min_width=150)
                fill = gr.Button(label("articles.template.fill"), min_width=150)
        with gr.Column(min_width=300):
            template = gr.File(label=label("articles.template.file"), file_types=[".json"], height=120)
            again = gr.Button(label("articles.template.again"))
    learnt = View("articles.learnt", Learnt, common="articles.common")
    start.click(
        learn_template,
        [pages, urls, support],
        [learnt, template],
        validator=validate_learning,
        api_name="learn_template",
    )
    fill.click(template_pages, None, pages, api_visibility="private", queue=False)
    return template, again


def _comparison(given: _Inputs, template: gr.File) -> View:
    gr.Markdown(label("articles.comparing.about"))
    with gr.Row():
        first, second = _favour("articles.comparing.first", "precision"), _favour("articles.comparing.second", "recall")
    start = gr.Button(label("articles.comparing.start"))
    difference = View("articles.difference", Difference, common="articles.common")
    start.click(
        compare_articles,
        [*given, first, second, template],
        difference,
        validator=validate_articles,
        api_name="compare_articles",
    )
    return difference


def _batch(favour: gr.Radio, template: gr.File) -> None:
    files = Pictures(label=label("articles.batch.files"))
    start = gr.Button(label("articles.batch.start"))
    rows = View("articles.rows", list[Row], common="articles.common")
    save = gr.DownloadButton(label("articles.batch.download"))
    start.click(
        extract_batch, [files, favour, template], [rows, save], validator=validate_batch, api_name="extract_batch"
    )


if __name__ == "__main__":
    with ui.page() as demo:
        build()
    ui.launch(demo)

"""Articles: text, data and discussion out of web pages, and why a text block is kept. Articles 4413, 4422 and 4430."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import gradio as gr

from demos import DEMOS
from demos.articles import arrival, opinions
from demos.articles.comparisons import compare_articles, compare_page_checkpoints
from demos.articles.endpoints import (
    EXAMPLES,
    PAGES,
    SUPPORT,
    extract_article,
    extract_batch,
    extract_thread,
    find_keywords,
    learn_template,
    read_example,
    template_pages,
    warm,
)
from demos.articles.inputs import (
    BATCH_CHECKS,
    CHECKS,
    COMPARISON_CHECKS,
    READ_CHECKS,
    TEMPLATE_CHECKS,
    THREAD_CHECKS,
)
from demos.articles.reading import read_page
from demos.articles.served import ARTICLES, SERVED, THREADS
from demos.shared import checkpoints, resources, ui
from demos.shared.components import SEEN, Choice, Pictures, Slider, View, download_button, script
from demos.shared.languages import label
from demos.shared.refusals import validator
from models.articles.answers import Favour
from models.articles.tasks import (
    ArticleRow,
    Difference,
    Extracted,
    ExtractedThread,
    Learnt,
)
from models.words import Keyword
from settings import Settings

AT_ONCE = 4  # calls of one kind that run at the same time: most of the time of one is the wait for a site
_CHOOSE = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-index]");
  if (button) { props.value = Number(button.dataset.index); trigger("click"); }
});"""
_SHOWN = ui.FOLLOW + script("articles.save") + script("articles.light")  # what a view of a page does
_INSTEAD = "(text, files) => text.trim() ? null : files"
_Inputs = tuple[gr.Textbox, gr.Textbox, gr.File]  # addresses, HTML, files


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("articles")
    _offer_examples()
    kinds = [kind for kind, _ in EXAMPLES]
    chosen = View("articles.examples", int | None, on_load=_CHOOSE + SEEN, kinds=kinds, value=arrival.FIRST)
    with gr.Column():
        given = _inputs()
        with gr.Row(elem_classes=ui.ACT):
            read = gr.Button(label("articles.read"), variant="primary", min_width=200, scale=3)
            alone = gr.Button(label("articles.alone"), min_width=120, scale=1)
            posts = gr.Button(label("articles.posts"), min_width=120, scale=1)
        favour = _favour("articles.favour", "balanced", scale=2)
    article = View(
        "articles.article",
        Extracted,
        common="articles.common",
        on_load=_SHOWN,
        arrival="articles.article",
    )
    thread = View("articles.thread", ExtractedThread, common="articles.common", on_load=_SHOWN)
    stale: list[View] = []  # what was asked about the page before
    checkpoint = checkpoints.chooser({"": ARTICLES})
    with gr.Accordion(label("articles.options"), open=False) as options:
        method, fetched, reader = _thread_options(options)
    body = ui.parts("articles")
    with body:
        page = ui.part("articles", "page")
    with body, ui.part("articles", "site"):
        template, again = _template()
    with body, ui.part("articles", "batch"):
        _batch(favour, template, checkpoint)
    with body, page:
        stale.extend(_about_the_page(article, given, template, checkpoint))
    if Settings.from_environment().feedback:
        with body, ui.part("articles", "right"):
            _opinions(article, checkpoint, thread, reader)
    with checkpoints.comparing({"": ARTICLES, "threads": THREADS}) as fold:
        stale.append(_sides(fold, given, favour, template, fetched))
    ui.how_it_works("articles")
    with gr.Row():
        for served in (ARTICLES, THREADS):
            checkpoints.badge(served)

    asked = [read.click, given[0].submit]
    gr.on(
        asked,
        read_page,
        [*given, favour, template, checkpoint, method, fetched, reader],
        [article, thread],
        validator=validator(read_page, READ_CHECKS),
        api_name="read_page",
        concurrency_limit=AT_ONCE,
        show_progress_on=[article],
    )
    gr.on(
        [alone.click, again.click],
        extract_article,
        [*given, favour, template, checkpoint],
        article,
        validator=validator(extract_article, CHECKS),
        api_name="extract_article",
        concurrency_limit=AT_ONCE,
    )
    posts.click(
        extract_thread,
        [*given, method, fetched, reader],
        thread,
        validator=validator(extract_thread, THREAD_CHECKS),
        api_name="extract_thread",
        concurrency_limit=AT_ONCE,
    )
    fields: dict[str, Any] = {"favour": favour, "method": method, "checkpoint": checkpoint, "reader": reader}
    ui.Address("articles", read, url=given[0], **fields).follow(*asked)
    _clear(asked, stale)
    _clear([alone.click, again.click], [thread, *stale])  # an answer of the other kind too
    _clear([posts.click], [article, *stale])
    _clear([chosen.click], stale)
    filled = [given[2], given[0], given[1], article, thread]
    chosen.click(
        read_example,
        [chosen, favour, method, checkpoint, reader],
        filled,
        show_progress_on=[article],
        api_visibility="private",
        trigger_mode=ui.EACH,
    )
    for field, shown in ((checkpoint, article), (reader, thread)):
        _clear([field.input], [shown, *stale])
    chosen.expand(warm, None, None, api_visibility="private", show_progress="hidden", queue=False)


def _offer_examples() -> None:
    for name in sorted({name for _, names in EXAMPLES for name in names}):
        about = "A page with an article or a discussion, for read_page."
        resources.offer(f"examples/articles/{name}", about, "text/html", partial((PAGES / name).read_text, "utf-8"))


def _clear(events: Sequence[Any], views: list[View]) -> None:
    gr.on(events, None, None, views, js=_none(len(views)), api_visibility="private")


def _none(count: int) -> str:
    return f"() => {[None] * count}".replace("None", "null") if count > 1 else "() => null"


def _inputs() -> _Inputs:
    """Where a page comes from. What is typed or pasted takes the place of files, and files that of both."""
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            url = gr.Textbox(
                "",
                label=label("articles.url"),
                info=label("articles.url_info"),
                max_lines=4,
            )
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


def _about_the_page(article: View, given: _Inputs, template: gr.File, checkpoint: Choice) -> list[View]:
    """What more can be asked about the page that was read; the answers."""
    answers = []
    with ui.section("articles.comparing"):
        answers.append(_comparison(given, template, checkpoint))
    if "words" in DEMOS:
        with ui.section("articles.keywords"):
            answers.append(_keywords(article))
    return answers


def _opinions(article: View, checkpoint: Choice, thread: View, reader: Choice) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300), ui.section("articles.right"):
            opinions.lay_out(article, checkpoint)
        with gr.Column(min_width=300), ui.section("articles.thread_right"):
            opinions.lay_out_thread(thread, reader)


def _keywords(article: View) -> View:
    start = gr.Button(label("articles.keywords.start"))
    found = View("words.found", tuple[Keyword, ...], common="words.common")
    start.click(find_keywords, article, found, api_visibility="private")
    return found


def _thread_options(fold: gr.Accordion) -> tuple[gr.Radio, gr.Textbox, Choice]:
    methods = [(label(f"articles.method.{name}"), name) for name in ("records", "positions", "structured")]
    method = gr.Radio(methods, value="records", label=label("articles.options_method"))
    fetched = gr.Textbox("", label=label("articles.fetched"), info=label("articles.fetched_info"), max_lines=1)
    reader = checkpoints.choice("articles.thread_checkpoint")
    checkpoints.offer(fold, [reader], {"": THREADS}, None)
    return method, fetched, reader


def _template() -> tuple[gr.File, gr.Button]:
    gr.Markdown(label("articles.template.about"))
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            pages = Pictures(label=label("articles.template.pages"), height=150)
            urls = gr.Textbox("", label=label("articles.template.urls"), lines=2, max_lines=6)
            support = Slider(0.1, 1, SUPPORT, step=0.05, label=label("articles.template.support"))
            with gr.Row():
                start = gr.Button(label("articles.template.start"), min_width=150)
                fill = gr.Button(label("articles.template.fill"), min_width=150)
        with gr.Column(min_width=300):
            template = gr.File(label=label("articles.template.file"), file_types=[".json"], height=180)
            again = gr.Button(label("articles.template.again"))
    learnt = View("articles.learnt", Learnt, common="articles.common")
    start.click(
        learn_template,
        [pages, urls, support],
        [learnt, template],
        validator=validator(learn_template, TEMPLATE_CHECKS),
        api_name="learn_template",
    )
    fill.click(template_pages, None, pages, api_visibility="private", queue=False)
    return template, again


def _comparison(given: _Inputs, template: gr.File, checkpoint: Choice) -> View:
    gr.Markdown(label("articles.comparing.about"))
    with gr.Row():
        first, second = _favour("articles.comparing.first", "precision"), _favour("articles.comparing.second", "recall")
    start = gr.Button(label("articles.comparing.start"))
    difference = View("articles.difference", Difference, common="articles.common")
    start.click(
        compare_articles,
        [*given, first, second, template, checkpoint],
        difference,
        validator=validator(compare_articles, CHECKS),
        api_name="compare_articles",
    )
    return difference


def _sides(fold: gr.Accordion, given: _Inputs, favour: gr.Radio, template: gr.File, fetched: gr.Textbox) -> View:
    gr.Markdown(label("articles.sides.about"))
    kinds = [(label(f"articles.sides.{kind}"), kind) for kind in SERVED]
    kind = gr.Radio(kinds, value="article", label=label("articles.sides.kind"))
    first, second, start = checkpoints.pair(fold, SERVED, kind)
    difference = View("articles.difference", Difference, common="articles.common")
    kind.input(None, None, difference, js="() => null", api_visibility="private")
    start.click(
        compare_page_checkpoints,
        [*given, first, second, kind, favour, template, fetched],
        difference,
        validator=validator(compare_page_checkpoints, COMPARISON_CHECKS),
        api_name="compare_page_checkpoints",
    )
    return difference


def _batch(favour: gr.Radio, template: gr.File, checkpoint: Choice) -> None:
    files = Pictures(label=label("articles.batch.files"))
    start = gr.Button(label("articles.batch.start"))
    rows = View("articles.rows", list[ArticleRow], common="articles.common")
    save = download_button(label("articles.batch.download"))
    start.click(
        extract_batch,
        [files, favour, template, checkpoint],
        [rows, save],
        validator=validator(extract_batch, BATCH_CHECKS),
        api_name="extract_batch",
    )

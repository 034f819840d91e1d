"""The pieces that every tab is made of: header, badge, choice, examples, fold, refusals, and how a page is served."""

import html
import logging
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from PIL import Image

import hub_utils
from demos.shared.components import Choice, Page, View
from demos.shared.languages import I18N, TEXTS, label, say
from demos.shared.serving import Loaded, Served, headline, pace, parted, visitor
from demos.shared.theme import theme
from hub_utils import card
from hub_utils.choices import BUNDLED
from settings import Settings, start_logging

HERE = Path(__file__).parent
KEPT = 3600  # seconds: what visitors upload and download is deleted after that

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Badge:
    """Which checkpoint a tab serves. `kind` is bundled, hub, cache or none; `unit` may be fraction."""

    name: str
    kind: str
    repo: str | None = None
    revision: str | None = None
    metric: str | None = None
    value: float | None = None
    unit: str | None = None
    steps: tuple[str, ...] = ()


def badge(served: Served) -> View:
    """A line that says what is served; filled once the page is there, so that a slow Hub delays nobody."""

    def describe() -> Badge:
        try:
            return _described(served.checkpoint())
        except hub_utils.HubError as error:
            return Badge(served.name, "none", steps=(str(error),))

    view = View("shared.badge", Badge, elem_classes="kexue-badge", chosen=False)
    gr.on(fn=describe, outputs=view, api_visibility="private", show_progress="hidden", queue=False)
    return view


def _described(checkpoint: hub_utils.Checkpoint) -> Badge:
    origin, metric = checkpoint.origin, headline(checkpoint) or {}
    revision = origin.revision and origin.revision[:7]
    told = metric.get("name"), metric.get("value"), metric.get("unit", "fraction")
    return Badge(checkpoint.name, origin.kind, origin.repo, revision, *told, origin.steps)


def opened(served: Served, checkpoint: str | None, request: gr.Request | None) -> Loaded:
    """The model that a visitor has chosen, `repo@revision` or `bundled`; what is served if the choice is empty.

    While it loads, the page says so. Raises HubError, and gr.Error for a visitor who has many loaded within a minute.
    """
    place = parted(checkpoint)
    if not served.ready(*place):
        if any(place):
            paced(request)
        gr.Progress()(0, desc=say("shared.choice.loading", request))
    return served.open(*place)


def chooser(served: Mapping[str, Served], which: gr.Radio | None = None) -> Choice:
    """The closed fold where a visitor chooses another checkpoint; the choice is a value of the page, nobody else's.

    Args:
        served: the models of the tab, by the value of `which`; a single one under the empty text.
        which: the control that says which model of the tab is meant, if there are several.
    """

    def show(checkpoint: str, key: str = "", request: gr.Request | None = None) -> Badge | None:
        with refusals(request):
            return _described(opened(served[key], checkpoint, request).checkpoint) if checkpoint else None

    with gr.Accordion(label("shared.choice.title"), open=False) as fold:
        gr.Markdown(label("shared.choice.about"))
        checkpoint = choice("shared.choice.label")
        shown = View("shared.badge", Badge, elem_classes="kexue-badge", chosen=True)
    given = [checkpoint, which] if which else [checkpoint]
    checkpoint.input(show, given, shown, api_visibility="private")
    if which:
        which.input(None, None, [checkpoint, shown], js="() => ['', null]", api_visibility="private")
    offer(fold, [checkpoint], served, which)
    return checkpoint


def choice(key: str, value: str = "") -> Choice:
    """A field that takes a checkpoint; `offer` fills its list."""
    return Choice([(label("shared.choice.served"), "")], value=value, label=label(key), min_width=220)


def offer(fold: gr.Accordion, fields: list[Choice], served: Mapping[str, Served], which: gr.Radio | None) -> None:
    """Lets the fields of a fold list what may be chosen, as soon as it is opened: the Hub is not asked before."""

    def list_choices(key: str = "", request: gr.Request | None = None) -> Any:
        with refusals(request):
            lists = [gr.update(choices=choices(served[key].name, request)) for _ in fields]
        return lists if len(lists) > 1 else lists[0]

    events = [fold.expand, which.input] if which else fold.expand
    gr.on(events, list_choices, which, fields, api_visibility="private", show_progress="hidden")


def pair(
    fold: gr.Accordion, served: Mapping[str, Served], which: gr.Radio | None = None
) -> tuple[Choice, Choice, gr.Button]:
    """Two checkpoints to be compared, in an open `fold`, and the button that starts it; arguments as `chooser`."""
    with gr.Row():
        first, second = choice("shared.comparing.first"), choice("shared.comparing.second", BUNDLED)
    offer(fold, [first, second], served, which)
    if which:
        which.input(None, None, [first, second], js=f"() => ['', '{BUNDLED}']", api_visibility="private")
    return first, second, gr.Button(label("shared.comparing.start"))


def choices(name: str, request: gr.Request | None) -> list[tuple[str, str]]:
    """What may be chosen for a name: words for it, and the value; asks the Hub, at most once a minute."""
    found = [(say("shared.choice.served", request), "")]
    for repo in hub_utils.choices(name):
        if repo == BUNDLED:
            found.append((say("shared.badge.bundled", request), BUNDLED))
        else:
            revisions = hub_utils.revisions(name, repo).revisions
            found += [(_listed(repo, revision), f"{repo}@{revision.commit}") for revision in revisions]
    return found


def _listed(repo: str, revision: hub_utils.Revision) -> str:
    metric = revision.headline
    value = [card.shown(metric.value, metric.unit)] if metric else []
    return " · ".join([repo, *revision.names, revision.commit[:7], f"{revision.date:%Y-%m-%d}", *value])


def header(tab: str) -> None:
    """Title, one sentence and links of a tab."""
    gr.Markdown(label(f"{tab}.header"), elem_classes="kexue-intro")


def what_is_kept(key: str) -> None:
    """What a visitor's feedback is made of and where it goes: the words `key.what_is_kept`, or `key.what_is_pushed`."""
    pushed = Settings.from_environment().feedback_repo
    gr.Markdown(label(f"{key}.what_is_pushed" if pushed else f"{key}.what_is_kept"))


def consent(key: str) -> tuple[gr.Checkbox, gr.Button, View]:
    """The box that agrees to keep feedback, the button that sends it, the thanks; words `key.agreed` and `key.send`."""
    agreed = gr.Checkbox(False, label=label(f"{key}.agreed"))
    return agreed, gr.Button(label(f"{key}.send")), View("shared.kept", int | None)


def how_it_works(tab: str) -> None:
    """The closed fold that explains the network, its data and its limits."""
    with gr.Accordion(label("shared.how"), open=False):
        gr.Markdown(label(f"{tab}.how"))


def examples(name: str, pictures: Sequence[Image.Image]) -> View:
    """A strip of pictures to click; its value is the index of the one that was clicked.

    Their captions are the words `name.1`, `name.2`, … of strings.toml.
    """
    return View(name, int | None, on_load=_CHOOSE, pictures=[inline(picture) for picture in pictures])


FOLLOW = """watch("value", () => {  // on a narrow screen the answer may be out of sight
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  if (props.value) element.scrollIntoView({block: "nearest", behavior});
});"""
_CHOOSE = """element.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button) { props.value = Number(button.dataset.index); trigger("click"); }
});"""


def inline(picture: Image.Image) -> str:
    """A thumbnail as a data address: about 2 kB, and right under any root path."""
    stream = BytesIO()
    picture.save(stream, "WEBP", quality=80)
    return f"data:image/webp;base64,{b64encode(stream.getvalue()).decode()}"


def explain(error: Exception, request: gr.Request | None) -> str:
    """What went wrong and what to do, in the visitor's language."""
    named = next(kind.__name__ for kind in type(error).__mro__ if f"errors.{kind.__name__}" in TEXTS)
    cause = getattr(error, "cause", f"{type(error).__name__}.")
    return say(f"errors.{named}", request, cause=cause, remedy=getattr(error, "remedy", ""))


def paced(request: gr.Request | None) -> None:
    """Counts a costly request; raises gr.Error, which names the wait, for a visitor who sends too many."""
    host = getattr(getattr(request, "client", None), "host", None)
    who = visitor(host, request.headers.get("x-forwarded-for", "")) if host else None
    seconds = pace().wait(who) if who else 0
    if seconds:
        message = say("shared.too_fast", request, seconds=ceil(seconds))
        raise gr.Error(message, title=say("errors.title", request), print_exception=False)


@contextmanager
def refusals(request: gr.Request | None, costly: bool = False) -> Iterator[None]:
    """Shows the errors of models and hub_utils, which carry a cause and a remedy, as gr.Error.

    A `costly` request counts for the visitor's pace, and is refused beyond it.
    """
    if costly:
        paced(request)
    try:
        yield
    except gr.Error:
        raise
    except Exception as error:
        if not hasattr(error, "remedy"):
            log.exception("unexpected")
        message = html.escape(explain(error, request), quote=False)  # gr.Error is shown as HTML
        raise gr.Error(message, title=say("errors.title", request), print_exception=False) from error


def verdict(request: gr.Request | None, check: Callable[..., object], *arguments: Any) -> dict[str, Any]:
    """What a validator says of one input: fine, or the explanation of what `check` raises."""
    try:
        check(*arguments)
    except Exception as error:
        return gr.validate(False, explain(error, request))
    return gr.validate(True, "")


def download(name: str, content: bytes) -> str:
    """A file for visitors to download, in Gradio's cache, which is cleaned; returns its path."""
    return save_bytes_to_cache(content, name, get_upload_folder())


def broken(error: Exception) -> None:
    """Stands in a tab that could not be built."""
    log.error("a tab could not be built", exc_info=error)
    gr.Markdown(label("shared.broken"))
    remedy = getattr(error, "remedy", "The log of the server has the details.")
    gr.Code(f"{type(error).__name__}: {error}\n{remedy}", language=None, label="", lines=2)


def page() -> gr.Blocks:
    """An empty page of ours, to be filled as a context."""
    return Page(title="Kexue Space · 科学空间", analytics_enabled=False, delete_cache=(KEPT, KEPT))


def launch(demo: gr.Blocks) -> None:
    """Serves a page with our theme, languages, limits and MCP tools; blocks until it is stopped."""
    start_logging()
    settings = Settings.from_environment()
    demo.queue(max_size=settings.queue_size).launch(
        theme=theme(),
        i18n=I18N,
        favicon_path=HERE / "assets" / "favicon.svg",
        footer_links=["api", "settings"],
        max_file_size=settings.max_file_size,
        mcp_server=True,
        ssr_mode=False,
        show_error=True,
    )

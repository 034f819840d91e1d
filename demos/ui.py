"""The pieces that every tab is made of: header, badge, examples, fold, refusals, and how a page is served."""

import html
import logging
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from PIL import Image

import hub_utils
from demos.components import Page, View
from demos.languages import I18N, TEXTS, label, say
from demos.serving import Served, headline
from demos.theme import theme
from settings import Settings

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
            checkpoint = served.checkpoint()
        except hub_utils.HubError as error:
            return Badge(served.name, "none", steps=(str(error),))
        origin, metric = checkpoint.origin, headline(checkpoint) or {}
        revision = origin.revision and origin.revision[:7]
        told = metric.get("name"), metric.get("value"), metric.get("unit", "fraction")
        return Badge(served.name, origin.kind, origin.repo, revision, *told, origin.steps)

    view = View("shared.badge", Badge, elem_classes="kexue-badge")
    gr.on(fn=describe, outputs=view, api_visibility="private", show_progress="hidden", queue=False)
    return view


def header(tab: str) -> None:
    """Title, one sentence and links of a tab."""
    gr.Markdown(label(f"{tab}.header"), elem_classes="kexue-intro")


def how_it_works(tab: str) -> None:
    """The closed fold that explains the network, its data and its limits."""
    with gr.Accordion(label("shared.how"), open=False):
        gr.Markdown(label(f"{tab}.how"))


def examples(name: str, pictures: Sequence[Image.Image]) -> View:
    """A strip of pictures to click; its value is the index of the one that was clicked.

    Their captions are the words `name.1`, `name.2`, … of demos/strings.
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


@contextmanager
def refusals(request: gr.Request | None) -> Iterator[None]:
    """Shows the errors of models and hub_utils, which carry a cause and a remedy, as gr.Error."""
    try:
        yield
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

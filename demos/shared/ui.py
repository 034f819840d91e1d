"""The pieces that every tab is made of: header, badge, choice, examples, fold, refusals, and how a page is served."""

import json
import logging
import os
from base64 import b64encode
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from PIL import Image

from demos.shared.components import View, script
from demos.shared.front import in_front
from demos.shared.languages import I18N, heading, label
from demos.shared.mcp_server import answer_in_json
from demos.shared.page import Page
from demos.shared.rates import shared_store, trusted_proxies
from demos.shared.refusals import Checks, validator
from demos.shared.theme import theme
from hub_utils import space
from models import memory
from settings import Settings, start_logging

ACT = "kexue-act"  # the class of a row of buttons that a phone shows above what is set before they are pressed
LAST = "always_last"  # what is asked while an answer is on its way is answered after it, by what the fields hold then
EACH = "multiple"  # each click is answered, so the last one shows; Gradio's `always_last` forgets what was clicked
HERE = Path(__file__).parent
AT_ONCE = 4  # calls of a light function that run at the same time
PLACES_TOLD = 1.0  # seconds after which all who wait are told their places; Gradio does it at each start of a call
HEAVY: dict[str, Any] = {"concurrency_id": "heavy", "concurrency_limit": 2}  # all others together: the rest go on
SESSIONS = 1000  # visitors whose fields are remembered where they differ from the page's; of the others nothing is lost
SECONDS_KEPT = 3600  # what visitors upload and download is deleted after that
log = logging.getLogger(__name__)


def header(tab: str) -> None:
    """Title, one sentence and links of a tab."""
    gr.Markdown(label(f"{tab}.header"), elem_classes="kexue-intro")


def frame() -> None:
    """The title of the page, and beside it the code, on a Space, the language, chosen by hand, and the address, to be
    shared."""
    with gr.Row(elem_classes="kexue-top"):
        gr.Markdown(label("shared.header"), elem_classes="kexue-header")
        code = here.code if (here := space.here()) else None
        View("shared.frame", None, on_load=script("shared.frame", ".load.js"), min_width=160, code=code)


def how_it_works(tab: str) -> None:
    """The closed fold that explains the network, its data and its limits."""
    with gr.Accordion(label("shared.how"), open=False):
        gr.Markdown(label(f"{tab}.how"))


def parts(tab: str) -> gr.Tabs:
    """The inner tabs of a tab, as a context for each `part`."""
    return gr.Tabs(elem_id=f"kexue-{tab}-parts", elem_classes="kexue-parts", overflow_behavior="wrap")


def part(tab: str, name: str) -> gr.Tab:
    """One of the inner tabs, as a context; the address names it, and its label is the words `tab.part.name`."""
    return gr.Tab(label(f"{tab}.part.{name}"), id=f"{tab}-{name}")


def section(key: str) -> gr.Column:
    """A section of a part under its title, the words `key.title`, as a context."""
    body = gr.Column(elem_classes="kexue-section")
    with body:
        gr.Markdown(heading(f"{key}.title"))
    return body


def examples(name: str, pictures: Sequence[Image.Image], chosen: int | None = None) -> View:
    """A strip of pictures to click; its value is the index of the one that was clicked, `chosen` on arrival.

    Their captions are the words `name.1`, `name.2`, … of strings.toml.
    """
    shown = [inline(picture) for picture in pictures]
    return View(name, int | None, on_load=_CHOOSE, pictures=shown, value=chosen)


class Address:
    """How the address of the page names a question of a tab: which one, where it stands, and what its fields hold.

    Its fields get the elem_id `kexue-<tab>-<name>`, and the button that asks it `kexue-<tab>-run-<question>`: by these
    `assets/address.js` fills the page in and asks again. A field that several questions have is named alike in them.
    """

    def __init__(self, tab: str, run: gr.Button, question: str = "", part: str = "", **fields: Any):
        """`question` tells those of a tab apart, of which the first needs none; `part` names its inner tab.

        Where the first field holds nothing, there is nothing to ask.
        """
        self._fields = list(fields.values())
        self._query = {"tab": tab, "part": part, "ask": question}
        self._names = list(fields)
        for name, field in {f"run-{question}".rstrip("-"): run, **fields}.items():
            field.elem_id = f"kexue-{tab}-{name}"

    def follow(self, *events: Callable[..., Any]) -> None:
        """Lets the address name the question at each of the events: a click, or the success of an answer."""
        js = f"(...held) => {{ window.kexue?.follow({json.dumps(self._query)}, {json.dumps(self._names)}, held); }}"
        for event in events:
            event(None, self._fields, None, js=js, api_visibility="private")


def while_dragged(
    knobs: Sequence[Any], function: Callable[..., Any], inputs: Sequence[Any], view: View, checks: Checks
) -> None:
    """Lets a view follow its knobs while they are dragged, or moved by the arrow keys: one answer at a time is on its
    way, and the last value is always asked for."""
    gr.on(
        [knob.input for knob in knobs],
        function,
        list(inputs),
        view,
        validator=validator(function, checks),
        api_visibility="private",
        show_progress="hidden",
        trigger_mode=LAST,
    )


FOLLOW = """watch("value", () => {  // on a narrow screen the answer to a click may be out of sight
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const dragged = document.activeElement?.matches("input[type=range], input[type=number]");
  if (props.value && window.kexue?.acted && !dragged) element.scrollIntoView({block: "nearest", behavior});
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


def download(name: str, content: bytes) -> str:
    """A file for visitors to download, in Gradio's cache, which is cleaned; returns its path."""
    path: str = save_bytes_to_cache(content, name, get_upload_folder())
    return path


def show_broken(error: Exception) -> None:
    """Stands in a tab that could not be built."""
    log.error("a tab could not be built", exc_info=error)
    gr.Markdown(label("shared.broken"))
    remedy = getattr(error, "remedy", "The log of the server has the details.")
    gr.Code(f"{type(error).__name__}: {error}\n{remedy}", language=None, label="", lines=2)


def page() -> gr.Blocks:
    """An empty page of ours, to be filled as a context."""
    return Page(title="Kexue Space · 科学空间", analytics_enabled=False, delete_cache=(SECONDS_KEPT, SECONDS_KEPT))


def launch(demo: gr.Blocks) -> None:
    """Serves a page with our theme, languages, limits and MCP tools; blocks until it is stopped."""
    start_logging()
    memory.give_back_freed()
    settings = Settings.from_environment()
    answer_in_json()
    shared_store()  # told now if its address is wrong
    os.environ["FORWARDED_ALLOW_IPS"] = trusted_proxies()  # which uvicorn reads, that Gradio starts
    demo.queue(PLACES_TOLD, max_size=settings.queue_size, default_concurrency_limit=AT_ONCE).launch(
        theme=theme(),
        i18n=I18N,
        favicon_path=HERE / "assets" / "favicon.svg",
        footer_links=["api", "settings"],
        max_file_size=settings.max_file_size,
        state_session_capacity=SESSIONS,
        mcp_server=True,
        app_kwargs={"middleware": in_front(demo)},
        ssr_mode=False,
        show_error=True,
    )


def launch_alone(build: Callable[[], None]) -> None:
    """Serves one tab as a page of its own; blocks until it is stopped."""
    alone = page()
    with alone:
        build()
    launch(alone)

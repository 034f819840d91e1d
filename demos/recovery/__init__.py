"""Recovery: deleted texts and files found again on the image of a disk, and commands explained. Article 4491."""

from typing import Any, get_args

import gradio as gr
from gradio.data_classes import FileData

from demos.recovery.endpoints import (
    CELLS,
    KEPT,
    THESIS,
    TOP,
    FileKind,
    Held,
    Told,
    compare_versions,
    explain_command,
    follow_command,
    list_texts,
    look_at,
    map_image,
    pick_example,
    recover_files,
    recover_text,
    take_file,
    take_upload,
)
from demos.recovery.inputs import CHECKS, MOST_TOP
from demos.shared import ui
from demos.shared.components import Number, Shown, Slider, View, script
from demos.shared.languages import label
from demos.shared.live import connect, live_view
from demos.shared.refusals import validator
from demos.shared.workers import LINE
from models.recovery import DifferenceFrame, FilesFrame, ListFrame, MapFrame, Peek, SavedFile, SearchFrame

MOST_CELLS, MOST_KEPT = 2048, 30
COMMAND = "DIR=\nrm -rf $DIR/*"
_PICK = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-name]");
  if (button) trigger("click", {name: button.dataset.name});
});"""
_LOOK, _TAKE, _COMMAND = script("recovery.look"), script("recovery.take"), script("recovery.ask")
_LIGHT: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}


class Image(Shown, gr.File):
    """The image of a disk, handed on as the path that it came to: nobody copies it."""

    def preprocess(self, payload: FileData | Any | None) -> str | None:
        return payload.path if isinstance(payload, FileData) else None


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("recovery")
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            image = Image(label=label("recovery.image"), height=180)
            held = View("recovery.held", Held)
            gr.Markdown(label("recovery.promise"))
            fragments = gr.Textbox(
                THESIS, label=label("recovery.fragments"), info=label("recovery.fragments_info"), lines=2, max_lines=6
            )
            names: list[tuple[Any, str]] = [(label(f"recovery.match.{name}"), name) for name in ("all", "any")]
            match = gr.Radio(names, value="all", label=label("recovery.match.label"))
            with gr.Row(elem_classes=ui.ACT):
                go = gr.Button(label("recovery.start"), variant="primary", min_width=100)
                halt = gr.Button(label("recovery.stop"), min_width=100)
            examples = View("recovery.examples", bool, on_load=_PICK, value=True)
            with gr.Accordion(label("recovery.more"), open=False):
                top = Slider(1, MOST_TOP, TOP, step=1, label=label("recovery.top"))
                keep = Slider(0, MOST_KEPT, KEPT, step=1, label=label("recovery.keep"), info=label("recovery.kept"))
        with gr.Column(scale=2, min_width=300):
            found = live_view(
                "recovery.found", SearchFrame, common="recovery.common", on_load=_LOOK, recorded="recovery.recover_text"
            )
            place = View("recovery.peek", Peek, on_load=ui.FOLLOW)
    given = [image, fragments, match, top, keep]
    connect(go, halt, recover_text, given, found, CHECKS)
    body = ui.parts("recovery")
    with body:
        views = [found, place, *_sections(image, keep, place)]
    with body, ui.part("recovery", "versions"):
        compared = _comparison([image, fragments, match], keep)
    compared.click(look_at, [image, keep], place, api_visibility="private", show_progress="hidden")
    views.append(compared)
    found.click(look_at, [image, keep], place, api_visibility="private", show_progress="hidden")
    _follow(image, held, fragments, views)
    picked = examples.click(pick_example, None, [image, fragments, match], **_LIGHT)
    picked.success(
        recover_text,
        given,
        found,
        api_visibility="private",
        concurrency_id="live",
        concurrency_limit=LINE + 1,
        show_progress="hidden",
    )
    _commands()
    ui.how_it_works("recovery")


def _comparison(searched: list[Any], keep: Slider) -> View:
    """Any two versions of what a search finds, beside each other: the best and the next at first."""
    gr.Markdown(label("recovery.compare.intro"))
    with gr.Row():
        first, second = (
            Number(value, label=label(f"recovery.compare.{name}"), precision=0)
            for name, value in (("first", 1), ("second", 2))
        )
    go, halt = _buttons("recovery.compare.start")
    view = live_view("recovery.compared", DifferenceFrame, common="recovery.common", on_load=_LOOK)
    connect(go, halt, compare_versions, [*searched, first, second, keep], view, CHECKS)
    return view


def _sections(image: Image, keep: Slider, place: View) -> list[View]:
    """What can be done with an image without any words: all its texts, its files, its map."""
    with ui.part("recovery", "texts"):
        gr.Markdown(label("recovery.list.intro"))
        go, halt = _buttons("recovery.list.start")
        listed = live_view("recovery.listed", ListFrame, common="recovery.common", on_load=_LOOK)
    connect(go, halt, list_texts, [image, keep], listed, CHECKS)
    with ui.part("recovery", "files"):
        gr.Markdown(label("recovery.files.intro"))
        kinds = gr.CheckboxGroup(
            list(get_args(FileKind)), value=list(get_args(FileKind)), label=label("recovery.kinds")
        )
        go, halt = _buttons("recovery.files.start")
        files = live_view("recovery.files", FilesFrame, common="recovery.common", on_load=_LOOK + _TAKE)
        saved = View("recovery.saved", SavedFile, on_load=script("recovery.saved", ".load.js"))
    files.select(take_file, [image, keep], saved, api_visibility="private", show_progress="hidden")
    connect(go, halt, recover_files, [image, kinds, keep], files, CHECKS)
    with ui.part("recovery", "map"):
        cells = Slider(16, MOST_CELLS, CELLS, step=16, label=label("recovery.cells"))
        go, halt = _buttons("recovery.map.start")
        drawn = live_view("recovery.map", MapFrame, common="recovery.common", on_load=_LOOK)
    connect(go, halt, map_image, [image, cells, keep], drawn, CHECKS)
    for view in (listed, files, drawn):
        view.click(look_at, [image, keep], place, api_visibility="private", show_progress="hidden")
    return [listed, files, saved, drawn]


def _buttons(start: str) -> tuple[gr.Button, gr.Button]:
    with gr.Row():
        go = gr.Button(label(start), variant="primary", min_width=100)
        return go, gr.Button(label("recovery.stop"), min_width=100)


def _follow(image: Image, held: View, fragments: gr.Textbox, views: list[View]) -> None:
    """What was shown of another image is not shown any more, and that image is deleted.

    The line that names the image knows where it is: for a gr.State a page would keep a connection open.
    """
    known = "(image, held, fragments) => [image, held && held.path, fragments]"
    gr.on([image.upload, image.clear], take_upload, [image, held, fragments], [held, fragments], js=known, **_LIGHT)
    empty = f"() => [{', '.join('null' for _ in views)}]"
    gr.on([image.upload, image.clear], None, None, views, js=empty, api_visibility="private")


def _commands() -> None:
    """The second half: what a command would do."""
    gr.Markdown(label("recovery.command.header"), elem_classes="kexue-intro")
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            command = gr.Textbox(
                COMMAND,
                label=label("recovery.command.label"),
                info=label("recovery.command.info"),
                lines=3,
                max_lines=12,
            )
            go = gr.Button(label("recovery.command.start"), variant="primary")
            clicked = View("recovery.commands", bool, on_load=_COMMAND, value=True)
        with gr.Column(scale=2, min_width=300):
            told = View("recovery.told", Told, on_load=ui.FOLLOW)
    go.click(explain_command, command, told, validator=validator(explain_command, CHECKS), api_name="explain_command")
    ui.Address("recovery", go, "command", command=command).follow(go.click)
    clicked.click(follow_command, None, [command, told], api_visibility="private", show_progress="hidden")

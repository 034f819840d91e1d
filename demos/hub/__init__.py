"""Checkpoints: which model every tab serves, from where, how good it is, and how to get it."""

from functools import partial
from typing import Any

import gradio as gr

import hub_utils
from demos.hub import releases
from demos.hub.endpoints import (
    NAMES,
    Timeline,
    checkpoint_card,
    choose_checkpoint,
    compare_revisions,
    list_checkpoints,
    show_checkpoint,
    show_revisions,
)
from demos.hub.inputs import CHECKS
from demos.shared import resources, ui
from demos.shared.components import SEEN, View
from demos.shared.languages import label
from demos.shared.refusals import validator
from hub_utils import CheckpointCard, Comparison, ServedCheckpoint

_CHOOSE = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-name]");
  if (button) trigger("click", {name: button.dataset.name});
});"""


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("hub")
    _offer_cards()
    models = View("hub.models", tuple[ServedCheckpoint, ...], on_load=_CHOOSE + SEEN, common="hub.common")
    look = gr.Button(label("hub.look"), size="sm")
    with gr.Row():
        name = gr.Dropdown(list(NAMES), value=NAMES[0], label=label("hub.name"), min_width=200)
        repo = _repo()
        revision = gr.Textbox("", label=label("hub.revision"), info=label("hub.revision_info"), min_width=200)
    show = gr.Button(label("hub.show"), variant="primary")
    card = View("hub.card", CheckpointCard, on_load=ui.FOLLOW, common="hub.common")
    with gr.Accordion(label("hub.text"), open=False):
        text = gr.Markdown("", label=label("hub.text"))
    with gr.Accordion(label("hub.history"), open=True):
        timeline = View("hub.timeline", Timeline, common="hub.common")
    with gr.Accordion(label("hub.comparing"), open=False):
        first, second, comparison = _comparing(name, repo)
    releases.build()
    ui.how_it_works("hub")

    history = [timeline, first, second, comparison]
    look.click(list_checkpoints, None, models, api_name="list_checkpoints")
    models.expand(list_checkpoints, None, models, api_visibility="private", show_progress="hidden")
    show.click(
        checkpoint_card,
        [name, repo, revision],
        [card, text],
        validator=validator(checkpoint_card, CHECKS),
        api_name="checkpoint_card",
    )
    ui.Address("hub", show, name=name, repo=repo, revision=revision).follow(show.click)
    shown = [repo, revision, card, text, *history]
    private: dict[str, Any] = {"api_visibility": "private", "show_progress_on": card}
    models.click(choose_checkpoint, None, [name, *shown], trigger_mode=ui.EACH, **private)
    name.input(show_checkpoint, name, shown, trigger_mode=ui.LAST, **private)
    repo.input(show_revisions, [name, repo], history, show_progress_on=timeline, api_visibility="private")


def _offer_cards() -> None:
    for name in NAMES:
        about = f"The model card of {name}, as it is served: licence, data, how it was trained, scores, limits."
        resources.offer(f"cards/{name}.md", about, "text/markdown", partial(_card_of, name))


def _card_of(name: str) -> str:
    _, text = hub_utils.checkpoint_card(name)
    return text


def _repo() -> gr.Dropdown:
    offered = sorted({repo for name in NAMES for repo in hub_utils.choices(name)})
    return gr.Dropdown(
        offered,
        value="",
        allow_custom_value=True,
        min_width=200,
        label=label("hub.repo"),
        info=label("hub.repo_info"),
    )


def _comparing(name: gr.Dropdown, repo: gr.Dropdown) -> tuple[gr.Dropdown, gr.Dropdown, View]:
    with gr.Row():
        first = gr.Dropdown([], label=label("hub.first"), min_width=220)
        second = gr.Dropdown([], label=label("hub.second"), min_width=220)
    start = gr.Button(label("hub.compare"))
    comparison = View("hub.comparison", Comparison, common="hub.common")
    start.click(compare_revisions, [name, repo, first, second], comparison, api_visibility="private")
    return first, second, comparison

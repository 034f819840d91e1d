"""Checkpoints on the page: the badge of the one that is served, and how a visitor chooses or compares others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

import hub_utils
from demos.shared.components import SEEN, Choice, View
from demos.shared.languages import label, say
from demos.shared.refusals import count_request, errors_explained
from demos.shared.serving import Loaded, Model, Served, headline, parse_ref
from hub_utils import card
from hub_utils.choices import BUNDLED


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


def badge(served: Served[Any]) -> View:
    """A line that says what is served; filled once it is seen, so that a slow Hub delays nobody."""

    def describe() -> Badge:
        try:
            return _badge_of(served.checkpoint())
        except hub_utils.HubError as error:
            return Badge(served.name, "none", steps=(str(error),))

    view = View("shared.badge", Badge, on_load=SEEN, elem_classes="kexue-badge", chosen=False)
    view.expand(describe, None, view, api_visibility="private", show_progress="hidden", queue=False)
    return view


def _badge_of(checkpoint: hub_utils.Checkpoint) -> Badge:
    origin, metric = checkpoint.origin, headline(checkpoint) or {}
    revision = origin.revision and origin.revision[:7]
    told = metric.get("name"), metric.get("value"), metric.get("unit", "fraction")
    return Badge(checkpoint.name, origin.kind, origin.repo, revision, *told, origin.steps)


def open_model(served: Served[Model], checkpoint: str | None, request: gr.Request | None) -> Loaded[Model]:
    """The model that a visitor has chosen, `repo@revision` or `bundled`; what is served if the choice is empty.

    While it loads, the page says so. Raises HubError, and gr.Error for a visitor who has many loaded within a minute.
    """
    place = parse_ref(checkpoint)
    if loaded := served.at_hand(*place):
        return loaded
    if any(place):
        count_request(request)
    gr.Progress()(0, desc=say("shared.choice.loading", request))
    return served.open(*place)


def can_choose(served: Mapping[str, Served[Any]]) -> bool:
    """Whether there is more than the bundled checkpoint to choose from; else what is for choosing stays hidden."""
    return any(len(hub_utils.choices(it.name)) > 1 for it in served.values())


def comparing(served: Mapping[str, Served[Any]]) -> gr.Accordion:
    """The closed fold in which `pair` stands; there only where there are two checkpoints to compare."""
    return gr.Accordion(label("shared.comparing.title"), open=False, visible=can_choose(served))


def chooser(served: Mapping[str, Served[Any]], which: gr.Radio | None = None) -> Choice:
    """The closed fold where a visitor chooses another checkpoint; the choice is a value of the page, nobody else's.

    Args:
        served: the models of the tab, by the value of `which`; a single one under the empty text.
        which: the control that says which model of the tab is meant, if there are several.
    """

    def show(checkpoint: str, key: str = "", request: gr.Request | None = None) -> Badge | None:
        with errors_explained(request):
            return _badge_of(open_model(served[key], checkpoint, request).checkpoint) if checkpoint else None

    with gr.Accordion(label("shared.choice.title"), open=False, visible=can_choose(served)) as fold:
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


def offer(fold: gr.Accordion, fields: list[Choice], served: Mapping[str, Served[Any]], which: gr.Radio | None) -> None:
    """Lets the fields of a fold list what may be chosen, as soon as it is opened: the Hub is not asked before."""

    def list_choices(key: str = "", request: gr.Request | None = None) -> Any:
        with errors_explained(request):
            lists = [gr.update(choices=choices(served[key].name, request)) for _ in fields]
        return lists if len(lists) > 1 else lists[0]

    events = [fold.expand, which.input] if which else fold.expand
    gr.on(events, list_choices, which, fields, api_visibility="private", show_progress="hidden")


def pair(
    fold: gr.Accordion, served: Mapping[str, Served[Any]], which: gr.Radio | None = None
) -> tuple[Choice, Choice, gr.Button]:
    """Two checkpoints to be compared, in an open `fold`, and the button that starts it; arguments as `chooser`."""
    others = {key: hub_utils.another(it.name) for key, it in served.items()}
    with gr.Row():
        first, second = choice("shared.comparing.first"), choice("shared.comparing.second", next(iter(others.values())))
    offer(fold, [first, second], served, which)
    if which:
        which.input(
            None, which, [first, second], js=f"key => ['', {json.dumps(others)}[key]]", api_visibility="private"
        )
    return first, second, gr.Button(label("shared.comparing.start"))


def choices(name: str, request: gr.Request | None) -> list[tuple[str, str]]:
    """What may be chosen for a name: words for it, and the value; asks the Hub, at most once a minute."""
    found = [(say("shared.choice.served", request), "")]
    for repo in hub_utils.choices(name):
        if repo == BUNDLED:
            found.append((say("shared.badge.bundled", request), BUNDLED))
        else:
            revisions = hub_utils.revisions(name, repo).revisions
            found += [(_choice_text(repo, revision), f"{repo}@{revision.commit}") for revision in revisions]
    return found


def _choice_text(repo: str, revision: hub_utils.Revision) -> str:
    metric = revision.headline
    value = [card.format_value(metric.value, metric.unit)] if metric else []
    return " · ".join([repo, *revision.names, revision.commit[:7], f"{revision.date:%Y-%m-%d}", *value])

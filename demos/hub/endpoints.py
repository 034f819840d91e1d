"""What the checkpoints tab answers, and the API and MCP too."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import gradio as gr

import hub_utils
from demos.shared.rates import DRAWING
from demos.shared.refusals import errors_explained, explain
from hub_utils import CheckpointCard, Comparison, ServedCheckpoint
from hub_utils.choices import BUNDLED
from hub_utils.pins import TABLE

NAMES = tuple(TABLE)
if TYPE_CHECKING:
    Name = str
else:
    Name = Literal[NAMES]  # the choices of the API


@dataclass(frozen=True)
class Point:
    """One revision of a repo, and its headline metric if it has one."""

    commit: str
    date: datetime
    title: str
    names: tuple[str, ...]
    metric: str | None
    value: float | None
    unit: str | None


@dataclass(frozen=True)
class Timeline:
    """The revisions of a repo, newest first; `state` says whether the Hub told them now, or earlier, or not at all."""

    name: str
    repo: str | None
    state: Literal["hub", "remembered", "none"]
    asked: datetime | None
    reason: str | None
    points: tuple[Point, ...]


def list_checkpoints(request: gr.Request | None = None) -> tuple[ServedCheckpoint, ...]:
    """Lists every model of this app: where it comes from, which commit, its size, the number that its card puts first.

    Returns:
        For each name its source (bundled, hub, cache or none), repository, commit, date, size in bytes, headline
        metric, the revision that is pinned, and how it was found.
    """
    with errors_explained(request):
        return hub_utils.list_checkpoints()


def checkpoint_card(
    name: Name, repo: str = "", revision: str = "", request: gr.Request | None = None
) -> tuple[CheckpointCard, str]:
    """Gives the model card of a checkpoint with its numbers, its files, and the lines that get exactly this one.

    Args:
        name: which checkpoint, such as captcha or words-en.
        repo: one of the repositories that this app offers for it, or bundled; empty for the one that is served.
        revision: a branch, a tag or a full commit id of the repository; empty for its main branch.

    Returns:
        The source, commit, numbers with intervals, file sizes and lines; and the text of the card in Markdown.
    """
    with errors_explained(request):
        return hub_utils.checkpoint_card(name, (repo or "").strip() or None, (revision or "").strip() or None)


def choose_checkpoint(event: gr.EventData, request: gr.Request | None = None) -> tuple[Any, ...]:
    """Shows the checkpoint whose name was clicked in the list."""
    name = str(event.name)
    if name not in NAMES:
        raise gr.Error(explain(hub_utils.UnknownNameError(f"There is no checkpoint called {name!r}."), request))
    return name, *show_checkpoint(name, request)


def show_checkpoint(name: Name, request: gr.Request | None = None) -> tuple[Any, ...]:
    """Shows a checkpoint as it is served: its repositories, its card, and the revisions of its repository."""
    with errors_explained(request):
        repos = hub_utils.choices(name)
    first = repos[0] if repos else None
    card, text = checkpoint_card(name, request=request)
    return gr.Dropdown(choices=list(repos), value=first), "", card, text, *show_revisions(name, first or "", request)


def show_revisions(
    name: Name, repo: str, request: gr.Request | None = None
) -> tuple[Timeline, gr.Dropdown, gr.Dropdown, None]:
    """Shows the revisions of one repository, and offers them to be compared."""
    with errors_explained(request):
        if repo and repo not in hub_utils.choices(name):
            raise hub_utils.NotOfferedError(f"{repo} is not among the choices for {name}.")
        found = hub_utils.revisions(name, None if repo in ("", BUNDLED) else repo)
        folder = [BUNDLED] if BUNDLED in hub_utils.choices(name) else []
    offered = [
        *((_choice_text(revision), revision.commit) for revision in found.revisions),
        *zip(folder, folder, strict=True),
    ]
    values = [value for _, value in offered]
    older = gr.Dropdown(choices=offered, value=values[min(1, len(values) - 1)] if values else None)
    newer = gr.Dropdown(choices=offered, value=values[0] if values else None)
    return _timeline(found), older, newer, None


def compare_revisions(name: Name, repo: str, first: str, second: str, request: gr.Request | None = None) -> Comparison:
    """Lays the numbers of two revisions side by side."""
    with errors_explained(request, cost=DRAWING):
        return hub_utils.compare_revisions(name, repo, first or "", second or "")


def _choice_text(revision: hub_utils.Revision) -> str:
    return " · ".join([*revision.names, revision.commit[:7], f"{revision.date:%Y-%m-%d}"])


def _timeline(found: hub_utils.History) -> Timeline:
    points = []
    for revision in found.revisions:
        first = revision.headline
        metric = (first.name, first.value, first.unit) if first else (None, None, None)
        points.append(Point(revision.commit, revision.date, revision.title, revision.names, *metric))
    return Timeline(found.name, found.repo, found.state, found.asked, found.reason, tuple(points))

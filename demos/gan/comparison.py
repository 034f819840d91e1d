"""Two generators beside each other: the same seed, drawn by two checkpoints of a model."""

from dataclasses import dataclass

import gradio as gr

from demos.gan.endpoints import SERVED, Name, class_of
from demos.gan.inputs import check_seed
from demos.shared.checkpoints import open_model
from demos.shared.rates import COSTLY
from demos.shared.refusals import errors_explained
from demos.shared.serving import format_ref, headline
from models import gan as models
from models.gan import Sheet

COMPARED = 16  # pictures of each


@dataclass(frozen=True)
class Side:
    """What one checkpoint, `repo@commit` or `bundled`, draws; and the name and value of the metric that its card puts
    first, None where there is none."""

    checkpoint: str
    metric: str | None
    value: float | None
    sheet: Sheet


@dataclass(frozen=True)
class Sides:
    """Two sheets of the same seed."""

    first: Side
    second: Side


def compare_generators(
    model: Name = "digits",
    count: int = COMPARED,
    seed: int | None = 1,
    kind: int | None = None,
    first: str = "",
    second: str = "bundled",
    request: gr.Request | None = None,
) -> Sides:
    """Draws the pictures of a seed with two checkpoints of a model, side by side.

    Where both take the same latents, as the snapshots of one training do, each place shows the same latent; generators
    that were trained apart make of it what they will. Scores of two critics cannot be compared, the cards' metrics can.

    Args:
        model: digits, fashion or faces.
        count: 1 to 64 pictures of each.
        seed: 0 to 2147483647; none for one that is drawn by lot.
        kind: the class of all pictures, 0 to 9; none, or -1, for all classes in turn.
        first: one checkpoint, as repo@revision or bundled; empty for the one that is served.
        second: the other, likewise.

    Returns:
        For each of the two which checkpoint it is, by its commit, the metric that its card puts first, its pictures.
    """
    with errors_explained(request, cost=COSTLY):
        drawn = int(count), check_seed(seed), class_of(kind)
        return Sides(*(_side(model, choice, drawn, request) for choice in (first, second)))


def _side(model: Name, choice: str, drawn: tuple[int, int, int | None], request: gr.Request | None) -> Side:
    found = open_model(SERVED[model], choice, request)
    told = headline(found.checkpoint) or {}
    name = format_ref(found.checkpoint)
    return Side(name, told.get("name"), told.get("value"), models.sample(found.model, *drawn))

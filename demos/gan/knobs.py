"""The knobs of one picture: the endpoint that turns them, and what they are called for each model."""

from typing import Any

import gradio as gr

from demos.gan.endpoints import Name, class_of, model_of
from demos.gan.inputs import check_seed
from demos.shared.languages import label, say
from demos.shared.refusals import errors_explained
from models import gan as models
from models.gan import Sheet

SLIDERS = 6  # at most
FIRST = ("stroke", "slant", "width", "height", "top", "waist")  # those of digits, which the tab opens with


def move_latent(
    model: Name,
    seed: int,
    kind: int | None,
    first: float,
    second: float,
    third: float,
    fourth: float,
    fifth: float,
    sixth: float,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Sheet:
    """Turns up to six knobs of one picture, each of which changes one thing that is seen.

    Of digits these are the stroke's weight, the slant, the width, the height, more at the top, and more in the middle;
    of clothes the shade, the width, the length, a wide hem, and a pattern; of faces the skin's lightness, long hair,
    the hair's lightness, dark glasses, the clothes' lightness, and the warmth of the colours.

    Args:
        model: digits, fashion or faces.
        seed: of the latent, 0 to 2147483647.
        kind: the class, 0 to 9; none, or -1, for 0.
        first: how far the first knob is turned, -6 to 6 standard deviations of the latent.
        second: the second one.
        third: the third one.
        fourth: the fourth one.
        fifth: the fifth one.
        sixth: the sixth one; clothes have none.
        checkpoint: which one draws, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The picture, and the critic's score.
    """
    with errors_explained(request):
        amounts = (first, second, third, fourth, fifth, sixth)
        gan = model_of(model, checkpoint, request)
        return models.move(gan, check_seed(seed), [float(amount or 0) for amount in amounts], class_of(kind))


def show_knobs(
    model: Name,
    seed: int,
    kind: int | None,
    first: float,
    second: float,
    third: float,
    fourth: float,
    fifth: float,
    sixth: float,
    checkpoint: str,
    request: gr.Request | None = None,
) -> tuple[Any, ...]:
    """The sliders of a model, named for what they change and turned as they are, and the picture that this makes."""
    amounts = first, second, third, fourth, fifth, sixth
    sheet = move_latent(model, seed, kind, *amounts, checkpoint, request)
    with errors_explained(request, cost=0):
        gan = model_of(model, checkpoint, request)
        return *(_slider(gan, place, amount, request) for place, amount in enumerate(amounts)), sheet


def _slider(gan: models.Gan, place: int, amount: float, request: gr.Request | None) -> dict[str, Any]:
    if place < len(gan.knobs):
        text = say(f"gan.knob.{gan.knobs[place]}", request)
    else:  # a checkpoint whose directions nobody has named
        text = f"{say('gan.move.direction', request)} {place + 1}"
    return gr.update(value=amount, label=text, visible=place < len(gan.directions))


def knob_label(place: int) -> Any:
    """What the slider at a place changes of the first model."""
    return label(f"gan.knob.{FIRST[place]}")

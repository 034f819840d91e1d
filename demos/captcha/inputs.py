"""What visitors send to the captcha tab, looked at before it is worked on: each refusal has a cause and a remedy."""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from PIL import Image

from demos.shared import ui
from demos.shared.serving import Served, check_choice, parted
from models import captcha
from settings import Settings

SOLVER = Served("captcha", captcha.load)
_FINE = gr.validate(True, "")
_Verdicts = list[dict[str, Any]]


class NoPictureError(captcha.CaptchaError):
    """Nothing to read was given."""


class TooManyPicturesError(captcha.CaptchaError):
    """More files than one batch may have."""


def check_picture(image: str | None) -> Image.Image:
    """The picture in a file; raises CaptchaError if there is none, or it is too large or small for a captcha."""
    if not image:
        raise NoPictureError("There is no picture yet.", "Upload or paste one, or click an example.")
    return captcha.read_image(image)


def check_batch(images: Sequence[str] | None) -> None:
    """Raises CaptchaError for no file, or for more than the settings allow."""
    if not images:
        raise NoPictureError("There are no pictures yet.", "Upload some.")
    most = Settings.from_environment().max_images
    if len(images) > most:
        raise TooManyPicturesError(
            f"{len(images)} pictures were given, at most {most} are read at once.", "Send fewer."
        )


def check_constraints(solver: captcha.Solver, charset: str = "", length: int | None = 0) -> None:
    """Raises CaptchaError if no reading can have these characters or this length."""
    solver.solve([], charset or None, length or None)


def check_correction(text: str) -> None:
    """Raises CaptchaError for what the network could not be taught to read."""
    SOLVER.model().reader.encoding.label(text.strip())


def validate_captcha(
    image: str | None, charset: str = "", length: int = 0, checkpoint: str = "", request: gr.Request | None = None
) -> _Verdicts:
    """Refuses before the queue what solve_captcha could not read."""
    return [ui.verdict(request, check_picture, image), *_constraints(charset, length, checkpoint, request)]


def validate_captchas(
    images: list[str],
    charset: str = "",
    length: int = 0,
    named: bool = False,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> _Verdicts:
    """Refuses before the queue what solve_captchas could not begin."""
    characters, number, chosen = _constraints(charset, length, checkpoint, request)
    return [ui.verdict(request, check_batch, images), characters, number, _FINE, chosen]


def validate_comparison(
    image: str | None, first: str, second: str, charset: str = "", length: int = 0, request: gr.Request | None = None
) -> _Verdicts:
    """Refuses before the queue what compare_captcha could not read."""
    characters, number, one = _constraints(charset, length, first, request)
    return [ui.verdict(request, check_picture, image), one, _choice(second, request), characters, number]


def validate_correction(
    image: str | None, text: str, agreed: bool = False, checkpoint: str = "", request: gr.Request | None = None
) -> _Verdicts:
    """Refuses before the queue what correct_captcha could not keep, but for a box left unticked: Gradio would lay the
    reason over the box."""
    picture, said = ui.verdict(request, check_picture, image), ui.verdict(request, check_correction, text)
    return [picture, said, _FINE, _choice(checkpoint, request)]


def validate_drawing(
    style: str,
    text: str = "",
    seed: int | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> _Verdicts:
    """Refuses before the queue what generate_captcha could not draw."""
    return [_FINE, ui.verdict(request, captcha.draw, text or "a"), _FINE, _choice(checkpoint, request)]


def validate_anew(style: str, text: str, checkpoint: str, request: gr.Request | None = None) -> _Verdicts:
    """Refuses before the queue what draw_anew could not draw."""
    return [_FINE, ui.verdict(request, captcha.draw, text or "a"), _choice(checkpoint, request)]


def _constraints(charset: str, length: int, checkpoint: str, request: gr.Request | None) -> _Verdicts:
    """Of characters, length and checkpoint. A request must not wait for a model before it is queued: if it is not
    there yet, solving checks the first two."""
    chosen, place = _choice(checkpoint, request), parted(checkpoint)
    if not chosen["is_valid"] or not SOLVER.ready(*place):
        return [_FINE, _FINE, chosen]
    solver = SOLVER.model(*place)
    characters = ui.verdict(request, check_constraints, solver, charset)
    return [characters, ui.verdict(request, check_constraints, solver, "", length), chosen]


def _choice(checkpoint: str, request: gr.Request | None) -> dict[str, Any]:
    return ui.verdict(request, check_choice, SOLVER.name, checkpoint)

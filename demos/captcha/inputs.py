"""What visitors send to the captcha tab, looked at before it is worked on: each refusal has a cause and a remedy."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, cached
from PIL import Image

from demos.shared.refusals import Checks
from demos.shared.serving import Served, check_choice, parse_ref
from models import captcha
from settings import Settings

SOLVER = Served("captcha", captcha.load)
BYTES_KEPT = 32_000_000  # of pictures that were decoded to be checked, and wait to be read


class NoPictureError(captcha.CaptchaError):
    """Nothing to read was given."""


class TooManyPicturesError(captcha.CaptchaError):
    """More files than one batch may have."""


def check_picture(image: str | None) -> Image.Image:
    """The picture in a file; raises CaptchaError if there is none, or it is too large or small for a captcha."""
    if not image:
        raise NoPictureError("There is no picture yet.", "Upload or paste one, or click an example.")
    try:
        modified = Path(image).stat().st_mtime_ns
    except OSError:
        cause = "The picture is no longer here: uploads are deleted after a while."
        raise NoPictureError(cause, "Upload or paste it again.") from None
    return _decoded_picture(image, modified)


def _bytes_of(picture: Image.Image) -> int:
    return 3 * picture.width * picture.height * (1 + len(captcha.frames_in(picture)))


@cached(LRUCache(BYTES_KEPT, getsizeof=_bytes_of), lock=Lock())
def _decoded_picture(path: str, _modified: int) -> Image.Image:
    return captcha.read_image(path)


def check_batch(images: Sequence[str] | None) -> None:
    """Raises CaptchaError for no file, or for more than the settings allow."""
    if not images:
        raise NoPictureError("There are no pictures yet.", "Upload some.")
    most = Settings.from_environment().max_images
    if len(images) > most:
        raise TooManyPicturesError(
            f"{len(images)} pictures were given, at most {most} are read at once.", "Send fewer."
        )


def check_charset(charset: str, checkpoint: str = "") -> None:
    """Raises CaptchaError if no reading can have these characters."""
    if charset:
        _check_constraints(checkpoint, charset, None)


def check_length(length: int | None, checkpoint: str = "", longest: int | None = 0) -> None:
    """Raises CaptchaError if no reading can have this length, or one up to the longest."""
    if length or longest:
        _check_constraints(checkpoint, None, lengths(length, longest))


def lengths(length: int | None, longest: int | None) -> captcha.Length | None:
    """What a visitor expects by the least or exact length and the greatest one, either 0 where nothing is said."""
    return (length or 1, longest) if longest else length or None


def _check_constraints(checkpoint: str, charset: str | None, length: captcha.Length | None) -> None:
    """A request must not wait for a model before it is queued: if it is not there yet, solving checks these."""
    if loaded := SOLVER.at_hand(*parse_ref(checkpoint)):
        loaded.model.solve([], charset, length)


def check_correction(text: str) -> None:
    """Raises CaptchaError for what the network could not be taught to read."""
    SOLVER.model().reader.encoding.label(text.strip())


def check_drawable(text: str) -> None:
    """Raises CaptchaError for what cannot be drawn; an empty text is drawn by lot."""
    captcha.draw(text or "a")


check_checkpoint = partial(check_choice, SOLVER.name)
# By parameter. A box left unticked is no matter of these: Gradio would lay the reason over the box.
CHECKS: Checks = {
    "image": check_picture,
    "images": check_batch,
    "charset": check_charset,
    "length": check_length,
    "checkpoint": check_checkpoint,
    "first": check_checkpoint,
    "second": check_checkpoint,
}
CORRECTION_CHECKS: Checks = {**CHECKS, "text": check_correction}
DRAWING_CHECKS: Checks = {**CHECKS, "text": check_drawable}

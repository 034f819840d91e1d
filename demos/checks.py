"""What visitors send to the captcha tab, looked at before it is worked on: each refusal has a cause and a remedy."""

from collections.abc import Sequence

from PIL import Image

from models import captcha
from settings import Settings


class NoPicture(captcha.CaptchaError):
    """Nothing to read was given."""


class NotKept(captcha.CaptchaError):
    """A correction that may not be kept."""


class TooManyPictures(captcha.CaptchaError):
    """More files than one batch may have."""


def check_picture(image: str | None) -> Image.Image:
    """The picture in a file; raises CaptchaError if there is none, or it is too large or small for a captcha."""
    if not image:
        raise NoPicture("There is no picture yet.", "Upload or paste one, or click an example.")
    return captcha.read_image(image)


def check_batch(images: Sequence[str] | None) -> None:
    """Raises CaptchaError for no file, or for more than the settings allow."""
    if not images:
        raise NoPicture("There are no pictures yet.", "Upload some.")
    most = Settings.from_environment().max_images
    if len(images) > most:
        raise TooManyPictures(f"{len(images)} pictures were given, at most {most} are read at once.", "Send fewer.")


def check_agreed(agreed: bool) -> None:
    """Raises CaptchaError unless the visitor agreed, and the operator keeps anything."""
    if not Settings.from_environment().feedback:
        raise NotKept("This server keeps no pictures.", "Train on your own: see Spaces.md.")
    if not agreed:
        raise NotKept("You have not agreed that the picture is kept.", "Tick the box if you do.")

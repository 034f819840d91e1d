"""What visitors send to the recovery tab, looked at before anything is searched: each refusal has cause and remedy."""

from pathlib import Path

from demos.shared.refusals import Checks
from models import recovery as models
from models.recovery.errors import RecoveryError, VersionError

MAX_IMAGE_BYTES = 200 << 20
MOST_TOP = 50  # versions


class ImageGoneError(RecoveryError):
    """An image that was uploaded and has been deleted since, as promised."""

    remedy = "Upload it again."


class ImageTooLargeError(RecoveryError):
    """An image that is larger than what visitors may upload."""


def check_image(image: str | None) -> None:
    """Raises RecoveryError for a file that is gone, too large, or not the image of a disk; none is the sample."""
    if image is None:
        return
    path = Path(image)
    if not path.is_file():
        raise ImageGoneError("The image is no longer here: uploads are deleted after use.")
    size = path.stat().st_size
    if size > MAX_IMAGE_BYTES:
        raise ImageTooLargeError(
            f"The image has {size:,} bytes; here at most {MAX_IMAGE_BYTES:,} are searched.",
            "Cut a part out of it with dd, or search it on your own machine: python -m models.recovery.",
        )
    with models.Source(path):
        pass


def fragments_of(text: str | None) -> tuple[str, ...]:
    """The fragments of a text, one a line. Raises FragmentError."""
    from models.recovery.scan import check_fragments  # brings Hyperscan

    return check_fragments([line for line in (text or "").splitlines() if line.strip()])


def check_version(number: float | None) -> None:
    """Raises VersionError for what is no number of a version."""
    if number is None or number != int(number) or not 1 <= number <= MOST_TOP:
        told = "nothing" if number is None else f"{number:g}"
        raise VersionError(f"{told} is no number of a version.", f"Choose a whole number from 1 to {MOST_TOP}.")


def check_command(command: str | None) -> None:
    """Raises CommandError for what is no shell text."""
    models.explain_command(command or "")


CHECKS: Checks = {
    "image": check_image,
    "fragments": fragments_of,
    "command": check_command,
    "first": check_version,
    "second": check_version,
}

"""What visitors send to the GAN tab, looked at before any model is loaded: each refusal has a cause and a remedy."""

import secrets

from demos.shared.refusals import Checks
from demos.shared.serving import check_choice
from models.gan import MAX_FILES, SEEDS, OutOfRangeError, check_moves


class NoFilesError(OutOfRangeError):
    """No picture was sent, or too many."""


class BadSeedError(OutOfRangeError):
    """A seed that is none."""


def check_seed(seed: int | None) -> int:
    """The seed, or one drawn by lot for None; raises OutOfRangeError."""
    if seed is None:
        return secrets.randbelow(10_000)  # short enough to be told to somebody
    if seed != int(seed) or not 0 <= seed < SEEDS:
        raise BadSeedError(f"The seed is {seed}.", f"Give a whole number from 0 to {SEEDS - 1}.")
    return int(seed)


def check_files(files: list[str] | None) -> None:
    """Raises OutOfRangeError for no file, or for too many."""
    if not files or len(files) > MAX_FILES:
        raise NoFilesError(f"{len(files or [])} pictures were given.", f"Send 1 to {MAX_FILES}.")


def check_picture(file: str | None) -> None:
    """Raises OutOfRangeError for no file."""
    if not file:
        raise NoFilesError("No picture was given.", "Give one of the size that the model draws.")


def check_checkpoint(checkpoint: str, model: str) -> None:
    """Raises NotOfferedError for a checkpoint that nobody offers."""
    check_choice(f"gan-{model}", checkpoint)


CHECKS: Checks = {
    "seed": check_seed,
    "to": check_seed,
    "images": check_files,
    "image": check_picture,
    "checkpoint": check_checkpoint,
    "moves": check_moves,
}
COMPARISON_CHECKS: Checks = {**CHECKS, "first": check_checkpoint, "second": check_checkpoint}

"""What visitors send to the GAN tab, looked at before any model is loaded: each refusal has a cause and a remedy."""

import secrets
from collections.abc import Sequence
from typing import Any

import gradio as gr

from demos.shared import ui
from demos.shared.serving import check_choice
from models.gan import MAX_FILES, SEEDS, OutOfRangeError

_FINE = gr.validate(True, "")


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


def validate_sample(
    model: str, count: int, seed: int | None, *others: Any, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what sample_images could not draw; the last of all is the checkpoint."""
    return [_FINE, _FINE, ui.verdict(request, check_seed, seed), *_rest(model, others, request)]


def validate_walk(
    model: str, seed: int | None, to: int | None, *others: Any, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what walk_latent could not walk; the last of all is the checkpoint."""
    return [_FINE, *(ui.verdict(request, check_seed, it) for it in (seed, to)), *_rest(model, others, request)]


def validate_scored(
    files: list[str] | None, model: str, kind: int | None, checkpoint: str = "", request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what score_images could not score."""
    return [ui.verdict(request, check_files, files), _FINE, _FINE, _choice(checkpoint, model, request)]


def validate_choice(model: str, *others: Any, request: gr.Request | None = None) -> list[dict[str, Any]]:
    """Refuses before the queue a checkpoint, the last of all, that nobody offers."""
    return [_FINE, *_rest(model, others, request)]


def _rest(model: str, others: Sequence[Any], request: gr.Request | None) -> list[dict[str, Any]]:
    return [*(_FINE for _ in others[:-1]), _choice(others[-1], model, request)]


def _choice(checkpoint: str, model: str, request: gr.Request | None) -> dict[str, Any]:
    return ui.verdict(request, check_choice, f"gan-{model}", checkpoint)

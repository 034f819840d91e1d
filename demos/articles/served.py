"""The checkpoints of the articles tab. What reads a page is loaded here to be checked, and in the processes to be used:
only the path of its folder goes there."""

from typing import Any, Literal

import gradio as gr

import hub_utils
from demos.shared.checkpoints import open_model
from demos.shared.serving import Served, check_choice, format_ref
from models import articles


def _load(checkpoint: hub_utils.Checkpoint) -> Any:
    return articles.load(checkpoint)  # here, so that the app starts without lxml and NumPy


def _load_threads(checkpoint: hub_utils.Checkpoint) -> Any:
    return articles.load_threads(checkpoint)


def _load_kinds(checkpoint: hub_utils.Checkpoint) -> Any:
    return articles.load_kinds(checkpoint)


ARTICLES: Served[Any] = Served("articles", _load)
THREADS: Served[Any] = Served("threads", _load_threads)
KINDS: Served[Any] = Served("kinds", _load_kinds)
Kind = Literal["article", "thread"]
SERVED: dict[str, Served[Any]] = {"article": ARTICLES, "thread": THREADS}


def folder_of(checkpoint: str | None, request: gr.Request | None, served: Served[Any] = ARTICLES) -> tuple[str, str]:
    """The folder of the checkpoint that a visitor has chosen, and which one it is: `repo@commit` or `bundled`.

    Raises HubError, and gr.Error for a visitor who has many loaded within a minute.
    """
    found = open_model(served, checkpoint, request).checkpoint
    return str(found.path), format_ref(found)


def folders_beside(request: gr.Request | None) -> tuple[str, str]:
    """The folders of the served checkpoints that tell an article's page from others: of kinds, and of threads.

    Raises HubError.
    """
    return folder_of("", request, KINDS)[0], folder_of("", request, THREADS)[0]


def check_checkpoint(checkpoint: str | None) -> None:
    """Raises NotOfferedError for a checkpoint of articles that nobody offers."""
    check_choice(ARTICLES.name, checkpoint)


def check_thread_checkpoint(checkpoint: str | None) -> None:
    """Raises NotOfferedError for a checkpoint of threads that nobody offers."""
    check_choice(THREADS.name, checkpoint)


def check_checkpoint_of(checkpoint: str | None, kind: Kind) -> None:
    """Raises NotOfferedError for a checkpoint that nobody offers for this kind of page."""
    check_choice(SERVED[kind].name, checkpoint)

"""Checkpoints that a visitor may choose: those of the repos that the operator has named, and no other."""

import logging
from collections.abc import Callable
from threading import Condition
from typing import TypeVar

from cachetools import TTLCache, cached

from hub_utils import client, pins
from hub_utils.checkpoint import Checkpoint
from hub_utils.errors import (
    HubError,
    HubUnreachableError,
    IncompatibleCheckpointError,
    NoSuchRevisionError,
    NotOfferedError,
    translated,
)
from hub_utils.fetch import bundled, fetch
from hub_utils.history import revisions
from hub_utils.pins import Pin
from hub_utils.shapes import check_shapes
from settings import Settings

BUNDLED = "bundled"  # stands for the folder in checkpoints/ where a repo is asked for

Model = TypeVar("Model")
log = logging.getLogger(__name__)


def choices(name: str) -> tuple[str, ...]:
    """What may be chosen for a checkpoint: the repo of the settings, those of KEXUE_CHOICES, and `bundled`.

    Raises:
        UnknownNameError: no such name.
        BadPinsError: KEXUE_PINS or KEXUE_CHOICES cannot be read.
    """
    settings = Settings.from_environment()
    pin = pins.pin_of(name, settings)
    repos = [*([pin.repo] if pin else []), *pins.choices(settings.choices).get(name, ())]
    return (*dict.fromkeys(repos), *([BUNDLED] if (pins.BUNDLED / name).is_dir() else []))


def another(name: str) -> str:
    """Of `choices(name)` one that is not what the settings have served, to be compared with it; `bundled` if none is.

    Raises:
        UnknownNameError, BadPinsError: as `choices`.
    """
    offered = choices(name)
    return BUNDLED if pins.pin_of(name, Settings.from_environment()) or not offered else offered[0]


def choose(name: str, repo: str | None = None, revision: str | None = None) -> Checkpoint:
    """The checkpoint that a visitor has chosen, checked; without a choice the one that is served.

    Only commits that a branch or a tag of the repo leads to can be chosen: a Hub shows everybody's pull requests under
    the name of the repo too. The files agree with config.json in their shapes; whether the model loads,
    `open_checkpoint` tells.

    Args:
        name: one of the names in the pin table.
        repo: one of `choices(name)`.
        revision: a branch, a tag or a full commit id that `revisions(name, repo)` lists; main by default.

    Raises:
        NotOfferedError: another repo, or a revision of the bundled folder, which has none.
        NoSuchRevisionError: a revision that the repo does not list.
        HubUnreachableError: the Hub does not answer, and the cache does not have it.
        CorruptCheckpointError, IncompatibleCheckpointError: it fails a check; whoever serves another one goes on
            serving it.
        UnknownNameError, BadPinsError: as `choices`.
    """
    if repo is None and revision is None:
        return fetch(name)
    place = resolve(name, repo, revision)
    checkpoint = fetch(name, place.revision, place.repo) if place else bundled(name)
    check_shapes(checkpoint)
    return checkpoint


def resolve(name: str, repo: str | None = None, revision: str | None = None) -> Pin | None:
    """The repo and the commit that a choice means, None for the bundled folder.

    Raises:
        NotOfferedError, NoSuchRevisionError, HubUnreachableError, UnknownNameError, BadPinsError: as `choose`.
    """
    pin = pins.pin_of(name, Settings.from_environment())
    repo = repo or (pin.repo if pin else BUNDLED)
    if repo not in choices(name) or (repo == BUNDLED and revision):
        what = f"{revision} of {repo}" if revision else repo
        raise NotOfferedError(
            f"{what} is not among the choices for {name}.", f"Choose one of {', '.join(choices(name))}."
        )
    return None if repo == BUNDLED else Pin(repo, _commit(name, repo, revision or "main"))


def _commit(name: str, repo: str, revision: str) -> str:
    history = revisions(name, repo)
    found = history.find(revision)
    if found is None and history.state == "none":
        raise HubUnreachableError(f"The revisions of {repo} are not known. {history.reason}", "Try again in a minute.")
    if found is None:
        raise NoSuchRevisionError(f"{repo} lists no revision {revision!r}.")
    return found.commit


def open_checkpoint(checkpoint: Checkpoint, load: Callable[[Checkpoint], Model]) -> Model:
    """The loaded model, or the reason why it does not load.

    Raises:
        IncompatibleCheckpointError: `load`, the loader of its system, refuses it.
    """
    try:
        return load(checkpoint)
    except (HubError, MemoryError):
        raise
    except Exception as error:
        log.warning("%s does not load", checkpoint.path, exc_info=error)
        where = checkpoint.origin.revision or checkpoint.origin.kind
        cause = f"{checkpoint.name} at {where} does not load ({type(error).__name__})."
        raise IncompatibleCheckpointError(cause, "Choose another one.") from error


def latest(name: str, repo: str | None = None, revision: str | None = None) -> str | None:
    """The commit that a revision names now: by default that of the settings, or the main branch of another `repo`.

    One small question to the Hub, at most once a minute, so that a running app sees what was published meanwhile.

    Returns:
        40 hexadecimal digits; None if the settings name no repo, if the Hub does not answer, or has no such revision.

    Raises:
        UnknownNameError, BadPinsError: as `choices`.
    """
    pin = pins.pin_of(name, Settings.from_environment())
    if repo:
        place = Pin(repo, revision or "main")
    elif pin:
        place = Pin(pin.repo, revision or pin.revision)
    else:
        return None
    return _commit_now(place)


def _commit_now_key(place: Pin) -> tuple[str, Pin]:
    return client.api().endpoint, place


@cached(TTLCache(client.MAX_ANSWERS, client.ANSWER_TTL), key=_commit_now_key, condition=Condition())
def _commit_now(place: Pin) -> str | None:
    if not pins.REVISION.fullmatch(place.revision):
        return None
    hub = client.api()
    try:
        with translated(place.repo, place.revision), client.waiting(hub):
            return hub.model_info(place.repo, revision=place.revision, timeout=client.TIMEOUT).sha
    except HubError as error:
        log.warning("%s at %s: %s", place.repo, place.revision, error)
        return None

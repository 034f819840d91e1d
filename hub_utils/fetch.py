"""Finds a checkpoint: the Hub, else the cache, else the bundled folder; never silently."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from hub_utils import client, pins
from hub_utils.checkpoint import FILES, SERVING, Checkpoint, Kind, Origin, check_size, validate
from hub_utils.errors import (
    CorruptCheckpointError,
    DamagedDownloadError,
    HubError,
    HubUnreachableError,
    NoCheckpointError,
    NoSuchRepoError,
    NoSuchRevisionError,
    translated,
)
from hub_utils.pins import Pin
from hub_utils.shapes import check_shapes
from settings import Settings

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoSibling

log = logging.getLogger(__name__)


def fetch(name: str, revision: str | None = None, repo: str | None = None) -> Checkpoint:
    """Gives the checkpoint `name` and says where it came from.

    Without a repo and a revision: the one that KEXUE_PINS or KEXUE_NAMESPACE and the pin table name, as the Hub has
    it; if that fails in any way, its last good copy in the cache; if there is none, the bundled folder. Without these
    settings the bundled folder is given at once and the network is not touched.

    With a repo (its main branch by default) or a revision (of the repo that the settings name), exactly that, from the
    Hub, or from the cache if the Hub does not answer.

    A download counts only once its digests and its content are good: until then the cache goes on naming the copy
    before it. A Hub that does not answer costs 5 s once a minute, and the first time 3 s more for huggingface_hub's own
    question (not with HF_HUB_DISABLE_TELEMETRY=1); one that stalls within a file costs about a minute, one that crawls
    10 s.

    Args:
        name: one of the names in the pin table.
        revision: branch, tag or commit.
        repo: user/repo.

    Raises:
        UnknownNameError: no such name.
        BadPinsError: KEXUE_PINS cannot be read.
        NoCheckpointError: nothing was asked for in particular, and no place has it.
        HubError: what was asked for cannot be had; the class tells why.
    """
    pin = pins.pin_of(name, Settings.from_environment())
    trail = Trail(name)
    if repo is None and revision is None:
        return _by_settings(name, pin, trail)
    if repo is None and pin:
        repo = pin.repo
    if repo is None:
        cause = f"Revision {revision!r} of {name} was asked for, but no repo."
        raise NoSuchRepoError(cause, "Name the repo too, or set KEXUE_NAMESPACE.")
    return _at_pin(name, Pin(repo, revision or "main"), trail)


class Trail:
    """The steps taken so far, in plain English; each is logged as it happens."""

    def __init__(self, name: str):
        self.name = name
        self.steps: list[str] = []

    def add(self, step: str, level: int = logging.INFO) -> None:
        self.steps.append(step)
        log.log(level, "%s: %s", self.name, step)

    def failed(self, error: HubError) -> None:
        self.add(str(error), logging.WARNING)

    def end(self, kind: Kind, folder: Path, repo: str | None = None, revision: str | None = None) -> Checkpoint:
        return Checkpoint(folder, self.name, Origin(kind, repo, revision, tuple(self.steps)))


def _by_settings(name: str, pin: Pin | None, trail: Trail) -> Checkpoint:
    if pin is None:
        trail.add("The settings name no Hub repo, so the bundled checkpoint is used.")
    else:
        for source in (_from_hub, _from_cache):
            try:
                return source(name, pin, trail)
            except HubError as error:
                trail.failed(error)
    return _bundled_copy(name, trail)


def _at_pin(name: str, pin: Pin, trail: Trail) -> Checkpoint:
    try:
        return _from_hub(name, pin, trail)
    except HubUnreachableError as unreachable:
        trail.failed(unreachable)
        try:
            return _from_cache(name, pin, trail)
        except HubError:
            raise unreachable from None


def bundled(name: str) -> Checkpoint:
    """The folder in checkpoints/, whatever the settings name.

    Raises UnknownNameError, NoCheckpointError, CorruptCheckpointError.
    """
    pins.entry(name)
    return _bundled_copy(name, Trail(name))


def _bundled_copy(name: str, trail: Trail) -> Checkpoint:
    folder = pins.BUNDLED / name
    if not folder.is_dir():
        raise NoCheckpointError(f"No place has {name}. {' '.join(trail.steps)} There is no checkpoints/{name}.")
    validate(folder, pins.entry(name).system)
    trail.add(f"Opened the bundled folder checkpoints/{name}.")
    return trail.end("bundled", folder)


def _from_cache(name: str, pin: Pin, trail: Trail) -> Checkpoint:
    """The last good copy of a pin, without asking the Hub."""
    from huggingface_hub.errors import IncompleteSnapshotError, LocalEntryNotFoundError

    with translated(pin.repo, pin.revision):
        try:
            path = client.api().snapshot_download(
                pin.repo, revision=pin.revision, local_files_only=True, allow_patterns=[*SERVING]
            )
        except (IncompleteSnapshotError, LocalEntryNotFoundError):
            raise NoCheckpointError(
                f"The cache has no {pin.repo} at {pin.revision}.", "Fetch it once online."
            ) from None
        folder = Path(path)
        _check(name, folder)
    trail.add(f"Took {pin.repo} from the cache, as it was at {folder.name}.")
    return trail.end("cache", folder, pin.repo, folder.name)


def _from_hub(name: str, pin: Pin, trail: Trail) -> Checkpoint:
    hub = client.api()
    trail.add(f"Asking the Hub at {client.host(hub)} for {pin.repo} at {pin.revision}.")
    with translated(pin.repo, pin.revision):
        commit, files = _resolve(hub, pin)
        for file in files:
            check_size(file.rfilename, file.size or 0)
        folders = {_download(hub, pin.repo, commit, file) for file in files}
        if len(folders) != 1:
            raise CorruptCheckpointError(f"{pin.repo} at {commit} has none of the files of a checkpoint.")
        folder = folders.pop()
        _check(name, folder)
        _remember(pin, commit)
    trail.add(f"The Hub has it at {commit}: {len(files)} files, all sound.")
    return trail.end("hub", folder, pin.repo, commit)


def _check(name: str, folder: Path) -> None:
    """Whether a checkpoint may be served. Raises CorruptCheckpointError and IncompatibleCheckpointError."""
    validate(folder, pins.entry(name).system)
    check_shapes(Checkpoint(folder, name, Origin("cache", None, None, ())))


def _resolve(hub: "HfApi", pin: Pin) -> tuple[str, list["RepoSibling"]]:
    """The commit that a revision names, and those of its files that belong to a checkpoint."""
    if not pins.REVISION.fullmatch(pin.revision):
        raise NoSuchRevisionError(f"{pin.revision!r} is not the name of a revision.")
    with client.waiting(hub):
        info = hub.model_info(pin.repo, revision=pin.revision, timeout=client.TIMEOUT, files_metadata=True)
    return client.commit_of(info), [file for file in info.siblings or [] if file.rfilename in FILES]


def _download(hub: "HfApi", repo: str, commit: str, file: "RepoSibling") -> Path:
    """Brings one file into the cache, at most twice; returns the folder of the commit there.

    Raises:
        DamagedDownloadError: both times it was not the file that the Hub lists. It is taken out of the cache.
    """
    for again in (False, True):
        with client.paced(hub):
            path = Path(
                hub.hf_hub_download(
                    repo, file.rfilename, revision=commit, etag_timeout=client.TIMEOUT, force_download=again
                )
            )
        if client.same_content(path.read_bytes(), file) is not False:
            return path.parents[file.rfilename.count("/")]
    path.resolve().unlink()
    path.unlink(missing_ok=True)
    raise DamagedDownloadError(f"{file.rfilename} of {repo} at {commit} does not have the digest that the Hub lists.")


def _remember(pin: Pin, commit: str) -> None:
    """Lets the cache's ref of a branch or tag name this commit, the way huggingface_hub does, but now that it is good.

    huggingface_hub moves a ref before it downloads, and a broken version would then hide the good one before it. The
    layout `refs/<revision>` is documented in its guide 'Understand caching'.
    """
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    if pin.revision == commit:
        return
    ref = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=pin.repo, repo_type="model") / "refs" / pin.revision
    ref.parent.mkdir(parents=True, exist_ok=True)
    partial = ref.with_name(f"{ref.name}.partial")
    partial.write_text(commit)
    partial.replace(ref)

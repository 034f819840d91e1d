"""Puts a checkpoint folder on the Hub: one commit with its model card, and a tag.

`plan` says what `publish` would do; the command line is in `__main__.py`. The commit is made with `create_commit`, of
which `upload_folder` is a wrapper: with Xet that one may split a folder over several commits, and a checkpoint must
never be seen half new.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hub_utils import client, eval_results, pins
from hub_utils.card import format_value, render, render_eval_results
from hub_utils.changes import Change, file_changes, operations, siblings, standing
from hub_utils.checkpoint import FILES, read_json, validate
from hub_utils.errors import (
    CorruptCheckpointError,
    HubUnreachableError,
    TagRefusedError,
    VisibilityMismatchError,
    translated,
)

if TYPE_CHECKING:
    from huggingface_hub import HfApi, ModelInfo

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What a publication does. `head` is the commit of the repo now, None if it is new; `tagged` where the tag is.

    `away` says why the Hub could not be asked, of a dry run without one: then only what is here is known.
    """

    repo: str
    host: str
    private: bool
    head: str | None
    changes: tuple[Change, ...]
    message: str
    tag: str | None
    tagged: str | None
    away: str | None = None

    @property
    def commits(self) -> bool:
        """Whether there is anything to commit."""
        return any(change.kind != "unchanged" for change in self.changes)

    def __str__(self) -> str:
        lines = [f"{self.host}/{self.repo} ({standing(self.private, self.head, self.away)})"]
        lines += map(str, self.changes)
        if self.away:
            unknown = "which of these files are there already, whether others are removed, and whether a tag is free"
            lines.append(f"{self.away} Not known therefore: {unknown}.")
        lines.append(f"commit: {self.message}" if self.commits else "no commit: nothing has changed")
        return "\n".join([*lines, f"tag: {self.tag}"] if self.tag else lines)


def publish(
    folder: str | os.PathLike[str],
    repo: str,
    *,
    tag: str | None = None,
    private: bool = False,
    message: str | None = None,
    token: str | None = None,
    endpoint: str | None = None,
) -> str:
    """Publishes a checkpoint folder as the model repo `repo` and returns the commit id, 40 hexadecimal digits.

    The card is written anew for the commit; the folder itself is only read. Files that only the repo has are removed
    if a checkpoint may have them, else left. If nothing has changed, no commit is made and the present one returned.

    Args:
        folder: a checkpoint folder.
        repo: user/repo, made if it does not exist.
        tag: a name for the commit; a tag that names another commit is never moved.
        private: makes a new repo private. An existing repo keeps its visibility.
        message: the commit's title; by default the model and its headline number.
        token: by default HF_TOKEN or what `hf auth login` has stored.
        endpoint: by default HF_ENDPOINT or the Hugging Face Hub.

    Raises:
        CorruptCheckpointError, IncompatibleCheckpointError, CardInvalidError: the folder is not fit to be published.
        TagRefusedError, VisibilityMismatchError, OutdatedError: the repo is not as it should be; nothing
            has been written.
        BadTokenError, ForbiddenError, NoSuchRepoError, HubUnreachableError: the Hub did not take it.
    """
    hub = client.api(token, endpoint)
    planned, files = _prepare(hub, Path(folder), repo, tag, private, message)
    with translated(repo):
        commit = planned.head if planned.head and not planned.commits else _commit(hub, planned, files)
        if tag and planned.tagged is None:
            hub.create_tag(repo, tag=tag, revision=commit)
    log.info("Published %s at %s%s.", repo, commit, f" as {tag}" if tag else "")
    return commit


def published(folder: str | os.PathLike[str], repo: str, tag: str) -> str | None:
    """The commit that a tag of a repo names, where it has the config.json of a checkpoint folder; None where not.

    So what has been published before can be passed over. Other files may differ: of a network some tell the time.
    """
    hub, config = client.api(), (Path(folder) / "config.json").read_bytes()
    with translated(repo):
        known = hub.list_repo_refs(repo).tags if _info(hub, repo) else []
        commit = next((ref.target_commit for ref in known if ref.name == tag), None)
        there = siblings(hub.model_info(repo, revision=commit, files_metadata=True)) if commit else []
    same = (file.rfilename == "config.json" and client.same_content(config, file) for file in there)
    return commit if any(same) else None


def plan(
    folder: str | os.PathLike[str],
    repo: str,
    *,
    tag: str | None = None,
    private: bool = False,
    message: str | None = None,
    token: str | None = None,
    endpoint: str | None = None,
) -> Plan:
    """A dry run: all the checks of `publish` and what it would do, without writing anything anywhere.

    Without a Hub that answers, what is known here: the folder is checked, and `away` says what is not known.
    """
    return _prepare(client.api(token, endpoint), Path(folder), repo, tag, private, message, dry_run=True)[0]


def _prepare(
    hub: "HfApi", folder: Path, repo: str, tag: str | None, private: bool, message: str | None, dry_run: bool = False
) -> tuple[Plan, dict[str, bytes | Path]]:
    client.check_owner(repo)
    if tag and not pins.REVISION.fullmatch(tag):
        raise TagRefusedError(f"{tag!r} is no name for a tag.", "Use letters, digits, dots and dashes, as in v1.")
    files = _contents(folder)
    away, info, tags = None, None, {}
    try:
        with translated(repo):
            info = _info(hub, repo)
            tags = {ref.name: ref.target_commit for ref in hub.list_repo_refs(repo).tags} if info and tag else {}
    except HubUnreachableError as error:
        if not dry_run:
            raise
        away = error.cause
    planned = Plan(
        repo=repo,
        host=client.host(hub),
        private=bool(info.private) if info else private,
        head=client.commit_of(info) if info else None,
        changes=file_changes(files, None if away else siblings(info), FILES.__contains__),
        message=message or _message(folder),
        tag=tag,
        tagged=tags.get(tag) if tag else None,
        away=away,
    )
    if private and not planned.private:
        raise VisibilityMismatchError(f"{repo} is public already, and a private push was asked for.")
    if planned.private and not private:
        log.warning("%s is private and stays so.", repo)
    if planned.tagged and (planned.commits or planned.tagged != planned.head):
        raise TagRefusedError(f"The tag {tag} of {repo} names commit {planned.tagged}, which has other content.")
    return planned, files


def _contents(folder: Path) -> dict[str, bytes | Path]:
    """What is published, by file name: the files of the folder, checked, and the card made from them."""
    try:
        validate(folder)
    except CorruptCheckpointError as error:
        raise CorruptCheckpointError(error.cause, "Train and evaluate it again.") from None
    if (folder / "model.onnx").is_file():
        _check_onnx(folder / "model.onnx")
    files: dict[str, bytes | Path] = {file: folder / file for file in FILES if (folder / file).is_file()}
    gathered = render_eval_results(folder)
    files.pop(eval_results.FILE, None)
    files |= {eval_results.FILE: gathered.encode()} if gathered else {}
    return files | {"README.md": render(folder).encode()}


def _check_onnx(path: Path) -> None:
    import onnx  # here: half a second

    try:
        onnx.checker.check_model(path)
    except Exception as error:  # the checker raises its own, protobuf's and the operating system's errors
        cause = f"onnx.checker refuses {path.name} ({type(error).__name__})."
        raise CorruptCheckpointError(cause, "Export it again.") from error


def _info(hub: "HfApi", repo: str) -> "ModelInfo | None":
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    try:
        return hub.model_info(repo, files_metadata=True, timeout=client.TIMEOUT)
    except GatedRepoError:  # a RepositoryNotFoundError too
        raise
    except RepositoryNotFoundError:
        return None


def _message(folder: Path) -> str:
    title = read_json(folder / "config.json")["card"]["title"]
    headline = read_json(folder / "metrics.json")["headline"]
    return f"{title}: {headline['name']} {format_value(headline['value'], headline.get('unit', 'fraction'))}"


def _commit(hub: "HfApi", planned: Plan, files: dict[str, bytes | Path]) -> str:
    """One commit on top of the one that the plan was compared with."""
    hub.create_repo(planned.repo, private=planned.private, exist_ok=True)
    changes = operations(planned.changes, files)
    return hub.create_commit(planned.repo, changes, commit_message=planned.message, parent_commit=planned.head).oid

"""Makes or updates the Space: the code in one commit, the weights by reference to their model repos at exact commits.

The Space fetches the weights while it is built. The command line is in `__main__.py`.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from hub_utils import client, pins
from hub_utils.changes import Change, Files, file_changes, operations, siblings, standing
from hub_utils.checkpoint import FILES
from hub_utils.errors import (
    BadSettingError,
    HubUnreachableError,
    NoSuchRepoError,
    NoSuchRevisionError,
    VisibilityMismatchError,
    translated,
)

if TYPE_CHECKING:
    from huggingface_hub import HfApi, SpaceInfo

ROOT = Path(__file__).parents[2]
ALONE = ("app.py", "settings.py", "errors.py", "requirements.txt", "LICENSE", "NOTICE", "Spaces.md", "CONTRIBUTING.md")
FOLDERS = ("demos", "models", "hub_utils", "docs")
KINDS = {  # the kinds of file that belong to the code, or that it reads
    *(".py", ".toml", ".js", ".css", ".html", ".md", ".svg", ".png", ".json", ".csv", ".tsv", ".txt"),
    *(".php", ".pl", ".rb"),  # what fills the engines that a thread training learns from
}
PINS = "KEXUE_PINS"  # the variable that names what is served
LEFT_OUT = ("hub_utils/local_hub",)  # no part of a Space

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Model:
    """A checkpoint that the Space refers to: its repo, its commit and its files there."""

    name: str
    repo: str
    commit: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Deployment:
    """What a deployment does. `head` is the commit of the Space now, None if it is new; secrets are named only.

    `dropped` are variables of an earlier deployment that are taken away.
    `away` says why the Hub could not be asked, of a dry run without one: the models have tags then for their commits.
    """

    space: str
    host: str
    private: bool
    head: str | None
    changes: tuple[Change, ...]
    models: tuple[Model, ...]
    variables: dict[str, str]
    secrets: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    away: str | None = None

    @property
    def commits(self) -> bool:
        """Whether there is anything to commit."""
        return any(change.kind != "unchanged" for change in self.changes)

    def __str__(self) -> str:
        kept = [change for change in self.changes if change.kind != "removed"]
        lines = [f"{self.host}/spaces/{self.space} ({standing(self.private, self.head, self.away)})"]
        lines += map(str, self.changes)
        lines.append(f"{len(kept)} files, {sum(change.size for change in kept):,} bytes")
        lines += [f"model: {model.repo} at {model.commit}" for model in self.models]
        lines += [f"variable: {key}={value}" for key, value in self.variables.items()]
        lines += [f"variable taken away: {key}" for key in self.dropped]
        lines += [f"secret: {name}" for name in self.secrets]
        if self.away:
            models = ", and at which commits the models are" if self.models else ""
            lines.append(f"{self.away} Not known therefore: which of this is there already{models}.")
        return "\n".join([*lines, "one commit" if self.commits else "no commit: nothing has changed"])


def deploy(
    space: str,
    *,
    private: bool = False,
    namespace: str | None = None,
    bundled: bool = False,
    variables: dict[str, str] | None = None,
    secrets: Sequence[str] = (),
    dry_run: bool = False,
) -> Deployment:
    """Makes or updates a Gradio Space and returns what that was; a second call changes nothing.

    Args:
        space: user/space, made if it does not exist.
        private: makes a new Space private. An existing one keeps its visibility.
        namespace: the account whose model repos the Space refers to; by default that of the Space.
        bundled: sends the folders in checkpoints/ along instead, so that no model repo is needed; KEXUE_PINS goes.
        variables: settings of the Space, beside KEXUE_PINS, which names the commits of the models.
        secrets: names of environment variables whose values become secrets of the Space.
        dry_run: writes nothing; without a Hub that answers, it says what is known here and what is not.

    Raises:
        NoSuchRepoError: `space` is no id, or a model has not been published.
        BadSettingError: a secret is not in the environment.
        VisibilityMismatchError: a private Space was asked for, and it is public.
        HubError: the Hub did not take it.
    """
    hub = client.api()
    values = _secrets(secrets)
    away, info = None, None
    models: tuple[Model, ...] = ()
    now: dict[str, str] = {}
    account = namespace or space.split("/")[0]
    try:
        with translated(space):
            info = _info(hub, space)
            if info and (bundled or not dry_run):  # only who may write to a Space is told them
                now = _variables(hub, space)
        models = () if bundled else _models(hub, account)
    except HubUnreachableError as error:
        if not dry_run:
            raise
        away, models = error.cause, () if bundled else _bundled_models(account)
    files = contents(models, bundled)
    served = {model.name: pins.Pin(model.repo, model.commit) for model in models}
    planned_variables = ({PINS: pins.format_pins(served)} if served else {}) | (variables or {})
    planned = Deployment(
        space=space,
        host=client.host(hub),
        private=bool(info.private) if info else private,
        head=client.commit_of(info) if info else None,
        changes=file_changes(files, None if away else siblings(info), _is_ours),
        models=models,
        variables=planned_variables,
        secrets=tuple(values),
        dropped=() if PINS in planned_variables or PINS not in now else (PINS,),
        away=away,
    )
    if private and not planned.private:
        raise VisibilityMismatchError(f"{space} is public already, and a private Space was asked for.")
    if not dry_run:
        with translated(space):
            _apply(hub, planned, files, values, now)
    return planned


def contents(models: Sequence[Model], bundled: bool) -> dict[str, bytes | Path]:
    """The files of a Space by their path in it: an allow list, so that nothing else of a working folder is sent."""
    found = {file: ROOT / file for file in ALONE}
    found |= {
        path.relative_to(ROOT).as_posix(): path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))
    }
    if bundled:
        found |= {path.relative_to(pins.BUNDLED.parent).as_posix(): path for path in sorted(pins.BUNDLED.rglob("*"))}
    sent = {file: path for file, path in found.items() if _is_sent(file) and path.is_file()}
    return sent | {"README.md": readme((ROOT / "README.md").read_text(encoding="utf-8"), models).encode()}


def _is_sent(file: str) -> bool:
    path = Path(file)
    if path.parts[0] == pins.BUNDLED.name:
        return Path(*path.parts[2:]).as_posix() in FILES
    hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
    return file in ALONE or (path.suffix in KINDS and not hidden and not file.startswith(LEFT_OUT))


def _is_ours(file: str) -> bool:
    """Whether a file of the Space that is not sent any more is removed; what others have put there stays."""
    return file.startswith(tuple(f"{folder}/" for folder in (*FOLDERS, pins.BUNDLED.name)))


def readme(text: str, models: Sequence[Model]) -> str:
    """The README with the models of this Space in its front matter, to be fetched at their commits when it is built."""
    _, front, body = text.split("---\n", 2)
    matter = yaml.safe_load(front)
    for key in ("models", "preload_from_hub"):
        matter.pop(key, None)
    if models:
        matter["models"] = [model.repo for model in models]
        matter["preload_from_hub"] = [f"{model.repo} {','.join(model.files)} {model.commit}" for model in models]
    return f"---\n{yaml.safe_dump(matter, sort_keys=False, allow_unicode=True, width=1000)}---\n{body}"


def _models(hub: "HfApi", namespace: str) -> tuple[Model, ...]:
    """The checkpoints of an account at their pins; those that are bundled here must be there."""
    found = []
    for name, line in pins.TABLE.items():
        repo = f"{namespace}/{line.repo}"
        try:
            with translated(repo, line.revision):
                info = hub.model_info(repo, revision=line.revision, timeout=client.TIMEOUT)
        except (NoSuchRepoError, NoSuchRevisionError) as error:
            if not (pins.BUNDLED / name).is_dir():
                continue
            how = f"python -m hub_utils.publish checkpoints/{name} {repo} --tag {line.revision}"
            raise NoSuchRepoError(
                error.cause, f"Publish it with `{how}`, or send the folders along with --bundled."
            ) from None
        listed = {file.rfilename for file in info.siblings or ()}
        found.append(Model(name, repo, client.commit_of(info), tuple(file for file in FILES if file in listed)))
    return tuple(found)


def _bundled_models(namespace: str) -> tuple[Model, ...]:
    """The bundled checkpoints as an account has them if it has published them, at their tags."""
    lines = {name: line for name, line in pins.TABLE.items() if (pins.BUNDLED / name).is_dir()}
    return tuple(
        Model(name, f"{namespace}/{line.repo}", line.revision, tuple(file for file in FILES if _has(name, file)))
        for name, line in lines.items()
    )


def _has(name: str, file: str) -> bool:
    return (pins.BUNDLED / name / file).is_file()


def _secrets(names: Sequence[str]) -> dict[str, str]:
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise BadSettingError(f"The environment has no {', '.join(missing)}.", "Set it, then deploy again.")
    return {name: os.environ[name] for name in names}


def _info(hub: "HfApi", space: str) -> "SpaceInfo | None":
    from huggingface_hub.errors import RepositoryNotFoundError

    if space.count("/") != 1:
        raise NoSuchRepoError(f"{space!r} does not say whose Space it is.", "Write it as user/space.")
    try:
        return hub.space_info(space, files_metadata=True, timeout=client.TIMEOUT)
    except RepositoryNotFoundError:
        return None


def _variables(hub: "HfApi", space: str) -> dict[str, str]:
    return {key: variable.value for key, variable in hub.get_space_variables(space).items()}


def _apply(hub: "HfApi", planned: Deployment, files: Files, secrets: dict[str, str], now: dict[str, str]) -> None:
    """Settings first, the commit last: the one build that it starts finds everything in its place."""
    space = planned.space
    hub.create_repo(space, repo_type="space", space_sdk="gradio", private=planned.private, exist_ok=True)
    for key, value in planned.variables.items():
        if now.get(key) != value:  # every change restarts the Space
            log.info("%s: setting the variable %s.", space, key)
            hub.add_space_variable(space, key, value)
    for key in planned.dropped:
        log.info("%s: taking away the variable %s.", space, key)
        hub.delete_space_variable(space, key)
    for name, value in secrets.items():
        log.info("%s: setting the secret %s.", space, name)
        hub.add_space_secret(space, name, value)
    if planned.commits:  # create_commit, since upload_folder may split over several commits, each of which is built
        log.info("%s: sending the code in one commit.", space)
        hub.create_commit(
            space,
            operations(planned.changes, files),
            commit_message="Deploy Kexue Space",
            repo_type="space",
            parent_commit=planned.head,
        )

"""The repositories of a Hub: bare git folders `ROOT/models/user/name.git`, each with its settings in `hub.json`."""

import json
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dulwich.objects import ObjectID
from dulwich.repo import Repo

from hub_utils.local_hub.names import Kind, is_name
from hub_utils.local_hub.storage.files import move, write_atomically

SETTINGS = "hub.json"


@dataclass(frozen=True)
class Repository:
    """One repository on disk. Whoever changes its references or settings holds `lock`."""

    kind: Kind
    namespace: str
    name: str
    path: Path
    lock: threading.RLock

    @property
    def id(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def address(self) -> str:
        """Its path below the endpoint."""
        return f"{self.kind.prefix}{self.id}"

    def exists(self) -> bool:
        """Whether it has been made, and not been deleted since."""
        return (self.path / SETTINGS).exists()

    def git(self) -> Repo:
        """Opens the git repository; close it, or use it in a `with`."""
        return Repo(str(self.path), bare=True)

    def settings(self) -> dict[str, Any]:
        """private, createdAt, and for Spaces sdk, variables and the names of secrets."""
        settings: dict[str, Any] = json.loads((self.path / SETTINGS).read_text("utf-8"))
        return settings

    def save_settings(self, settings: dict[str, Any]) -> None:
        write_atomically(self.path / SETTINGS, json.dumps(settings, indent=2).encode())


class Repositories:
    """All repositories under a root. One process at a time: the caller holds the root's lock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unfinished = root / "unfinished"
        self._cache = root / "cache"
        self._lock = threading.Lock()
        self._locks: dict[str, threading.RLock] = {}
        self._recover()

    def find(self, kind: Kind, namespace: str, name: str) -> Repository | None:
        """The repository of that name, if there is one; in capitals or not, as on the Hub."""
        if not (is_name(namespace) and is_name(name)):
            return None
        repository = self._at(self._spelt(self._path(kind, namespace, name)))
        return repository if repository.exists() else None

    def of_kind(self, kind: Kind) -> Iterator[Repository]:
        """Every repository of a kind, sorted by id."""
        for path in sorted(self.root.glob(f"{kind}/*/*.git/{SETTINGS}")):
            yield self._at(path.parent)

    def prepare(self, kind: Kind, namespace: str, name: str, settings: dict[str, Any]) -> Repository:
        """A bare repository without commits in a place where nobody sees it, until `publish` is called."""
        path = self.unfinished()
        path.mkdir()
        with Repo.init_bare(path, default_branch=b"main") as git:
            config = git.get_config()
            config.set((b"core",), b"fsyncObjectFiles", b"true")  # a commit must not outlive its objects
            config.set((b"core",), b"logAllRefUpdates", b"false")
            config.write_to_path()
        repository = Repository(kind, namespace, name, path, threading.RLock())
        repository.save_settings({"createdAt": time.time(), **settings})
        return repository

    def publish(self, prepared: Repository) -> Repository | None:
        """Gives a prepared repository its name; None if the name has been taken."""
        path = self._path(prepared.kind, prepared.namespace, prepared.name)
        with self._lock:
            if self._spelt(path).exists():
                shutil.rmtree(prepared.path)
                return None
            move(prepared.path, path)
        return self._at(path)

    def delete(self, repository: Repository) -> None:
        """Takes the name away first, so that a repository is never half there."""
        removed = self.unfinished()
        with repository.lock:
            if repository.path.exists():
                move(repository.path, removed)
        shutil.rmtree(removed, ignore_errors=True)

    def unfinished(self) -> Path:
        """A new name for something half-made, which does not outlast this process."""
        self._unfinished.mkdir(parents=True, exist_ok=True)
        return self._unfinished / uuid.uuid4().hex

    def as_file(self, git: Repo, oid: str) -> Path:
        """The content of a git blob as a file, made when it is first asked for."""
        path = self._cache / oid[:2] / oid
        if not path.exists():
            unfinished = self.unfinished()
            try:
                unfinished.write_bytes(git.object_store[ObjectID(oid.encode())].as_raw_string())
                move(unfinished, path)
            finally:
                unfinished.unlink(missing_ok=True)  # where the disk is full
        return path

    def _path(self, kind: Kind, namespace: str, name: str) -> Path:
        return self.root / kind / namespace / f"{name}.git"

    def _spelt(self, path: Path) -> Path:
        """The path of a repository as it was made, if it was made with other capitals."""
        if path.exists():
            return path
        owners = _alike(path.parent.parent, path.parent.name)
        return next((found for owner in owners for found in _alike(owner, path.name)), path)

    def _at(self, path: Path) -> Repository:
        kind, namespace, name = Kind(path.parts[-3]), path.parts[-2], path.stem
        with self._lock:
            lock = self._locks.setdefault(str(path).lower(), threading.RLock())  # on a Mac other capitals open it, too
        return Repository(kind, namespace, name, path, lock)

    def _recover(self) -> None:
        """Sweeps away what a killed server left: half-made repositories, half-sent objects and git's lock files."""
        for folder in (self._unfinished, self._cache):
            shutil.rmtree(folder, ignore_errors=True)
        for path in self.root.glob("*/*/*.git/lfs/tmp"):
            shutil.rmtree(path)
        for path in self.root.glob("*/*/*.git"):
            if not (path / SETTINGS).exists():  # deleted while a backup was made
                shutil.rmtree(path)
        for path in self.root.rglob("*.lock"):
            if path.is_file():  # and not the folder of a user of such a name
                path.unlink()


def _alike(folder: Path, name: str) -> list[Path]:
    """What lies in a folder under a name, in capitals or not."""
    return [path for path in folder.iterdir() if path.name.lower() == name.lower()] if folder.is_dir() else []

"""From the operations of a push to one git commit.

The body of a commit is newline-delimited JSON (huggingface_hub `_commit_api._prepare_commit_payload`): a header, then
one operation a line: file, lfsFile, deletedFile, deletedFolder. Objects are written first and the branch moves last, by
compare-and-set, so that a stop at any moment leaves the branch at a whole commit.
"""

import binascii
import json
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dulwich.index import commit_tree
from dulwich.lfs import LFSPointer
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo

from hub_utils.local_hub.config import Config
from hub_utils.local_hub.errors import RefusalError, too_large
from hub_utils.local_hub.names import check_file_path
from hub_utils.local_hub.storage import xet
from hub_utils.local_hub.storage.blobs import Blobs, is_oid
from hub_utils.local_hub.storage.trees import parse_pointer

REGULAR = 0o100644
Files = dict[bytes, tuple[int, ObjectID]]  # path → mode and git id


@dataclass(frozen=True)
class Header:
    """What a commit says about itself."""

    summary: str
    description: str = ""
    parent: str | None = None

    @property
    def message(self) -> bytes:
        return "\n\n".join(filter(None, (self.summary, self.description))).encode("utf-8", "replace") or b"Update"


def read_operations(body: Path, config: Config) -> Iterator[tuple[str, dict[str, Any]]]:
    """Key and value of each line of a commit's body, one line in memory at a time."""
    with body.open("rb") as lines:
        while line := lines.readline(config.max_line + 1):
            if len(line) > config.max_line:
                raise too_large("A file that is not sent through LFS", config.max_regular_file)
            if not line.strip():
                continue
            try:
                item = json.loads(line)
                key, value = item["key"], item["value"]
            except (ValueError, KeyError, TypeError, RecursionError):
                raise RefusalError(400, "A line of the commit is not JSON with a key and a value") from None
            if not isinstance(key, str) or not isinstance(value, dict):
                raise RefusalError(400, "A line of the commit is not JSON with a key and a value")
            yield key, value


def read_header(operations: Iterator[tuple[str, dict[str, Any]]]) -> Header:
    """The first line of a commit's body."""
    key, value = next(operations, ("", {}))
    if key != "header":
        raise RefusalError(400, "A commit starts with its header")
    summary, description, parent = value.get("summary"), value.get("description") or "", value.get("parentCommit")
    if not isinstance(summary, str) or not isinstance(description, str) or not isinstance(parent, str | None):
        raise RefusalError(400, "The header of a commit has a summary and a description")
    return Header(summary, description, parent)


def check_parent(head: bytes, parent: str | None) -> None:
    """Refuses a push that was prepared on another commit than the branch's latest."""
    if parent and not (len(parent) >= 7 and head.decode().startswith(parent)):
        raise RefusalError(412, "A commit has happened since. Please refresh and try again.")


def read_files(git: Repo, commit: Commit) -> Files:
    """Every file of a commit."""
    return {entry.path: (entry.mode, entry.sha) for entry in git.object_store.iter_tree_contents(commit.tree)}


def apply(
    git: Repo, blobs: Blobs, files: Files, operations: Iterator[tuple[str, dict[str, Any]]], config: Config
) -> None:
    """Applies operations to the files of a commit in their order, writing new git blobs as they come."""
    for key, value in operations:
        path = value.get("path")
        if not isinstance(path, str):
            raise RefusalError(400, f"A {key} needs a path")
        name = check_file_path(path.rstrip("/"))
        if key == "file":
            files[name] = (REGULAR, _add(git, _regular(value, path, blobs, config)))
        elif key == "lfsFile":
            files[name] = (REGULAR, _add(git, _pointer(value, path, blobs, config)))
        elif key == "deletedFile":
            _delete(files, [name] if name in files else [], path)
        elif key == "deletedFolder":
            _delete(files, [file for file in files if file.startswith(name + b"/")], path)
        else:
            raise RefusalError(400, f"Unknown operation in a commit: {key}")
    for folder in files_as_folders(files):
        raise RefusalError(400, f"{folder.decode()} cannot be a file and a folder")


def write_commit(git: Repo, branch: Ref, parent: Commit | None, files: Files, message: bytes, author: str) -> ObjectID:
    """Writes trees and commit, then moves the branch; no commit if nothing has changed.

    Raises:
        RefusalError: the branch is no longer at `parent`.
    """
    tree = commit_tree(git.object_store, [(path, sha, mode) for path, (mode, sha) in files.items()])
    if parent and tree == parent.tree:
        return parent.id
    commit = Commit()
    commit.tree, commit.parents = tree, [parent.id] if parent else []
    commit.author = commit.committer = f"{author} <{author}@localhost>".encode()
    commit.author_time = commit.commit_time = max(int(time.time()), parent.commit_time if parent else 0)
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding, commit.message = b"UTF-8", message
    git.object_store.add_object(commit)
    moved = git.refs.set_if_equals(branch, parent.id, commit.id) if parent else git.refs.add_if_new(branch, commit.id)
    if not moved:
        raise RefusalError(412, "A commit has happened since. Please refresh and try again.")
    return commit.id


def _regular(value: dict[str, Any], path: str, blobs: Blobs, config: Config) -> bytes:
    content = value.get("content")
    if not isinstance(content, str) or value.get("encoding", "utf-8") not in ("base64", "utf-8"):
        raise RefusalError(400, f"{path} needs content in base64 or utf-8")
    try:
        data = b64decode(content, validate=True) if value.get("encoding") == "base64" else content.encode()
    except (binascii.Error, ValueError):
        raise RefusalError(400, f"The content of {path} is not valid {value.get('encoding')}") from None
    if len(data) > config.max_regular_file:
        raise too_large(f"{path}, which is not sent through LFS,", config.max_regular_file)
    pointer = parse_pointer(data)
    if pointer and blobs.size(pointer.oid) != pointer.size:
        raise RefusalError(400, f"{path} is a Git LFS pointer to content that is not here; upload the content itself")
    return data


def _pointer(value: dict[str, Any], path: str, blobs: Blobs, config: Config) -> bytes:
    oid = value.get("oid")
    if not is_oid(oid) or value.get("algo", "sha256") != "sha256":
        raise RefusalError(400, f"{path} needs the SHA-256 of its content as oid")
    if config.xet and blobs.size(oid) is None:
        xet.adopt(blobs, oid)
    size = blobs.size(oid)
    if size is None or value.get("size", size) != size:
        remedy = "; Xet works only on the machine of this Hub, else set HF_HUB_DISABLE_XET=1" if config.xet else ""
        raise RefusalError(400, f"The content of {path} has not been uploaded{remedy}: {oid}")
    return LFSPointer(oid, size).to_bytes()


def _add(git: Repo, data: bytes) -> ObjectID:
    blob = Blob.from_string(data)
    git.object_store.add_object(blob)
    return blob.id


def _delete(files: Files, names: list[bytes], path: str) -> None:
    if not names:
        raise RefusalError(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
    for name in names:
        del files[name]


def files_as_folders(files: Files) -> set[bytes]:
    """Paths that would be a file and a folder at once."""
    found = set()
    for name in files:
        folder = name.rpartition(b"/")[0]
        while folder:
            if folder in files:
                found.add(folder)
            folder = folder.rpartition(b"/")[0]
    return found

"""The files of a commit, as the Hub lists them."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass

from dulwich.errors import NotTreeError
from dulwich.lfs import LFSPointer
from dulwich.objects import Commit, ObjectID, Tree
from dulwich.repo import Repo

from hub_utils.local_hub.storage.blobs import is_oid

MAX_POINTER_BYTES = 1024  # bytes, by git-lfs docs/spec.md
_MAX_MEASURED = 100_000  # blobs

_measured: dict[ObjectID, tuple[int, int, str | None]] = {}  # by git id, which fixes the content


@dataclass(frozen=True)
class Entry:
    """A file or folder. `size` is that of the content, also where git holds only an LFS pointer to it."""

    path: str
    oid: str
    is_folder: bool
    size: int = 0
    pointer_size: int = 0
    lfs_oid: str | None = None

    @property
    def etag(self) -> str:
        """What names the content: the SHA-256 of an LFS object, else git's id of the blob."""
        return self.lfs_oid or self.oid


def parse_pointer(content: bytes) -> LFSPointer | None:
    """The LFS pointer that a blob is, None for any other file."""
    pointer = LFSPointer.from_bytes(content) if len(content) <= MAX_POINTER_BYTES else None
    return pointer if pointer and is_oid(pointer.oid) else None


def find(git: Repo, commit: Commit, path: str) -> Entry | None:
    """The file or folder at a path; the root for an empty path."""
    if not path:
        return Entry("", commit.tree.decode(), is_folder=True)
    tree = git.object_store[commit.tree]
    assert isinstance(tree, Tree)
    try:
        mode, sha = tree.lookup_path(git.object_store.__getitem__, path.encode())
    except (KeyError, NotTreeError):
        return None
    return _entry(git, path, mode, sha)


def listing(git: Repo, folder: Entry, recursive: bool) -> list[tuple[str, int, ObjectID]]:
    """Path, mode and git id of what is in a folder, sorted by git; cheap, since no file is read."""
    root = ObjectID(folder.oid.encode())
    if recursive:
        found = git.object_store.iter_tree_contents(root, include_trees=True)
        items = [(entry.path, entry.mode, entry.sha) for entry in found if entry.path]
    else:
        tree = git.object_store[root]
        assert isinstance(tree, Tree)
        items = [(entry.path, entry.mode, entry.sha) for entry in tree.items()]
    prefix = f"{folder.path}/" if folder.path else ""
    return [(prefix + path.decode("utf-8", "replace"), mode, sha) for path, mode, sha in items]


def entries(git: Repo, items: list[tuple[str, int, ObjectID]]) -> Iterator[Entry]:
    """The described files and folders of a listing, or of a page of it."""
    for path, mode, sha in items:
        yield _entry(git, path, mode, sha)


def files(git: Repo, commit: Commit) -> list[Entry]:
    """Every file of a commit."""
    root = Entry("", commit.tree.decode(), is_folder=True)
    return [entry for entry in entries(git, listing(git, root, recursive=True)) if not entry.is_folder]


def last_change(git: Repo, commit: Commit, path: str) -> Commit:
    """The latest commit, up to the given one, that changed a file or something in a folder."""
    walk = git.get_walker(include=[commit.id], paths=[path.encode()], max_entries=1)
    return next((entry.commit for entry in walk), commit)


def content(git: Repo, path: str, commit: Commit) -> bytes | None:
    """The bytes of a small file that git itself holds, None if there is none at this path."""
    entry = find(git, commit, path)
    if entry is None or entry.is_folder or entry.lfs_oid:
        return None
    return git.object_store[ObjectID(entry.oid.encode())].as_raw_string()


def _entry(git: Repo, path: str, mode: int, sha: ObjectID) -> Entry:
    if stat.S_ISDIR(mode):
        return Entry(path, sha.decode(), is_folder=True)
    if sha not in _measured:
        if len(_measured) >= _MAX_MEASURED:
            _measured.clear()
        _measured[sha] = _measure(git.object_store[sha].as_raw_string())
    return Entry(path, sha.decode(), False, *_measured[sha])


def _measure(blob: bytes) -> tuple[int, int, str | None]:
    pointer = parse_pointer(blob)
    return (pointer.size, len(blob), pointer.oid) if pointer else (len(blob), 0, None)

"""What a push changes: the files that are meant beside those that a repo has, and the operations of one commit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hub_utils import client

if TYPE_CHECKING:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete
    from huggingface_hub.hf_api import RepoSibling

Files = Mapping[str, bytes | Path]  # path in the repo → content, or the file that has it


@dataclass(frozen=True)
class Change:
    """What happens to one file; `kind` is new, changed, unchanged or removed, `size` is in bytes."""

    file: str
    kind: str
    size: int

    def __str__(self) -> str:
        return f"  {self.kind:<9} {self.size:>11,} bytes  {self.file}"


def file_changes(files: Files, known: Iterable["RepoSibling"], ours: Callable[[str], bool]) -> tuple[Change, ...]:
    """What a commit of `files` changes; of what the repo has besides, that for which `ours` is true is removed."""
    remote = {file.rfilename: file for file in known}
    changes = []
    for file, source in files.items():
        content = source if isinstance(source, bytes) else source.read_bytes()
        kind = "new"
        if file in remote:
            kind = "unchanged" if client.same_content(content, remote[file]) else "changed"
        changes.append(Change(file, kind, len(content)))
    gone = [Change(file, "removed", remote[file].size or 0) for file in remote if file not in files and ours(file)]
    return (*changes, *gone)


def operations(changes: Iterable[Change], files: Files) -> list["CommitOperationAdd | CommitOperationDelete"]:
    """The operations of the one commit that makes these changes."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    return [
        CommitOperationDelete(change.file)
        if change.kind == "removed"
        else CommitOperationAdd(change.file, files[change.file])
        for change in changes
        if change.kind != "unchanged"
    ]

"""What a push changes: the files that are meant beside those that a repo has, and the operations of one commit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hub_utils import client

if TYPE_CHECKING:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete
    from huggingface_hub.hf_api import ModelInfo, RepoSibling, SpaceInfo

Files = Mapping[str, bytes | Path]  # path in the repo → content, or the file that has it


@dataclass(frozen=True)
class Change:
    """What happens to one file of `size` bytes: `kind` is new, changed, unchanged, removed, without a Hub unknown."""

    file: str
    kind: str
    size: int

    def __str__(self) -> str:
        return f"  {self.kind:<9} {self.size:>11,} bytes  {self.file}"


def file_changes(
    files: Files, known: Iterable["RepoSibling"] | None, ours: Callable[[str], bool]
) -> tuple[Change, ...]:
    """What a commit of `files` changes; of what the repo has besides, that for which `ours` is true is removed.

    `known` is what the repo has now, None where no Hub could be asked.
    """
    remote = {file.rfilename: file for file in known or ()}
    changes = []
    for file, source in files.items():
        content = source if isinstance(source, bytes) else source.read_bytes()
        kind = "unknown" if known is None else "new"
        if file in remote:
            kind = "unchanged" if client.same_content(content, remote[file]) else "changed"
        changes.append(Change(file, kind, len(content)))
    gone = [Change(file, "removed", remote[file].size or 0) for file in remote if file not in files and ours(file)]
    return (*changes, *gone)


def siblings(info: "ModelInfo | SpaceInfo | None") -> list["RepoSibling"]:
    """The files of a repo, none of one that is not there."""
    return (info.siblings or []) if info else []


def standing(private: bool, head: str | None, away: str | None) -> str:
    """Who sees a repo and at which commit it is, as a dry run says it; `away` says why no Hub could be asked."""
    seen = "private" if private else "public"
    return f"{seen} if it is new" if away else f"{seen}, at {head}" if head else f"{seen}, new"


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

"""Branches, tags and the commits that they name. Whoever changes one holds the repository's lock."""

import re
import time

from dulwich.objects import Commit, ObjectID, Tag
from dulwich.refs import Ref
from dulwich.repo import Repo

from hub_utils.local_hub.errors import RefusalError, revision_not_found
from hub_utils.local_hub.names import check_reference

MAIN = "main"
PULL_REQUEST = re.compile(r"refs/pr/(\d{1,9})", re.ASCII)
MIN_COMMIT_ID = 7  # characters of a shortened commit id


def find_commit(git: Repo, revision: str) -> Commit:
    """The commit that a branch, a tag, a full reference or a (shortened) commit id names.

    Raises:
        RefusalError: there is none.
    """
    known = git.refs.allkeys()
    for reference in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
        name = Ref(reference.encode("utf-8", "replace"))
        if name.startswith(b"refs/") and name in known:
            return _commit(git, git.refs[name])
    if MIN_COMMIT_ID <= len(revision) <= 40 and set(revision) <= set("0123456789abcdef"):
        found = [sha for sha in git.object_store.iter_prefix(revision.encode()) if len(sha) == 40]  # and no lock file
        if len(found) == 1 and isinstance(commit := git.object_store[found[0]], Commit):
            return commit
    raise revision_not_found(revision)


def head(git: Repo, branch: str) -> ObjectID:
    """The commit id at the tip of a branch or of a pull request, `refs/pr/N`.

    A tag or a commit id is refused, since nothing can be added to it.
    """
    reference = branch_reference(branch)
    if reference not in git.refs.allkeys():
        raise revision_not_found(branch)
    return git.refs[reference]


def branch_reference(branch: str) -> Ref:
    """The full reference of a branch or of a pull request."""
    full = branch if PULL_REQUEST.fullmatch(branch) else f"refs/heads/{branch.removeprefix('refs/heads/')}"
    return Ref(full.encode("utf-8", "replace"))


def branches(git: Repo) -> dict[str, str]:
    """Commit ids by name of branch."""
    return {name.decode(): commit.decode() for name, commit in sorted(git.refs.as_dict(Ref(b"refs/heads")).items())}


def tags(git: Repo) -> dict[str, str]:
    """Commit ids by name of tag."""
    return {
        name.decode(): _commit(git, sha).id.decode()
        for name, sha in sorted(git.refs.as_dict(Ref(b"refs/tags")).items())
    }


def create_branch(git: Repo, name: str, start: str | None) -> None:
    """A branch at a revision, else at the tip of main."""
    create_reference(git, check_reference("heads", name), find_commit(git, start or MAIN).id)


def create_tag(git: Repo, name: str, revision: str, message: str | None, tagger: bytes) -> None:
    """An annotated tag if there is a message, else a lightweight one."""
    reference, target = check_reference("tags", name), find_commit(git, revision)
    if reference in git.refs.allkeys():
        raise RefusalError(409, f"Reference {name} exists already")
    if not message:
        return create_reference(git, reference, target.id)
    tag = Tag()
    tag.name, tag.message, tag.tagger = name.encode(), message.encode("utf-8", "replace"), tagger
    tag.object, tag.tag_time, tag.tag_timezone = (Commit, target.id), int(time.time()), 0
    git.object_store.add_object(tag)
    return create_reference(git, reference, tag.id)


def delete_branch(git: Repo, name: str) -> None:
    if name == MAIN:
        raise RefusalError(403, "The branch main cannot be deleted")
    _delete(git, check_reference("heads", name), name)


def delete_tag(git: Repo, name: str) -> None:
    _delete(git, check_reference("tags", name), name)


def create_reference(git: Repo, reference: Ref, target: ObjectID) -> None:
    short = reference.split(b"/", 2)[2].decode()
    try:
        created = git.refs.add_if_new(reference, target)
    except OSError:  # 'a' and 'a/b' cannot both be: one would be a file, the other a folder
        raise RefusalError(409, f"Reference {short} conflicts with another one") from None
    if not created:
        raise RefusalError(409, f"Reference {short} exists already")


def _delete(git: Repo, reference: Ref, name: str) -> None:
    if reference not in git.refs.allkeys():
        raise revision_not_found(name)
    git.refs.remove_if_equals(reference, None)


def _commit(git: Repo, sha: ObjectID) -> Commit:
    commit = git.object_store.peel(sha)[1]
    assert isinstance(commit, Commit)
    return commit

"""Pull requests become one commit of their branch, as the Hub squashes them: histories stay one line."""

from collections.abc import Iterator
from io import BytesIO

from dulwich.diff_tree import tree_changes
from dulwich.objects import Commit, ObjectID, TreeEntry
from dulwich.patch import write_object_diff
from dulwich.refs import Ref
from dulwich.repo import Repo

from hub_utils.local_hub.errors import RefusalError
from hub_utils.local_hub.storage.commits import Files, files_as_folders, read_files, write_commit
from hub_utils.local_hub.storage.discussions import Discussion
from hub_utils.local_hub.storage.revisions import head

MAX_DIFFED = 2**18  # bytes of a file whose lines are compared
MAX_DIFF = 2**20  # bytes of a whole diff


def commits_of(git: Repo, request: Discussion) -> list[Commit]:
    """The commits of a pull request, oldest first."""
    base = [ObjectID(request.base.encode())] if request.base else []
    walk = git.get_walker(include=[head(git, request.reference)], exclude=base)
    return [entry.commit for entry in walk][::-1]


def conflicts_of(git: Repo, request: Discussion) -> list[str]:
    """The files that its branch and a pull request have both changed, each in its own way; none if that is deleted."""
    if Ref(str(request.target).encode()) not in git.refs.allkeys():
        return []
    return [path.decode("utf-8", "replace") for path in _merge(*_sides(git, request))[1]]


def merge(git: Repo, request: Discussion) -> str:
    """Makes the pull request a commit of its branch; returns it.

    Raises:
        RefusalError: files conflict, or there is nothing to merge.
    """
    if made := _merged_before(git, request):
        return made
    base, ours, theirs = _sides(git, request)
    files, conflicts = _merge(base, ours, theirs)
    if conflicts:
        shown = ", ".join(path.decode("utf-8", "replace") for path in conflicts)
        raise RefusalError(409, f"Both sides have changed these files: {shown}. Push a commit that settles it")
    commits = commits_of(git, request)
    if not commits:
        raise RefusalError(400, f"Pull request {request.num} has no commit")
    told = "\n".join(f"- {_subject(commit)} ({commit.id.decode()})" for commit in commits)
    message = f"{request.title} (#{request.num})\n\n{told}\n\n{_mark(request)}"
    target = Ref(str(request.target).encode())
    parent = _commit(git, git.refs[target])
    return write_commit(git, target, parent, files, message.encode("utf-8", "replace"), request.author).decode()


def diff(git: Repo, request: Discussion) -> str:
    """What a pull request changes, as git shows it; of a large file only that it differs."""
    before, after = _commit(git, ObjectID(str(request.base).encode())), _commit(git, head(git, request.reference))
    shown = BytesIO()
    for change in tree_changes(git.object_store, before.tree, after.tree):
        old, new = _side(change.old), _side(change.new)
        sizes = [git.object_store[sha].raw_length() for _, _, sha in (old, new) if sha]
        if max(sizes, default=0) > MAX_DIFFED:
            name = (new[0] or old[0] or b"").decode("utf-8", "replace")
            shown.write(f"diff --git a/{name} b/{name}\nLarge files differ\n".encode())
        else:
            write_object_diff(shown, git.object_store, old, new)
        if shown.tell() > MAX_DIFF:
            shown.write(b"The rest is left out.\n")
            break
    return shown.getvalue().decode("utf-8", "replace")


def _side(entry: TreeEntry | None) -> tuple[bytes | None, int | None, ObjectID | None]:
    return (entry.path, entry.mode, entry.sha) if entry and entry.sha else (None, None, None)


def _sides(git: Repo, request: Discussion) -> tuple[Files, Files, Files]:
    """The files where a pull request began, those of its branch now, and its own."""
    base, ours, theirs = str(request.base), head(git, str(request.target)).decode(), head(git, request.reference)
    return (
        read_files(git, _commit(git, ObjectID(base.encode()))),
        read_files(git, _commit(git, ObjectID(ours.encode()))),
        read_files(git, _commit(git, theirs)),
    )


def _merge(base: Files, ours: Files, theirs: Files) -> tuple[Files, list[bytes]]:
    merged, conflicts = dict(ours), []
    for path in sorted(base.keys() | theirs.keys()):
        was, here, there = base.get(path), ours.get(path), theirs.get(path)
        if there in (was, here):
            continue
        if here != was:
            conflicts.append(path)
        elif there is None:
            del merged[path]
        else:
            merged[path] = there
    return merged, conflicts or sorted(files_as_folders(merged))


def _merged_before(git: Repo, request: Discussion) -> str | None:
    """The commit that a server made of it which was killed before it could say so."""
    base = ObjectID(str(request.base).encode())
    for commit in _history(git, head(git, str(request.target)), base):
        if commit.message.decode("utf-8", "replace").endswith(_mark(request)):
            return commit.id.decode()
    return None


def _history(git: Repo, tip: ObjectID, base: ObjectID) -> Iterator[Commit]:
    return (entry.commit for entry in git.get_walker(include=[tip], exclude=[base]))


def _mark(request: Discussion) -> str:
    return f"Merges {request.reference}."


def _subject(commit: Commit) -> str:
    subject: str = commit.message.decode("utf-8", "replace").partition("\n")[0]
    return subject


def _commit(git: Repo, sha: ObjectID) -> Commit:
    commit = git.object_store[sha]
    assert isinstance(commit, Commit)
    return commit

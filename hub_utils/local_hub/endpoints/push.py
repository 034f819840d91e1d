"""The two calls of a push beside LFS: how to send each file, then the commit."""

import base64
import binascii
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from dulwich.ignore import IgnoreFilter, read_ignore_patterns
from dulwich.objects import Commit
from dulwich.repo import Repo
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import caller, contributed, hub_of, is_set, spooled, writable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.discussions import open_pull_request
from hub_utils.local_hub.errors import RefusalError, forbidden
from hub_utils.local_hub.names import check_file_path
from hub_utils.local_hub.storage import commits, discussions, revisions, trees
from hub_utils.local_hub.storage.accounts import Account
from hub_utils.local_hub.storage.blobs import Blobs
from hub_utils.local_hub.storage.repositories import Repository


def preupload(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/models/user/repo/preupload/REVISION {files: [{path, sample, size}], gitIgnore?}

    Answers for each file whether it goes through LFS, whether .gitignore leaves it out, and the id of the content that
    lies at its path, by which clients see that it has not changed.
    """
    repository, files = _target(request)[0], body.get("files")
    if not isinstance(files, list):
        raise RefusalError(400, "files is a list")
    with repository.git() as git:
        head = git.object_store[revisions.head(git, request.path_params["revision"])]
        assert isinstance(head, Commit)
        ignored = _ignore_filter(git, head, body.get("gitIgnore"))
        attributes = git.get_gitattributes(head.tree)
        answer = []
        for file in files:
            path, sample, size = _path_sample_and_size(file)
            by_rule = attributes.match_path(path.encode()).get(b"filter") == b"lfs"
            large = size > hub_of(request).config.max_regular_file
            lfs = size > 0 and (large or by_rule or b"\0" in sample)  # git's own sign of a binary file
            described = {"path": path, "uploadMode": "lfs" if lfs else "regular"}
            entry = trees.find(git, head, path)
            if entry and not entry.is_folder:
                described["oid"] = entry.etag
            answer.append({**described, "shouldIgnore": bool(ignored.is_ignored(path))})
    return JSONResponse({"files": answer})


async def commit(request: Request) -> Response:
    """POST /api/models/user/repo/commit/BRANCH, newline-delimited JSON; with ?create_pr=1 as a new pull request"""
    repository, account = await run_in_threadpool(_target, request)
    async with spooled(request, hub_of(request).config.max_commit) as body:
        made, number = await run_in_threadpool(_commit, request, repository, account, body)
    here = f"{request.base_url}{repository.address}"
    answer = {"success": True, "commitOid": made, "commitUrl": f"{here}/commit/{made}", "hookOutput": ""}
    return JSONResponse(answer | ({"pullRequestUrl": f"{here}/discussions/{number}"} if number else {}))


def _target(request: Request) -> tuple[Repository, Account]:
    """The repository that is pushed to and who does it: for a pull request it is enough to see it.

    Raises:
        RefusalError: the pull request is another one's, or is not open.
    """
    revision = request.path_params["revision"]
    pull_request = revisions.PULL_REQUEST.fullmatch(revision)
    if not is_set(request, "create_pr") and not pull_request:
        return writable(request), caller(request)
    repository, account = contributed(request)
    if pull_request:
        discussion = discussions.find(repository, int(pull_request[1]))
        if account.name != discussion.author and not account.may_write(repository.namespace):
            raise forbidden(f"push to {revision}")
        if not discussion.is_unmerged:
            raise RefusalError(400, f"{revision} is {discussion.status}; nothing can be pushed to it")
    return repository, account


def _commit(request: Request, repository: Repository, account: Account, body: Path) -> tuple[str, int | None]:
    """Makes the commit, and a pull request of it if one is asked for; returns its id and the pull request's number."""
    branch, operations = request.path_params["revision"], commits.read_operations(body, hub_of(request).config)
    header = commits.read_header(operations)
    with repository.lock, repository.git() as git:
        if not is_set(request, "create_pr"):
            return _push(request, repository, git, account, branch, header, operations), None
        base = revisions.find_commit(git, header.parent).id if header.parent else revisions.head(git, branch)
        made = open_pull_request(repository, git, account.name, header.summary, branch, base, "open")
        try:
            oid = _push(request, repository, git, account, made.reference, header, operations)
        except RefusalError:
            git.refs.remove_if_equals(revisions.branch_reference(made.reference), base)
            raise
        discussions.save(repository, made.commented(account.name, header.description or header.summary))
        return oid, made.num


def _push(
    request: Request,
    repository: Repository,
    git: Repo,
    account: Account,
    branch: str,
    header: commits.Header,
    operations: Iterator[tuple[str, dict[str, Any]]],
) -> str:
    head = revisions.head(git, branch)
    commits.check_parent(head, header.parent)
    parent = git.object_store[head]
    assert isinstance(parent, Commit)
    files = commits.read_files(git, parent)
    commits.apply(git, Blobs(repository.path), files, operations, hub_of(request).config)
    reference = revisions.branch_reference(branch)
    return commits.write_commit(git, reference, parent, files, header.message, account.name).decode()


def _path_sample_and_size(file: object) -> tuple[str, bytes, int]:
    if isinstance(file, dict):
        path, sample, size = file.get("path"), file.get("sample", ""), file.get("size", 0)
        if isinstance(path, str) and isinstance(sample, str) and isinstance(size, int):
            check_file_path(path)
            try:
                return path, base64.b64decode(sample), size
            except (binascii.Error, ValueError):
                pass
    raise RefusalError(400, "A file has a path, a sample in base64 and a size")


def _ignore_filter(git: Repo, head: Commit, given: object) -> IgnoreFilter:
    """The rules that the client sends, else those of the repository's own .gitignore."""
    rules = (
        given.encode("utf-8", "replace") if isinstance(given, str) else trees.content(git, ".gitignore", head) or b""
    )
    return IgnoreFilter(read_ignore_patterns(BytesIO(rules)))

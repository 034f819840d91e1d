"""The two calls of a push beside LFS: how to send each file, then the commit."""

import base64
import binascii
from io import BytesIO
from pathlib import Path
from typing import Any

from dulwich.ignore import IgnoreFilter, read_ignore_patterns
from dulwich.objects import Commit
from dulwich.refs import Ref
from dulwich.repo import Repo
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub_utils.local_hub.access import caller, hub_of, is_set, spooled, writable
from hub_utils.local_hub.errors import RefusalError, unsupported
from hub_utils.local_hub.names import check_file_path
from hub_utils.local_hub.storage import commits, revisions, trees
from hub_utils.local_hub.storage.blobs import Blobs
from hub_utils.local_hub.storage.repositories import Repository


def preupload(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/models/user/repo/preupload/REVISION {files: [{path, sample, size}], gitIgnore?}

    Answers for each file whether it goes through LFS, whether .gitignore leaves it out, and the id of the content that
    lies at its path, by which clients see that it has not changed.
    """
    _refuse_pull_request(request)
    repository, files = writable(request), body.get("files")
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
    """POST /api/models/user/repo/commit/BRANCH, newline-delimited JSON"""
    _refuse_pull_request(request)
    repository = await run_in_threadpool(writable, request)
    author = caller(request).name
    async with spooled(request, hub_of(request).config.max_commit) as body:
        made = await run_in_threadpool(_commit, request, repository, body, author)
    url = f"{request.base_url}{repository.address}/commit/{made}"
    return JSONResponse({"success": True, "commitOid": made, "commitUrl": url, "hookOutput": ""})


def _commit(request: Request, repository: Repository, body: Path, author: str) -> str:
    branch, config = request.path_params["revision"].removeprefix("refs/heads/"), hub_of(request).config
    operations = commits.read_operations(body, config)
    header = commits.read_header(operations)
    with repository.lock, repository.git() as git:
        head = revisions.head(git, branch)
        commits.check_parent(head, header.parent)
        parent = git.object_store[head]
        assert isinstance(parent, Commit)
        files = commits.read_files(git, parent)
        commits.apply(git, Blobs(repository.path), files, operations, config)
        reference = Ref(f"refs/heads/{branch}".encode())
        return commits.write_commit(git, reference, parent, files, header.message, author).decode()


def _refuse_pull_request(request: Request) -> None:
    if is_set(request, "create_pr") or request.path_params["revision"].startswith("refs/pr/"):
        raise unsupported("pull requests; push to a branch instead")


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

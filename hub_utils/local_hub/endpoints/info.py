"""What a repository is, and which there are."""

from collections.abc import Iterator
from typing import Any

from dulwich.objects import Commit
from dulwich.repo import Repo
from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import account_of, hub_of, is_set, kind_of, may_read, readable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.paging import next_link, position
from hub_utils.local_hub.endpoints.times import timestamp
from hub_utils.local_hub.storage import cards, revisions, trees
from hub_utils.local_hub.storage.accounts import Account
from hub_utils.local_hub.storage.repositories import Repository

PAGE = 1000  # repositories
_SORTS = {"createdAt", "lastModified", "id"}


def repository_info(request: Request) -> Response:
    """GET /api/models/user/repo[/revision/REVISION]; with ?blobs sizes and digests, with ?expand only those fields"""
    repository = readable(request)
    with repository.git() as git:
        commit = revisions.find_commit(git, request.path_params.get("revision", revisions.MAIN))
        info = _info(repository, git, commit)
        files = trees.files(git, commit)
    info["siblings"] = [_sibling(entry, is_set(request, "blobs")) for entry in files]
    info["usedStorage"] = sum(entry.size for entry in files)
    return JSONResponse(_wanted_fields(info, request))


def repository_list(request: Request) -> Response:
    """GET /api/models?author&search&filter&sort&direction&limit"""
    start, limit = position(request, PAGE)
    found = list(_matches(request))
    sort = request.query_params.get("sort")
    if sort in _SORTS:
        found.sort(key=lambda info: info[sort], reverse=sort != "id")
    answer = [_wanted_fields(info, request) for info in found[start : start + limit]]
    more = len(found) > start + limit
    return JSONResponse(answer, headers=next_link(request, f"/api/{kind_of(request)}", start + limit) if more else None)


def _matches(request: Request) -> Iterator[dict[str, Any]]:
    account, query = account_of(request), request.query_params
    search, author = query.get("search", "").lower(), query.get("author")
    wanted = query.getlist("filter") + query.getlist("pipeline_tag")
    for repository in hub_of(request).repositories.of_kind(kind_of(request)):
        if author not in (None, repository.namespace) or search not in repository.id.lower():
            continue
        info = _listed(account, repository)
        if info and all(tag in info["tags"] for tag in wanted):
            yield info


def _listed(account: Account | None, repository: Repository) -> dict[str, Any] | None:
    """What a list says of a repository; None if the caller may not see it, or it is deleted meanwhile."""
    try:
        if not may_read(account, repository):
            return None
        with repository.git() as git:
            return _info(repository, git, revisions.find_commit(git, revisions.MAIN))
    except Exception:  # whatever is missing first: its settings, its branch, an object
        if repository.exists():
            raise
        return None


def _info(repository: Repository, git: Repo, commit: Commit) -> dict[str, Any]:
    settings = repository.settings()
    card = cards.read_card(trees.content(git, "README.md", commit))
    info = {
        "_id": repository.id,
        "id": repository.id,
        "author": repository.namespace,
        "sha": commit.id.decode(),
        "lastModified": timestamp(commit.commit_time),
        "createdAt": timestamp(settings["createdAt"]),
        "private": settings["private"],
        "gated": False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": cards.tags(card),
        "cardData": card or None,
    }
    fields = ("library_name", "pipeline_tag", "model-index", "sdk", "models", "datasets")
    return info | {field: card[field] for field in fields if field in card}


def _sibling(entry: trees.Entry, with_blobs: bool) -> dict[str, Any]:
    if not with_blobs:
        return {"rfilename": entry.path}
    described = {"rfilename": entry.path, "size": entry.size, "blobId": entry.oid}
    if entry.lfs_oid:
        described["lfs"] = {"sha256": entry.lfs_oid, "size": entry.size, "pointerSize": entry.pointer_size}
    return described


def _wanted_fields(info: dict[str, Any], request: Request) -> dict[str, Any]:
    wanted = request.query_params.getlist("expand")
    return {key: value for key, value in info.items() if not wanted or key in ("_id", "id", *wanted)}

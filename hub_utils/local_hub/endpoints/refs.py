"""Branches, tags and history."""

from itertools import islice
from typing import Any

from dulwich.objects import Commit
from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import caller, readable, writable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.paging import next_link, position
from hub_utils.local_hub.endpoints.times import timestamp
from hub_utils.local_hub.errors import RefusalError
from hub_utils.local_hub.storage import discussions, revisions

COMMITS = 50  # on a page


def references(request: Request) -> Response:
    """GET /api/models/user/repo/refs"""
    repository = readable(request)
    with repository.git() as git:
        branches, tags = revisions.branches(git), revisions.tags(git)
        requests = [item for item in discussions.list_all(repository) if item.target]
        pull_requests = {item.reference: revisions.head(git, item.reference).decode() for item in requests}
    answer: dict[str, Any] = {
        "branches": [_reference(name, f"refs/heads/{name}", commit) for name, commit in branches.items()],
        "tags": [_reference(name, f"refs/tags/{name}", commit) for name, commit in tags.items()],
        "converts": [],
    }
    if "include_prs" in request.query_params:
        answer["pullRequests"] = [_reference(name, name, commit) for name, commit in pull_requests.items()]
    return JSONResponse(answer)


def create_branch(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/models/user/repo/branch/NAME {startingPoint?}"""
    repository, start = writable(request), body.get("startingPoint")
    if not isinstance(start, str | None):
        raise RefusalError(400, "startingPoint is a revision")
    with repository.lock, repository.git() as git:
        revisions.create_branch(git, request.path_params["reference"], start)
    return JSONResponse({})


def delete_branch(request: Request) -> Response:
    """DELETE /api/models/user/repo/branch/NAME"""
    repository = writable(request)
    with repository.lock, repository.git() as git:
        revisions.delete_branch(git, request.path_params["reference"])
    return JSONResponse({})


def create_tag(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/models/user/repo/tag/REVISION {tag, message?}"""
    repository, name, message = writable(request), body.get("tag"), body.get("message")
    if not isinstance(name, str) or not isinstance(message, str | None):
        raise RefusalError(400, "A tag has a name, and may have a message")
    user = caller(request).name
    with repository.lock, repository.git() as git:
        revision, tagger = request.path_params["reference"], f"{user} <{user}@localhost>".encode()
        revisions.create_tag(git, name, revision, message, tagger)
    return JSONResponse({})


def delete_tag(request: Request) -> Response:
    """DELETE /api/models/user/repo/tag/NAME"""
    repository = writable(request)
    with repository.lock, repository.git() as git:
        revisions.delete_tag(git, request.path_params["reference"])
    return JSONResponse({})


def commits(request: Request) -> Response:
    """GET /api/models/user/repo/commits/REVISION, newest first"""
    repository = readable(request)
    start, limit = position(request, COMMITS)
    formatted = "formatted" in request.query_params.getlist("expand[]")
    with repository.git() as git:
        latest = revisions.find_commit(git, request.path_params["revision"])
        walk = (entry.commit for entry in git.get_walker(include=[latest.id]))
        page = list(islice(walk, start, start + limit + 1))
        answer = [_commit_info(commit, formatted) for commit in page[:limit]]
    path = f"/api/{repository.kind}/{repository.id}/commits/{latest.id.decode()}"
    return JSONResponse(answer, headers=next_link(request, path, start + limit) if len(page) > limit else None)


def _reference(name: str, reference: str, commit: str) -> dict[str, Any]:
    return {"name": name, "ref": reference, "targetCommit": commit}


def _commit_info(commit: Commit, formatted: bool) -> dict[str, Any]:
    title, _, message = commit.message.decode("utf-8", "replace").partition("\n\n")
    author = commit.author.decode("utf-8", "replace").partition(" <")[0]
    answer = {
        "id": commit.id.decode(),
        "title": title.strip(),
        "message": message.strip(),
        "date": timestamp(commit.commit_time),
        "authors": [{"user": author}],
    }
    return answer | ({"formatted": {"title": answer["title"], "message": answer["message"]}} if formatted else {})

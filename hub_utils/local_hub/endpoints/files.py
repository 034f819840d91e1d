"""Which files there are, and the files themselves."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from dulwich.objects import Commit
from dulwich.repo import Repo
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from hub_utils.local_hub.access import bounded, hub_of, is_set, readable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.paging import next_link, position
from hub_utils.local_hub.endpoints.times import timestamp
from hub_utils.local_hub.errors import RefusalError, entry_not_found
from hub_utils.local_hub.storage import revisions, trees
from hub_utils.local_hub.storage.blobs import Blobs
from hub_utils.local_hub.storage.repositories import Repository

PAGE, EXPANDED_PAGE = 1000, 50  # entries, as on the Hub


def tree(request: Request) -> Response:
    """GET /api/models/user/repo/tree/REVISION[/FOLDER]?recursive&expand"""
    repository, expand = readable(request), is_set(request, "expand")
    start, limit = position(request, EXPANDED_PAGE if expand else PAGE)
    path = request.path_params.get("path", "").strip("/")
    with repository.git() as git:
        commit = revisions.find_commit(git, request.path_params["revision"])
        folder = trees.find(git, commit, path)
        if folder is None or not folder.is_folder:
            raise entry_not_found(path, commit.id.decode())
        items = trees.listing(git, folder, is_set(request, "recursive"))
        page = trees.entries(git, items[start : start + limit])
        answer = [_file_info(git, commit, entry, expand) for entry in page]
    here = f"/api/{repository.kind}/{repository.id}/tree/{commit.id.decode()}" + (f"/{quote(path)}" if path else "")
    more = len(items) > start + limit
    return JSONResponse(answer, headers=next_link(request, here, start + limit) if more else None)


async def paths_info(request: Request) -> Response:
    """POST /api/models/user/repo/paths-info/REVISION, a form of paths and expand; what is missing is left out"""
    limit = hub_of(request).config.max_json
    form = parse_qs(b"".join([chunk async for chunk in bounded(request, limit)]).decode("utf-8", "replace"))
    expand = form.get("expand", [""])[0].lower() in ("true", "1")
    return await run_in_threadpool(_paths_info, request, form.get("paths", []), expand)


def _paths_info(request: Request, paths: list[str], expand: bool) -> Response:
    with readable(request).git() as git:
        commit = revisions.find_commit(git, request.path_params["revision"])
        found = (trees.find(git, commit, path.strip("/")) for path in paths)
        return JSONResponse([_file_info(git, commit, entry, expand) for entry in found if entry and entry.path])


def resolve(request: Request) -> Response:
    """HEAD and GET /user/repo/resolve/REVISION/FILE, whole or in ranges; X-Repo-Commit and ETag name what is sent."""
    repository, path = readable(request), request.path_params["path"]
    with repository.git() as git:
        commit = revisions.find_commit(git, request.path_params["revision"])
        entry = trees.find(git, commit, path)
        if entry is None or entry.is_folder:
            raise entry_not_found(path, commit.id.decode())
        file = _large(repository, entry) if entry.lfs_oid else hub_of(request).repositories.as_file(git, entry.oid)
    headers = {
        "X-Repo-Commit": commit.id.decode(),
        "ETag": f'"{entry.etag}"',
        "X-Linked-Etag": f'"{entry.etag}"',
        "X-Linked-Size": str(entry.size),
        "X-Content-Type-Options": "nosniff",  # a pushed page never runs in the name of this Hub
    }
    kind = "application/octet-stream" if entry.lfs_oid else "text/plain; charset=utf-8"
    return FileResponse(file, headers=headers, media_type=kind)


def _large(repository: Repository, entry: trees.Entry) -> Path:
    blobs = Blobs(repository.path)
    if blobs.size(entry.lfs_oid or "") != entry.size:
        raise RefusalError(500, f"The content of {entry.path} is missing from this Hub: {entry.lfs_oid}")
    return blobs.path(entry.lfs_oid or "")


def _file_info(git: Repo, commit: Commit, entry: trees.Entry, expand: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": "directory" if entry.is_folder else "file",
        "oid": entry.oid,
        "size": entry.size,
    }
    described["path"] = entry.path
    if entry.lfs_oid:
        described["lfs"] = {"oid": entry.lfs_oid, "size": entry.size, "pointerSize": entry.pointer_size}
    if expand:
        last = trees.last_change(git, commit, entry.path)
        title = last.message.decode("utf-8", "replace").partition("\n")[0]
        described["lastCommit"] = {"id": last.id.decode(), "title": title, "date": timestamp(last.commit_time)}
    return described

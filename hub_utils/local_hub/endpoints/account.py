"""Who am I, and may I."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import caller, check_writer, hub_of, readable, writable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.times import timestamp
from hub_utils.local_hub.names import Kind
from hub_utils.local_hub.storage import revisions
from hub_utils.local_hub.storage.repositories import Repository


def whoami(request: Request) -> Response:
    """GET /api/whoami-v2"""
    account = caller(request)
    return JSONResponse(
        {
            "type": "user",
            "id": account.name,
            "name": account.name,
            "fullname": account.name,
            "isPro": False,
            "orgs": [{"type": "org", "id": name, "name": name, "roleInOrg": "write"} for name in account.organisations],
            "auth": {"type": "access_token", "accessToken": {"displayName": account.name, "role": "write"}},
        }
    )


def check_read(request: Request) -> Response:
    """GET /api/models/user/repo/auth-check"""
    readable(request)
    return Response()


def check_write(request: Request) -> Response:
    """GET /api/models/user/repo/auth-check/write"""
    writable(request)
    return Response()


def repositories(request: Request) -> Response:
    """GET /api/settings/repositories, or that of an organisation: all that one may write to, and what they take"""
    namespace = request.path_params.get("organisation") or caller(request).name
    check_writer(request, namespace, f"list the repositories of {namespace}")
    found = (item for kind in Kind for item in hub_of(request).repositories.of_kind(kind))
    described = [_storage(repository) for repository in found if repository.namespace == namespace]
    whole = sum(item["storage"] for item in described) or 1
    return JSONResponse([{**item, "storagePercent": 100 * item["storage"] / whole} for item in described])


def _storage(repository: Repository) -> dict[str, Any]:
    with repository.git() as git:
        last = revisions.find_commit(git, revisions.MAIN).commit_time
    folders = (repository.path / "objects", repository.path / "lfs" / "objects")  # whose files never change
    objects = (path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {
        "id": repository.id,
        "type": repository.kind.singular,
        "updatedAt": timestamp(last),
        "visibility": "private" if repository.settings()["private"] else "public",
        "storage": sum(path.stat().st_size for path in objects),
    }

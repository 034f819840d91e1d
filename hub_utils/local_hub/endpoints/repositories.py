"""Making, changing and removing repositories."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import caller, check_writer, find_readable, hub_of, writable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.spaces import record_of
from hub_utils.local_hub.errors import RefusalError, unsupported
from hub_utils.local_hub.names import Kind, is_name
from hub_utils.local_hub.storage.cards import check_card
from hub_utils.local_hub.storage.repositories import Repository
from hub_utils.local_hub.storage.seeds import seed


def create(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/repos/create {name, organization?, type?, visibility?, sdk?, secrets?, variables?}"""
    account = caller(request)
    kind, namespace, name = _id_parts(body, account.name)
    if not is_name(name):
        raise RefusalError(400, f"Invalid repository name: {name!r}")
    check_writer(request, namespace, f'create a {kind.singular} under the namespace "{namespace}"')
    repositories = hub_of(request).repositories
    found = repositories.find(kind, namespace, name)
    if found is None:
        found = repositories.prepare(kind, namespace, name, _settings(kind, body))
        seed(found, account.name)
        if made := repositories.publish(found):
            return JSONResponse(_described(request, made))
    taken = f"You already created this {kind.singular} repo"
    raise RefusalError(409, taken, body=_described(request, found))


def delete(request: Request, body: dict[str, Any]) -> Response:
    """DELETE /api/repos/delete {name, organization?, type?}"""
    kind, namespace, name = _id_parts(body, caller(request).name)
    repository = find_readable(request, kind, namespace, name)
    check_writer(request, namespace, f"delete {repository.address}")
    hub_of(request).repositories.delete(repository)
    return JSONResponse({})


def change_settings(request: Request, body: dict[str, Any]) -> Response:
    """PUT /api/models/user/repo/settings {visibility}"""
    repository = writable(request)
    if body.get("gated"):
        raise unsupported("gated repositories")
    with repository.lock:
        settings = repository.settings()
        repository.save_settings(settings | {"private": _is_private(body, settings["private"])})
    return JSONResponse({})


def validate_card(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/validate-yaml {content, repoType}"""
    content, kind = body.get("content"), Kind.from_singular(body.get("repoType"))
    if not isinstance(content, str):
        raise RefusalError(400, "content is the text of a README")
    errors, warnings = check_card(content, kind)
    messages = {"errors": [{"message": text} for text in errors], "warnings": [{"message": text} for text in warnings]}
    if errors:
        raise RefusalError(400, "Invalid metadata in README.md", body=messages)
    return JSONResponse(messages)


def _described(request: Request, repository: Repository) -> dict[str, str]:
    return {"url": f"{request.base_url}{repository.address}", "name": repository.id, "id": repository.id}


def _id_parts(body: dict[str, Any], user: str) -> tuple[Kind, str, str]:
    name, namespace = body.get("name"), body.get("organization") or user
    if not isinstance(name, str) or not isinstance(namespace, str):
        raise RefusalError(400, "A repository has a name")
    return Kind.from_singular(body.get("type")), namespace, name


def _is_private(body: dict[str, Any], default: bool) -> bool:
    visibility = body.get("visibility") or ("private" if body.get("private", default) else "public")
    if visibility not in ("private", "public"):
        raise unsupported(f"the visibility {visibility!r}")
    return visibility == "private"


def _settings(kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
    settings: dict[str, Any] = {"private": _is_private(body, default=False)}
    if kind is Kind.SPACE:
        if body.get("sdk") not in ("gradio", "docker", "static", "streamlit"):
            raise RefusalError(400, "A Space needs an sdk: gradio, docker, static or streamlit")
        settings["sdk"] = body["sdk"]
        for name, keeps_value in (("variables", True), ("secrets", False)):
            settings[name] = dict(record_of(item, keeps_value) for item in body.get(name) or [])
    return settings

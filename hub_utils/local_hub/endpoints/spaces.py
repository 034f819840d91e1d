"""Variables and secrets of a Space. No Space runs here, so that the value of a secret has no reader: it is not kept."""

import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.access import readable, writable
from hub_utils.local_hub.answers import JSONResponse
from hub_utils.local_hub.endpoints.times import timestamp
from hub_utils.local_hub.errors import RefusalError

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def record_of(item: object, keeps_value: bool) -> tuple[str, dict[str, Any]]:
    """Key and record of a variable, or of a secret, of which only key, description and time are kept."""
    item = item if isinstance(item, dict) else {}
    key, value, description = item.get("key"), item.get("value"), item.get("description")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise RefusalError(400, f"Invalid key: {key!r}; letters, digits and underscores, starting with a letter")
    if not isinstance(value, str) or not isinstance(description, str | None):
        raise RefusalError(400, f"{key} needs a value, which is a string")
    record = {"key": key, "value": value} if keeps_value else {"key": key}
    return key, {**record, "description": description, "updatedAt": timestamp(time.time())}


def variables(request: Request) -> Response:
    """GET /api/spaces/user/repo/variables: everybody who sees the Space sees them, as on the Hub."""
    return JSONResponse(readable(request).settings().get("variables", {}))


def secrets(request: Request) -> Response:
    """GET /api/spaces/user/repo/secrets: their names, for those who may write"""
    return JSONResponse(writable(request).settings().get("secrets", {}))


def add_variable(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/spaces/user/repo/variables {key, value, description?}"""
    return _change(request, "variables", *record_of(body, keeps_value=True))


def add_secret(request: Request, body: dict[str, Any]) -> Response:
    """POST /api/spaces/user/repo/secrets {key, value, description?}"""
    return _change(request, "secrets", *record_of(body, keeps_value=False))


def delete_variable(request: Request, body: dict[str, Any]) -> Response:
    """DELETE /api/spaces/user/repo/variables {key}"""
    return _change(request, "variables", body.get("key"), None)


def delete_secret(request: Request, body: dict[str, Any]) -> Response:
    """DELETE /api/spaces/user/repo/secrets {key}"""
    return _change(request, "secrets", body.get("key"), None)


def runtime(request: Request) -> Response:
    """GET /api/spaces/user/repo/runtime"""
    readable(request)
    hardware = {"current": None, "requested": None}
    return JSONResponse({"stage": "STOPPED", "hardware": hardware, "storage": None, "gcTimeout": None})


def _change(request: Request, group: str, key: object, record: dict[str, Any] | None) -> Response:
    repository = writable(request)
    with repository.lock:
        settings = repository.settings()
        records = settings.setdefault(group, {})
        if record is not None:
            records[key] = record
        elif records.pop(key if isinstance(key, str) else "", None) is None:
            raise RefusalError(404, f"There is no {key!r} among the {group}")
        repository.save_settings(settings)
    return JSONResponse(records)

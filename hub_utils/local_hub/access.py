"""What every endpoint asks first: who is calling, which repository is meant, and what the body says."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from hub_utils.local_hub.config import Config
from hub_utils.local_hub.errors import (
    RefusalError,
    forbidden,
    invalid_credentials,
    login_needed,
    repo_not_found,
    too_large,
)
from hub_utils.local_hub.names import Kind
from hub_utils.local_hub.storage.accounts import Account, Accounts
from hub_utils.local_hub.storage.repositories import Repositories, Repository

Endpoint = Callable[[Request], Response | Awaitable[Response]]
JsonEndpoint = Callable[[Request, dict[str, Any]], Response]


@dataclass(frozen=True)
class Hub:
    """Everything that the endpoints share, as `request.app.state.hub`."""

    config: Config
    accounts: Accounts
    repositories: Repositories
    signer: URLSafeTimedSerializer  # signs the addresses of uploads, which clients call without their token


def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def account_of(request: Request) -> Account | None:
    """Who is calling, None for a caller without a token.

    Raises:
        RefusalError: the token is unknown; the Hub says so even where no token is needed.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    account = hub_of(request).accounts.find(token.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise invalid_credentials()
    return account


def caller(request: Request) -> Account:
    """Who is calling; a caller without a token is refused."""
    account = account_of(request)
    if account is None:
        raise login_needed()
    return account


def may_read(account: Account | None, repository: Repository) -> bool:
    owner = account is not None and account.may_write(repository.namespace)
    return owner or not repository.settings()["private"]


def readable(request: Request) -> Repository:
    """The repository that the address names, if the caller may see it."""
    return find_readable(request, kind_of(request), request.path_params["namespace"], request.path_params["name"])


def find_readable(request: Request, kind: Kind, namespace: str, name: str) -> Repository:
    """A repository, if the caller may see it."""
    account = account_of(request)
    repository = hub_of(request).repositories.find(kind, namespace, name)
    if repository is None or not may_read(account, repository):
        raise repo_not_found(anonymous=account is None)
    return repository


def writable(request: Request) -> Repository:
    """The repository that the address names, if the caller may write to it."""
    repository = readable(request)
    check_writer(request, repository.namespace, f"write to {repository.address}")
    return repository


def contributed(request: Request) -> tuple[Repository, Account]:
    """The repository that the address names and the caller, who sees it and so may discuss it or ask for a change."""
    return readable(request), caller(request)


def check_writer(request: Request, namespace: str, what: str) -> Account:
    """The caller, if it may write to repositories of a namespace."""
    account = caller(request)
    if not account.may_write(namespace):
        raise forbidden(what)
    return account


def kind_of(request: Request) -> Kind:
    """Addresses without a kind are those of models."""
    return Kind(request.path_params.get("kind", Kind.MODEL))


def is_set(request: Request, parameter: str) -> bool:
    """Whether a switch in the query is on; clients write true, True or 1."""
    return request.query_params.get(parameter, "").lower() in ("true", "1")


async def bounded(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body of a request in chunks; refused as soon as it is too large."""
    announced, received = request.headers.get("content-length", ""), 0
    if announced.isdecimal() and (len(announced) > 18 or int(announced) > limit):
        raise too_large("The request", limit)
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise too_large("The request", limit)
        yield chunk


def with_json(endpoint: JsonEndpoint) -> Endpoint:
    """Turns a plain function of a request and its JSON object into an endpoint that runs in a thread."""

    async def read_and_answer(request: Request) -> Response:
        body = b"".join([chunk async for chunk in bounded(request, hub_of(request).config.max_json)])
        try:
            value = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            raise RefusalError(400, "The body of the request is not JSON") from None
        if not isinstance(value, dict):
            raise RefusalError(400, "The body of the request is not a JSON object")
        return await run_in_threadpool(endpoint, request, value)

    read_and_answer.__name__ = endpoint.__name__
    read_and_answer.__doc__ = endpoint.__doc__
    return read_and_answer


@asynccontextmanager
async def spooled(request: Request, limit: int) -> AsyncIterator[Path]:
    """The body of a request as a file that is gone afterwards."""
    path = hub_of(request).repositories.unfinished()
    try:
        with path.open("wb") as file:
            async for chunk in bounded(request, limit):
                file.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


def strings(value: object, what: str) -> list[str]:
    """A JSON list of strings; anything else is refused."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RefusalError(400, f"{what} is a list of strings")
    return value

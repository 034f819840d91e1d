"""Every address of the local Hub in one table."""

import re
from urllib.parse import unquote

from itsdangerous import URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from hub_utils.local_hub.access import Endpoint, Hub, JsonEndpoint, with_json
from hub_utils.local_hub.config import Config
from hub_utils.local_hub.endpoints import (
    account,
    discussions,
    files,
    info,
    lfs,
    push,
    refs,
    repositories,
    spaces,
    unsupported,
)
from hub_utils.local_hub.errors import RefusalError, answer_crash, answer_full_disk, answer_refusal
from hub_utils.local_hub.storage.accounts import Accounts
from hub_utils.local_hub.storage.repositories import Repositories


class Segment(Convertor[str]):
    """One quoted segment of an address: revisions such as feat/x arrive as feat%2Fx."""

    regex = "[^/]+"

    def convert(self, value: str) -> str:
        return unquote(value)

    def to_string(self, value: str) -> str:
        raise NotImplementedError


class Rest(Segment):
    """Quoted segments up to the end of an address."""

    regex = ".+"


class KindSegment(Segment):
    """The kind of a repository in API addresses."""

    regex = "models|datasets|spaces"


class SpaceSegment(Segment):
    """The one kind of repository that has variables and secrets."""

    regex = "spaces"


class PrefixSegment(Segment):
    """The kind of a repository in its own address, where models have none."""

    regex = "datasets|spaces"


register_url_convertor("s", Segment())
register_url_convertor("rest", Rest())
register_url_convertor("kind", KindSegment())
register_url_convertor("space", SpaceSegment())
register_url_convertor("prefix", PrefixSegment())

_PREFIX = re.compile(r"(?:/[\w.~-]{1,100}){1,8}/?", re.ASCII)
API = "/api/{kind:kind}/{namespace:s}/{name:s}"
OWN = ("/{kind:prefix}/{namespace:s}/{name:s}", "/{namespace:s}/{name:s}")


def get(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["GET"])


def send(method: str, path: str, endpoint: JsonEndpoint) -> Route:
    """A route whose endpoint takes a JSON object."""
    return Route(path, with_json(endpoint), methods=[method])


def routes() -> list[Route]:
    """The first match answers."""
    return [
        get("/api/whoami-v2", account.whoami),
        get("/api/settings/repositories", account.repositories),
        get("/api/organizations/{organisation:s}/settings/repositories", account.repositories),
        get(API + "/auth-check", account.check_read),
        get(API + "/auth-check/write", account.check_write),
        send("POST", "/api/repos/create", repositories.create),
        send("DELETE", "/api/repos/delete", repositories.delete),
        send("POST", "/api/validate-yaml", repositories.validate_card),
        send("PUT", API + "/settings", repositories.change_settings),
        get("/api/{kind:kind}", info.repository_list),
        get(API, info.repository_info),
        get(API + "/revision/{revision:s}", info.repository_info),
        get(API + "/tree/{revision:s}", files.tree),
        get(API + "/tree/{revision:s}/{path:rest}", files.tree),
        Route(API + "/paths-info/{revision:s}", files.paths_info, methods=["POST"]),
        get(API + "/refs", refs.references),
        get(API + "/commits/{revision:s}", refs.commits),
        send("POST", API + "/branch/{reference:s}", refs.create_branch),
        Route(API + "/branch/{reference:s}", refs.delete_branch, methods=["DELETE"]),
        send("POST", API + "/tag/{reference:s}", refs.create_tag),
        Route(API + "/tag/{reference:s}", refs.delete_tag, methods=["DELETE"]),
        send("POST", API + "/preupload/{revision:s}", push.preupload),
        Route(API + "/commit/{revision:s}", push.commit, methods=["POST"]),
        *discussion_routes(),
        *space_routes(),
        *lfs_routes(),
        *(get(own + "/resolve/{revision:s}/{path:rest}", files.resolve) for own in OWN),
        *unsupported_routes(),
    ]


def discussion_routes() -> list[Route]:
    one = API + "/discussions/{number:s}"
    return [
        get(API + "/discussions", discussions.listing),
        send("POST", API + "/discussions", discussions.create),
        get(one, discussions.details),
        send("POST", one + "/comment", discussions.comment),
        send("POST", one + "/comment/{comment:s}/edit", discussions.edit_comment),
        send("POST", one + "/comment/{comment:s}/hide", discussions.hide_comment),
        send("POST", one + "/title", discussions.rename),
        send("POST", one + "/status", discussions.change_status),
        send("POST", one + "/merge", discussions.merge),
    ]


def space_routes() -> list[Route]:
    space = "/api/{kind:space}/{namespace:s}/{name:s}"
    return [
        get(space + "/variables", spaces.variables),
        send("POST", space + "/variables", spaces.add_variable),
        send("DELETE", space + "/variables", spaces.delete_variable),
        get(space + "/secrets", spaces.secrets),
        send("POST", space + "/secrets", spaces.add_secret),
        send("DELETE", space + "/secrets", spaces.delete_secret),
        get(space + "/runtime", spaces.runtime),
    ]


def lfs_routes() -> list[Route]:
    return [
        get(API + "/xet-write-token/{revision:s}", lfs.xet_write_token),
        get(lfs.NO_XET, lfs.no_xet),
        *(send("POST", own + ".git/info/lfs/objects/batch", lfs.batch) for own in OWN),
        *(send("POST", own + ".git/info/lfs/objects/verify", lfs.verify) for own in OWN),
        Route("/lfs/upload/{signed:s}", lfs.upload, methods=["PUT"]),
        send("POST", "/lfs/complete/{signed:s}", lfs.complete),
    ]


def unsupported_routes() -> list[Route]:
    every = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [
        Route("/api/repos/move", unsupported.move, methods=["POST"]),
        Route(API + "/{feature:s}", unsupported.feature, methods=every),
        Route(API + "/{feature:s}/{rest:rest}", unsupported.feature, methods=every),
        get("/api/{kind:kind}/{name:s}", unsupported.repository_without_owner),
        get("/{name:s}/resolve/{rest:rest}", unsupported.repository_without_owner),
        Route("/{rest:path}", unsupported.anything, methods=every),
    ]


class RawPath:
    """Routes by the address as it was sent, since ASGI's `path` has lost the difference of / and %2F.

    Behind a proxy that serves this Hub under a path, whether it strips it or not, the addresses in answers have that
    path: `root_path`, or what the proxy says in X-Forwarded-Prefix.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app, self._root_path = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            told = Headers(scope=scope).get("x-forwarded-prefix", "")
            root = told.rstrip("/") if _PREFIX.fullmatch(told) else self._root_path
            sent = scope["raw_path"].decode("ascii")
            path = sent if root and sent.startswith(f"{root}/") else root + sent
            scope = {**scope, "path": path, "root_path": root}
        await self._app(scope, receive, send)


def build(config: Config, accounts: Accounts, key: bytes) -> ASGIApp:
    """The local Hub as an ASGI application; `key` signs the addresses of uploads."""
    handlers = {RefusalError: answer_refusal, OSError: answer_full_disk, Exception: answer_crash}
    app = Starlette(routes=routes(), exception_handlers=handlers)
    app.router.redirect_slashes = False
    signer = URLSafeTimedSerializer(key, salt="lfs-upload")
    app.state.hub = Hub(config, accounts, Repositories(config.root), signer)
    return RawPath(app, config.root_path.rstrip("/"))

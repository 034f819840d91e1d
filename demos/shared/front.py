"""What stands in front of Gradio's page: it goes out compressed, a script of ours runs before Gradio's own, the styles
of all components come at once, /kept/ has what a view shows once it is seen, /agents.md tells programs what there is,
and /health, /ready and /metrics tell who runs it how it is.

The script speaks the language that the visitor chose (`assets/prelude.js`), opens the tab that the address names, and
asks what it asks (`assets/address.js`).
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import gradio as gr
from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, remove_compress_type

from demos.shared import metrics
from demos.shared.components import kept
from demos.shared.styles import Styles

ASSETS = Path(__file__).parent / "assets"
SCRIPTS, AGENTS = [ASSETS / f"{name}.js" for name in ("prelude", "address")], ASSETS / "agents.md"
QUALITY = 5  # of brotli: at 9 the page takes four times as long for four hundredths less
MAX_ADDRESSES = 16  # under which the page is asked for, its compressions counted apart
_SEEN = ("host", "x-forwarded-host", "x-forwarded-proto", "x-gradio-server", "accept-encoding")
KEPT = "/kept/"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # for what has its digest in its address
_BEFORE = b'<script type="module"'


def in_front(page: gr.Blocks) -> list[Middleware]:
    """The middleware of the page, outermost first; streams of events pass as they are."""
    remove_compress_type("text/event-stream")
    styles = Styles(component["type"] for component in page.config["components"])
    return [
        Middleware(Once),
        Middleware(CompressMiddleware, zstd=False, brotli_quality=QUALITY),
        Middleware(
            Answers,
            answers={
                "/agents.md": lambda _: PlainTextResponse(agents(page), media_type="text/markdown"),
                "/health": lambda _: PlainTextResponse("ok"),
                "/ready": lambda _: ready(page),
                "/metrics": lambda headers: metrics.tell(page, headers),
                **{f"{KEPT}{key}": partial(_kept, content) for key, content in kept.items()},
                f"/{styles.address}": partial(_kept, styles.content, media_type="text/css"),
            },
        ),
        Middleware(metrics.QueueRefusals),
        Middleware(Prelude, styles=styles.links),
    ]


@cache
def prelude() -> bytes:
    """The script as it stands in the page."""
    script = b"".join(file.read_bytes() for file in SCRIPTS)
    return b"<script>" + script.replace(b"</", b"<\\/") + b"</script>\n"


class Once:
    """Has the page made once for all who ask at the same address: Gradio copies, writes and compresses all of it anew.

    Nobody's page differs from another's here: there is no login in front of it, and what the address asks for is
    looked up in the browser.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._made: LRUCache[tuple[str, ...], list[Message]] = LRUCache(MAX_ADDRESSES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _address(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        if key not in self._made:
            messages: list[Message] = []

            async def note(message: Message) -> None:
                messages.append(message)

            await self._app(scope, receive, note)
            if messages[0]["status"] == 200 and "set-cookie" not in Headers(raw=messages[0]["headers"]):
                self._made[key] = messages
        else:
            messages = self._made[key]
        for message in messages:
            await send({**message})


def _address(scope: Scope) -> tuple[str, ...] | None:
    """All that the page depends on, its compression too; None for what is not the page, or holds somebody's state."""
    if scope["type"] != "http" or scope["method"] != "GET" or b"deep_link" in scope["query_string"]:
        return None
    root = scope.get("root_path", "")
    if scope["path"].removeprefix(root) not in ("", "/"):
        return None
    headers = Headers(scope=scope)
    return scope["scheme"], root, scope["path"], *(headers.get(name, "") for name in _SEEN)


class Prelude:
    """Puts the script into every HTML page of Gradio's, before its own, and the links to styles behind all others."""

    def __init__(self, app: ASGIApp, styles: bytes = b"") -> None:
        self._app, self._styles = app, styles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def insert(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message  # its length is not known yet
                return
            if start is None:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                whole = bytes(body).replace(_BEFORE, prelude() + _BEFORE, 1)
                whole = whole.replace(b"</head>", self._styles + b"</head>", 1)
                MutableHeaders(scope=start)["Content-Length"] = str(len(whole))
                await send(start)
                await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, insert)


class Answers:
    """Answers what is asked at paths of ours, which Gradio does not see."""

    def __init__(self, app: ASGIApp, answers: Mapping[str, Callable[[Headers], Response | None]]) -> None:
        self._app, self._answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        answer = self._answers.get(path)
        response = answer(Headers(scope=scope)) if answer else None
        if path == "/" and scope["method"] == "HEAD":  # Gradio asks so whether it lives, and soon gives up
            response = Response(media_type="text/html")
        await (response or self._app)(scope, receive, send)


def ready(page: gr.Blocks) -> Response:
    """How many requests wait and how many may; 503 where no other one may, so that a proxy asks another machine."""
    waiting, most = len(page._queue), page._queue.max_size
    return JSONResponse({"waiting": waiting, "most": most}, 503 if most is not None and waiting >= most else 200)


def agents(page: gr.Blocks) -> str:
    """What a program that finds this app should know, in Markdown: every endpoint in a line, and how to call it."""
    endpoints = page.get_api_info()["named_endpoints"]
    lines = [
        f"- `{name}({', '.join(it['parameter_name'] for it in endpoint['parameters'])})` {_first_sentence(endpoint)}"
        for name, endpoint in sorted(endpoints.items())
    ]
    return f"{AGENTS.read_text(encoding='utf-8')}\n{chr(10).join(lines)}\n"


def _kept(content: bytes, _: Headers, media_type: str = "application/json") -> Response:
    return Response(content, media_type=media_type, headers=FOREVER)


def _first_sentence(endpoint: Mapping[str, Any]) -> str:
    return str(endpoint.get("description") or "").partition(". ")[0].rstrip(".") + "."


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers

"""What stands in front of Gradio's page: it goes out compressed, a script of ours runs before Gradio's own, /agents.md
tells programs what there is, and /health and /ready tell who runs it how it is.

The script (`assets/prelude.js`) opens the tab that the address names without a flash of another, fills in the fields
that it names, and speaks the language that the visitor chose.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASSETS = Path(__file__).parent / "assets"
PRELUDE, AGENTS = ASSETS / "prelude.js", ASSETS / "agents.md"
MIN_COMPRESSED = 1_000  # bytes
LEVEL = 6  # of gzip: at 9 the page takes twice the time for one hundredth less
_BEFORE = b'<script type="module"'


def in_front(page: gr.Blocks) -> list[Middleware]:
    """The middleware of the page, outermost first; streams of events pass as they are."""
    return [
        Middleware(GZipMiddleware, minimum_size=MIN_COMPRESSED, compresslevel=LEVEL),
        Middleware(
            Answers,
            answers={
                "/agents.md": lambda: PlainTextResponse(agents(page), media_type="text/markdown"),
                "/health": lambda: PlainTextResponse("ok"),
                "/ready": lambda: ready(page),
            },
        ),
        Middleware(Prelude),
    ]


@cache
def prelude() -> bytes:
    """The script as it stands in the page."""
    return b"<script>" + PRELUDE.read_bytes().replace(b"</", b"<\\/") + b"</script>\n"


class Prelude:
    """Puts the script into every HTML page of Gradio's, before its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
                MutableHeaders(scope=start)["Content-Length"] = str(len(whole))
                await send(start)
                await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, insert)


class Answers:
    """Answers what is asked at paths of ours, which Gradio does not see."""

    def __init__(self, app: ASGIApp, answers: Mapping[str, Callable[[], Response]]) -> None:
        self._app, self._answers = app, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        answer = self._answers.get(path)
        await (answer() if answer else self._app)(scope, receive, send)


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


def _first_sentence(endpoint: Mapping[str, Any]) -> str:
    return str(endpoint.get("description") or "").partition(". ")[0].rstrip(".") + "."


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers

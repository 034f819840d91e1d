"""What stands in front of Gradio's page: it goes out compressed, and a script of ours runs before Gradio's own.

The script (`assets/prelude.js`) opens the tab that the address names without a flash of another, fills in the fields
that it names, and speaks the language that the visitor chose.
"""

from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PRELUDE = Path(__file__).parent / "assets" / "prelude.js"
MIN_COMPRESSED = 1_000  # bytes
LEVEL = 6  # of gzip: at 9 the page takes twice the time for one hundredth less
_BEFORE = b'<script type="module"'


def in_front() -> list[Middleware]:
    """The middleware of the page, outermost first; streams of events pass as they are."""
    return [Middleware(GZipMiddleware, minimum_size=MIN_COMPRESSED, compresslevel=LEVEL), Middleware(Prelude)]


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


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers

"""A proxy on loopback that serves an app under a path, as a reverse proxy of a classroom or a company does."""

from threading import Thread
from typing import Self

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.live_app import free_port

METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]
HOP = {"connection", "transfer-encoding", "keep-alive"}  # not for the next one


class Prefix:
    """`url` is where the app of `upstream` is found; everything outside the path is not."""

    def __init__(self, upstream: str, path: str):
        self.upstream, self.path, self.strays = upstream, path, []
        port = free_port()
        self.url = f"http://127.0.0.1:{port}{path}"
        self._client = httpx2.AsyncClient(timeout=None)
        routes = [
            Route(f"{path}/{{rest:path}}", self._forward, methods=METHODS),
            Route("/{rest:path}", self._stray, methods=METHODS),
        ]
        self._server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
        self._thread = Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)
        return self

    def __exit__(self, *failure: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    async def _forward(self, request: Request) -> Response:
        address = f"{self.upstream}/{request.path_params['rest']}"
        asked = self._client.build_request(
            request.method, address, params=request.query_params, headers=request.headers.raw, content=request.stream()
        )
        answer = await self._client.send(asked, stream=True)
        headers = {name: value for name, value in answer.headers.items() if name not in HOP}
        return StreamingResponse(
            answer.aiter_raw(), answer.status_code, headers, background=BackgroundTask(answer.aclose)
        )

    async def _stray(self, request: Request) -> Response:
        if request.url.path == "/favicon.ico":  # which Gradio 6.31 names without its root path
            return Response(status_code=204)
        self.strays.append(request.url.path)
        return Response(status_code=404)

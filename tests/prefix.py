"""A proxy on loopback that serves an app under a path, as a reverse proxy of a classroom or a company does."""

import httpx2
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.served import Served

METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]
HOP = {"connection", "transfer-encoding", "keep-alive"}  # not for the next one


class Prefix(Served):
    """`url` is where the app of `upstream` is found; everything outside the path is not."""

    def __init__(self, upstream: str, path: str):
        super().__init__(
            [
                Route(f"{path}/{{rest:path}}", self._forward, methods=METHODS),
                Route("/{rest:path}", self._stray, methods=METHODS),
            ]
        )
        self.upstream, self.path, self.strays = upstream, path, []
        self.url = f"{self.address}{path}"
        self._client = httpx2.AsyncClient(timeout=None)

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

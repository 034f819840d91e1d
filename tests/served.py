"""An app of Starlette on a free port of loopback, in a thread of this process."""

from threading import Thread
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from tests.live_app import free_port
from tests.waiting import PATIENCE, until


class Served:
    """`address` is where it is found while its `with` lasts."""

    def __init__(self, routes: list[Route]):
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
        self._thread = Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        until(lambda: self._server.started)
        return self

    def __exit__(self, *failure: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)

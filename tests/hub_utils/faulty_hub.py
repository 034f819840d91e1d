"""A proxy on loopback before the local Hub that makes the answers of chosen addresses go wrong.

with FaultyHub(hub.endpoint) as faulty:
    faulty.fault = Fault("/resolve/", status=429, headers={"Retry-After": "1"}, times=2)
"""

import http.client
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Self
from urllib.parse import urlsplit

from tests.waiting import PATIENCE

HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}  # not for the next one


@dataclass
class Fault:
    """What goes wrong for requests whose address contains `path`: the next `times` of them, -1 for all.

    status: answered without asking the Hub, with `headers`.
    cut: bytes of the body after which the connection ends.
    pace: bytes a second at which the body comes.
    flip: the last byte of the body is another one.
    body: sent instead of the Hub's.
    """

    path: str
    method: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = -1
    pace: float = 0.0
    flip: bool = False
    body: bytes | None = None
    times: int = -1


class FaultyHub:
    """The proxy; `seen` lists the method and address of every request, `lock` guards what threads share."""

    def __init__(self, upstream: str):
        self.upstream = urlsplit(upstream)
        self.fault: Fault | None = None
        self.moved: tuple[str, str] | None = None  # a repo that has another name now, as the Hub redirects to it
        self.seen: list[tuple[str, str]] = []
        self.before = lambda method, path: None  # called before a request is passed on
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets."""
        self.before(method, path)
        with self._lock:
            self.seen.append((method, path))
            fault = self.fault
            if fault is None or fault.path not in path or fault.method not in ("", method) or fault.times == 0:
                return None
            fault.times -= 1
            return fault

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: FaultyHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def pass_on(self) -> None:
        body = self._body()
        fault = self.hub.take(self.command, self.path) or Fault("")
        old, new = self.hub.moved or ("", "")
        if old and old in self.path:
            self._answer(307, [("Location", self.path.replace(old, new))], b"")
            return
        if fault.status:
            self._answer(fault.status, list(fault.headers.items()), b"")
            return
        upstream = http.client.HTTPConnection(self.hub.upstream.hostname, self.hub.upstream.port, timeout=PATIENCE)
        try:
            upstream.request(self.command, self.path, body, dict(self.headers))
            answer = upstream.getresponse()
            content = answer.read()
        finally:
            upstream.close()
        if fault.body is not None:
            content = fault.body
        length = answer.getheader("content-length") or "0" if self.command == "HEAD" else str(len(content))
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        self._answer(answer.status, [*kept, ("Content-Length", length)], content, fault)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = pass_on

    def _body(self) -> bytes | None:
        if self.headers.get("transfer-encoding", "") == "chunked":
            return b"".join(iter(self._chunk, b""))
        length = int(self.headers.get("content-length") or 0)
        return self.rfile.read(length) if length else None

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline(), 16)
        content = self.rfile.read(size)
        self.rfile.readline()
        return content

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, fault: Fault | None = None) -> None:
        fault = fault or Fault("")
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in headers):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self._send(content, fault)

    def _send(self, content: bytes, fault: Fault) -> None:
        if fault.flip and content:
            content = content[:-1] + bytes([content[-1] ^ 1])
        if fault.pace:
            step = max(1, int(fault.pace / 10))
            for start in range(0, len(content), step):
                self.wfile.write(content[start : start + step])
                self.wfile.flush()
                time.sleep(0.1)
        elif 0 <= fault.cut < len(content):
            self.wfile.write(content[: fault.cut])
            self.close_connection = True
        else:
            self.wfile.write(content)

"""A web site on loopback for the tests of fetching and crawling: pages by path, and a count of who called."""

import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

from models.articles.web.addresses import Policy
from models.articles.web.fetch import Fetcher, Limits
from models.articles.web.robots import Pace, RulesCache
from tests.waiting import PATIENCE

HOST = "site.test"


@dataclass
class Answer:
    """What a path answers with; `pieces` come one by one, `pause` seconds apart."""

    content: bytes = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None
    pause: float = 0.0


class Site:
    """`answers` has an answer, or a function of the path that gives one, for each path; all others are 404."""

    def __init__(self, tls: SSLContext | None = None):
        self.answers: dict[str, Answer | Callable[[str], Answer]] = {}
        self.default: Callable[[str], Answer] = lambda path: Answer(b"none", 404)
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        self.connections = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                site.connections += 1
                super().setup()

            def do_GET(self) -> None:
                site.asked.append(
                    (time.monotonic(), self.path, {name.lower(): it for name, it in self.headers.items()})
                )
                answer = site.answers.get(self.path, site.default)
                with contextlib.suppress(ConnectionError, TimeoutError):
                    self._send(answer if isinstance(answer, Answer) else answer(self.path))

            def _send(self, answer: Answer) -> None:
                self.send_response(answer.status)
                if answer.content_type:
                    self.send_header("Content-Type", answer.content_type)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.pieces is None:
                    self.send_header("Content-Length", str(len(answer.content)))
                else:
                    self.send_header("Connection", "close")
                    self.close_connection = True
                self.end_headers()
                for piece in answer.pieces or (answer.content,):
                    time.sleep(answer.pause)
                    self.wfile.write(piece)

            def log_message(self, *arguments: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *arguments: None  # a client that hangs up is no error here
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.scheme = "https" if tls else "http"

    def __enter__(self) -> "Site":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/", host: str = HOST) -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def kept_to(self, pause: float) -> bool:
        """Whether requests came so many seconds apart, but for the moments that the first of two may have been late."""
        times = [when for when, _, _ in self.asked]
        gaps = [after - before for before, after in itertools.pairwise(times)]
        return sum(gaps) >= 0.9 * pause * len(gaps) and min(gaps) >= pause / 2

    @property
    def paths(self) -> list[str]:
        """Those that were asked for, in order."""
        return [path for _, path, _ in self.asked]

    def fetcher(self, names: dict[str, list[str]] | None = None, **options) -> Fetcher:
        """One that resolves `names` (by default the site's to loopback), trusts the site, and hurries."""
        return fetcher_of(self.port, names, **options)


def fetcher_of(port: int, names: dict[str, list[str]] | None = None, **options) -> Fetcher:
    """That of the site at a port, also of another process."""
    known = {HOST: ["127.0.0.1"]} | (names or {})

    async def resolver(host: str, port: int) -> list[str]:
        if host not in known:
            raise OSError("no such host")
        return known[host]

    given = {
        "policy": Policy(ports=frozenset({port}), trusted=frozenset({(HOST, port)})),
        "limits": Limits(seconds=PATIENCE, pause=0.0),
        "rules": RulesCache(),
        "pace": Pace(),
    }
    return Fetcher(**{**given, **options}, resolver=resolver)

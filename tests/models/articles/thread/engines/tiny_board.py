"""A board of a few lines: what a user's own engine looks like, and a server that the tests start for real.

python tiny_board.py talks.json port
"""

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory


def page_of(talk: dict) -> str:
    """Posts as a table, signatures under them."""
    rows = "".join(
        f'<tr id="p{said["number"]}"><th>{escape(said["author"]["name"])}<br><time datetime="{said["when"]}">'
        f'{said["when"][:16]}</time></th><td><div class="text">{said["html"]}'
        f'<p class="sign">{escape(said["author"]["signature"])}</p></div></td></tr>'
        for said in talk["posts"]
    )
    return (
        f"<!DOCTYPE html><title>{escape(talk['title'])}</title><a href='http://{{host}}/'>up</a><table>{rows}</table>"
    )


class Handler(BaseHTTPRequestHandler):
    """Answers /7 with the talk of seed 7."""

    pages: dict[str, str]

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        body = (page or "no such page").replace("{host}", self.headers["Host"]).encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class TinyBoard:
    """Needs no installation: the server runs in the Python of the tests."""

    name = "tiny"
    kind = "forum"

    def install(self, home: Path) -> None:
        """Only its folder."""
        home.mkdir(parents=True)

    def serve(self, home: Path, talks: Sequence) -> Iterator:
        """Serves on loopback."""
        from models.articles.thread.engines.engine import Served
        from models.articles.thread.engines.environment import told
        from models.articles.thread.engines.looks import Look, read
        from models.articles.thread.engines.server import fetched, free_port, serving

        look = Look(
            "//tr", ".//div[@class='text']", "th/text()", ".//time", ".//time/@datetime", drop=("p[@class='sign']",)
        )
        with TemporaryDirectory() as scratch:
            message = Path(scratch) / "talks.json"
            message.write_text(json.dumps([told(talk) for talk in talks]), encoding="utf-8")
            port = free_port()
            with serving([sys.executable, __file__, str(message), str(port)], port) as address:
                for talk in talks:
                    html = fetched(f"{address}/{talk.seed}", "https://tiny.example")
                    yield Served(f"https://tiny.example/{talk.seed}", html, 1, talk, read(html, look, talk))


class BrokenBoard(TinyBoard):
    """Cannot be installed."""

    name = "broken"

    def install(self, home: Path) -> None:
        """Fails as engines fail."""
        from models.articles.thread.engines.engine import EngineError

        raise EngineError("There is no Erlang.", "Install it.")


class SurprisedBoard(TinyBoard):
    """Fails as nobody foresaw, in the midst of its pages."""

    name = "surprised"

    def serve(self, home: Path, talks: Sequence) -> Iterator:
        """One page, then an error of its own."""
        yield next(super().serve(home, talks))
        raise ZeroDivisionError("no posts per page")


class WaitingBoard(TinyBoard):
    """Serves until it is stopped from outside; the file `server` in its folder says that its server runs, and where."""

    name = "waiting"

    def serve(self, home: Path, talks: Sequence) -> Iterator:
        """Never yields."""
        from models.articles.thread.engines.server import free_port, serving

        (home / "talks.json").write_text("[]")
        port = free_port()
        with serving([sys.executable, __file__, str(home / "talks.json"), str(port)], port) as address:
            (home / "unfinished").write_text(address)
            (home / "unfinished").rename(home / "server")
            threading.Event().wait()
        yield from ()


if __name__ == "__main__":
    Handler.pages = {f"/{talk['seed']}": page_of(talk) for talk in json.loads(Path(sys.argv[1]).read_text("utf-8"))}
    HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()

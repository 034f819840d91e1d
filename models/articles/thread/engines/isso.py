"""Isso, comments that a script puts below the articles of a blog."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from models.articles.thread.engines.browser import browser, rendered
from models.articles.thread.engines.engine import Kind, Served
from models.articles.thread.engines.environment import INSIDE, install_packages, python_of, told
from models.articles.thread.engines.looks import Look, of_class, read
from models.articles.thread.engines.server import free_port, serving
from models.articles.thread.engines.talks import Talk

_OWN = f"./{of_class('isso-text-wrapper')}"  # answers stand in the same element, after it
LOOK = Look(
    post=f"//div[@id='isso-root']//{of_class('isso-comment')}",
    content=f"{_OWN}/{of_class('isso-text')}",
    author=f"{_OWN}//{of_class('isso-author')}",
    time=f"{_OWN}//time",
    time_attr=f"{_OWN}//time/@datetime",
)


class Isso:
    """How long ago, in the language of the page; answers nested; the article above is no post."""

    name = "isso"
    kind: Kind = "comments"
    packages = ("isso==0.14.0",)

    def install(self, home: Path) -> None:
        """Installs the packages; a browser must be there. Raises EngineError."""
        browser()
        install_packages(home, self.packages)

    def serve(self, home: Path, talks: Sequence[Talk]) -> Iterator[Served]:
        """Serves a blog on loopback and reads it in the browser. Raises EngineError."""
        with TemporaryDirectory(prefix="engine-") as scratch:
            message = Path(scratch) / "talks.json"
            message.write_text(json.dumps({"talks": [told(talk) for talk in talks]}), encoding="utf-8")
            port = free_port()
            command = [str(python_of(home)), str(INSIDE / "isso_server.py"), str(message), scratch, str(port)]
            with serving(command, port) as address:
                for talk in talks:
                    path, public = f"/post/{talk.seed}", f"https://{self.name}.example"
                    html = rendered(f"{address}{path}", Path(scratch), public)
                    yield Served(f"{public}{path}", html, 1, talk, read(html, LOOK, talk))

"""Waline's client, comments that a script puts below an article; the answers of its server are files that we write."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from models.articles.thread.engines.browser import browser, rendered
from models.articles.thread.engines.debian import Debian, Page
from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.environment import run_bounded
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.markup import as_html
from models.articles.thread.engines.server import LOOPBACK, free_port, serving
from models.articles.thread.engines.talks import Said, Talk

PACKAGE = "@waline/client@3.15.2"
CLIENT = Path("node_modules/@waline/client/dist/waline.js")
LANGUAGES = {"en": "en-US", "de": "de", "fr": "fr-FR", "es": "es", "ru": "ru-RU", "zh": "zh-CN"}
BLOG = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title} | Notebook</title></head><body>
<header><a href="/">Notebook</a> <nav><a href="/about">About</a> <a href="/archive">Archive</a></nav></header>
<main><article><h1>{title}</h1><time datetime="{day}">{day}</time>{article}</article><div id="comments"></div></main>
<script type="module">import {{init}} from "/waline.js"; init({{el: "#comments", serverURL: location.origin + "{path}",
path: "{path}", lang: "{client}", pageSize: 100, emoji: false, search: false, imageUploader: false, texRenderer: false,
highlighter: false}});</script></body></html>
"""
CARD = f"./{of_class('wl-card')}"  # answers stand in the same element, after it


class Waline(Debian):
    """Levels, browsers and buttons in many small elements; answers in the card of what they answer."""

    name = "waline"
    kind = "comments"
    look = Look(
        post=f"//{of_class('wl-card-item')}",
        content=f"{CARD}/{of_class('wl-content')}",
        author=f"{CARD}/{of_class('wl-head')}/{of_class('wl-nick')}",
        time=f"{CARD}/{of_class('wl-head')}/{of_class('wl-time')}",
        drop=(f".//{of_class('wl-reply-to')}",),
    )

    def install(self, home: Path) -> None:
        """The client by npm; a browser must be there. Raises EngineError."""
        browser()
        if (home / CLIENT).is_file():
            return
        if not shutil.which("npm"):
            raise EngineError("There is no npm.", "Install it (Debian: npm), or leave this engine out.")
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text("{}", encoding="utf-8")
        run_bounded(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE], "", home)

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Each talk from old to new, and from new to old."""
        site = folder / "site"
        site.mkdir()
        shutil.copy(folder.parent / CLIENT, site)
        asked = [(talk, order) for talk in talks for order in ("old", "new")]
        for talk, order in asked:
            _write(site, talk, order)
        port = free_port()
        server = [sys.executable, "-m", "http.server", str(port), "--bind", LOOPBACK, "--directory", str(site)]
        with serving(server, port) as address:
            for talk, order in asked:
                path = f"/{talk.seed}-{order}/"
                html = rendered(f"{address}{path}", folder, "https://waline.example")
                yield Page(talk, path, html, 1, order, posts=talk.standing[1:])


def _write(site: Path, talk: Talk, order: str) -> None:
    """The article, and beside it what the server of comments would answer."""
    path = f"/{talk.seed}-{order}"
    folder = site / path[1:]
    (folder / "api").mkdir(parents=True)
    opening, *comments = talk.standing
    words = {"title": escape(talk.title), "language": talk.language, "client": LANGUAGES[talk.language], "path": path}
    page = BLOG.format(**words, day=f"{opening.when:%Y-%m-%d}", article=as_html(opening.pieces))
    (folder / "index.html").write_text(page, encoding="utf-8")
    threads = _threads(comments)
    if order == "new":
        threads.reverse()
    data = {"page": 1, "totalPages": 1, "pageSize": 100, "count": len(comments), "data": threads}
    answer = json.dumps({"errno": 0, "errmsg": "", "data": data})
    (folder / "api/comment").write_text(answer, encoding="utf-8")


def _threads(comments: Sequence[Said]) -> list[dict[str, Any]]:
    """Comments that answer none, each with all that follow from it."""
    by_number = {said.number: said for said in comments}
    made: dict[int, dict[str, Any]] = {}
    roots: dict[int, int] = {}
    for said in comments:
        one = made[said.number] = _comment(said)
        answered = by_number.get(said.answers or 0)
        if answered is None:
            roots[said.number] = said.number
            continue
        roots[said.number] = root = roots[answered.number]
        one |= {"pid": str(answered.number), "rid": str(root), "reply_user": {"nick": answered.author.name, "link": ""}}
        made[root]["children"].append(one)
    return [made[number] for number, root in roots.items() if number == root]


def _comment(said: Said) -> dict[str, Any]:
    shown = as_html(said.pieces)
    return {
        "objectId": str(said.number),
        "nick": said.author.name,
        "link": "" if said.number % 3 else f"https://{said.author.login.lower()}.example",
        "avatar": f"https://pictures.example/{said.author.login}.png",
        "comment": shown,
        "orig": shown,
        "time": round(said.when.timestamp() * 1000),
        "browser": ("Firefox 128", "Chrome 131.0", "Safari 18.1")[said.number % 3],
        "os": ("Linux", "Windows 10", "macOS 15.1")[said.number % 3],
        "like": said.number % 5,
        "level": said.number % 4,
        "status": "approved",
        "children": [],
    }

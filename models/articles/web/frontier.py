"""Which page of a site is read next: breadth first, each once by its plain address, and out of traps.

A calendar that leads to the next month for ever, and a path that grows a segment with every link, give addresses
without end. So addresses are grouped by their shape (numbers and last names left out), and a shape whose pages bring
neither new text nor links to other shapes is given up.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from trafilatura.deduplication import Simhash

from models.articles.web.addresses import plain_address
from models.articles.web.state import State

MAX_FRUITLESS = 10  # pages of a shape one after the other; then it is given up
MAX_REPEATS = 3  # of a segment in a path: of so many on, it is a trap
MAX_DEPTH = 20  # segments
MAX_WAITING = 100_000  # addresses
MIN_TEXT = 200  # characters of a text that counts as one
SAME_TEXT = 0.9  # similarity of simhashes; those of unrelated texts agree in half of their bits
REMEMBERED_TEXTS = 20  # texts of a shape that a new one is compared with

TABLES = """
CREATE TABLE IF NOT EXISTS address (number INTEGER PRIMARY KEY, place TEXT UNIQUE, url TEXT, shape TEXT, waits INTEGER);
CREATE INDEX IF NOT EXISTS waiting ON address (number) WHERE waits;
CREATE TABLE IF NOT EXISTS trap (shape TEXT PRIMARY KEY, fruitless INTEGER, texts TEXT);
"""


def shape(url: str) -> str:
    """The path of an address as those of the same kind have it: `/2024/05/a-post.html?page=2` → `/0/0/*.html?page`."""
    parts = urlsplit(url)
    *folders, last = parts.path.split("/")
    name, dot, suffix = last.partition(".") if re.search(r"\.\w{1,5}$", last) else (last, "", "")
    name = re.sub(r"\d+", "0", name) if not re.search(r"[^\W\d]", name) else "*"
    path = "/".join([*(re.sub(r"\d+", "0", folder) for folder in folders), name]) + dot + suffix
    query = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{path}?{query}" if query else path


class Frontier:
    """The addresses of one site that are still to be read, kept in a state; one that is not new is gone on with."""

    def __init__(self, start: str, state: State | None = None):
        self._state = state or State()
        self._state.tables(TABLES)
        start = plain_address(start) or start
        self.host = urlsplit(start).netloc
        fruitless = self._state.rows("SELECT shape FROM trap WHERE fruitless >= ?", MAX_FRUITLESS)
        self.given_up: set[str] = {shape for (shape,) in fruitless}
        self.waiting: int = self._state.value("SELECT count(*) FROM address WHERE waits")
        self.add([start])

    def add(self, urls: Sequence[str]) -> list[str]:
        """Takes addresses that are new and of this site; returns those that it took."""
        taken = []
        for url in filter(None, map(plain_address, urls)):
            if self.waiting < MAX_WAITING and self._belongs(url) and self._met(url, waits=True):
                self.waiting += 1
                taken.append(url)
        return taken

    def next(self) -> str | None:
        """The address that waits longest, None if there is none; those of shapes that were given up are dropped."""
        query = "SELECT number, url, shape FROM address WHERE waits ORDER BY number LIMIT 1"
        while (found := self._state.row(query)) is not None:
            number, url, own = found
            self._state.change("UPDATE address SET waits = 0 WHERE number = ?", number)
            self.waiting -= 1
            if own not in self.given_up:
                return str(url)
        return None

    def arrived(self, asked: str, url: str) -> bool:
        """Notes that `asked` led to `url`; whether that is of this site and was not to be read anyway."""
        plain = plain_address(url) or url
        if _place(plain) == _place(asked):
            return True
        return self._met(plain, waits=False) and self._belongs(plain)

    def note(self, url: str, text: str, simhash: int, links: Sequence[str]) -> None:
        """Notes what a page brought: its text (empty for none), and the new links on it."""
        own = shape(url)
        fruitless, told = self._state.row("SELECT fruitless, texts FROM trap WHERE shape = ?", own) or (0, "[]")
        texts: list[str] = json.loads(told)
        fresh = len(text) >= MIN_TEXT and _is_new(simhash, texts)
        if len(text) >= MIN_TEXT:
            texts = [*texts, f"{simhash:x}"][-REMEMBERED_TEXTS:]
        fruitless = 0 if fresh or any(shape(link) != own for link in links) else fruitless + 1
        self._state.change("INSERT OR REPLACE INTO trap VALUES (?, ?, ?)", own, fruitless, json.dumps(texts))
        if fruitless >= MAX_FRUITLESS:
            self.given_up.add(own)

    def _met(self, url: str, waits: bool) -> bool:
        """Notes an address; whether it was new. `http` and `https` lead to the same page."""
        values = (_place(url), url, shape(url), waits)
        statement = "INSERT OR IGNORE INTO address (place, url, shape, waits) VALUES (?, ?, ?, ?)"
        return self._state.change(statement, *values) > 0

    def _belongs(self, url: str) -> bool:
        parts = urlsplit(url)
        segments = parts.path.strip("/").split("/")
        return (
            parts.netloc == self.host and len(segments) <= MAX_DEPTH and max(Counter(segments).values()) < MAX_REPEATS
        )


def _place(url: str) -> str:
    return url.partition("://")[2]


def _is_new(simhash: int, texts: list[str]) -> bool:
    text = Simhash(existing_hash=simhash)
    return all(text.similarity(Simhash(existing_hash=int(other, 16))) < SAME_TEXT for other in texts)

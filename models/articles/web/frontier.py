"""Which page of a site is read next: breadth first, each once, and out of traps.

A calendar that leads to the next month for ever, and a path that grows a segment with every link, give addresses
without end. So addresses are grouped by their shape (numbers and last names left out), and a shape whose pages bring
neither new text nor links to other shapes is given up.
"""

import re
from collections import Counter, defaultdict, deque
from urllib.parse import parse_qsl, urldefrag, urlsplit

from trafilatura.deduplication import Simhash

from models.articles.web.addresses import MAX_URL_LENGTH

MAX_FRUITLESS = 10  # pages of a shape one after the other; then it is given up
MAX_REPEATS = 3  # of a segment in a path: of so many on, it is a trap
MAX_DEPTH = 20  # segments
MAX_WAITING = 100_000  # addresses
MIN_TEXT = 200  # characters of a text that counts as one
SAME_TEXT = 0.9  # similarity of simhashes; those of unrelated texts agree in half of their bits
REMEMBERED_TEXTS = 20  # texts of a shape that a new one is compared with


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
    """The addresses of one site that are still to be read."""

    def __init__(self, start: str):
        self.host = urlsplit(start).netloc
        self.given_up: set[str] = set()
        self._waiting: deque[str] = deque()
        self._seen: set[str] = set()
        self._fruitless: Counter[str] = Counter()
        self._texts: dict[str, deque[Simhash]] = defaultdict(lambda: deque(maxlen=REMEMBERED_TEXTS))
        self.add([start])

    def add(self, urls: list[str] | tuple[str, ...]) -> list[str]:
        """Takes addresses that are new and of this site; returns those that it took."""
        taken = []
        for url in urls:
            url = urldefrag(url).url
            if url not in self._seen and len(self._waiting) < MAX_WAITING and self._belongs(url):
                self._seen.add(url)
                self._waiting.append(url)
                taken.append(url)
        return taken

    def next(self) -> str | None:
        """The address that waits longest, None if there is none; those of shapes that were given up are dropped."""
        while self._waiting:
            url = self._waiting.popleft()
            if shape(url) not in self.given_up:
                return url
        return None

    def arrived(self, asked: str, url: str) -> bool:
        """Notes that `asked` led to `url`; whether that is of this site and was not to be read anyway."""
        if url == asked:
            return True
        known = url in self._seen
        self._seen.add(url)
        return not known and self._belongs(url)

    def note(self, url: str, text: str, simhash: int, links: list[str]) -> None:
        """Notes what a page brought: its text (empty for none), and the new links on it."""
        own = shape(url)
        fresh = len(text) >= MIN_TEXT and self._is_new(own, Simhash(existing_hash=simhash))
        if fresh or any(shape(link) != own for link in links):
            self._fruitless[own] = 0
            return
        self._fruitless[own] += 1
        if self._fruitless[own] >= MAX_FRUITLESS:
            self.given_up.add(own)

    def _is_new(self, own: str, text: Simhash) -> bool:
        new = all(text.similarity(other) < SAME_TEXT for other in self._texts[own])
        self._texts[own].append(text)
        return new

    def _belongs(self, url: str) -> bool:
        parts = urlsplit(url)
        segments = parts.path.strip("/").split("/")
        if parts.netloc != self.host or parts.scheme not in ("http", "https") or len(url) > MAX_URL_LENGTH:
            return False
        return len(segments) <= MAX_DEPTH and max(Counter(segments).values()) < MAX_REPEATS

"""Pages that visitors name by their addresses, kept for some minutes: a page that is read as an article, then as a
thread, or with other settings, is asked of its site once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from cachetools import TTLCache

from models.articles.page.encoding import charset_of
from models.articles.tasks import Visit
from models.articles.web.fetch import Fetched

SECONDS_KEPT = 300.0
BYTES_KEPT = 64_000_000  # of all pages together
OVERHEAD = 1000  # bytes that keeping one takes besides


@dataclass(frozen=True)
class Visited:
    """A page, when it was fetched, and whether that was for an earlier call."""

    page: Fetched
    moment: datetime
    cached: bool = False

    def as_visit(self, asked: str) -> Visit:
        """What is told of it to whoever asked for this address."""
        page = self.page
        told = len(page.redirects), page.status, charset_of(page.content_type), len(page.content)
        return Visit(asked, page.url, *told, round(page.seconds, 2), self.moment.isoformat("T", "seconds"), self.cached)


_kept: TTLCache[str, Visited] = TTLCache(
    BYTES_KEPT, SECONDS_KEPT, getsizeof=lambda visited: OVERHEAD + len(visited.page.content)
)
_lock = Lock()


def visited(url: str, fetch: Callable[[], Fetched]) -> Visited:
    """The page at an address, as it is kept, or else as `fetch` gives it; no error of that is kept."""
    with _lock:
        kept = _kept.get(url)
    if kept:
        return Visited(kept.page, kept.moment, cached=True)
    new = Visited(fetch(), datetime.now(UTC))
    with _lock:
        _kept[url] = new
    return new


def forget() -> None:
    """Keeps nothing of what was fetched."""
    with _lock:
        _kept.clear()

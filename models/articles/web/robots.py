"""The manners of a visitor: what robots.txt allows it (RFC 9309), what a page asks of it (`<meta name=robots>` and
X-Robots-Tag, as Google documents them), and one request a second to a host."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx2
from cachetools import TLRUCache
from protego import Protego

from models.articles.errors import FetchError

AGENT = "KexueSpace"
MAX_ROBOTS_SIZE = 500_000  # bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least
MAX_SITES = 256  # hosts
LIFETIME = 3600.0  # seconds
LIFETIME_IN_TROUBLE = 60.0  # seconds until a site that could not show its rules is asked again
MAX_DELAY = 30.0  # seconds between two pages that a robots.txt can ask for
MAX_ASKED = 10_000  # characters of what a page asks of robots
WITH_VALUE = r"max-snippet|max-image-preview|max-video-preview|unavailable_after"
ROBOT_NAME = re.compile(rf"\s*(?!(?:{WITH_VALUE})\s*:)([a-z*][\w*-]*)\s*:(.*)", re.IGNORECASE | re.DOTALL)
VALUE = re.compile(rf"\b({WITH_VALUE})\s*:\s*[^\s,;]*", re.IGNORECASE)


@dataclass(frozen=True)
class Wishes:
    """What a page asks of robots: whether they may keep it, and follow its links."""

    keep: bool = True
    follow: bool = True

    @classmethod
    def of(cls, metas: Iterable[tuple[str, str]], headers: Iterable[str] = ()) -> "Wishes":
        """Those of (name, content) of `<meta>` elements and of X-Robots-Tag headers, the strictest of all.

        `max-image-preview:none` is not `none`, and what is asked of robots of other names is not asked of this one.
        """
        asked = [content for name, content in metas if name.strip().lower() in ("robots", AGENT.lower())]
        words: set[str] = set()
        for text in [*asked, *(part for header in headers for part in _asked_of_us(header))]:
            words.update(re.split(r"[\s,;]+", VALUE.sub(" ", text[:MAX_ASKED]).lower()))
        return cls(words.isdisjoint({"noindex", "none"}), words.isdisjoint({"nofollow", "none"}))


def _asked_of_us(header: str) -> list[str]:
    """The parts of an X-Robots-Tag that name this robot or none: `noindex, otherbot: nofollow` asks noindex."""
    ours, parts = True, []
    for part in header[:MAX_ASKED].split(","):
        if named := ROBOT_NAME.match(part):
            ours, part = named[1].lower() in (AGENT.lower(), "*", "robots"), named[2]
        if ours:
            parts.append(part)
    return parts


@dataclass(frozen=True)
class Rules:
    """What a site's robots.txt says, and for how many seconds that is believed.

    `parsed` is None when the site failed to show it and so allows nothing.
    """

    parsed: Protego | None
    lifetime: float = LIFETIME

    @classmethod
    def of(cls, status: int, text: str) -> "Rules":
        """The rules of an answer: no robots.txt allows everything, a server in trouble nothing."""
        if status == 429 or status >= 500:
            return cls(None, LIFETIME_IN_TROUBLE)
        return cls(Protego.parse(text if status == 200 else ""))

    def check(self, url: httpx2.URL) -> None:
        """Refuses a page that a robot may not have. Raises FetchError, stage `robots`."""
        if self.parsed is None:
            raise FetchError(f"{url.host} cannot show its robots.txt now.", "Try again in a minute.", "robots")
        if not self.parsed.can_fetch(str(url), AGENT):
            remedy = "Open the page in a browser and paste its HTML."
            raise FetchError(f"The robots.txt of {url.host} keeps robots off this page.", remedy, "robots")

    @property
    def delay(self) -> float:
        """Seconds between two pages that the site asks for; 0 where it does not."""
        asked = self.parsed.crawl_delay(AGENT) if self.parsed else None
        return min(asked or 0.0, MAX_DELAY)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of the sitemaps that the site names."""
        return tuple(self.parsed.sitemaps) if self.parsed else ()


class RulesCache:
    """The rules of the sites met last, for all threads."""

    def __init__(self, timer: Callable[[], float] = time.monotonic):
        self._rules: TLRUCache[str, Rules] = TLRUCache(MAX_SITES, lambda _, rules, now: now + rules.lifetime, timer)
        self._lock = threading.Lock()

    def get(self, origin: str) -> Rules | None:
        """The rules of a site, None when they are to be asked for."""
        with self._lock:
            return self._rules.get(origin)

    def put(self, origin: str, rules: Rules) -> None:
        """Keeps the rules of a site, and forgets those that were asked for longest ago."""
        with self._lock:
            self._rules[origin] = rules


class Pace:
    """When a host may be asked next, for all threads."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, host: str, pause: float, patience: float) -> float:
        """Seconds to wait before the next request to `host`, which is then taken.

        Raises:
            FetchError: there are more requests before this one than `patience` seconds allow; stage `time`.
        """
        now = time.monotonic()
        with self._lock:
            self._next = {name: then for name, then in self._next.items() if then > now}
            turn = self._next.get(host, now)
            if turn - now > patience:
                cause = f"Too many pages of {host} are being fetched already."
                raise FetchError(cause, "Try again in a minute.", "time")
            self._next[host] = turn + pause
        return turn - now

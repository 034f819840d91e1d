"""Fetches a page for a visitor, and never anything that is not on the public web.

    fetched = fetch("https://example.com/post")          a page, or a FetchError that names the stage
    async with Fetcher() as fetcher: await fetcher.fetch(url)

Every address, that of a redirect too, is checked as written (`addresses.py`) and again as resolved, at the moment of
connecting (`network.py`). robots.txt is honoured and hosts are spared (`robots.py`).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from ssl import SSLContext

import httpcore2
import httpx2

from models.articles.errors import FetchError
from models.articles.page.binary import check_text
from models.articles.page.encoding import decode
from models.articles.web.addresses import Policy
from models.articles.web.network import Resolver, Transport, resolve
from models.articles.web.robots import AGENT, MAX_ROBOTS_SIZE, Pace, Rules, RulesCache

PAGES = frozenset({"text/html", "application/xhtml+xml"})
CODINGS = ("gzip", "deflate", "br")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = {
    "User-Agent": f"{AGENT}/0.1",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Encoding": ", ".join(CODINGS),
}

_rules, _pace = RulesCache(), Pace()


@dataclass(frozen=True)
class Limits:
    """How much one fetch may cost: bytes after decompression, seconds in all, redirects, seconds between requests."""

    size: int = 5_000_000
    seconds: float = 15.0
    redirects: int = 5
    pause: float = 1.0


@dataclass(frozen=True)
class Fetched:
    """A page. `url` is where it was found at last, `redirects` the addresses before, `seconds` what it took in all;
    `headers` are those it came with, some more than once."""

    content: bytes
    url: str
    status: int
    content_type: str
    seconds: float
    redirects: tuple[str, ...]
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> bytes:
        """The page, in UTF-8 if its header names another character set, which the page itself may not know.

        Raises PageError for what is no text then."""
        if "charset" not in self.content_type.lower():
            return self.content
        check_text(self.content)
        return decode(self.content, self.content_type).markup


class Fetcher:
    """A client that keeps connections open while its `async with` lasts; it belongs to one event loop.

    Args:
        policy: what may be fetched.
        limits: how much a fetch may cost.
        resolver: gives the addresses of a host and port; by default the system's.
        rules, pace: what is known about robots.txt files and when hosts were asked; by default that of the process.
        verify: of TLS certificates, or the context that does it.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        limits: Limits | None = None,
        resolver: Resolver = resolve,
        rules: RulesCache | None = None,
        pace: Pace | None = None,
        verify: bool | SSLContext = True,
    ):
        self.policy, self.limits = policy or Policy(), limits or Limits()
        self.rules, self.pace = rules or _rules, pace or _pace
        self._transport = Transport(self.policy, resolver, verify)

    async def __aenter__(self) -> "Fetcher":
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._transport.aclose()

    async def fetch(self, url: str, types: frozenset[str] | None = PAGES, size: int | None = None) -> Fetched:
        """The page at an address.

        Args:
            url: an http or https address.
            types: media types that are taken, any if it is None; an answer without one is taken too.
            size: bytes at most, by default those of the limits.

        Raises:
            FetchError: with the `stage` (address, resolve, robots, connect, status, type, size, time) and, once the
                server has answered, its HTTP `status`.
        """
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._follow(url, types, size or self.limits.size, time.monotonic())
        except TimeoutError:
            cause = f"The page did not come within {self.limits.seconds:g} seconds."
            raise FetchError(cause, "Try again, or paste its HTML.", "time") from None

    async def site_rules(self, url: str) -> Rules:
        """What the robots.txt of an address's site says. Raises FetchError, as `fetch` does."""
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._rules_for(self.policy.check_url(url))
        except TimeoutError:
            raise FetchError("robots.txt did not come in time.", "Try again.", "time") from None

    async def _follow(self, url: str, types: frozenset[str] | None, size: int, started: float) -> Fetched:
        before: list[str] = []
        while True:
            target = self.policy.check_url(url)
            (await self._rules_for(target)).check(target)
            async with self._answer(target) as answer:
                following = _redirect_target(answer, target)
                if following is None:
                    content = await self._content(answer, types, size)
                    content_type, spent = answer.headers.get("content-type", ""), time.monotonic() - started
                    told = (str(target), answer.status_code, content_type, spent, tuple(before))
                    return Fetched(content, *told, tuple(answer.headers.multi_items()))
            before.append(str(target))
            if len(before) > self.limits.redirects:
                cause = f"The page redirects more than {self.limits.redirects} times."
                raise FetchError(cause, "Give the address where it ends.", "status", answer.status_code)
            url = following

    async def _rules_for(self, page: httpx2.URL) -> Rules:
        origin = f"{page.scheme}://{page.raw_host.decode()}:{page.port or ''}"
        rules = self.rules.get(origin)
        if rules is None:
            rules = await self._read_rules(page.copy_with(raw_path=b"/robots.txt"))
            self.rules.put(origin, rules)
        return rules

    async def _read_rules(self, url: httpx2.URL) -> Rules:
        for _ in range(self.limits.redirects + 1):
            async with self._answer(self.policy.check_url(str(url))) as answer:
                following = _redirect_target(answer, url)
                if following is None:
                    start = await _read_body(answer, MAX_ROBOTS_SIZE) if answer.status_code == 200 else b""
                    return Rules.of(answer.status_code, start[:MAX_ROBOTS_SIZE].decode("utf-8-sig", "replace"))
            url = httpx2.URL(following)
        return Rules.of(404, "")  # RFC 9309, 2.3.1.2: as if there were none

    @asynccontextmanager
    async def _answer(self, target: httpx2.URL) -> AsyncIterator[httpx2.Response]:
        """Waits for the host's turn and asks; what the libraries raise becomes a FetchError."""
        await asyncio.sleep(self.pace.reserve(target.host, self.limits.pause, self.limits.seconds))
        answer = None
        try:
            answer = await self._transport.handle_async_request(httpx2.Request("GET", target, headers=HEADERS))
            yield answer
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as error:
            cause = f"The connection to {target.host} failed ({type(error).__name__})."
            raise FetchError(cause, "Try again; the site may be down.", "connect", _status_of(answer)) from error
        except httpx2.DecodingError as error:
            cause = "The page is compressed in a way that cannot be undone."
            raise FetchError(cause, "Paste its HTML.", "type", _status_of(answer)) from error
        finally:
            if answer is not None:
                await answer.aclose()

    async def _content(self, answer: httpx2.Response, types: frozenset[str] | None, size: int) -> bytes:
        """The body of a page. Raises FetchError at the stages `status`, `type` and `size`."""
        status = answer.status_code
        if not 200 <= status < 300:
            raise FetchError(f"The site answered with HTTP {status}.", "Open the page in a browser.", "status", status)
        media = _media_type(answer.headers.get("content-type", ""))
        if types is not None and media and media not in types:
            raise FetchError(f"This is {media}, no page.", "Give the address of an HTML page.", "type", status)
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > size:
            raise _too_large(size, status)
        content = await _read_body(answer, size)
        if len(content) > size:
            raise _too_large(size, status)
        return content


def fetch(url: str, make: Callable[[], Fetcher] = Fetcher) -> Fetched:
    """The page at an address, for callers without an event loop, in any thread. Raises FetchError."""

    async def run() -> Fetched:
        async with make() as fetcher:
            return await fetcher.fetch(url)

    return asyncio.run(run())


async def _read_body(answer: httpx2.Response, most: int) -> bytes:
    """The body, decompressed piece by piece, and no more than a piece beyond `most` bytes of it."""
    for coding in answer.headers.get_list("content-encoding", split_commas=True):
        if coding.strip().lower() not in (*CODINGS, "identity", ""):
            raise FetchError(f"The page is compressed by {coding}.", "Paste its HTML.", "type", answer.status_code)
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > most:
            break
    return bytes(content)


def _redirect_target(answer: httpx2.Response, target: httpx2.URL) -> str | None:
    """Where an answer sends to, None when it is the answer itself."""
    location = answer.headers.get("location")
    if answer.status_code not in REDIRECTS or not location:
        return None
    try:
        return str(target.join(location))
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        cause = "The page redirects to something that is no address."
        raise FetchError(cause, "Give the address where it should lead.", "address", answer.status_code) from None


def _media_type(header: str) -> str:
    """The media type of a Content-Type header."""
    message = Message()
    message["content-type"] = header
    return message.get_content_type() if header else ""


def _too_large(size: int, status: int) -> FetchError:
    cause = f"The page is larger than {size / 1e6:g} MB."
    return FetchError(cause, "Paste the part of its HTML that matters.", "size", status)


def _status_of(answer: httpx2.Response | None) -> int | None:
    return answer.status_code if answer else None

"""Connections that are made only to addresses that were checked: where a rebinding name server gets no second chance.

`httpx-secure` 2.0 was the alternative; it opens a connection to choose among the addresses of a host and checks the
chosen one after that, so that a refused machine still sees a packet.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any, NoReturn

import httpcore2
import httpx2

from models.articles.errors import FetchError
from models.articles.web.addresses import Policy

Resolver = Callable[[str, int], Awaitable[list[str]]]

MAX_ADDRESSES = 4  # addresses of one host
CONNECT_TIMEOUT = 5.0  # seconds for each
MAX_CONNECTIONS = 20

_lookups = ThreadPoolExecutor(16, "resolve")  # the event loop's own would be waited for when the loop ends


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, IPv4 first. Raises OSError."""
    loop = asyncio.get_running_loop()
    entries = await loop.run_in_executor(_lookups, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    entries.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(place[0]) for *_, place in entries))


class CheckedBackend(httpcore2.AnyIOBackend):
    """Resolves a host once, checks every address, and connects to one of those. TLS still names the host."""

    def __init__(self, policy: Policy, resolver: Resolver = resolve):
        super().__init__()
        self.policy, self.resolver = policy, resolver

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A stream to the host. Raises FetchError at the stages `resolve`, `address` and `connect`."""
        failure: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await super().connect_tcp(address, port, CONNECT_TIMEOUT, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        cause = f"{host} does not answer on port {port}."
        raise FetchError(cause, "Open the page in a browser; the site may be down.", "connect") from failure

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = [ip_address(address) for address in await self.resolver(host, port)]
        except (OSError, ValueError, UnicodeError):
            addresses = []
        if not addresses:
            raise FetchError(f"The host {host} is not known.", "Check its spelling.", "resolve")
        for address in addresses:
            self.policy.check_address(host, port, address)
        return [str(address) for address in addresses[:MAX_ADDRESSES]]

    async def connect_unix_socket(self, path: str, *arguments: object, **options: object) -> NoReturn:
        """Never."""
        raise FetchError("A socket of this machine is no page.", "Give an http address.", "address")


class Transport(httpx2.AsyncBaseTransport):
    """httpx2 on such connections: no proxies, no cookies, nothing from the environment. Its errors are httpcore2's."""

    def __init__(self, policy: Policy, resolver: Resolver = resolve, verify: bool | SSLContext = True):
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_certificates() if verify is True else httpx2.create_ssl_context(verify, trust_env=False),
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=10.0,  # seconds
            network_backend=CheckedBackend(policy, resolver),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends one request, and answers as soon as the headers are there."""
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = await self._pool.handle_async_request(
            httpcore2.Request(request.method, url, headers=request.headers.raw, content=request.stream)
        )
        stream = Body(answer.stream)
        return httpx2.Response(answer.status, headers=answer.headers, stream=stream, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._pool.aclose()


@cache
def _certificates() -> SSLContext:
    """The context that knows the authorities; reading them takes a tenth of a second."""
    return httpx2.create_ssl_context(trust_env=False)


class Body(httpx2.AsyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, stream: Any):
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        """Gives the connection back."""
        await self._stream.aclose()

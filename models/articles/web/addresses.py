"""Which addresses a page may be fetched from: those of the public internet, on the ports of web servers. And the one
form of an address by which a page is known (`plain_address`).

After the special-purpose registries of IANA (RFC 6890): IPv4 is open but for the networks listed here, IPv6 is closed
but for global unicast, and there again the ranges that carry an IPv4 address inside are closed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin

import httpx2

from models.articles.errors import FetchError

Address = IPv4Address | IPv6Address

PORTS = frozenset({80, 443, 8080, 8443})
SCHEMES = {"http": 80, "https": 443}
MAX_URL_LENGTH = 2048  # characters of an address, as browsers and sitemaps have it
CLOSED = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # the host of an Azure machine, at a public address
        "169.254.0.0/16",  # link-local, with the metadata of cloud machines
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "2001::/23",  # Teredo and the other protocols of IANA's block
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
UNICAST = ip_network("2000::/3")  # NAT64, mapped, compatible, local, link-local and multicast lie outside
ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")  # RFC 5214: these and an IPv4 address end an IPv6 one
# What tells where a reader came from or which visit it is, and not which page: no two pages differ in it.
OF_THE_VISIT = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)|phpsessid|jsessionid|"
    r"sid(?==[0-9a-f]{16}))(?:=[^&]*)?",
    re.IGNORECASE,
)
PLAIN = re.compile(r"https?://[a-z0-9.-]+/[\w/.~-]*", re.ASCII)  # and no dots as segments: as it should be already
SESSION_IN_PATH = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
NUMERIC_LABEL = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet and hides no IPv4 address that might not be."""
    if any(address in network for network in CLOSED):
        return False
    return address.version == 4 or (address in UNICAST and address.packed[8:12] not in ISATAP)


@dataclass(frozen=True)
class Policy:
    """What may be fetched. `trusted` are (host, port) pairs that may lie anywhere, as a site on this machine does."""

    ports: frozenset[int] = PORTS
    trusted: frozenset[tuple[str, int]] = frozenset()

    def check_url(self, url: str) -> httpx2.URL:
        """The address to ask for, without its fragment.

        Raises:
            FetchError: it is none that may be fetched, whatever its host resolves to; stage `address`.
        """
        if len(url) > MAX_URL_LENGTH:
            raise _refusal(f"The address has {len(url):,} characters.", f"Give one of at most {MAX_URL_LENGTH:,}.")
        try:
            parts, shown = _parsed(url.strip())
        except (httpx2.InvalidURL, UnicodeError, ValueError):
            raise _refusal("This is no address of a page.", "Give one such as https://example.com/page.") from None
        if parts.scheme not in SCHEMES or not shown:
            raise _refusal("Only addresses that begin with http:// or https:// are fetched.", "Give one of those.")
        if parts.userinfo:
            raise _refusal("The address holds a user name or password.", "Give it without what stands before the @.")
        host, port = parts.raw_host.decode(), port_of(parts)
        if port not in self.ports and (host, port) not in self.trusted:
            listed = ", ".join(map(str, sorted(self.ports)))
            raise _refusal(f"Port {port} is none that pages are fetched from.", f"The ports are {listed}.")
        self._check_host(host, port)
        return parts

    def _check_host(self, host: str, port: int) -> None:
        """Refuses hosts that a resolver and this file might read differently, and numeric ones that are not public."""
        if re.search(r"[\s%\\/@#?<>^|]", host):
            raise _refusal("The host of the address cannot be read.", "Give a host name such as example.com.")
        try:
            address = ip_address(host)
        except ValueError:
            if NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2]):  # 0x7f.1, 2130706433, 0177.0.0.1
                remedy = "Write it as four decimal numbers, or give the host's name."
                raise _refusal("The host is a number that is no plain IP address.", remedy) from None
        else:
            self.check_address(host, port, address)

    def check_address(self, host: str, port: int, address: Address) -> None:
        """Refuses an address that `host` resolved to unless it is public. Raises FetchError, stage `address`."""
        if (host, port) not in self.trusted and not is_public(address):
            raise _refusal(f"{host} is not on the public internet.", "Give a page that everybody can reach.")


@lru_cache(20_000)
def plain_address(url: str) -> str | None:
    """The one form of an address of the web: `HTTP://A.test:80/b/../c?utm_source=x#d` is `http://a.test/c`, `http://a.test`
    is `http://a.test/`. Escapes and queries stay as they are but for what tells of a visit. None for what is none."""
    if len(url) > MAX_URL_LENGTH:
        return None
    if PLAIN.fullmatch(url) and "/." not in url:
        return url
    try:
        parts, shown = _parsed(url)
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        return None
    if parts.scheme not in SCHEMES or not shown or parts.userinfo:
        return None
    path, _, query = parts.raw_path.decode("ascii").partition("?")
    if query:
        query = "&".join(part for part in query.split("&") if part and not OF_THE_VISIT.fullmatch(part))
    origin = f"{parts.scheme}://{parts.netloc.decode('ascii')}"
    return origin + SESSION_IN_PATH.sub("", path) + (f"?{query}" if query else "")


def completed_address(href: str | None, base: str) -> str | None:
    """The plain address that one on a page stands for; None if that is none of the web."""
    try:
        return plain_address(urljoin(base, (href or "").strip()))
    except ValueError:  # half of an IPv6 address
        return None


def _parsed(url: str) -> tuple[httpx2.URL, str]:
    """An address without its fragment, and its host in letters, which is read when it is asked for and may be none."""
    parts = httpx2.URL(url).copy_with(fragment=None)
    return parts, parts.host


def port_of(url: httpx2.URL) -> int:
    """The port, also where the address leaves it out."""
    return url.port or SCHEMES[url.scheme]


def _refusal(cause: str, remedy: str) -> FetchError:
    """The error about an address that is not fetched."""
    return FetchError(cause, remedy, "address")

"""How often a visitor may ask for costly things, and who a visitor is."""

import time
from functools import cache
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from secrets import token_bytes

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from settings import Settings


class RateLimit:
    """At most `rate` costly things a visitor in any minute; 0 for any number.

    Visitors are told apart by a digest of their address under a key that ends with the process; none is written down.
    """

    def __init__(self, rate: int):
        self._item = RateLimitItemPerMinute(rate) if rate > 0 else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._key = token_bytes(32)

    def wait(self, visitor: str) -> float:
        """Counts one thing that is asked for, and returns 0; or the seconds until it may be, and counts nothing."""
        if self._item is None:
            return 0.0
        who = blake2b(visitor.encode(), key=self._key, digest_size=16).hexdigest()
        if self._limiter.hit(self._item, who):
            return 0.0
        return max(0.0, self._limiter.get_window_stats(self._item, who).reset_time - time.time()) or 1.0


@cache
def rate_limit() -> RateLimit:
    """The one that the settings name."""
    return RateLimit(Settings.from_environment().rate)


def visitor(host: str, forwarded: str = "") -> str | None:
    """Who asks: an IPv4 address or the /64 network of an IPv6 one; None for somebody on this machine.

    Args:
        host: the address at the other end of the connection.
        forwarded: the header X-Forwarded-For. It is believed from the right, where proxies write, up to the first
            address of the internet: what a visitor writes into it stands further left.
    """
    addresses = [address for text in (*forwarded.split(","), host) if (address := _address(text))]
    public = [address for address in addresses if address.is_global]
    nearest = public[-1] if public else addresses[-1] if addresses else None
    if nearest is None or nearest.is_loopback:
        return None
    return str(nearest if nearest.version == 4 else ip_network((nearest, 64), strict=False))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

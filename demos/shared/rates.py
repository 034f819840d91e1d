"""What a visitor may ask for in a minute and in a day, and who a visitor is."""

import time
from functools import cache
from hashlib import blake2b
from ipaddress import ip_address, ip_network
from secrets import token_bytes

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from hub_utils import space
from settings import Settings

# What a request counts for; KEXUE_RATE is in costly ones.
LIGHT, DRAWING, COSTLY, TRAINING = 1, 3, 10, 20
KEPT_A_DAY = 50  # opinions of a visitor
PRIVATE = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"  # where the proxies of a Space are


class RateLimit:
    """What a visitor may ask for in any span of time, `item`; None for any number.

    Visitors are told apart by a digest of their address under a key that ends with the process; none is written down.
    """

    def __init__(self, item: RateLimitItem | None):
        self._item = item
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._key = token_bytes(32)

    def wait(self, visitor: str, cost: int = 1) -> float:
        """Counts what is asked for, and returns 0; or the seconds until it may be, and counts nothing."""
        if self._item is None:
            return 0.0
        who = blake2b(visitor.encode(), key=self._key, digest_size=16).hexdigest()
        if self._limiter.hit(self._item, who, cost=min(cost, self._item.amount)):
            return 0.0
        return max(0.0, self._limiter.get_window_stats(self._item, who).reset_time - time.time()) or 1.0


@cache
def rate_limit(light: bool = False) -> RateLimit:
    """Of requests in a minute, as the settings have it; light ones have their own, for who has spent the other."""
    most = COSTLY * Settings.from_environment().rate
    return RateLimit(RateLimitItemPerMinute(most) if most > 0 else None)


@cache
def opinion_limit() -> RateLimit:
    """Of opinions that are kept in a day."""
    return RateLimit(RateLimitItemPerDay(KEPT_A_DAY) if Settings.from_environment().rate > 0 else None)


def trusted_proxies() -> str:
    """The addresses and networks whose X-Forwarded-For is believed, as uvicorn's FORWARDED_ALLOW_IPS has them: it takes
    the rightmost address in that header that is none of them, as what stands further left anybody may write."""
    named = Settings.from_environment().proxies
    return f"{named}, {PRIVATE}" if space.here() else named


def visitor(host: str) -> str | None:
    """Who asks from an address: it, or the /64 network of an IPv6 one; None for somebody on this machine."""
    try:
        address = ip_address(host.strip())
    except ValueError:
        return None  # no address: a test's client
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return None
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))

"""What a visitor may ask for in a minute and in a day, and who a visitor is."""

import logging
import time
from functools import cache
from hashlib import blake2b
from ipaddress import ip_address, ip_network
from secrets import token_bytes

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from hub_utils import space
from settings import Settings

# What a request counts for; KEXUE_RATE is in costly ones.
LIGHT, DRAWING, COSTLY, TRAINING = 1, 3, 10, 20
KEPT_A_DAY = 50  # opinions of a visitor
ANSWER = 0.5  # seconds within which the shared store must answer
LEFT_ALONE = 10.0  # seconds for which it is not asked after it has not
PRIVATE = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"  # where the proxies of a Space are

log = logging.getLogger(__name__)


class RateLimit:
    """What a visitor may ask for in any span of time, `item`; None for any number.

    Visitors are told apart by a digest of their address under a key; none is written down. Counted is in the memory of
    this process, or in the shared store, where `name` keeps limits apart; while that is away, here.
    """

    def __init__(self, item: RateLimitItem | None, name: str = "", shared: "SharedStore | None" = None):
        self._item, self._name, self._shared = item, name, shared
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._key = shared.key if shared else token_bytes(32)

    def wait(self, visitor: str, cost: int = 1) -> float:
        """Counts what is asked for, and returns 0; or the seconds until it may be, and counts nothing."""
        if self._item is None:
            return 0.0
        who = blake2b(visitor.encode(), key=self._key, digest_size=16).hexdigest()
        if self._shared and self._shared.there:
            try:
                return self._seconds(self._shared.limiter, who, cost)
            except StorageError as error:
                self._shared.note_gone(error)
        return self._seconds(self._limiter, who, cost)

    def _seconds(self, limiter: MovingWindowRateLimiter, who: str, cost: int) -> float:
        assert self._item
        if limiter.hit(self._item, self._name, who, cost=min(cost, self._item.amount)):
            return 0.0
        return max(0.0, limiter.get_window_stats(self._item, self._name, who).reset_time - time.time()) or 1.0


class SharedStore:
    """Where all machines that serve the app count: a Redis server. `key` is the same on all of them."""

    def __init__(self, address: str):
        timeouts = {"socket_timeout": ANSWER, "socket_connect_timeout": ANSWER}
        self.limiter = MovingWindowRateLimiter(storage_from_string(address, wrap_exceptions=True, **timeouts))
        self.key = blake2b(address.encode(), digest_size=32).digest()
        self._again, self._told = 0.0, False

    @property
    def there(self) -> bool:
        """Whether it is to be asked: it is left alone for a while when it has not answered."""
        return time.monotonic() >= self._again

    def note_gone(self, error: Exception) -> None:
        """It has not answered; said once."""
        self._again = time.monotonic() + LEFT_ALONE
        if not self._told:
            self._told = True
            log.warning("The store of KEXUE_LIMITS does not answer, and each machine counts for itself: %s", error)


@cache
def shared_store() -> SharedStore | None:
    """That of the settings; None where there is none.

    Raises:
        ValueError: the address is none; it names the variable, and not the address, which may hold a password.
    """
    address = Settings.from_environment().limits
    try:
        return SharedStore(address) if address else None
    except (ConfigurationError, ValueError):
        wrong = "cannot be read" if address.startswith("redis") else "does not begin with redis://"
        raise ValueError(
            f"KEXUE_LIMITS is no address of a Redis server: it {wrong}. "
            "Write it as in redis://user:password@host:6379, with %2F for / in a password, or leave it empty."
        ) from None


@cache
def rate_limit(light: bool = False) -> RateLimit:
    """Of requests in a minute, as the settings have it; light ones have their own, for who has spent the other."""
    most = COSTLY * Settings.from_environment().rate
    item = RateLimitItemPerMinute(most) if most > 0 else None
    return RateLimit(item, "light" if light else "costly", shared_store())


@cache
def opinion_limit() -> RateLimit:
    """Of opinions that are kept in a day."""
    item = RateLimitItemPerDay(KEPT_A_DAY) if Settings.from_environment().rate > 0 else None
    return RateLimit(item, "opinions", shared_store())


def trusted_proxies() -> str:
    """The addresses and networks whose X-Forwarded-For is believed, as uvicorn's FORWARDED_ALLOW_IPS has them: it takes
    the rightmost address in that header that is none of them, as what stands further left anybody may write.

    Raises:
        ValueError: KEXUE_PROXIES has something else, which uvicorn would pass over.
    """
    named = [part.strip() for part in Settings.from_environment().proxies.split(",") if part.strip()]
    return ", ".join([*map(_network, named), *([PRIVATE] if space.here() else [])])


def _network(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(
            f"KEXUE_PROXIES has {text!r}, which is no address or network: write it as in 10.0.0.2, 10.0.0.0/24."
        ) from None
    return str(network if network.num_addresses > 1 else network.network_address)


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

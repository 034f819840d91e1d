"""How often a visitor may ask, and who a visitor is."""

import pickle
from types import SimpleNamespace

import pytest

from demos.shared.rates import RateLimit, visitor


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    for module in ("limits.storage.memory", "demos.shared.rates"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(time=lambda: now[0]))
    return now


def test_a_visitor_has_so_many_in_any_minute_and_others_go_on(clock):
    limit = RateLimit(3)
    assert [limit.wait("a"), limit.wait("a")] == [0, 0]
    clock[0] += 20
    assert (limit.wait("a"), limit.wait("b")) == (0, 0)
    assert limit.wait("a") == pytest.approx(40)  # when the first is a minute old
    clock[0] += 30
    assert limit.wait("a") == pytest.approx(10)  # what is refused is not counted
    clock[0] += 11
    assert [limit.wait("a") > 0 for _ in range(3)] == [False, False, True]
    clock[0] += 3600
    assert [limit.wait("a") > 0 for _ in range(4)] == [False, False, False, True]  # a rest saves nothing up


def test_a_rate_of_nothing_is_none():
    assert not any(RateLimit(0).wait("a") for _ in range(1000))


def test_no_address_is_held():
    limit = RateLimit(1)
    assert limit.wait("8.8.4.4") == 0 < limit.wait("8.8.4.4")
    held = pickle.dumps(limit._limiter.storage)
    assert b"LIMITER" in held and b"8.8." not in held


@pytest.mark.parametrize(
    ("host", "forwarded", "who"),
    [
        ("127.0.0.1", "", None),
        ("::1", "", None),
        ("::ffff:127.0.0.1", "", None),
        ("testclient", "", None),
        ("8.8.8.8", "", "8.8.8.8"),
        ("8.8.8.8", "1.1.1.1", "8.8.8.8"),  # who comes straight from the internet is not believed
        ("10.0.0.7", "8.8.4.4", "8.8.4.4"),
        ("10.0.0.7", "1.1.1.1, 8.8.4.4, 10.1.2.3", "8.8.4.4"),  # what stands further left anybody may write
        ("10.0.0.7", "nonsense", "10.0.0.7"),
        ("192.168.1.5", "", "192.168.1.5"),
        ("2a00:1450:4001:800::200e", "", "2a00:1450:4001:800::/64"),
    ],
)
def test_visitors_are_told_apart_by_the_nearest_address_of_the_internet(host, forwarded, who):
    assert visitor(host, forwarded) == who

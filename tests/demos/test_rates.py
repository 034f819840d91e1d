"""How often a visitor may ask, and who a visitor is."""

import pickle
from types import SimpleNamespace

import pytest
from limits import RateLimitItemPerMinute

from demos.shared.rates import KEPT_A_DAY, RateLimit, opinion_limit, rate_limit, shared_store, trusted_proxies, visitor


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    for module in ("limits.storage.memory", "demos.shared.rates"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(time=lambda: now[0]))
    return now


def test_a_visitor_has_so_many_in_any_minute_and_others_go_on(clock):
    limit = RateLimit(RateLimitItemPerMinute(3))
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
    assert not any(RateLimit(None).wait("a") for _ in range(1000))


def test_no_address_is_held():
    limit = RateLimit(RateLimitItemPerMinute(1))
    assert limit.wait("8.8.4.4") == 0 < limit.wait("8.8.4.4")
    held = pickle.dumps(limit._limiter.storage)
    assert b"LIMITER" in held and b"8.8." not in held


def test_what_costs_more_counts_more_and_what_is_refused_counts_nothing(clock):
    limit = RateLimit(RateLimitItemPerMinute(10))
    assert (limit.wait("a", 7), limit.wait("a", 3)) == (0, 0)
    assert limit.wait("a", 1) > 0 == limit.wait("b", 20)  # what costs more than there is may be had once
    clock[0] += 61
    assert limit.wait("a", 4) == 0 < limit.wait("a", 7) and limit.wait("a", 6) == 0


def test_the_settings_name_the_rates(monkeypatch, clock):
    for cached in (rate_limit, opinion_limit):
        monkeypatch.setattr(f"demos.shared.rates.{cached.__name__}", cached.__wrapped__)
    monkeypatch.setenv("KEXUE_RATE", "2")
    limit = rate_limit.__wrapped__()
    assert [limit.wait("a") > 0 for _ in range(21)] == [False] * 20 + [True]
    day = opinion_limit.__wrapped__()
    assert not any(day.wait("a") for _ in range(KEPT_A_DAY))
    clock[0] += 3600
    assert day.wait("a") > 80_000 > 0 == day.wait("b")
    monkeypatch.setenv("KEXUE_RATE", "0")
    assert not any(rate_limit.__wrapped__().wait("a", 1000) + opinion_limit.__wrapped__().wait("a") for _ in range(100))


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("nonsense", "does not begin with redis"),
        ("user:secret@host:6379", "does not begin with redis"),
        ("https://user:secret@host", "does not begin with redis"),
        ("redis://host:99999", "cannot be read"),
        ("redis://user:secret/s@host", "cannot be read"),
    ],
)
def test_a_store_that_is_none_is_told_with_its_variable_and_without_its_password(monkeypatch, address, wrong):
    monkeypatch.setenv("KEXUE_LIMITS", address)
    with pytest.raises(ValueError, match=rf"KEXUE_LIMITS .* {wrong}.* as in redis://user:password@host:6379") as told:
        shared_store.__wrapped__()
    assert "secret" not in str(told.value) and told.value.__suppress_context__


@pytest.mark.parametrize(
    ("host", "who"),
    [
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("testclient", None),
        ("8.8.8.8", "8.8.8.8"),
        ("192.168.1.5", "192.168.1.5"),
        ("2a00:1450:4001:800::200e", "2a00:1450:4001:800::/64"),
    ],
)
def test_visitors_are_told_apart_by_their_addresses(host, who):
    assert visitor(host) == who


def test_only_the_proxies_that_are_named_are_believed_and_on_a_space_those_of_its_network(monkeypatch):
    assert trusted_proxies() == "127.0.0.1, ::1"
    monkeypatch.setenv("KEXUE_PROXIES", "203.0.113.0/24")
    assert trusted_proxies() == "203.0.113.0/24"
    monkeypatch.setenv("SPACE_ID", "somebody/space")
    assert "203.0.113.0/24" in trusted_proxies() and "10.0.0.0/8" in trusted_proxies()


def test_proxies_are_told_as_uvicorn_has_them(monkeypatch):
    monkeypatch.setenv("KEXUE_PROXIES", "10.0.0.2/24,192.0.2.1 , ::1,")
    assert trusted_proxies() == "10.0.0.0/24, 192.0.2.1, ::1"


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "nginx", "10.0.0.2;10.0.0.3"])
def test_a_proxy_that_is_none_is_refused_by_name(wrong, monkeypatch):
    monkeypatch.setenv("KEXUE_PROXIES", f"127.0.0.1, {wrong}")
    with pytest.raises(ValueError, match=rf"KEXUE_PROXIES has '{wrong}', .* as in 10.0.0.2, 10.0.0.0/24"):
        trusted_proxies()

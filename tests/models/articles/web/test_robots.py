"""What robots.txt allows (RFC 9309), and the pace of requests."""

import asyncio
import itertools
import time

import httpx2
import pytest

from models.articles.errors import FetchError
from models.articles.web.fetch import Limits
from models.articles.web.robots import (
    AGENT,
    LIFETIME,
    LIFETIME_IN_TROUBLE,
    MAX_DELAY,
    MAX_ROBOTS_SIZE,
    MAX_SITES,
    Pace,
    Rules,
    RulesCache,
)
from tests.models.articles.web.site import Answer, Site
from tests.waiting import PATIENCE


@pytest.fixture
def site():
    with Site() as started:
        started.answers["/page"] = Answer(b"<p>a page</p>")
        yield started


def fetched(site, path="/page", **options):
    async def run():
        async with site.fetcher(**options) as fetcher:
            return await fetcher.fetch(site.url(path))

    return asyncio.run(run())


def robots(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status, "text/plain")


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /page",
        f"User-agent: {AGENT}\nDisallow: /",
        f"User-agent: {AGENT.lower()}\nDisallow: /p*e$\n\nUser-agent: *\nAllow: /",
        "\ufeffUser-agent: *\nDisallow: /page\n",
    ],
)
def test_a_page_that_robots_may_not_have_is_not_asked_for(site, text):
    site.answers["/robots.txt"] = robots(text)
    with pytest.raises(FetchError, match=r"robots\.txt") as told:
        fetched(site)
    assert told.value.stage == "robots"
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "User-agent: *\nDisallow:",
        "User-agent: Googlebot\nDisallow: /",
        "User-agent: *\nDisallow: /\nAllow: /page",
        f"User-agent: *\nDisallow: /\n\nUser-agent: {AGENT}\nDisallow: /private",
        "\x00\xff no robots.txt at all",
    ],
)
def test_a_page_that_robots_may_have_is_fetched(site, text):
    site.answers["/robots.txt"] = robots(text)
    assert fetched(site).content == b"<p>a page</p>"


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (410, True), (429, False), (503, False)])
def test_no_rules_allow_everything_and_a_site_in_trouble_nothing(site, status, allowed):
    site.answers["/robots.txt"] = robots("User-agent: *\nDisallow: /", status)
    if allowed:
        assert fetched(site).status == 200
        return
    with pytest.raises(FetchError) as told:
        fetched(site)
    assert told.value.stage == "robots"
    assert site.paths == ["/robots.txt"]


def test_rules_are_asked_for_once_and_found_behind_a_redirect(site):
    site.answers["/robots.txt"] = Answer(status=301, headers={"Location": "/rules"})
    site.answers["/rules"] = robots("User-agent: *\nDisallow: /secret")
    rules = RulesCache()
    for _ in range(3):
        fetched(site, rules=rules)
    with pytest.raises(FetchError):
        fetched(site, "/secret", rules=rules)
    assert site.paths == ["/robots.txt", "/rules", "/page", "/page", "/page"]


def test_the_target_of_a_redirect_has_rules_too(site):
    site.answers["/robots.txt"] = robots("User-agent: *\nDisallow: /secret")
    site.answers["/page"] = Answer(status=302, headers={"Location": "/secret"})
    with pytest.raises(FetchError) as told:
        fetched(site)
    assert told.value.stage == "robots"
    assert "/secret" not in site.paths


def test_a_robots_txt_without_end_is_read_to_its_limit(site):
    line = b"# nothing\n" * 10_000
    site.answers["/robots.txt"] = Answer(
        pieces=itertools.chain([b"User-agent: *\nDisallow: /page\n"], itertools.repeat(line)), content_type="text/plain"
    )
    with pytest.raises(FetchError) as told:
        fetched(site)
    assert told.value.stage == "robots"
    assert MAX_ROBOTS_SIZE < 5_000_000


def test_a_host_is_asked_once_in_a_pause_by_all_who_share_the_pace(site):
    pace, rules = Pace(), RulesCache()
    limits = Limits(seconds=PATIENCE, pause=0.5)

    async def run():
        async with site.fetcher(limits=limits, pace=pace, rules=rules) as fetcher:
            await asyncio.gather(*(fetcher.fetch(site.url("/page")) for _ in range(3)))

    started = time.monotonic()
    asyncio.run(run())
    assert len(site.asked) >= 4
    assert all(when - started >= 0.3 * number for number, (when, _, _) in enumerate(site.asked))


def test_a_crowd_before_a_host_is_told_to_come_back():
    pace = Pace()
    assert [round(pace.reserve("a", 1.0, 2.5)) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(FetchError, match="already") as told:
        pace.reserve("a", 1.0, 2.5)
    assert told.value.stage == "time"
    assert pace.reserve("b", 1.0, 2.5) == 0


def test_the_cache_forgets_the_oldest_site_and_stale_rules():
    now = 100.0
    cache = RulesCache(lambda: now)
    for number in range(MAX_SITES + 1):
        cache.put(f"http://{number}", Rules.of(200, ""))
    cache.put("http://trouble", Rules.of(503, ""))
    assert cache.get("http://0") is None
    assert cache.get("http://2") is not None
    now += LIFETIME_IN_TROUBLE
    assert cache.get("http://trouble") is None
    assert cache.get("http://2") is not None
    now += LIFETIME
    assert cache.get("http://2") is None


def test_what_else_robots_txt_tells():
    rules = Rules.of(200, "User-agent: *\nCrawl-delay: 7\nSitemap: https://a.test/map.xml\n")
    assert (rules.delay, rules.sitemaps) == (7.0, ("https://a.test/map.xml",))
    assert Rules.of(200, "User-agent: *\nCrawl-delay: 86400").delay == MAX_DELAY
    assert (Rules.of(503, "").delay, Rules.of(503, "").sitemaps) == (0.0, ())
    rules.check(httpx2.URL("https://a.test/"))

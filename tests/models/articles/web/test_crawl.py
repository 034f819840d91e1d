"""A crawl of a site on loopback that has every trap we know: what is read, what is spared, and that it ends."""

import asyncio
import gzip
import re
import time
from pathlib import Path

import pytest
from pyarrow import parquet as pq

from models.articles import extract
from models.articles.batch.tables import SCHEMA, article_row
from models.articles.errors import ArticlesError, FetchError
from models.articles.web import crawl as command
from models.articles.web import pages as kept_pages
from models.articles.web.crawl import Options, crawl
from models.articles.web.fetch import Limits
from models.articles.web.frontier import MAX_FRUITLESS, Frontier, shape
from models.articles.web.pages import CrawledPage, Pages
from tests.models.articles.batch.test_batch import page, rows
from tests.models.articles.web.site import HOST, Answer, Site
from tests.waiting import PATIENCE, until


def linked(*paths: str, head: str = "", text: str = "") -> Answer:
    links = "".join(f'<a href="{path}">to {path}</a> ' for path in paths)
    return Answer(f"<html><head><title>t</title>{head}</head><body><p>{text}</p>{links}</body></html>".encode())


NOTICE = "This notice stands on every page of the site, and is a part of none of its articles."


def article(number: int, *paths: str, head: str = "") -> Answer:
    html = page(number).replace("</head>", f"{head}</head>").replace("</article>", f"<p>{NOTICE}</p></article>")
    links = "".join(f'<a href="{path}">to {path}</a>' for path in paths)
    return Answer(html.replace("</body>", f"{links}</body>").encode())


def months(path: str) -> Answer:
    """A calendar that goes on for ever, each month a little different from the last."""
    year, month = map(int, re.findall(r"\d+", path))
    following = year * 12 + month
    days = " ".join(f"{day} nothing to do" for day in range(1, 31))
    text = f"{year} month {month}: {days}"
    return linked(f"/calendar/{following // 12}/{following % 12 + 1}", text=text)


@pytest.fixture
def site():
    with Site() as started:
        posts = [f"/posts/{name}.html" for name in ("ice", "thaw", "harbour")]
        started.answers |= {
            "/": linked(
                *posts,
                "/calendar/2024/1",
                "/slow",
                "/inside",
                "/outside",
                "/private/diary",
                "/deeper/deeper/",
                "/picture.png",
                "/noindex",
                "/again",
                "http://other.test/",
                "mailto:a@b.test",
                head='<link rel="alternate" type="application/rss+xml" href="/feed.xml">',
            ),
            "/robots.txt": Answer(b"User-agent: *\nDisallow: /private/", content_type="text/plain"),
            **{path: article(number, "/", *posts) for number, path in enumerate(posts)},
            "/inside": Answer(status=302, headers={"Location": "http://127.0.0.1:22/"}),
            "/outside": Answer(status=302, headers={"Location": "http://other.test/page"}),
            "/again": Answer(status=301, headers={"Location": posts[0]}),
            "/private/diary": article(98),
            "/noindex": article(99, "/posts/hidden.html", head="<meta name=ROBOTS content='NOINDEX'>"),
            "/posts/hidden.html": article(3),
            "/sitemap.xml": sitemap(started, "/posts/listed.html", "/more.xml.gz"),
            "/more.xml.gz": Answer(
                gzip.compress(sitemap(started, "/posts/packed.html").content), content_type="application/gzip"
            ),
            "/posts/listed.html": article(4),
            "/posts/packed.html": article(5),
            "/feed.xml": feed(started, "/posts/fed.html"),
            "/posts/fed.html": article(6),
        }

        def default(path: str) -> Answer:
            if path.startswith("/calendar/"):
                return months(path)
            if path.startswith("/deeper/"):
                return linked(f"{path}deeper/", f"{path}x/")
            return Answer(b"none", 404)

        started.default = default
        yield started


def sitemap(site: Site, *paths: str) -> Answer:
    places = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Answer(f'<?xml version="1.0"?><urlset xmlns="{space}">{places}</urlset>'.encode(), content_type="text/xml")


def feed(site: Site, *paths: str) -> Answer:
    items = "".join(f"<item><link>{site.url(path)}</link></item>" for path in paths)
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{items}</channel></rss>'
    return Answer(text.encode(), content_type="application/rss+xml")


def crawled(site: Site, output: Path, most: int = 100, path: str = "/", **given):
    limits = given.pop("limits", Limits(seconds=20.0, pause=0.0))
    options = Options(str(output), max_pages=most)
    return crawl(site.url(path), options, lambda: site.fetcher(limits=limits, **given))


def test_a_site_with_traps_is_read_whole_and_the_crawl_ends(site, tmp_path):
    site.answers["/slow"] = Answer(b"<p>late", pause=60.0)
    done = crawled(site, tmp_path / "out", limits=Limits(seconds=4.0, pause=0.0))
    found = rows(tmp_path / "out")
    names = ("ice", "thaw", "harbour", "hidden", "listed", "packed", "fed")
    assert {site.url(f"/posts/{name}.html") for name in names} <= {row["url"] for row in found}
    assert {row["template"] for row in found if "/posts/" in row["url"]} == {"/posts/*.html"}
    assert dict(done.templates)["/posts/*.html"] == len(names)
    assert pq.read_schema(tmp_path / "out" / "data" / "00000.parquet").equals(SCHEMA)
    causes = {row["url"].removeprefix(site.url("")): row["cause"] for row in rows(tmp_path / "out", "failed")}
    assert "within 4 seconds" in causes["/slow"]
    assert "public internet" in causes["/inside"] or "Port" in causes["/inside"]
    assert "robots.txt" in causes["/private/diary"]
    assert "not to be kept" in causes["/noindex"]
    assert done.pages < 60


def test_what_the_pages_of_a_shape_share_is_left_out(site, tmp_path):
    crawled(site, tmp_path / "out")
    posts = [row["text"] for row in rows(tmp_path / "out") if row["template"] == "/posts/*.html"]
    assert len(posts) >= 7
    for text in posts:
        assert "boat" in text
        assert NOTICE not in text


def test_pages_that_wait_are_bounded_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(kept_pages, "MAX_WAITING", 2000)
    waiting, given = Pages(), []
    for number in range(20):
        url = f"http://a.test{'/posts/a.html' if number % 3 else f'/page/{number}'}?n={number}"
        html = article(number).content
        row = article_row(extract(html), url, url)
        if due := waiting.add(CrawledPage(html, url, row)):
            waiting.settle(due)
        given.append(url)
        assert waiting.waiting_size <= 2000
    for shape_of_pages in waiting.rest():
        waiting.settle(shape_of_pages)
    assert [row["id"] for row in waiting.rows()] == given


def test_robots_txt_and_other_hosts_are_spared(site, tmp_path):
    crawled(site, tmp_path / "out")
    assert site.paths[0] == "/robots.txt"
    assert not {"/private/diary", "/picture.png"} & set(site.paths)
    hosts = {headers["host"] for _, _, headers in site.asked}
    assert hosts == {f"{HOST}:{site.port}"}


def test_endless_calendars_and_paths_are_given_up(site, tmp_path):
    done = crawled(site, tmp_path / "out", most=1000)
    assert "/calendar/0/0" in done.given_up
    assert sum(path.startswith("/calendar") for path in site.paths) <= MAX_FRUITLESS + 2
    assert max(path.count("deeper") for path in site.paths) <= 2
    assert done.pages < 100


def test_each_page_is_asked_for_once(site, tmp_path):
    crawled(site, tmp_path / "out")
    counts = {path: site.paths.count(path) for path in site.paths}
    twice = {path for path, count in counts.items() if count > 1}
    assert twice <= {
        "/",
        "/posts/ice.html",
    }  # the first page tells the host; /again leads to a page that is read anyway


def test_the_number_of_pages_is_kept_to(site, tmp_path):
    assert crawled(site, tmp_path / "out", most=4).pages == 4


def test_the_pace_is_kept_to(site, tmp_path):
    started = time.monotonic()
    crawled(site, tmp_path / "out", most=4, limits=Limits(seconds=PATIENCE, pause=0.5))
    assert len(site.asked) > 4
    assert all(when - started >= 0.3 * number for number, (when, _, _) in enumerate(site.asked))


def test_a_delay_that_robots_txt_asks_for_is_kept(site, tmp_path):
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1", content_type="text/plain")
    started = time.monotonic()
    crawled(site, tmp_path / "out", most=3)
    assert time.monotonic() - started >= 3


def test_a_sitemap_that_has_no_address_is_passed_over(site, tmp_path):
    told = b"User-agent: *\nSitemap: https://[YOUR-DOMAIN]/sitemap.xml\nSitemap: /sitemap.xml"
    site.answers["/robots.txt"] = Answer(told, content_type="text/plain")
    crawled(site, tmp_path / "out", most=20)
    assert "/posts/listed.html" in site.paths


def test_a_crawl_that_is_told_to_stop_keeps_what_it_has(site, tmp_path):
    site.answers["/posts/thaw.html"] = Answer(b"<p>late", pause=2 * PATIENCE)

    async def stopped() -> None:
        limits = Limits(seconds=PATIENCE, pause=0.0)
        task = asyncio.create_task(
            command._crawl(site.url("/"), Options(str(tmp_path / "out")), lambda: site.fetcher(limits=limits))
        )
        await asyncio.to_thread(until, lambda: "/posts/thaw.html" in site.paths)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stopped())
    assert any("/posts/" in row["url"] for row in rows(tmp_path / "out"))


def test_a_site_that_cannot_be_read_is_told(site, tmp_path):
    site.answers["/"] = Answer(b"", 503)
    with pytest.raises(FetchError) as told:
        crawled(site, tmp_path / "out")
    assert (told.value.stage, told.value.status) == ("status", 503)
    assert not (tmp_path / "out").exists()


def test_articles_that_are_there_are_not_overwritten(site, tmp_path):
    crawled(site, tmp_path / "out", most=2)
    with pytest.raises(ArticlesError, match="already"):
        crawled(site, tmp_path / "out", most=2)


def test_the_command_prints_what_was_found(site, tmp_path, capsys):
    arguments = [site.url("/"), "--max-pages", "6", "--output", str(tmp_path / "out")]
    limits = Limits(seconds=PATIENCE, pause=0.0)
    command.main(command.parse(arguments), lambda: site.fetcher(limits=limits))
    printed = capsys.readouterr().out
    assert "articles from 6 pages" in printed
    assert "/posts/*.html" in printed
    with pytest.raises(FetchError, match="public internet"):
        command.main(command.parse(["http://127.0.0.1/", "--output", str(tmp_path / "none")]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a/archives/4138", "http://a/archives/4503"),
        ("http://a/2024/05/a-post.html", "http://a/2019/12/another.html"),
        ("http://a/x?page=1&sort=a", "http://a/y?sort=b&page=2"),
        ("http://a/calendar/2024/1", "http://a/calendar/2031/12"),
    ],
)
def test_addresses_of_one_kind_have_one_shape(one, other):
    assert shape(one) == shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a/archives/4138", "http://a/tag/4138"),
        ("http://a/post.html", "http://a/post"),
        ("http://a/x?page=1", "http://a/x"),
        ("http://a/12", "http://a/twelve"),
    ],
)
def test_addresses_of_two_kinds_have_two_shapes(one, other):
    assert shape(one) != shape(other)


def test_a_frontier_takes_addresses_of_its_site_once_in_order():
    frontier = Frontier("http://a.test/")
    assert frontier.add(
        ["http://a.test/1", "http://a.test/1#top", "http://b.test/", "ftp://a.test/", "http://a.test/2"]
    )
    assert [frontier.next() for _ in range(4)] == ["http://a.test/", "http://a.test/1", "http://a.test/2", None]


def test_a_shape_that_brings_links_or_texts_is_not_given_up():
    frontier = Frontier("http://a.test/")
    for number in range(3 * MAX_FRUITLESS):
        frontier.note(f"http://a.test/page/{number}", "", 0, [f"http://a.test/posts/{number}"])
        frontier.note(f"http://a.test/posts/{number}", "x" * 300, hash(str(number)) & (1 << 64) - 1, [])
    assert not frontier.given_up
    for number in range(MAX_FRUITLESS):
        frontier.note(f"http://a.test/day/{number}", "x" * 300, 12345, [f"http://a.test/day/{number + 1}"])
    frontier.note("http://a.test/day/99", "x" * 300, 12345, [])
    assert frontier.given_up == {"/day/0"}

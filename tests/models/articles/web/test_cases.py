"""Small sites that crawlers were reported to get wrong: the addresses whose articles are to be found."""

import gzip
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.models.articles.batch.test_batch import rows
from tests.models.articles.web.site import Answer, Site
from tests.models.articles.web.test_crawl import article, crawled, linked

CASES = Path(__file__).parent / "cases"
EXPECTED = {
    "crawl_base_href": ["/en/news/list.html", "/en/story/one.html", "/en/story/two.html"],
    "crawl_canonical": ["/", "/story.html"],
    "crawl_meta_refresh": ["/latest/", "/latest/guide/"],
    "crawl_robots_none": ["/", "/second.html"],
    "crawl_sitemap_octet_stream": ["/", "/hidden.html"],
}


def found_paths(site: Site, folder: Path, path: str = "/", **given) -> list[str]:
    """The paths of the rows of a crawl, sorted."""
    crawled(site, folder / "out", 20, path, **given)
    return sorted(urlsplit(row["url"])._replace(scheme="", netloc="").geturl() for row in rows(folder / "out"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_reported_site_is_read_as_it_should_be(name, tmp_path):
    case = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    with Site() as site:
        for path, told in case["pages"].items():
            text = told["text"].replace(":43865/", f":{site.port}/").encode()
            packed = text.startswith(b"(gzip) ")
            content = gzip.compress(text.removeprefix(b"(gzip) ")) if packed else text
            site.answers[path] = Answer(content, content_type=told["type"])
        assert found_paths(site, tmp_path, case["start"]) == EXPECTED[name]


@pytest.fixture
def site():
    with Site() as started:
        yield started


def test_a_host_with_and_without_a_slash_is_one_page(site, tmp_path):
    site.answers["/"] = article(1, "http://" + site.url("").partition("//")[2], site.url("/"), "/posts/2.html")
    site.answers["/posts/2.html"] = article(2, site.url(""), f"{site.url('')}#top", "/?utm_source=post")
    assert found_paths(site, tmp_path, "") == ["/", "/posts/2.html"]
    assert site.paths.count("/") == 2  # the first tells the host


def test_a_start_that_sends_on_to_another_host_by_its_html_is_followed(site, tmp_path):
    other = site.url("/new/", host="other.test")
    site.answers["/"] = linked(head=f'<meta http-equiv="refresh" content="0; url={other}">')
    site.answers["/new/"] = article(1, "two.html")
    site.answers["/new/two.html"] = article(2)
    names = {name: ["127.0.0.1"] for name in ("site.test", "other.test")}
    policy = type(site.fetcher().policy)(frozenset({site.port}), frozenset((name, site.port) for name in names))
    assert found_paths(site, tmp_path, names=names, policy=policy) == ["/new/", "/new/two.html"]


def test_pages_that_claim_one_address_and_differ_are_all_kept(site, tmp_path):
    """A site whose every page names its first one as its own address has made a mistake."""
    first = '<link rel="canonical" href="/">'
    words = ("harbour ice crew winter rope", "bread oven flour yeast salt", "lens star orbit comet night")
    for path, story in zip(("/", "/2", "/3"), words, strict=True):
        text = " ".join(
            f"{one.title()} and {other} were what they spoke about." for one in story.split() for other in story.split()
        )
        links = '<a href="/2">two</a><a href="/3">three</a>'
        site.answers[path] = Answer(f"<html><head>{first}</head><body><p>{text}</p>{links}</body></html>".encode())
    assert found_paths(site, tmp_path) == ["/", "/2", "/3"]


def test_an_address_that_a_page_names_and_that_fails_costs_no_article(site, tmp_path):
    named = '<link rel="canonical" href="/gone">'
    site.answers |= {"/": article(1, "/print/2", "/amp/2")}
    site.answers |= dict.fromkeys(("/print/2", "/amp/2"), article(2, head=named))
    assert found_paths(site, tmp_path) == ["/", "/print/2"]


def test_what_the_headers_of_a_page_say_is_done(site, tmp_path):
    def told(answer: Answer, **headers: str) -> Answer:
        return Answer(answer.content, headers={name.replace("_", "-"): value for name, value in headers.items()})

    site.answers |= {
        "/": article(1, "/secret", "/ways", "/copy", "/old"),
        "/secret": told(article(2, "/from-secret"), X_Robots_Tag="noindex"),
        "/from-secret": article(3),
        "/ways": told(article(4, "/from-ways"), X_Robots_Tag="otherbot: noindex, kexuespace: nofollow"),
        "/from-ways": article(5),
        "/copy": told(article(6), Link='</real>; rel="canonical"'),
        "/real": article(6),
        "/old": told(article(7), Refresh="0; url=/new"),
        "/new": article(8),
    }
    assert found_paths(site, tmp_path) == ["/", "/from-secret", "/new", "/real", "/ways"]


def test_languages_of_a_page_and_indexes_of_sitemaps_are_followed(site, tmp_path):
    site.answers["/"] = article(1, head='<link rel="alternate" hreflang="de" href="/de/">')
    site.answers["/de/"] = article(2)
    index = f"<sitemapindex><sitemap><loc>{site.url('/maps?part=1')}</loc></sitemap></sitemapindex>"
    part = f"<urlset><url><loc>{site.url('/listed')}</loc></url></urlset>"
    site.answers["/sitemap.xml"] = Answer(gzip.compress(index.encode()), content_type="application/octet-stream")
    site.answers["/maps?part=1"] = Answer(part.encode(), content_type="text/html")
    site.answers["/listed"] = article(3)
    assert found_paths(site, tmp_path) == ["/", "/de/", "/listed"]


def test_a_sitemap_that_robots_txt_names_by_its_path_is_read(site, tmp_path):
    site.answers["/robots.txt"] = Answer(b"sitemap: /maps/all", content_type="text/plain")
    site.answers["/maps/all"] = Answer(site.url("/listed").encode(), content_type="text/plain")
    site.answers |= {"/": article(1), "/listed": article(2)}
    assert found_paths(site, tmp_path) == ["/", "/listed"]


def test_pages_that_send_their_readers_in_a_circle_end(site, tmp_path):
    for path, to in (("/", "/a"), ("/a", "/b"), ("/b", "/a")):
        site.answers[path] = linked("/c", head=f'<meta http-equiv="refresh" content="0; url={to}">')
    site.answers["/c"] = article(1)
    assert found_paths(site, tmp_path) == ["/c"]


def test_no_more_sitemaps_are_read_than_pages_are_wanted(site, tmp_path):
    def part(path: str) -> Answer:
        number = int(path.partition("=")[2])
        places = "".join(f"<url><loc>{site.url(f'/{number}/{page}')}</loc></url>" for page in range(30))
        return Answer(f"<urlset>{places}</urlset>".encode(), content_type="text/xml")

    places = "".join(f"<sitemap><loc>{site.url(f'/map?part={part}')}</loc></sitemap>" for part in range(40))
    site.answers["/sitemap.xml"] = Answer(f"<sitemapindex>{places}</sitemapindex>".encode(), content_type="text/xml")
    site.answers |= {"/": article(1)} | {f"/map?part={number}": part for number in range(40)}
    crawled(site, tmp_path / "out", 5)
    assert sum(path.startswith("/map?") for path in site.paths) == 1

"""What a crawl takes of a page, and of sitemaps and feeds."""

import gzip

import pytest

from models.articles.errors import PageError
from models.articles.web import survey as module
from models.articles.web.survey import addresses_in, survey
from tests.models.articles.batch.test_batch import page

URL = "http://site.test/posts/1.html"
FEED = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


def surveyed(robots: str = "") -> module.Survey:
    meta = f'<meta name="ROBOTS" content="{robots}">' if robots else ""
    html = (
        page(1).replace("</head>", f"{meta}{FEED}</head>").replace("</body>", '<a href="/posts/2.html">two</a></body>')
    )
    return survey(html.encode(), URL)


def test_a_page_gives_its_article_its_links_and_its_feeds():
    found = surveyed()
    assert found.article is not None and "harbour" in found.article.text
    assert found.links == ("http://site.test/posts/2.html",)
    assert found.feeds == ("http://site.test/feed.xml",)
    assert found.simhash and found.failure is None


@pytest.mark.parametrize(
    ("robots", "kept", "followed"),
    [("noindex", False, True), ("NOFOLLOW", True, False), ("none", False, False), ("noarchive", True, True)],
)
def test_what_a_page_asks_of_robots_is_done(robots, kept, followed):
    found = surveyed(robots)
    assert (found.article is not None) == kept
    assert (found.failure is None) == kept
    assert (bool(found.links), bool(found.feeds)) == (followed, followed)


def test_a_page_that_is_none_is_a_failure_without_links():
    found = survey(b"", URL)
    assert found.article is None and found.failure is not None and found.failure.error == "PageError"
    assert found.links == ()


def test_a_packed_sitemap_is_unpacked_no_further_than_its_limit(monkeypatch):
    lines = "".join(f"http://site.test/posts/{number}.html\n" for number in range(1000))
    packed = gzip.compress(lines.encode())
    assert len(addresses_in(packed, "http://site.test/map.txt.gz").pages) == 1000
    monkeypatch.setattr(module, "MAX_SITEMAP_SIZE", 3000)
    assert 0 < len(addresses_in(packed, "http://site.test/map.txt.gz").pages) <= 100


def test_a_sitemap_that_cannot_be_unpacked_is_told():
    with pytest.raises(PageError, match="packed"):
        addresses_in(gzip.compress(b"x" * 1000)[:20], "http://site.test/map.txt.gz")

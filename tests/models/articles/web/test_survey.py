"""What a crawl takes of a page: its article, where it leads, and what it asks of robots."""

import pytest

from models.articles.web import survey as module
from models.articles.web.survey import survey
from tests.models.articles.batch.test_batch import page

URL = "http://site.test/posts/1.html"
FEED = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


def surveyed(robots: str = "", name: str = "ROBOTS", **headers: str) -> module.Survey:
    meta = f'<meta name="{name}" content="{robots}">' if robots else ""
    html = (
        page(1).replace("</head>", f"{meta}{FEED}</head>").replace("</body>", '<a href="/posts/2.html">two</a></body>')
    )
    return survey(html.encode(), URL, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def test_a_page_gives_its_article_its_links_and_its_feeds():
    found = surveyed()
    assert found.article is not None and "harbour" in found.article.text
    assert found.leads.links == ("http://site.test/posts/2.html",)
    assert found.leads.feeds == ("http://site.test/feed.xml",)
    assert found.simhash and found.failure is None


@pytest.mark.parametrize(
    ("robots", "kept", "followed"),
    [
        ("noindex", False, True),
        ("NOFOLLOW", True, False),
        ("none", False, False),
        ("noindex nofollow", False, False),
        ("noarchive", True, True),
        ("index, follow, max-image-preview:none", True, True),
        ("max-snippet:-1,max-image-preview: none", True, True),
        ("max-image-preview:none, noindex", False, True),
    ],
)
def test_what_a_page_asks_of_robots_is_done(robots, kept, followed):
    found = surveyed(robots)
    assert (found.article is not None) == kept
    assert (found.failure is None) == kept
    assert (bool(found.leads.links), bool(found.leads.feeds)) == (followed, followed)


def test_a_page_that_is_none_is_a_failure_without_links():
    found = survey(b"", URL)
    assert found.article is None and found.failure is not None and found.failure.error == "PageError"
    assert found.leads.links == ()


@pytest.mark.parametrize(
    ("header", "kept", "followed"),
    [
        ("noindex", False, True),
        ("none", False, False),
        ("max-image-preview: none", True, True),
        ("otherbot: noindex, nofollow", True, True),
        ("otherbot: nofollow, KexueSpace: noindex", False, True),
        ("unavailable_after: 25 Jun 2050 15:00:00 PST, nofollow", True, False),
    ],
)
def test_a_header_asks_the_same_of_robots(header, kept, followed):
    found = surveyed(X_Robots_Tag=header)
    assert (found.article is not None, bool(found.leads.links)) == (kept, followed)


def test_a_page_may_ask_this_robot_alone_and_others():
    assert surveyed("noindex", "kexuespace").article is None
    assert surveyed("noindex", "googlebot").article is not None


def test_a_page_that_only_sends_its_readers_on_has_no_article():
    html = page(1).replace("</head>", '<meta http-equiv="Refresh" content="0; url=/posts/2.html"></head>')
    found = survey(html.encode(), URL)
    assert found.article is None and found.failure is not None and "sends its readers on" in found.failure.cause
    assert found.leads.links == ("http://site.test/posts/2.html",)

"""Where a page leads, by its elements and its headers."""

import pytest

from models.articles.page.document import parse
from models.articles.web.links import Leads, leads_of

URL = "http://site.test/a/b.html"


def leads(head: str = "", body: str = "", **headers: str) -> Leads:
    html = f"<html><head><title>t</title>{head}</head><body><p>A text of the page.</p>{body}</body></html>"
    return leads_of(parse(html), URL, tuple(headers.items()))


def test_links_are_completed_by_the_base_of_the_page():
    body = (
        '<a href="c.html">c</a><a href="/d">d</a><a href="?e=1">e</a><area href="f"><a href="http://other.test/">o</a>'
    )
    assert leads(body=body).links == tuple(
        f"http://site.test/{path}" for path in ("a/c.html", "d", "a/b.html?e=1", "a/f")
    )
    based = leads('<base target="_top"><base href="/x/y"><base href="/z/">', body)
    assert based.links[0] == "http://site.test/x/c.html"
    assert leads('<base href="http://[::1">', body).links[0] == "http://site.test/a/c.html"


def test_an_address_counts_once_however_it_is_written():
    same = ("http://SITE.test:80/c", "/c#top", "/./c", "/x/../c", "/c?utm_source=feed&fbclid=1", "/c;jsessionid=1A")
    assert leads(body="".join(f'<a href="{href}">c</a>' for href in same)).links == ("http://site.test/c",)
    assert leads(body='<a href="">a</a><a href="#x">a</a><a href="b.html">a</a>').links == ()


@pytest.mark.parametrize(
    "href",
    [
        "mailto:a@b.test",
        "javascript:void(0)",
        "ftp://site.test/c",
        "/c.PDF",
        "/c.tar.gz",
        "/c.jpg",
        "http://[",
        "/feed/",
    ],
)
def test_what_is_no_page_is_not_led_to(href):
    assert leads(body=f'<a href="{href}">c</a>').links == ()


def test_a_page_whose_name_only_looks_like_a_file_is_led_to():
    assert (
        len(leads(body='<a href="/wiki/Node.js">c</a><a href="/user/jane.doe">c</a><a href="/v?f=a.jpg">c</a>').links)
        == 3
    )


def test_links_that_robots_are_not_to_follow_are_left_out():
    assert leads(body='<a rel="ugc NoFollow" href="/c">c</a><a rel="nofollower" href="/d">d</a>').links == (
        "http://site.test/d",
    )


@pytest.mark.parametrize(
    "content",
    [
        "0; url=/new",
        "0;URL='/new'",
        '3 ; Url = "/new"',
        "0,url=/new",
        "0; /new",
        "0.5;url=/new",
        "0 url=/new",
        "0;url='/new",
    ],
)
def test_a_refresh_is_read_as_browsers_read_it(content):
    quoted = content.replace('"', "&quot;")
    found = leads(f'<meta http-equiv="REFRESH" content="{quoted}">')
    assert (found.refresh, found.links) == ("http://site.test/new", ("http://site.test/new",))
    assert leads(Refresh=content).refresh == "http://site.test/new"


@pytest.mark.parametrize(
    "content", ["300", "", ";", ".;url=/x", "url=/new", "0;url=", "0; url=b.html", "0;url=mailto:a@b.test"]
)
def test_a_refresh_that_leads_nowhere_is_none(content):
    assert leads(f'<meta http-equiv="refresh" content="{content}">').refresh is None


def test_a_refresh_after_a_while_or_without_scripts_is_a_link_and_the_page_is_one():
    late = leads('<meta http-equiv="refresh" content="60;url=/new">')
    assert (late.refresh, late.links) == (None, ("http://site.test/new",))
    plain = leads('<noscript><meta http-equiv="refresh" content="0;url=/new"></noscript>')
    assert (plain.refresh, plain.links) == (None, ("http://site.test/new",))


def test_the_address_that_a_page_wants_to_be_known_by():
    assert leads('<link rel="Canonical" href="/c">').canonical == "http://site.test/c"
    assert leads('<link rel="canonical" href="/c">').links == ("http://site.test/c",)
    assert leads(Link='</c>; rel="canonical", </d>; rel=next').canonical == "http://site.test/c"
    assert leads('<link rel="canonical" href="https://site.test/a/b.html">').canonical is None
    assert leads('<link rel="canonical" href="http://other.test/c">').canonical is None
    assert leads('<link rel="canonical" href="/c"><link rel="canonical" href="/d">').canonical is None


def test_the_same_page_in_other_languages_is_led_to_and_feeds_are_apart():
    head = (
        '<link rel="alternate" hreflang="de" href="/de/b"><link rel="stylesheet" href="/s"><link rel="next" href="/n">'
        '<link rel="alternate" type="application/atom+xml" href="/atom">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="alternate" type="application/json" href="/api">'
    )
    found = leads(head, '<a href="/other/feed/">feed</a>')
    assert found.links == ("http://site.test/de/b", "http://site.test/n")
    assert found.feeds == ("http://site.test/atom",)
    assert leads(body='<a href="/other/feed/">feed</a>').feeds == ("http://site.test/other/feed/",)

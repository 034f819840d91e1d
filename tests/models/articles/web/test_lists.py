"""Sitemaps and feeds are known by what is in them, whatever they are called, and read no further than they may be."""

import gzip

import pytest

from models.articles.errors import PageError
from models.articles.web import lists
from models.articles.web.lists import Listed, addresses_in

URL = "http://site.test/maps/map"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PLACES = f"""<?xml version="1.0"?><urlset {SPACE} xmlns:x="http://www.w3.org/1999/xhtml" xmlns:image="i">
<url><loc> http://site.test/a?cid=1&amp;b=2 </loc><x:link rel="alternate" hreflang="de" href="http://site.test/de"/>
<image:image><image:loc>http://site.test/a.png</image:loc></image:image></url>
<url><loc><![CDATA[http://site.test/b?c=1&amp;d=2]]></loc></url></urlset>"""
FOUND = ("http://site.test/a?cid=1&b=2", "http://site.test/de", "http://site.test/b?c=1&d=2")


@pytest.mark.parametrize(
    "content",
    [
        PLACES.encode(),
        b"\xef\xbb\xbf\n" + PLACES.encode(),
        gzip.compress(PLACES.encode()),
        PLACES.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"),
        PLACES.replace(SPACE, "").encode(),
        PLACES.removesuffix("</urlset>").encode(),
        "\r\n".join(["# of the site", *FOUND]).encode(),
    ],
    ids=["xml", "byte order mark", "packed", "utf-16", "no namespace", "cut off", "text"],
)
def test_a_sitemap_gives_its_pages(content):
    assert addresses_in(content, URL) == Listed(FOUND)


def test_an_index_gives_its_sitemaps_whatever_they_are_called():
    places = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in ("http://site.test/map.php?page=2", "/m/1"))
    content = f"<sitemapindex {SPACE}>{places}</sitemapindex>".encode()
    assert addresses_in(content, URL).sitemaps == ("http://site.test/map.php?page=2", "http://site.test/m/1")
    assert addresses_in(content, URL).pages == ()


def test_feeds_give_their_entries_and_not_themselves():
    rss = "<rss><channel><link>http://site.test/</link>{}</channel></rss>"
    items = "<item><title>a</title><link>http://site.test/1</link><guid>http://site.test/?p=1</guid></item>"
    items += "<item><guid>http://site.test/2</guid></item><item><guid isPermaLink='false'>tag:3</guid></item>"
    assert addresses_in(rss.format(items).encode(), URL).pages == ("http://site.test/1", "http://site.test/2")
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link href="/self" rel="self"/>'
        '<entry><link rel="replies" href="/c"/><link rel="alternate" href="/e1"/></entry>'
        '<entry><link href="e2"/></entry></feed>'
    )
    assert addresses_in(atom.encode(), URL).pages == ("http://site.test/e1", "http://site.test/maps/e2")
    feed = b'{"items": [{"url": "http://site.test/j"}, {"id": "http://site.test/k"}, {"id": 5}, 7]}'
    assert addresses_in(feed, URL).pages == ("http://site.test/j", "http://site.test/k")


@pytest.mark.parametrize(
    "content", [b"", b"<html><body><a href='/x'>x</a></body></html>", b"{", b"[1]", b"\x89PNG\r\n"]
)
def test_what_is_no_list_gives_nothing(content):
    assert addresses_in(content, URL) == Listed()


def test_a_packed_sitemap_is_unpacked_no_further_than_its_limit(monkeypatch):
    lines = "".join(f"http://site.test/posts/{number}.html\n" for number in range(1000))
    packed = gzip.compress(lines.encode())
    assert len(addresses_in(packed, "http://site.test/map.txt.gz").pages) == 1000
    monkeypatch.setattr(lists, "MAX_SIZE", 3000)
    assert 0 < len(addresses_in(packed, "http://site.test/map.txt.gz").pages) <= 100


def test_a_sitemap_has_no_more_addresses_than_it_may(monkeypatch):
    monkeypatch.setattr(lists, "MAX_LISTED", 2)
    assert addresses_in(PLACES.encode(), URL).pages == FOUND[:2]


def test_a_sitemap_that_cannot_be_unpacked_is_told():
    with pytest.raises(PageError, match="packed"):
        addresses_in(gzip.compress(b"x" * 1000)[:20], "http://site.test/map.txt.gz")


def test_entities_of_a_sitemap_are_not_resolved():
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "http://site.test/x"}">' for n in range(9))
    bomb = f"<!DOCTYPE x [{nested}]><urlset><url><loc>&a8;</loc></url></urlset>"
    assert addresses_in(bomb.encode(), URL) == Listed()

"""Threads on several pages: which addresses go together, and that one row has all posts, once, in order."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.articles.page.document import parse
from models.articles.web.links import leads_of
from models.articles.web.pagination import stem, without_page_mark
from models.articles.web.threads import in_page_order
from tests.models.articles.batch.test_batch import rows
from tests.models.articles.pages import STORY
from tests.models.articles.thread.thread_pages import CHINESE, ENGLISH, Told, machine_times, tables
from tests.models.articles.web.site import Answer, Site
from tests.models.articles.web.test_crawl import article, crawled

WAYS = [
    ("/t/123", "/t/123?page={}"),
    ("/t/123/", "/t/123/?start={}0"),
    ("/v?f=4&t=123", "/v?f=4&t=123&start={}0"),
    ("/t/123", "/t/123/page/{}"),
    ("/t/bread.123/", "/t/bread.123/page-{}"),
    ("/t/123/", "/t/123/{}/"),
    ("/t-123.html", "/t-123-{}.html"),
    ("/t-123-1-1.html", "/t-123-{}-1.html"),
]


@pytest.mark.parametrize(("first", "later"), WAYS)
def test_addresses_of_the_pages_of_a_thread_have_one_stem(first, later):
    urls = [f"http://a.test{path}" for path in (first, *(later.format(number) for number in (2, 3, 12)))]
    assert len({stem(one, other) for one in urls for other in urls if one != other}) == 1
    assert stem(urls[0], urls[1]) is not None
    assert in_page_order([urls[3], urls[1], urls[0], urls[2]]) == [2, 1, 3, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/t/123", "/u/123"),
        ("/t/ice", "/t/thaw"),
        ("/v?t=1", "/v?t=1&sort=new"),
        ("/v?t=1", "/v?t=2&p=3"),
        ("/t/1?page=2", "/t/2?page=1"),
        ("/2023/05/ice", "/2024/06/ice"),
    ],
)
def test_addresses_that_differ_otherwise_have_none(one, other):
    assert stem(f"http://a.test{one}", f"http://a.test{other}") is None
    assert stem(f"http://a.test{one}", f"http://b.test{one}?page=2") is None


@pytest.mark.parametrize(
    "link",
    [
        '<a href="?page=2">2</a>',
        '<a href="?page=2">[2]</a>',
        '<a href="?page=2">Next »</a>',
        '<a href="?page=2">下一页</a>',
        '<a href="?page=2">第 2 页</a>',
        '<a href="?page=2">Seite 2</a>',
        '<a href="?page=2" aria-label="Next page"><i></i></a>',
        '<a rel="next" href="?page=2">more of this</a>',
    ],
)
def test_what_a_link_to_a_further_page_may_say(link):
    url = "http://a.test/t/123"
    assert leads_of(parse(f"<html><body><p>text</p>{link}</body></html>"), url).pages == (f"{url}?page=2",)


@pytest.mark.parametrize("label", ["A reply of 2 lines", "", "Ice", "2 people like this"])
def test_what_it_does_not_say(label):
    html = f'<html><body><p>text</p><a href="?page=2">{label}</a></body></html>'
    assert leads_of(parse(html), "http://a.test/t/123").pages == ()


@pytest.mark.parametrize(
    "title", ["Ice - Page 2", "Ice, page 2 of 3", "Ice (Page 2)", "Seite 2 – Ice", "ICE 第2页", "Ice"]
)
def test_titles_of_pages_of_a_thread_are_one(title):
    assert without_page_mark(title) == "ice"
    assert without_page_mark("Comic 100") != without_page_mark("Comic 101")


def talk(count: int, told: tuple[Told, ...]) -> list[Told]:
    """That many posts a day apart, each with a text of its own."""
    return [
        replace(
            post := told[number % len(told)], iso=f"2023-05-{number + 1:02}T08:00", text=f"{number + 1}: {post.text}"
        )
        for number in range(count)
    ]


def paged(site: Site, path: str, later: str, html: list[str]) -> None:
    """A thread whose pages name each other by their numbers, as forums do."""
    paths = [path, *(later.format(number) for number in range(2, len(html) + 1))]
    links = " ".join(f'<a href="{other}">{number}</a>' for number, other in enumerate(paths, 1))
    for place, content in zip(paths, html, strict=True):
        site.answers[place] = Answer(content.replace("</h1>", f"</h1><p>{links}</p>").encode())


@pytest.fixture
def site():
    with Site() as started:
        yield started


def found(site: Site, folder: Path) -> dict[str, dict]:
    crawled(site, folder / "out", 50)
    return {urlsplit(row["url"])._replace(scheme="", netloc="").geturl(): row for row in rows(folder / "out")}


@pytest.mark.parametrize(("first", "later"), WAYS)
def test_the_pages_of_a_thread_become_one_row(site, tmp_path, first, later):
    posts = talk(12, ENGLISH)
    parts = [posts[:4], [posts[0], *posts[4:8]], [posts[0], *posts[8:]]]  # each page begins with the opening post
    paged(site, first, later, [machine_times(part) for part in parts])
    site.answers["/"] = article(1, later.format(2))
    read = found(site, tmp_path)
    assert set(read) == {"/", first}
    assert read[first]["text"].split("\n") == [post.text for post in posts]
    assert (read[first]["author"], read[first]["date"]) == (posts[0].author, f"{posts[0].iso}+00:00")
    assert read[first]["title"] == "A thread about patience"
    assert all(post.text in read[first]["body"] for post in posts)


def test_two_threads_whose_addresses_differ_in_a_number_stay_two(site, tmp_path):
    for number, told in enumerate((ENGLISH, CHINESE), 1):
        posts = talk(6, told)
        pages = [machine_times(posts[:3]), machine_times(posts[3:])]
        pages = [
            html.replace("A thread about patience", f"Thread {number}").replace(
                "<h1>", "<h1><a href='/t/2' rel='next'>»</a> "
            )
            for html in pages
        ]
        paged(site, f"/t/{number}", f"/t/{number}/{{}}", pages)
    site.answers["/"] = article(1, "/t/1", "/t/2")
    read = found(site, tmp_path)
    assert set(read) == {"/", "/t/1", "/t/2"}
    assert "starter" in read["/t/1"]["text"] and "番茄" not in read["/t/1"]["text"]


def test_pages_that_are_numbered_and_no_thread_stay_what_they_are(site, tmp_path):
    site.answers |= {f"/part/{number}": article(number, "/part/1", "/part/2") for number in (1, 2)}
    for answer in (site.answers["/part/1"], site.answers["/part/2"]):
        answer.content = answer.content.replace(b"to /part/1", b"1").replace(b"to /part/2", b"2")
    site.answers["/"] = article(3, "/part/1")
    assert set(found(site, tmp_path)) == {"/", "/part/1", "/part/2"}


def test_a_story_whose_comments_are_on_several_pages_keeps_its_text(site, tmp_path):
    posts = talk(12, ENGLISH)
    stories = [machine_times(posts[:6]), machine_times(posts[6:])]
    text = "".join(f"<p>{line}</p>" for line in STORY)
    paged(site, "/story", "/story?comments={}", [html.replace("</h1>", f"</h1>{text}", 1) for html in stories])
    site.answers["/"] = article(1, "/story")
    assert STORY[0] in found(site, tmp_path)["/story"]["text"]


def test_a_thread_on_one_page_is_a_row_as_before(site, tmp_path):
    site.answers |= {"/": article(1, "/t/1"), "/t/1": Answer(tables(ENGLISH).encode())}
    assert set(found(site, tmp_path)) == {"/", "/t/1"}

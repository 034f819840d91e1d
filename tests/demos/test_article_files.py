"""Saved pages in the articles tab: what browsers save, ZIP archives, what is no page; and what is told of a fetch."""

import base64
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest

from demos.articles import endpoints as tab
from demos.articles import files, visits
from demos.articles import inputs as pages
from models import articles
from models.articles.web.fetch import fetch
from tests.models.articles.web.site import Answer, Site

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})
ENGLISH = (tab.PAGES / "article-en.html").read_bytes()
THREAD = [(tab.PAGES / f"thread-zh-{number}.html").read_bytes() for number in (1, 2)]
MHTML = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Location: https://quay.example/tide\r\n\r\n" + ENGLISH


@pytest.fixture
def write(tmp_path):
    def written(content: bytes, name: str = "page.html") -> str:
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return written


@pytest.fixture
def packed(tmp_path):
    def written(contents: dict[str, bytes], charset: str = "gbk") -> str:
        """A ZIP whose names are in a character set that it does not name."""
        path = tmp_path / "saved.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, (name, content) in enumerate(contents.items()):
                archive.writestr(f"{number:02}".ljust(len(name.encode(charset)), "~"), content)
        whole = path.read_bytes()
        for number, name in enumerate(contents):
            whole = whole.replace(f"{number:02}".ljust(len(name.encode(charset)), "~").encode(), name.encode(charset))
        path.write_bytes(whole)
        return str(path)

    return written


@pytest.fixture
def site(monkeypatch):
    visits.forget()
    monkeypatch.setattr(pages, "Policy", lambda: SimpleNamespace(check_url=str))  # of the tab; the fetcher has its own
    with Site() as started:
        monkeypatch.setattr(pages, "fetch", lambda url, make: fetch(url, started.fetcher))
        yield started
    visits.forget()


def test_what_a_browser_saved_is_read_and_names_its_address(write):
    found = tab.extract_article(files=[write(MHTML, "tide.mhtml")]).article
    assert (found.url, found.text) == ("https://quay.example/tide", articles.extract(ENGLISH).text)


def test_pictures_inside_a_page_do_not_count(write):
    picture = base64.b64encode(bytes(range(256)) * 40_000)
    assert len(picture) > 2 * files.MAX_PAGE_BYTES
    whole = ENGLISH.replace(b"</body>", b'<img src="data:image/png;base64,' + picture + b'"></body>')
    assert tab.extract_article(files=[write(whole)]).article.text == articles.extract(ENGLISH).text
    assert tab.extract_article(html=whole.decode()).article.text == articles.extract(ENGLISH).text
    with pytest.raises(gr.Error, match="more than 30,000,000"):
        tab.extract_article(files=[write(bytes(files.MAX_FILE_BYTES + 1))])


def test_a_zip_holds_a_thread_in_the_order_of_its_names(packed):
    path = packed({"第10页.html": THREAD[1], "第2页.html": THREAD[0], "__MACOSX/._第2页.html": b"\0\5\x16\7"})
    assert tab.extract_thread(files=[path]).posts == articles.extract_thread(THREAD).posts
    addressed = tab.extract_thread("https://a.example/1 https://a.example/2", files=[path])
    assert addressed.url == "https://a.example/1"
    with pytest.raises(gr.Error, match="2 files have 1 addresses"):
        tab.extract_thread("https://a.example/1", files=[path])
    with pytest.raises(gr.Error, match="2 pages were given, and an article is read from one"):
        tab.extract_article(files=[path])


def test_the_rows_of_a_zip_have_the_names_that_were_packed(packed, write):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    path = packed({"文章.html": ENGLISH, "图片.html": picture, "大.html": b"<p>" + b"x" * files.MAX_PAGE_BYTES})
    rows, lines = tab.extract_batch([path, write(b"PK\3\4 broken", "broken.zip"), write(MHTML, "a.mht")])
    assert [row.file for row in rows] == ["图片.html", "大.html", "文章.html", "broken.zip", "a.mht"]
    told = [row.error for row in rows]
    assert "PNG picture" in told[0] and "more than 5,000,000" in told[1] and "cannot be opened" in told[3]
    assert told[2] is told[4] is None
    kept = [json.loads(line) for line in Path(lines).read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in kept] == ["文章.html", "a.mht"]


def test_a_page_whose_packing_is_broken_costs_its_own_row(packed):
    path = Path(packed({"a.html": ENGLISH, "b.html": ENGLISH}))
    content = bytearray(path.read_bytes())
    content[content.index(b"a.html") + len(b"a.html")] = 0xFF  # the first block of a kind that there is not
    path.write_bytes(content)
    rows, _ = tab.extract_batch([str(path)])
    assert "cannot be unpacked" in rows[0].error and rows[1].error is None


def test_a_bomb_costs_its_own_row(packed):
    bomb = bytes(2_000_000_000 // 50)
    rows, _ = tab.extract_batch([packed({f"{number}.html": bomb for number in range(3)})])
    assert [row.error for row in rows] == ["The ZIP archive unpacks to more than 60,000,000 bytes. Pack fewer pages."]
    rows, _ = tab.extract_batch([packed({f"{number}.html": b"<p>" for number in range(21)})])
    assert [row.error for row in rows] == ["The ZIP archive has 21 pages, more than 20. Pack fewer."]


@pytest.mark.parametrize(
    ("content", "name"), [(b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG"), (b"%PDF-1.7\n%\xe2\xe3\n", "PDF")]
)
def test_what_is_no_page_is_named_in_both_languages(write, content, name):
    for read in (tab.extract_article, tab.extract_thread):
        with pytest.raises(gr.Error, match=f"This is a {name} .*, no page"):
            read(files=[write(content)])
        with pytest.raises(gr.Error, match=f"这是 {name} 文件，不是网页"):
            read(files=[write(content)], request=CHINESE)
    with pytest.raises(gr.Error, match="这是二进制数据，不是网页"):
        tab.extract_article(files=[write(b"\1\2\3\4" * 99)], request=CHINESE)


def test_a_fetch_is_told_and_made_once(site):
    site.answers["/tide"] = Answer(ENGLISH, content_type="text/html; charset=UTF-8")
    site.answers["/old"] = Answer(status=301, headers={"Location": "/tide"})
    first = tab.extract_article(site.url("/old")).visit
    assert (first.asked, first.url, first.redirects) == (site.url("/old"), site.url("/tide"), 1)
    assert (first.status, first.charset, first.size, first.cached) == (200, "utf-8", len(ENGLISH), False)
    again = tab.extract_article(site.url("/old"), favour="recall").visit
    assert again.cached and (again.fetched, again.url) == (first.fetched, first.url)
    assert site.paths == ["/robots.txt", "/old", "/tide"]
    visits.forget()
    assert not tab.extract_article(site.url("/old")).visit.cached
    assert tab.extract_article(files=[str(tab.PAGES / "article-en.html")]).visit is None


def test_pages_of_a_thread_are_told_each_and_errors_are_not_kept(site):
    for number, page in enumerate(THREAD):
        site.answers[f"/{number}"] = Answer(page)
    urls = f"{site.url('/0')} {site.url('/1')}"
    assert [visit.url for visit in tab.extract_thread(urls).visits] == urls.split()
    assert [visit.cached for visit in tab.extract_thread(urls).visits] == [True, True]
    with pytest.raises(gr.Error, match="HTTP 404"):
        tab.extract_article(site.url("/late"))
    site.answers["/late"] = Answer(ENGLISH)
    assert tab.extract_article(site.url("/late")).article.title


def test_the_character_set_of_the_header_is_used_in_articles_threads_and_templates(site):
    line = "<p>İki ada arasındaki vapur, ağır ağır {}. kez geçti; kaptan uzun uzun el salladı.</p>"
    story = "".join(map(line.format, range(9)))
    body = f"<html><body><nav>Şehir hatları ağı</nav><h1>Ağır vapur</h1>{story}</body></html>".encode("cp1254")
    for number in range(2):
        page = body + b"<!-- %d -->" % number
        site.answers[f"/{number}"] = Answer(page, content_type="text/html; charset=windows-1254")
    read = tab.extract_article(site.url("/0"))
    assert "İki ada arasındaki vapur, ağır ağır" in read.article.text
    assert read.article.report.declared == read.visit.charset == "windows-1254"
    learnt, _ = tab.learn_template(urls=f"{site.url('/0')} {site.url('/1')}")
    assert "Şehir hatları ağı" in {shared.text for shared in learnt.texts}
    text = THREAD[0].decode().replace("charset=utf-8", "")
    site.answers["/t"] = Answer(text.encode("gbk", "ignore"), content_type="text/html; charset=gb2312")
    assert tab.extract_thread(site.url("/t")).reports[0].declared == "gb2312"


def test_the_cache_holds_no_more_than_it_may(monkeypatch):
    from models.articles.web.fetch import Fetched

    visits.forget()
    page = lambda: Fetched(bytes(files.MAX_PAGE_BYTES), "u", 200, "text/html", 0.1, ())  # noqa: E731
    for number in range(40):
        visits.visited(str(number), page)
    assert visits._kept.currsize <= visits.BYTES_KEPT
    visits.forget()

"""The articles tab through gradio_client, on pages of our own; what is hostile, and what must never be fetched."""

import json
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import gradio as gr
import httpcore2
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

from demos.articles import endpoints as tab
from demos.articles import inputs as pages
from demos.articles import reading
from demos.articles.files import MAX_PAGE_BYTES, MAX_PAGES
from demos.shared.languages import TEXTS, words
from models import articles
from models.articles import workers
from tests.live_app import ROOT
from tests.models.articles.pages import samples
from tests.models.articles.pages import site as site_pages
from tests.models.articles.web.site import Answer, Site
from tests.waiting import PATIENCE

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})
HEAVY = {"tensorflow", "keras", "lxml.html", "trafilatura", "datatrove", "tldextract"}
INSIDE = (
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://user:secret@127.0.0.1/",
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://127.0.0.1:{port}/",
    "javascript:alert(1)",
    "nonsense",
)


def example(*names: str) -> list:
    return [handle_file(tab.PAGES / f"{name}.html") for name in names]


@pytest.fixture
def page(tmp_path):
    def write(content: bytes | str, name: str = "page.html"):
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return handle_file(tmp_path / name)

    return write


def test_a_page_is_read_as_what_it_is(client):
    article, none = client.predict(files=example("article-en"), api_name="/read_page")
    assert (article["article"]["title"], none) == ("Why the tide comes twice a day", None)
    none, thread = client.predict(files=example("comments-en"), api_name="/read_page")
    assert (none, len(thread["posts"])) == (None, 7)
    none, thread = client.predict(files=example("thread-zh-1", "thread-zh-2"), api_name="/read_page")
    assert none is None and len(thread["posts"]) > 5


def test_a_forum_s_page_without_posts_is_an_article(monkeypatch):
    forum = SimpleNamespace(article=SimpleNamespace(kind=SimpleNamespace(name="forum")))

    def refuse(*_: object) -> None:
        raise articles.NoThreadError("No thread was found.")

    monkeypatch.setattr(reading, "article_of", lambda *_: forum)
    monkeypatch.setattr(reading, "thread_of", refuse)
    assert reading.read_page(html="<p>Any page.</p>") == (forum, None)


def test_importing_the_tab_parses_nothing_and_starts_no_process():
    script = f"""
import sys
from demos.articles import endpoints as articles
import app
app.build()
print(*({HEAVY!r} & set(sys.modules)))
assert articles.workers._shared._pool is None
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_every_example_is_there_captioned_and_read():
    for number, (kind, names) in enumerate(tab.EXAMPLES):
        assert f"articles.examples.{number + 1}" in TEXTS
        files, url, html, article, thread = tab.read_example(number, "balanced", "records")
        assert [Path(file).name for file in files] == list(names)
        assert (url, html) == ("", "")
        assert (article is not None, thread is not None) == (kind == "article", kind == "thread")
    assert article.article.report.confidence < 0.6  # the last one is no article


def test_an_article_comes_as_the_model_reads_it(client):
    expected = articles.extract((tab.PAGES / "article-en.html").read_bytes())
    found = client.predict(files=example("article-en"), api_name="/extract_article")
    read = found["article"]
    assert (read["title"], read["author"], read["date"]) == (
        "Why the tide comes twice a day", "Nora Whitlock", "2023-04-18T09:30"
    )  # fmt: skip
    assert read["text"] == expected.text
    assert {block["fate"] for block in read["report"]["blocks"]} == {"kept", "navigation", "comment"}
    assert "Forty years on this quay" in read["comments"]
    assert found["markdown"].startswith("# Why the tide comes twice a day\n")
    tei = ElementTree.fromstring(found["tei"])
    assert tei.findtext(".//{http://www.tei-c.org/ns/1.0}author") == "Nora Whitlock"


def test_pasted_html_and_a_file_of_it_give_the_same_text_and_an_address_names_the_page(client, page):
    html = (tab.PAGES / "article-zh.html").read_text(encoding="utf-8")
    pasted = client.predict("https://kitchen.example/p/1", html, api_name="/extract_article")["article"]
    filed = client.predict("", "", [page(html)], api_name="/extract_article")["article"]
    assert pasted["text"] == filed["text"] != ""
    assert (pasted["url"], filed["url"]) == ("https://kitchen.example/p/1", None)


def test_the_encoding_of_a_file_is_found_and_told(client, page):
    html = (tab.PAGES / "article-zh.html").read_text(encoding="utf-8").replace('charset="utf-8"', 'charset="gbk"')
    found = client.predict(files=[page(html.encode("gb18030"))], api_name="/extract_article")["article"]
    assert found["title"] == "一碗面里的摩擦力"
    assert (found["report"]["declared"], found["report"]["used"]) == ("gbk", "gb18030")


def test_a_thread_of_two_pages_is_one_and_replies_name_the_number_that_they_answer(client):
    thread = client.predict(files=example("thread-en-1", "thread-en-2"), api_name="/extract_thread")
    assert [post["number"] for post in thread["posts"]] == list(range(1, 8))
    assert thread["posts"][0]["author"] == "Marguerite"
    assert {post["number"]: post["reply_to"] for post in thread["posts"] if post["reply_to"]} == {3: 2, 7: 6}
    assert len(thread["reports"]) == 2
    nested = client.predict(files=example("comments-en"), api_name="/extract_thread")
    assert [post["level"] for post in nested["posts"]] == [0, 1, 2, 2, 1, 0, 1]


def test_a_thread_tells_its_people_how_sure_each_post_is_and_why(client):
    given = {"files": example("thread-en-1", "thread-en-2"), "api_name": "/extract_thread"}
    thread = client.predict("https://board.example/t/7 https://board.example/t/7?p=2", **given)
    told = [(person["name"], person["posts"], person["first"][:10]) for person in thread["people"]]
    assert told == [("Marguerite", 3, "2023-03-08"), ("crumbcounter", 2, "2023-03-08"), ("Ilse", 2, "2023-03-09")]
    assert thread["posts"][0]["profile"] == "https://board.example/t/member.php?mode=view&u=70"
    assert all(0.6 < post["confidence"] <= 1 for post in thread["posts"])
    for report in thread["reports"]:
        assert [column["name"] for column in report["columns"]] == ["author", "time", "number", "content"]
    linked = json.loads(thread["json_ld"])
    assert (linked["@type"], linked["commentCount"], linked["author"]["name"]) == (
        "DiscussionForumPosting", 6, "Marguerite"
    )  # fmt: skip
    assert [comment["text"] for comment in linked["comment"]] == [post["content"] for post in thread["posts"][1:]]


def test_a_page_that_is_no_thread_says_so_in_both_languages(client, chinese):
    given = {"html": "<html><body><h1>Ink</h1><p>One paragraph, and nobody answers.</p></body></html>"}
    with pytest.raises(AppError, match="No thread was found"):
        client.predict(**given, api_name="/extract_thread")
    with pytest.raises(AppError, match="没有找到讨论帖"):
        chinese.predict(**given, api_name="/extract_thread")


def test_relative_times_need_to_know_when_the_page_was_saved(client):
    given = {"files": example("thread-zh-1", "thread-zh-2"), "api_name": "/extract_thread"}
    with_time = client.predict(**given, fetched="2023-06-14 21:30")["posts"]
    assert with_time[6]["date"] == "2023-06-14T21:00"
    assert with_time[6]["shown"] == "半小时前"
    with pytest.raises(ValidationError, match="is no time"):
        client.predict(**given, fetched="yesterday")


def test_the_articles_algorithm_tells_the_positions_it_clusters(client):
    thread = client.predict(files=example("thread-zh-1", "thread-zh-2"), method="positions", api_name="/extract_thread")
    assert thread["method"] == "positions"
    assert thread["positions"] and thread["differences"]


def test_of_several_pages_each_has_a_row_and_a_broken_one_stops_nothing(client, chinese, page):
    big = page(b"<p>" + b"x" * MAX_PAGE_BYTES, "big.html")
    given = [*example("article-en"), page(b"\x89PNG\r\n\x1a\n\0\0", "picture.html"), big, *example("article-zh")]
    rows, path = client.predict(given, api_name="/extract_batch")
    assert [row["file"] for row in rows] == ["article-en.html", "picture.html", "big.html", "article-zh.html"]
    assert [row["error"] is None for row in rows] == [True, False, False, True]
    assert "a PNG picture, no page" in rows[1]["error"] and "more than 5,000,000" in rows[2]["error"]
    lines = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    assert Path(path).suffix == ".jsonl"
    assert [(line["id"], len(line["text"])) for line in lines] == [
        (row["file"], row["characters"]) for row in rows if not row["error"]
    ]
    assert all("请" in row["error"] for row in chinese.predict(given, api_name="/extract_batch")[0][1:3])


def test_a_template_is_learnt_and_another_page_is_read_by_it(client, page):
    first, second, third = site_pages(3)
    learnt, path = client.predict([page(first, "1.html"), page(second, "2.html")], api_name="/learn_template")
    shared = {(text["place"], text["text"]) for text in learnt["texts"]}
    assert learnt["pages"] == 2
    assert len(shared) == len(learnt["texts"]) > 0
    found = client.predict(files=[page(third, "3.html")], template=handle_file(path), api_name="/extract_article")[
        "article"
    ]
    fates = {block["text"]: block["fate"] for block in found["report"]["blocks"]}
    held = [block for block in found["report"]["blocks"] if (block["place"], block["text"]) in shared]
    assert held and all(fates[block["text"]] == "template" for block in held)
    assert found["report"]["method"].startswith("template")
    assert found["text"]


def test_precision_takes_no_more_than_recall_and_the_pieces_say_which(client):
    difference = client.predict(files=example("article-en"), api_name="/compare_articles")
    assert difference["settings"] == ["precision", "recall"]
    assert difference["characters"][0] <= difference["characters"][1]
    assert not [it for it in difference["pieces"] if it["first"] == "kept" != it["second"]]
    for place, favour in enumerate(difference["settings"]):
        blocks = articles.extract((tab.PAGES / "article-en.html").read_bytes(), favour=favour).report.blocks
        assert [it[("first", "second")[place]] for it in difference["pieces"]] == [block.fate for block in blocks]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_refused_by_every_door_without_a_connection(client, chinese, address):
    with Site() as site:
        inside = address.format(port=site.port)
        for arguments, endpoint in [
            ([inside], "/extract_article"),
            ([inside], "/extract_thread"),
            ([[], f"{inside} {inside}?2"], "/learn_template"),
            ([inside], "/compare_articles"),
        ]:
            with pytest.raises(ValidationError):
                client.predict(*arguments, api_name=endpoint)
        with pytest.raises(ValidationError, match="请"):
            chinese.predict(inside, api_name="/extract_article")
        assert site.connections == 0


@pytest.fixture
def connects(monkeypatch):
    """Every address that this process opens a connection to."""
    seen = []
    connect = httpcore2.AnyIOBackend.connect_tcp

    async def record(self, host, port, *arguments, **options):
        seen.append((host, port))
        return await connect(self, host, port, *arguments, **options)

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", record)
    return seen


def test_a_page_is_fetched_read_and_named_by_where_it_was_found(monkeypatch, connects):
    with Site() as site:
        monkeypatch.setattr(pages, "Policy", Unchecked)  # of the tab; the fetcher has its own
        monkeypatch.setattr(pages, "fetch", lambda url, make: fetch_of(site)(url))
        site.answers["/story"] = Answer((tab.PAGES / "article-en.html").read_bytes())
        site.answers["/old"] = Answer(status=301, headers={"Location": "/story"})
        found = tab.extract_article(site.url("/old")).article
        assert found.title == "Why the tide comes twice a day"
        assert set(connects) == {("127.0.0.1", site.port)}
        assert site.paths == ["/robots.txt", "/old", "/story"]
        with pytest.raises(gr.Error, match="HTTP 404"):
            tab.extract_article(site.url("/nothing"))
        with pytest.raises(gr.Error, match="没有取到"):
            tab.extract_article(site.url("/nothing"), request=CHINESE)


class Unchecked:
    """Lets the ports of a test's server through."""

    def check_url(self, url: str) -> str:
        return url


def fetch_of(site: Site):
    from models.articles.web.fetch import fetch

    return lambda url: fetch(url, site.fetcher)


def test_a_name_that_resolves_inside_is_not_connected_to(monkeypatch, connects):
    with Site() as site:
        names = {"evil.test": ["169.254.169.254"], "rebound.test": ["127.0.0.1"]}
        make = lambda: site.fetcher(names)  # noqa: E731
        monkeypatch.setattr(pages, "Policy", Unchecked)
        monkeypatch.setattr(pages, "Fetcher", make)
        for name in names:
            with pytest.raises(gr.Error, match=r"evil\.test|rebound\.test|public|not fetched"):
                tab.extract_article(f"http://{name}:{site.port}/")
        assert (connects, site.connections) == ([], 0)


REFUSED = [
    ("/extract_article", {}, "no page yet"),
    ("/extract_article", {"html": " \n "}, "no page yet"),
    ("/extract_article", {"url": "https://a.example/ https://b.example/"}, "2 pages were given"),
    ("/extract_article", {"html": "<p>" + "x" * MAX_PAGE_BYTES}, "more than 5,000,000"),
    ("/extract_thread", {}, "no page yet"),
    ("/extract_thread", {"urls": "https://a.example/ " * (MAX_PAGES + 1)}, "at most 20"),
    ("/extract_batch", {"files": []}, "no page yet"),
    ("/learn_template", {}, "no page yet"),
    ("/learn_template", {"urls": "https://a.example/"}, "at least 2"),
    ("/compare_articles", {}, "no page yet"),
]


@pytest.mark.parametrize(("endpoint", "arguments", "reason"), REFUSED)
def test_what_cannot_be_read_is_refused_before_the_queue(client, chinese, endpoint, arguments, reason):
    with pytest.raises(ValidationError, match=reason):
        client.predict(**arguments, api_name=endpoint)
    with pytest.raises(ValidationError, match=r"请|最多"):
        chinese.predict(**arguments, api_name=endpoint)


def test_files_beside_html_and_files_with_too_few_addresses_are_refused(client):
    with pytest.raises(ValidationError, match="HTML was pasted and files"):
        client.predict("", "<p>a</p>", example("article-en"), api_name="/extract_article")
    with pytest.raises(ValidationError, match="2 files have 1 addresses"):
        client.predict("https://a.example/", "", example("thread-en-1", "thread-en-2"), api_name="/extract_thread")
    with pytest.raises(ValidationError, match="21 pages were given, at most 20"):
        client.predict(example("article-en") * 21, api_name="/extract_batch")


HOSTILE = {
    "nothing.html": (b"\0\0\0", "empty"),
    "plain.html": (b"just a line of text", "plain text"),
    "deep.html": (b"<html><body>" + b"<div>" * 5000 + b"<p>x</p>", "nested over 2,000"),
    "wide.html": (b"<html><body><p " + b" ".join(b"a%d='1'" % n for n in range(30_000)) + b">x</p>", "attributes"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_gets_a_reason_and_the_next_one_is_read(client, chinese, page, name):
    content, reason = HOSTILE[name]
    for endpoint in ("/extract_article", "/extract_thread"):
        with pytest.raises(AppError, match=reason):
            client.predict(files=[page(content, name)], api_name=endpoint)
    with pytest.raises(AppError, match="请"):
        chinese.predict(files=[page(content, name)], api_name="/extract_article")
    assert client.predict(files=example("article-en"), api_name="/extract_article")["article"]["text"]


def test_a_page_that_takes_too_long_costs_its_own_answer(monkeypatch):
    with workers.Workers(1, workers.Bounds(seconds=0.001)) as slow:
        monkeypatch.setattr(workers, "run", slow.run)
        with pytest.raises(gr.Error, match="could not be read within"):
            tab.extract_article(html=(tab.PAGES / "article-en.html").read_text(encoding="utf-8"))


def test_markup_and_halves_of_characters_come_back_as_text(client):
    broken = "\\ud800"
    data = f'<script type="application/ld+json">{{"@type":"Article","headline":"Half {broken} a title"}}</script>'
    words = "A sentence with &lt;img src=x onerror=alert(1)&gt; in it, long enough to be prose on a page. "
    html = f"<html><head>{data}</head><body><article><p>{words * 3}</p><p>{words * 2}</p></article></body></html>"
    read = client.predict(html=html, api_name="/extract_article")["article"]
    assert "<img src=x onerror=alert(1)>" in read["text"]
    assert "\ud800" not in json.dumps(read, ensure_ascii=False)


def test_keywords_come_from_the_word_vectors_of_the_language():
    read = tab.read_example(0, "balanced", "records")[3]
    given = {"article": {"text": read.article.text, "language": read.article.language}}
    found = [it.word for it in tab.find_keywords(given)]
    assert {"moon", "tide"} & set(found)
    with pytest.raises(gr.Error, match="no article yet"):
        tab.find_keywords(None)
    with pytest.raises(gr.Error, match="'de'"):
        tab.find_keywords({"article": {"text": "Das Meer.", "language": "de"}})


def test_a_language_that_is_not_told_is_seen():
    assert [pages.check_language(None, text) for text in ("The sea.", "海水。")] == ["en", "zh"]
    assert pages.check_language("zh-CN", "") == "zh"


def test_times_are_read_with_and_without_a_clock():
    assert pages.check_time(" 2024-05-01 ") == datetime(2024, 5, 1)
    assert pages.check_time("2024-05-01 12:30") == datetime(2024, 5, 1, 12, 30)
    assert pages.check_time("") is pages.check_time(None) is None


def test_every_rule_that_decides_has_words_in_both_languages(client):
    """The views translate the rules by their English words: a new rule needs a line in common.js."""
    source = (ROOT / "demos" / "articles" / "views" / "common.js").read_text(encoding="utf-8")
    told = set()
    for sample in samples():
        report = articles.extract(sample.html).report
        told |= {block.why for block in report.blocks} | set(report.dropped) | {report.method}
    for names in (["thread-en-1"], ["comments-en"]):
        for method in ("records", "positions", "structured"):
            with suppress(articles.NoThreadError):  # one of them declares nothing
                thread = articles.extract_thread(
                    [(tab.PAGES / f"{name}.html").read_bytes() for name in names], method=method
                )
                told |= {thread.method, *thread.reports[0].dropped}
    assert len(told) > 6
    assert not [rule for rule in told if f'"{rule}"' not in source]
    assert set(words("articles.article", "articles.common")) == {"Article", "文章"}


def test_the_documentation_has_the_types_of_the_answers(app):
    endpoints = app.get("/gradio_api/info").json()["named_endpoints"]
    thread = endpoints["/extract_thread"]["returns"][0]["python_type"]["type"]
    assert "posts: list[dict(author: str" in thread.replace(" | None", "")
    article = endpoints["/extract_article"]
    assert [entry["parameter_name"] for entry in article["parameters"]] == [
        "url",
        "html",
        "files",
        "favour",
        "template",
        "checkpoint",
    ]
    assert "markdown: str" in article["returns"][0]["python_type"]["type"]

"""What visitors say of an article or a thread is kept if they agree: little of the page, nothing of them."""

import json

import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

from demos.articles.endpoints import PAGES
from demos.articles.opinions import MAX_REMARK, THREAD_VERDICTS, VERDICTS
from demos.shared.languages import TEXTS
from models import articles

PAGE = PAGES / "article-en.html"
THREAD = [PAGES / f"thread-en-{number}.html" for number in (1, 2)]
URLS = ["https://board.example/t/7", "https://board.example/t/7?p=2"]


@pytest.fixture(scope="module")
def extracted(client):
    return client.predict(files=[handle_file(PAGE)], api_name="/extract_article")


def rows(app) -> list[dict]:
    return [json.loads(path.read_bytes()) for path in (app.feedback / "waiting").glob("*.json")]


def test_it_is_kept_once_and_only_if_the_visitor_agrees(client, app, extracted):
    before = len(rows(app))
    with pytest.raises(AppError, match="not agreed"):
        client.predict(extracted, "missing", "the last paragraph", api_name="/correct_article")
    assert len(rows(app)) == before
    said = extracted, "missing", " the last paragraph ", True
    assert client.predict(*said, api_name="/correct_article") == before + 1
    assert client.predict(*said, api_name="/correct_article") == before + 1
    kept = next(row for row in rows(app) if row["label"] == "missing: the last paragraph")
    expected = articles.extract(PAGE.read_bytes())
    assert json.loads(kept["answer"]) == {
        "url": expected.url or "",
        "title": expected.title,
        "characters": len(expected.text),
        "method": expected.report.method,
        "confidence": round(expected.report.confidence, 4),
    }
    assert (kept["task"], kept["checkpoint"], kept["image"]) == ("articles", "articles@bundled", None)
    assert not any(line in json.dumps(kept) for line in expected.text.splitlines() if len(line) > 40)
    assert "127.0.0.1" not in json.dumps(kept)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_words_and_is_kept(client, extracted, verdict):
    assert f"articles.right.{verdict}" in TEXTS
    assert client.predict(extracted, verdict, "", True, api_name="/correct_article") >= 1


def test_what_says_nothing_or_too_much_is_refused(client, chinese, extracted):
    with pytest.raises(ValidationError, match="Say it in"):
        client.predict(extracted, "other", "x" * (MAX_REMARK + 1), True, api_name="/correct_article")
    with pytest.raises(ValidationError, match=r"There is no 'splendid'\. Choose one of right"):
        client.predict(extracted, "splendid", "", True, api_name="/correct_article")
    for nothing in (None, {}, {"article": {}}, {"article": {"report": 1, "url": "", "title": ""}}):
        with pytest.raises(AppError, match="There is no article yet"):
            client.predict(nothing, "right", "", True, api_name="/correct_article")
    with pytest.raises(AppError, match=TEXTS["errors.NoPageError"]["zh"][:5]):
        chinese.predict(None, "right", "", True, api_name="/correct_article")


def test_an_endless_title_and_address_are_cut(client, app, extracted):
    article = extracted["article"] | {"title": "t" * 5000, "url": "https://example.org/" + "u" * 5000}
    client.predict({"article": article}, "other", "endless", True, api_name="/correct_article")
    kept = next(row for row in rows(app) if row["label"] == "other: endless")
    assert {len(json.loads(kept["answer"])[name]) for name in ("title", "url")} == {MAX_REMARK}


@pytest.fixture(scope="module")
def thread(client):
    return client.predict(" ".join(URLS), "", [handle_file(page) for page in THREAD], api_name="/extract_thread")


def said_of(app, label: str) -> list[dict]:
    kept = [row for row in rows(app) if (row["task"], row["label"]) == ("threads", label)]
    return sorted((json.loads(row["answer"]) for row in kept), key=lambda about: about["url"])


def test_of_a_thread_each_page_is_kept_once_and_only_if_the_visitor_agrees(client, app, thread):
    before = len(rows(app))
    with pytest.raises(AppError, match="not agreed"):
        client.predict(thread, "right", api_name="/correct_thread")
    assert len(rows(app)) == before
    for _ in range(2):
        assert client.predict(thread, "right", agreed=True, api_name="/correct_thread") == before + 2
    first, second = said_of(app, "right")
    assert (first["url"], first["posts"], second["url"], second["posts"]) == (URLS[0], 4, URLS[1], 3)
    assert set(first) == {"url", "title", "method", "confidence", "posts"}
    kept = [row for row in rows(app) if row["task"] == "threads"]
    assert {(row["checkpoint"], row["image"]) for row in kept} == {("threads@bundled", None)}
    assert not any(post["content"][:60] in json.dumps(kept) for post in thread["posts"])
    assert "127.0.0.1" not in json.dumps(kept)


def test_of_a_post_its_page_its_place_and_its_first_characters_are_kept(client, app, thread):
    client.predict(thread, "author", 6, " Marguerite D. ", True, api_name="/correct_thread")
    (about,) = said_of(app, "author: Marguerite D.")
    post = next(post for post in thread["posts"] if post["number"] == 6)
    assert (about["url"], about["record"], about["begins"]) == (URLS[1], post["record"], post["content"][:40])
    client.predict(thread, "no_post", 2, "", True, api_name="/correct_thread")
    assert [about["url"] for about in said_of(app, "no_post")] == URLS[:1]


@pytest.mark.parametrize("verdict", THREAD_VERDICTS)
def test_every_verdict_on_a_thread_has_words_and_is_kept(client, thread, verdict):
    assert f"articles.thread_right.{verdict}" in TEXTS
    assert client.predict(thread, verdict, 1, "", True, api_name="/correct_thread") >= 1


def test_pages_without_an_address_are_one(client, app):
    thread = client.predict(files=[handle_file(page) for page in THREAD], api_name="/extract_thread")
    client.predict(thread, "other", remark="of no address", agreed=True, api_name="/correct_thread")
    assert len(said_of(app, "other: of no address")) == 1


def test_what_says_nothing_of_a_thread_or_names_no_post_is_refused(client, chinese, thread):
    for number in (None, -1, 1e12):
        with pytest.raises(ValidationError, match="which post is meant"):
            client.predict(thread, "no_post", number, "", True, api_name="/correct_thread")
    with pytest.raises(ValidationError, match="Say it in"):
        client.predict(thread, "other", None, "x" * (MAX_REMARK + 1), True, api_name="/correct_thread")
    with pytest.raises(ValidationError, match="somebody/articles is not among the choices for threads"):
        client.predict(thread, "right", checkpoint="somebody/articles", agreed=True, api_name="/correct_thread")
    with pytest.raises(AppError, match="no post 400"):
        client.predict(thread, "author", 400, "Ann", True, api_name="/correct_thread")
    with pytest.raises(AppError, match=TEXTS["errors.NoPostError"]["zh"][:5]):
        chinese.predict(thread, "author", 400, "Ann", True, api_name="/correct_thread")
    for nothing in (None, {}, {"posts": 3, "reports": []}, {"posts": [{}], "reports": [{}], "title": None}):
        with pytest.raises(AppError, match="There is no thread yet"):
            client.predict(nothing, "right", agreed=True, api_name="/correct_thread")


def test_of_a_thread_of_a_thousand_pages_and_endless_texts_little_is_kept(client, app, thread):
    report = thread["reports"][0]
    pages = [report | {"url": f"https://example.org/{number}?{'u' * 5000}"} for number in range(1000)]
    before = len(rows(app))
    given = thread | {"title": "t" * 5000, "reports": pages}
    client.predict(given, "other", remark="endless", agreed=True, api_name="/correct_thread")
    assert len(rows(app)) == before + 20
    assert {len(about["url"]) for about in said_of(app, "other: endless")} == {MAX_REMARK}

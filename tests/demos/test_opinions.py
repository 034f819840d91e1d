"""What visitors say of an article is kept if they agree: little of the page, nothing of them."""

import json

import httpx
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

from demos.articles.endpoints import PAGES
from demos.articles.opinions import MAX_REMARK, VERDICTS
from demos.shared.languages import TEXTS
from models import articles

PAGE = PAGES / "article-en.html"


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
    with pytest.raises(httpx.HTTPStatusError, match="400"):
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

"""What stands in front of Gradio's page."""

import pytest
from gradio.queueing import EventQueue
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from demos.shared.components import LARGE, View
from demos.shared.front import in_front, prelude
from demos.shared.page import Page
from tests.demos.test_endpoints import ENDPOINTS

PAGE = "<html><head>" + "<!-- long -->" * 200 + '<script type="module" src="a.js"></script></head></html>'


@pytest.fixture
def client():
    def events(_):
        return StreamingResponse(iter(["data: 1\n\n"] * 500), media_type="text/event-stream")

    routes = [
        Route("/", lambda _: HTMLResponse(PAGE)),
        Route("/text", lambda _: PlainTextResponse(PAGE)),
        Route("/events", events),
    ]
    return TestClient(Starlette(routes=routes, middleware=in_front(Page())))


def test_the_script_runs_before_gradios(client):
    page = client.get("/").text
    assert page == PAGE.replace('<script type="module"', prelude().decode() + '<script type="module"')


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_page_goes_out_compressed_and_whole(client, encoding):
    answer = client.get("/", headers={"Accept-Encoding": encoding})
    assert answer.headers["content-encoding"] == encoding
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    assert plain.text == answer.text and int(plain.headers["content-length"]) == len(plain.content)


def test_a_page_is_made_once_for_each_address_it_is_asked_at():
    made = []

    def page(request):
        made.append(request.headers["host"])
        return HTMLResponse(PAGE + request.headers["host"], headers=dict(request.query_params))

    client = TestClient(Starlette(routes=[Route("/", page)], middleware=in_front(Page())))
    for host in ("one", "two", "one", "two"):
        assert client.get("/?tab=words", headers={"Host": host}).text.endswith(host)
    assert made == ["one", "two"]
    for _ in range(2):
        client.get("/?deep_link=kept", headers={"Host": "one"})  # somebody's state
        client.get("/?set-cookie=a", headers={"Host": "three"})  # and somebody's cookie
    assert made[2:] == ["one", "three", "one", "three"]


def test_what_a_view_shows_later_is_kept_under_its_digest():
    value = "word " * LARGE
    view = View("losses.code", str, value=value)
    answer = TestClient(Starlette(middleware=in_front(Page()))).get(f"/kept/{view.props['kept']}")
    assert view.value is None and answer.json() == value
    assert "immutable" in answer.headers["cache-control"]


def test_what_is_no_page_and_what_is_streamed_is_left_alone(client):
    assert client.get("/text").text == PAGE
    events = client.get("/events", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in events.headers and events.text == "data: 1\n\n" * 500


def test_programs_are_told_what_there_is():
    import app

    answer = TestClient(Starlette(middleware=in_front(app.build()))).get("/agents.md")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert all(f"- `{name}(" in answer.text for name in ENDPOINTS)
    assert "- `/odd_one_out(words, language, checkpoint)` Tells which of several words" in answer.text


def test_who_runs_it_is_told_that_it_lives_and_whether_another_request_may_wait():
    page = Page()
    page.queue(max_size=2)
    client = TestClient(Starlette(middleware=in_front(page)))
    assert client.get("/health").text == "ok"
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (200, {"waiting": 0, "most": 2})
    for number in range(2):
        page._queue.event_queue_per_concurrency_id.setdefault("one", EventQueue("one", 1)).queue.append(number)
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (503, {"waiting": 2, "most": 2})


def test_who_asks_only_whether_there_is_a_page_is_answered_without_making_it(client):
    assert client.head("/").status_code == 200 and client.head("/").headers["content-type"].startswith("text/html")
    assert client.head("/text").headers["content-type"].startswith("text/plain")  # any other path is Gradio's


def test_nothing_in_the_script_ends_it():
    assert prelude().count(b"</") == 1

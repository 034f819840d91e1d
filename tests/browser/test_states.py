"""What the tests wait for: a call that is not answered holds them up, one of a document that was left does not."""

from threading import Event

import pytest
from playwright.sync_api import Browser, Page
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.browser import states
from tests.served import Served

pytestmark = pytest.mark.browser
PAGE = "<a id=file href=/file>file</a><a id=away href=/leave>away</a>"
CALL = "() => { fetch('/gradio_api/call') }"


class Site(Served):
    """Two documents, a file, and a call that is answered when `answer` is set."""

    def __init__(self) -> None:
        self.answer = Event()
        attached = {"Content-Disposition": "attachment"}
        super().__init__(
            [
                Route("/one", lambda request: HTMLResponse(PAGE)),
                Route("/two", lambda request: HTMLResponse(PAGE)),
                Route("/leave", lambda request: RedirectResponse("/two")),
                Route("/file", lambda request: PlainTextResponse("text", headers=attached)),
                Route("/gradio_api/call", self._call),
            ]
        )

    def _call(self, request: Request) -> Response:
        self.answer.wait(states.MILLISECONDS / 1000)
        return PlainTextResponse("answered")


@pytest.fixture
def site():
    with Site() as site:
        yield site
        site.answer.set()


@pytest.fixture
def page(browser: Browser, site: Site):
    with browser.new_context(accept_downloads=True) as context:
        page = context.new_page()
        states.watch(page)
        page.goto(f"{site.address}/one")
        yield page


def test_a_call_that_is_not_answered_holds_up_whatever_becomes_of_the_address(page: Page, site: Site):
    assert states.is_settled(page)
    with page.expect_request("**/gradio_api/call"):
        page.evaluate(CALL)
    assert not states.is_settled(page)
    page.evaluate("() => history.replaceState(null, '', '/one?tab=other')")
    assert not states.is_settled(page)
    with page.expect_download():
        page.locator("#file").click()
    page.evaluate("() => history.replaceState(null, '', '/one?tab=third')")
    assert not states.is_settled(page)
    site.answer.set()
    states.settled(page)


def test_calls_of_a_document_that_was_left_hold_up_nothing(page: Page, site: Site):
    page.evaluate(f"() => {{ setInterval({CALL}, 2) }}")
    page.locator("#away").click()
    page.wait_for_url("**/two")
    states.settled(page)
    with page.expect_request("**/gradio_api/call"):
        page.evaluate(CALL)
    assert not states.is_settled(page)

"""A visitor of the live app, whose every request and console message is watched."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import live_app
from tests.browser import chromium, states

SCREENSHOTS = Path(__file__).parents[2] / "artifacts" / "screenshots"
LOOPBACK = {"127.0.0.1", "localhost"}
FRAME = {"fonts.googleapis.com", "huggingface.co"}  # what Gradio 6.31 asks for by itself where SPACE_ID is set,
FRAMELESS = "Space not found"  # and what it says then
CUT_OFF = ("AbortError", "Connection errored out.")  # what Gradio says of calls that end with their page
expect.set_options(timeout=states.MILLISECONDS)


@pytest.fixture(scope="session")
def app() -> live_app.LiveApp:
    return live_app.shared()


@pytest.fixture(scope="package")
def choosing() -> Iterator[live_app.LiveApp]:
    """The app as it is where visitors have a choice of checkpoints; three of its tabs."""
    tabs = "import demos; demos.DEMOS = ('words', 'gan', 'articles')"
    script = f"{tabs}; from demos.shared import checkpoints as it; it.can_choose = bool; import app"
    with live_app.LiveApp("-c", f"{script}; app.ui.launch(app.build())") as app:
        yield app


@pytest.fixture(scope="package")  # not session: Playwright's event loop runs in this thread until it is closed
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path, "There is no browser: run `python -m tests.browser.install` (make test does)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, app: live_app.LiveApp) -> Iterator[Callable[..., Page]]:
    """visit(locale, theme, width, address) opens the page; afterwards nothing must have gone wrong.

    `slow` is how many times longer than here the page's own scripts take, as on a phone.

    A request that would leave loopback finds no host; afterwards there must have been none, except those of `FRAME`.
    """
    foreign, complaints, contexts = [], [], []

    def watch(page: Page) -> None:
        states.watch(page)
        page.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("domcontentloaded", lambda _: forgive())

    def forgive() -> None:
        """What the document before complained of as it was left."""
        complaints[:] = [complaint for complaint in complaints if not any(it in complaint for it in CUT_OFF)]

    def open_page(locale="en-US", theme="light", width=1280, address="/?tab=captcha", url=app.url, slow=1) -> Page:
        size = {"width": width, "height": 844 if width < 500 else 900}
        context = browser.new_context(locale=locale, viewport=size, reduced_motion="reduce", accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
        page.goto(f"{url}{address}{'&' if '?' in address else '?'}__theme={theme}")
        states.loaded(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not foreign
    assert not complaints


def is_foreign(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname not in LOOPBACK | FRAME


def is_complaint(said) -> bool:
    refused = "status of 422" in said.text  # how a validator's answer looks to the console
    framed = said.text == FRAMELESS or urlsplit(said.location["url"]).hostname in FRAME
    return said.type == "error" and not refused and not framed


@pytest.fixture
def snapshot() -> Callable[[Page, str], None]:
    """snapshot(page, name) keeps a picture of the whole page in artifacts/screenshots."""

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return keep

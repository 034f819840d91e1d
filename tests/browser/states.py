"""States of a page that a test waits for, instead of a while."""

import re
import time
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import Frame, Locator, Page, Request, expect

from tests.waiting import PATIENCE, until

MILLISECONDS = 1000 * PATIENCE
STREAM = "/gradio_api/queue/data"
IDLE = 20.0  # seconds after which a stream that changes nothing has nothing more to say
STILL, LOADED = ((Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("still", "loaded"))
_asked: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()  # and not answered yet


def watch(page: Page) -> None:
    """From now on the calls of the page are known; before it is opened."""
    page.set_default_timeout(MILLISECONDS)
    asked = _asked[page] = set()
    leaving: set[Request] = set()

    def begin(request: Request) -> None:
        if request.is_navigation_request():
            leaving.add(request)
        elif is_call(request.url):
            asked.add(request)

    def fail(request: Request) -> None:
        asked.discard(request)
        leaving.discard(request)  # what is saved as a file leaves no document

    def arrive(frame: Frame) -> None:
        if frame == page.main_frame and leaving:  # else the document has only changed its address
            asked.clear()  # not all that a left document asked for is heard of again
            leaving.clear()

    page.on("request", begin)
    page.on("requestfinished", lambda request: asked.discard(request))
    page.on("requestfailed", fail)
    page.on("framenavigated", arrive)


def is_call(url: str) -> bool:
    """Whether this will be answered: a heartbeat lasts as long as the page."""
    return "/gradio_api/" in url and "/gradio_api/heartbeat/" not in url


def loaded(page: Page) -> None:
    """Returns once the page is built, what listens to its load is answered, and the answers are shown."""
    page.wait_for_function(LOADED)
    page.evaluate("document.fonts.ready.then(() => null)")
    settled(page)


def settled(page: Page) -> None:
    """Returns once every call of the page is answered, streams too, and nothing in it moves or changes.

    On a busy machine Gradio leaves a stream open now and then whose events have all ended. It is told from one that is
    at work by a page that has long been at rest.
    """
    resting: list[float] = []  # since when only streams are open and the page is still

    def has_settled() -> bool:
        if is_settled(page):
            return True
        if not page.evaluate(STILL) or any(STREAM not in request.url for request in _asked[page]):
            resting.clear()
            return False
        resting.append(time.monotonic())
        return resting[-1] - resting[0] > IDLE

    try:
        until(has_settled)
    except TimeoutError as error:
        error.add_note(f"Not answered: {[request.url for request in _asked[page]]}")
        raise


def is_settled(page: Page) -> bool:
    """Whether nothing in the page moves or changes, and no call of it is unanswered."""
    return page.evaluate(STILL) and not _asked[page]


def tab_shown(page: Page) -> str | None:
    """The name of the tab that is open."""
    return page.locator('[role="tab"][aria-selected="true"]').first.get_attribute("data-tab-id")


def open_part(page: Page, name: str) -> None:
    """Clicks one of the inner tabs of the tab that is shown, and returns once it is filled."""
    part = page.locator(".kexue-parts").get_by_role("tab", name=name, exact=True).locator("visible=true")
    part.click()
    expect(part).to_have_attribute("aria-selected", "true")
    settled(page)


def press_once(button: Locator, condition: str) -> None:
    """From now on the page itself presses a button as soon as a condition in JavaScript holds.

    What runs for seconds is over before a test on a busy machine has seen it begin.
    """
    look = f"const look = setInterval(() => {{ if ({condition}) {{ clearInterval(look); button.click(); }} }}, 50);"
    button.evaluate(f"button => {{ {look} }}")


def open_fold(fold: Locator) -> None:
    """Clicks what opens a part of the page, if it is closed, and returns once it is open and filled."""
    if "open" not in (fold.get_attribute("class") or "").split():
        fold.click()
    expect(fold).to_have_class(re.compile(r"\bopen\b"))
    settled(fold.page)

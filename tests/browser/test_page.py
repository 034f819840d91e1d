"""The frame: a tab by its address, and a page on which one tab is broken."""

import pytest
from playwright.sync_api import expect

from tests.live_app import LiveApp

pytestmark = pytest.mark.browser

TWO_TABS = "import demos; demos.DEMOS = ('missing', 'captcha'); import app; app.ui.launch(app.build())"


@pytest.fixture(scope="module")
def two_tabs():
    with LiveApp("-c", TWO_TABS) as app:
        yield app


def test_the_address_opens_a_tab(visit, two_tabs):
    page = visit(url=two_tabs.url, address="/?tab=captcha")
    expect(page.get_by_role("tab", name="Captcha")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="digits", exact=True).click()
    expect(page.locator(".reading li").first).to_be_visible()


def test_a_broken_tab_shows_its_reason(visit, two_tabs, snapshot):
    page = visit(url=two_tabs.url, address="/?tab=nowhere")
    expect(page.get_by_role("tab", name="missing")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("This tab could not be built.")).to_be_visible()
    expect(page.get_by_text("No module named 'demos.missing'")).to_be_visible()
    snapshot(page, "broken-en-US")

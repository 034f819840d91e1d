"""The tab of checkpoints as a visitor uses it: languages, light and dark, wide and narrow, with and without a Hub."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import hub_utils
from demos.shared.languages import TEXTS
from hub_utils.pins import TABLE
from tests.browser.states import open_fold, settled
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"hub.{key}"][locale[:2]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An app's settings for a Hub with three revisions, the second the best; and the Hub."""
    folder = tmp_path_factory.mktemp("hub_tab")
    with HubProcess(folder / "hub") as hub:
        for number, value in enumerate((0.6, 0.9, 0.8), start=1):
            made = tiny_checkpoint.write(folder / f"v{number}", scale=value)
            metrics = json.loads((made / "metrics.json").read_text())
            metrics["headline"]["value"] = value
            metrics["results"][0] |= {"value": value, "interval": [0.5, 0.95]}
            (made / "metrics.json").write_text(json.dumps(metrics))
            hub_utils.publish(made, f"{hub.user}/reader", tag=f"v{number}", token=hub.token, endpoint=hub.endpoint)
        pins = f"captcha={hub.user}/reader@v3"
        yield hub, {"HF_ENDPOINT": hub.endpoint, "KEXUE_PINS": pins, "HF_HOME": str(folder / "home")}


@pytest.fixture(scope="module")
def app(environment):
    with LiveApp(environment=environment[1]) as app:
        yield app


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_one_click_shows_a_card_and_its_revisions_and_all_is_legible_and_fits(
    visit, snapshot, app, locale, theme, width
):
    page = visit(locale, theme, width, "/?tab=hub", app.url)
    expect(page.locator("button[data-name]")).to_have_count(len(TABLE))
    expect(page.get_by_text(word("card.empty", locale))).to_be_visible()
    page.locator("button[data-name=captcha]").click()
    expect(page.locator("pre", has_text="hf download user/reader --revision ")).to_be_visible()
    expect(page.locator("svg.curve circle")).to_have_count(3)
    faces = page.locator("tr", has=page.locator("button[data-name=gan-faces]"))
    expect(faces).to_contain_text(word("common.metrics.Fréchet classifier distance", locale))
    snapshot(page, f"hub-tab-{locale}-{theme}-{width}")
    open_fold(page.get_by_role("button", name=word("comparing", locale)))
    page.get_by_role("button", name=word("compare", locale), exact=True).click()
    expect(page.locator(".better").last).to_be_visible()
    open_fold(page.get_by_role("button", name=word("text", locale)))
    expect(page.get_by_role("heading", name="Tiny reader")).to_be_visible()
    snapshot(page, f"hub-tab-open-{locale}-{theme}-{width}")
    assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w.])hub\.\w+(?!\()", page.inner_text("main"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(CONTRAST) == []


def test_a_revision_by_its_tag_and_one_that_is_not_there(visit, app):
    page = visit(address="/?tab=hub", url=app.url)
    page.locator("button[data-name=captcha]").click()
    expect(page.locator("svg.curve circle")).to_have_count(3)
    field = page.get_by_role("textbox", name=word("revision"))  # its name goes on with the hint
    field.fill("v1")
    page.get_by_role("button", name=word("show"), exact=True).click()
    expect(page.locator(".title", has_text="60.0 %")).to_be_visible()
    field.fill("v9")
    page.get_by_role("button", name=word("show"), exact=True).click()
    expect(page.get_by_text("lists no revision 'v9'")).to_be_visible()


def test_the_keyboard_alone_is_enough(visit, app):
    page = visit(address="/?tab=hub", url=app.url)
    expect(page.locator("button[data-name=words-en]")).to_be_visible()
    settled(page)  # the list has come
    page.locator("button[data-name=words-en]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("pre", has_text='hub_utils.choose("words-en", "bundled")')).to_be_visible()
    expect(page.get_by_text(word("timeline.no_repo"))).to_be_visible()


def test_without_the_hub_the_tab_says_so(visit, snapshot, environment, app):
    hub, settings = environment
    page = visit(address="/?tab=hub", url=app.url)
    page.locator("button[data-name=captcha]").click()
    expect(page.locator("svg.curve circle")).to_have_count(3)  # and is remembered
    hub.stop()
    try:
        with LiveApp(environment=settings) as later:
            page = visit(address="/?tab=hub", url=later.url)
            expect(page.get_by_role("cell", name=word("common.cache"))).to_be_visible()
            page.locator("button[data-name=captcha]").click()
            expect(page.get_by_text(word("timeline.remembered"))).to_be_visible()
            expect(page.locator("svg.curve circle")).to_have_count(3)
            snapshot(page, "hub-tab-away-en-US")
    finally:
        hub.start()

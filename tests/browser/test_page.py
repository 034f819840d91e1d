"""The frame: a tab by its address, and a page on which one tab is broken."""

import pytest
from playwright.sync_api import expect

from demos.shared.languages import TEXTS
from tests.browser import states
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


def test_the_language_is_chosen_by_hand_and_remembered(visit):
    page = visit(address="/?tab=captcha")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("tab", name="验证码")).to_be_visible()
    states.loaded(page)
    page.get_by_role("tab", name="词向量").click()
    states.settled(page)  # what the tab shows on arrival has come
    page.get_by_label("一个词", exact=True).fill("")
    page.get_by_role("button", name="找邻居").click()  # what the server says is Chinese too
    expect(page.get_by_text("还没有词")).to_be_visible()
    page.reload()
    states.loaded(page)
    assert page.evaluate("document.documentElement.lang").startswith("zh") and states.tab_shown(page) == "words"
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_role("tab", name="Words", exact=True)).to_be_visible()


def test_an_answer_is_greyed_when_the_next_question_is_refused_and_no_longer_when_one_is_answered(visit, snapshot):
    page = visit(address="/?tab=words")
    field, find = page.get_by_label("A word"), page.get_by_role("button", name="Find its neighbours")
    before = page.get_by_text("Near piano").locator("xpath=ancestor::*[@data-stale]")
    field.fill("two words")
    find.click()
    expect(page.get_by_text("is not one word")).to_be_visible()
    expect(before).to_have_attribute("data-stale", TEXTS["shared.frame.before"]["en"])
    snapshot(page, "stale-en-US")
    field.fill("river")
    find.click()
    expect(page.get_by_text("Near river")).to_be_visible()
    expect(page.locator("[data-stale]")).to_have_count(0)


def test_a_number_out_of_range_is_refused_in_chinese(visit):
    page = visit("zh-CN", address="/?tab=gan")
    page.get_by_label(TEXTS["gan.seed"]["zh"], exact=True).fill("-1")
    page.get_by_role("button", name=TEXTS["gan.draw"]["zh"], exact=True).click()
    expect(page.locator("div.validation-error")).to_contain_text("-1 超出范围")
    expect(page.locator("div.validation-error")).to_contain_text("2147483647")
    expect(page.locator("[data-stale]")).to_have_attribute("data-stale", TEXTS["shared.frame.before"]["zh"])


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_what_the_model_cannot_answer_is_told_under_a_title_in_the_visitors_language(visit, locale):
    page = visit(locale, address="/?tab=words&language=zh&word=㐀㐁")
    title = TEXTS["errors.title"][locale[:2]]
    expect(page.locator(".toast-title")).to_have_text(title)


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(245, 245, 244)"), ("dark", "rgb(15, 14, 13)")])
@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_window_has_the_ground_of_the_theme_that_was_chosen(visit, theme, ground, system):
    page = visit(theme=theme, address="/?tab=dropout")
    page.emulate_media(color_scheme=system)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground  # beside and beyond the page too


def test_the_address_is_copied(visit):
    page = visit(address="/?tab=gan")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text("The address is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


ALIVE = {
    "captcha": ".reading .text",
    "words": "text=Near piano",
    "gan": "text=Seed 1",
    "articles": "text=Why the tide comes twice a day",
    "losses": "text=Loss by its parts",
    "recovery": "text=Versions found",
}


@pytest.mark.parametrize("tab", ALIVE)
def test_every_tab_shows_an_answer_on_arrival(visit, tab):
    page = visit(address=f"/?tab={tab}")
    expect(page.locator(ALIVE[tab]).locator("visible=true").first).to_be_visible()
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("tab", ["captcha", "words", "gan", "articles", "losses", "recovery"])
def test_the_main_button_is_in_sight_on_a_phone(visit, tab):
    page = visit(address=f"/?tab={tab}", width=390)
    button = page.locator("button.primary").locator("visible=true").first
    assert button.bounding_box()["y"] < 844 - 40


def test_where_nothing_can_be_chosen_no_choice_is_shown(visit):
    page = visit(address="/?tab=captcha")
    expect(page.get_by_text("Use another checkpoint").locator("visible=true")).to_have_count(0)


def test_the_top_of_a_phone_is_one_line(visit):
    page = visit(width=390)
    middles = [
        box["y"] + box["height"] / 2
        for box in (it.bounding_box() for it in page.locator(".kexue-top :is(h1, nav button)").all())
    ]
    assert len(middles) == 4
    assert max(middles) - min(middles) < 6


@pytest.mark.parametrize("width", [1280, 390])
def test_the_name_of_a_field_for_files_keeps_clear_of_its_buttons(visit, width):
    page = visit(width=width, address="/?tab=articles")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<p>A page</p>"}
    )
    states.settled(page)
    label = page.locator('.block:has(> .icon-button-wrapper) > label[data-testid="block-label"]')
    buttons = page.locator(".block > .icon-button-wrapper").first.bounding_box()
    right = label.first.evaluate(
        """it => {
          const text = document.createRange();
          text.selectNodeContents(it);
          return text.getBoundingClientRect().right;
        }"""
    )
    assert right <= buttons["x"] + 1
    for button in page.locator(".block > .icon-button-wrapper button[title]").all():
        assert "common." not in button.get_attribute("title")


@pytest.mark.parametrize("address", ["/?tab=words", "/?tab=articles&part=site"])
def test_the_name_of_an_empty_field_for_files_hides_no_part_of_what_is_in_it(visit, address):
    page = visit(address=address)
    for field in page.locator('.block:has(input[type="file"])').locator("visible=true").all():
        below = field.locator('label[data-testid="block-label"]').bounding_box()
        assert field.locator(".icon-wrap").bounding_box()["y"] >= below["y"] + below["height"]


def test_components_bring_their_styles_in_one_file(app, browser):
    page = browser.new_context().new_page()
    asked = []
    page.on("response", lambda it: asked.append((it.url.rpartition("/")[2], it.status)))
    states.watch(page)
    page.goto(f"{app.url}/?tab=gan")
    states.loaded(page)
    sheets = [(name, status) for name, status in asked if name.endswith(".css")]
    assert {status for name, status in sheets if name.startswith("all-")} == {200}
    assert len(sheets) <= 7, sheets  # those of Gradio's frame, and ours
    links = page.evaluate(
        "[...document.head.querySelectorAll('link[rel=stylesheet]:not([disabled])')].map(it => it.href)"
    )
    places = [[place for place, link in enumerate(links) if part in link] for part in ("theme.css", "/all-")]
    assert places[0][0] < places[1][0]  # of two rules the components' own holds
    assert page.locator("input[type=range]").first.evaluate("it => getComputedStyle(it).appearance") == "none"
    page.context.close()

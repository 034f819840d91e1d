"""What everybody needs who does not see, point or read as most do: asked of axe-core, and measured, on all tabs."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from demos import DEMOS
from demos.shared.languages import TEXTS
from tests.browser.states import loaded, settled

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
EDGES = (Path(__file__).parent / "edges.js").read_text(encoding="utf-8")
SERIOUS = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
  .filter(it => ["serious", "critical"].includes(it.impact))
  .flatMap(it => it.nodes.map(node => `${it.id}: ${node.target} ${node.html.slice(0, 120)}`)))"""
OPENED = (
    """document.querySelectorAll("button.label-wrap:not(.open)").forEach(it => it.checkVisibility() && it.click())"""
)
FOCUSED = """() => {
  const element = document.activeElement, {outlineStyle, outlineWidth} = getComputedStyle(element);
  const seen = element === document.body || outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return [element.outerHTML.slice(0, 120), seen];
}"""
STEPS = 24  # of the Tab key, from the row of tabs on


def show(page: Page, tab: str) -> None:
    page.locator(f"[role=tab][data-tab-id={tab}]").first.click()
    settled(page)


@pytest.mark.parametrize(("locale", "theme"), [("en-US", "light"), ("zh-CN", "dark")])
def test_axe_finds_nothing_serious_and_edges_are_seen(visit, locale, theme):
    page = visit(locale, theme, address="/?tab=captcha")
    page.evaluate(AXE)
    for tab in DEMOS:
        show(page, tab)
        page.evaluate(OPENED)  # closed they are on the phone
        settled(page)
        assert page.evaluate(SERIOUS) == [], tab
        assert page.evaluate(EDGES) == [], tab


@pytest.mark.parametrize(("locale", "theme"), [("zh-CN", "light"), ("en-US", "dark")])
def test_axe_finds_nothing_serious_on_a_phone(visit, app, locale, theme):
    page = visit(locale, theme, 390, "/?tab=captcha")
    for tab in DEMOS:
        page.goto(f"{app.url}/?tab={tab}&__theme={theme}")
        loaded(page)
        page.evaluate(AXE)
        assert page.evaluate(SERIOUS) == [], tab


def test_a_fold_says_whether_it_is_open(visit):
    page = visit(address="/?tab=captcha")
    fold = page.get_by_role("button", name=TEXTS["shared.how"]["en"]).locator("visible=true").first
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")


def test_the_focus_is_seen_on_every_control(visit):
    page = visit(address="/?tab=captcha")
    for tab in DEMOS:
        show(page, tab)
        found = [page.evaluate(FOCUSED) for _ in range(STEPS) if page.keyboard.press("Tab") is None]
        assert [element for element, seen in found if not seen] == [], tab
        assert len({element for element, _ in found}) > STEPS / 2, tab  # it goes on


def test_on_a_phone_rows_of_tables_are_cards(visit):
    page = visit(width=390, address="/?tab=hub")
    cell = page.locator(".kexue-cards td").nth(1)
    expect(cell).to_be_visible()
    name = cell.evaluate("it => [it.dataset.name, getComputedStyle(it, '::before').content]")
    assert name == ["Source", '"Source"']
    boxes = [page.locator(".kexue-cards tr").nth(1).locator("td").nth(place).bounding_box() for place in (0, 1)]
    assert boxes[1]["y"] > boxes[0]["y"] and boxes[0]["x"] == boxes[1]["x"]

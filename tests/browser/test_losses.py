"""The losses tab as a visitor uses it: trains, stops, compares, clicks points, moves a slider, asks the FAQ."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demos.losses.canvas import EXAMPLE
from demos.losses.faq import EXAMPLES
from demos.shared.languages import TEXTS
from models import losses
from tests.browser.states import open_fold, open_part, press_once, settled
from tests.waiting import until

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]
PARTS = ("itself", "worth", "faq", "compare")


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"losses.{key}"][locale[:2]]


def live(state: str, locale: str = "en-US") -> str:
    return TEXTS[f"shared.live.{state}"][locale[:2]]


def button(page, key: str, locale: str = "en-US"):
    """The first button of this name: the playground's own Stop comes before that of the comparison."""
    return page.get_by_role("button", name=word(key, locale), exact=True).first


def choose(page, key: str, locale: str = "en-US") -> None:
    """Clicks the first radio of this name, and returns when what depends on it is shown."""
    page.get_by_role("radio", name=word(key, locale), exact=True).first.click()
    settled(page)


def number(page, key: str, locale: str = "en-US"):
    """The number field of a slider."""
    return page.get_by_role("spinbutton", name=f"number input for {word(key, locale)}")


def set_number(page, key: str, value: float, locale: str = "en-US") -> None:
    number(page, key, locale).fill(str(value))
    page.keyboard.press("Tab")


def drawn(page, place: int = 0):
    """A training's drawing."""
    return page.locator(".live").nth(place)


@pytest.fixture
def tab(visit):
    return lambda *look: visit(*look, address="/?tab=losses")


FIRST_STEP = '/^[1-9][0-9]* [/] 5000$/.test(document.querySelector(".live .facts b")?.textContent)'


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_a_training_and_all_parts_are_legible_and_fit(tab, snapshot, locale, theme, width):
    page = tab(locale, theme, width)
    expect(drawn(page).locator("svg")).to_have_count(3)  # on arrival
    open_fold(page.get_by_role("button", name=word("more", locale)))
    set_number(page, "steps", 150, locale)  # enough to look at
    button(page, "start", locale).click()
    expect(drawn(page).locator(".state")).to_have_text(live("done", locale))
    expect(drawn(page).locator("svg")).to_have_count(3)
    snapshot(page, f"losses-{locale}-{theme}-{width}")
    choose(page, "tasks.own", locale)
    for part in PARTS:
        open_part(page, word(f"part.{part}", locale))
        fill(page, part, locale)
        settled(page)
        snapshot(page, f"losses-{part}-{locale}-{theme}-{width}")
        assert_sound(page, width)


def fill(page, part: str, locale: str) -> None:
    """What can be done in a part, done once."""
    if part == "worth":
        for summary in page.locator("section > details > summary").all():
            summary.click()
    if part == "faq":
        page.locator("[data-question]").first.click()
        expect(page.locator("li.best")).to_be_visible()
    if part == "compare":
        button(page, "compare.start", locale).click()
        expect(drawn(page, 1).locator(".state")).to_have_text(live("done", locale))


def assert_sound(page, width: int) -> None:
    assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w.])losses\.\w+", page.inner_text("body"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(CONTRAST) == []


def test_it_trains_live_and_stops_when_told(tab, snapshot):
    page = tab()
    open_fold(page.get_by_role("button", name=word("more")))
    set_number(page, "steps", 5000)
    choose(page, "name.triplet")
    choose(page, "tasks.digits")
    press_once(button(page, "stop"), FIRST_STEP)
    button(page, "start").click()
    step = drawn(page).locator(".facts b").first
    expect(drawn(page).locator(".state")).to_have_text(live("stopped"))
    snapshot(page, "losses-stopped")
    settled(page)
    assert int(step.inner_text().split(" / ")[0]) < 5000
    expect(drawn(page).get_by_text(word("plane.why_triplet"))).to_be_visible()


def test_it_stops_at_the_accuracy_that_is_asked_for(tab):
    page = tab()
    open_fold(page.get_by_role("button", name=word("more")))
    set_number(page, "stop_at", 0.8)
    button(page, "start").click()
    expect(drawn(page).get_by_text(word("plane.reached"))).to_be_visible()
    assert int(drawn(page).locator(".facts b").first.inner_text().split(" / ")[0]) < 1000


def test_a_training_that_diverges_says_so_and_the_next_one_runs(tab, snapshot):
    page = tab()
    choose(page, "tasks.moons")
    set_number(page, "weight", 10)
    open_fold(page.get_by_role("button", name=word("more")))
    choose(page, "optimizers.sgd")
    page.get_by_label(word("learning_rate"), exact=True).fill("0.1")
    page.keyboard.press("Tab")
    button(page, "start").click()
    expect(drawn(page).locator(".state")).to_contain_text(re.compile(r"At step \d+ the loss has grown"))
    snapshot(page, "losses-diverged")
    set_number(page, "weight", 0.2)
    button(page, "start").click()
    expect(drawn(page).locator(".state")).to_have_text(live("done"))


def test_two_losses_train_side_by_side(tab, snapshot):
    page = tab()
    choose(page, "tasks.digits")
    choose(page, "name.arcface")
    open_part(page, word("part.compare"))
    button(page, "compare.start").click()
    sides = drawn(page, 1)
    expect(sides.locator(".state")).to_have_text(live("done"))
    expect(sides.locator("h3")).to_have_text([word("plane.arcface"), word("plane.cross_entropy")])
    expect(sides.locator("section.run")).to_have_count(2)
    ranges = [
        re.search(r"from −(\S+) to", text)[1] for text in sides.locator(".caption").all_inner_texts() if "−" in text
    ]
    assert len(ranges) == 2 and ranges[0] == ranges[1]
    snapshot(page, "losses-compared")


def test_only_the_parameters_of_the_chosen_losses_are_there_and_formula_code_and_curve_follow(tab):
    page = tab()
    expect(number(page, "weight")).to_be_visible()
    choose(page, "name.focal")
    expect(number(page, "gamma")).to_be_visible()
    expect(number(page, "weight")).to_have_count(0)
    expect(page.locator("pre code")).to_contain_text("class Focal(")
    expect(page.locator(".katex").first).to_be_visible()
    own = page.locator(".chart .line.own")
    before = own.get_attribute("d")
    set_number(page, "gamma", 8)
    until(lambda: own.get_attribute("d") != before)
    set_number(page, "gamma", 0)  # is cross-entropy
    until(lambda: own.get_attribute("d") == page.locator(".chart .line.plain").get_attribute("d"))
    open_part(page, word("part.compare"))
    page.get_by_role("radio", name=word("name.arcface"), exact=True).last.click()
    expect(number(page, "angle")).to_be_visible()


def test_points_are_clicked_undone_written_and_learnt(tab, snapshot):
    page = tab()
    choose(page, "tasks.own")
    text, square = page.get_by_label(word("points")), page.locator("svg[data-span]")
    expect(text).to_have_value(EXAMPLE)
    button(page, "canvas.clear").click()
    expect(text).to_have_value("")
    for kind, places in ((0, ((0.25, 0.25), (0.5, 0.3), (0.7, 0.25))), (2, ((0.25, 0.75), (0.5, 0.7), (0.0, 1.0)))):
        page.get_by_role("button", name=str(kind), exact=True).click()
        expect(page.get_by_role("button", name=str(kind), exact=True)).to_have_attribute("aria-pressed", "true")
        for across, down in places:
            count = len(text.input_value().splitlines())
            box = square.bounding_box()
            inside = 12  # the corners are round
            x, y = max(inside, across * box["width"]), min(box["height"] - inside, down * box["height"])
            square.click(position={"x": x, "y": y})
            until(lambda known=count: len(text.input_value().splitlines()) == known + 1)
    lines = [tuple(map(float, line.split(","))) for line in text.input_value().splitlines()]
    assert [label for *_, label in lines] == [0, 0, 0, 2, 2, 2]
    assert lines[0][:2] == pytest.approx((-0.6, 0.6), abs=0.03)
    assert lines[5][:2] == (-1, -1)  # what lies beyond is brought to the edge
    button(page, "canvas.undo").press("Enter")  # by keyboard, and the button stays in focus
    until(lambda: len(text.input_value().splitlines()) == 5)
    expect(button(page, "canvas.undo")).to_be_focused()
    text.fill(f"{text.input_value()}\n0.9, 0.9, 3\n0.8 0.8 3\nnot yet")
    expect(page.locator("svg[data-span]")).to_have_attribute("aria-label", re.compile(r": 7 "))
    text.fill(text.input_value().removesuffix("\nnot yet"))
    button(page, "start").click()
    expect(drawn(page).locator(".state")).to_have_text(live("done"))
    expect(drawn(page).get_by_text(word("plane.same"))).to_be_visible()
    snapshot(page, "losses-own-points")


def test_points_that_cannot_be_learnt_are_refused_and_the_tab_lives(tab):
    page = tab()
    choose(page, "tasks.own")
    button(page, "canvas.clear").click()
    expect(page.get_by_label(word("points"))).to_have_value("")
    button(page, "start").click()
    expect(page.get_by_text("0 points were given.").first).to_be_visible()
    choose(page, "tasks.rings")
    button(page, "start").click()
    expect(drawn(page).locator(".state")).to_have_text(live("done"))


def test_the_faq_is_asked_by_examples_by_typing_and_with_a_table_of_ones_own(tab, snapshot):
    page = tab()
    open_part(page, word("part.faq"))
    page.locator("[data-question]").first.click()
    expect(page.locator("li.best")).to_be_visible()
    expect(page.get_by_label(word("faq.question"), exact=True)).to_have_value(EXAMPLES["en"][0])
    page.locator("[data-question]").last.click()
    expect(page.locator(".warning")).to_contain_text(word("answers.unsure"))
    snapshot(page, "losses-faq-unsure")
    page.get_by_role("radio", name=word("faqs.own"), exact=True).click()
    expect(page.locator("[data-question]")).to_have_count(0)  # they ask another FAQ
    page.get_by_label(word("faq.table")).fill(
        "question,answer\nHow do I feed the cat?,Twice a day.\nWhere is the <b>key</b>?,Under the mat.\n"
    )
    page.get_by_label(word("faq.question"), exact=True).fill("where can I find the key")
    page.keyboard.press("Enter")
    expect(page.locator("ol li .question").first).to_have_text("Where is the <b>key</b>?")
    expect(page.locator("ol li .question")).to_have_count(2)
    page.get_by_label(word("faq.question"), exact=True).fill("?")
    page.keyboard.press("Enter")
    expect(page.locator(".warning")).to_have_text(f"⚠ {word('answers.unread')}")
    page.get_by_role("radio", name=word("faqs.zh"), exact=True).click()
    page.locator("[data-question]").first.click()
    expect(page.get_by_label(word("faq.question"), exact=True)).to_have_value(EXAMPLES["zh"][0])


def test_a_chinese_visitor_is_offered_the_chinese_faq(tab):
    page = tab("zh-CN")
    open_part(page, word("part.faq", "zh"))
    expect(page.locator("[data-question]").first).to_have_text(EXAMPLES["zh"][0])
    expect(page.get_by_role("radio", name=word("faqs.zh", "zh"), exact=True)).to_be_checked()


def test_a_narrow_page_shows_all_numbers_of_an_effect_and_its_verdict_whole(tab, snapshot):
    page = tab("zh-CN", "light", 390)
    open_part(page, word("part.worth", "zh"))
    expect(page.locator("p.told")).to_have_count(3)
    page.locator("section > details > summary").last.click()
    row = page.locator("details[open] tbody tr").first
    for cell in row.locator("td").all()[-4:]:
        expect(cell).to_be_visible()
        assert cell.bounding_box()["x"] + cell.bounding_box()["width"] <= 390
    assert row.locator("td").last.bounding_box()["height"] < 30
    snapshot(page, "losses-effects-narrow")


def test_the_effects_are_told_row_by_row(tab):
    page = tab()
    open_part(page, word("part.worth"))
    for question in page.locator("section.question").all():  # what it asks, the answer, and then the rows
        assert question.evaluate("it => [...it.children].map(({localName}) => localName)") == ["h3", "p", "details"]
    for summary in page.locator("section > details > summary").all():
        summary.click()
    for text in page.locator("p.told").all_inner_texts():
        assert re.search(r"\d\.\d %", text) and not re.search(r"[{}]", text)
    rows = losses.effects_table()
    expect(page.locator("section > details tbody tr")).to_have_count(len(rows))
    counted = page.locator("section > details > summary span").all_inner_texts()
    for verdict, key in (("better", "better"), ("worse", "worse"), ("no clear difference", "unclear")):
        told = sum(int(re.search(rf"{word(f'effects.{key}')} (\d+)", text)[1]) for text in counted)
        assert told == sum(row.verdict == verdict for row in rows)

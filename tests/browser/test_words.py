"""The words tab as a visitor uses it: both languages, light and dark, desktop and 390 px, mouse and keyboard."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demos.shared.languages import TEXTS
from demos.words.examples import EXAMPLES, FILLED
from tests.browser.states import open_fold, open_part, settled

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]
PARTS = {"text": ("gap", "keywords"), "between": ("similarity", "analogy", "odd"), "around": ("map",)}
LABELS = "svg[data-size] text"


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"words.{key}"][locale[:2]]


def open_inner(page, part: str, locale: str = "en-US") -> None:
    open_part(page, word(f"part.{part}", locale))


@pytest.fixture
def words(visit):
    return lambda *look: visit(*look, address="/?tab=words")


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_one_click_gives_neighbours_and_all_is_legible_and_fits(words, snapshot, locale, theme, width):
    page = words(locale, theme, width)
    expect(page.locator(".framed .bars li")).to_have_count(12)  # on arrival
    first, *_, unknown = EXAMPLES[locale[:2]]  # a page begins in the visitor's language
    page.locator(f"[data-word={first}]").click()
    expect(page.locator(".framed .bars li")).to_have_count(12)
    expect(page.get_by_label(word("word", locale), exact=True)).to_have_value(first)
    snapshot(page, f"words-{locale}-{theme}-{width}")
    page.locator(f"[data-word={unknown}]").click()
    expect(page.locator(".note.unsure")).to_contain_text(word("common.unknown", locale))
    for part, sections in PARTS.items():
        open_inner(page, part, locale)
        for section in sections:
            page.get_by_role("button", name=word(f"{section}.start", locale), exact=True).click()
            settled(page)
        snapshot(page, f"words-{part}-{locale}-{theme}-{width}")
        assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w.])words\.\w+", page.inner_text("body"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(BEYOND) == []
        assert page.evaluate(CONTRAST) == []
    expect(page.locator("section table tbody tr")).to_have_count(4)
    expect(page.locator("section .bars")).to_have_count(5)
    expect(page.locator(f"{LABELS}:not(.crowded)").last).to_be_visible()


def test_of_two_words_clicked_one_after_the_other_the_last_is_answered(words):
    page = words("en-US", "light", 1280)
    first, *_, unknown = EXAMPLES["en"]
    with page.expect_response(lambda response: "/queue/join" in response.url):
        page.locator(f"[data-word={first}]").click()
    page.locator(f"[data-word={unknown}]").click()  # while the first waits for its answer
    expect(page.locator(".note.unsure")).to_contain_text(word("common.unknown"))
    expect(page.get_by_label(word("word"), exact=True)).to_have_value(unknown)


def test_a_neighbour_or_a_suggestion_that_is_clicked_is_asked_next(words):
    page = words()
    page.locator("[data-word=violinish]").click()
    page.locator(".note.unsure button", has_text="violinist").first.click()
    expect(page.locator(".framed .title")).to_contain_text("violinist")
    first = page.locator(".framed .bars button").first
    following = first.inner_text()
    first.click()
    expect(page.locator(".framed .title b")).to_have_text(following)
    expect(page.get_by_label(word("word"), exact=True)).to_have_value(following)


def test_a_word_typed_by_keyboard_is_answered_and_a_refusal_names_cause_and_remedy(words):
    page = words("zh-CN")
    expect(page.locator(f"[data-word={EXAMPLES['zh'][0]}]")).to_be_visible()
    page.get_by_role("radio", name="English").click()
    field = page.get_by_role("textbox", name=word("word", "zh-CN")).first  # a refusal becomes part of its name
    expect(field).to_have_value(FILLED["en"]["word"])
    field.fill("Guitar")
    field.press("Enter")
    expect(page.locator(".framed .title b")).to_have_text("guitar")
    expect(page.locator(".framed .note")).to_have_count(0)  # case alone is no news
    field.fill("钢琴")
    field.press("Enter")
    expect(page.get_by_text(TEXTS["errors.ChineseInEnglishError"]["zh"])).to_be_visible()
    field.fill("<b>pianist")
    field.press("Enter")
    expect(page.locator(".framed .title b")).to_have_text("<b>pianist")


def test_the_other_language_brings_its_examples_and_leaves_what_was_typed(words):
    page = words()
    page.locator("[data-word=piano]").click()
    expect(page.locator(".framed .bars li")).to_have_count(12)
    open_inner(page, "between")
    expect(page.get_by_label(word("analogy.c"))).to_have_value(FILLED["en"]["c"])
    page.get_by_label(word("analogy.c")).fill("spain")
    open_inner(page, "around")
    page.get_by_role("radio", name="中文").click()
    expect(page.locator(f"[data-word={EXAMPLES['zh'][0]}]")).to_be_visible()
    expect(page.locator(".framed")).to_have_count(0)
    expect(page.get_by_label(word("word"), exact=True)).to_have_value(FILLED["zh"]["word"])
    expect(page.get_by_label(word("analogy.a"), exact=True)).to_have_value(FILLED["zh"]["a"])
    expect(page.get_by_label(word("analogy.c"))).to_have_value("spain")
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_label(word("word"), exact=True)).to_have_value("piano")


def test_the_map_is_zoomed_by_button_wheel_and_key_and_dragged(words):
    page = words()
    expect(page.locator(f"{LABELS}.asked")).to_have_count(len(FILLED["en"]["map"].split(",")))
    plane = page.locator("svg[data-size]")
    whole = plane.get_attribute("viewBox")
    page.get_by_role("button", name=word("plane.closer")).click()
    closer = plane.get_attribute("viewBox")
    size = page.locator("svg[data-size] text.asked").last.evaluate(
        "text => parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a"
    )
    assert float(closer.split()[2]) < float(whole.split()[2])
    assert size == pytest.approx(14, abs=0.5)  # pixels, whatever the zoom
    plane.focus()
    page.keyboard.press("ArrowRight")
    moved = plane.get_attribute("viewBox")
    assert float(moved.split()[0]) > float(closer.split()[0])
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 200)
    page.mouse.up()
    dragged = plane.get_attribute("viewBox")
    assert float(dragged.split()[0]) < float(moved.split()[0])
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        "old => document.querySelector('svg[data-size]').getAttribute('viewBox') !== old", arg=dragged
    )
    page.get_by_role("button", name=word("plane.reset")).click()
    assert plane.get_attribute("viewBox") == whole


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_own_vectors_answer_beside_ours(words, snapshot, tmp_path, locale, theme, width):
    page = words(locale, theme, width)
    path = tmp_path / "mine.txt"
    path.write_text("piano 1 0\n钢琴 1 0\nviolin 1 1\n小提琴 1 1\nboat 0 1\n", encoding="utf-8")
    expect(page.locator(".framed .bars li")).to_have_count(12)  # on arrival
    page.locator("#kexue-words-file input[type=file]").set_input_files(path)
    expect(page.locator("#kexue-words-file")).to_contain_text("⇣")  # it has arrived
    page.get_by_role("button", name=word("own.start", locale), exact=True).click()
    expect(page.locator(".pair .side").nth(0).locator(".bars li")).to_have_count(12)
    expect(page.locator(".pair .side").nth(1).locator(".bars li")).to_have_count(4)
    expect(page.locator(".pair .side").nth(1)).to_contain_text("mine.txt")
    snapshot(page, f"words-own-{locale}-{theme}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(CONTRAST) == []


def test_answers_are_csv_files_that_no_spreadsheet_runs(words):
    page = words()
    field = page.get_by_label(word("word"), exact=True)
    field.fill("=piano()")
    open_fold(page.get_by_role("button", name=word("advanced")))
    page.get_by_label(word("among")).fill('=violin(), "cello", guitar')
    page.get_by_role("button", name=word("find"), exact=True).click()
    expect(page.locator(".framed .bars li")).to_have_count(3)
    with page.expect_download() as downloading:
        page.locator(".framed .csv").click()
    assert downloading.value.suggested_filename == "neighbours.csv"
    content = Path(downloading.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["word", "cosine", "count"]
    assert {row[0] for row in rows[1:]} == {"'=violin()", '"cello"', "guitar"}


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "dark", 1280), ("zh-CN", "light", 390)])
def test_two_checkpoints_answer_side_by_side_and_the_other_language_forgets_both(
    choosing, visit, snapshot, locale, theme, width
):
    page = visit(locale, theme, width, url=choosing.url, address="/?tab=words")
    open_fold(page.get_by_role("button", name=TEXTS["shared.comparing.title"][locale[:2]]))
    page.get_by_role("button", name=TEXTS["shared.comparing.start"][locale[:2]]).click()
    expect(page.locator(".side .bars li")).to_have_count(24)
    expect(page.locator(".side code")).to_have_text(["bundled", "bundled"])
    snapshot(page, f"words-compared-{locale}-{theme}-{width}")
    assert page.evaluate(BEYOND) == [] and page.evaluate(CONTRAST) == []
    page.get_by_role("radio", name="English" if locale == "zh-CN" else "中文").click()
    expect(page.locator(".side")).to_have_count(0)
    page.get_by_role("button", name=TEXTS["shared.comparing.start"][locale[:2]]).click()
    expect(page.locator(".side .bars li")).to_have_count(24)


def test_the_neighbours_follow_their_number_while_it_is_moved(visit):
    page = visit(address="/?tab=words")
    words = page.locator(".neighbours.framed li").locator("visible=true")
    expect(page.get_by_text("Near piano")).to_be_visible()
    before, knob = words.count(), page.get_by_role("slider").locator("visible=true").first
    knob.focus()
    for _ in range(3):
        knob.press("ArrowLeft")
    expect(words).to_have_count(before - 3)

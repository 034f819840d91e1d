"""The captcha tab as a visitor uses it: both languages, light and dark, desktop and 390 px, mouse and keyboard."""

import csv
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demos.captcha.endpoints import EXAMPLES
from demos.shared.languages import TEXTS
from models import captcha
from tests.browser.forms import screenshot
from tests.browser.states import open_part, settled

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"captcha.{key}"][locale[:2]]


def click(page, key: str, locale: str = "en-US") -> None:
    page.get_by_role("button", name=word(key, locale)).first.click()


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_an_example_is_read_in_one_click_and_all_is_legible_and_fits(visit, snapshot, locale, theme, width):
    page = visit(locale, theme, width)
    expect(page.locator(".reading .text")).to_have_text(EXAMPLES[0][0], ignore_case=True)  # on arrival
    page.get_by_role("button", name=word("examples.2", locale)).click()
    expect(page.locator(".reading .text")).to_have_text(EXAMPLES[1][0], ignore_case=True)
    expect(page.locator(".reading.sure li")).to_have_count(4)
    snapshot(page, f"sure-{locale}-{theme}-{width}")
    page.get_by_role("button", name=word("examples.7", locale)).click()
    expect(page.get_by_label(word("answer", locale))).to_have_value(EXAMPLES[6][0])
    for name in ("expect", "batch", "right", "draw"):
        open_part(page, word(f"part.{name}", locale))
        snapshot(page, f"{name}-{locale}-{theme}-{width}")
        assert page.evaluate(BEYOND) == [] and page.evaluate(CONTRAST) == []
    shown = page.inner_text("body")
    assert not re.findall(r"\[object|__i18n__|undefined|(?<![\w.])captcha\.\w+", shown)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate("getComputedStyle(document.querySelector('main')).fontFamily").startswith('"IBM Plex Sans"')
    assert page.evaluate(CONTRAST) == []


def test_give_me_one_draws_and_reads_and_the_seed_draws_it_again(visit):
    page = visit()
    click(page, "give")
    expect(page.get_by_label(word("answer"))).not_to_have_value(EXAMPLES[0][0])
    expect(page.locator(".reading li")).to_have_count(4)
    text = page.get_by_label(word("answer")).input_value()
    open_part(page, word("part.draw"))
    seed = page.get_by_label(word("seed"))
    assert captcha.random_text(int(seed.input_value())) == text
    seed.fill("7")
    page.get_by_role("radio", name=word("style.serif")).click()
    click(page, "again")
    expect(page.get_by_label(word("answer"))).to_have_value(captcha.random_text(7))
    expect(seed).to_have_value("7")


def test_characters_can_be_restricted_by_a_preset_or_by_hand(visit):
    page = visit()
    page.get_by_role("button", name=word("examples.1")).click()
    expect(page.locator(".reading .text")).to_be_visible()
    open_part(page, word("part.expect"))
    page.get_by_role("radio", name=word("preset.digits"), exact=True).click()
    expect(page.get_by_label(word("charset"))).to_have_value("0123456789")
    page.get_by_label(word("length")).fill("5")
    click(page, "read")
    expect(page.locator(".reading .text")).to_have_text(re.compile(r"^\d{5}$"))
    page.get_by_label(word("charset")).press_sequentially("<")
    expect(page.get_by_role("radio", name=word("preset.custom"))).to_be_checked()
    click(page, "read")
    expect(page.get_by_text("The model cannot read '<'.")).to_be_visible()


def test_an_upload_is_read_at_once_and_what_is_no_picture_is_refused_in_the_visitors_language(
    visit, tmp_path, snapshot
):
    captcha.draw("2468", seed=1).save(tmp_path / "good.png")
    (tmp_path / "bad.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    page = visit("zh-CN")
    page.locator(".kexue-picture button[aria-label]").first.click()
    picture = page.locator(".kexue-picture input[type=file]")
    picture.set_input_files(tmp_path / "bad.svg")
    expect(page.get_by_text(TEXTS["errors.UnreadableImageError"]["zh"])).to_be_visible()
    snapshot(page, "refused-zh-CN")
    page.get_by_role("button", name=word("examples.2", "zh-CN")).click()
    expect(page.locator(".reading .text")).to_be_visible()
    page.locator(".kexue-picture button[aria-label]").first.click()
    picture.set_input_files(tmp_path / "good.png")
    expect(page.locator(".reading .aloud")).to_have_text("读作: 2, 4, 6, 8.")
    expect(page.get_by_label(word("answer", "zh-CN"))).to_have_value("")


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_what_the_network_looks_at_is_shown_for_each_character(visit, snapshot, locale, theme, width):
    page = visit(locale, theme, width)
    signs, marks = page.locator(".reading li [data-look]"), page.locator(".kexue-picture .kexue-marked rect")
    signs.nth(3).hover()  # of the first example, stored with the page
    expect(marks.first).to_be_visible()
    page.get_by_role("button", name=word("examples.2", locale)).click()
    expect(page.locator(".reading .text")).to_have_text(EXAMPLES[1][0], ignore_case=True)
    expect(marks).to_have_count(0)  # they belonged to the picture before
    settled(page)
    picture, lefts = page.locator(".kexue-picture img").bounding_box(), []
    for place in range(4):
        signs.nth(place).focus()  # as the Tab key does
        expect(page.get_by_text(word("focus.read", locale).replace("%s", EXAMPLES[1][0][place]))).to_be_visible()
        lefts.append(min(mark.bounding_box()["x"] for mark in marks.all()))
    assert lefts == sorted(lefts)  # the characters stand from left to right
    assert picture["x"] <= lefts[0] and lefts[-1] <= picture["x"] + picture["width"]
    snapshot(page, f"looking-{locale}-{theme}-{width}")
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_of_a_picture_of_a_whole_page_the_part_that_was_read_is_told_and_marked(
    visit, browser, snapshot, tmp_path, locale, theme, width
):
    shown = screenshot(browser, 1)
    shown.picture.save(tmp_path / "page.png")
    page = visit(locale, theme, width)
    page.locator(".kexue-picture button[aria-label]").first.click()
    page.locator(".kexue-picture input[type=file]").set_input_files(tmp_path / "page.png")
    expect(page.locator(".reading .text")).to_have_text(shown.text, ignore_case=True)
    expect(page.get_by_text(word("reading.part", locale))).to_be_visible()
    signs, marks = page.locator(".reading li [data-look]"), page.locator(".kexue-picture .kexue-marked rect")
    signs.nth(1).click()
    expect(marks.first).to_be_visible()
    settled(page)
    picture = page.locator(".kexue-picture img").bounding_box()
    scale = min(picture["width"] / shown.picture.width, picture["height"] / shown.picture.height)
    left = picture["x"] + (picture["width"] - scale * shown.picture.width) / 2
    places = [(mark.bounding_box()["x"] - left) / scale for mark in marks.all()]
    assert shown.box[0] - 20 <= min(places) <= max(places) <= shown.box[2] + 20
    outline = page.locator(".kexue-picture .kexue-marked path").bounding_box()
    assert shown.box[0] - 20 <= (outline["x"] - left) / scale <= min(places)
    snapshot(page, f"whole-page-{locale}-{theme}-{width}")
    assert page.evaluate(CONTRAST) == [] and page.evaluate(BEYOND) == []


def test_a_visitor_corrects_a_reading_and_agrees_that_it_is_kept(visit, snapshot):
    page = visit("zh-CN", width=390)
    page.get_by_role("button", name=word("examples.8", "zh-CN")).click()
    expect(page.locator(".reading .text")).to_be_visible()
    settled(page)  # a new picture empties the field
    open_part(page, word("part.right", "zh-CN"))
    page.get_by_label(word("says", "zh-CN")).fill(EXAMPLES[7][0])
    click(page, "send", "zh-CN")
    expect(page.get_by_text(TEXTS["errors.NotKeptError"]["zh"])).to_be_visible()
    page.get_by_role("checkbox", name=word("agreed", "zh-CN")).check()
    click(page, "send", "zh-CN")
    expect(page.get_by_text(TEXTS["shared.kept.thanks"]["zh"])).to_be_visible()
    snapshot(page, "corrected-zh-CN-light-390")
    page.get_by_role("button", name=word("examples.1", "zh-CN")).click()
    expect(page.get_by_label(word("says", "zh-CN"))).to_have_value("")  # another picture, another question


def test_a_batch_of_named_pictures_is_scored(visit, tmp_path, snapshot):
    with zipfile.ZipFile(tmp_path / "named.zip", "w") as archive:
        for number, text in enumerate(("2468", "1357", "9081")):
            captcha.draw(text, seed=number).save(tmp_path / "picture.png")
            archive.write(tmp_path / "picture.png", f"{text}.png")
    page = visit("en-US", "dark")
    open_part(page, word("part.batch"))
    page.locator("input[type=file][multiple]").set_input_files(tmp_path / "named.zip")
    expect(page.locator(".file-preview tr")).to_have_count(1)
    page.get_by_role("checkbox", name=word("named")).check()
    click(page, "read_all")
    expect(page.locator(".scroll tbody tr")).to_have_count(3)
    expect(page.get_by_text(word("table.accuracy"))).to_contain_text("/ 3")
    snapshot(page, "batch-named-en-US-dark-1280")


def test_a_batch_becomes_a_table_and_a_csv_file(visit, tmp_path, snapshot):
    for number in range(3):
        captcha.draw(captcha.random_text(number), seed=number).save(tmp_path / f"{number}.png")
    (tmp_path / "<b>note.txt").write_text("no picture")
    page = visit(width=390)
    open_part(page, word("part.batch"))
    page.locator("input[type=file][multiple]").set_input_files(sorted(tmp_path.iterdir()))
    expect(page.locator(".file-preview tr")).to_have_count(4)
    click(page, "read_all")
    expect(page.locator(".scroll tbody tr")).to_have_count(4)  # Gradio lists the files in a table too
    expect(page.locator("table tr.failed")).to_contain_text("not an image")
    snapshot(page, "batch-en-US-light-390")
    with page.expect_download() as downloading:
        page.get_by_role("button", name=word("download")).or_(page.get_by_role("link", name=word("download"))).click()
    assert downloading.value.suggested_filename == "captchas.csv"
    content = Path(downloading.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.reader(content.decode("utf-8-sig").splitlines()))) == 5
    assert page.evaluate(BEYOND) == []


def test_the_keyboard_alone_is_enough(visit):
    page = visit()
    expect(page.get_by_role("button", name=word("examples.1"))).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.index") == "1":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".reading li").first).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.index") == "1"
    expect(page.get_by_role("status").first).to_contain_text("It reads:")

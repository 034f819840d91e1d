"""The recovery tab as a visitor uses it: one click, an own image, a place on the map, a command; both languages."""

import io
import lzma
import random
import re
import zipfile
from base64 import b64decode
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demos.shared.languages import TEXTS
from models.recovery import sample_image
from tests.browser.states import open_part, press_once, settled

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]

PARTS = {"texts": "list", "files": "files", "map": "map", "versions": "compare"}  # and what their buttons are called


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"recovery.{key}"][locale[:2]]


def press(page, key: str, locale: str = "en-US") -> None:
    page.get_by_role("button", name=word(key, locale), exact=True).click()


def finished(page, count: int = 1) -> None:
    expect(page.locator(".live.done:not(.recorded)")).to_have_count(count)


def upload(page, path: Path) -> None:
    page.get_by_role("tabpanel").locator("input[type=file]").set_input_files(path)
    expect(page.get_by_label(word("fragments"))).to_have_value("")  # the sample's words are not looked for here


@pytest.fixture
def recovery(visit):
    return lambda *look: visit(*look, address="/?tab=recovery")


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_one_click_finds_the_thesis_and_all_is_legible_and_fits(recovery, snapshot, locale, theme, width):
    page = recovery(locale, theme, width)
    expect(page.locator("li.version")).to_have_count(4)  # on arrival
    press(page, "start", locale)
    finished(page)
    expect(page.locator("li.version")).to_have_count(4)
    expect(page.locator("mark").first).to_have_text("memory of lakes")
    snapshot(page, f"recovery-{locale}-{theme}-{width}")
    page.locator("li.version summary").nth(1).click()
    page.locator("details.changes summary").first.click()
    expect(page.locator("pre .added").first).to_be_visible()
    page.locator("button.place").first.click()
    expect(page.get_by_text(word("peek.text", locale)).first).to_be_visible()
    for count, (part, section) in enumerate(PARTS.items(), 2):
        open_part(page, word(f"part.{part}", locale))
        press(page, f"{section}.start", locale)
        finished(page, count)
        snapshot(page, f"recovery-{part}-{locale}-{theme}-{width}")
        assert_sound(page, width)
    press(page, "command.start", locale)
    expect(page.locator(".verdict.destroys").first).to_be_visible()
    expect(page.locator("ol.steps li").first).to_be_visible()
    settled(page)
    snapshot(page, f"recovery-command-{locale}-{theme}-{width}")
    assert_sound(page, width)


def assert_sound(page, width: int) -> None:
    assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w.])recovery\.\w+", page.inner_text("body"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(CONTRAST) == []


def test_the_download_has_the_whole_versions(recovery):
    page = recovery()
    press(page, "start")
    finished(page)
    content = b64decode(page.locator("a.save").get_attribute("href").split(",")[1])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name != "found.json"]
    assert len(texts) == 4
    assert all(text.startswith("# The memory of lakes") and "The end of this draft." in text for text in texts)


def test_any_two_versions_are_compared_and_a_missing_one_is_told(recovery, snapshot):
    page = recovery()
    open_part(page, word("part.versions"))
    assert page.get_by_label(word("compare.first"), exact=True).input_value() == "1"
    page.get_by_label(word("compare.second"), exact=True).fill("3")
    press(page, "compare.start")
    finished(page)
    expect(page.locator("ul.pair li")).to_have_count(2)
    expect(page.locator("pre .removed").first).to_contain_text("Draft 4")
    snapshot(page, "recovery-compared")
    page.get_by_label(word("compare.second"), exact=True).fill("9")
    press(page, "compare.start")
    expect(page.get_by_text("There is no version 9: 4 were found.").first).to_be_visible()


def test_each_file_can_be_had_by_itself(recovery):
    page = recovery()
    open_part(page, word("part.files"))
    press(page, "files.start")
    finished(page)
    buttons = page.locator("button[data-file]")
    expect(buttons).to_have_count(3)
    content = sample_image()
    for number, signature in ((2, b"PK\x03\x04"), (3, b"\x89PNG")):
        with page.expect_download() as saving:
            buttons.nth(number - 1).click()
        assert saving.value.suggested_filename.startswith(f"{number:03}_at_")
        taken = Path(saving.value.path()).read_bytes()
        assert taken.startswith(signature) and taken in content
    expect(page.locator("p.saved")).to_be_visible()


def test_what_looks_like_noise_is_called_by_its_file(recovery, tmp_path, snapshot):
    path = tmp_path / "packed.img"
    path.write_bytes(bytes(8192) + lzma.compress(random.Random(2).randbytes(60_000)).ljust(65536, b"\0"))
    page = recovery()
    upload(page, path)
    open_part(page, word("part.map"))
    press(page, "map.start")
    finished(page)
    strip = page.locator("svg.cells").first
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 6.5 / 18, "y": 20})
    expect(page.locator("p.file")).to_contain_text("kind xz, which begins at byte 8,192")
    snapshot(page, "recovery-packed")


def test_a_fragment_that_is_not_there_is_told_and_nothing_is_invented(recovery):
    page = recovery()
    page.get_by_label(word("fragments")).fill("words that nobody wrote")
    press(page, "start")
    finished(page)
    expect(page.get_by_text(word("found.none"))).to_be_visible()
    expect(page.get_by_text(word("found.nothing"))).to_be_visible()
    expect(page.locator("li.version")).to_have_count(0)


def test_examples_are_found_or_called_partial_or_gone(recovery):
    page = recovery()
    for name, count, partial in (("letter", 1, 0), ("torn", 1, 1), ("overwritten", 0, 0)):
        page.locator(f"button[data-name='{name}']").click()
        settled(page)
        finished(page)
        expect(page.locator("li.version")).to_have_count(count)
        expect(page.locator("li.version.unsure")).to_have_count(partial)
    assert page.get_by_label(word("fragments")).input_value() == "the seventh chapter of the flood"


def test_an_own_image_is_searched_looked_at_and_taken_back(recovery, tmp_path):
    path = tmp_path / "evil.img"
    text = "\x1b]0;owned\x07 \u202e <img src=x onerror='document.title=1'> the plums of grandmother.\n" * 9
    path.write_bytes(bytes(8192) + text.encode().ljust(4096, b"\0") + random.Random(1).randbytes(65536))
    page = recovery()
    upload(page, path)
    page.get_by_label(word("fragments")).fill("plums")
    press(page, "start")
    finished(page)
    found = page.locator("li.version pre.text").first
    expect(found).to_contain_text("plums")
    expect(found).to_contain_text("\\u202e")
    assert not {"\x1b", "\x07", "\u202e"} & set(page.inner_text("body"))
    assert page.locator("li.version img").count() == 0
    strip = page.locator("svg.cells").first
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 2.5 / 19, "y": 20})
    expect(page.get_by_text(word("peek.text"))).to_be_visible()
    page.get_by_label(word("common.pick")).first.press("ArrowRight")
    expect(page.get_by_text(word("peek.none"))).to_be_visible()


def test_a_fragment_of_one_letter_is_refused_at_its_field(recovery):
    page = recovery()
    page.get_by_label(word("fragments")).fill("x")
    press(page, "start")
    expect(page.locator("div.validation-error")).to_contain_text("A fragment has fewer than two characters.")
    page.get_by_label(word("fragments")).fill("memory of lakes")
    press(page, "start")
    finished(page)


def test_commands_are_explained_by_a_click(recovery):
    page = recovery()
    page.locator("button[data-command^='mv a/']").click()
    expect(page.locator(".verdict.destroys")).to_be_visible()
    page.locator("button[data-command^='rm -ri']").click()
    expect(page.locator(".worst.careful, .worst.safe")).to_be_visible()
    page.get_by_label(word("command.label")).fill("echo 'unfinished")
    press(page, "command.start")
    expect(page.get_by_text(re.compile("Line 1"))).to_be_visible()


def test_a_search_stops_when_it_is_told(recovery, tmp_path):
    path = tmp_path / "slow.img"
    line = "Some words of a story that goes on and on, as stories do. "
    path.write_bytes(b"".join((f"{number} " + line * 4).encode().ljust(512, b"\0") for number in range(36_000)))
    page = recovery()
    upload(page, path)
    open_part(page, word("part.texts"))
    stop = page.get_by_role("button", name=word("stop"), exact=True).nth(1)
    press_once(stop, 'document.querySelector(".live.running")')
    press(page, "list.start")
    expect(page.locator(".live.stopped")).to_be_visible()

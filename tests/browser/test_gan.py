"""The GAN tab as a visitor uses it: both languages, light and dark, desktop and 390 px."""

import io
import json
import re
import zipfile
from base64 import b64decode
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from demos.shared import live
from demos.shared.languages import TEXTS
from tests.browser.states import open_fold, open_part, settled
from tests.waiting import BRISK

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"gan.{key}"][locale[:2]]


def open_inner(page, part: str, locale: str = "en-US") -> None:
    open_part(page, word(f"part.{part}", locale))


@pytest.fixture
def gan(visit):
    return lambda *look: visit(*look, address="/?tab=gan")


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_pictures_walk_and_growth_are_legible_and_fit(gan, snapshot, locale, theme, width):
    page = gan(locale, theme, width)
    expect(page.locator("[data-place]")).to_have_count(32)  # on arrival
    page.get_by_role("button", name=word("draw", locale), exact=True).click()
    expect(page.locator("[data-place]")).to_have_count(32)
    page.locator("[data-place='3']").click()
    expect(page.locator(".best img[alt]").last).to_be_visible()
    snapshot(page, f"gan-{locale}-{theme}-{width}")
    for part, sections in {"walk": ("walk", "move"), "critic": (), "draw": ("grow",)}.items():
        open_inner(page, part, locale)
        for section in sections:
            page.get_by_role("button", name=word(f"{section}.start", locale), exact=True).click()
            settled(page)
        snapshot(page, f"gan-{part}-{locale}-{theme}-{width}")
        assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w.])gan\.\w+", page.inner_text("body"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(BEYOND) == []
        assert page.evaluate(CONTRAST) == []
    expect(page.locator(".sheets img:visible")).to_have_count(1)
    open_inner(page, "walk", locale)
    expect(page.locator("figure img")).to_be_visible()
    expect(page.locator(".one .pictures img")).to_be_visible()


def test_the_seed_is_written_back_and_the_archive_has_it(gan):
    page = gan()
    page.get_by_role("button", name=word("again"), exact=True).click()
    expect(page.get_by_label(word("seed"), exact=True).first).not_to_have_value("1")
    seed = page.get_by_label(word("seed"), exact=True).first.input_value()
    expect(page.locator("section .caption b").first).to_have_text(seed)
    content = b64decode(page.locator("a[download$='.zip']").first.get_attribute("href").split(",")[1])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["seed"] == int(seed)
    assert len(manifest["pictures"]) == 32


def test_growing_up_is_played_and_scrubbed(gan):
    page = gan()
    slider = page.locator("section input[type=range]")
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-told='0']")).to_be_visible()
    assert page.locator(".sheets img").first.is_visible()
    page.locator("[data-play]").click()
    last = int(slider.get_attribute("max"))
    expect(page.locator(f"[data-told='{last}']")).to_be_visible()


def test_the_playground_trains_live_and_stops_when_told(gan, snapshot):
    page = gan()
    open_inner(page, "critic")
    steps = page.get_by_role("spinbutton", name=word("play.steps"))
    for number, value in ((page.get_by_role("spinbutton", name=word("play.critic_steps")), "10"), (steps, "4000")):
        number.fill(value)  # as long a run as can be had: a busy browser takes its time to see it begin
        page.keyboard.press("Tab")
    page.get_by_role("button", name=word("play.start"), exact=True).click()
    live = page.locator(".live")
    expect(live).to_have_class(re.compile("running"))
    facts = page.locator(".facts b").first
    expect(facts).to_contain_text(re.compile(r"^[1-9]\d* / 4000$"))
    page.get_by_role("button", name=word("play.stop"), exact=True).click()
    expect(live).to_have_class(re.compile("stopped"))
    settled(page)  # its frames have ended
    assert int(facts.inner_text().split(" / ")[0]) < 4000
    steps.fill("50")
    page.keyboard.press("Tab")
    page.get_by_role("button", name=word("play.start"), exact=True).click()
    expect(live).to_have_class(re.compile("done"))
    expect(facts).to_have_text("50 / 50")
    snapshot(page, "gan-playground")


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS[1:])
def test_the_playground_is_stepped_by_hand(gan, snapshot, locale, theme, width):
    page = gan(locale, theme, width)
    open_inner(page, "critic", locale)
    facts, arrows = page.locator(".live .facts b"), page.locator(".live path.arrows")
    moves = page.get_by_label(word("play.moves", locale))
    for press, made in (("critic_step", "c"), ("critic_step", "cc"), ("generator_step", "ccg")):
        before = arrows.get_attribute("d") if len(made) > 1 else ""
        page.get_by_role("button", name=word(f"play.{press}", locale), exact=True).click()
        expect(moves).to_have_value(made)
        expect(facts.first).to_have_text(f"{len(made)} / {len(made)}")
        expect(page.locator(".live")).to_have_class(re.compile("done"))
        assert (arrows.get_attribute("d") == before) == (press == "generator_step")  # the critic is the same
    assert page.locator("svg.trail path.dots").get_attribute("d").count("M") == 1
    settled(page)
    snapshot(page, f"gan-by-hand-{locale}-{theme}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    moves.fill("cgc")
    expect(facts.first).to_have_text("3 / 3")
    page.get_by_role("button", name=word("play.fresh", locale), exact=True).click()
    expect(facts.first).to_have_text("0 / 0")
    expect(page.locator("svg.trail")).to_have_count(0)


def test_a_page_that_is_closed_trains_no_further(gan, app):
    page = gan()
    open_inner(page, "critic")
    for slider, value in ((word("play.steps"), "4000"), (word("play.critic_steps"), "10")):
        page.get_by_role("spinbutton", name=slider).fill(value)
        page.keyboard.press("Tab")
    page.get_by_role("button", name=word("play.start"), exact=True).click()
    expect(page.locator(".live")).to_have_class(re.compile("running"))
    page.close()
    following = app.client().submit("ring", "gradient-two-sided", 1, 1, 25, 0, api_name="/play")
    assert following.result(timeout=2 * BRISK)["state"] == "done"  # long before the minute of the page is over


def test_other_models_bring_their_classes(gan):
    page = gan()
    page.get_by_role("radio", name=word("model.faces")).click()
    expect(page.get_by_label(word("kind"), exact=True)).to_be_disabled()
    page.get_by_role("radio", name=word("model.fashion")).click()
    kind = page.get_by_label(word("kind"), exact=True)
    expect(kind).to_be_enabled()
    kind.click()
    expect(page.get_by_role("option", name=word("fashion.9"))).to_be_visible()


def test_the_sheet_follows_a_knob_while_it_is_moved(visit):
    page = visit(address="/?tab=gan")
    pictures = page.locator("button[data-place]")
    expect(pictures).to_have_count(32)
    knob = page.get_by_role("slider").locator("visible=true").first
    knob.focus()
    for _ in range(6):
        knob.press("ArrowLeft")
    expect(pictures).to_have_count(26)  # the last value wins


def test_knobs_are_named_for_what_they_change_in_each_model(gan):
    page = gan()
    open_inner(page, "walk")
    drawn = page.locator(".one .pictures img")
    expect(drawn).to_be_visible()  # before anything is pressed
    stroke = page.get_by_role("slider", name=word("knob.stroke"))
    before = drawn.get_attribute("src")
    stroke.focus()
    stroke.press("End")
    expect(drawn).not_to_have_attribute("src", before)
    page.get_by_role("radio", name=word("model.fashion")).click()
    expect(page.get_by_role("slider", name=word("knob.hem"))).to_have_value("0")
    expect(page.get_by_role("slider").locator("visible=true")).to_have_count(2 + 5)
    page.get_by_role("radio", name=word("model.faces")).click()
    expect(page.get_by_role("slider", name=word("knob.long_hair"))).to_be_visible()
    expect(page.get_by_role("slider").locator("visible=true")).to_have_count(2 + 6)
    expect(stroke).to_have_count(0)


@pytest.mark.parametrize(("locale", "theme", "width"), [LOOKS[0], LOOKS[1]])
def test_the_playgrounds_ground_is_bluer_where_the_critic_finds_points_more_real(gan, locale, theme, width):
    page = gan(locale, theme, width)
    open_inner(page, "critic", locale)
    page.add_style_tag(content=".dots, .arrows { visibility: hidden; }")
    drawing = page.locator(".live svg").first
    picture = Image.open(io.BytesIO(drawing.screenshot())).convert("RGB")
    levels = [page.locator(f".live .cells.l{level}").first.get_attribute("d") for level in (0, 9)]
    places = [[float(number) + 8 for number in re.match(r"M([\d.]+) ([\d.]+)h", level).groups()] for level in levels]
    least, most = (picture.getpixel(tuple(round(at * picture.width / 480) for at in place)) for place in places)
    assert most[2] - most[0] > least[2] - least[0] + 20
    says = {"en-US": "bluer is more real", "zh-CN": "越蓝越真"}[locale]
    expect(page.locator(".live .caption").last).to_contain_text(says)


def test_a_picture_of_ones_own_is_found_and_walked_from(gan, app, tmp_path):
    seven = app.client().predict("digits", 1, 5, 7, api_name="/sample_images")[0]["pictures"][0]["image"]
    path = tmp_path / "seven.png"
    path.write_bytes(b64decode(seven.split(",")[1]))
    page = gan()
    open_inner(page, "walk")
    page.get_by_text(word("own.picture")).locator("xpath=ancestor::*[.//input[@type='file']][1]").locator(
        "input[type=file]"
    ).set_input_files(path)
    settled(page)
    page.get_by_role("button", name=word("own.start"), exact=True).click()
    found = page.locator(".live").locator("visible=true")
    expect(found).to_have_class(re.compile("done"))
    expect(found.locator("li img")).to_have_count(3)  # it, the nearest, and the walk
    expect(found.get_by_text(word("found.walk").replace("%s", "2"))).to_be_visible()
    assert float(re.search(r"[\d.]+", found.locator(".caption").inner_text()).group()) < 10


def test_a_run_that_begins_says_so_instead_of_what_to_press(gan):
    page = gan()
    template = (Path(live.__file__).parent / "views" / "live.js").read_text(encoding="utf-8")
    drawn = page.evaluate(
        f"state => ({template})({{state, frame: null}}, {{coming: 'soon', starting: 'starts', done: 'over'}}, String,"
        " () => 'press')",
        "starting",
    )
    assert "soon" in drawn
    assert "starts" in drawn
    assert "press" not in drawn


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "dark", 1280), ("zh-CN", "light", 390)])
def test_two_generators_stand_side_by_side_and_another_model_forgets_them(
    choosing, visit, snapshot, locale, theme, width
):
    page = visit(locale, theme, width, url=choosing.url, address="/?tab=gan")
    open_fold(page.get_by_role("button", name=TEXTS["shared.comparing.title"][locale[:2]]).locator("visible=true"))
    page.get_by_role("button", name=TEXTS["shared.comparing.start"][locale[:2]]).locator("visible=true").click()
    expect(page.locator(".side li")).to_have_count(32)
    first, second = (
        side.locator("img").evaluate_all("all => all.map(it => it.src)") for side in page.locator(".side").all()
    )
    assert first == second and len(set(first)) == 16
    snapshot(page, f"generators-{locale}-{theme}-{width}")
    assert page.evaluate(BEYOND) == [] and page.evaluate(CONTRAST) == []
    page.get_by_role("radio", name=word("model.fashion", locale)).click()
    expect(page.locator(".side")).to_have_count(0)

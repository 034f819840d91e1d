"""The dropout tab as a visitor uses it, and that its JavaScript counts as Python does."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demos.shared.languages import TEXTS
from models import dropout
from models.dropout.reference import mask
from tests.browser.states import open_fold, settled
from tests.models.dropout.lines import KERAS, TF1, TORCH
from tests.waiting import until

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
ARITHMETIC = Path(__file__).parents[2] / "demos" / "dropout" / "views" / "arithmetic.js"
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]
SIZES = [(3, 4, 5), (1, 1, 1), (6, 6, 6), (2, 1, 3)]
# shape, noise shape, rate, seed, draw
CASES = [
    (shape, noise_shape, rate, seed, draw)
    for shape in SIZES
    for noise_shape in dropout.legal_shapes(shape)
    for rate, seed, draw in ((0.0, 0, 0), (0.5, 1, 0), (0.3, 2**31 - 1, 7), (0.95, 4521, 1999), (1 / 3, 123456789, 3))
]


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"dropout.{key}"][locale[:2]]


def band(page, name: str) -> list[str]:
    """The numbers of the tensor that is drawn under this name."""
    return page.locator(f"[data-band={name}] .sheet i").all_inner_texts()


def set_range(slider, value: float) -> None:
    """Moves a slider, as dragging it does."""
    slider.evaluate(
        "(it, value) => { it.value = value; it.dispatchEvent(new Event('input', {bubbles: true})); }", value
    )


def choose_steps(page, steps: int, locale: str = "en-US") -> None:
    """Opens the fold of further settings and asks for a training of so many steps."""
    open_fold(page.get_by_role("button", name=word("mc.more", locale)))
    page.get_by_role("spinbutton", name=f"number input for {word('mc.steps', locale)}").fill(str(steps))
    page.keyboard.press("Tab")


@pytest.fixture
def tab(visit):
    def open_tab(*look):
        page = visit(*look, address="/?tab=dropout")
        expect(page.locator(".board[data-drawn]")).to_be_visible()
        return page

    return open_tab


def test_the_browser_counts_exactly_as_python_does(tab):
    page = tab()
    script = f"""cases => {{
      const arithmetic = ({ARITHMETIC.read_text(encoding="utf-8")})();
      return cases.map(([shape, coins, rate, seed, draw]) => {{
        const values = arithmetic.example(shape), numbers = arithmetic.uniforms(seed, 3, draw);
        const {{means, ...moments}} = arithmetic.moments(values, shape, rate, coins, seed);
        const {{result}} = arithmetic.drop(values, shape, rate, coins, seed);
        const mask = arithmetic.mask(coins, rate, seed, draw);
        return {{values, numbers, mask, result, moments, means: means.length}};
      }});
    }}"""
    for case, found in zip(CASES, page.evaluate(script, CASES), strict=True):
        shape, noise_shape, rate, seed, draw = case
        values = dropout.example_tensor(shape)
        expected = dropout.drop(values, rate, noise_shape, seed)
        assert found["values"] == values.ravel().tolist(), case
        assert found["numbers"] == dropout.uniforms(seed, 3, draw).tolist(), case
        assert found["mask"] == mask(shape, rate, noise_shape, seed, draw).ravel().tolist(), case
        assert found["result"] == [number for sheet in expected.result for row in sheet for number in row], case
        assert found["means"] == expected.moments.draws == found["moments"]["draws"]
        for name, number in found["moments"].items():
            assert number == pytest.approx(getattr(expected.moments, name), rel=1e-9, abs=1e-12), (case, name)


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_everything_is_legible_and_fits(tab, snapshot, locale, theme, width):
    page = tab(locale, theme, width)
    page.locator("[data-preset=channel]").click()
    expect(page.locator(".board .says")).to_contain_text(word("board.010", locale))
    choose_steps(page, 800, locale)  # which a busy machine, too, takes within the minute that a visitor has
    page.get_by_role("button", name=word("mc.start", locale), exact=True).press("Enter")
    expect(page.locator(".live.done:not(.recorded)")).to_be_visible()
    snapshot(page, f"dropout-{locale}-{theme}-{width}")
    open_fold(page.get_by_role("button", name=word("own.title", locale)))
    page.locator(".board summary").click()
    settled(page)
    snapshot(page, f"dropout-open-{locale}-{theme}-{width}")
    assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w./])dropout\.\w+\.", page.inner_text("body"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(CONTRAST) == []


def test_the_slider_redraws_in_the_browser_and_asks_the_server_nothing(tab):
    page = tab()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    slider = page.locator("input[data-rate]")
    dropped = page.locator("[data-band=result] .dropped")
    for rate in (0.0, 0.3, 0.8):
        set_range(slider, rate)
        expect(page.locator("output[data-rate]")).to_have_text(f"{rate:.2f}")
        expected = dropout.drop(dropout.example_tensor((3, 4, 5)), rate, None, 1)
        expect(dropped).to_have_count(sum(not kept for sheet in expected.mask for row in sheet for kept in row))
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("output[data-rate]")).to_have_text("0.81")
    expect(page.locator(".code dd").nth(1)).to_have_text("tf.nn.dropout(x, keep_prob=0.19)")
    assert not asked


def test_axes_are_shared_by_click_and_by_key_and_all_says_so(tab):
    page = tab()
    said = page.locator(".board .says")
    expect(said).to_contain_text(word("board.000"))
    axes = page.locator("[data-axis]")
    shared = [0, 0, 0]
    for axis in (2, 0, 1, 0, 1, 2, 1):  # comes by seven of the eight shapes
        axes.nth(axis).focus()
        page.keyboard.press("Space")
        shared[axis] ^= 1
        coins = [1 if one else size for one, size in zip(shared, (3, 4, 5), strict=True)]
        expect(axes.nth(axis)).to_have_attribute("aria-pressed", "true" if shared[axis] else "false")
        expect(axes.nth(axis)).to_be_focused()
        expect(said).to_contain_text(word(f"board.{''.join(map(str, shared))}"))
        expect(page.locator("[data-band=mask] .sheet i")).to_have_count(coins[0] * coins[1] * coins[2])
        expected = dropout.drop(dropout.example_tensor((3, 4, 5)), 0.5, tuple(coins), 1)
        assert band(page, "mask") == [str(kept) for sheet in expected.mask for row in sheet for kept in row]


def test_presets_say_their_line_of_code_and_the_sizes_follow(tab):
    page = tab()
    for name in KERAS:
        page.locator(f"[data-preset={name}]").click()
        expect(page.locator(f"[data-preset={name}]")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".chips [aria-pressed=true]")).to_have_count(1)
        assert page.locator(".code dd").all_inner_texts() == [KERAS[name], TF1[name], TORCH[name]]
    page.locator(".board summary").click()
    set_range(page.locator("input[data-size='2']"), 2)
    expect(page.locator("[data-band=x] .sheet i")).to_have_count(24)
    set_range(page.locator("input[data-size='1']"), 1)
    expect(page.locator("[data-axis='1']")).to_be_disabled()  # one place alone shares nothing
    expect(page.locator(".board .says")).to_contain_text(word("board.000"))


def test_another_seed_tosses_again_and_the_file_has_what_is_shown(tab):
    page = tab()
    before = band(page, "mask")
    page.locator("[data-again]").click()
    expect(page.locator("input[data-seed]")).to_have_value("2")
    assert band(page, "mask") != before
    page.locator("input[data-seed]").fill("1")
    until(lambda: band(page, "mask") == before)
    with page.expect_download() as downloading:
        page.locator(".tensors a").click()
    assert downloading.value.suggested_filename == "dropout.json"
    file = json.loads(Path(downloading.value.path()).read_text())
    expected = dropout.drop(dropout.example_tensor((3, 4, 5)), 0.5, None, 1)
    assert file["noise_shape"] == [3, 4, 5]
    assert file["result"] == [number for sheet in expected.result for row in sheet for number in row]


def test_2000_draws_stand_beside_the_theory(tab):
    page = tab()
    page.locator("[data-preset=batch]").click()
    expect(page.locator(".board .says")).to_contain_text(word("board.100"))
    expected = dropout.drop(dropout.example_tensor((3, 4, 5)), 0.5, (1, 4, 5), 1).moments
    rows = [row.split("\t")[1:] for row in page.locator(".many tbody").inner_text().split("\n")]
    numbers = [
        (expected.mean, expected.mean_theory),
        (expected.variance, expected.variance_theory),
        (expected.spread, expected.spread_theory),
    ]
    assert [[float(number) for number in row] for row in rows] == [
        pytest.approx(pair, rel=6e-3)
        for pair in numbers  # three digits
    ]


def test_ones_own_values_are_drawn_and_what_does_not_fit_is_refused(tab):
    page = tab()
    open_fold(page.get_by_role("button", name=word("own.title")))
    page.get_by_role("textbox", name=word("own.noise_shape")).fill("(2, 2, 3)")
    page.get_by_role("button", name=word("own.start"), exact=True).click()
    expect(page.get_by_text(re.compile(r"give one of .*\(2, 1, 4\)")).first).to_be_visible()
    expect(page.locator(".board").locator("xpath=ancestor::*[@data-stale]")).to_have_count(1)
    set_range(page.locator("input[data-rate]"), 0.25)  # which is drawn at once, so that nothing there is of before
    expect(page.locator(".board").locator("xpath=ancestor::*[@data-stale]")).to_have_count(0)
    page.get_by_role("textbox", name=word("own.noise_shape")).fill("(2, 2, 1)")
    page.get_by_role("button", name=word("own.start"), exact=True).click()
    expect(page.locator(".board .own")).to_be_visible()
    expect(page.locator(".board .says")).to_contain_text(word("board.001"))
    assert band(page, "x")[:4] == ["1", "2", "3", "4"] and band(page, "x")[-1] == "-8"
    page.get_by_role("spinbutton", name=word("own.rate"), exact=True).fill("0")  # and nothing is pressed
    until(lambda: band(page, "result") == band(page, "x"))
    for rate, kept in (("0.125", "0.875"), ("0.996", "0.004")):  # as they are, not as 0.13 and 1
        page.get_by_role("spinbutton", name=word("own.rate"), exact=True).fill(rate)
        expect(page.locator("output[data-rate]")).to_have_text(rate)
        expect(page.locator(".code dd").nth(0)).to_contain_text(f"Dropout({rate},")
        expect(page.locator(".code dd").nth(1)).to_contain_text(f"keep_prob={kept},")
    page.locator("[data-example]").click()
    expect(page.locator(".board .own")).to_be_hidden()
    expect(page.locator("[data-band=x] .sheet i")).to_have_count(60)


def test_one_number_is_read_as_drop_rate_and_as_keep_probability(tab):
    page = tab()
    strips = page.locator(".pitfall .strip")
    kept = [len(strips.nth(place).locator(".kept").all()) for place in (0, 1)]
    numbers = dropout.uniforms(1, 40)
    assert kept == [int((numbers >= 0.6).sum()), int((numbers >= 0.4).sum())]
    expect(page.locator(".pitfall .readings")).to_contain_text("drops 60 %, keeps 40 %, survivors × 2.50")
    set_range(page.locator(".pitfall input"), 0.5)
    expect(page.locator(".pitfall .says")).to_have_text(word("pitfall.same"))
    assert strips.nth(0).locator(".kept").count() == strips.nth(1).locator(".kept").count()


def test_the_curve_is_learnt_live_and_stops_when_told(tab, snapshot):
    page = tab()
    choose_steps(page, 10_000)
    page.get_by_role("button", name=word("mc.start"), exact=True).click()
    facts = page.locator(".live.running:not(.recorded) .facts b").first
    expect(facts).to_contain_text(re.compile(r"^[1-9][\d,]* / 10,000$"))
    snapshot(page, "dropout-live")
    page.get_by_role("button", name=word("mc.stop"), exact=True).click()
    expect(page.locator(".live.stopped")).to_be_visible()
    settled(page)
    assert int(page.locator(".live .facts b").first.inner_text().split(" / ")[0].replace(",", "")) < 10_000


def test_ones_own_points_are_asked_for_when_they_are_chosen(tab):
    page = tab()
    points = page.get_by_label(word("mc.points"), exact=True)
    expect(points).to_have_count(0)
    page.get_by_role("radio", name=word("curves.own")).click()
    expect(points).to_be_visible()
    points.fill("1, 2")
    page.get_by_role("button", name=word("mc.start"), exact=True).click()
    expect(page.get_by_text("The number of points is 1.").first).to_be_visible()


def test_sliders_that_stand_beside_their_number_have_a_name(tab):
    page = tab()
    for key in ("board.rate", "pitfall.number"):  # a label names the first it holds, which is the number
        slider = page.get_by_role("slider", name=word(key), exact=True)
        expect(slider).to_have_count(1)

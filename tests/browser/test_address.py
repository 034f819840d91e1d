"""The address of the page: it follows the tab, its parts and what is asked, and opened it asks again."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from demos.shared.languages import TEXTS
from tests.browser import states

pytestmark = pytest.mark.browser

# Addresses as somebody might have written them, a field that they leave out, and what the answer says.
ASKED = {
    "a drawn captcha": ("tab=captcha&style=serif&text=Ab3d", "seed", "serif"),
    "an analogy": ("tab=words&part=between&ask=analogy&a=man&b=king&c=woman&language=en", "top", "queen"),
    "a word of the other language": ("tab=words&word=河流&language=zh&top=3", "uses", "Near 河流"),
    "a model and its class": ("tab=gan&model=fashion&kind=5&count=4&seed=3", "truncation", "Seed 3"),
    "knobs": ("tab=gan&part=walk&ask=move&model=faces&move_seed=9&knob1=2.5", "knob2", "Seed 9"),
    "a training": ("tab=losses&task=moons&loss=triplet&margin=0.7&steps=50&seed=4", "negatives", "Finished."),
    "two trainings": ("tab=losses&part=compare&ask=compare&second=focal&loss=arcface&steps=50", "gamma", "Finished."),
    "values behind a fold": ("tab=dropout&values=1 2 3&rate=0.25", "seed", "0.25"),
    "a command": ("tab=recovery&ask=command&command=rm -rf $HOME/x", "ask", "rm -rf"),
    "a checkpoint": ("tab=hub&name=gan-faces", "name", "gan-faces"),
}


def query(url):
    """What an address asks, but for the theme, which a test names."""
    return {name: value for name, value in parse_qsl(urlsplit(url).query) if name != "__theme"}


@pytest.mark.parametrize(("address", "left_out", "said"), ASKED.values(), ids=ASKED)
def test_an_address_asks_what_it_says_and_then_says_it_whole(visit, address, left_out, said):
    asked = query(f"/?{address}")
    page = visit(address=f"/?{urlencode(asked)}")
    page.wait_for_url(lambda url: {left_out: "", **query(url)}.items() >= asked.items() and left_out in query(url))
    expect(page.get_by_text(said).locator("visible=true").first).to_be_visible()
    states.settled(page)
    for name, value in asked.items():  # and nothing that came later has changed it
        field = page.locator(f"#kexue-{asked['tab']}-{name}").locator("input[type=number], textarea").first
        assert not field.count() or field.input_value() == value


@pytest.mark.parametrize("name", ["an analogy", "a model and its class"])
def test_on_a_phone_an_address_shows_its_answer(visit, name):
    address, _, said = ASKED[name]
    page = visit(width=390, address=f"/?{address}", slow=4)  # what a click asks is sent long after it
    answer = page.get_by_text(said).locator("visible=true").first
    expect(answer).to_be_visible()
    states.settled(page)
    expect(answer).to_be_in_viewport()


def test_the_address_follows_the_tab_and_opens_it(visit):
    page = visit(address="/?tab=words")
    assert states.tab_shown(page) == "words"
    page.get_by_role("tab", name="Pictures").click()
    page.wait_for_url("**/?tab=gan")
    page.reload()
    states.loaded(page)
    assert states.tab_shown(page) == "gan"


def test_the_address_follows_the_inner_tab_and_opens_it(visit):
    page = visit(address="/?tab=words")
    states.open_part(page, "A text")
    assert page.url.endswith("/?tab=words&part=text")
    page.reload()
    states.loaded(page)
    expect(page.get_by_role("tab", name="A text")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="Guess the word")).to_be_visible()


def test_the_address_opens_a_word_that_was_looked_up(visit):
    page = visit(address="/?tab=words")
    page.get_by_label("A word").fill("river")
    page.get_by_role("button", name="Find its neighbours").click()
    expect(page.get_by_text("Near river")).to_be_visible()
    assert query(page.url).items() >= {"word": "river", "language": "en"}.items()
    again = visit(address=f"/?{urlsplit(page.url).query}")
    expect(again.get_by_text("Near river")).to_be_visible()
    expect(again.get_by_label("A word")).to_have_value("river")


def test_the_address_names_the_seed_that_was_drawn(visit):
    page = visit(address="/?tab=gan")
    page.get_by_role("button", name="Draw with another seed").click()
    page.wait_for_url(lambda url: "seed" in query(url))
    assert query(page.url)["seed"] == page.locator("#kexue-gan-seed input").input_value() != "1"


def test_the_address_names_no_question_that_is_refused_or_that_it_cannot_hold(visit):
    page = visit(address="/?tab=words")
    page.get_by_label("A word").fill("")
    page.get_by_role("button", name="Find its neighbours").click()
    expect(page.locator("div.validation-error")).to_be_visible()
    states.settled(page)
    assert query(page.url) == {"tab": "words"}
    page.get_by_role("tab", name="Articles", exact=True).click()
    page.get_by_label(TEXTS["articles.html"]["en"], exact=True).fill(f"<h1>Tides</h1>{'<p>The sea rises. </p>' * 20}")
    page.get_by_role("button", name=TEXTS["articles.read"]["en"], exact=True).click()
    expect(page.get_by_text("The sea rises.").locator("visible=true").first).to_be_visible()
    states.settled(page)
    assert query(page.url) == {"tab": "articles"}


def test_an_address_with_what_is_no_choice_opens_the_tab_as_it_is(visit):
    page = visit(address="/?tab=gan&model=horses&seed=many&ask=nothing")
    assert states.tab_shown(page) == "gan"
    expect(page.get_by_role("radio", name="Digits")).to_be_checked()
    expect(page.locator("#kexue-gan-seed input")).to_have_value("1")

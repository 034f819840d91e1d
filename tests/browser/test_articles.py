"""The articles tab as a visitor uses it: both languages, light and dark, desktop and 390 px, mouse and keyboard."""

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from demos.articles.endpoints import PAGES
from demos.shared.languages import TEXTS
from models.articles import as_json_ld, extract_thread
from tests.browser.states import open_fold, open_part, settled

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")
LOOKS = [("en-US", "light", 1280), ("zh-CN", "dark", 1280), ("zh-CN", "light", 390), ("en-US", "dark", 390)]
HOSTILE = """<html><head><title>Ink &lt;img src=x onerror="window.broken = 1"&gt;</title></head><body><article>
<h1>Ink <script>window.broken = 2</script></h1><img src="http://stranger.example/pixel.png">
<p>A paragraph with &lt;script&gt;window.broken = 3&lt;/script&gt; in it that is long enough to be taken for prose.</p>
<p>A second one, with `${window.broken = 4}` in it, which also goes on for a while, so that there is an article.</p>
<p>And a third, &quot;&gt;&lt;svg onload=window.broken=5&gt;, because three paragraphs are more than two.</p>
</article></body></html>"""


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"articles.{key}"][locale[:2]]


def press(page, key: str, locale: str = "en-US") -> None:
    """Clicks the button once nothing is under way: an answer's parts are shown one after another."""
    settled(page)
    page.get_by_role("button", name=word(key, locale), exact=True).click()


def choose(page, number: int) -> None:
    page.locator(f"ul[aria-labelledby='articles-examples'] [data-index='{number}']").click()


def saved(page, name: str) -> bytes:
    with page.expect_download() as downloading:
        page.locator(".saves button", has_text=re.compile(f"^{name}$")).click()
    return Path(downloading.value.path()).read_bytes()


@pytest.fixture
def articles(visit):
    return lambda *look: visit(*look, address="/?tab=articles")


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_one_click_gives_an_article_or_a_thread_and_all_is_legible_and_fits(articles, snapshot, locale, theme, width):
    page = articles(locale, theme, width)
    choose(page, 0)
    expect(page.locator(".blocks li.kept").first).to_be_visible()
    expect(page.locator(".title")).to_have_text("Why the tide comes twice a day")
    page.locator(".report summary").click()
    snapshot(page, f"articles-{locale}-{theme}-{width}")
    for section, shown in {"comparing": ".pieces li", "keywords": "ol.bars li"}.items():
        press(page, f"{section}.start", locale)
        expect(page.locator(shown).first).to_be_visible()
    snapshot(page, f"articles-page-{locale}-{theme}-{width}")
    assert_sound(page, width)
    open_part(page, word("part.site", locale))
    press(page, "template.fill", locale)
    expect(page.get_by_text("thread-en-2")).to_be_visible()
    press(page, "template.start", locale)
    expect(page.get_by_text("The Slow Kitchen", exact=True)).to_be_visible()
    open_fold(page.get_by_role("button", name=word("options", locale)))
    snapshot(page, f"articles-site-{locale}-{theme}-{width}")
    assert_sound(page, width)
    open_part(page, word("part.batch", locale))
    assert_sound(page, width)
    choose(page, 2)
    expect(page.locator(".talk li")).to_have_count(7)
    expect(page.locator(".blocks li.kept")).to_have_count(0)
    expect(page.locator(".pieces, ol.bars")).to_have_count(0)  # those of the page before
    expect(page.locator(".talk blockquote").first).to_contain_text("sixteen h")
    assert_sound(page, width)
    page.get_by_role("radio", name=word("thread.table", locale)).check()
    expect(page.locator("section table tbody tr").first).to_contain_text("Marguerite")
    snapshot(page, f"articles-thread-{locale}-{theme}-{width}")
    assert_sound(page, width)


def assert_sound(page, width: int) -> None:
    assert not re.findall(r"\[object|__i18n__|undefined|NaN|(?<![\w.])articles\.\w+\.\w+", page.inner_text("body"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(CONTRAST) == []


def test_kinds_of_text_blocks_are_hidden_and_shown_by_the_legend(articles):
    page = articles()
    choose(page, 0)
    navigation = page.locator(".blocks li.navigation").first
    expect(navigation).to_be_visible()
    page.locator(".legend input[value=navigation]").uncheck()
    expect(navigation).to_be_hidden()
    expect(page.locator(".blocks li.kept").first).to_be_visible()
    page.locator(".legend input[value=navigation]").check()
    expect(navigation).to_be_visible()


def test_one_button_reads_articles_and_threads(articles):
    page = articles()
    field = page.get_by_label(word("html"))
    for name, shown, hidden in (("comments-en", ".talk li", ".body"), ("article-en", ".body", ".talk li")):
        field.fill((PAGES / f"{name}.html").read_text(encoding="utf-8"))
        press(page, "read")
        expect(page.locator(shown).first).to_be_visible()
        expect(page.locator(hidden)).to_have_count(0)


def test_what_the_pointer_is_on_lights_up_on_both_sides(articles):
    page = articles()
    choose(page, 0)
    block = page.locator(".blocks li.kept", has_text="Two bulges and a turning world")
    block.hover()
    lit = page.locator(".body .lit")
    expect(lit).to_have_text("Two bulges and a turning world")
    page.locator(".body p", has_text="Stand on our quay").hover()
    expect(page.locator(".blocks .lit")).to_contain_text("Stand on our quay")
    expect(page.locator(".lit")).to_have_count(2)
    choose(page, 2)
    page.locator(".talk li").nth(2).hover()
    expect(page.locator(".record.lit > p a")).to_have_text(re.compile("^#3 "))


def test_an_article_is_saved_as_markdown_json_and_tei(articles):
    page = articles()
    choose(page, 1)
    expect(page.locator(".title")).to_contain_text("一碗面里的摩擦力")
    assert saved(page, "Markdown").decode().startswith("# 一碗面里的摩擦力")
    assert json.loads(saved(page, "JSON"))["author"] == "林小满"
    tei = ElementTree.fromstring(saved(page, "TEI"))
    assert tei.findtext(".//{http://www.tei-c.org/ns/1.0}author") == "林小满"


def test_posts_are_a_csv_file_that_no_spreadsheet_runs(articles):
    page = articles()
    html = (PAGES / "comments-en.html").read_text(encoding="utf-8")
    field = page.get_by_label(word("html"))
    field.fill(html.replace("Nobody has been paged, or", "=HYPERLINK(1), or"))
    press(page, "posts")
    expect(page.locator(".talk li")).to_have_count(7)
    content = saved(page, "CSV")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["level"] for row in rows] == ["0", "1", "2", "2", "1", "0", "1"]
    assert rows[4]["content"].startswith("'=HYPERLINK(1), or")
    assert len(json.loads(saved(page, "JSON"))["posts"]) == 7


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_a_thread_is_a_tree_of_people_in_colours_and_says_why(articles, snapshot, locale, theme, width):
    page = articles(locale, theme, width)
    choose(page, 2)
    speech = page.locator(".talk li")
    expect(speech).to_have_count(7)
    expect(page.locator(".people li")).to_have_text(
        [re.compile(r"Marguerite\s*3"), re.compile(r"crumbcounter\s*2"), re.compile(r"Ilse\s*2")]
    )
    expect(page.locator(".talk .face")).to_have_text(["M", "C", "M", "I", "C", "M", "I"])
    coloured = "all => all.map(it => getComputedStyle(it).backgroundColor)"
    listed = page.locator(".people .face").evaluate_all(coloured)
    assert len(set(listed)) == 3
    assert page.locator(".talk .face").evaluate_all(coloured) == [listed["MCI".index(it)] for it in "MCMICMI"]
    assert depths(page) == [0, 0, 1, 0, 0, 0, 1]  # the board is flat: what is quoted tells
    expect(speech.nth(2).locator("header a")).to_have_text(f"↩ {word('thread.answers', locale)} #2 crumbcounter")
    expect(page.locator(".doubt")).to_have_count(0)
    records = page.locator(".blocks > .record")
    expect(records).to_have_count(7)
    expect(records.locator("> p a")).to_have_text([re.compile(f"#{number} ") for number in range(1, 8)])
    expect(records.first.locator(".author bdi")).to_have_text("Marguerite")
    page.locator(".legend input[value=furniture]").uncheck()
    expect(records.locator(".furniture").first).to_be_hidden()
    expect(records.locator(".content").first).to_be_visible()
    page.locator(".why summary").click()
    rows = page.locator(".why tbody tr")
    expect(rows).to_have_count(8)  # four columns of two pages
    expect(rows.first).to_contain_text(word("thread.author", locale))
    expect(rows.first).to_contain_text("username")
    snapshot(page, f"articles-tree-{locale}-{theme}-{width}")
    assert_sound(page, width)


def depths(page) -> list[int]:
    return page.locator(".talk li").evaluate_all("all => all.map(it => Number(it.style.getPropertyValue('--depth')))")


def test_comments_stand_as_deep_as_their_page_has_them_and_six_deep_at_most(articles):
    page = articles("en-US", "light", 390)
    choose(page, 4)
    expect(page.locator(".talk li")).to_have_count(7)
    assert depths(page) == [0, 1, 2, 2, 1, 0, 1]
    head = "<div class='head'><a class='author' href='/u/{name}'>{name}</a> <time>2024-05-02 10:{at}</time></div>"
    comment = f"<li class='comment'>{head}<p>{{text}} {{at}}</p>{{inner}}</li>"
    text, inner = "A comment on the comment above it, long enough to be taken for somebody's speech.", ""
    for at in range(19, 9, -1):
        inner = f"<ul>{comment.format(name=f'Ann{at}', at=at, text=text, inner=inner)}</ul>"
    page.get_by_label(word("html")).fill(f"<html><body>{inner}</body></html>")
    press(page, "posts")
    expect(page.locator(".talk li")).to_have_count(10)
    assert depths(page) == [0, 1, 2, 3, 4, 5, 6, 6, 6, 6]
    assert page.evaluate(BEYOND) == []


def test_a_thread_is_saved_as_json_ld(articles):
    page = articles()
    choose(page, 2)
    expect(page.locator(".talk li")).to_have_count(7)
    thread = extract_thread([(PAGES / f"thread-en-{number}.html").read_bytes() for number in (1, 2)])
    assert saved(page, "JSON-LD").decode() == as_json_ld(thread)
    plain = json.loads(saved(page, "JSON"))
    assert "json_ld" not in plain and [it["posts"] for it in plain["people"]] == [3, 2, 2]
    rows = list(csv.DictReader(saved(page, "CSV").decode("utf-8-sig").splitlines(keepends=True)))
    assert all(float(row["confidence"]) > 0.9 for row in rows)


def test_nothing_of_a_page_runs_or_is_loaded_here(articles):
    page = articles()
    page.get_by_label(word("html")).fill(HOSTILE)
    press(page, "read")
    expect(page.locator(".body")).to_contain_text("<script>window.broken = 3</script>")
    expect(page.locator(".blocks li", has_text="<svg onload").first).to_be_visible()
    settled(page)
    assert page.evaluate("window.broken") is None
    assert page.locator(".body img, .body svg, .body script, .blocks img, .blocks svg").count() == 0
    press(page, "posts")
    expect(page.get_by_text("No thread was found").first).to_be_visible()
    settled(page)
    assert page.evaluate("window.broken") is None  # visit's end checks that no request left


def test_what_is_pasted_takes_the_place_of_files_and_files_that_of_what_was_typed(articles):
    page = articles()
    choose(page, 0)
    expect(page.locator(".blocks li.kept").first).to_be_visible()
    files, field = page.get_by_text("article-en"), page.get_by_label(word("html"))
    expect(files).to_have_count(1)
    field.focus()
    page.keyboard.insert_text("<html><body><p>A pasted page.</p></body></html>")  # as pasting does, without a key
    expect(files).to_have_count(0)
    press(page, "posts")
    expect(page.get_by_text("No thread was found").first).to_be_visible()
    expect(page.locator(".blocks li.kept")).to_have_count(0)
    choose(page, 0)
    expect(files).to_have_count(1)
    expect(field).to_have_value("")
    page.get_by_role("textbox", name=word("url")).first.fill("https://example.org/")
    expect(files).to_have_count(0)


def test_a_page_is_read_anew_by_the_template_of_its_site(articles):
    page = articles()
    choose(page, 2)
    expect(page.locator(".talk li")).to_have_count(7)
    page.get_by_label(word("html")).fill((PAGES / "thread-en-1.html").read_text(encoding="utf-8"))
    open_part(page, word("part.site"))
    press(page, "template.fill")
    expect(page.get_by_text("thread-en-2").last).to_be_visible()
    press(page, "template.start")
    expect(page.get_by_role("cell", name="The Slow Kitchen", exact=True)).to_be_visible()  # in the template
    press(page, "template.again")
    expect(page.locator(".blocks li.template").first).to_be_visible()
    expect(page.locator(".talk li")).to_have_count(0)


def test_a_refusal_names_cause_and_remedy_and_an_address_inside_is_one(articles):
    page = articles("zh-CN")
    press(page, "read", "zh-CN")
    expect(page.get_by_text(TEXTS["errors.NoPageError"]["zh"]).first).to_be_visible()
    field = page.get_by_role("textbox", name=word("url", "zh-CN")).first
    field.fill("http://169.254.169.254/latest/")
    field.press("Enter")
    expect(page.get_by_text("这个网页没有取到").first).to_be_visible()


def test_several_files_become_rows_and_a_download(articles, tmp_path):
    (tmp_path / "note.txt").write_text("no page", encoding="utf-8")
    page = articles("en-US", "light", 390)
    open_part(page, word("part.batch"))
    given = [PAGES / "article-en.html", PAGES / "article-zh.html", tmp_path / "note.txt"]
    page.locator("input[type=file]").last.set_input_files(given)
    expect(page.get_by_text("note.txt").or_(page.get_by_text("note", exact=True)).first).to_be_visible()
    press(page, "batch.start")
    expect(page.locator("section table tbody tr")).to_have_count(3)
    expect(page.locator("tr.failed")).to_contain_text("plain text")
    with page.expect_download() as downloading:
        page.get_by_role("button", name=word("batch.download")).or_(
            page.get_by_role("link", name=word("batch.download"))
        ).click()
    lines = Path(downloading.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["article-en.html", "article-zh.html"]
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_two_checkpoints_read_the_page_side_by_side_and_another_choice_clears_it(
    choosing, visit, snapshot, locale, theme, width
):
    page = visit(locale, theme, width, url=choosing.url, address="/?tab=articles")
    choose(page, 0)
    expect(page.locator(".blocks li.kept").first).to_be_visible()
    settled(page)
    shared = {key: TEXTS[f"shared.{key}"][locale[:2]] for key in ("comparing.title", "comparing.start")}
    open_fold(page.get_by_role("button", name=shared["comparing.title"]))
    page.get_by_role("button", name=shared["comparing.start"], exact=True).click()
    expect(page.locator(".pieces li.both").first).to_be_visible()
    expect(page.get_by_text(word("difference.same", locale))).to_be_visible()
    assert page.get_by_role("status").filter(has_text="bundled: ").count() == 1
    snapshot(page, f"articles-sides-{locale}-{theme}-{width}")
    assert_sound(page, width)
    choose(page, 1)
    expect(page.locator(".pieces")).to_have_count(0)


def test_the_keyboard_alone_is_enough(articles):
    page = articles()
    expect(page.locator("[data-index='0']").last).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('ul[aria-labelledby=articles-examples]') !== null"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".blocks li.kept").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Why the tide")).to_be_visible()


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_a_visitor_says_what_is_wrong_with_an_article(articles, snapshot, locale, theme, width):
    page = articles(locale, theme, width)
    choose(page, 0)
    expect(page.locator(".blocks li.kept").first).to_be_visible()
    settled(page)  # a new article empties the fields
    open_part(page, word("part.right", locale))
    press(page, "right.send", locale)
    expect(
        page.get_by_text(TEXTS["errors.NoVerdictError"]["zh"] if locale == "zh-CN" else "It is not said yet")
    ).to_be_visible()
    page.get_by_role("radio", name=word("right.missing", locale)).check()
    page.get_by_role("checkbox", name=word("right.agreed", locale)).check()
    press(page, "right.send", locale)
    expect(page.get_by_text(TEXTS["shared.kept.thanks"][locale[:2]])).to_be_visible()
    snapshot(page, f"articles-right-{locale}-{theme}-{width}")
    assert page.evaluate(BEYOND) == [] and page.evaluate(CONTRAST) == []
    choose(page, 1)
    expect(page.get_by_text(TEXTS["shared.kept.thanks"][locale[:2]])).to_have_count(0)


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_a_visitor_names_the_post_that_is_wrong(articles, snapshot, locale, theme, width):
    page = articles(locale, theme, width)
    choose(page, 2)
    expect(page.locator(".talk li")).to_have_count(7)
    settled(page)  # a new thread empties the fields
    open_part(page, word("part.right", locale))
    page.get_by_role("radio", name=word("thread_right.author", locale)).check()
    page.get_by_role("checkbox", name=word("thread_right.agreed", locale)).check()
    press(page, "thread_right.send", locale)
    expect(
        page.get_by_text(TEXTS["errors.NoPostError"]["zh"] if locale == "zh-CN" else "which post is meant")
    ).to_be_visible()
    page.get_by_label(word("thread_right.number", locale)).fill("2")
    page.get_by_label(word("thread_right.remark", locale)).fill("Crumb Counter")
    press(page, "thread_right.send", locale)
    expect(page.get_by_text(TEXTS["shared.kept.thanks"][locale[:2]])).to_be_visible()
    snapshot(page, f"articles-thread-right-{locale}-{theme}-{width}")
    assert page.evaluate(BEYOND) == [] and page.evaluate(CONTRAST) == []
    choose(page, 3)
    expect(page.get_by_text(TEXTS["shared.kept.thanks"][locale[:2]])).to_have_count(0)


def test_on_a_phone_the_label_of_the_files_leaves_their_icon_free(visit):
    page = visit(width=390, address="/?tab=articles")
    field = page.locator(".block:has(input[type=file])").locator("visible=true").first
    label, icon = field.locator("label").first.bounding_box(), field.locator("button svg").first.bounding_box()
    assert label["y"] + label["height"] <= icon["y"]

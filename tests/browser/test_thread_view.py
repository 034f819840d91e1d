"""The view of a thread, drawn from values that are rare on pages: doubtful posts, posts of nobody, answers in rings,
records that are no post, and texts that would be markup, formulas or turn the line around."""

import csv
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from demos.shared.components import script
from demos.shared.languages import words
from models.articles import Block, Column, Person, Post, Report
from models.articles.tasks import ExtractedThread, Visit

pytestmark = pytest.mark.browser

DRAW = """([view, common, value, words]) => {
  const escape = text => String(text).replace(/[&<>"']/g, it => `&#${it.charCodeAt(0)};`);
  document.body.innerHTML = eval(view)(value, words, escape, eval(common)(words, escape));
}"""
SAVED = """async ([save, value]) => {
  let made;
  URL.createObjectURL = blob => (made = blob, "data:,");
  document.body.innerHTML = "<div><button data-save='posts'></button></div>";
  new Function("element", "props", save)(document.querySelector("div"), {value});
  document.querySelector("button").click();
  return new TextDecoder("utf-8", {ignoreBOM: true}).decode(await made.arrayBuffer());
}"""
POST = Post("Ann", "2024-05-01T10:00", "1 May", "Speech.", 1, None, 0, None, confidence=0.9)
WORDS = words("articles.thread", "articles.common")["Thread"]


REPORT = Report("utf-8", "utf-8", "records", 0.9, {})


def thread_of(*posts: Post, reports: tuple[Report, ...] = (REPORT,)) -> ExtractedThread:
    names = list(dict.fromkeys(post.author for post in posts if post.author))
    people = tuple(Person(name, 1, None, None, None) for name in names)
    return ExtractedThread("Ink", None, posts, "records", reports, people=people)


@pytest.fixture
def drawn(browser):
    page = browser.new_page()

    def draw(*posts: Post, **options):
        value = TypeAdapter(ExtractedThread).dump_python(thread_of(*posts, **options), mode="json")
        page.evaluate(DRAW, [script("articles.thread"), script("articles.common"), value, WORDS])
        return page

    yield draw
    page.close()


def order(page) -> list[tuple[str, str]]:
    return page.locator(".talk li").evaluate_all(
        "all => all.map(it => [it.id.split('-').at(-1), it.style.getPropertyValue('--depth').trim()].join(' at '))"
    )


def test_posts_under_the_mark_are_perhaps_none_and_those_without_a_figure_are_not_marked(drawn):
    figures = (0.59, 0.6, None, 0.1)
    page = drawn(*[replace(POST, number=at, confidence=sure) for at, sure in enumerate(figures, 1)])
    marked = page.locator(".talk .doubt").all_inner_texts()
    assert marked == [f"⚠ {WORDS['doubt']} · 59 %", f"⚠ {WORDS['doubt']} · 10 %"]
    assert page.locator(".talk li:has(.doubt)").evaluate_all("all => all.map(it => it.id)") == [
        "thread-post-1", "thread-post-4"
    ]  # fmt: skip


def test_answers_stand_below_their_posts_and_none_is_lost_in_a_ring_or_to_a_post_elsewhere(drawn):
    answered = {1: None, 2: None, 3: 1, 4: 2, 5: 3, 6: 6, 7: 8, 8: 7, 9: 400}
    page = drawn(*[replace(POST, number=at, reply_to=other) for at, other in answered.items()])
    assert order(page) == [
        "1 at 0", "3 at 1", "5 at 2", "2 at 0", "4 at 1", "6 at 0", "7 at 0", "8 at 1", "9 at 0"
    ]  # fmt: skip
    assert page.locator("#thread-post-9 header a").count() == 0  # 400 is not shown


def test_where_the_page_nests_its_posts_their_order_stays(drawn):
    levels = (0, 1, 0, 1)
    page = drawn(*[replace(POST, number=at, level=level, reply_to=1) for at, level in enumerate(levels, 1)])
    assert order(page) == ["1 at 0", "2 at 1", "3 at 0", "4 at 1"]


def test_a_post_without_a_name_has_a_face_without_a_colour_and_names_in_any_script_an_initial(drawn):
    names = (None, "“小雨”", "émile", "---", "<b>")
    page = drawn(*[replace(POST, number=at, author=name) for at, name in enumerate(names, 1)])
    assert page.locator(".talk .face").all_inner_texts() == ["?", "小", "É", "?", "B"]
    assert page.locator(".talk .face.nobody").count() == 1
    assert page.locator(".people li").count() == 4
    assert page.locator(".talk b b, .people b b").count() == 0


def test_a_profile_is_a_link_only_on_the_web(drawn, browser):
    thread = thread_of(POST, replace(POST, author="Ben", number=2))
    people = tuple(
        replace(person, profile=address)
        for person, address in zip(thread.people, ("https://a.example/ann", "javascript:alert(1)"), strict=True)
    )
    page = drawn(POST)
    value = TypeAdapter(ExtractedThread).dump_python(replace(thread, people=people), mode="json")
    page.evaluate(DRAW, [script("articles.thread"), script("articles.common"), value, WORDS])
    links = page.locator(".people a")
    assert links.count() == 1 and links.get_attribute("href") == "https://a.example/ann"


def block(text: str, fate: str, record: int | None = None, why: str = "") -> Block:
    return Block("html/body/p", text, fate, why, record)


def test_posts_are_outlined_on_the_text_blocks_of_their_pages_and_what_is_doubtful_or_no_post_is_marked(drawn):
    posts = [
        replace(POST, page=1, record=1),
        replace(POST, number=2, author="Ben", page=1, record=2, confidence=0.3),
        replace(POST, number=3, page=2, record=2),
    ]
    first = replace(
        REPORT,
        blocks=(
            block("Boards", "outside"), block("Ann", "author", 1), block("Speech.", "content", 1),
            block("Ben", "author", 2), block("1 May", "time", 2), block("next page", "outside"),
        ),
        columns=(Column("author", "p/b", 0.97, 1.0),),
    )  # fmt: skip
    second = replace(
        REPORT, confidence=0.5, blocks=(block("Speech.", "content", 1), block("More.", "content", 2)), more=7
    )
    page = drawn(*posts, reports=(first, second))
    records = page.locator(".blocks > .record")
    assert records.locator("> p").all_inner_texts() == [
        "#1 Ann 90 %", f"#2 Ben ⚠ {WORDS['doubt']} · 30 %", WORDS["no_post"], "#3 Ann 90 %"
    ]  # fmt: skip
    classes = records.evaluate_all("all => all.map(it => it.className.trim())")
    assert classes == ["record", "record doubted", "record left", "record"]
    assert records.nth(1).locator("li").evaluate_all("all => all.map(it => it.className)") == ["author", "time"]
    assert records.locator("a").evaluate_all("all => all.map(it => it.hash)") == [
        f"#thread-post-{number}" for number in (1, 2, 3)
    ]
    assert page.locator(".blocks > .page").all_inner_texts() == [
        f"{WORDS['page']} {number} · {WORDS['of_list']} {share} %" for number, share in ((1, 90), (2, 50))
    ]
    assert [text.strip() for text in page.locator(".legend label").all_inner_texts()] == [
        f"{WORDS['author']} 2 · {WORDS['sure']} 97 %", f"{WORDS['date']} 1", f"{WORDS['content']} 3",
        f"{WORDS['outside']} 2",
    ]  # fmt: skip
    assert page.locator(".beside > div").nth(1).inner_text().count(f"7 {WORDS['more_blocks']}") == 1


def test_a_page_shows_five_hundred_text_blocks_and_says_how_many_more_there_are(drawn):
    blocks = tuple(block(f"Line {at}", "outside") for at in range(600))
    page = drawn(POST, reports=(replace(REPORT, blocks=blocks, more=1400),))
    assert page.locator(".blocks > li").count() == 500
    assert f"1,500 {WORDS['more_blocks']}" in page.locator("section").inner_text()


def test_without_text_blocks_the_conversation_has_the_whole_width(drawn):
    page = drawn(POST)
    assert page.locator(".beside, .blocks").count() == 0


HOSTILE = (
    '<img src=x onerror="window.broken=1">',
    "</li></ol><script>window.broken=1</script>",
    "`${window.broken=1}`",
    "' onmouseover='window.broken=1",
    '" onmouseover="window.broken=1',
    "&lt;b&gt;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_page_is_markup_wherever_it_stands(drawn, text):
    post = replace(POST, author=text, content=text, shown=text, date=None, page=1, record=1)
    hostile = Block(text, text, text, text, 1)
    report = replace(REPORT, blocks=(hostile, replace(hostile, fate="author")), columns=(Column(text, text, 0.5, 1.0),))
    page = drawn(post, reports=(report,))
    assert page.evaluate("window.broken") is None
    assert page.locator("img, script, [onmouseover], [onerror]").count() == 0
    assert page.locator(".blocks bdi").all_text_contents() == [text] * 3
    assert page.locator(".blocks .record li").first.get_attribute("title") == text
    assert page.locator(".why code").all_text_contents() == [text]


def test_a_text_that_turns_the_line_around_turns_only_itself(drawn):
    turning = "\u202eAnn\u2066"
    post = replace(POST, author=turning, page=1, record=1)
    page = drawn(post, reports=(replace(REPORT, blocks=(block(turning, "author", 1),)),))
    for place in (".blocks .record > p", ".blocks li li", ".talk header b", ".people b", "td.who"):
        isolated = page.locator(f"{place} bdi").first
        assert isolated.text_content() == turning
        assert isolated.evaluate("it => getComputedStyle(it).unicodeBidi") == "isolate"


SIGNS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\ufeff=1",
    "\u202e=1",
)


def test_no_cell_of_the_csv_file_begins_as_a_formula_does(browser):
    page = browser.new_page()
    posts = [
        replace(POST, number=at, author=sign, content=f'{sign}\n"=2"', title=sign) for at, sign in enumerate(SIGNS, 1)
    ]
    value = TypeAdapter(ExtractedThread).dump_python(thread_of(*posts), mode="json")
    saved = page.evaluate(SAVED, [script("articles.save"), value])
    page.close()
    rows = list(csv.DictReader(saved.removeprefix("\ufeff").splitlines(keepends=True)))
    assert len(rows) == len(SIGNS)
    for row, sign in zip(rows, SIGNS, strict=True):
        assert (row["author"], row["title"], row["content"]) == (f"'{sign}", f"'{sign}", f'\'{sign}\n"=2"')


@pytest.mark.parametrize(
    ("label", "anew", "kept"), [("Thread", "Fetched anew, 0.4 s", "From the cache"), ("讨论串", "新抓取", "取自缓存")]
)
def test_how_pages_were_fetched_stands_below(browser, label, anew, kept):
    moment = "2024-05-01T10:00:00+00:00"
    visit = Visit("https://a.test/old", "https://a.test/1", 1, 200, "gbk", 12_345, 0.4, moment, False)
    other = replace(visit, url="https://a.test/2?<b>", redirects=0, charset=None, cached=True)
    value = TypeAdapter(ExtractedThread).dump_python(replace(thread_of(POST), visits=(visit, other)), mode="json")
    page = browser.new_page()
    told = words("articles.thread", "articles.common")[label]
    page.evaluate(DRAW, [script("articles.thread"), script("articles.common"), value, told])
    first, second = page.locator(".visit").all_inner_texts()
    assert first.startswith(f"{anew}") and second.startswith(f"{kept}")
    assert "HTTP 200 · https://a.test/1 (" in first and "https://a.test/old) · gbk · 12.3 kB" in first
    assert "HTTP 200 · https://a.test/2?<b> · " in second
    page.close()

"""The view of a thread, drawn from values that are rare on pages: doubtful posts, posts of nobody, answers in rings."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from demos.shared.components import script
from demos.shared.languages import words
from models.articles import Person, Post, Report
from models.articles.tasks import ExtractedThread

pytestmark = pytest.mark.browser

DRAW = """([view, common, value, words]) => {
  const escape = text => String(text).replace(/[&<>"']/g, it => `&#${it.charCodeAt(0)};`);
  document.body.innerHTML = eval(view)(value, words, escape, eval(common)(words, escape));
}"""
POST = Post("Ann", "2024-05-01T10:00", "1 May", "Speech.", 1, None, 0, None, confidence=0.9)
WORDS = words("articles.thread", "articles.common")["Thread"]


def thread_of(*posts: Post) -> ExtractedThread:
    names = list(dict.fromkeys(post.author for post in posts if post.author))
    people = tuple(Person(name, 1, None, None, None) for name in names)
    return ExtractedThread(
        "Ink", None, posts, "records", (Report("utf-8", "utf-8", "records", 0.9, {}),), people=people
    )


@pytest.fixture
def drawn(browser):
    page = browser.new_page()

    def draw(*posts: Post):
        value = TypeAdapter(ExtractedThread).dump_python(thread_of(*posts), mode="json")
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

"""What counts as prose, as a time and as a name, and which title a thread has."""

import numpy as np
import pytest
from lxml.html import document_fromstring

from models.articles.page.outline import outline_of
from models.articles.thread.cues import MAX_PROSE, cues_of, worth_of
from models.articles.thread.titles import thread_title


def prose(body: str) -> dict[str, float]:
    """Characters that count, by text."""
    outline = outline_of(document_fromstring(f"<html><body>{body}</body></html>"))
    cues = cues_of(outline)
    return {text.strip(): cues.prose_of(piece) for piece, text in enumerate(outline.pieces)}


def test_what_stands_there_often_a_time_and_a_link_are_no_prose():
    once = "<p>Said once.</p><p>2020-01-02 10:00</p><a href='/'>A link</a><nav>Menu</nav>"
    counted = prose(once + 3 * "<p>Reply</p>")
    assert counted == {"Said once.": 10, "2020-01-02 10:00": 0, "A link": 0, "Reply": 0, "Menu": 0}


def test_a_long_link_counts_a_little_and_a_wide_letter_twice():
    link = "x" * 70
    assert prose(f"<a href='/'>{link}</a><p>你好吗</p>") == {link: pytest.approx(21), "你好吗": 6}


def test_two_posts_earn_more_than_one_twice_as_long_and_an_article_no_more_than_a_long_post():
    assert 2 * worth_of(100) > worth_of(200)
    assert worth_of(10 * MAX_PROSE) == worth_of(MAX_PROSE)
    assert list(worth_of(np.array([-5.0, 0.0, 400.0]))) == [0, 0, 20]


def test_names_are_told_by_classes_properties_and_links_to_profiles():
    body = (
        '<b class="username">ann</b><b class="user-rank">Gardener</b><a href="/users/7">bob</a>'
        '<span itemprop="author">cid</span><b class="text">dee</b>'
    )
    outline = outline_of(document_fromstring(f"<html><body>{body}</body></html>"))
    assert {outline.pieces[piece] for piece in cues_of(outline).names} == {"ann", "bob", "cid"}


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("Bread in a cold room | The Slow Kitchen", "", "Bread in a cold room"),
        ("Bread in a cold room - Baking - The Slow Kitchen", "<h1>The Slow Kitchen</h1>", "Bread in a cold room"),
        ("阳台番茄 - 种菜 - 菜园", "<h1>阳台番茄</h1>", "阳台番茄"),
        ("", "<h2>Bread</h2>", "Bread"),
        ("", "", None),
    ],
)
def test_the_title_is_the_heading_that_the_page_repeats_or_the_first_part_of_its_own(head, body, title):
    tree = document_fromstring(f"<html><head><title>{head}</title></head><body>{body}<p>Text</p></body></html>")
    assert thread_title(tree, outline_of(tree)) == title

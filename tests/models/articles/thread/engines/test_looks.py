"""Posts of a page are read by the engine's markup, and each must be one that was said."""

from datetime import UTC, datetime

import pytest

from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.looks import Look, of_class, read
from models.articles.thread.engines.talks import Paragraph, Person, Said, Talk

WHEN = datetime(2020, 5, 4, 12, tzinfo=UTC)
ANN, BOB = (Person(name, name.lower() + "_login", f"{name} was here", WHEN) for name in ("Ann B.", "Bob"))
LOOK = Look(
    post=f"//{of_class('post')}",
    content=f".//{of_class('text')}",
    author="./b",
    time="./i",
    time_attr="./i/@title",
    drop=(f"./{of_class('edited')}",),
)


def said(number: int, author: Person, text: str, deleted: bool = False) -> Said:
    return Said(number, author, WHEN, (Paragraph(text),), deleted=deleted)


TALK = Talk(
    1,
    "Tea",
    "en",
    (said(0, ANN, "Green or black?"), said(1, BOB, "Black."), said(2, ANN, "Milk?"), said(3, BOB, "Never", True)),
)


def post(author: str, text: str, time: str = "May 4") -> str:
    return f'<div class="big post"><b>{author}</b> <i title="2020-05-04">{time}</i><div class="text">{text}</div></div>'


def page(*posts: str) -> str:
    return f"<html><body><p>Tea</p>{''.join(posts)}</body></html>"


def test_posts_are_read_in_the_order_of_the_page():
    shown = read(page(post("Bob", "Black."), post("Ann B.", "Green or<br>black?")), LOOK, TALK)
    assert [(one.said, one.author, one.text) for one in shown] == [
        (1, "Bob", "Black."),
        (0, "Ann B.", "Green or black?"),
    ]
    assert (shown[0].time, shown[0].time_attr) == ("May 4", "2020-05-04")


def test_a_login_is_a_name_too():
    assert read(page(post("bob_login", "Black.")), LOOK, TALK)[0].author == "bob_login"


def test_what_is_no_content_is_left_out():
    text = '<p>Black.</p><script>x()</script><p class="edited">changed today</p>'
    assert read(page(post("Bob", text)), LOOK, TALK)[0].text == "Black."


def test_a_signature_at_the_end_of_a_content_is_left_out():
    assert read(page(post("Bob", "Black.<br>-- <br>Bob was here")), LOOK, TALK)[0].text == "Black."
    assert read(page(post("Ann B.", "Milk?<br>Bob was here")), LOOK, TALK)[0].text == "Milk? Bob was here"


@pytest.mark.parametrize(
    "posts",
    [
        (post("Bob", "White."),),
        (post("Ann B.", "Black."),),
        (post("Bob", "Black."), post("Bob", "Black.")),
        (post("Bob", "Black. " + "and so on and on " * 20),),
        (post("Bob", "Never"),),
        (post("", "Black."),),
    ],
    ids=["other words", "another author", "twice", "far more", "deleted", "no name"],
)
def test_what_was_not_said_is_an_error(posts):
    with pytest.raises(EngineError, match="nobody said"):
        read(page(*posts), LOOK, TALK)


def test_a_name_may_stand_among_other_words():
    look = Look(f"//{of_class('post')}", f".//{of_class('text')}", "./b", "./i", among=True)
    assert read(page(post("by Ann B. (member)", "Milk?")), look, TALK)[0].author == "Ann B."
    with pytest.raises(EngineError):
        read(page(post("by somebody", "Milk?")), look, TALK)


def test_a_page_may_show_no_names_and_no_times():
    look = Look(f"//{of_class('post')}", f".//{of_class('text')}", None, None)
    (shown,) = read(page(post("?", "Milk?")), look, TALK)
    assert (shown.author, shown.time, shown.time_attr, shown.said) == (None, None, None, 2)


def test_times_that_the_engine_tells_must_be_on_the_page():
    shown = read(page(post("Bob", "Black.", "on  May 4 at noon")), LOOK, TALK, times={1: "May 4"})
    assert shown[0].time == "May 4"
    with pytest.raises(EngineError, match="does not hold"):
        read(page(post("Bob", "Black.", "yesterday")), LOOK, TALK, times={1: "May 4"})


def test_only_posts_that_may_be_on_the_page_are_read():
    with pytest.raises(EngineError):
        read(page(post("Bob", "Black.")), LOOK, TALK, posts=TALK.posts[2:])


def test_of_posts_that_hold_each_other_the_longer_is_meant():
    talk = Talk(2, "Tea", "en", (said(0, ANN, "Green"), said(1, ANN, "Green tea from the hill")))
    shown = read(page(post("Ann B.", "Green tea from the hill"), post("Ann B.", "Green")), LOOK, talk)
    assert [one.said for one in shown] == [1, 0]


def test_classes_are_whole_words():
    assert of_class("post", tag="li") == "li[contains(concat(' ', normalize-space(@class), ' '), ' post ')]"
    assert read('<div class="postscript"><b>Bob</b></div>', LOOK, TALK) == ()

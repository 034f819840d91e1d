"""Pages that are no threads say so, and threads that tell little are threads still."""

import pickle
from dataclasses import replace

import pytest

from models.articles.answers import Post
from models.articles.errors import NoThreadError
from models.articles.thread.doubt import check_thread
from models.articles.thread.evaluate import by_method
from models.articles.thread.extraction import extract_thread
from tests.models.articles.thread.thread_pages import ENGLISH, Told, page, tables

MENUS = "".join(f"<ul><li><a href='/{at}'>Pages about gardens, number {at}</a></li></ul>" for at in range(9))
TEASERS = "".join(f"<div class='teaser'><h3>Story {at}</h3><p>{told.text}</p></div>" for at, told in enumerate(ENGLISH))
ARTICLE = f"<article><p>By Ann Lee</p>{''.join(f'<p>{told.text}</p>' for told in ENGLISH)}</article>"
NO_THREADS = {
    "nothing": "",
    "a sentence": "<p>Closed for the winter.</p>",
    "menus": MENUS,
    "teasers": TEASERS,
    "an article": ARTICLE,
    "an article and teasers": ARTICLE + TEASERS,
}


def board(*told: Told, named: bool = True, timed: bool = True) -> str:
    return page(
        "".join(
            f"<div class='post'>{f'<b class=author>{post.author}</b>' if named else ''} "
            f"{f'<i>{post.shown}</i>' if timed else ''}<p>{post.text}</p></div>"
            for post in told
        )
    )


@pytest.mark.parametrize("method", ["records", "structured"])
@pytest.mark.parametrize("body", NO_THREADS.values(), ids=NO_THREADS.keys())
def test_a_page_that_is_no_thread_says_so(body, method):
    with pytest.raises(NoThreadError) as error:
        extract_thread([page(body)], method=method)
    assert "No thread was found" in error.value.cause and error.value.remedy
    assert pickle.loads(pickle.dumps(error.value)).cause == error.value.cause


def posts(*told: tuple[str | None, str | None]) -> list[Post]:
    """Posts of these authors and times."""
    return [Post(author, None, shown, "Words.", at, None, 0, None) for at, (author, shown) in enumerate(told, 1)]


def test_the_reason_is_told():
    untold = posts(("Ann", "Mar 8"), (None, None), (None, None))
    for read, reason in (([], "nothing that is repeated"), (untold[1:2], "one text"), (untold, "3 parts of the page")):
        with pytest.raises(NoThreadError, match=reason):
            check_thread(read)


def test_posts_tell_who_and_when():
    days = [f"Mar {at}" for at in range(1, 9)]
    check_thread(posts(("Ann", "Mar 8")))
    check_thread(posts(*[("Ann", day) for day in days[:3]], (None, None)))
    check_thread(posts(*[(None, day) for day in days[:3]]))
    check_thread(posts(*[(f"user{at}", None) for at in range(5)]))
    for untold in (
        posts(*[(None, day) for day in days[:2]]),
        posts(*[(None, "Mar 8")] * 8),
        posts(*[("Stories", None)] * 8),
        posts(*[(None, day) for day in days[:4]], *[(None, None)] * 4),
    ):
        with pytest.raises(NoThreadError):
            check_thread(untold)


def test_a_thread_of_one_post_is_a_thread():
    assert len(extract_thread([tables(ENGLISH[:1])]).posts) == 1


def test_a_board_on_which_nobody_has_a_name():
    for told in (ENGLISH, ENGLISH[:3]):
        read = extract_thread([board(*told, named=False)]).posts
        assert [post.content for post in read] == [true.text for true in told]
        assert [post.author for post in read] == [None] * len(told)
        assert all(post.date for post in read)


def test_a_board_on_which_an_id_is_shown_in_place_of_a_name():
    told = [replace(post, author=f"ID:{at * 7}Kx{at}") for at, post in enumerate(ENGLISH, 1)]
    assert [post.author for post in extract_thread([board(*told)]).posts] == [post.author for post in told]


def test_a_board_without_times():
    read = extract_thread([board(*ENGLISH, timed=False)]).posts
    assert [post.author for post in read] == [true.author for true in ENGLISH]


def test_posts_of_one_line():
    lines = ("Yes.", "No, never.", "It depends on the flour.", "Rye?", "Spelt.", "Then yes.", "See above.")
    told = [
        replace(ENGLISH[at % 5], shown=f"Mar {at + 1}, 2023 at 7:0{at} AM", text=line) for at, line in enumerate(lines)
    ]
    read = extract_thread([board(*told)]).posts
    assert [post.content for post in read] == list(lines)


def test_where_no_thread_is_found_the_scores_count_no_posts():
    assert by_method("records")(page(TEASERS).encode(), None) == ()

"""Threads of several pages: what pages repeat, in which order they come, and copies of a post on one page."""

from dataclasses import replace

import pytest

from models.articles.thread.extraction import extract_thread
from models.articles.thread.merge import merge_pages
from models.articles.thread.posts import Draft
from tests.models.articles.thread.thread_pages import Told, page

WORDS = "of this long thread, which goes on and on until it ends."
TOLD = [
    Told(f"user{at % 7}", f"Mar {at + 1}, 2023 at {1 + at % 11}:40 AM", "", f"Words {at} {WORDS}") for at in range(25)
]
FIVES = [TOLD[start : start + 5] for start in range(0, 25, 5)]


def board(*told: Told, first: int | None = None, top: tuple[Told, ...] = ()) -> str:
    """A page of a thread, its posts numbered from `first` if that is given; `top` are posts above them."""
    numbers = [f"#{first + at}" if first else "" for at in range(len(told))]
    records = "".join(
        f'<div class="post"><a class="username" href="/u/1">{post.author}</a> <i>{post.shown}</i> <b>{number}</b>'
        f'<div class="words">{post.text}</div></div>'
        for post, number in [*((post, "") for post in top), *zip(told, numbers, strict=True)]
    )
    return page(f'<div class="list">{records}</div>')


def places(*pages: str) -> list[int]:
    return [int(post.content.split()[1]) for post in extract_thread(pages).posts]


def numbers(*pages: str) -> list[int]:
    return [post.number for post in extract_thread(pages).posts]


def test_an_opening_post_that_every_page_repeats_is_one():
    assert places(*(board(*told, top=(TOLD[0],) if at else ()) for at, told in enumerate(FIVES))) == list(range(25))


def test_pinned_posts_that_every_page_repeats_are_each_one():
    pinned = [board(*told, top=(TOLD[0], TOLD[3]) if at else ()) for at, told in enumerate(FIVES)]
    assert places(*pinned) == list(range(25))


def test_a_repeated_opening_post_whose_time_is_shown_otherwise_is_one():
    again = replace(TOLD[0], shown="2 years ago")
    assert places(board(*FIVES[0]), board(*FIVES[1], top=(again,))) == list(range(10))


def test_numbers_go_on_over_pages():
    pages = [board(*told, first=1 + 5 * at) for at, told in enumerate(FIVES)]
    assert numbers(*pages) == list(range(1, 26))
    assert numbers(*pages[2:4]) == list(range(11, 21))
    assert numbers(*reversed(pages)) == list(range(1, 26))


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (1, 0, 2, 4, 3), (0, 1, 1, 2, 3, 4, 0), (2, 1, 1, 4, 0, 3)])
def test_pages_out_of_order_or_given_twice(order):
    pages = [board(*told, top=(TOLD[0],) if at else ()) for at, told in enumerate(FIVES)]
    assert places(*(pages[at] for at in order)) == list(range(25))


def test_a_thread_that_begins_with_the_newest_stays_so():
    falling = [board(*reversed(told)) for told in reversed(FIVES)]
    assert places(*falling) == places(*reversed(falling)) == list(range(24, -1, -1))


def test_pages_whose_times_lie_among_each_other_stay_as_they_came():
    mixed = [[TOLD[at] for at in (8, 1, 6)], [TOLD[at] for at in (0, 9, 2)], [TOLD[at] for at in (3, 5, 4)]]
    assert places(*(board(*told) for told in mixed)) == [8, 1, 6, 0, 9, 2, 3, 5, 4]


def test_a_page_without_times_given_twice_is_one():
    untimed = [board(*(replace(post, shown="") for post in told)) for told in FIVES]
    assert places(untimed[0], untimed[1], untimed[1], untimed[0]) == list(range(10))


def test_a_solution_shown_again_on_top_is_one_post_in_its_place():
    assert places(board(TOLD[0], TOLD[3], *TOLD[1:6])) == [0, 1, 2, 3, 4, 5]
    beginning = replace(TOLD[3], text=f"{TOLD[3].text[:30]}…")
    assert places(board(TOLD[0], beginning, *TOLD[1:6])) == [0, 1, 2, 3, 4, 5]


def test_what_somebody_writes_twice_is_two_posts():
    assert len(places(board(*TOLD[:3], replace(TOLD[1], shown="Mar 9, 2023 at 1:40 AM"), TOLD[4]))) == 5
    assert len(places(board(*TOLD[:3], TOLD[2], TOLD[4], first=1))) == 5  # their numbers tell
    short = replace(TOLD[1], text="Words 1 +1")
    assert len(places(board(TOLD[0], short, short, *TOLD[2:5]))) == 6
    longer = replace(TOLD[1], text=f"{TOLD[1].text} More of it.")
    assert len(places(board(*TOLD[:2], longer, *TOLD[2:5]))) == 6


def short_posts(*texts: str, first: int, day: str = "Mar {}, 2023 at 9:40 AM") -> list[Draft]:
    """The posts of a page whose numbers and anchors are those of the thread, all but the last by the same author."""
    return [
        Draft(
            "cy" if text != texts[-1] else "ann",
            None,
            day.format(number),
            text,
            0,
            number,
            ids=frozenset((f"post{1000 + number}",)),
        )
        for number, text in enumerate(texts, first)
    ]


@pytest.mark.parametrize("text", ["+1", "Thanks!", "顶", "谢谢楼主分享"])
@pytest.mark.parametrize("day", ["Mar {}, 2023 at 9:40 AM", "yesterday", "2 hours ago"])
def test_a_short_post_at_the_top_of_a_page_is_one_of_its_own(text, day):
    pages = [
        short_posts("Which boots?", text, WORDS, first=1, day=day),
        short_posts(text, text, f"More {WORDS}", first=4, day=day),
    ]
    assert [post.number for post in merge_pages(pages)] == [1, 2, 3, 4, 5, 6]
    bare = [[replace(draft, number=None, ids=frozenset()) for draft in page] for page in pages]
    assert len(merge_pages(bare)) == (
        6 if "{}" in day else 4
    )  # the same at the same time, and nothing tells them apart
    for unlike in (dict(number=None), dict(ids=frozenset())):
        assert len(merge_pages([[replace(draft, **unlike) for draft in page] for page in pages])) == 6


def test_what_the_top_of_a_page_repeats_is_told_by_number_or_anchor():
    first = short_posts(WORDS, "Lowa.", f"More {WORDS}", first=1)
    for again in (replace(first[0], shown="2 years ago"), replace(first[0], shown=None, number=None)):
        assert len(merge_pages([first, [again, *short_posts("+1", "No.", first=4)]])) == 5
    anew = frozenset({"post1004"})
    for again in (replace(first[0], number=4, ids=anew), replace(first[0], number=None, ids=anew)):
        other = replace(again, shown="Mar 9, 2023")
        assert len(merge_pages([first, [other, *short_posts("+1", "No.", first=5)]])) == 6


def test_anchors_that_count_the_posts_of_a_page_do_not_make_a_pinned_post_two():
    local = [
        replace(draft, number=None, ids=frozenset({f"post{at}"}))
        for at, draft in enumerate(short_posts(WORDS, f"More {WORDS}", f"Still more {WORDS}", first=1))
    ]
    pinned = replace(local[1], shown="long ago", ids=frozenset({"post0"}))
    assert len(merge_pages([local, [pinned, replace(local[0], content="Quite another thing, I should say.")]])) == 4

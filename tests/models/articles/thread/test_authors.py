"""Names of authors: the words around them, and the column they are chosen from."""

import pytest

from models.articles.thread.extraction import extract_thread
from models.articles.thread.names import clean_name
from tests.models.articles.thread.thread_pages import page


@pytest.mark.parametrize(
    ("shown", "name"),
    {
        "by Ann": "Ann",
        "Posted by Ann Lee": "Ann Lee",
        "作者：林小满": "林小满",
        "楼主: 南山": "南山",
        "Ann wrote:": "Ann",
        "绿手指 发表于": "绿手指",
        "Ann said on": "Ann",
        "User 37079": "User 37079",
        "Byron": "Byron",
        "Fromage": "Fromage",
        "von Anna": "Anna",
        ": Ann Lee <ann at lee.example>": "Ann Lee",
        "Ann (ann@lee.example)": "Ann",
    }.items(),
)
def test_words_around_a_name_are_dropped(shown, name):
    assert clean_name(shown) == name


def posts(*records: str) -> list:
    return list(extract_thread([page(f'<div class="all">{"".join(records)}</div>')]).posts)


def record(name: str, text: str, extra: str = "", day: int = 1) -> str:
    time = f'<span class="d">2022-03-0{day} 10:00</span>'
    return f'<div class="msg">{name}{extra}{time}<p>{text} and some more words.</p></div>'


def test_a_rank_that_all_have_is_no_name():
    found = posts(
        *(
            record(
                f'<b class="user-rank">Gardener</b> <a class="user" href="/u/{day}">{name}</a>', f"Post {name}", day=day
            )
            for day, name in enumerate(("ann", "bob", "cid", "dee"), 1)
        )
    )
    assert [post.author for post in found] == ["ann", "bob", "cid", "dee"]


def test_ranks_that_vary_are_no_names():
    ranks = ("Novice", "Gardener", "Head gardener", "Weeder")
    found = posts(
        *(
            record(
                f'<b class="user-rank">{rank}</b> <a class="user" href="/u/{day}">{name}</a>', f"Post {name}", day=day
            )
            for day, (name, rank) in enumerate(zip(("ann", "bob", "cid", "dee"), ranks, strict=True), 1)
        )
    )
    assert [post.author for post in found] == ["ann", "bob", "cid", "dee"]


def test_the_picture_tells_which_text_is_the_name():
    found = posts(
        *(
            record(f'<img src="a.png" alt="{name}"><i>{name}</i> <i>Posts {day}</i>', f"Text of {name}", day=day)
            for day, name in enumerate(("ann", "bob", "cid"), 1)
        )
    )
    assert [post.author for post in found] == ["ann", "bob", "cid"]


def test_a_name_in_a_quotation_is_not_the_author():
    quote = '<blockquote class="quote"><a class="username" href="/u/9">zoe</a> said: hello</blockquote>'
    found = posts(
        *(
            record(quote + f'<a class="username" href="/u/{day}">{name}</a>', f"Text of {name}", day=day)
            for day, name in enumerate(("ann", "bob", "cid"), 1)
        )
    )
    assert [post.author for post in found] == ["ann", "bob", "cid"]


def test_names_in_quotations_that_vary_are_not_the_authors():
    def quote(name: str) -> str:
        return f'<blockquote class="quote"><a class="username" href="/u/9">{name}</a> said: hello</blockquote>'

    quoted = ("zoe", "yan", "xia", "wim")
    found = posts(
        *(
            record(f'<b class="user">{name}</b>' + quote(quoted[day - 1]), f"Text of {name}", day=day)
            for day, name in enumerate(("ann", "bob", "cid", "dee"), 1)
        )
    )
    assert [post.author for post in found] == ["ann", "bob", "cid", "dee"]


def test_a_post_without_a_name_has_none_where_others_have_one():
    found = posts(
        *(
            record(f'<a class="username" href="/u/{day}">{name}</a>' if name else "", f"Text number {day}", day=day)
            for day, name in enumerate(("ann", "", "cid", "dee"), 1)
        )
    )
    assert [post.author for post in found] == ["ann", None, "cid", "dee"]


def test_a_guest_in_other_markup_is_named_too():
    guest = '<span class="guest-name">Anonymous</span>'
    found = posts(
        *(
            record(f'<a class="username" href="/u/{day}">{name}</a>' if name else guest, f"Text number {day}", day=day)
            for day, name in enumerate(("ann", "", "cid", "dee"), 1)
        )
    )
    assert [post.author for post in found][1] in ("Anonymous", None)
    assert [post.author for post in found][::2] == ["ann", "cid"]

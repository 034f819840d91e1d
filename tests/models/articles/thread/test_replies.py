"""Who answers whom, and the numbers of posts, on pages where one thing alone tells."""

from models.articles.answers import Post
from models.articles.thread.extraction import extract_thread
from tests.models.articles.thread.thread_pages import CHINESE, ENGLISH, Told, page


def posts(*bodies: str, told: tuple[Told, ...] = ENGLISH, numbers: tuple[str, ...] = ()) -> tuple[Post, ...]:
    """The posts of a page whose records have an anchor, a name, a time, these bodies, and numbers if given."""
    numbers = numbers or ("",) * len(bodies)
    records = "".join(
        f'<div class="post" id="post-{at}01"><a class="username" href="/u/{at}">{true.author}</a> <i>{true.shown}</i> '
        f'<div>{number}</div><div class="words">{body}</div></div>'
        for at, (true, body, number) in enumerate(zip(told, bodies, numbers, strict=False), 1)
    )
    return extract_thread([page(f'<div class="list">{records}</div>')]).posts


def texts(told: tuple[Told, ...] = ENGLISH) -> list[str]:
    return [true.text for true in told]


def test_words_tell_the_number_that_is_answered():
    one, two, three, four, five = texts(CHINESE)
    read = posts(one, two, f"回复 2楼 {three}", four, f"回复 1# {five}", told=CHINESE)
    assert [post.reply_to for post in read] == [None, None, 2, None, 1]


def test_two_angles_tell_the_number_that_is_answered():
    one, two, three, four, five = texts()
    bodies = (one, f"&gt;&gt;1<br>{two}", f"＞＞2 {three}", f"&gt;&gt;&gt; 1 {four}", f"&gt;&gt;9 {five}")
    read = posts(*bodies, numbers=("#1", "#2", "#3", "#4", "#5"))
    assert [post.reply_to for post in read] == [None, 1, 2, None, None]


def test_a_link_tells_the_post_that_is_answered():
    one, two, three, four, five = texts()
    read = posts(one, two, f'<a href="#post-101">above</a> {three}', f'<a href="/t/9#post-201">see</a> {four}', five)
    assert [post.reply_to for post in read] == [None, None, 1, 2, None]


def test_a_link_to_a_later_post_or_to_itself_is_no_answer():
    one, two, three, four, five = texts()
    read = posts(one, f'<a href="#post-501">below</a> {two}', f'<a href="#post-301">here</a> {three}', four, five)
    assert [post.reply_to for post in read] == [None] * 5


def test_a_name_that_is_addressed_tells_its_last_post():
    one, two, three, four, five = texts()
    read = posts(one, two, three, four, f"@Marguerite {five}")
    assert [post.reply_to for post in read] == [None, None, None, None, 4]


def test_numbers_are_those_shown_and_one_that_is_missing_lies_between():
    assert [post.number for post in posts(*texts(), numbers=("#11", "#12", "", "#14", "#15"))] == [11, 12, 13, 14, 15]


def test_numbers_that_do_not_rise_or_are_few_are_not_believed():
    for numbers in (("#11", "#12", "#3", "#14", "#15"), ("#11", "", "", "", "#15")):
        assert [post.number for post in posts(*texts(), numbers=numbers)] == [1, 2, 3, 4, 5]

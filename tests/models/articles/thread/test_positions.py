"""The algorithm of articles 4422 and 4430, step by step, on numbers that can be followed by hand."""

from lxml.html import document_fromstring

from models.articles.page.outline import outline_of
from models.articles.thread.extraction import extract_thread
from models.articles.thread.positions import (
    PositionedText,
    cluster,
    cut_places,
    date_line,
    dated_posts,
    is_speech,
    positioned_texts,
    without_template,
)


def texts(*positions: float) -> list[PositionedText]:
    return [PositionedText("/p", str(number), position) for number, position in enumerate(positions)]


def block(*lines: str) -> list[PositionedText]:
    return [PositionedText("", line, 0) for line in lines]


def test_elements_are_numbered_depth_first_without_inline_tags_and_leaves():
    tree = document_fromstring(
        "<html><body><div><p>a</p><p>b <b>c</b></p></div>"
        "<div><div><span>d</span></div><h1>e</h1><h6><i>f</i></h6></div></body></html>"
    )
    found = {text.text: text.position for text in positioned_texts(outline_of(tree))}
    # html 1, body 2, first div 3, second div 4, the div in it 5, h6 6; p, b, h1 and i are inline, span is a leaf
    assert found == {"a": 3, "b": 3, "c": 3, "d": 5, "e": 5, "f": 6}


def test_cuts_are_strict_local_maxima():
    assert cut_places([1, 5, 1, 4, 4, 1, 9]) == [1]
    assert cut_places([9, 1, 2, 1]) == [2]
    assert cut_places([]) == [] and cut_places([3, 8]) == []


def test_one_round_joins_what_is_near():
    clusters = cluster(texts(1, 2, 3, 10, 11, 12, 20, 21), rounds=1)
    assert [[text.position for text in found] for found in clusters.blocks] == [[1, 2, 3], [10, 11, 12], [20, 21]]
    assert clusters.positions == (2, 11, 20.5)
    assert clusters.differences == (9, 9.5)


def test_a_second_round_joins_blocks():
    one = cluster(texts(1, 2, 5, 6, 30, 31, 34, 35, 60, 61), rounds=1)
    two = cluster(texts(1, 2, 5, 6, 30, 31, 34, 35, 60, 61), rounds=2)
    assert len(one.blocks) > len(two.blocks)
    assert sum(two.blocks, ()) == sum(one.blocks, ())


def test_nothing_to_cluster():
    assert cluster([]).blocks == ()
    assert len(cluster(texts(4)).blocks) == 1


def test_a_date_must_fill_most_of_its_line():
    assert date_line("发表于 2017-6-7 08:05") == "2017-6-7 08:05"
    assert date_line("2017年06月07日 8:05") == "2017-6-7 8:05"
    assert date_line("昨天 20:48") is None
    assert date_line("我在 2017-6-7 08:05 的时候写过一篇很长很长的文章，里面说了很多话。") is None


def test_speech_is_a_quarter_chinese_or_a_date():
    assert is_speech("abc你好", "chinese")
    assert not is_speech("only English here", "chinese")
    assert is_speech("only English here", "any")
    assert is_speech("2017-6-7 08:05", "chinese")
    assert not is_speech("--- ***", "any")


def test_the_template_is_what_every_page_has_at_the_same_path():
    first = [PositionedText("/a", "menu", 1), PositionedText("/p", "one", 2)]
    second = [PositionedText("/a", "menu", 1), PositionedText("/p", "two", 2), PositionedText("/b", "one", 3)]
    assert [[text.text for text in page] for page in without_template([first, second])] == [["one"], ["two", "one"]]
    assert without_template([first]) == [first]


def test_the_side_with_more_speech_is_the_post_for_all_blocks_alike():
    blocks = [
        block("甲", "2017-6-7 08:05", "一段很长的正文在日期下面"),
        block("没有日期的一块"),
        block("乙的签名写得很长", "2017-6-7 09:10", "短"),
    ]
    assert dated_posts(blocks, "chinese") == [
        ("2017-6-7 08:05", "一段很长的正文在日期下面\n没有日期的一块"),
        ("2017-6-7 09:10", "短"),
    ]
    assert dated_posts([block("没有日期")], "chinese") == []


def board(replies: list[tuple[str, str]]) -> str:
    def post(date: str, text: str) -> str:
        deep = "<div><div><div><ul><li><a href='#'>x</a></li></ul></div></div></div>" * 2
        head, said = f"<div><span>{date}</span><i></i></div>", f"<div><p>{text}</p><p>谢谢大家的帮助。</p></div>"
        return f"<div><div>{head}{said}</div>{deep}</div>"

    posts = "".join(post(*reply) for reply in replies)
    return f"<html><head><title>论坛</title></head><body><div>{posts}</div></body></html>"


def test_a_regular_board_is_read_as_the_article_shows():
    replies = [(f"2017-6-{day} 08:0{day}", f"这是第{day}楼的内容，说的是第{day}件事情。") for day in range(1, 7)]
    thread = extract_thread([board(replies)], method="positions", letters="chinese")
    assert thread.method == "positions"
    assert [post.date for post in thread.posts] == [date for date, _ in replies]
    assert [post.number for post in thread.posts] == [1, 2, 3, 4, 5, 6]
    assert all(text in post.content for post, (_, text) in zip(thread.posts, replies, strict=True))
    assert len(thread.differences) == len(thread.positions) - 1
    keys = thread.as_article_keys()
    assert keys["post"] == {
        "publish_date": "2017-6-1 08:01", "content": thread.posts[0].content, "title": "论坛", "author": "",
    }  # fmt: skip
    assert len(keys["replys"]) == 5


def test_english_is_no_speech_for_the_article_but_is_for_any_letters():
    replies = [(f"2017-6-{day} 08:0{day}", f"This is post {day}, and it speaks of thing {day}.") for day in range(1, 7)]
    assert len(extract_thread([board(replies)], method="positions", letters="any").posts) == 6
    kept = extract_thread([board(replies)], method="positions", letters="chinese").posts
    assert not any("This is post" in post.content for post in kept)

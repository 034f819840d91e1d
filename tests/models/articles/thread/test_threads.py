"""Threads from pages: whole posts, authors, times, answers, several pages, hostile pages, and scores on our engines."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest

from models.articles.errors import NoThreadError, PageError
from models.articles.thread import extraction as threads
from models.articles.thread.evaluate import Labelled, by_method, tallies, tally_of, total
from models.articles.thread.extraction import extract_thread
from models.articles.thread.options import Heuristics
from tests.models.articles.thread.thread_pages import (
    CHINESE,
    ENGINES,
    ENGLISH,
    machine_times,
    nested,
    page,
    question,
    quoting,
    tables,
)

EXAMPLES = Path(threads.__file__).parents[1] / "examples"
FETCHED = datetime(2023, 6, 14, 21, 30)


def example(*names: str) -> list[bytes]:
    return [(EXAMPLES / f"{name}.html").read_bytes() for name in names]


@pytest.mark.parametrize("told", [ENGLISH, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_posts_authors_and_times_in_the_markup_of_many_engines(engine, told):
    posts = extract_thread([engine(told)]).posts
    assert [post.author for post in posts] == [true.author for true in told]
    assert [post.date[:16] for post in posts] == [true.iso for true in told]
    contents = [post.content.replace("\n", " ") for post in posts]
    assert all(content.endswith(true.text) for content, true in zip(contents, told, strict=True))


def test_answers_are_told_by_quotations_and_by_nesting():
    assert [post.reply_to for post in extract_thread([quoting(ENGLISH)]).posts] == [None, 1, 2, 3, 4]
    below = extract_thread([nested(ENGLISH)]).posts
    assert [post.level for post in below] == [0, 1, 2, 3, 4]
    assert [post.reply_to for post in below] == [None, 1, 2, 3, 4]


def test_first_lines_of_other_threads_below_the_last_post_are_no_posts():
    others = [replace(told, author="", text=f"Elsewhere: {told.text}") for told in ENGLISH[:3]]
    posts = extract_thread([machine_times([*ENGLISH, *others])]).posts
    assert [post.author for post in posts] == [told.author for told in ENGLISH]
    assert len(extract_thread([machine_times([*ENGLISH, others[0]])]).posts) == 6  # one alone: its author has left
    assert len(extract_thread([machine_times([others[0], *ENGLISH, *others])]).posts) == 9


def test_signatures_edit_notes_and_comments_are_no_content():
    assert not any("Sent from" in post.content for post in extract_thread([machine_times(ENGLISH)]).posts)
    assert not any("Last edited" in post.content for post in extract_thread([quoting(ENGLISH)]).posts)
    assert not any("Which flour" in post.content for post in extract_thread([question(ENGLISH)]).posts)


def test_a_blockquote_around_every_post_is_no_quotation():
    html = "".join(
        f'<li class="item"><a class="username" href="/u/1">{told.author}</a> <i>{told.shown}</i>'
        f'<blockquote><p>{told.text}</p><p class="sig">Written by {told.author}</p></blockquote></li>'
        for told in ENGLISH
    )
    assert [post.content for post in extract_thread([page(f"<ol>{html}</ol>")]).posts] == [
        true.text for true in ENGLISH
    ]


def test_a_time_of_day_beside_the_day_is_read_with_it():
    told = [replace(true, shown=f"<b>Today</b> at 0{at}:03:11 PM") for at, true in enumerate(ENGLISH, 1)]
    posts = extract_thread([tables(told)], fetched=FETCHED).posts
    assert [post.shown for post in posts] == [f"Today at 0{at}:03:11 PM" for at in range(1, 6)]
    assert [post.date for post in posts] == [f"2023-06-14T1{at + 2}:03" for at in range(1, 6)]


@pytest.mark.parametrize("fetched", [datetime.min, datetime.max, datetime.max.replace(tzinfo=UTC)])
def test_a_page_that_was_fetched_at_no_time_of_the_web_keeps_its_posts(fetched):
    told = [replace(true, shown=shown) for true, shown in zip(ENGLISH, cycle(["today", "yesterday"]), strict=False)]
    posts = extract_thread([tables(told)], fetched=fetched).posts
    assert [(post.author, post.date) for post in posts] == [(true.author, None) for true in ENGLISH]


def test_a_thread_of_two_chinese_pages():
    thread = extract_thread(example("thread-zh-1", "thread-zh-2"), fetched=FETCHED)
    assert thread.title == "阳台上种番茄总是落花怎么办"
    assert [post.author for post in thread.posts] == [
        "南山种豆", "绿手指", "老周的菜园", "南山种豆", "小雨点", "绿手指", "南山种豆",
    ]  # fmt: skip
    assert [post.shown for post in thread.posts][3:] == ["昨天 20:48", "7 小时前", "3 小时前", "半小时前"]
    assert [post.date for post in thread.posts][3:] == [
        "2023-06-13T20:48", "2023-06-14T14:20", "2023-06-14T18:27", "2023-06-14T21:00",
    ]  # fmt: skip
    assert [post.number for post in thread.posts] == [1, 2, 3, 4, 5, 6, 7]
    assert [post.reply_to for post in thread.posts] == [None, None, None, 2, None, 5, None]
    assert not any("草盛豆苗稀" in post.content or "本帖最后由" in post.content for post in thread.posts)
    assert "八成是氮肥给多了。" in thread.posts[3].content


def test_a_thread_of_two_english_pages():
    thread = extract_thread(example("thread-en-1", "thread-en-2"), urls=["https://a.example/1", "https://a.example/2"])
    assert thread.title == "Sourdough that will not rise" and thread.url == "https://a.example/1"
    assert [post.author for post in thread.posts] == [
        "Marguerite", "crumbcounter", "Marguerite", "Ilse", "crumbcounter", "Marguerite", "Ilse",
    ]  # fmt: skip
    assert [post.reply_to for post in thread.posts] == [None, None, 2, None, None, None, 6]
    assert thread.posts[1].title == "Re: Sourdough that will not rise"
    assert not any("Bread is a clock" in post.content for post in thread.posts)
    assert len(thread.reports) == 2 and all(report.confidence > 0.9 for report in thread.reports)


def test_comments_in_comments():
    thread = extract_thread(example("comments-en"))
    assert [post.level for post in thread.posts] == [0, 1, 2, 2, 1, 0, 1]
    assert [post.reply_to for post in thread.posts] == [None, 1, 2, 2, 1, None, 6]
    assert thread.posts[0].date == "2024-05-02T09:12+00:00" and thread.posts[0].shown == "5 hours ago"


def test_the_same_page_twice_says_nothing_new():
    once, twice = (extract_thread(example(*names)) for names in (["thread-en-1"], ["thread-en-1", "thread-en-1"]))
    assert twice.posts == once.posts


def test_pages_in_the_wrong_order_are_put_right_by_their_numbers():
    right = extract_thread(example("thread-zh-1", "thread-zh-2"), fetched=FETCHED)
    wrong = extract_thread(example("thread-zh-2", "thread-zh-1"), fetched=FETCHED)
    assert [post.content for post in wrong.posts] == [post.content for post in right.posts]


def test_two_posts_of_the_same_words_stay_two():
    told = [
        ENGLISH[0],
        ENGLISH[1],
        replace(ENGLISH[1], shown="Mar 9, 2023 at 9:00 AM"),
    ]
    assert len(extract_thread([tables(told)]).posts) == 3


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_a_post_of_two_letters_is_a_post(engine):
    told = [*ENGLISH[:2], replace(ENGLISH[2], text="+1"), *ENGLISH[3:]]
    posts = extract_thread([engine(told)]).posts
    assert len(posts) == 5 and posts[2].content.endswith("+1")


def test_relative_times_without_a_fetch_are_shown_but_not_dated():
    told = [replace(true, shown=f"{at + 2}小时前", iso="") for at, true in enumerate(CHINESE)]
    post = extract_thread([tables(told)]).posts[0]
    assert (post.shown, post.date) == ("2小时前", None)
    assert extract_thread([tables(told)], fetched=FETCHED).posts[0].date == "2023-06-14T19:30"


def test_bytes_of_another_character_set_are_read():
    html = tables(CHINESE).replace("utf-8", "gbk").encode("gbk")
    thread = extract_thread([html])
    assert thread.posts[1].author == "绿手指"
    assert thread.reports[0].used == "gb18030"


def test_the_articles_keys():
    keys = extract_thread([tables(ENGLISH)]).as_article_keys()
    assert set(keys) == {"post", "replys"} and len(keys["replys"]) == 4
    assert keys["post"]["author"] == "Marguerite" and keys["post"]["publish_date"] == "2023-03-08T06:40"
    assert set(keys["replys"][0]) == {"publish_date", "content", "title", "author"}


def declared(kind: str = "DiscussionForumPosting") -> str:
    comments = [
        {
            "@type": "Comment",
            "text": true.text,
            "author": {"@type": "Person", "name": true.author},
            "datePublished": true.iso,
        }
        for true in ENGLISH[1:]
    ]
    root = {"@context": "https://schema.org", "@type": kind, "text": f"<p>{ENGLISH[0].text}</p>", "comment": comments}
    root |= {"author": [{"name": ENGLISH[0].author}], "datePublished": ENGLISH[0].iso}
    return f'<script type="application/ld+json">{json.dumps(root)}</script>'


def test_what_a_page_declares_can_be_asked_for_alone():
    thread = extract_thread([page(declared())], method="structured")
    assert thread.method == "structured data"
    assert [(post.author, post.content) for post in thread.posts] == [(true.author, true.text) for true in ENGLISH]
    assert [post.level for post in thread.posts] == [0, 1, 1, 1, 1]


def test_what_a_page_declares_fills_what_it_does_not_show():
    bare = "".join(f"<div class='m'><i>{true.shown}</i><p>{true.text}</p></div>" for true in ENGLISH)
    posts = extract_thread([page(declared() + bare)]).posts
    assert [post.author for post in posts] == [true.author for true in ENGLISH]


def test_declared_posts_that_cannot_be_seen_are_not_believed():
    with pytest.raises(NoThreadError):
        extract_thread([page(declared() + "<p>Nothing to see.</p>")])


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, '{"@type": 3, "text": [1]}', "null", '{"@graph": {"@type": "Comment"}}']
)
def test_broken_structured_data_does_no_harm(script):
    html = tables(ENGLISH).replace("</head>", f'<script type="application/ld+json">{script}</script></head>')
    assert len(extract_thread([html]).posts) == 5


def test_a_single_post_is_one():
    thread = extract_thread([tables(CHINESE[:1])])
    assert len(thread.posts) == 1 and CHINESE[0].text in thread.posts[0].content


def test_ten_thousand_posts_take_seconds():
    told = [replace(true, text=f"{true.text} Number {at}.") for at in range(2_000) for true in ENGLISH]
    began = time.process_time()
    posts = extract_thread([machine_times(told)]).posts
    assert len(posts) == 10_000 and posts[-1].content.endswith("Number 1999.")
    assert time.process_time() - began < 60


def test_a_thousand_comments_in_comments():
    told = [replace(true, text=f"{true.text} Number {at}.") for at in range(90) for true in ENGLISH]
    assert [post.level for post in extract_thread([nested(told)]).posts] == list(range(450))


def test_a_page_of_one_word_a_million_times_is_read_in_seconds():
    began = time.process_time()
    for html in ("<p>" + "word " * 1_000_000, f'<div class="{"x " * 100_000}">text'):
        with pytest.raises(NoThreadError):
            extract_thread([page(html)])
    extract_thread([page("<b>2020-01-01 10:00</b>" * 20_000)])
    assert time.process_time() - began < 60


@pytest.mark.parametrize(
    "arguments", [dict(pages=[]), dict(pages=["<p>"] * 501), dict(pages=[tables(ENGLISH)], method="guess")]
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(arguments):
    with pytest.raises(PageError) as refused:
        extract_thread(**arguments)
    assert refused.value.cause and refused.value.remedy


def test_addresses_are_one_a_page():
    with pytest.raises(PageError, match="1 pages have 2 addresses"):
        extract_thread([tables(ENGLISH)], urls=["https://a.example", "https://b.example"])


def test_heuristics_can_be_left_out():
    signed = extract_thread([machine_times(ENGLISH)], heuristics=Heuristics(furniture=False, columns=False)).posts
    assert all("Sent from" in post.content for post in signed)
    with pytest.raises(NoThreadError):
        extract_thread([page(declared())], heuristics=Heuristics(structured=False))


def own_pages() -> list[Labelled]:
    """Our engines as labelled pages."""
    return [
        Labelled(engine.__name__, engine.__name__, f"{engine.__name__}-{language}", None, engine(told).encode(), [
            {"author": true.author, "time": true.shown, "time_attr": true.iso, "head": true.text[:40],
             "tail": true.text[-40:], "chars": max(20, len(true.text))} for true in told])
        for engine in ENGINES for language, told in (("en", ENGLISH), ("zh", CHINESE))
    ]  # fmt: skip


def test_the_scorer_refuses_what_is_wrong():
    labelled = own_pages()[0]
    right = extract_thread([labelled.html]).posts
    assert tally_of(labelled, right).found == 5
    assert tally_of(labelled, right[:3]).found == 3
    joined = [replace(right[0], content="\n".join(post.content for post in right))]
    assert tally_of(labelled, joined).found == 0 and tally_of(labelled, joined).said == 1
    nobodies = tally_of(labelled, [replace(post, author="nobody") for post in right])
    assert (nobodies.authors, nobodies.named) == (0, 5)


def test_scores_on_our_own_pages_keep_their_floor():
    tally = total(tallies(own_pages(), by_method("records")))
    assert tally.f1 >= 0.98
    assert tally.authors / tally.named >= 0.98 and tally.days / tally.dated >= 0.98


def test_the_character_set_of_the_header_is_used():
    told = [replace(post, text=f"{post.text} İki ada arasındaki vapur, ağır ağır") for post in ENGLISH]
    pages = [machine_times(told).encode("cp1254", "ignore")] * 2
    read = extract_thread(pages, content_types=["text/html; charset=windows-1254", None])
    assert read.reports[0].declared == "windows-1254"
    assert all("İki ada arasındaki" in post.content for post in read.posts[:5])
    with pytest.raises(PageError, match="2 pages have 1 headers"):
        extract_thread(pages, content_types=["text/html"])

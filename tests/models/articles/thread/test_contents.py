"""Posts without words stay posts, and code and formulas in posts stay what they are."""

from dataclasses import replace

import pytest

from models.articles.thread.extraction import extract_thread
from tests.models.articles.thread.thread_pages import (
    ENGLISH,
    Engine,
    definitions,
    machine_times,
    microdata,
    page,
    ranks_and_numbers,
    rows,
    siblings,
    tables,
)

PICTURE = '<a href="/a.jpg"><img src="/a-small.jpg" alt="hull"></a>'
FILM = '<iframe src="/film"></iframe>'
CODE = 'Look:<pre><code>def log(wind):\n    if wind &gt; 8:\n        return "stay"</code></pre>What is wrong?'


@pytest.mark.parametrize("where", [{2}, {0}, {4}, {1, 3}], ids=str)
@pytest.mark.parametrize(
    "engine",
    [siblings, machine_times, definitions, rows, microdata, ranks_and_numbers, tables],
    ids=lambda of: of.__name__,
)
def test_a_post_of_pictures_is_a_post_without_words(engine: Engine, where: set[int]):
    if engine is tables:
        where = where - {0} or {3}  # without any column of texts the opening post is told by its words
    told = [replace(true, text=PICTURE) if at in where else true for at, true in enumerate(ENGLISH)]
    posts = extract_thread([engine(told)]).posts
    assert [post.author for post in posts] == [true.author for true in ENGLISH]
    assert {at for at, post in enumerate(posts) if not post.content} == where


def test_a_post_of_a_film_is_one_too():
    told = [replace(true, text=FILM) if at == 1 else true for at, true in enumerate(ENGLISH)]
    assert [post.content == "" for post in extract_thread([siblings(told)]).posts] == [False, True, False, False, False]


def test_code_in_a_post_keeps_its_lines():
    told = [replace(ENGLISH[0], text=CODE), *ENGLISH[1:]]
    assert extract_thread([ranks_and_numbers(told)]).posts[0].content == (
        'Look:\ndef log(wind):\n    if wind > 8:\n        return "stay"\nWhat is wrong?'
    )


def test_a_post_of_two_paragraphs_where_others_have_one_is_whole():
    told = [ENGLISH[0], replace(ENGLISH[1], text=f"{ENGLISH[1].text}</p><pre>two</pre><p>And three."), *ENGLISH[2:]]
    assert extract_thread([machine_times(told)]).posts[1].content == f"{ENGLISH[1].text}\ntwo\nAnd three."


def test_a_formula_in_a_post_keeps_its_tex():
    tex = r"It is <script type='math/tex'>v_{k}^{*}</script> for the whole of the summer, so they say."
    told = [ENGLISH[0], replace(ENGLISH[1], text=tex), *ENGLISH[2:]]
    assert "It is $v_{k}^{*}$ for" in extract_thread([siblings(told)]).posts[1].content


def test_paragraphs_that_nothing_wraps_are_one_text():
    more = {2: "<ul><li>a list</li></ul><p>And a second paragraph.</p>"}
    posts = "".join(
        f"<li><p>{true.text}</p>{more.get(at, '')}<cite>Comment by {true.author} — {true.shown}</cite></li>"
        for at, true in enumerate(ENGLISH)
    )
    found = extract_thread([page(f"<h2>5 comments</h2><ol>{posts}</ol>")]).posts
    assert [post.author for post in found] == [true.author for true in ENGLISH]
    told = [true.text + ("\na list\nAnd a second paragraph." if at in more else "") for at, true in enumerate(ENGLISH)]
    assert [post.content for post in found] == told

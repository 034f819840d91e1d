"""The events of a tree, and what the text blocks and the outline that are built from them have apart."""

import pytest
from lxml.html import document_fromstring

from models.articles.page import tags
from models.articles.page.blocks import layout_of
from models.articles.page.outline import outline_of
from models.articles.page.walk import walk


def events(html: str, **options: frozenset[str]) -> list[tuple[str, str]]:
    body = document_fromstring(f"<html><body>{html}</body></html>").find("body")
    return [(event, text) for event, _, text in walk(body, **options)]


def texts(html: str, **options: frozenset[str]) -> str:
    return "".join(text for event, text in events(html, **options) if event == "text")


def test_elements_are_entered_and_left_around_their_texts():
    assert events("<p>one <b>two</b> three</p>four", silent=frozenset()) == [
        ("enter", "body"), ("enter", "p"), ("text", "one "), ("enter", "b"), ("text", "two"), ("leave", "b"),
        ("text", " three"), ("leave", "p"), ("text", "four"), ("leave", "body"),
    ]  # fmt: skip


def test_silent_elements_are_passed_over_but_what_follows_is_met():
    html = "a<script>x<b>y</b></script>b<!-- no -->c<?pi?>d"
    assert texts(html, silent=tags.SILENT) == "abcd"
    assert ("enter", "script") not in events(html, silent=tags.SILENT)


@pytest.mark.parametrize("leaky", [frozenset(), tags.LEAKY])
def test_a_leaky_element_is_entered_only_where_it_holds_prose(leaky):
    html = "<button>menu <p>prose</p></button><button>menu</button><script>code</script>end"
    assert texts(html, silent=tags.SILENT, leaky=leaky) == ("menu proseend" if leaky else "end")


def test_depth_costs_no_recursion():
    tree = document_fromstring("<div>" * 200 + "deep" + "</div>" * 200)
    assert sum(event == "enter" for event, _, _ in walk(tree, frozenset())) >= 200


def test_threads_read_noscript_and_articles_do_not():
    tree = document_fromstring("<html><body><div><noscript>the posts</noscript>after</div></body></html>")
    assert [block.text for block in layout_of(tree).blocks] == ["after"]
    assert "".join(outline_of(tree).pieces) == "the postsafter"


@pytest.mark.parametrize("tag", ["span", "data", "time", "o:p", "cite"])
def test_inline_elements_end_no_line_in_either(tag):
    tree = document_fromstring(f"<html><body><p>one <{tag}>two</{tag}> three</p></body></html>")
    assert [block.text for block in layout_of(tree).blocks] == ["one two three"]
    outline = outline_of(tree)
    assert outline.text(0, len(outline.pieces)) == "one two three"


def test_the_sets_of_tags_agree():
    assert tags.SILENT < tags.SILENT_IN_ARTICLES
    assert tags.LEAKY <= tags.SILENT_IN_ARTICLES
    assert not tags.INLINE & tags.SILENT
    blocks = {"p", "div", *tags.HEADINGS, *tags.ITEMS, *tags.LISTS, *tags.CELLS, *tags.ROWS, *tags.TABLES}
    assert not tags.INLINE & blocks

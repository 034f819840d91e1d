"""Pages parsed, and their texts in order."""

import time

import pytest

from models.articles import PageError
from models.articles.page import document
from models.articles.page.blocks import TextBlock
from models.articles.page.document import parse
from tests.models.articles.pages import MENU, STORY, links, modern, paragraphs


def text_blocks(html: str) -> list[TextBlock]:
    return parse(html).layout.blocks


def texts(html: str) -> list[str]:
    return [block.text for block in text_blocks(html)]


def test_text_blocks_are_paragraphs_with_inline_tags_dissolved():
    blocks = text_blocks("<html><body><div>before<p>one <b>two</b> <a href='#'>three</a></p>after</div></body></html>")
    assert [block.text for block in blocks] == ["before", "one two three", "after"]
    assert [block.path for block in blocks] == ["html/body/div", "html/body/div/p", "html/body/div"]
    assert [block.linked for block in blocks] == [0, 5, 0]


def test_a_tail_belongs_to_the_element_around():
    layout = parse("<html><body><div><p>inside</p>tail</div></body></html>").layout
    assert [layout.tags[block.owner] for block in layout.blocks] == ["p", "div"]


def test_line_breaks_part_lines_and_code_keeps_its_own():
    assert texts("<body><td>first<br><br>second</td></body>") == ["first", "second"]
    assert texts("<body><pre>def f():\n    return 1<br>end</pre><p>x</p></body>")[0] == "def f():\n    return 1\nend"


def test_kinds():
    html = """<body><h2>head</h2><ul><li>item</li></ul><table><tr><td>cell</td></tr></table><blockquote><p>quote</p>
</blockquote><pre><code>code</code></pre><figure><figcaption>caption</figcaption></figure><p>p</p></body>"""
    assert {block.text: block.kind for block in text_blocks(html)} == {kind: kind for kind in texts(html)}


def test_scripts_styles_and_forms_are_silent_but_their_tails_are_not():
    html = (
        "<body><script>var a = '<p>no</p>';</script>tail<style>p{}</style><select><option>no</select><p>yes</p></body>"
    )
    assert texts(html) == ["tail", "yes"]


def test_an_unclosed_button_does_not_swallow_the_page():
    assert STORY[0] in texts(f"<body><button>menu<div>{paragraphs(STORY)}</div></body>")


def test_what_follows_an_early_end_of_the_page_is_read():
    html = (
        "<html><body><div><p>One.</p></body></html><div><p>Two.</p><html><head><title>Title</title></head></body>Three."
    )
    assert [block.text for block in parse(html).layout.blocks] == ["One.", "Two.", "Three."]


def test_letters_like_an_end_of_the_page_stay_in_scripts_and_comments():
    script = "<script>var page = '<p></body></html>';</script>"
    html = f"<html><body><p>One.</p>{script}<!-- </html> --><p>Two.</p></body><p>Three.</p><!-- </body>"
    page = parse(html)
    assert page.tree.find(".//script").text == "var page = '<p></body></html>';"
    assert [block.text for block in page.layout.blocks] == ["One.", "Two.", "Three."]


def test_hidden_containers_are_told():
    layout = parse("<body><div style='display: none'><p>secret</p></div><p hidden>too</p><p>open</p></body>").layout
    assert [layout.hidden[block.owner] for block in layout.blocks] == [True, True, False]


def test_containers_know_their_text_blocks():
    layout = parse(modern().html).layout
    article = layout.tags.index("article")
    inside = [block.text for block in layout.blocks[layout.first[article] : layout.last[article]]]
    assert inside[2:] == list(STORY)
    assert layout.nearest(layout.blocks[layout.first[article]].owner, frozenset(("main",))) >= 0


@pytest.mark.parametrize(
    "html", ["", b"", "   ", "\0\0", "just words", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "%PDF-1.7 \n1 0 obj", '{"a": 1}']
)
def test_what_is_no_page_is_refused_with_cause_and_remedy(html):
    with pytest.raises(PageError) as error:
        parse(html)
    assert error.value.cause and error.value.remedy


def attributes(count: int) -> str:
    return "<body><p " + " ".join(f'a{n}="x"' for n in range(count)) + ">text</p></body>"


@pytest.mark.parametrize(
    "html", ["<body>" + "x" * 10_000_001, attributes(200_000), "<body>" + "<div>" * 50_000 + "deep"],
    ids=["11 MB", "200,000 attributes", "50,000 levels"],
)  # fmt: skip
def test_hostile_pages_are_refused_quickly(html):
    began = time.process_time()
    with pytest.raises(PageError):
        parse(html)
    assert time.process_time() - began < 5


def test_a_page_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(document, "MAX_ELEMENTS", 100)
    assert len(text_blocks("<body>" + "<p>x</p>" * 90)) == 90
    with pytest.raises(PageError, match="more than 100 elements"):
        parse("<body>" + "<p>x</p>" * 110)


def test_deep_but_possible_nesting_is_read():
    assert texts("<body>" + "<div>" * 1500 + "<p>deep</p>") == ["deep"]


def test_a_megabyte_is_laid_out_in_a_second():
    body = f"<div class='a b'><ul>{links(MENU)}</ul>{paragraphs(STORY)}</div>"
    html = f"<html><body>{body * (1_000_000 // len(body))}</body></html>"
    seconds = []
    for _ in range(3):
        page = parse(html)
        began = time.process_time()
        assert len(page.layout.blocks) > 5_000
        seconds.append(time.process_time() - began)
    assert min(seconds) < 1  # a tenth on a quiet machine

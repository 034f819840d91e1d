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


@pytest.mark.parametrize(
    "hidden",
    [
        "<span hidden>key</span>", "<span style='display:none'>key</span>",
        "<b style='color:red; Display : None'>key</b>",
        "<span aria-hidden='true'>key</span>", "<i style='visibility: hidden'>key</i>",
        "<span hidden>k<b aria-hidden=true>e</b>y</span>", "<a hidden=''>key</a>",
    ],
)  # fmt: skip
def test_what_is_hidden_in_a_line_is_no_text(hidden):
    page = parse(f"<body><p>before {hidden}after {hidden}</p>{hidden}<p>more</p></body>")
    assert [block.text for block in page.layout.blocks] == ["before after", "more"]
    assert "key" in "".join(page.tree.itertext())  # which metadata may be in


@pytest.mark.parametrize(
    "shown",
    [
        "<span aria-hidden='false'>key</span>", "<span style='display:inline'>key</span>", "<span>key</span>",
        f"<span style='display:none'>key {'rest of the text ' * 20}</span>",
    ],
)  # fmt: skip
def test_what_is_not_hidden_and_what_a_button_shows_is_text(shown):
    assert "key" in texts(f"<body><p>before {shown} after</p></body>")[0]


def test_a_page_without_hidden_words_is_not_copied():
    page = parse("<body><p>before <span hidden></span> after</p><div hidden>block</div></body>")
    assert page.shown is page.tree


@pytest.mark.parametrize("sign", ["\xad", "&shy;", "&#173;", "&#xAD;", "&#x00ad;", "&shy"])
def test_soft_hyphens_do_not_cut_words(sign):
    html = f"<head><title>har{sign}bour</title></head><body><p>The har{sign}bour mas{sign}ter</p></body>"
    assert texts(html) == ["The harbour master"]
    assert texts(html.encode()) == ["The harbour master"]
    assert parse(html).tree.findtext(".//title") == "harbour"


def test_what_only_looks_like_a_soft_hyphen_stays():
    assert texts("<body><p>&amp;shy; &#1731; &#xADA; &#xE0AD;</p></body>") == ["&shy; \u06c3 \u0ada \ue0ad"]


@pytest.mark.parametrize(
    "sign", ["\x01", "\x1b", "\uffff", "&#1;", "&#8;", "&#0031;", "&#x1B;", "&#x001b;", "&#65534;", "&#xFFFF;"]
)
def test_what_no_tree_can_hold_is_left_out_as_a_character_and_as_a_reference(sign):
    tex = f"\\(a_1{sign} + b\\)"
    code = f"<pre>x = 1{sign}\ny = 2</pre><pre><div>a = {sign}1</div><div>b = 2</div></pre>"
    html = f"<head><title>har{sign}bour</title></head><body><p>The har{sign}bour {tex}</p>{code}</body>"
    assert texts(html) == ["The harbour $a_1 + b$", "x = 1\ny = 2", "a = 1\nb = 2"]
    assert parse(html).tree.findtext(".//title") == "harbour"


@pytest.mark.parametrize("sign", ["\v", "\f", "&#11;", "&#12;", "&#x0C;", "&#xb;", "&#12"])
def test_breaks_of_lines_and_pages_part_words(sign):
    assert texts(f"<body><p>The harbour{sign}froze</p></body>") == ["The harbour froze"]


def test_what_only_looks_like_a_control_character_stays():
    html = "<body><p>&amp;#8; &#80;&#x1F4;&#110;&#x8A;&#xFFFFD;&#655350;</p></body>"
    assert texts(html) == ["&#8; P\u01f4n\u0160\U000ffffd\U0009fff6"]

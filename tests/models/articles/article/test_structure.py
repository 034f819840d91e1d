"""Lists in lists, notes, definitions, figures, links and emphasis in bodies and in Markdown, hostile ones too."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest
from lxml import etree

from models import articles
from models.articles.article.body import body_of
from models.articles.article.formats import text_of
from models.articles.article.markdown import as_markdown
from models.articles.article.whole import with_whole_parts
from models.articles.page.document import parse
from models.articles.page.picture_sources import largest
from tests.models.articles.pages import STORY, modern, paragraphs


def body_from(markup: str, url: str = "https://a.example/b/c.html", head: str = "") -> str:
    layout = parse(f"<html><head>{head}</head><body>{markup}</body></html>", url).layout
    return etree.tostring(body_of(layout, range(len(layout.blocks))), encoding="unicode")


@pytest.fixture(scope="module")
def article():
    return articles.extract(modern().html, modern().url)


@pytest.fixture
def written(article):
    def write(markup: str, figures: bool = False) -> str:
        return as_markdown(replace(article, body=body_from(markup)), header=False, figures=figures)

    return write


MARKDOWN = {
    "<p>a <b>bold</b> and <i> slanted </i>word</p>": "a **bold** and *slanted* word",
    "<p>这是<b>“重点”</b>吗</p>": "这是<strong>“重点”</strong>吗",
    "<p><b>a <i>b</i></b> <del>c</del></p>": "**a <em>b</em>** ~~c~~",
    "<p>m<sup>2</sup> H<sub>2</sub>O <code>a`b</code></p>": "m<sup>2</sup> H<sub>2</sub>O ``a`b``",
    "<p>see <a href='../d(1).html'>this <b>one</b></a></p>": "see [this **one**](https://a.example/d%281%29.html)",
    "<p>wow!<a href='/x'>y</a> <a href='javascript:z()'>no</a></p>": "wow\\![y](https://a.example/x) no",
    "<h2>Title<a href='#title'>¶</a></h2>": "## Title",
    "<ul><li>a<ol start=3><li>b</li><li>c<ul><li>d</li></ul></li></ol></li></ul>": "- a\n\n  3. b\n  4. c\n     - d",
    "<ol reversed><li>a</li><li>b</li></ol>": "2. a\n1. b",
    "<ol><li><span>1.</span><div>a</div></li><li><span>2.</span><div>b</div></li></ol>": "1. a\n2. b",
    "<ul><li>a</li><ul><li>b</li></ul></ul>": "- a\n  - b",
    "<ul><li>a</li></ul><ul><li>b</li></ul>": "- a\n\n* b",
    "<ul><li><h3>Part</h3><p>Text</p></li><li>More</li></ul>": "### Part\n\nText\n\nMore",
    "<dl><dt>Term</dt><dd>means</dd><dd>also</dd></dl>": "Term\n:   means\n:   also",
    "<dl><dd>indented</dd></dl>": "indented",
    "<blockquote><p>a</p><ul><li>b</li></ul><blockquote>c</blockquote></blockquote>": "> a\n>\n> - b\n>\n> > c",
    "<pre><code class='language-python'>x = 1</code></pre>": "```python\nx = 1\n```",
    "<p>1. no list</p><p>- none</p><p>2024</p>": "1\\. no list\n\n\\- none\n\n2024",
    "<p>It is $n$ when $x_1*2$ and costs $5</p>": "It is $n$ when $x_1*2$ and costs \\$5",
}


@pytest.mark.parametrize(("markup", "markdown"), MARKDOWN.items(), ids=range(len(MARKDOWN)))
def test_markdown_of_structure(written, markup, markdown):
    assert written(markup) == f"{markdown}\n"


def test_base_completes_addresses():
    body = body_from("<p><a href='d'>e</a></p>", head="<base href='/f/'>")
    assert etree.fromstring(body).find(".//ref").get("target") == "https://a.example/f/d"


NOTES = {
    "raised": "<p>Text<sup><a href='#n1'>1</a></sup>.</p>"
    "<ol><li id='n1'>The <b>note</b>. <a href='#r1'>↩︎</a></li></ol>",
    "in brackets": "<p>Text<a href='#n1'>[1]</a>.</p><p id='n1'>[1] The <b>note</b>.</p>",
    "of a wiki": "<p>Text<sup><a href='#n1'><span>[</span>1<span>]</span></a></sup>.</p>"
    "<ol><li id='n1'><b><a href='#r'>^</a></b> The <b>note</b>.</li></ol>",
    "with a label": "<p>Text<a href='#n1'><span>[</span>1<span>]</span></a>.</p>"
    "<aside id='n1'><span>[<a href='#r'>1</a>]</span><p>The <b>note</b>.</p></aside>",
    "by its whole address": "<p>Text<sup><a href='https://a.example/b/c.html#n1'>1</a></sup>.</p>"
    "<div id='n1'>The <b>note</b>.</div>",
}  # fmt: skip


@pytest.mark.parametrize("markup", NOTES.values(), ids=NOTES.keys())
def test_notes_are_called_and_stand_apart(written, markup):
    text = written(markup)
    assert text.startswith("Text[^1].\n\n[^1]: ")
    assert text.endswith("The **note**.\n")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>See <a href='#s2'>2</a>.</p><p id='s2'>Part two.</p>",
        "<p>See<sup><a href='#s2'>2</a></sup>.</p><div id='s2'><h2>Part two</h2><p>It begins.</p></div>",
        "<p>See<sup><a href='#gone'>2</a></sup>.</p><p>The end.</p>",
        "<p>See<sup><a href='/other#n1'>2</a></sup>.</p><p id='n1'>The end.</p>",
    ],
)
def test_other_links_call_no_notes(written, markup):
    assert "[^" not in written(markup).replace("\\[^", "")


FIGURE = (
    "<p>Before.</p><figure><img src='/p.jpg' alt='A *boat*' width=600>"
    "<figcaption>The <b>boat</b></figcaption></figure><p>After.</p>"
)


def test_pictures_come_with_their_captions_when_asked_for(written):
    assert written(FIGURE) == "Before.\n\n*The <strong>boat</strong>*\n\nAfter.\n"
    assert written(FIGURE, figures=True).split("\n\n")[1] == (
        "![A \\*boat\\*](https://a.example/p.jpg)\n*The <strong>boat</strong>*"
    )


def test_a_caption_that_is_no_text_comes_with_its_picture(article):
    layout = parse(f"<body>{FIGURE}</body>", "https://a.example/").layout
    body = body_of(layout, [0, 2])
    read = replace(article, body=etree.tostring(body, encoding="unicode"))
    assert text_of(body) == "Before.\nAfter."
    assert as_markdown(read, header=False) == "Before.\n\nAfter.\n"
    assert "![A \\*boat\\*](https://a.example/p.jpg)\n*The <strong>boat</strong>*" in as_markdown(read, figures=True)
    assert next(body_of(layout, [0]).iter("graphic"), None) is None


@pytest.mark.parametrize(
    "img", ["<img src='data:image/gif;base64,R0'>", "<img src='/dot.gif' width=1 height=1>", "<img>"]
)
def test_signs_and_placeholders_are_no_pictures(img):
    assert "graphic" not in body_from(f"<p>Before.</p>{img}<p>After.</p>")


def test_a_picture_that_a_script_loads_is_found_by_its_late_address():
    body = body_from("<p>Before.</p><img src='data:x' data-src='late.png'><p>After.</p>")
    assert etree.fromstring(body).find(".//graphic").get("url") == "https://a.example/b/late.png"


@pytest.mark.parametrize(
    "markup",
    [
        "<img class=lazyload src=/dot.gif data-srcset='/late.png 800w, /b.png 400w'>",
        "<img src=/dot.gif data-lazy-srcset='/b.png 400w,/late.png 800w'>",
        "<img srcset='/b.png, /late.png 2x'>",
        "<img src=data:x srcset=' /late.png '>",
        "<img data-lazy=/late.png>",
        "<img data-lazy=true src=/late.png srcset='/b.png 2x'>",
        "<picture><source srcset='/b.png 1x, /late.png 1.5x'><img></picture>",
        "<picture><source media=x srcset='/late.png 800w'><source srcset='/c.png 400w'><img src=data:x></picture>",
        "<picture><source srcset='/b.webp 800w'></source><img srcset='/late.png 2x'></picture>",
        "<picture><source data-srcset='/late.png 800w'></source><img src=/dot.gif></picture>",
    ],
)
def test_a_picture_of_a_srcset_is_its_largest(markup):
    body = body_from(f"<p>Before.</p>{markup}<p>After.</p>")
    assert etree.fromstring(body).find(".//graphic").get("url") == "https://a.example/late.png"


@pytest.mark.parametrize(
    ("srcset", "address"),
    [
        ("a.png 1x, b.png 2x", "b.png"),
        ("a.png 1x,b.png 2x,", "b.png"),
        ("a.png, b.png 2x", "b.png"),
        ("/w_400,h_300/a.png 400w, /w_800,h_600/a.png 800w", "/w_800,h_600/a.png"),
        ("/c/a.png?w=400,h=3 400w,/c/a.png?w=800,h=6 800w 600h", "/c/a.png?w=800,h=6"),
        ("a,b.png", "a,b.png"),
        ("a.png 1x (b, c), d.png 3x", "d.png"),
        ("data:image/gif;base64,R0lG 900w, a.png 1w", "a.png"),
        ("\n  a.png\t2w ,\n b.png   3w\n", "b.png"),
        ("a.png 2x, b.png 2x", "a.png"),
        ("a.png large, b.png -3x", "a.png"),
        (", ,", ""), ("", ""), ("a.png (", "a.png"),
    ],
)  # fmt: skip
def test_a_srcset_is_split_as_the_standard_says(srcset, address):
    assert largest(srcset) == address


TABLE = (
    "<table><caption>Wheels</caption><tr><th rowspan=2>Mill</th><th colspan=2>Wheel</th></tr>"
    "<tr><th>high</th><th>wide</th></tr><tr><td>Eling</td><td><b>4</b>, 5</td><td></td></tr></table>"
)


def test_a_table_has_its_spans_filled_in_in_every_form(article, written):
    rows = [["Mill", "Wheel", "Wheel"], ["Mill", "high", "wide"], ["Eling", "4, 5", ""]]
    read = replace(article, body=body_from(TABLE))
    assert articles.tables_of(read) == json.loads(articles.as_json(read))["tables"] == [rows]
    assert articles.as_csv(rows) == 'Mill,Wheel,Wheel\r\nMill,high,wide\r\nEling,"4, 5",\r\n'
    assert written(TABLE).split("\n")[:5] == [
        "*Wheels*", "", "| Mill | Wheel | Wheel |", "| --- | --- | --- |", "| Mill | high | wide |"
    ]  # fmt: skip
    names = {"t": "http://www.tei-c.org/ns/1.0"}
    cells = etree.fromstring(articles.as_tei(read)).findall(".//t:row[1]/t:cell", names)
    assert [cell.text for cell in cells] == rows[0]


@pytest.mark.parametrize(
    "cell", ["=1+1", "@a", "+a", "-a()", "-1-1", "＝1", "＠a", "＋a", "－a", "\u202e=1", " \ufeff＝1"]
)
def test_a_spreadsheet_runs_no_cell(cell):
    assert articles.as_csv([[cell]]) == f"'{cell}\r\n"


@pytest.mark.parametrize("cell", ["-3", "+4.5", "-12%", "a=b", "5"])
def test_numbers_stay_numbers_in_csv(cell):
    assert articles.as_csv([[cell]]) == f"{cell}\r\n"


def keep_of(markup: str, dropped: str, probability: float = 0.3) -> set[str]:
    """The text blocks that are kept if all are but those of some kinds, which are likely to such a degree."""
    layout = parse(f"<html><body>{markup}</body></html>").layout
    keep = np.array([block.kind not in dropped for block in layout.blocks])
    whole = with_whole_parts(layout, keep, np.where(keep, 0.9, probability))
    return {block.text for block, kept in zip(layout.blocks, whole, strict=True) if kept}


def test_a_listing_goes_with_the_text_around_it():
    markup = "<p>Before.</p><pre>x = 1</pre><p>After.</p>"
    assert "x = 1" in keep_of(markup, "code", 0.41)
    assert "x = 1" not in keep_of(markup, "code", 0.3)
    assert "x = 1" not in keep_of("<h2>Before.</h2><pre>x = 1</pre><p>After.</p>", "code head")


def test_a_note_that_is_called_is_kept_though_it_looks_like_none():
    markup = "<p>Text<sup><a href='#n1'>1</a></sup>.</p><ul><li>Menu</li></ul><ol><li id='n1'>A note.</li></ol>"
    assert keep_of(markup, "item") == {"Text1.", "A note."}


HOSTILE = {
    "lists 2,000 deep": "<ul><li>a" * 990,
    "lists in lists with text": "<ol><li>" * 980 + "<p>a</p>" * 50_000,
    "10,000 columns": f"<table>{('<tr>' + '<td>ab</td>' * 10_000 + '</tr>') * 5}</table>",
    "colspan": "<table><tr><td colspan=1e9>a</td><td colspan=1000000000 rowspan=1000000>b</td></tr>"
    f"{'<tr><td>c</td></tr>' * 1_000}</table>",
    "tables in tables": "<table><tr><td>" * 600 + "x",
    "emphasis": "<b>" * 1_900 + "<p>x</p>" * 50_000,
    "marks": f"<p>{'<em>*</em>a' * 60_000}</p>",
    "calls": f"<p>{'<sup><a href=#n1>1</a></sup> ' * 30_000}</p><p id=n1>note</p>",
    "notes": "".join(f"<sup><a href='#n{n}'>{n % 999}</a></sup>" for n in range(10_000))
    + "".join(f"<p id=n{n}>note {n}</p>" for n in range(10_000)),
    "quotations": "<blockquote>a" * 1_000,
    "backticks": f"<p><code>{'`' * 900_000}</code> {'<code>`a</code> ' * 5_000}</p>",
    "words of code": "<p>" + "<code>`a</code> " * 50_000 + "</p>",
    "pictures": "<p>x</p><img src=a.png>" * 40_000,
    "srcset of commas": f"<p>x</p><img srcset='{',' * 500_000}'>",
    "srcset of brackets": f"<p>x</p><img srcset='{'a (' * 200_000}'><img srcset='{'a ()' * 200_000}'>",
    "srcsets around pictures": f"<p>x</p><picture><source srcset='{'a 1w,' * 4_000}'>{'<img srcset=x>' * 40_000}",
    "sources around pictures": f"<p>x</p><picture>{'<source srcset=a><img>' * 1_500}",
    "a price before many signs": f"<p>It costs $5, {'a_b = c * d ' * 20_000}</p>",
    "headings in lists": "<ul><li>" * 900 + "<h2>x</h2>" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_structure_costs_little(article, markup):
    began = time.process_time()
    body = body_from(f"{paragraphs(STORY)}{markup}")
    assert len(body) < 15_000_000
    read = replace(article, body=body)
    assert STORY[0] in as_markdown(read)
    articles.as_tei(read)
    articles.as_json(read)
    assert time.process_time() - began < 20  # three on a quiet machine


def test_lists_that_trafilatura_cannot_read_are_read():
    html = f"<html><body><article>{paragraphs(STORY)}{'<ul><li>a' * 900}</article></body></html>"
    assert STORY[0] in articles.extract(html, favour="recall").text

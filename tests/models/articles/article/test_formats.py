"""Text, Markdown, JSON and TEI of an article."""

import json
from dataclasses import asdict, replace

import pytest
from lxml import etree

from models import articles
from models.articles.article import body as bodies
from models.articles.article import formats, tables
from models.articles.article.markdown import as_markdown
from models.articles.page.document import parse
from tests.models.articles.pages import modern

HTML = """<body><h2>Head</h2><p>One &amp; two</p><ol><li>first</li><li><p>second</p><p>more</p></li></ol>
<ul><li>loose</li></ul><table><tr><th>year</th><th>a|b</th></tr><tr><td>1921</td><td>4 cm</td></tr></table>
<blockquote><p>quoted</p><p>twice</p></blockquote><pre>x = 1\n    y = `2`</pre><figure><img>
<figcaption>A gauge</figcaption></figure><p># no heading, *no* emphasis</p></body>"""


@pytest.fixture(scope="module")
def body():
    layout = parse(HTML).layout
    return etree.tostring(bodies.body_of(layout, range(len(layout.blocks))), encoding="unicode")


@pytest.fixture(scope="module")
def article():
    return articles.extract(modern().html, modern().url)


def test_the_body_has_the_structure_of_the_page(body):
    entry = etree.fromstring(body)[0]
    assert [element.tag for element in entry] == ["ab", "p", "list", "list", "table", "quote", "p", "figure", "p"]
    assert [element.text for element in entry[2]] == ["first", "second"]
    assert entry[2][1][0].text == "more"
    assert entry[2].get("rend") == "ol"
    assert [[cell.text for cell in row] for row in entry[4]] == [["year", "a|b"], ["1921", "4 cm"]]


def test_text(body):
    lines = formats.text_of(etree.fromstring(body)).split("\n")
    assert lines[:2] == ["Head", "One & two"]
    assert "1921 | 4 cm" in lines
    assert lines[-4:-2] == ["x = 1", "    y = `2`"]


def test_markdown_reads_back_as_the_same_structure(body, article):
    from markdown_it import MarkdownIt

    text = as_markdown(replace(article, body=body), header=False)
    html = MarkdownIt("commonmark").enable("table").render(text)
    tree = etree.HTML(html)
    assert [element.text for element in tree.iter("h2")] == ["Head"]
    assert ["".join(element.itertext()).split() for element in tree.iter("li")] == [
        ["first"],
        ["second", "more"],
        ["loose"],
    ]
    assert [element.text for element in tree.iter("td", "th")] == ["year", "a|b", "1921", "4 cm"]
    assert tree.find(".//pre/code").text == "x = 1\n    y = `2`\n"
    assert [element.text for element in tree.iterfind(".//blockquote/p")] == ["quoted", "twice"]
    assert [element.text for element in tree.iter("em")] == ["A gauge"]
    assert tree.findall(".//p")[-1].text == "# no heading, *no* emphasis"


def test_items_of_an_ordered_list_are_numbered(body, article):
    text = as_markdown(replace(article, body=body), header=False)
    assert "\n1. first\n2. second\n\n   more\n" in text
    assert "\n- loose\n" in text


def test_the_header_names_title_author_and_address(article):
    assert as_markdown(article).startswith(f"# {modern().title}\n\n{modern().author} · {modern().date}")


def test_json_has_every_field(article):
    assert json.loads(formats.as_json(article)) == json.loads(json.dumps(asdict(article))) | {"tables": []}


def test_tei_has_a_header_the_body_and_comments_apart(article):
    tree = etree.fromstring(formats.as_tei(article))
    names = {"t": formats.TEI}
    assert tree.findtext(".//t:titleStmt/t:title", namespaces=names) == modern().title
    assert tree.find(".//t:publicationStmt/t:date", names).get("when") == modern().date
    assert "radar sensor" in "".join(tree.find(".//t:body", names).itertext())
    assert "My father" in "".join(tree.find(".//t:back", names).itertext())
    assert "My father" not in "".join(tree.find(".//t:body", names).itertext())


def test_signs_of_markup_are_text_in_tei(article):
    odd = 'Tom & <Jerry> "say" &amp;'
    written = replace(article, title=odd, authors=(odd,), comments=odd, body=bodies.body_of_text(odd))
    tree = etree.fromstring(formats.as_tei(written))
    names = {"t": formats.TEI}
    for path in (".//t:titleStmt/t:title", ".//t:titleStmt/t:author", ".//t:body//t:p", ".//t:back//t:p"):
        assert tree.findtext(path, namespaces=names) == odd


def test_what_xml_cannot_hold_is_left_out_of_a_body():
    from models.articles.article.body import body_of_text

    assert "<p>a?bc</p><p>d</p>" in body_of_text("a\ud800b\x00c\nd")


def body_from(markup: str) -> str:
    layout = parse(f"<body>{markup}<p>After it.</p></body>").layout
    return etree.tostring(bodies.body_of(layout, range(len(layout.blocks))), encoding="unicode")


def rows(markup: str) -> list[list[str]]:
    tree = etree.fromstring(body_from(f"<table>{markup}</table>"))
    assert len(list(tree.iter("table"))) == 1
    return tables.texts_of(tree.find(".//table"))


HEAD = "<tr><th>Day</th><th>North</th><th>South</th></tr>"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("<td>Monday</td><td></td><td>8:30</td>", ["Monday", "", "8:30"]),
        ("<td></td><td>7:15</td><td>&nbsp;</td>", ["", "7:15", ""]),
        ("<td>Monday</td><td>7:15</td>", ["Monday", "7:15", ""]),
        ("<td>Monday</td><td><p>7:15</p><p>9:15</p></td><td>8:30</td>", ["Monday", "7:15 9:15", "8:30"]),
        ("<td>Monday</td><td><ul><li>7:15<li>9:15</ul></td><td>8:30</td>", ["Monday", "7:15 9:15", "8:30"]),
        ("<td>Monday</td><td>7:15<br>9:15</td><td><b>8:30</b></td>", ["Monday", "7:15 9:15", "8:30"]),
        ("<td>Monday</td><td><h4>7:15</h4></td><td><pre>8\n30</pre></td>", ["Monday", "7:15", "8 30"]),
        ("<td colspan=2>Monday</td><td>8:30</td>", ["Monday", "Monday", "8:30"]),
        ("<td colspan='2;'>Monday</td><td>8:30</td>", ["Monday", "Monday", "8:30"]),
        ("<td colspan=0>Monday</td><td>7:15</td><td>8:30</td>", ["Monday", "7:15", "8:30"]),
        ("<td colspan=no>Monday</td><td>7:15</td><td>8:30</td>", ["Monday", "7:15", "8:30"]),
    ],
)
def test_cells_keep_their_column(row, cells):
    assert rows(f"{HEAD}<tr>{row}</tr>") == [["Day", "North", "South"], cells]


@pytest.mark.parametrize("high", ["2", "0", "70000"])
def test_a_cell_takes_its_place_in_the_rows_below(high):
    body = f"<tr><td rowspan={high}>Monday</td><td>7:15</td><td>8:30</td></tr><tr><td>9:15</td><td>9:30</td></tr>"
    found = rows(f"<thead>{HEAD}</thead><tbody>{body}</tbody><tbody><tr><td>Tuesday</td></tr></tbody>")
    assert found[1:] == [["Monday", "7:15", "8:30"], ["Monday", "9:15", "9:30"], ["Tuesday", "", ""]]


def test_columns_that_are_empty_from_top_to_bottom_are_left_out():
    assert rows("<tr><td>a</td><td></td><td>b</td></tr><tr><td>c</td><td></td><td>d</td></tr>") == [
        ["a", "b"],
        ["c", "d"],
    ]


def test_a_page_that_is_laid_out_by_a_table_keeps_its_paragraphs():
    long = "<p>A sentence of the story.</p>" * 30
    tree = etree.fromstring(body_from(f"<table><tr><td>Menu</td><td>{long}</td></tr></table>"))
    assert len(list(tree.iter("p"))) == 32
    headed = "<table><tr><td><h1>Title</h1><p>Text.</p></td><td>Menu</td></tr></table>"
    assert [element.text for element in etree.fromstring(body_from(headed)).iter("ab")] == ["Title"]


@pytest.mark.parametrize(
    "markup",
    [
        "<tr><td colspan=1e9>a</td><td>b</td></tr>", "<tr><td colspan=999999999>a</td><td>b</td></tr>",
        "<tr><td colspan=99999999999999999999999>a</td><td>b</td></tr>",
        "<tr>" + "<td colspan=1000 rowspan=65534>a</td>" * 500 + "</tr>" + "<tr><td>b</td></tr>" * 5_000,
        "<tr>" + "<td>a</td>" * 10_000 + "</tr>" + "<tr><td>b</td></tr>" * 5_000,
    ],
    ids=["1e9", "digits", "many digits", "spans", "10,000 columns"],
)  # fmt: skip
def test_hostile_tables_cost_little(markup):
    layout = parse(f"<body><table>{markup}</table></body>").layout
    read = etree.tostring(bodies.body_of(layout, range(len(layout.blocks))), encoding="unicode")
    assert len(read) < 3_000_000
    assert sum(text in "ab" for text in etree.fromstring(read).itertext()) == len(layout.blocks)
    assert max((high for high, _ in layout.spans.values()), default=0) <= tables.MAX_SPANNED


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<ol><li>a<ul><li>x</li></ul></li><li>b</li><li>c</li></ol>", ["1. a", "   - x", "2. b", "3. c"]),
        ("<ol><li>a<ol><li>x</li><li>y</li></ol></li><li>b</li></ol>", ["1. a", "   1. x", "   2. y", "2. b"]),
        ("<ol><li>a<pre>x</pre></li><li>b</li></ol>", ["1. a", "   ```", "   x", "   ```", "2. b"]),
        ("<ol><li>a</li><p>x</p><li>b</li></ol>", ["1. a", "   x", "2. b"]),
        ("<ol start=2024><li>a</li><li>b</li></ol>", ["2024. a", "2025. b"]),
        ("<ol><li>a</li><li value=5>b</li><li>c</li></ol>", ["1. a", "5. b", "6. c"]),
        ("<ol start=x><li>a<ul><li>x</li></ul>more</li><li>b</li></ol>", ["1. a", "   - x", "   more", "2. b"]),
    ],
)
def test_ordered_lists_keep_their_numbers(article, markup, lines):
    text = as_markdown(replace(article, body=body_from(markup)), header=False)
    assert [line for line in text.split("\n") if line] == [*lines, "After it."]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"so $v_{k+1}^{*} = \left[ v_k \right]_+$ holds_", r"so $v_{k+1}^{*} = \left[ v_k \right]_+$ holds\_"),
        (r"$$a_1 * b_2$$", r"$$a_1 * b_2$$"),
        ("it costs $5 [a_b] or $6", r"it costs $5 \[a\_b\] or $6"),
        ("from $ a_b $ to", r"from $ a\_b $ to"),
        ("$x$ and *y*", r"$x$ and \*y\*"),
    ],
)
def test_markdown_escapes_nothing_in_formulas(article, text, written):
    assert as_markdown(replace(article, body=bodies.body_of_text(text)), header=False) == f"{written}\n"

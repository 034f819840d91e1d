"""Text, Markdown, JSON and TEI of an article."""

import json
from dataclasses import asdict, replace

import pytest
from lxml import etree

from models import articles
from models.articles.article import formats
from models.articles.page.document import parse
from tests.models.articles.pages import modern

HTML = """<body><h2>Head</h2><p>One &amp; two</p><ol><li>first</li><li><p>second</p><p>more</p></li></ol>
<ul><li>loose</li></ul><table><tr><th>year</th><th>a|b</th></tr><tr><td>1921</td><td>4 cm</td></tr></table>
<blockquote><p>quoted</p><p>twice</p></blockquote><pre>x = 1\n    y = `2`</pre><figure><img>
<figcaption>A gauge</figcaption></figure><p># no heading, *no* emphasis</p></body>"""


@pytest.fixture(scope="module")
def body():
    layout = parse(HTML).layout
    return formats.body_of(layout, range(len(layout.blocks)))


@pytest.fixture(scope="module")
def article():
    return articles.extract(modern().html, modern().url)


def test_the_body_has_the_structure_of_the_page(body):
    entry = etree.fromstring(body)[0]
    assert [element.tag for element in entry] == ["ab", "p", "list", "list", "table", "quote", "p", "figure", "p"]
    assert [element.text for element in entry[2]] == ["first", "second more"]
    assert entry[2].get("rend") == "ol"
    assert [[cell.text for cell in row] for row in entry[4]] == [["year", "a|b"], ["1921", "4 cm"]]


def test_text(body):
    lines = formats.as_text(body).split("\n")
    assert lines[:2] == ["Head", "One & two"]
    assert "1921 | 4 cm" in lines
    assert lines[-4:-2] == ["x = 1", "    y = `2`"]


def test_markdown_reads_back_as_the_same_structure(body, article):
    from markdown_it import MarkdownIt

    text = formats.as_markdown(replace(article, body=body), header=False)
    html = MarkdownIt("commonmark").enable("table").render(text)
    tree = etree.HTML(html)
    assert [element.text for element in tree.iter("h2")] == ["Head"]
    assert [element.text for element in tree.iter("li")] == ["first", "second more", "loose"]
    assert [element.text for element in tree.iter("td", "th")] == ["year", "a|b", "1921", "4 cm"]
    assert tree.find(".//pre/code").text == "x = 1\n    y = `2`\n"
    assert [element.text for element in tree.iterfind(".//blockquote/p")] == ["quoted", "twice"]
    assert [element.text for element in tree.iter("em")] == ["A gauge"]
    assert tree.findall(".//p")[-1].text == "# no heading, *no* emphasis"


def test_items_of_an_ordered_list_are_numbered(body, article):
    text = formats.as_markdown(replace(article, body=body), header=False)
    assert "\n1. first\n2. second more\n" in text
    assert "\n- loose\n" in text


def test_the_header_names_title_author_and_address(article):
    assert formats.as_markdown(article).startswith(f"# {modern().title}\n\n{modern().author} · {modern().date}")


def test_json_has_every_field(article):
    assert json.loads(formats.as_json(article)) == json.loads(json.dumps(asdict(article)))


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
    written = replace(article, title=odd, author=odd, comments=odd, body=formats.body_of_text(odd))
    tree = etree.fromstring(formats.as_tei(written))
    names = {"t": formats.TEI}
    for path in (".//t:titleStmt/t:title", ".//t:titleStmt/t:author", ".//t:body//t:p", ".//t:back//t:p"):
        assert tree.findtext(path, namespaces=names) == odd


def test_what_xml_cannot_hold_is_left_out_of_a_body():
    from models.articles.article.formats import body_of_text

    assert "<p>a?bc</p><p>d</p>" in body_of_text("a\ud800b\x00c\nd")

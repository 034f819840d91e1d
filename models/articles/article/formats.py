"""An article's body as text, its tables as CSV, and the article as JSON and XML-TEI."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from lxml import etree

from models.articles.answers import Article
from models.articles.article.lines import LEFT_OUT
from models.articles.article.tables import texts_of

# Before a cell that begins a formula, with signs of any width behind what is not seen, and is no number.
SPREADSHEET = re.compile(
    r"^(?=[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*(?:[=@＝＠]|[+\-＋－](?![\d.,]*[\d%]*$)))"
)
TEI = "http://www.tei-c.org/ns/1.0"
# Elements of a body that are a line of text or hold some; all others are in lines.
BLOCKS = frozenset(
    ("ab", "div", "figDesc", "figure", "graphic", "head", "item", "label", "list", "note", "p", "quote", "row", "table")
)


def text_of(body: etree._Element) -> str:
    """The body as lines: paragraphs, items and rows one a line, cells parted by ` | `; code keeps its lines."""
    return "\n".join(line for line in _lines(body) if line.strip())


def _lines(element: etree._Element) -> Iterator[str]:
    """The lines of an element: the text before its first block, then each block's, those of tables a row a line."""
    line = [element.text or ""]
    for child in element:
        if child.tag not in BLOCKS:
            line += [*map(str, child.itertext()), child.tail or ""]
        elif child.tag != "graphic" and child.get("rend") != LEFT_OUT:
            yield "".join(line)
            line = []
            yield from _rows(child) if child.tag == "table" else _lines(child)
    yield "".join(line)


def _rows(table: etree._Element) -> Iterator[str]:
    for head in table.iterfind("head"):
        yield from _lines(head)
    for cells in texts_of(table, repeated=False):
        yield " | ".join(cells)


def tables_of(article: Article) -> list[list[list[str]]]:
    """The tables of an article, each as its rows of texts; what takes several places is in each of them."""
    return [texts_of(table) for table in etree.fromstring(article.body).iter("table")]


def as_csv(rows: list[list[str]]) -> str:
    """One table of `tables_of` as CSV (RFC 4180). A cell that a spreadsheet would run as a formula begins with `'`."""
    written = io.StringIO()
    csv.writer(written).writerows([SPREADSHEET.sub("'", cell) for cell in row] for row in rows)
    return written.getvalue()


def as_json(article: Article) -> str:
    """Every field of the article, its report included, and its tables row by row, as JSON."""
    return json.dumps(asdict(article) | {"tables": tables_of(article)}, ensure_ascii=False, indent=2)


def as_tei(article: Article) -> str:
    """A TEI P5 document: header with title, author, publisher, date, licence and source, then the body."""
    document = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})  # type: ignore[dict-item]  # None: the default one
    header = _add_path(document, "teiHeader", "fileDesc")
    title = _add_path(header, "titleStmt")
    _add_path(title, "title").text = article.title or ""
    for author in article.authors:
        _add_path(title, "author").text = author
    published = _add_path(header, "publicationStmt")
    _add_path(published, "publisher").text = article.site or ""
    if article.licence:
        _add_path(published, "availability", "licence").text = article.licence
    if article.date:
        _add_path(published, "date").set("when", article.date)
    _add_path(header, "sourceDesc", "bibl", "ref").set("target", article.url or "")
    body = etree.fromstring(article.body)
    for element in body.iter():
        element.tag = f"{{{TEI}}}{element.tag}"
    text = _add_path(document, "text")
    text.append(body)
    if article.comments:
        back = _add_path(text, "back", "div")
        back.set("type", "comments")
        for line in article.comments.splitlines():
            _add_path(back, "p").text = line
    etree.indent(document.find(f"{{{TEI}}}teiHeader"))
    return etree.tostring(document, encoding="unicode", xml_declaration=False) + "\n"


def _add_path(parent: etree._Element, *tags: str) -> etree._Element:
    for tag in tags:
        parent = etree.SubElement(parent, f"{{{TEI}}}{tag}")
    return parent

"""An article as Markdown, JSON and XML-TEI; its body from the text blocks of a page that were kept."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict

from lxml import etree

from models.articles.answers import Article
from models.articles.article import tables
from models.articles.page.blocks import Layout, TextBlock
from models.articles.page.document import without_controls
from models.articles.page.tags import BLOCK_QUOTATIONS, CELLS, ITEMS, LISTS, ROWS, TABLES

TEI = "http://www.tei-c.org/ns/1.0"
SPECIAL = re.compile(r"([\\`*_\[\]<>])")
# A formula in a line, which a dollar sign opens and closes as Pandoc has it: no space inside, no digit after.
FORMULA = re.compile(r"(\$\$[^$]+\$\$|\$(?=[^\s$])[^$]*[\\^_{][^$]*(?<=[^\s$])\$(?!\d))")
LINE_START = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s)")


def body_of(layout: Layout, kept: Iterable[int]) -> str:
    """The text blocks `kept` (their numbers, in order) as the `<body>` of XML-TEI: paragraphs, headings, lists, tables,
    quotations, code and captions."""
    body = etree.Element("body")
    entry = etree.SubElement(body, "div", type="entry")
    writer = _Writer(layout, entry)
    for number in kept:
        writer.write(layout.blocks[number])
    return etree.tostring(body, encoding="unicode")


def body_of_text(text: str) -> str:
    """Lines of text as the `<body>` of XML-TEI."""
    body = etree.Element("body")
    entry = etree.SubElement(body, "div", type="entry")
    for line in without_controls(text.encode("utf-8", "replace")).decode().splitlines():
        if line.strip():
            etree.SubElement(entry, "p").text = line.strip()
    return etree.tostring(body, encoding="unicode")


class _Writer:
    """Where the next text block goes: an open list, table, quotation or item goes on while text blocks lie in it."""

    def __init__(self, layout: Layout, entry: etree._Element):
        self.layout, self.entry = layout, entry
        self.tables: dict[int, tuple[int, dict[int, int]] | None] = {}  # of each of data its columns and their cells
        self.numbers = _numbers_of(layout)
        self.cells = layout.nearest_of_each(CELLS)
        self.begun: set[int] = set()  # items
        self.open: tuple[int, etree._Element] | None = None  # container and its element
        self.row: tuple[int, etree._Element] | None = None
        self.last: tuple[int, etree._Element] | None = None

    def write(self, block: TextBlock) -> None:
        cell = self.cells[block.owner]
        if cell >= 0 and (shape := self._shape(self.layout.nearest(cell, TABLES))):
            self._table(block, cell, *shape)
        elif block.kind == "item":
            self._list(block)
        elif block.kind == "quote":
            self._into("quote", self.layout.nearest(block.owner, BLOCK_QUOTATIONS), "p", block)
        else:
            self.open = self.row = self.last = None
            self._single(block)

    def _single(self, block: TextBlock) -> None:
        if block.kind == "head":
            level = re.search(r"h[1-6]", block.path.rsplit("/", 3)[-1]) or re.search(r"h[1-6](?=/|$)", block.path)
            etree.SubElement(self.entry, "ab", type="header", rend=level[0] if level else "h2").text = block.text
        elif block.kind == "code":
            etree.SubElement(etree.SubElement(self.entry, "p"), "code").text = block.text
        elif block.kind == "caption":
            etree.SubElement(etree.SubElement(self.entry, "figure"), "figDesc").text = block.text
        else:
            etree.SubElement(self.entry, "p").text = block.text

    def _into(self, tag: str, container: int, part: str, block: TextBlock) -> etree._Element:
        """Adds a part to the open element of `container`, which is opened if another one is."""
        if self.open is None or self.open[0] != container:
            self.open, self.row = (container, etree.SubElement(self.entry, tag)), None
        added = etree.SubElement(self.open[1], part)
        added.text = block.text
        return added

    def _list(self, block: TextBlock) -> None:
        item = self.layout.nearest(block.owner, ITEMS)
        container = self.layout.nearest(item, LISTS)
        if self.last and self.last[0] == item:  # a further paragraph of the same item
            self.last[1].text = f"{self.last[1].text} {block.text}"
            return
        if item in self.begun:  # what follows a list in it
            self.open = self.row = self.last = None
            self._single(block)
            return
        self.begun.add(item)
        self.last = item, self._into("list", container, "item", block)
        if container >= 0 and self.layout.tags[container] == "ol" and self.open:
            self.open[1].set("rend", "ol")
            self.last[1].set("n", str(self.numbers.get(item, len(self.open[1]))))

    def _table(self, block: TextBlock, cell: int, width: int, columns: dict[int, int]) -> None:
        container, row = self.layout.nearest(cell, TABLES), self.layout.nearest(cell, ROWS | TABLES)
        if self.open is None or self.open[0] != container:
            self.open, self.row = (container, etree.SubElement(self.entry, "table")), None
        if self.row is None or self.row[0] != row:
            self.row = row, etree.SubElement(self.open[1], "row")
            for _ in range(width):
                etree.SubElement(self.row[1], "cell")
        element = self.row[1][columns[cell]]
        element.text = f"{element.text} {block.text}" if element.text else " ".join(block.text.split())
        self.last = None

    def _shape(self, table: int) -> tuple[int, dict[int, int]] | None:
        """The columns of a table of data and those of its cells; None of one that a page is laid out by."""
        if table < 0:
            return None
        if table not in self.tables:
            self.tables[table] = tables.columns_of(self.layout, table) if tables.is_data(self.layout, table) else None
        return self.tables[table]


def _numbers_of(layout: Layout) -> dict[int, int]:
    """The number of each item of an ordered list, whatever stands in the items before it."""
    numbers: dict[int, int] = {}
    following: dict[int, int] = {}  # of a list the number of its next item
    lists = layout.nearest_of_each(LISTS)
    for container, tag in enumerate(layout.tags):
        above = lists[container] if tag == "li" else -1
        if above >= 0 and layout.tags[above] == "ol":
            usual = following.get(above, layout.numbers.get(above, 1))
            numbers[container] = layout.numbers.get(container, usual)
            following[above] = numbers[container] + 1
    return numbers


def as_text(body: str) -> str:
    """The body as lines: paragraphs, items and rows one a line, cells parted by ` | `; code keeps its lines."""
    lines = []
    for block in etree.fromstring(body).iter("p", "ab", "item", "row", "figDesc"):
        if block.tag == "row":
            lines.append(" | ".join(cell.text or "" for cell in block))
        else:
            lines.append("".join(map(str, block.itertext())))
    return "\n".join(line for line in lines if line.strip())


def as_markdown(article: Article, header: bool = True) -> str:
    """The article as CommonMark with tables; `header` puts title, author, date and address above."""
    blocks = [_heading(article)] if header else []
    for block in etree.fromstring(article.body)[0]:
        blocks.append(_markdown(block))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(article: Article) -> str:
    about = [part for part in (article.author, article.date, article.site) if part]
    lines = [f"# {_escape(article.title)}"] if article.title else []
    lines += [_escape(" · ".join(about))] if about else []
    lines += [f"<{article.url}>"] if article.url else []
    return "\n\n".join(lines)


def _markdown(block: etree._Element) -> str:
    if block.tag == "ab":
        return f"{'#' * max(2, int(block.get('rend', 'h2')[1:]))} {_escape(block.text)}"
    if block.tag == "list":
        marks = (f"{item.get('n')}." if item.get("n") else "-" for item in block)
        return "\n".join(f"{mark} {_escape(item.text)}" for mark, item in zip(marks, block, strict=True))
    if block.tag == "table":
        return _markdown_table([[_escape(cell.text).replace("|", "\\|") for cell in row] for row in block])
    if block.tag == "quote":
        return "\n>\n".join(f"> {_escape(part.text)}" for part in block)
    if block.tag == "figure":
        return f"*{_escape(block[0].text)}*"
    if len(block) and block[0].tag == "code":
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block[0].text or "")), default=0))
        return f"{fence}\n{block[0].text}\n{fence}"
    return _escape(block.text)


def _markdown_table(rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _escape(text: str | None) -> str:
    parts = FORMULA.split(text or "")  # every second is one
    escaped = "".join(part if place % 2 else SPECIAL.sub(r"\\\1", part) for place, part in enumerate(parts))
    return LINE_START.sub(r"\1\\\2", escaped)


def as_json(article: Article) -> str:
    """Every field of the article, its report included, as JSON."""
    return json.dumps(asdict(article), ensure_ascii=False, indent=2)


def as_tei(article: Article) -> str:
    """A TEI P5 document: header with title, author, publisher, date, licence and source, then the body."""
    document = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})  # type: ignore[dict-item]  # None: the default one
    header = _add_path(document, "teiHeader", "fileDesc")
    title = _add_path(header, "titleStmt")
    _add_path(title, "title").text = article.title or ""
    if article.author:
        _add_path(title, "author").text = article.author
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

"""The body of an article as XML-TEI, from the text blocks of a page that were kept.

Lists, quotations and notes stand in one another as they do on the page; a cell that takes several places of a table is
in each of them. `<ab>` is a heading, `<p><code>` a listing; `<hi>`, `<ref>`, `<code>` and `<formula>` are in lines.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from lxml import etree

from models.articles.article.footnotes import footnotes_of, without_own_links, without_way_back
from models.articles.article.lines import LEFT_OUT, fill
from models.articles.article.nesting import nesting_of
from models.articles.article.tables import TableWriter
from models.articles.page.blocks import Layout, TextBlock
from models.articles.page.document import without_controls
from models.articles.page.inline import Mark, Picture, Run, complete, merged
from models.articles.page.tags import BLOCK_QUOTATIONS, LISTS, TABLES

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
NOTE_ID = "note-"  # and the label: the id of a note in a body
MARK = re.compile(r"(?:\(?\d{1,3}[.)]|[•◦▪·‣–-])$")
FIGURES = frozenset(("figure",))
ONE_TEXT = frozenset(("item", "label", "note"))  # whose first paragraph stands in it without an element of its own


def body_of(layout: Layout, kept: Iterable[int]) -> etree._Element:
    """The text blocks `kept` (their numbers, in order) as the `<body>` of XML-TEI."""
    body = etree.Element("body")
    _Writer(layout, etree.SubElement(body, "div", type="entry"), list(kept)).write()
    return body


def body_of_text(text: str) -> str:
    """Lines of text as the `<body>` of XML-TEI."""
    body = etree.Element("body")
    entry = etree.SubElement(body, "div", type="entry")
    for line in without_controls(text.encode("utf-8", "replace")).decode().splitlines():
        if line.strip():
            fill(etree.SubElement(entry, "p"), [(line, ())])
    return etree.tostring(body, encoding="unicode")


class _Writer:
    """Where the next text block goes: into what it shares with the one before, and into new elements for the rest."""

    def __init__(self, layout: Layout, entry: etree._Element, kept: list[int]):
        self.layout, self.entry, self.kept = layout, entry, kept
        self.notes = footnotes_of(layout, kept, kept)
        self.nesting = nesting_of(layout, self.notes.labels)
        self.pictures = _pictures_before(layout, kept)
        self.among = set(kept)
        self.captioned: set[int] = set()  # figures whose captions that are not kept have been added
        self.open: list[tuple[int, etree._Element]] = []  # containers and their elements, outermost first
        self.table: TableWriter | None = None
        self.figure: tuple[int, etree._Element] | None = None
        self.last: tuple[int, etree._Element] | None = None  # owner of the last text block, and what it went into

    def write(self) -> None:
        """Writes every kept text block, and the pictures between them."""
        for number in self.kept:
            for picture in self.pictures.get(number, ()):
                self._add_picture(picture)
            self._add(number, self.layout.blocks[number])
        for picture in self.pictures.get(len(self.layout.blocks), ()):
            self._add_picture(picture)
        self._enter(-1)

    def _enter(self, container: int) -> None:
        """Closes what a container is not in, and opens what it is in."""
        innermost = self.nesting.innermost[container] if container >= 0 else -1
        if innermost == (self.open[-1][0] if self.open else -1):
            return
        chain = self.nesting.chain(container)
        same = 0
        while same < min(len(chain), len(self.open)) and self.open[same][0] == chain[same]:
            same += 1
        self.last = self.figure = None
        if same < len(self.open) and self.table:
            self.table.close()
            self.table = None
        del self.open[same:]
        for opened in chain[same:]:
            self.open.append((opened, self._opened(opened)))

    def _opened(self, container: int) -> etree._Element:
        inside, tag = self.open[-1][1] if self.open else self.entry, self.layout.tags[container]
        if container in self.notes.labels:
            label = self.notes.labels[container]
            return etree.SubElement(inside, "note", {XML_ID: _note_id(label), "n": label})
        if tag not in LISTS and inside.tag == "list":
            return self._item(inside, container, tag)
        inside = self._holder()
        if tag in TABLES:
            table = etree.SubElement(inside, "table")
            self.table = TableWriter(self.layout, table, self.nesting.shapes[container])
            return table
        if tag in BLOCK_QUOTATIONS:
            return etree.SubElement(inside, "quote")
        element = etree.SubElement(inside, "list")
        if tag != "ul":
            element.set("rend" if tag == "ol" else "type", "ol" if tag == "ol" else "gloss")
        return element

    def _item(self, inside: etree._Element, container: int, tag: str) -> etree._Element:
        item = etree.SubElement(inside, "label" if tag == "dt" else "item")
        if container in self.nesting.numbers:
            item.set("n", str(self.nesting.numbers[container]))
        return item

    def _holder(self) -> etree._Element:
        """The innermost open element that holds texts; of a list its last item."""
        element = self.open[-1][1] if self.open else self.entry
        if element.tag == "list":
            last = next(element.iterchildren(reversed=True), None)
            return etree.SubElement(element, "item") if last is None else last
        return element

    def _add(self, number: int, block: TextBlock) -> None:
        self._enter(block.owner)
        runs = self._runs_of(number, block)
        if not any(text.strip() for text, _ in runs) or self._is_mark(number, block):
            return
        if self.table:
            self._fill(self.table.place_of(block.owner), runs)
        elif block.kind == "code":
            self._add_code(block)
        elif block.kind == "caption":
            self._fill(etree.SubElement(self._figure(block.owner), "figDesc"), runs)
        elif block.kind == "head":
            level = re.search(r"h[1-6]", block.path.rsplit("/", 3)[-1]) or re.search(r"h[1-6](?=/|$)", block.path)
            self._fill(etree.SubElement(self._holder(), "ab", type="header", rend=level[0] if level else "h2"), runs)
        else:
            self._fill(self._paragraph(block.owner), runs)

    def _runs_of(self, number: int, block: TextBlock) -> list[Run]:
        """The runs of a text block, without the links that are no text."""
        runs = merged(self.layout.runs[number]) if number in self.layout.runs else None
        if self.notes.labels:
            note = next((container for container, element in self.open if element.tag == "note"), None)
            if note is not None:
                return without_way_back(self.layout, runs or [(block.text, ())], self.notes.labels[note])
        return without_own_links(self.layout, self.notes, runs) if runs else [(block.text, ())]

    def _is_mark(self, number: int, block: TextBlock) -> bool:
        """Whether a text is but the number or the sign of an item: some pages draw their lists themselves."""
        container, item = self.open[-1] if self.open else (-1, self.entry)
        is_first = item.tag == "item" and not item.text and next(iter(item), None) is None
        more = is_first and self.layout.tags[container] == "li" and number + 1 < self.layout.last[container]
        return more and MARK.match(block.text) is not None

    def _paragraph(self, owner: int) -> etree._Element:
        """What a paragraph goes into: a further line of an item stands on the first one's."""
        holder = self._holder()
        if self.last and self.last[0] == owner and holder.tag in ONE_TEXT:
            return self.last[1]
        first = holder.tag in ONE_TEXT and not holder.text and next(iter(holder), None) is None
        self.last = owner, holder if first else etree.SubElement(holder, "p")
        return self.last[1]

    def _add_code(self, block: TextBlock) -> None:
        code = etree.SubElement(etree.SubElement(self._holder(), "p"), "code", rend="block")
        code.text = block.text
        if language := self.layout.languages.get(block.owner):
            code.set("lang", language)

    def _figure(self, container: int) -> etree._Element:
        """The element of the figure that a container is in."""
        figure = self.layout.nearest(container, FIGURES)
        if self.figure is None or figure < 0 or self.figure[0] != figure:
            self.figure = figure, etree.SubElement(self._holder(), "figure")
        return self.figure[1]

    def _add_picture(self, picture: Picture) -> None:
        self._enter(picture.container)
        address = complete(picture.address, self.layout.base)
        if address and not self.table:
            graphic = etree.SubElement(self._figure(picture.container), "graphic", url=address)
            if picture.text:
                etree.SubElement(graphic, "desc").text = picture.text
            self._add_captions(self.layout.nearest(picture.container, FIGURES))

    def _add_captions(self, figure: int) -> None:
        """Adds the captions of a figure that are not kept, so marked."""
        if figure < 0 or figure in self.captioned:
            return
        self.captioned.add(figure)
        for number in range(self.layout.first[figure], self.layout.last[figure]):
            block = self.layout.blocks[number]
            if block.kind == "caption" and number not in self.among:
                runs = merged(self.layout.runs.get(number) or [(block.text, ())])
                self._fill(etree.SubElement(self._figure(block.owner), "figDesc", rend=LEFT_OUT), runs)

    def _fill(self, element: etree._Element, runs: list[Run]) -> None:
        fill(element, [self._with_call(run) for run in runs] if self.notes.targets else runs, self._address)

    def _with_call(self, run: Run) -> Run:
        """A run that calls a note is a link to it and nothing else."""
        called = self.notes.called_by(run)
        return run if called is None else (run[0], (Mark("link", f"#{_note_id(self.notes.labels[called])}"),))

    def _address(self, mark: Mark) -> str | None:
        if (mark.target or "").startswith(f"#{NOTE_ID}"):
            return mark.target
        return complete(mark.target, self.layout.base)


def _note_id(label: str) -> str:
    return NOTE_ID + re.sub(r"[^\w-]", lambda sign: f"{ord(sign[0]):x}", label)


def _pictures_before(layout: Layout, kept: list[int]) -> dict[int, list[Picture]]:
    """By the number of the kept text block after them (of all text blocks for the last ones) the pictures of an
    article: those of figures whose caption is kept, and those between two text blocks that are."""
    taken = set(kept)
    captioned = {layout.nearest(layout.blocks[number].owner, FIGURES)
                 for number in kept if layout.blocks[number].kind == "caption"} - {-1}  # fmt: skip
    pictures: dict[int, list[Picture]] = defaultdict(list)
    for picture in layout.pictures:
        figure = layout.nearest(picture.container, FIGURES)
        start, end = (layout.first[figure], layout.last[figure]) if figure >= 0 else (picture.block, picture.block)
        if figure in captioned or {start - 1, end} <= taken:
            after = bisect_left(kept, picture.block)
            pictures[kept[after] if after < len(kept) else len(layout.blocks)].append(picture)
    return pictures

"""The text blocks of a page in page order, and the containers around them, from one walk over its tree.

A text block is what a reader sees as one paragraph, line, cell or item: the text between two block-level boundaries,
inline tags dissolved. Containers are the block-level elements. Both are numbered in page order, so that what is
counted over the text blocks of any container is one subtraction of running sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page.inline import MAX_PICTURES, STYLES, Marks, Picture, Run, picture_of, with_mark
from models.articles.page.tags import CAPTIONS, CELLS, HEADINGS, INLINE, ITEMS, LEAKY, SILENT_IN_ARTICLES
from models.articles.page.walk import holds_prose

KINDS = {
    **dict.fromkeys(HEADINGS, "head"),
    **dict.fromkeys(ITEMS, "item"),
    **dict.fromkeys(CELLS, "cell"),
    **dict.fromkeys(CAPTIONS, "caption"),
    "pre": "code",
    "blockquote": "quote",
}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAX_BLOCKS = 60_000  # a page of a megabyte has about 5,000
MAX_PATH = 64  # tags: of deeper elements the path of the 64th stands
MAX_SPAN = 1_000  # columns or rows of a cell: what browsers allow
NUMBERED = CELLS | {"ol", "li", "pre"}  # whose attributes tell numbers or a language
NUMBER = re.compile(r"\s*(\d{1,9})")
MARKING = frozenset(("img", *STYLES))
MAX_NAMES = 200  # characters of class and id that are looked at


class TextBlock(NamedTuple):
    """One paragraph, line, cell or item. `kind` is p, head, item, cell, code, quote or caption.

    `owner` is the number of its container, `linked` counts its characters inside links.
    """

    text: str
    path: str
    kind: str
    owner: int
    linked: int


@dataclass(frozen=True)
class Layout:
    """Text blocks, and of each container: tag, names (class and id, lower case), number of its parent (-1: none), of
    its first text block and after its last, whether it is hidden.

    Of cells that take more than one place, `spans` has the columns and rows; of lists and items that name one,
    `numbers` has the number of the first item or the item's own, `reversed` the lists that count down; of code
    `languages` has the name that `code.py` found.
    `ids` has the container that an id is of or in, `runs` the runs of each text block that has links or emphasis,
    `pictures` those of the page, and addresses are completed by `base`.
    """

    blocks: list[TextBlock]
    tags: list[str]
    names: list[str]
    parents: list[int]
    first: list[int]
    last: list[int]
    hidden: list[bool]
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    languages: dict[int, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    runs: dict[int, list[Run]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    base: str | None = None

    def nearest_of_each(self, tags: frozenset[str]) -> list[int]:
        """`nearest` of every container, in one pass."""
        found: list[int] = []
        for container, (tag, parent) in enumerate(zip(self.tags, self.parents, strict=True)):
            found.append(container if tag in tags else found[parent] if parent >= 0 else -1)
        return found

    def nearest(self, container: int, tags: frozenset[str]) -> int:
        """The innermost container with one of those tags that `container` is or lies in; -1 if there is none."""
        while container >= 0 and self.tags[container] not in tags:
            container = self.parents[container]
        return container


def layout_of(tree: HtmlElement, base: str | None = None) -> Layout:
    """Reads a tree, whose addresses are completed by `base`; text blocks over `MAX_BLOCKS` are left out.

    It is `walk.walk` once more, written out: every element of every page passes here.
    """
    builder = _Builder(base)
    passed_over: HtmlElement | None = None
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        if event == "start":
            if tag in SILENT_IN_ARTICLES and not (tag in LEAKY and holds_prose(element)):
                passed_over = element
                events.skip_subtree()
                continue
            if tag not in INLINE:
                builder.enter(element, tag)
            elif tag in MARKING:
                builder.enter_inline(element, tag)
            text = element.text
        else:
            if element is passed_over:
                passed_over = None
            elif tag not in INLINE:
                builder.leave(tag)
            elif tag in STYLES:
                builder.leave_style(tag)
            text = element.tail
        if text:
            builder.add(text)
    return builder.layout


def _number(text: str) -> int | None:
    """The number that an attribute begins with."""
    found = NUMBER.match(text)
    return int(found[1]) if found else None


class _Open(NamedTuple):
    """An open container: its number, its path, and the kind of the text blocks in it."""

    container: int
    path: str
    kind: str


class _Builder:
    """Where the walk is: the open containers, and the pieces of the text block that is being read."""

    def __init__(self, base: str | None) -> None:
        self.layout = Layout([], [], [], [], [], [], [], base=base)
        self.open = [_Open(-1, "", "p")]  # innermost last; the first is what is around the tree
        self.pieces: list[str] = []
        self.marks: list[Marks] = []  # of each piece
        self.around: list[Marks] = [()]  # the marks of what is open, innermost last
        self.linked = self.links = 0

    def enter_inline(self, element: HtmlElement, tag: str) -> None:
        """An element that marks its text, or a picture."""
        if tag == "img":
            self._add_picture(element)
            return
        self.around.append(with_mark(self.around[-1], tag, element))
        if tag == "a":
            self.links += 1
            self._name(element.get("id") or element.get("name"), max(self.open[-1].container, 0))

    def leave_style(self, tag: str) -> None:
        self.around.pop()
        self.links -= tag == "a"

    def enter(self, element: HtmlElement, tag: str) -> None:
        """A line break, or a container."""
        if tag == "br":
            self._break()
            return
        if self.pieces:
            self.flush()
        out, number = self.layout, len(self.layout.tags)
        above, path, kind = self.open[-1]
        names, shown = "", True
        if attributes := dict(element.items()):
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}"[:MAX_NAMES].lower()
            style = attributes.get("style")
            shown = "hidden" not in attributes and not (style and HIDDEN.search(style[:500]))
            if tag in NUMBERED:
                self._read_numbers(number, tag, attributes)
            self._name(attributes.get("id"), number)
        out.tags.append(tag)
        out.names.append(names)
        out.parents.append(above)
        out.first.append(len(out.blocks))
        out.last.append(len(out.blocks))
        out.hidden.append(not shown or (above >= 0 and out.hidden[above]))
        if len(self.open) <= MAX_PATH:
            path = f"{path}/{tag}" if path else tag
        self.open.append(_Open(number, path, kind if kind == "code" else KINDS.get(tag, kind)))

    def _name(self, name: str | None, container: int) -> None:
        if name:
            self.layout.ids.setdefault(name, container)

    def _add_picture(self, element: HtmlElement) -> None:
        out = self.layout
        if len(out.tags) and len(out.pictures) < MAX_PICTURES:
            picture = picture_of(element, self.open[-1].container, len(out.blocks))
            out.pictures.extend([picture] if picture else [])

    def _read_numbers(self, container: int, tag: str, attributes: dict[str, str]) -> None:
        if tag in CELLS and ("colspan" in attributes or "rowspan" in attributes):
            wide, high = (_number(attributes.get(name, "1")) for name in ("colspan", "rowspan"))
            high = MAX_SPAN if high == 0 else high  # down to the end of the rows
            self.layout.spans[container] = min(wide or 1, MAX_SPAN), min(high or 1, MAX_SPAN)
        elif tag in ("ol", "li"):
            number = _number(attributes.get("start" if tag == "ol" else "value", ""))
            if number is not None:
                self.layout.numbers[container] = number
            if "reversed" in attributes:
                self.layout.reversed.add(container)
        elif tag == "pre" and "data-language" in attributes:
            self.layout.languages[container] = attributes["data-language"]

    def leave(self, tag: str) -> None:
        """The end of a container."""
        if tag == "br":
            return
        if self.pieces:
            self.flush()
        self.layout.last[self.open.pop().container] = len(self.layout.blocks)

    def add(self, text: str) -> None:
        if self.pieces or not text.isspace() or self.open[-1].kind == "code":
            self.pieces.append(text)
            self.marks.append(self.around[-1])
            if self.links:
                self.linked += len(text.strip())

    def _break(self) -> None:
        if self.open[-1].kind == "code":
            self.pieces.append("\n")
            self.marks.append(())
        elif self.pieces:
            self.flush()

    def flush(self) -> None:
        """Ends the text block that is being read."""
        out, (container, path, kind) = self.layout, self.open[-1]
        text = "".join(self.pieces)
        text = text.strip("\r\n").rstrip() if kind == "code" else " ".join(text.split())
        if text and container >= 0 and len(out.blocks) < MAX_BLOCKS:
            if kind != "code" and any(self.marks):
                out.runs[len(out.blocks)] = list(zip(self.pieces, self.marks, strict=True))
            out.blocks.append(TextBlock(text, path, kind, container, min(self.linked, len(text))))
        self.pieces, self.marks, self.linked = [], [], 0

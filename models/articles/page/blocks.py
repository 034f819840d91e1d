"""The text blocks of a page in page order, and the containers around them, from one walk over its tree.

A text block is what a reader sees as one paragraph, line, cell or item: the text between two block-level boundaries,
inline tags dissolved. Containers are the block-level elements. Both are numbered in page order, so that what is
counted over the text blocks of any container is one subtraction of running sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

from models.articles.page.inline import MAX_PICTURES, STYLES, Marks, Picture, Run, picture_of, with_mark
from models.articles.page.tags import CAPTIONS, CELLS, HEADINGS, INLINE, ITEMS, LEAKY, SILENT_IN_ARTICLES
from models.articles.page.walk import walk

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
NUMBER = re.compile(r"\s*(\d{1,9})")
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
    """Reads a tree, whose addresses are completed by `base`; text blocks over `MAX_BLOCKS` are left out."""
    builder = _Builder(base)
    for event, element, text in walk(tree, SILENT_IN_ARTICLES, LEAKY):
        if event == "text":
            builder.add(text)
        elif event == "enter":
            builder.enter(element, text)
        else:
            builder.leave(text)
    builder.flush()
    return builder.layout


def _number(text: str) -> int | None:
    """The number that an attribute begins with."""
    found = NUMBER.match(text)
    return int(found[1]) if found else None


class _Builder:
    """Where the walk is: the open containers, and the pieces of the text block that is being read."""

    def __init__(self, base: str | None) -> None:
        self.layout = Layout([], [], [], [], [], [], [], base=base)
        self.containers: list[int] = []
        self.paths: list[str] = []
        self.kinds: list[str] = []
        self.pieces: list[str] = []
        self.marks: list[Marks] = []  # of each piece
        self.around: list[Marks] = [()]  # the marks of what is open, innermost last
        self.linked = self.links = 0

    def enter(self, element: HtmlElement, tag: str) -> None:
        if tag in STYLES:
            self.around.append(with_mark(self.around[-1], tag, element))
            if tag == "a":
                self.links += 1
                self._name(element.get("id") or element.get("name"), self.containers[-1] if self.containers else 0)
        elif tag == "img":
            self._add_picture(element)
        elif tag == "br":
            self._break()
        elif tag not in INLINE:
            if self.pieces:
                self.flush()
            self._open_container(element, tag)

    def _open_container(self, element: HtmlElement, tag: str) -> None:
        out, above = self.layout, self.containers[-1] if self.containers else -1
        names, shown = "", True
        if attributes := dict(element.items()):
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}"[:MAX_NAMES].lower()
            style = attributes.get("style")
            shown = "hidden" not in attributes and not (style and HIDDEN.search(style[:500]))
            self._read_numbers(len(out.tags), tag, attributes)
            self._name(attributes.get("id"), len(out.tags))
        out.tags.append(tag)
        out.names.append(names)
        out.parents.append(above)
        out.first.append(len(out.blocks))
        out.last.append(len(out.blocks))
        out.hidden.append((above >= 0 and out.hidden[above]) or not shown)
        path = self.paths[-1] if self.paths else ""
        self.paths.append(path if len(self.paths) >= MAX_PATH else f"{path}/{tag}" if path else tag)
        around = self.kinds[-1] if self.kinds else "p"
        own = KINDS.get(tag)
        self.kinds.append(around if own is None or around == "code" else own)
        self.containers.append(len(out.tags) - 1)

    def _name(self, name: str | None, container: int) -> None:
        if name:
            self.layout.ids.setdefault(name, container)

    def _add_picture(self, element: HtmlElement) -> None:
        out = self.layout
        if self.containers and len(out.pictures) < MAX_PICTURES:
            picture = picture_of(element, self.containers[-1], len(out.blocks))
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
        if tag in STYLES:
            self.around.pop()
            self.links -= tag == "a"
        elif tag != "br" and tag not in INLINE:
            if self.pieces:
                self.flush()
            self.layout.last[self.containers.pop()] = len(self.layout.blocks)
            self.paths.pop()
            self.kinds.pop()

    def add(self, text: str) -> None:
        if not self.containers or (not self.pieces and text.isspace() and self.kinds[-1] != "code"):
            return
        self.pieces.append(text)
        self.marks.append(self.around[-1])
        if self.links:
            self.linked += len(text.strip())

    def _break(self) -> None:
        if self.kinds and self.kinds[-1] == "code":
            self.pieces.append("\n")
            self.marks.append(())
        else:
            self.flush()

    def flush(self) -> None:
        """Ends the text block that is being read."""
        if not self.pieces:
            return
        text, kind = "".join(self.pieces), self.kinds[-1]
        text = text.strip("\r\n").rstrip() if kind == "code" else " ".join(text.split())
        if text.strip() and len(self.layout.blocks) < MAX_BLOCKS:
            linked = min(self.linked, len(text))
            if kind != "code" and any(self.marks):
                self.layout.runs[len(self.layout.blocks)] = list(zip(self.pieces, self.marks, strict=True))
            self.layout.blocks.append(TextBlock(text, self.paths[-1], kind, self.containers[-1], linked))
        self.pieces, self.marks, self.linked = [], [], 0

"""The text blocks of a page in page order, and the containers around them, from one walk over its tree.

A text block is what a reader sees as one paragraph, line, cell or item: the text between two block-level boundaries,
inline tags dissolved. Containers are the block-level elements. Both are numbered in page order, so that what is
counted over the text blocks of any container is one subtraction of running sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page.hidden import Hidden
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
MAX_BLOCKS = 60_000  # a page of a megabyte has about 5,000
MAX_PATH = 64  # tags: of deeper elements the path of the 64th stands
MAX_SPAN = 1_000  # columns or rows of a cell: what browsers allow
NUMBERED = CELLS | {"ol", "li", "pre"}  # whose attributes tell numbers or a language
NUMBER = re.compile(r"\s*(\d{1,9})")
# What an element is to the walk; any other is a container.
ROLES = {
    **dict.fromkeys(INLINE, "inline"),
    **dict.fromkeys(STYLES, "style"),
    **dict.fromkeys(SILENT_IN_ARTICLES, "silent"),
    "img": "picture",
    "br": "break",
}
MAX_NAMES = 200  # characters of class and id that are looked at
NOTHING = Hidden()


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


def layout_of(tree: HtmlElement, base: str | None = None, hidden: Hidden = NOTHING) -> Layout:
    """Reads a tree, whose addresses are completed by `base`, but no `hidden` words; text blocks over `MAX_BLOCKS` are
    left out.

    It is `walk.walk` once more, written out: every element of every page passes here.
    """
    builder = _Builder(hidden.boxes)
    pieces, words, role_of = builder.pieces, hidden.words, ROLES.get
    passed_over: HtmlElement | None = None
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        role = role_of(tag, "container")
        if event == "start":
            if (role == "silent" and not (tag in LEAKY and holds_prose(element))) or (words and element in words):
                passed_over = element
                events.skip_subtree()
                continue
            if role == "container" or role == "silent":
                builder.enter(element, tag)
            elif role == "style":
                builder.enter_style(element, tag)
            elif role == "break":
                builder.end_line()
            elif role == "picture":
                builder.add_picture(element)
            text = element.text
        else:
            if element is passed_over:
                passed_over = None
            elif role == "container" or role == "silent":
                builder.leave()
            elif role == "style":
                builder.leave_style(tag)
            text = element.tail
        if text and (pieces or not text.isspace() or builder.open[-1][2] == "code"):
            builder.add(text)
    return builder.layout(base)


def _number(text: str) -> int | None:
    """The number that an attribute begins with."""
    found = NUMBER.match(text)
    return int(found[1]) if found else None


class _Builder:
    """Where the walk is: what it has found, the open containers, and the pieces of the text block that is being read.

    An open container is its number, its path, the kind of the text blocks in it, and whether it is hidden.
    """

    def __init__(self, hidden: frozenset[HtmlElement]) -> None:
        self.hidden = hidden
        self.found = Layout([], [], [], [], [], [], [])
        self.containers: list[tuple[str, str, int, int, bool]] = []  # tag, names, parent, first, hidden
        self.open: list[tuple[int, str, str, bool]] = [(-1, "", "p", False)]  # innermost last; first what is around all
        self.pieces: list[str] = []
        self.marks: list[Marks] = []  # of each piece
        self.around: list[Marks] = [()]  # the marks of what is open, innermost last
        self.linked = self.links = 0

    def layout(self, base: str | None) -> Layout:
        """What was found."""
        columns = zip(*self.containers, strict=True) if self.containers else ((),) * 5
        tags, names, parents, first, hidden = map(list, columns)
        return replace(self.found, tags=tags, names=names, parents=parents, first=first, hidden=hidden, base=base)

    def enter(self, element: HtmlElement, tag: str) -> None:
        """A container."""
        if self.pieces:
            self.flush()
        number, names = len(self.containers), ""
        above, path, kind, hidden = self.open[-1]
        classes, name = element.get("class"), element.get("id")
        if classes is not None or name is not None:
            names = f"{classes or ''} {name or ''}"[:MAX_NAMES].lower()
            self._name(name, number)
        if self.hidden and not hidden:
            hidden = element in self.hidden
        if tag in NUMBERED:
            self._read_numbers(number, tag, dict(element.items()))
        self.containers.append((tag, names, above, len(self.found.blocks), hidden))
        self.found.last.append(0)
        if len(self.open) <= MAX_PATH:
            path = f"{path}/{tag}" if path else tag
        self.open.append((number, path, kind if kind == "code" else KINDS.get(tag, kind), hidden))

    def leave(self) -> None:
        """The end of a container."""
        if self.pieces:
            self.flush()
        self.found.last[self.open.pop()[0]] = len(self.found.blocks)

    def add_picture(self, element: HtmlElement) -> None:
        """A picture, unless it stands in nothing or is a sign of the page."""
        container = self.open[-1][0]
        if container >= 0 and len(self.found.pictures) < MAX_PICTURES:
            picture = picture_of(element, container, len(self.found.blocks))
            self.found.pictures.extend([picture] if picture else [])

    def enter_style(self, element: HtmlElement, tag: str) -> None:
        """An element that marks its text."""
        self.around.append(with_mark(self.around[-1], tag, element))
        if tag == "a":
            self.links += 1
            self._name(element.get("id") or element.get("name"), max(self.open[-1][0], 0))

    def leave_style(self, tag: str) -> None:
        """The end of an element that marks its text."""
        self.around.pop()
        self.links -= tag == "a"

    def _name(self, name: str | None, container: int) -> None:
        if name:
            self.found.ids.setdefault(name, container)

    def _read_numbers(self, container: int, tag: str, attributes: dict[str, str]) -> None:
        if tag in CELLS and ("colspan" in attributes or "rowspan" in attributes):
            wide, high = (_number(attributes.get(name, "1")) for name in ("colspan", "rowspan"))
            high = MAX_SPAN if high == 0 else high  # down to the end of the rows
            self.found.spans[container] = min(wide or 1, MAX_SPAN), min(high or 1, MAX_SPAN)
        elif tag in ("ol", "li"):
            number = _number(attributes.get("start" if tag == "ol" else "value", ""))
            if number is not None:
                self.found.numbers[container] = number
            if "reversed" in attributes:
                self.found.reversed.add(container)
        elif tag == "pre" and "data-language" in attributes:
            self.found.languages[container] = attributes["data-language"]

    def add(self, text: str) -> None:
        """A text that begins or goes on with a text block."""
        self.pieces.append(text)
        self.marks.append(self.around[-1])
        if self.links:
            self.linked += len(text.strip())

    def end_line(self) -> None:
        """A line break."""
        if self.open[-1][2] == "code":
            self.pieces.append("\n")
            self.marks.append(())
        elif self.pieces:
            self.flush()

    def flush(self) -> None:
        """Ends the text block that is being read."""
        blocks, (container, path, kind, _) = self.found.blocks, self.open[-1]
        text = "".join(self.pieces)
        text = text.strip("\r\n").rstrip() if kind == "code" else " ".join(text.split())
        if text and container >= 0 and len(blocks) < MAX_BLOCKS:
            if kind != "code" and any(self.marks):
                self.found.runs[len(blocks)] = list(zip(self.pieces, self.marks, strict=True))
            blocks.append(TextBlock(text, path, kind, container, min(self.linked, len(text))))
        self.pieces.clear()
        self.marks.clear()
        self.linked = 0

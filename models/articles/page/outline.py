"""A page as flat lists: its elements in document order, and the pieces of text that lie in them.

A subtree is a range of elements and a range of pieces, and whatever is counted over pieces is had for any subtree by
one subtraction of running sums.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from lxml.html import HtmlElement

from models.articles.page.tags import BLOCK_QUOTATIONS, HEADINGS, INLINE, SILENT
from models.articles.page.walk import walk

MAX_TOKENS = 12  # class tokens looked at on an element; nobody's pages need more, a hostile page may have 200,000

NO_ATTRIBUTES: Mapping[str, str] = {}
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


@dataclass
class Outline:
    """Elements by number, in document order; pieces of text by number, in document order.

    Of element e: `elements[e]` (lxml), `attributes[e]`, `tags[e]`, `parents[e]` (-1 for the root), `ends[e]` (number
    after its last descendant), `tokens[e]` (class tokens, digits as #), `first[e]` and `last[e]` (its pieces are
    [first, last)), `links[e]` and `heads[e]` (number of the link or heading that it lies in, or -1). Of piece p:
    `pieces[p]` (white space collapsed), `owners[p]`, `breaks[p]` (0 same line as the piece before, 1 new line, 2 new
    block), and of those in `<pre>` `codes[p]` (with their white space).
    """

    elements: list[HtmlElement] = field(default_factory=list)
    attributes: list[Mapping[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tokens: list[tuple[str, ...]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)

    def text(self, start: int, end: int) -> str:
        """The pieces [start, end) as text, a line a line."""
        return self.joined(range(start, end))

    def joined(self, pieces: Iterable[int]) -> str:
        """Those pieces as text; a gap between them counts as a new line. Code keeps its lines."""
        lines: list[str] = []
        before = None
        for is_code, run in groupby(pieces, key=self.codes.__contains__):
            parts: list[str] = []
            for piece in run:
                gap = before is not None and (self.breaks[piece] or piece != before + 1)
                if gap and not (is_code and parts and parts[-1].endswith("\n")):
                    parts.append("\n")
                parts.append(self.codes[piece] if is_code else self.pieces[piece])
                before = piece
            lines += (_lines_of_code if is_code else _lines)("".join(parts))
        return "\n".join(lines)

    def ancestors(self, element: int) -> Iterator[int]:
        """The elements around it, innermost first, itself left out."""
        while (element := self.parents[element]) >= 0:
            yield element

    def nesting(self, members: list[int]) -> list[int]:
        """How many of the members, which are in page order, each of them lies in."""
        levels: list[int] = []
        open_ends: list[int] = []
        for member in members:
            while open_ends and open_ends[-1] <= member:
                open_ends.pop()
            levels.append(len(open_ends))
            open_ends.append(self.ends[member])
        return levels

    def children(self, element: int) -> Iterator[int]:
        """Its child elements in order."""
        child = element + 1
        while child < self.ends[element]:
            yield child
            child = self.ends[child]


def _lines(text: str) -> list[str]:
    """Lines without white space around them, and none that is empty."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]


def _lines_of_code(text: str) -> list[str]:
    """Lines as they are, but for the white space at their ends, and empty ones at the start and the end."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").split("\n")


@lru_cache(maxsize=8192)  # a page says the same of many elements
def tokens_of(classes: str) -> tuple[str, ...]:
    """Class tokens, lower case, each run of digits as one #."""
    if not classes:
        return ()
    return tuple(_DIGITS.sub("#", token) for token in classes.lower()[:2000].split()[:MAX_TOKENS])


def outline_of(root: HtmlElement) -> Outline:
    """Reads a tree."""
    builder = _Builder()
    for event, element, text in walk(root, SILENT):
        if event == "text":
            builder.add(text)
        elif event == "enter":
            builder.enter(element, text)
        else:
            builder.leave()
    return builder.outline


class _Builder:
    """Where the walk is: the open elements, and the break that comes before the next piece."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.stack: list[int] = []
        self.gap = 2
        self.open_pres = 0
        self.space = ""  # in `<pre>`, before its first piece

    def enter(self, element: HtmlElement, tag: str) -> None:
        out, number, pieces = self.outline, len(self.outline.tags), len(self.outline.pieces)
        parent = self.stack[-1] if self.stack else -1
        items = element.items()
        attributes = dict(items) if items else NO_ATTRIBUTES
        out.elements.append(element)
        out.attributes.append(attributes)
        out.tags.append(tag)
        out.parents.append(parent)
        out.ends.append(number + 1)
        out.tokens.append(tokens_of(attributes["class"]) if "class" in attributes else ())
        out.first.append(pieces)
        out.last.append(pieces)
        out.links.append(number if tag == "a" else out.links[parent] if parent >= 0 else -1)
        out.heads.append(number if tag in HEADINGS else out.heads[parent] if parent >= 0 else -1)
        self.stack.append(number)
        if tag == "pre":
            self.open_pres += 1
        elif tag == "br" and self.open_pres:
            self._add_code("\n", True)
        if self.gap < 2:
            self.gap = max(self.gap, self._gap(tag, parent))

    def leave(self) -> None:
        number = self.stack.pop()
        out, tag = self.outline, self.outline.tags[number]
        out.ends[number], out.last[number] = len(out.tags), len(out.pieces)
        if tag == "pre":
            self.open_pres -= 1
        if self.gap < 2:
            self.gap = max(self.gap, self._gap(tag, out.parents[number]))

    def add(self, text: str) -> None:
        if not self.stack:
            return
        collapsed, pieces = " " if text.isspace() else _SPACE.sub(" ", text), self.outline.pieces
        if self.open_pres:
            self._add_code(text.replace("\r\n", "\n").replace("\xa0", " "), collapsed == " ")
        else:
            self.space = ""
        if collapsed != " ":
            self._append(collapsed)
        elif pieces and not self.gap and not pieces[-1].endswith(" "):
            pieces[-1] += " "

    def _add_code(self, text: str, blank: bool) -> None:
        codes, piece = self.outline.codes, len(self.outline.pieces)
        if not blank:
            codes[piece], self.space = self.space + text, ""
        elif not self.gap and piece - 1 in codes:
            codes[piece - 1] += text
        else:
            self.space += text

    def _append(self, text: str) -> None:
        self.outline.pieces.append(text)
        self.outline.owners.append(self.stack[-1])
        self.outline.breaks.append(self.gap)
        self.gap = 0

    def _gap(self, tag: str, parent: int) -> int:
        if tag == "cite" and parent >= 0:  # of a quotation it is the heading, in a sentence the title of a work
            tags, above = self.outline.tags, self.outline.parents[parent]
            within = {tags[parent], tags[above] if above >= 0 else ""}
            return 0 if within.isdisjoint(BLOCK_QUOTATIONS) else 1
        return 0 if tag in INLINE else 1 if tag == "br" else 2

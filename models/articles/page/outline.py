"""A page as flat lists: its elements in document order, and the pieces of text that lie in them.

One pass without recursion, so that depth costs nothing. A subtree is a range of elements and a range of pieces, and
whatever is counted over pieces is had for any subtree by one subtraction of running sums.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

SKIPPED = frozenset(["head", "script", "style", "template", "select", "option", "button", "textarea", "svg"]).union(
    ["iframe", "object", "audio", "video", "canvas", "map", "datalist"]
)
INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins"]
).union(
    ["kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"],
    ["sup", "time", "tt", "u", "var", "wbr", "input", "noscript"],
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
MOST_TOKENS = 12  # class tokens looked at on an element; nobody's pages need more, a hostile page may have 200,000
MOST_ELEMENTS = 400_000

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


@dataclass
class Outline:
    """Elements by number, in document order; pieces of text by number, in document order.

    Of element e: `elements[e]` (lxml), `tags[e]`, `parents[e]` (-1 for the root), `ends[e]` (number after its last
    descendant), `tokens[e]` (class tokens, digits as #), `first[e]` and `last[e]` (its pieces are [first, last)),
    `links[e]` and `heads[e]` (number of the link or heading that it lies in, or -1). Of piece p: `pieces[p]` (white
    space collapsed), `owners[p]`, `breaks[p]` (0 same line as the piece before, 1 new line, 2 new block).
    """

    elements: list = field(default_factory=list)
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

    def text(self, start: int, end: int) -> str:
        """The pieces [start, end) as text, a line a line."""
        return self.joined(range(start, end))

    def joined(self, pieces) -> str:
        """Those pieces as text; a gap between them counts as a new line."""
        parts: list[str] = []
        before = None
        for piece in pieces:
            if before is not None and (self.breaks[piece] or piece != before + 1):
                parts.append("\n")
            parts.append(self.pieces[piece])
            before = piece
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n"))
        return "\n".join(line for line in lines if line)

    def ancestors(self, element: int):
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

    def children(self, element: int):
        """Its child elements in order."""
        child = element + 1
        while child < self.ends[element]:
            yield child
            child = self.ends[child]


def tokens_of(classes: str) -> tuple[str, ...]:
    """Class tokens, lower case, each run of digits as one #."""
    if not classes:
        return ()
    return tuple(_DIGITS.sub("#", token) for token in classes.lower()[:2000].split()[:MOST_TOKENS])


def outline_of(root) -> Outline:
    """Reads an lxml tree. Elements over `MOST_ELEMENTS` are left out."""
    outline = Outline()
    walk = _Walk(outline)
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            if element.tag in SKIPPED or len(outline.tags) >= MOST_ELEMENTS:
                events.skip_subtree()
                walk.skipped.add(element)
                continue
            walk.open(element)
        elif event == "end":
            walk.close(element)
        else:
            walk.add(element.tail)
    return outline


class _Walk:
    """Where the pass is: the open elements, and the break that comes before the next piece."""

    def __init__(self, outline: Outline):
        self.outline, self.stack, self.gap, self.skipped = outline, [], 2, set()

    def open(self, element) -> None:
        out, number = self.outline, len(self.outline.tags)
        parent = self.stack[-1] if self.stack else -1
        tag = element.tag if isinstance(element.tag, str) else "?"
        out.elements.append(element)
        out.tags.append(tag)
        out.parents.append(parent)
        out.ends.append(number + 1)
        out.tokens.append(tokens_of(element.get("class", "")))
        out.first.append(len(out.pieces))
        out.last.append(len(out.pieces))
        out.links.append(number if tag == "a" else out.links[parent] if parent >= 0 else -1)
        out.heads.append(number if tag in HEADINGS else out.heads[parent] if parent >= 0 else -1)
        self.stack.append(number)
        self.gap = max(self.gap, self._gap(tag, parent))
        self.add(element.text)

    def close(self, element) -> None:
        if element in self.skipped:
            self.skipped.discard(element)
            self.add(element.tail)
            return
        number = self.stack.pop()
        out = self.outline
        out.ends[number], out.last[number] = len(out.tags), len(out.pieces)
        self.gap = max(self.gap, self._gap(out.tags[number], out.parents[number]))
        if self.stack:
            self.add(element.tail)

    def add(self, text: str | None) -> None:
        if text and self.stack:
            text = _SPACE.sub(" ", text)
            if text != " ":
                self._append(text)
            elif self.outline.pieces and not self.gap and not self.outline.pieces[-1].endswith(" "):
                self.outline.pieces[-1] += " "

    def _append(self, text: str) -> None:
        self.outline.pieces.append(text)
        self.outline.owners.append(self.stack[-1])
        self.outline.breaks.append(self.gap)
        self.gap = 0

    def _gap(self, tag: str, parent: int) -> int:
        if tag == "cite" and parent >= 0:  # of a quotation it is the heading, in a sentence the title of a work
            tags, above = self.outline.tags, self.outline.parents[parent]
            return 1 if "blockquote" in (tags[parent], tags[above] if above >= 0 else "") else 0
        return 0 if tag in INLINE else 1 if tag == "br" else 2

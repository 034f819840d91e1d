"""The texts of a page in page order, and the containers around them, from one pass over its tree.

A stretch is what a reader sees as one paragraph, line, cell or item: the text between two block-level boundaries,
inline tags dissolved. Containers are the block-level elements. Both are numbered in page order, so that what is
counted over the stretches of any container is one subtraction of running sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

SILENT = frozenset(
    (
        "head", "script", "style", "noscript", "template", "iframe", "object", "audio", "video", "canvas", "map", "svg",
        "math", "select", "button", "textarea", "datalist", "option",
    )
)  # fmt: skip
INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
        "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr", "input", "o:p", "data", "picture", "source",
    )
)  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
KINDS = {
    **dict.fromkeys(HEADINGS, "head"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    "pre": "code",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
}
LEAKY = frozenset(("button", "svg", "object", "canvas", "map", "audio", "video", "math"))  # unclosed, they swallow much
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MOST_STRETCHES = 60_000  # a page of a megabyte has about 5,000
DEEPEST_PATH = 64  # tags: of deeper elements the path of the 64th stands
LONGEST_NAMES = 200  # characters of class and id that are looked at


class Stretch(NamedTuple):
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
    """Stretches, and of each container: tag, names (class and id, lower case), number of its parent (-1: none), of its
    first stretch and after its last, whether it is hidden."""

    stretches: list[Stretch]
    tags: list[str]
    names: list[str]
    parents: list[int]
    first: list[int]
    last: list[int]
    hidden: list[bool]

    def nearest(self, container: int, tags: frozenset[str]) -> int:
        """The innermost container with one of those tags that `container` is or lies in; -1 if there is none."""
        while container >= 0 and self.tags[container] not in tags:
            container = self.parents[container]
        return container


def layout_of(tree: HtmlElement) -> Layout:
    """Reads a tree; stretches over `MOST_STRETCHES` are left out."""
    walk = _Walk()
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        if event == "end":
            walk.close(element, tag)
        elif tag in SILENT and not _swallowed(element):
            walk.silent = element
            events.skip_subtree()
        else:
            walk.open(element, tag)
    walk.flush()
    return walk.layout


def _swallowed(element: HtmlElement) -> bool:
    return element.tag in LEAKY and next(element.iter("p", "article", "main", "table"), None) is not None


class _Walk:
    """Where the pass is: the open containers, and the pieces of the stretch that is being read."""

    def __init__(self) -> None:
        self.layout = Layout([], [], [], [], [], [], [])
        self.containers: list[int] = []
        self.paths: list[str] = []
        self.kinds: list[str] = []
        self.pieces: list[str] = []
        self.linked = self.links = 0
        self.silent: HtmlElement | None = None

    def open(self, element: HtmlElement, tag: str) -> None:
        if tag == "a":
            self.links += 1
        elif tag == "br":
            self._break()
        elif tag not in INLINE:
            if self.pieces:
                self.flush()
            self._open_container(element, tag)
        if text := element.text:
            self.add(text)

    def _open_container(self, element: HtmlElement, tag: str) -> None:
        out, above = self.layout, self.containers[-1] if self.containers else -1
        names, shown = "", True
        if attributes := dict(element.items()):
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}"[:LONGEST_NAMES].lower()
            style = attributes.get("style")
            shown = "hidden" not in attributes and not (style and HIDDEN.search(style[:500]))
        out.tags.append(tag)
        out.names.append(names)
        out.parents.append(above)
        out.first.append(len(out.stretches))
        out.last.append(len(out.stretches))
        out.hidden.append((above >= 0 and out.hidden[above]) or not shown)
        path = self.paths[-1] if self.paths else ""
        self.paths.append(path if len(self.paths) >= DEEPEST_PATH else f"{path}/{tag}" if path else tag)
        around = self.kinds[-1] if self.kinds else "p"
        own = KINDS.get(tag)
        self.kinds.append(around if own is None or around == "code" else own)
        self.containers.append(len(out.tags) - 1)

    def close(self, element: HtmlElement, tag: str) -> None:
        if tag == "a":
            self.links -= 1
        elif element is self.silent:
            self.silent = None
        elif tag != "br" and tag not in INLINE:
            if self.pieces:
                self.flush()
            self.layout.last[self.containers.pop()] = len(self.layout.stretches)
            self.paths.pop()
            self.kinds.pop()
        if text := element.tail:
            self.add(text)

    def add(self, text: str) -> None:
        if not self.containers or (not self.pieces and text.isspace() and self.kinds[-1] != "code"):
            return
        self.pieces.append(text)
        if self.links:
            self.linked += len(text.strip())

    def _break(self) -> None:
        if self.kinds and self.kinds[-1] == "code":
            self.pieces.append("\n")
        else:
            self.flush()

    def flush(self) -> None:
        """Ends the stretch that is being read."""
        if not self.pieces:
            return
        text, kind = "".join(self.pieces), self.kinds[-1]
        text = text.strip("\r\n").rstrip() if kind == "code" else " ".join(text.split())
        if text.strip() and len(self.layout.stretches) < MOST_STRETCHES:
            linked = min(self.linked, len(text))
            self.layout.stretches.append(Stretch(text, self.paths[-1], kind, self.containers[-1], linked))
        self.pieces, self.linked = [], 0

"""What is measured of a whole page, to tell which kind it is: how its text is dealt out over paragraphs, headings,
cells and code; what is repeated on it, with or without prices and dates; what it says, declares and is addressed by.

It looks at what an extraction has read anyway, the page's text blocks and containers, and costs a small part of one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import cast
from urllib.parse import urlsplit

import numpy as np
from lxml import etree
from lxml.html import HtmlElement

from models.articles.article.shape import width_of
from models.articles.kind import words
from models.articles.page.blocks import Layout, TextBlock
from models.articles.page.document import Page
from models.articles.page.linked_data import Node

PROSE = 80  # width from which a text block counts as prose: a line of Latin text
LINE = 60  # characters of a block that may be a price, a day or a button
MAX_TEXT = 20_000  # characters of the page in which words are counted
MAX_DECLARED = 400  # types of structured data
LARGE, MANY = 2, 3  # groups of repeated containers that are measured: by their text, and how many are enough for one
TAGS = ("form", "table", "tr", "article", "nav", "section", "h1", "h2", "h3", "h4", "li", "dt", "pre", "main", "aside")
COUNTED = ("a", "img", "input", "select", "button", "code", "time", "iframe", "video", "noscript")
ITEM_TYPES = etree.XPath("//@itemtype | //@typeof")
KINDS = ("p", "head", "item", "cell", "code", "quote", "caption")
GROUP = ("count", "share", "width", "linked", "prose", "priced", "dated")

FEATURES = (
    *(f"host {name}" for name in words.HOSTS),
    *(f"path {name}" for name in words.PATHS),
    *("root", "depth", "dashes", "digits", "query"),
    *(f"type {name}" for name in words.TYPES),
    *("og article", "og product", "og website", "told date", "told price"),
    *(f"title {name}" for name in words.TITLES),
    *("title width", "blocks", "width", "linked", "prose", "paragraphs", "longest", "mean", "outside"),
    *(f"share {kind}" for kind in KINDS),
    *(f"count {kind}" for kind in KINDS),
    *(f"tags {tag}" for tag in (*TAGS, *COUNTED)),
    *("prices", "price lines", "days", "questions", "repeated", "first prose"),
    *("h1 at", "h1 width", "price after h1", "prose after h1"),
    *(f"{name} {part}" for name in ("largest", "second") for part in GROUP),
    *(f"says {name}" for name in words.PHRASES),
    *(f"names {name}" for name in words.NAMES),
)
DECLARED = FEATURES.index("title documentation")  # features before it are of the address and of what the page declares


def measure(page: Page, nodes: list[Node]) -> np.ndarray:
    """The features of a page, float32; `nodes` are its `linked_data.nodes`."""
    title = (page.tree.findtext(".//title") or "").strip()[:300].lower()
    own = _Blocks(page.layout)
    columns = [
        *_address(page.url),
        *_declared(page.tree, nodes),
        *(float(pattern.search(title) is not None) for pattern in _compiled("TITLES")),
        len(title),
        *own.amounts(),
        *_tags(page),
        *own.lines(),
        *own.below_title(),
        *own.groups(),
        *_phrases(page.tree, own),
        *_names(page.layout),
    ]
    return np.array(columns, np.float32)


@lru_cache
def _compiled(table: str) -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in getattr(words, table).values()]


def _address(url: str | None) -> list[float]:
    try:
        parts = urlsplit((url or "").lower())
    except ValueError:
        parts = urlsplit("")
    host, path = f"{parts.netloc}/", f"{parts.path}?{parts.query}" if parts.query else parts.path
    told = [float(pattern.search(host) is not None) for pattern in _compiled("HOSTS")]
    told += [float(pattern.search(path) is not None) for pattern in _compiled("PATHS")]
    last = parts.path.rstrip("/").rpartition("/")[2]
    root = -1.0 if not parts.netloc else float(parts.path in ("", "/"))
    shape = [parts.path.rstrip("/").count("/"), last.count("-") + last.count("_"), sum(map(str.isdigit, last))]
    return [*told, root, *map(float, shape), float(bool(parts.query))]


def _declared(tree: HtmlElement, nodes: list[Node]) -> list[float]:
    """How many things of each type there are in the structured data, and what the head says."""
    types = [str(node["@type"]) for node in nodes[:MAX_DECLARED] if "@type" in node]
    types += _strings(ITEM_TYPES, tree)[:MAX_DECLARED]
    told = "\n".join(types)
    counts = [np.log1p(len(pattern.findall(told))) for pattern in _compiled("TYPES")]
    metas = tree.iter("meta")
    head = {(meta.get("property") or meta.get("name") or "").lower(): meta.get("content") or "" for meta in metas}
    kind = head.get("og:type", "").lower()
    said = [float(name in kind) for name in ("article", "product", "website")]
    dated = any(name in head for name in ("article:published_time", "pubdate", "publishdate", "date"))
    return [*counts, *said, float(dated), float(any("price" in name for name in head))]


def _strings(query: etree.XPath, tree: HtmlElement) -> list[str]:
    return cast("list[str]", query(tree))


def _tags(page: Page) -> list[float]:
    """How many elements of each tag."""
    block = Counter(page.layout.tags)
    others = Counter(element.tag for element in page.tree.iter(*COUNTED))
    return list(np.log1p([*(block[tag] for tag in TAGS), *(others[tag] for tag in COUNTED)]))


def _buttons(tree: HtmlElement) -> Iterator[str]:
    """The texts on and in what is clicked and filled in."""
    for element in tree.iter("button", "input"):
        if element.tag == "button":
            yield from element.itertext()
        else:
            yield from (text for name in ("value", "placeholder") if (text := element.get(name)) is not None)


def _phrases(tree: HtmlElement, own: "_Blocks") -> list[float]:
    """How often the page says the words of each kind, over a thousand characters of it."""
    buttons = " \n ".join(text for text in _buttons(tree) if len(text) <= LINE)[:MAX_TEXT]
    text = f" {own.text[:MAX_TEXT]}\n{buttons.lower()} "
    return list(np.log1p(_counts(text, "PHRASES") * 1000 / (len(text) + 1000)))


def _names(layout: Layout) -> list[float]:
    """How often class and id names have the pieces of each kind, over a hundred containers."""
    names = "\n".join(layout.names)[:MAX_TEXT]
    return list(np.log1p(_counts(names, "NAMES") * 100 / (len(layout.names) + 10)))


def _counts(text: str, table: str) -> np.ndarray:
    """How often a text has the words of each kind; in bytes, which are searched fastest, and without those that an
    English page cannot have."""
    content, plain = text.encode("utf-8", "surrogatepass"), text.isascii()
    kinds = _told(table, plain)
    return np.array([sum(map(content.count, told)) for told in kinds], float)


@lru_cache
def _told(table: str, plain: bool) -> list[list[bytes]]:
    told = (told.split("|") for told in getattr(words, table).values())
    return [[word.encode() for word in kind if word.isascii() or not plain] for kind in told]


class _Blocks:
    """The text blocks of a page in columns, and running sums of what containers are measured by."""

    def __init__(self, layout: Layout):
        self.layout, self.blocks = layout, layout.blocks
        self.text = " \n ".join(block.text for block in layout.blocks).lower()
        self.width = np.array([width_of(block.text) for block in layout.blocks], float)
        self.linked = np.minimum([block.linked for block in layout.blocks], self.width)
        self.prose = (self.width >= PROSE) & (self.linked < 0.5 * self.width)
        self.priced, self.dated = (_lines_with(pattern, layout.blocks) for pattern in (words.PRICE, words.DAY))
        parts = (self.width, self.linked, self.width * self.prose, self.priced, self.dated)
        self.sums = np.array([np.concatenate([[0.0], np.cumsum(part)]) for part in parts])
        self.total = max(self.sums[0, -1], 1.0)

    def amounts(self) -> list[float]:
        """How much text there is, and of which sort."""
        paragraphs = self.width[self.prose]
        kinds = np.array([KINDS.index(block.kind) for block in self.blocks], int)
        shares = np.bincount(kinds, self.width, len(KINDS)) / self.total if len(kinds) else np.zeros(len(KINDS))
        whole = [len(self.blocks), self.sums[0, -1], *self.sums[1:3, -1] / self.total, len(paragraphs)]
        longest = [paragraphs.max(initial=0), paragraphs.mean() if len(paragraphs) else 0.0]
        counts = np.log1p(np.bincount(kinds, minlength=len(KINDS)))
        return [*np.log1p(whole[:2]), *whole[2:4], *np.log1p([whole[4], *longest]), self._outside(), *shares, *counts]

    def _outside(self) -> float:
        """The share of the text that stands in navigation, footers and asides."""
        layout, inside = self.layout, np.zeros(len(self.blocks) + 1)
        for tag, first, last in zip(layout.tags, layout.first, layout.last, strict=True):
            if tag in ("nav", "footer", "aside", "header"):
                inside[first] += 1
                inside[last] -= 1
        return float((self.width * (np.cumsum(inside)[:-1] > 0)).sum() / self.total)

    def lines(self) -> list[float]:
        """Prices and days among the lines, headings that ask, the line that comes most often, where prose begins."""
        asked = sum(block.kind == "head" and block.text.endswith(("?", "？")) for block in self.blocks)
        short = Counter(block.text for block in self.blocks if len(block.text) <= LINE)
        repeated = max(short.values(), default=0)
        count = max(len(self.blocks), 1)
        begin = int(self.prose.argmax()) / count if self.prose.any() else 1.0
        prices = np.log1p([self.priced.sum(), 100 * self.priced.sum() / count, 100 * self.dated.sum() / count])
        return [*prices, np.log1p(asked), np.log1p(repeated), begin]

    def below_title(self) -> list[float]:
        """Where the first heading of the first rank stands, and what follows it: products have their price there."""
        headings = (at for at, block in enumerate(self.blocks) if block.kind == "head" and block.path.endswith("/h1"))
        start = next(headings, -1)
        if start < 0:
            return [-1.0, 0.0, -1.0, -1.0]
        price, prose = (_steps(flags[start:]) for flags in (self.priced, self.prose))
        return [start / len(self.blocks), self.width[start], price, prose]

    def groups(self) -> list[float]:
        """The largest groups of containers that are alike and have one parent: how many, how much of the text, and what
        each of them has in the mean."""
        layout = self.layout
        alike: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        for number, (parent, tag, names) in enumerate(zip(layout.parents, layout.tags, layout.names, strict=True)):
            if layout.last[number] > layout.first[number]:
                alike[parent, tag, names.split(" ", 1)[0]].append(number)
        groups = [np.array(group) for group in alike.values() if len(group) >= MANY]
        first, last = np.array(layout.first, int), np.array(layout.last, int)
        measured = [(len(group), self.sums[:, last[group]] - self.sums[:, first[group]]) for group in groups]
        measured.sort(key=lambda one: -(one[1][0].sum() - one[1][1].sum()))
        rows = [self._group(count, sums) for count, sums in measured[:LARGE]]
        return [value for row in rows + [[0.0] * len(GROUP)] * (LARGE - len(rows)) for value in row]

    def _group(self, count: int, sums: np.ndarray) -> list[float]:
        width, linked, prose = sums[:3].sum(1)
        priced, dated = (sums[3:] > 0).mean(1)
        parts = [linked / max(width, 1), prose / max(width, 1), priced, dated]
        return [np.log1p(count), width / self.total, np.log1p(width / count), *parts]


def _lines_with(pattern: re.Pattern[str], blocks: list[TextBlock]) -> np.ndarray:
    """Of each text block whether it is a short line that has a pattern, which is looked for in all lines at once."""
    lines = [block.text.lower() if len(block.text) <= LINE else "" for block in blocks]
    ends = np.cumsum([len(line) + 1 for line in lines])
    found = [match.start() for match in pattern.finditer("\0".join(lines))]  # no pattern goes on beyond that sign
    flags = np.zeros(len(blocks), bool)
    flags[np.searchsorted(ends, found, "right")] = True
    return flags


def _steps(flags: np.ndarray) -> float:
    """How many text blocks on the first one with a flag stands; 60 if none or farther."""
    return float(min(int(flags.argmax()), 60)) if flags.any() else 60.0

"""What the text of a block is inside its lines: links, emphasis, code; and the pictures that stand between the blocks.

A run is a piece of text with the marks of the elements around it, outermost first.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from lxml.html import HtmlElement

from models.articles.page.picture_sources import address_of

STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("em", "i"), "italic"),
    **dict.fromkeys(("del", "s", "strike"), "deleted"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "sup": "superscript",
    "sub": "subscript",
    "a": "link",
}
MAX_MARKS = 8  # around one run: a hostile page nests two thousand around each of its words
MAX_ADDRESS = 2_000  # characters
MAX_PICTURES = 5_000  # of a page
LEAST_PICTURE = 33  # pixels of its width or height, where they are told: smaller ones are signs of a page
SCHEMES = frozenset(("http", "https", "mailto", "ftp"))  # that an address may have which is given to readers
UNQUOTED = "!#$%&'*+,-./:;=?@[]_~"  # signs of an address that stay as they are


class Mark(NamedTuple):
    """What an element makes of its text: one of STYLES, and where a link leads as the page has it."""

    style: str
    target: str | None = None


PLAIN_MARKS = {tag: Mark(style) for tag, style in STYLES.items()}
Marks = tuple[Mark, ...]
Run = tuple[str, Marks]


class Picture(NamedTuple):
    """A picture, in which container it stands and before which text block; its address as the page has it."""

    container: int
    block: int
    address: str
    text: str


def with_mark(around: Marks, tag: str, element: HtmlElement) -> Marks:
    """The marks of the text in an element whose tag is one of STYLES."""
    mark = PLAIN_MARKS[tag]
    if tag == "a":
        target = (element.get("href") or "").strip()
        if not target or len(target) > MAX_ADDRESS:
            return around
        mark = Mark("link", target)
    if not around:
        return (mark,)
    if len(around) >= MAX_MARKS or mark in around:
        return around
    if around[-1].style == "code":  # which is innermost, as nothing stands in code but its letters
        return (*around[:-1], mark, around[-1])
    return (*around, mark)


def picture_of(element: HtmlElement, container: int, block: int) -> Picture | None:
    """The picture that an `<img>` shows; None of a sign, and where its address is not told or is the picture itself."""
    told = (element.get(name, "").strip().removesuffix("px") for name in ("width", "height"))
    if any(size.isdigit() and int(size[:6]) < LEAST_PICTURE for size in told):
        return None
    address = address_of(element)
    if not address or len(address) > MAX_ADDRESS:
        return None
    return Picture(container, block, address, " ".join(element.get("alt", "")[:MAX_ADDRESS].split()))


def merged(runs: Iterable[Run]) -> list[Run]:
    """Runs without neighbours of the same marks."""
    return [("".join(text for text, _ in group), marks) for marks, group in groupby(runs, key=lambda run: run[1])]


def collapsed(runs: Iterable[Run]) -> list[Run]:
    """Runs with single spaces and none around all of them; the space between two runs has the marks of both."""
    words: list[Run] = []
    gap = False
    for text, marks in runs:
        if own := text.split():
            if words and (gap or text[0].isspace()):
                words.append((" ", _shared(words[-1][1], marks)))
            words.append((" ".join(own), marks))
            gap = text[-1].isspace()
        else:
            gap = gap or bool(text)
    return merged(words)


def _shared(one: Marks, other: Marks) -> Marks:
    length = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return one[: min(len(one), len(other)) if length is None else length]


def complete(address: str | None, base: str | None) -> str | None:
    """An address of a page completed by `base`, what no address has as %XX; None where it leads to no other place."""
    try:
        whole = urljoin(base or "", (address or "").strip())
        parts = urlsplit(whole)
    except ValueError:  # half an IPv6 address
        return None
    told = parts.scheme.lower() in SCHEMES if parts.scheme else bool(whole) and not whole.startswith("#")
    return quote(whole, safe=UNQUOTED) if told else None

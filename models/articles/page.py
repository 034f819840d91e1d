"""A page parsed once: its tree, and the layout of its texts."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from models.articles.encoding import decode
from models.articles.errors import PageError
from models.articles.layout import Layout, layout_of

LARGEST = 10_000_000  # bytes, or characters if the page comes as text
MOST_ELEMENTS = 500_000  # a page of a megabyte has about 20,000
LONG_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*'){40000,}")
SCRIPTS = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
MOST_ATTRIBUTES = 20_000  # of one element: half a second; the time of the parser grows with their square
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")


@dataclass(frozen=True)
class Page:
    """A parsed page. `declared` and `used` are character sets as in `encoding.Decoded`.

    The tree still has its scripts, where structured data stand; comments and processing instructions are gone.
    """

    tree: HtmlElement
    url: str | None
    declared: str | None
    used: str

    @cached_property
    def layout(self) -> Layout:
        """Every text of the body in page order, white space collapsed, nothing from scripts and the like."""
        return layout_of(self.tree)


def parse(html: bytes | str, url: str | None = None) -> Page:
    """A page from its bytes (or text, if it was decoded already).

    Raises PageError for what is empty, no HTML, over 10 MB, over half a million elements, nested 2,000 deep, or has an
    element with over 20,000 attributes.
    """
    if len(html) > LARGEST:
        raise PageError(
            f"The page has {len(html):,} bytes, more than {LARGEST:,}.", "Save the part that holds the text."
        )
    decoded = decode(html)
    text = DECLARATION.sub("", UNREADABLE.sub("", decoded.text))
    if not text.strip():
        raise PageError("The page is empty.", "Give the HTML of a page.")
    _check_tags(text)
    return Page(_tree(text), url, decoded.declared, decoded.used)


def _check_tags(text: str) -> None:
    if not LONG_TAG.search(text):
        return
    for tag in LONG_TAG.finditer(SCRIPTS.sub("", text)):
        if len(QUOTED.sub("", tag[0]).split()) > MOST_ATTRIBUTES:
            raise PageError(
                f"An element has more than {MOST_ATTRIBUTES:,} attributes.", "This is no page that was made to be read."
            )


def _tree(text: str) -> HtmlElement:
    # huge_tree: depth 2048 instead of 256, which pages with unclosed tags reach
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise PageError(f"This is no HTML: {error}.", "Give the HTML of a page, as its source shows it.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError("The elements of the page are nested over 2,000 deep.", "Save the page from a browser anew.")
    if "<" not in text or (len(tree) == 1 and len(tree[0]) == 1 and tree[0][0].tag == "p" and "</" not in text):
        raise PageError("This is plain text or binary data, not HTML.", "Give the HTML of a page.")
    if tree.xpath("count(//*)") > MOST_ELEMENTS:
        raise PageError(f"The page has more than {MOST_ELEMENTS:,} elements.", "Save the part that holds the text.")
    return tree

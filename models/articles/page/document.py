"""A page parsed once: its tree, and the layout of its texts."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from models.articles.errors import PageError
from models.articles.page.blocks import Layout, layout_of
from models.articles.page.code import mend_code
from models.articles.page.encoding import decode
from models.articles.page.formulas import show_formulas
from models.articles.page.hidden import hidden_elements, without_hidden
from models.articles.page.inline import complete
from models.articles.page.saved import source_of

MAX_PAGE = 10_000_000  # bytes, or characters if the page comes as text
MAX_ELEMENTS = 500_000  # a page of a megabyte has about 20,000
START_TAG = re.compile(rb"<[a-zA-Z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
LONG_START_TAG = 40_000  # bytes, from which it may have so many attributes that parsing it takes long
SCRIPTS = re.compile(rb"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
# An end tag of <html> or <body>, and what may hold the letters of one without being one.
END_TAG = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
KEPT_OR_END_TAG = re.compile(
    rb"(<!--.*?(?:-->|\Z)|<(script|style|textarea|template)\b.*?(?:</\2\s*>|\Z))|</(?:body|html)\s*>",
    re.IGNORECASE | re.DOTALL,
)
QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
MAX_ATTRIBUTES = 20_000  # of one element: half a second; the time of the parser grows with their square
CONTROLS = bytes({*range(0x20)} - {*b"\t\n\v\f\r"})
BREAKS = bytes.maketrans(b"\v\f", b"  ")  # Word's line break, and that of pages: they part words
# The references of what is left out when it stands there as a byte: the parser would put it into the tree.
ESCAPED_CONTROL = re.compile(
    rb"&#(?:0{0,8}(?:[1-8]|1[4-9]|2\d|3[01]|6553[45])(?!\d)|[xX]0{0,8}(?:[1-8eEfF]|1[\da-fA-F]|[fF]{3}[eEfF])(?![\da-fA-F]));?"
)
ESCAPED_BREAK = re.compile(rb"&#(?:0{0,8}1[12](?!\d)|[xX]0{0,8}[bBcC](?![\da-fA-F]));?")
# Where a word may be parted at the end of a line: nothing that a reader sees, and it cuts the word for all others.
SOFT_HYPHEN = "\xad".encode()
ESCAPED_SOFT_HYPHEN = re.compile(rb"&(?:shy;?|#(?:0{0,8}173|[xX]0{0,8}[aA][dD])(?:;|(?![0-9a-fA-F])))")
NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF
PLAIN = etree.ElementDefaultClassLookup(element=HtmlElement)  # lxml.html's own asks Python for the class of every tag
DECLARATION = re.compile(rb"\s*<\?xml[^>]*>")


@dataclass(frozen=True)
class Page:
    """A parsed page. `declared` and `used` are character sets as in `encoding.Decoded`, `saved` is when a browser saved
    it, if the file tells.

    The tree still has its scripts, where structured data stand; comments and processing instructions are gone, formulas
    are TeX, and listings are `<pre>` whatever they were.
    """

    tree: HtmlElement
    url: str | None
    declared: str | None
    used: str
    saved: datetime | None = None

    @cached_property
    def shown(self) -> HtmlElement:
        """The tree without what is hidden inside lines; the same one if nothing is."""
        return without_hidden(self.tree)

    @cached_property
    def base(self) -> str | None:
        """What its addresses are completed by: its own address, or what `<base>` says in place of it."""
        told = self.tree.find("head/base")
        return complete(told.get("href") if told is not None else None, self.url) or self.url

    @cached_property
    def layout(self) -> Layout:
        """Every text of the body in page order, white space collapsed, nothing from scripts and the like."""
        return layout_of(self.tree, self.base, hidden_elements(self.tree))


def parse(html: bytes | str, url: str | None = None, content_type: str | None = None) -> Page:
    """A page from its bytes (or text, if it was decoded already), and the Content-Type that it came with. MHTML and web
    archives are pages too, and name their address if none is given.

    Raises PageError for what is empty, no text (BinaryDataError), no HTML, over 10 MB without its data URIs, over half
    a million elements, nested 2,000 deep, or has an element with over 20,000 attributes.
    """
    source = source_of(html, url, content_type)
    if (size := len(source.html)) > MAX_PAGE:
        raise PageError(f"The page has {size:,} bytes, more than {MAX_PAGE:,}.", "Save the part that holds the text.")
    decoded = decode(source.html, source.content_type)
    markup = without_controls(decoded.markup).replace(SOFT_HYPHEN, b"")
    markup = ESCAPED_BREAK.sub(b" ", ESCAPED_CONTROL.sub(b"", ESCAPED_SOFT_HYPHEN.sub(b"", markup)))
    if declaration := DECLARATION.match(markup):
        markup = markup[declaration.end() :]
    if not markup.strip():
        raise PageError("The page is empty.", "Give the HTML of a page.")
    _check_tags(markup)
    return Page(_tree(_without_early_ends(markup)), source.url, decoded.declared, decoded.used, source.saved)


def elements(query: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    """The elements of a tree that an XPath selects, in page order."""
    return cast("list[HtmlElement]", query(tree))


def without_controls(text: bytes) -> bytes:
    """UTF-8 without the control characters and noncharacters that no XML can hold; two part words as a space."""
    text = text.translate(BREAKS, CONTROLS)
    return text if text.isascii() else NONCHARACTERS.sub(b"", text)


def _without_early_ends(markup: bytes) -> bytes:
    """Without end tags of <html> and <body> if anything follows one: the parser stops there, and browsers do not."""
    first = END_TAG.search(markup)
    if first is None or not COMMENT.sub(b"", END_TAG.sub(b"", markup[first.end() :])).strip():
        return markup
    return KEPT_OR_END_TAG.sub(lambda match: match[1] or b"", markup)


def _check_tags(markup: bytes) -> None:
    if len(markup) < LONG_START_TAG or max(map(len, START_TAG.findall(markup)), default=0) < LONG_START_TAG:
        return
    for tag in START_TAG.findall(SCRIPTS.sub(b"", markup)):
        if len(tag) >= LONG_START_TAG and len(QUOTED.sub(b"", tag).split()) > MAX_ATTRIBUTES:
            raise PageError(
                f"An element has more than {MAX_ATTRIBUTES:,} attributes.", "This is no page that was made to be read."
            )


def _tree(markup: bytes) -> HtmlElement:
    # huge_tree: depth 2048 instead of 256, which pages with unclosed tags reach
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True)
    parser.set_element_class_lookup(PLAIN)
    try:
        tree = document_fromstring(markup, parser=parser)
    except etree.LxmlError as error:
        raise PageError(f"This is no HTML: {error}.", "Give the HTML of a page, as its source shows it.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError("The elements of the page are nested over 2,000 deep.", "Save the page from a browser anew.")
    if b"<" not in markup or (len(tree) == 1 and len(tree[0]) == 1 and tree[0][0].tag == "p" and b"</" not in markup):
        raise PageError("This is plain text or binary data, not HTML.", "Give the HTML of a page.")
    if cast(float, tree.xpath("count(//*)")) > MAX_ELEMENTS:
        raise PageError(f"The page has more than {MAX_ELEMENTS:,} elements.", "Save the part that holds the text.")
    show_formulas(tree, markup)
    mend_code(tree)
    return tree

"""Listings of code as `<pre>` with their lines: pages make them of tables, lists, and a box for each line.

Numbers of lines, which stand beside the code or in it, are left out.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from models.articles.page.tags import CELLS, INLINE, SILENT
from models.articles.page.walk import replace_by_text, walk

BOXES = frozenset(("div", "li", "ol", "ul", "table", "tbody", "thead", "tr", "td", "th", "pre"))  # that may be a line
OTHERS = frozenset(("br", "button", "col", "colgroup"))  # that may stand in a listing
CODE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:block)?code(?:$|[\s_-])|(?:^|\s)(?:highlight|hljs|prettyprint|linenums)(?:$|[\s_-])", re.IGNORECASE
)
NUMBER_CLASS = re.compile(r"line-?_?(?:no|num)|lineno|(?:^|[\s_-])(?:gutter|ln-num)(?:$|[\s_-])", re.IGNORECASE)
NUMBERS = re.compile(r"[\d\s.:|]*")
MAX_LISTING = 200_000  # characters of one listing
MAX_ELEMENTS = 20_000  # of one listing
MAX_LOOKED_AT = 400_000  # elements in lists and `<pre>` of a page that are no listings, those in several counted often


def mend_code(tree: HtmlElement) -> None:
    """Makes every listing of a tree one `<pre>` that holds its lines."""
    left = MAX_LOOKED_AT
    for listing in [*tree.iter("table"), *tree.iter("ol", "ul"), *tree.iter("pre")]:
        is_listing = _is_numbered if listing.tag == "table" else _is_boxed if listing.tag == "pre" else _is_list_of_code
        if left <= 0 or listing.getroottree().getroot() is not tree:  # it went with a listing around it
            continue
        if listing is not tree and is_listing(listing):
            _flatten(listing)
        elif listing.tag != "table":
            left -= sum(1 for _ in islice(listing.iter(), MAX_ELEMENTS))
    for pre in tree.iter("pre"):
        for number in [span for span in pre.iterchildren("span", "a") if _is_number(span)]:
            replace_by_text(number, "")
    for code in tree.iter("code"):
        if _has_lines(code):
            code.tag = "pre"


def _text(element: HtmlElement) -> str:
    return "".join(islice(element.itertext(), MAX_ELEMENTS))[: MAX_LISTING + 1]


def _class(element: HtmlElement) -> str:
    return (element.get("class") or "")[:200]


def _is_number(element: HtmlElement) -> bool:
    return bool(NUMBER_CLASS.search(_class(element)) and NUMBERS.fullmatch(_text(element)))


def _is_number_cell(cell: HtmlElement) -> bool:
    return cell.tag in CELLS and bool(NUMBERS.fullmatch(_text(cell))) and not _is_code_cell(cell)


def _is_numbered(table: HtmlElement) -> bool:
    """Whether each row of a table is code beside the numbers of its lines."""
    if next(table.iterdescendants("table"), None) is not None or next(table.iter("pre", "code", *CELLS), None) is None:
        return False
    coded = numbered = 0
    for cell in table.iter(*CELLS):
        if _is_code_cell(cell):
            coded += 1
        elif NUMBERS.fullmatch(_text(cell)):
            numbered += 1
        else:
            return False
    return coded > 0 and numbered > 0 and _is_boxed(table)


def _is_code_cell(cell: HtmlElement) -> bool:
    text = _text(cell)
    if text.strip() and NUMBERS.fullmatch(text):
        return bool(CODE_CLASS.search(_class(cell))) and not NUMBER_CLASS.search(_class(cell))
    return bool(CODE_CLASS.search(_class(cell))) or next(cell.iter("pre", "code"), None) is not None


def _is_list_of_code(items: HtmlElement) -> bool:
    """Whether a list is code, an item a line: by its class or that of what is around it."""
    around = [items, *islice(items.iterancestors(), 2)]
    return any(CODE_CLASS.search(_class(element)) for element in around) and _is_boxed(items)


def _is_boxed(listing: HtmlElement) -> bool:
    """Whether there are boxes for lines in a listing, and nothing that is not of a listing."""
    boxes = 0
    for number, element in enumerate(listing.iterdescendants()):
        if number == MAX_ELEMENTS:
            return False
        if element.tag in BOXES:
            boxes += 1
        elif (element.tag not in INLINE and element.tag not in OTHERS) or element.tag == "img":
            return False
    return boxes > 0 and len(_text(listing)) <= MAX_LISTING


def _has_lines(code: HtmlElement) -> bool:
    """Whether code that stands outside of `<pre>` has lines of its own."""
    parent = code.getparent()
    if parent is None or next(code.iterancestors("pre", "code"), None) is not None:
        return False
    if next(code.iter("br"), None) is not None:
        return True
    alone = len(parent) == 1 and not ((parent.text or "") + (code.tail or "")).strip()
    return (alone or bool(CODE_CLASS.search(_class(code)))) and "\n" in _text(code).strip()


def _flatten(listing: HtmlElement) -> None:
    pre = listing.makeelement("pre")
    pre.tail, listing.tail = listing.tail, None
    pre.text = "\n".join(_lines_of(listing)).strip("\n").replace("\xa0", " ")
    if name := listing.get("class"):
        pre.set("class", name)
    parent = listing.getparent()
    if parent is not None:
        parent.replace(listing, pre)


def _lines_of(listing: HtmlElement) -> Iterator[str]:
    """The lines of a listing: each box that has no box in it is one or, where it has line breaks, some."""
    texts: list[str] = []
    numbers: HtmlElement | None = None  # the cell that is passed over
    innermost: HtmlElement | None = None
    for event, element, text in walk(listing, SILENT):
        if numbers is not None:
            if event == "leave" and element is numbers:
                numbers = None
        elif event == "text":
            texts.append(text)
        elif text == "br":
            texts.extend("\n" * (event == "enter"))
        elif text in BOXES:
            line = "".join(texts)
            texts = []
            if event == "enter":
                innermost = element
                numbers = element if _is_number(element) or _is_number_cell(element) else None
            if line.strip() or (event == "leave" and element is innermost):
                yield line.removesuffix("\n")

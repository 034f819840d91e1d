"""Listings of code as `<pre>` with their lines: pages make them of tables, lists, and a box for each line.

Numbers of lines, which stand beside the code or in it, are left out. What language a listing is in, as the classes of
highlighters tell, is its attribute `data-language`.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page.tags import CELLS, INLINE, SILENT
from models.articles.page.walk import replace_by_text, walk

BOXES = frozenset(("div", "li", "ol", "ul", "table", "tbody", "thead", "tr", "td", "th", "pre"))  # that may be a line
OTHERS = frozenset(("br", "button", "col", "colgroup"))  # that may stand in a listing
CODE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:block)?code(?:$|[\s_-])|(?:^|\s)(?:highlight|hljs|prettyprint|linenums)(?:$|[\s_-])", re.IGNORECASE
)
NUMBER_CLASS = re.compile(r"line-?_?(?:no|num)|(?:^|[\s_-])(?:gutter|ln-num|numbering)(?:$|[\s_-])", re.IGNORECASE)
LINE_CLASS = re.compile(r"(?:^|\s)[\w-]*(?:listing|code|token|view)-?_?line(?:$|\s)", re.IGNORECASE)
NUMBERS = re.compile(r"[\d\s.:|]*")
LANGUAGE_CLASS = re.compile(r"(?:^|\s)lang(?:uage)?[-_:]([a-z][\w+#.-]*)", re.IGNORECASE)
NAME = re.compile(r"[\w+#.]+")  # a part of a class, which may be a language's name
HIGHLIGHTER = re.compile(
    r"highlight|hljs|code|src|brush|prettyprint|prism|syntax|chroma|pygments|listing", re.IGNORECASE
)
LANGUAGES = frozenset(
    (
        "ada", "applescript", "arduino", "asm", "awk", "bash", "bat", "c", "c#", "c++", "clojure", "cmake", "cmd",
        "console", "cpp", "cs", "csharp", "css", "cuda", "cython", "dart", "diff", "dockerfile", "elixir", "elm",
        "erlang", "fortran", "fsharp", "glsl", "go", "golang", "graphql", "groovy", "haskell", "hcl", "html",
        "http", "ini", "java", "javascript", "js", "json", "jsx", "julia", "kotlin", "latex", "less", "lisp", "lua",
        "makefile", "markdown", "mathematica", "matlab", "nginx", "nim", "objc", "objective-c", "objectivec",
        "ocaml", "octave", "pascal", "perl", "php", "powershell", "prolog", "protobuf", "py", "pycon", "python",
        "python3", "r", "rb", "rst", "ruby", "rust", "sas", "scala", "scheme", "scss", "sh", "shell", "sparql",
        "sql", "stata", "svelte", "swift", "tcl", "tex", "toml", "ts", "tsx", "typescript", "vb", "verilog", "vhdl",
        "vim", "vue", "wasm", "xml", "yaml", "yml", "zig", "zsh",
    )
)  # fmt: skip
NO_LANGUAGE = frozenset(("text", "plain", "plaintext", "none", "nohighlight", "default", "unknown", "txt", "raw"))
MAX_AROUND = 3  # elements around a listing whose class may name its language
MAX_LISTING = 200_000  # characters of one listing
MAX_ELEMENTS = 20_000  # of one listing
MAX_LOOKED_AT = 400_000  # elements in what may be listings of a page and is none, those in several counted often
MAY_BE_LINES = etree.XPath("//div[contains(@class, 'ine')]")


def mend_code(tree: HtmlElement) -> None:
    """Makes every listing of a tree one `<pre>` that holds its lines."""
    left = MAX_LOOKED_AT
    flattened: set[HtmlElement] = set()
    lists = filter(_is_named_code, tree.iter("ol", "ul"))
    for listing in [*_around_lines(tree), *tree.iter("table"), *lists, *tree.iter("pre")]:
        is_listing = IS_LISTING.get(listing.tag, _is_boxed)
        if left <= 0 or listing.getroottree().getroot() is not tree:  # it went with a listing around it
            continue
        if listing is not tree and is_listing(listing):
            flattened.add(_flatten(listing))
        elif listing.tag != "table":
            left -= sum(1 for _ in islice(listing.iter(), MAX_ELEMENTS))
    for pre in tree.iter("pre"):
        for number in [span for span in pre.iterchildren("span", "a") if _is_number(span)]:
            replace_by_text(number, "")
        following = pre.getnext()
        if following is not None and following.tag in ("ul", "ol") and _is_number(following):
            replace_by_text(following, "")
    for code in tree.iter("code"):
        if _has_lines(code):
            code.tag = "pre"
    for pre in tree.iter("pre"):
        if pre not in flattened:
            _name_language(pre, _language_of(pre))


def _around_lines(tree: HtmlElement) -> list[HtmlElement]:
    """The boxes that hold a box for each line of code."""
    lines = (line for line in cast("list[HtmlElement]", MAY_BE_LINES(tree)) if LINE_CLASS.search(_class(line)))
    around = (line.getparent() for line in lines if line.getprevious() is None)
    return [box for box in around if box is not None and box.tag == "div"]


def _has_only_lines(box: HtmlElement) -> bool:
    return not (box.text or "").strip() and all(LINE_CLASS.search(_class(line)) for line in box) and _is_boxed(box)


def _name_language(pre: HtmlElement, language: str | None) -> None:
    pre.attrib.pop("data-language", None)
    if language:
        pre.set("data-language", language)


def _language_of(pre: HtmlElement) -> str | None:
    """The language of a listing, by its own classes, those of code in it, or those around it."""
    around = islice(pre.iterancestors(), MAX_AROUND)
    for element in (pre, *islice(pre.iter("code"), 1), *around):
        for name in ("data-language", "data-lang", "lang"):
            told = (element.get(name) or "").strip().lower()
            if told in LANGUAGES and (name != "lang" or element.tag in ("pre", "code")):
                return told
        if named := LANGUAGE_CLASS.search(_class(element)):
            return None if named[1].lower() in NO_LANGUAGE else named[1].lower()
        if HIGHLIGHTER.search(_class(element)):
            parts = (part.lower() for part in NAME.findall(_class(element).replace("_", " ")))
            if named_by_part := next((part for part in parts if part in LANGUAGES), None):
                return named_by_part
    return None


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


def _is_named_code(items: HtmlElement) -> bool:
    """Whether a list is code by its class or that of what is around it."""
    classes = " \n ".join(map(_class, (items, *islice(items.iterancestors(), 2))))
    return CODE_CLASS.search(classes) is not None


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
    alone = (
        code.getprevious() is None and code.getnext() is None and not ((parent.text or "") + (code.tail or "")).strip()
    )
    return (alone or bool(CODE_CLASS.search(_class(code)))) and "\n" in _text(code).strip()


def _flatten(listing: HtmlElement) -> HtmlElement:
    pre = listing.makeelement("pre")
    _name_language(pre, _language_of(listing))
    pre.tail, listing.tail = listing.tail, None
    pre.text = "\n".join(_lines_of(listing)).strip("\n").replace("\xa0", " ")
    if name := listing.get("class"):
        pre.set("class", name)
    parent = listing.getparent()
    if parent is not None:
        parent.replace(listing, pre)
    return pre


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


IS_LISTING = {"table": _is_numbered, "div": _has_only_lines}  # others are lists and `<pre>`

"""Formulas as their authors wrote them: pages draw TeX in many ways, and keep it beside the drawing.

It is the annotation of MathML, its alternative text, the script that MathJax reads, the alternative text of a picture,
or an attribute. Each formula becomes its TeX between dollar signs, two on either side where it stands on a line of its
own; so does what the page leaves to a script to draw (`raw_tex.py`), and MathML without TeX (`mathml.py`).
"""

import re
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page.mathml import signs_of, tex_of
from models.articles.page.raw_tex import MAX_TEX, mark_raw_tex
from models.articles.page.walk import replace_by_text

TEX_SCRIPT = re.compile(r"^math/tex\b", re.IGNORECASE)
TEX_ENCODING = re.compile(r"\btex\b|latex", re.IGNORECASE)
DRAWN = ("katex", "mathjax", "mjx", "mwe-math")  # how the classes of what drew a formula begin
MAX_ABOVE = 6  # elements around a formula that may be of its drawing
MOST_DRAWN, LEAST_DRAWN = 3, 40  # characters in a drawing for each of the TeX, which stands there too, and besides
PICTURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:la|math)?tex(?:$|[\s_-])|(?:^|\s)math(?:$|[\s_-])|math-fallback|(?:^|\s)formula(?:$|[\s_-])",
    re.IGNORECASE,
)
PICTURE_NAMES, PICTURE_PARTS = ("tex", "math", "formula"), ("tex", "render/", "equation?")  # of which each has one
PICTURE_SOURCE = re.compile(
    r"latex|mathtex|mimetex|tex\.cgi|render/(?:svg|png|mathml)/|equation\?|[?&]tex=", re.IGNORECASE
)
DRAWINGS = ("math", "mjx-container")
ATTRIBUTES = ("alttext", "data-latex", "data-tex", "data-formula")  # where TeX may stand
# Elements that may be a formula by an attribute, a class and their own name; the first two are asked by the attributes,
# for by the elements it takes twice as long
WITH_TEX = "//@data-latex/.. | //@data-tex/.. | //@data-formula/.."
OF_MATH = "//@class[contains(., 'katex-mathml') or contains(concat(' ', ., ' '), ' math ')]/.."
NAMED_BY_PAGES = "//*[contains(local-name(), '-')]"
DISPLAY = re.compile(r"display|mode\s*=\s*display|\bblock\b", re.IGNORECASE)
STYLE = re.compile(r"^\{\s*\\(?:displaystyle|textstyle)\s*(.*)\}$", re.DOTALL)
SIGNS = re.compile(r"^(?:\$\$?|\\\(|\\\[)(.*?)(?:\$\$?|\\\)|\\\])$", re.DOTALL)
TEX = re.compile(r"\\[a-zA-Z]|[\^_]")  # what TeX has and prose has not
MAX_TEXTS = 2_000  # pieces of text in a formula that is drawn


def show_formulas(tree: HtmlElement, markup: bytes) -> None:
    """Puts the TeX of its formulas into a tree, in place of how they are drawn; `markup` is what it was parsed from."""
    texts = _Texts(tree)
    signs, dollars = texts.have("\\"), texts.have("$")
    if signs or (dollars and texts.have("$$")):
        mark_raw_tex(tree)
    for element in _formulas(tree, _others(signs or dollars, b"math" in markup)):
        if element is not tree and element.getroottree().getroot() is tree:  # it has not gone with a drawing around it
            _show(element)


def _show(element: HtmlElement) -> None:
    tex = _tex_of(element) or (_clean(tex_of(element) or "") if element.tag in DRAWINGS else None)
    if tex:
        _remove_drawing_before(element)
        around = _drawing_around(element, len(tex))
        sign = "$$" if _is_displayed(element, around) else "$"
        _put(around, f"{sign}{tex}{sign}")
    elif element.tag in DRAWINGS:
        signs = signs_of(element)
        _put(_drawing_around(element, len(signs)), signs)


def _put(drawing: HtmlElement, text: str) -> None:
    """Puts a text in place of a drawing; in a block of its own it stays in one."""
    if drawing.tag == "div":
        drawing[:] = []
        drawing.text = text
    else:
        replace_by_text(drawing, text)


class _Texts:
    """What a page says outside its scripts, which have all signs of TeX."""

    def __init__(self, tree: HtmlElement) -> None:
        self.everywhere = etree.tostring(tree, method="text", encoding="unicode")
        self.scripts = [script.text for script in tree.iter("script", "style") if script.text]

    def have(self, sign: str) -> bool:
        """Whether a sign is in them."""
        count = self.everywhere.count(sign)
        return count > 0 and count > sum(script.count(sign) for script in self.scripts)


@lru_cache
def _others(signs: bool, classes: bool) -> etree.XPath:
    """What finds the other elements that may be a formula, of a page that has `signs` of TeX or `classes` of it."""
    return etree.XPath(" | ".join([WITH_TEX, *[OF_MATH] * classes, *[NAMED_BY_PAGES] * signs]))


def _formulas(tree: HtmlElement, others: etree.XPath) -> list[HtmlElement]:
    """Elements that may hold a formula; scripts first, as what stands before them is drawn from them."""
    scripts = [script for script in tree.iter("script") if TEX_SCRIPT.match(script.get("type") or "")]
    pictures = [image for image in tree.iter("img") if image.get("alt") and _is_of_formula(image)]
    drawn = filter(_is_formula, cast("list[HtmlElement]", others(tree)))
    return [*scripts, *tree.iter(*DRAWINGS), *drawn, *pictures]


def _is_formula(element: HtmlElement) -> bool:
    """Whether an element is a formula by what it is called: one with its TeX as an attribute, KaTeX that lost its
    MathML, and with signs of TeX and nothing else in it what Pandoc leaves to a script and an element of a page's own.
    """
    classes = _classes(element)
    text = "".join(islice(element.itertext(), MAX_TEXTS))
    if tex := next(filter(None, map(element.get, ATTRIBUTES)), None):
        return len(text) <= MOST_DRAWN * len(tex) + LEAST_DRAWN
    if "katex-mathml" in classes:
        return element.find(".//math") is None
    if "math" in classes and not len(element):
        return bool({"inline", "display", "block"}.intersection(classes) or TEX.search(text))
    return "-" in element.tag and not len(element) and SIGNS.match(text.strip()) is not None


def _is_of_formula(image: HtmlElement) -> bool:
    source, classes = (image.get("src") or "")[:500].lower(), (image.get("class") or "").lower()
    if any(part in source for part in PICTURE_PARTS) and PICTURE_SOURCE.search(source):
        return True
    return any(name in classes for name in PICTURE_NAMES) and PICTURE_CLASS.search(classes) is not None


def _tex_of(element: HtmlElement) -> str | None:
    if element.tag == "script":
        text = element.text
    elif element.tag == "img":
        text = element.get("alt")
    else:
        text = _annotation_of(element) or _attribute_of(element) or _own_text(element)
    return _clean(text or "")


def _annotation_of(element: HtmlElement) -> str | None:
    notes = (note for note in element.iter("annotation") if TEX_ENCODING.search(note.get("encoding") or ""))
    note = next(notes, None)
    return None if note is None else "".join(note.itertext())


def _attribute_of(element: HtmlElement) -> str | None:
    """TeX that an attribute has, of a container the one of the formula in it."""
    inside = islice(element.iter("math", "mjx-math"), 1) if element.tag == "mjx-container" else ()
    return next((found for part in (element, *inside) for name in ATTRIBUTES if (found := part.get(name))), None)


def _own_text(element: HtmlElement) -> str | None:
    """The text of an element that is a formula by its name; of KaTeX its last line, after the signs that are drawn."""
    if element.tag in DRAWINGS:
        return None
    lines = [line for line in "".join(islice(element.itertext(), MAX_TEXTS)).split("\n") if line.strip()]
    return "\n".join(lines[-1:] if "katex-mathml" in _classes(element) else lines)


def _clean(tex: str) -> str | None:
    """TeX without the signs and the style around it, on one line where it has no lines of its own."""
    tex = " ".join(tex[: MAX_TEX + 1].split())
    for wrapper in (SIGNS, STYLE):
        if match := wrapper.match(tex):
            tex = match[1].strip()
    return tex if 0 < len(tex) <= MAX_TEX else None


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").lower().split()[:12]


def _drawing_around(element: HtmlElement, characters: int) -> HtmlElement:
    """The outermost element near it that is nothing but the drawing of this formula of so many characters."""
    outermost = element
    for _, above in zip(range(MAX_ABOVE), element.iterancestors(), strict=False):
        drawn = above.tag == "mjx-container" or any(name.startswith(DRAWN) for name in _classes(above))
        if drawn and len("".join("".join(above.itertext()).split())) <= MOST_DRAWN * characters + LEAST_DRAWN:
            outermost = above
    return outermost


def _remove_drawing_before(element: HtmlElement) -> None:
    """What MathJax drew of a script stands before it."""
    if element.tag != "script":
        return
    before = element.getprevious()
    while (
        before is not None
        and any(name.startswith(DRAWN) for name in _classes(before))
        and not (before.tail or "").strip()
    ):
        above = before.getprevious()
        replace_by_text(before, "")
        before = above


def _is_displayed(element: HtmlElement, around: HtmlElement) -> bool:
    told = " ".join(element.get(name) or "" for name in ("type", "display", "mode", "class"))
    if element.tag == "div" or (element.text or "").lstrip().startswith("$$"):
        return True
    return bool(DISPLAY.search(told) or any("display" in name for name in _classes(around)))

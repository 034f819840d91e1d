"""Formulas as their authors wrote them: pages draw TeX in many ways, and keep it beside the drawing.

It is the annotation of MathML, its alternative text, the script that MathJax reads, or the alternative text of a
picture. Each formula becomes its TeX between dollar signs, two on either side where it stands on a line of its own.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from models.articles.page.tags import SILENT
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
PICTURE_SOURCE = re.compile(r"latex|mathtex|mimetex|tex\.cgi|render/(?:svg|png|mathml)/", re.IGNORECASE)
DISPLAY = re.compile(r"display|mode\s*=\s*display|\bblock\b", re.IGNORECASE)
STYLE = re.compile(r"^\{\s*\\(?:displaystyle|textstyle)\s*(.*)\}$", re.DOTALL)
SIGNS = re.compile(r"^(?:\$\$?|\\\(|\\\[)(.*?)(?:\$\$?|\\\)|\\\])$", re.DOTALL)
MAX_TEX = 5_000  # characters of a formula


def show_formulas(tree: HtmlElement) -> None:
    """Puts the TeX of its formulas into a tree, in place of how they are drawn; what has no TeX keeps its signs."""
    for element in _formulas(tree):
        if element is not tree and element.getroottree().getroot() is tree:  # it has not gone with a drawing around it
            _show(element)


def _show(element: HtmlElement) -> None:
    tex = _tex_of(element)
    if tex:
        _remove_drawing_before(element)
        around = _drawing_around(element, len(tex))
        sign = "$$" if _is_displayed(element, around) else "$"
        replace_by_text(around, f"{sign}{tex}{sign}")
    elif element.tag in ("math", "mjx-container"):
        replace_by_text(element, "".join(_signs(element)))


def _signs(math: HtmlElement) -> Iterator[str]:
    """The texts of MathML without its annotations, as they are drawn."""
    for node in math.iter():
        if node.text and isinstance(node.tag, str) and node.tag not in SILENT and not node.tag.startswith("annotation"):
            yield node.text.strip()


def _formulas(tree: HtmlElement) -> list[HtmlElement]:
    """Elements that may hold a formula; scripts first, as what stands before them is drawn from them."""
    scripts = [script for script in tree.iter("script") if TEX_SCRIPT.match(script.get("type") or "")]
    pictures = [image for image in tree.iter("img") if image.get("alt") and _is_of_formula(image)]
    return [*scripts, *tree.iter("math", "mjx-container"), *pictures]


def _is_of_formula(image: HtmlElement) -> bool:
    source = (image.get("src") or "")[:500]
    return bool(PICTURE_CLASS.search(image.get("class") or "") or PICTURE_SOURCE.search(source))


def _tex_of(element: HtmlElement) -> str | None:
    if element.tag == "script":
        text = element.text
    elif element.tag == "img":
        text = element.get("alt")
    else:
        notes = (note for note in element.iter("annotation") if TEX_ENCODING.search(note.get("encoding") or ""))
        note = next(notes, None)
        attributes = (element.get(name) for name in ("alttext", "data-latex", "data-tex"))
        text = "".join(note.itertext()) if note is not None else next((value for value in attributes if value), None)
    return _clean(text or "")


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
        if drawn and len("".join(above.itertext())) <= MOST_DRAWN * characters + LEAST_DRAWN:
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
    return bool(DISPLAY.search(told) or any("display" in name for name in _classes(around)))

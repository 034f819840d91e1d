"""The text of a paragraph in XML-TEI: `<hi>`, `<ref>`, `<code>` and `<formula>` around its runs."""

import re
from collections.abc import Callable, Sequence

from lxml import etree

from models.articles.page.inline import Mark, Run, collapsed

# A formula in a line, which a dollar sign opens and closes as Pandoc has it: no space inside, no digit after. It has a
# sign of TeX or of mathematics, or is a short name that stands alone.
FORMULA = re.compile(
    r"(\$\$[^$]+\$\$|\$(?=[^\s$])(?=[^$\\^_{=*<>]*+[\\^_{=*<>])[^$]*+(?<=[^\s$\\])\$(?!\d)"
    r"|(?<![A-Za-z0-9$\\])\$[^\s$]{1,20}\$(?![A-Za-z0-9]))"
)
LEFT_OUT = "left-out"  # how a caption is marked that is no text of the article
Linked = Callable[[Mark], str | None]  # the address that a link leads to


def fill(element: etree._Element, runs: Sequence[Run], linked: Linked = lambda mark: mark.target) -> None:
    """Adds runs to the text of an element, a space between; a link that leads nowhere is its text."""
    if element.text or _last(element) is not None:
        _add_text(element, " ")
    if len(runs) == 1 and not runs[0][1]:
        _add_text(element, " ".join(runs[0][0].split()))
        return
    open_marks: list[tuple[Mark, etree._Element]] = []
    for text, marks in collapsed(runs):
        same = 0
        for (mark, _), wanted in zip(open_marks, marks, strict=False):
            if mark != wanted:
                break
            same += 1
        del open_marks[same:]
        for mark in marks[same:]:
            inside = open_marks[-1][1] if open_marks else element
            open_marks.append((mark, _marked(inside, mark, linked)))
        _add_text(open_marks[-1][1] if open_marks else element, text)


def _marked(inside: etree._Element, mark: Mark, linked: Linked) -> etree._Element:
    """A new element for a mark; the one that it would stand in if it says nothing."""
    if mark.style == "code":
        return etree.SubElement(inside, "code")
    if mark.style != "link":
        return etree.SubElement(inside, "hi", rend=mark.style)
    address = linked(mark)
    return etree.SubElement(inside, "ref", target=address) if address else inside


def _last(element: etree._Element) -> etree._Element | None:
    """The last part of an element, whose number need not be counted."""
    return next(element.iterchildren(reversed=True), None)


def _add_text(element: etree._Element, text: str) -> None:
    last = _last(element)
    for place, part in enumerate(FORMULA.split(text) if "$" in text and element.tag != "code" else [text]):
        if place % 2:  # every second is a formula
            last = etree.SubElement(element, "formula", notation="TeX")
            last.text = part
        elif part and last is not None:
            last.tail = (last.tail or "") + part
        elif part:
            element.text = (element.text or "") + part

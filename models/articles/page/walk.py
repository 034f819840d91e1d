"""One pass over a tree in page order, without recursion, so that depth costs nothing.

What is read of a page, its text blocks for an article (`blocks.py`) or its outline for a thread (`outline.py`), is
built from the same three events.
"""

from collections.abc import Iterator
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page.tags import PROSE

Event = Literal["enter", "text", "leave"]


def walk(
    tree: HtmlElement, silent: frozenset[str], leaky: frozenset[str] = frozenset()
) -> Iterator[tuple[Event, HtmlElement, str]]:
    """The events of a tree: an element is entered, a text is met, an element is left.

    Args:
        tree: its root.
        silent: tags of elements that are passed over with all that is in them; what follows them is met.
        leaky: of those the tags of elements that are entered where they hold prose, as the parser puts the rest of a
            page into one that was left unclosed.

    Yields:
        The event, the element that was entered, left, or that the text stands in or after, and its tag or the text.
    """
    passed_over: HtmlElement | None = None
    events = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            tag = element.tag
            if tag in silent and not (tag in leaky and holds_prose(element)):
                passed_over = element
                events.skip_subtree()
                continue
            yield "enter", element, tag
            text = element.text
        else:
            if element is passed_over:
                passed_over = None
            elif event == "end":
                yield "leave", element, element.tag
            text = element.tail
        if text:
            yield "text", element, text


def holds_prose(element: HtmlElement) -> bool:
    """Whether there are paragraphs in an element that should have none."""
    return next(element.iter(*PROSE), None) is not None


def replace_by_text(element: HtmlElement, text: str) -> None:
    """Takes an element out of its tree and leaves a text in its place, before the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    text += element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)

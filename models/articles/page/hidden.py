"""What nobody sees of a page: boxes, and words in its lines (keys to sort by, messages of templates, icons' names)."""

import re
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.page.tags import INLINE
from models.articles.page.walk import replace_by_text

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAX_STYLE = 500  # characters that are looked at
MAX_HIDDEN = 200  # characters: more may be the rest of a text, which a button shows
MAX_INSIDE = 100  # elements
FORMS = ("input", "label")  # their state is what shows and hides the parts of a page
HIDEABLE = frozenset(tag for tag in INLINE if ":" not in tag and tag not in FORMS)
MARKED = XPath("//@style/.. | //@hidden/.. | //@aria-hidden/..")  # twice as fast as by the elements


@dataclass(frozen=True)
class Hidden:
    """The elements that are hidden: inline ones, whose words are no text of the line, and boxes."""

    words: frozenset[HtmlElement] = frozenset()
    boxes: frozenset[HtmlElement] = frozenset()


def without_hidden(tree: HtmlElement) -> HtmlElement:
    """A copy of a tree without the inline elements that are hidden; the tree itself if it has none."""
    if not hidden_elements(tree).words:
        return tree
    copy = deepcopy(tree)
    for element in hidden_elements(copy).words:
        if element.getroottree().getroot() is copy:  # it has not gone with another one
            replace_by_text(element, "")
    return copy


def hidden_elements(tree: HtmlElement) -> Hidden:
    """What is hidden by an attribute or its own style."""
    words, boxes = [], []
    for element in cast("list[HtmlElement]", MARKED(tree)):
        hidden = element.get("hidden") is not None or _is_styled_away(element)
        if element.tag not in HIDEABLE:
            boxes.extend([element] * hidden)
        elif hidden or element.get("aria-hidden", "").strip().lower() == "true":
            words.extend([element] * (_is_short(element) and _stands_in_text(element)))
    return Hidden(frozenset(words), frozenset(boxes))


def _is_styled_away(element: HtmlElement) -> bool:
    style = element.get("style")
    return bool(style and HIDDEN.search(style[:MAX_STYLE]))


def _stands_in_text(element: HtmlElement) -> bool:
    """Whether there is more in the block around it. Where it is alone it is judged by that block's surroundings."""
    around = next((above for above in element.iterancestors() if above.tag not in INLINE), None)
    if around is None:
        return False
    own = sum(len(text.strip()) for text in element.itertext())
    return sum(len(text.strip()) for text in islice(around.itertext(), MAX_INSIDE)) > own


def _is_short(element: HtmlElement) -> bool:
    inside = list(islice(element.iterdescendants(), MAX_INSIDE + 1))
    if len(inside) > MAX_INSIDE or any(part.tag not in INLINE for part in inside):
        return False
    return 0 < len("".join(element.itertext()).strip()) <= MAX_HIDDEN

"""Words inside a line that nobody sees: keys to sort by, messages of templates, names of icons."""

from copy import deepcopy
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.page.blocks import HIDDEN
from models.articles.page.tags import INLINE
from models.articles.page.walk import replace_by_text

MAX_HIDDEN = 200  # characters: more may be the rest of a text, which a button shows
MAX_INSIDE = 100  # elements
FORMS = ("input", "label")  # their state is what shows and hides the parts of a page
HIDEABLE = frozenset(tag for tag in INLINE if ":" not in tag and tag not in FORMS)
MARKED = XPath("//@style/.. | //@hidden/.. | //@aria-hidden/..")  # twice as fast as by the elements


def without_hidden(tree: HtmlElement) -> HtmlElement:
    """A copy of a tree without the inline elements that are hidden; the tree itself if it has none."""
    if not hidden_words(tree):
        return tree
    copy = deepcopy(tree)
    for element in hidden_words(copy):
        if element.getroottree().getroot() is copy:  # it has not gone with another one
            replace_by_text(element, "")
    return copy


def hidden_words(tree: HtmlElement) -> frozenset[HtmlElement]:
    """The inline elements that are hidden."""
    marked = cast("list[HtmlElement]", MARKED(tree))
    return frozenset(element for element in marked if element.tag in HIDEABLE and _is_hidden(element))


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    told = element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true"
    return (told or bool(style and HIDDEN.search(style[:500]))) and _is_short(element) and _stands_in_text(element)


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

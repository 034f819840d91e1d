"""What is kept of a page that is no article: the posts of a thread, the entries of a listing or of a shop's collection.

The trees of articles leave out what leads elsewhere, which is all that a listing has; and of a thread they take the
post that reads most like an article. Documentation, products and services they read as articles.
"""

import re
from collections import Counter, defaultdict

import numpy as np

from models.articles.answers import Kind
from models.articles.article.evidence import presence
from models.articles.article.shape import width_of
from models.articles.errors import NoThreadError
from models.articles.page.blocks import Layout
from models.articles.page.document import Page
from models.articles.thread.choice import ThreadModel
from models.articles.thread.extraction import posts_on

# Confidence in a kind from which a page is read by it: alone, and of a thread that has half of what an article would
# keep. Where an article with comments is taken for a thread, it is none of the posts.
SURE, LIKELY, INSIDE = 0.9, 0.5, 0.5
METHODS = {"forum": "thread", "listing": "entries", "collection": "entries"}
OUTSIDE = frozenset(("nav", "header", "footer", "aside", "form"))
OUTSIDE_NAMES = re.compile(r"nav|menu|foot|header|side-?bar|crumb|filter|facet|relat|cookie|pag(?:er|ination)")
FEWEST = 3  # entries of a list
BUTTON = 40  # characters of a line that may be the same in most entries, and then is no part of them
LEAST = 0.3  # of the width of what an article would keep, what the entries must have


def kept_of_kind(
    page: Page, kind: Kind, keep: np.ndarray, threads: ThreadModel | None = None
) -> tuple[np.ndarray, str] | None:
    """The text blocks to keep of a page that is a thread or a list, and how they were found; None of others.

    Args:
        page: the page.
        kind: which kind it is.
        keep: bool [text blocks], what is kept of an article.
        threads: finds the posts, the bundled model if None.
    """
    thread = kind.name == "forum"
    if kind.confidence < (LIKELY if thread else SURE) or kind.name not in METHODS:
        return None
    width = np.array([width_of(block.text) for block in page.layout.blocks], float)
    found = _of_posts(page, threads) if thread else _of_entries(page.layout, width, keep)
    if found is None or (kind.confidence < SURE and width[found & keep].sum() < INSIDE * width[keep].sum()):
        return None
    return (found if thread else found | keep), METHODS[kind.name]


def _of_posts(page: Page, threads: ThreadModel | None) -> np.ndarray | None:
    """The text blocks that posts have, if the page is a thread."""
    try:
        posts = posts_on(page, threads)
    except NoThreadError:
        return None
    lines = [line for post in posts for line in post.content.splitlines()]
    found = presence([block.text for block in page.layout.blocks], lines) > 0
    return found if found.any() else None


def _of_entries(layout: Layout, width: np.ndarray, keep: np.ndarray) -> np.ndarray | None:
    """The title, and the entries of the list with most text without the lines that most of them repeat."""
    sums = np.concatenate([[0.0], np.cumsum(width)])
    groups = (group for group in _alike(layout).values() if len(group) >= FEWEST)
    text = {tuple(group): sum(sums[layout.last[one]] - sums[layout.first[one]] for one in group) for group in groups}
    best = max(text, key=text.__getitem__, default=None)
    if best is None or text[best] < LEAST * width[keep].sum():
        return None
    inside = np.zeros(len(width), bool)
    for entry in best:
        inside[layout.first[entry] : layout.last[entry]] = True
    often = Counter(layout.blocks[number].text for number in np.flatnonzero(inside))
    repeated = {line for line, count in often.items() if 2 * count > len(best) and len(line) <= BUTTON}
    inside &= np.array([block.text not in repeated for block in layout.blocks])
    return inside | np.array([block.path.endswith("/h1") for block in layout.blocks])


def _alike(layout: Layout) -> dict[tuple[str, str | int], list[int]]:
    """Containers with text that have tag and class names in common, or tag and parent, but for those around pages."""
    groups: dict[tuple[str, str | int], list[int]] = defaultdict(list)
    outside: list[bool] = []
    for number, (tag, names, parent) in enumerate(zip(layout.tags, layout.names, layout.parents, strict=True)):
        own = tag in OUTSIDE or (tag not in ("html", "body", "main") and OUTSIDE_NAMES.search(names) is not None)
        outside.append(own or (parent >= 0 and outside[parent]))
        if not outside[-1] and layout.last[number] > layout.first[number]:
            groups[tag, names.strip() or parent].append(number)
    return groups

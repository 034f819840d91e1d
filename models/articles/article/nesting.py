"""Which containers of a page give an article its structure, and how they stand in one another."""

from collections import Counter
from dataclasses import dataclass

from models.articles.article import tables
from models.articles.article.tables import Shape
from models.articles.page.blocks import Layout
from models.articles.page.tags import BLOCK_QUOTATIONS, ITEMS, LISTS, TABLES

HOLDERS = LISTS | BLOCK_QUOTATIONS
STRUCTURED = HOLDERS | ITEMS | TABLES
MAX_NESTED = 24  # lists, items, quotations and tables in one another: what is deeper stands in the last of them


@dataclass(frozen=True)
class Nesting:
    """Of each container the innermost one of structure that it is or lies in (-1: none), of those the next one around
    it; the shapes of tables of data, and the numbers of items of ordered lists."""

    innermost: list[int]
    above: dict[int, int]
    shapes: dict[int, Shape]
    numbers: dict[int, int]

    def chain(self, container: int) -> list[int]:
        """The containers of structure that a container is or lies in, outermost first."""
        chain = []
        container = self.innermost[container] if container >= 0 else -1
        while container >= 0:
            chain.append(container)
            container = self.above[container]
        return chain[::-1]


def nesting_of(layout: Layout, notes: dict[int, str]) -> Nesting:
    """Reads the containers of a page, of which `notes` are footnotes, which stand in nothing."""
    innermost: list[int] = []
    above: dict[int, int] = {}
    depth: dict[int, int] = {-1: 0}
    shapes: dict[int, Shape] = {}
    laid_out = _lists_of_layout(layout) | _lists_without_terms(layout)
    for container, (tag, parent) in enumerate(zip(layout.tags, layout.parents, strict=True)):
        around = innermost[parent] if parent >= 0 else -1
        if tag not in STRUCTURED and container not in notes:
            innermost.append(around)
            continue
        if container in notes:
            around = -1
        elif around in shapes or depth[around] >= MAX_NESTED or container in laid_out:
            innermost.append(around)
            continue
        elif tag in TABLES and (shape := tables.shape_of(layout, container)):
            shapes[container] = shape
        elif not (tag in HOLDERS or (tag in ITEMS and around >= 0 and layout.tags[around] in LISTS)):
            innermost.append(around)
            continue
        innermost.append(container)
        above[container], depth[container] = around, depth[around] + 1
    return Nesting(innermost, above, shapes, _numbers_of(layout))


def _lists_of_layout(layout: Layout) -> set[int]:
    """Lists that have headings in their items: the parts of a page, not what its author listed."""
    found: set[int] = set()
    for block in layout.blocks:
        container = layout.nearest(block.owner, LISTS) if block.kind == "head" else -1
        while container >= 0 and container not in found:
            found.add(container)
            container = layout.nearest(layout.parents[container], LISTS)
    return found


def _lists_without_terms(layout: Layout) -> set[int]:
    """Definition lists that define nothing: wikis indent a paragraph by one."""
    if "dl" not in layout.tags:
        return set()
    lists = layout.nearest_of_each(LISTS)
    with_terms = {lists[container] for container, tag in enumerate(layout.tags) if tag == "dt"}
    return {container for container, tag in enumerate(layout.tags) if tag == "dl"} - with_terms


def _numbers_of(layout: Layout) -> dict[int, int]:
    """The number of each item of an ordered list, whatever stands in the items before it."""
    if "ol" not in layout.tags:
        return {}
    lists = layout.nearest_of_each(LISTS)
    items = [
        (container, lists[container])
        for container, tag in enumerate(layout.tags)
        if tag == "li" and lists[container] >= 0 and layout.tags[lists[container]] == "ol"
    ]
    counts = Counter(above for _, above in items)
    numbers: dict[int, int] = {}
    following: dict[int, int] = {}  # of a list the number of its next item
    for item, above in items:
        first = layout.numbers.get(above, counts[above] if above in layout.reversed else 1)
        numbers[item] = layout.numbers.get(item, following.get(above, first))
        following[above] = max(0, numbers[item] + (-1 if above in layout.reversed else 1))
    return numbers

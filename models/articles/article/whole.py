"""What belongs to text that is kept: the rest of its tables, the listings between its lines, the notes that it calls.

Words alone do not tell that a cell of numbers or a line of code is an article's; where it stands does.
"""

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from models.articles.article.footnotes import footnotes_of
from models.articles.article.nesting import nesting_of
from models.articles.page.blocks import Layout

LEAST_KEPT = 0.5  # share of a table's text blocks with which the others go
LEAST_CODE = 0.4  # mean probability of a listing in the midst of an article


def with_whole_parts(layout: Layout, keep: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """`keep`, and what belongs to it: a table or a listing between two text blocks that are kept, and notes.

    Args:
        layout: a page's, of n text blocks.
        keep: bool [n].
        probability: float [n], of each to be an article's.
    """
    whole = keep.copy()
    for part in _parts(layout):
        if _stands_in_article(layout, keep, part):
            is_code = layout.blocks[part[0]].kind == "code"
            whole[part] |= probability[part].mean() >= LEAST_CODE if is_code else keep[part].mean() >= LEAST_KEPT
    for note in footnotes_of(layout, np.flatnonzero(keep).tolist(), range(len(keep))).labels:
        whole[layout.first[note] : layout.last[note]] = True
    return whole


def _parts(layout: Layout) -> Iterator[list[int]]:
    """The text blocks of each table of data and of each listing."""
    if not {"table", "pre"}.intersection(layout.tags):
        return
    nesting = nesting_of(layout, {})

    def part_of(number: int) -> int:
        block = layout.blocks[number]
        table = nesting.innermost[block.owner]
        return table if table in nesting.shapes else block.owner if block.kind == "code" else -1

    for part, numbers in groupby(range(len(layout.blocks)), key=part_of):
        if part >= 0:
            yield list(numbers)


def _stands_in_article(layout: Layout, keep: np.ndarray, part: list[int]) -> bool:
    """Whether the text blocks before and after a part are kept, captions passed over."""
    count = len(layout.blocks)
    before = next((n for n in range(part[0] - 1, -1, -1) if layout.blocks[n].kind != "caption"), None)
    after = next((n for n in range(part[-1] + 1, count) if layout.blocks[n].kind != "caption"), None)
    return before is not None and after is not None and bool(keep[before] and keep[after])

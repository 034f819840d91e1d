"""Which cells stand in which column of a table of data, and which tables are no more than the layout of a page."""

from collections import defaultdict

from models.articles.page.blocks import Layout
from models.articles.page.tags import CELLS, ROWS, TABLES

MAX_CELL = 500  # characters: a cell with more is a page laid out by a table
MAX_HEADED_CELL = 5_000  # of a table with `<th>`, which no page is laid out by
MAX_SPANNED = 20_000  # places of a table that cells take beyond their first
MAX_PLACES = 200_000  # of a table


def is_data(layout: Layout, table: int) -> bool:
    """Whether a table is one of data: it has no table in it, more than one text, and no cell that is like a page."""
    first, last = layout.first[table], layout.last[table]
    inside = _containers(layout, table)
    tags = {layout.tags[container] for container in inside}
    headed = "th" in tags
    if last - first < 2 or "table" in tags:
        return False
    if not headed and any(block.kind in ("head", "code") for block in layout.blocks[first:last]):
        return False
    most = MAX_HEADED_CELL if headed else MAX_CELL
    cells = (container for container in inside if layout.tags[container] in CELLS)
    return all(
        sum(len(block.text) for block in layout.blocks[layout.first[cell] : layout.last[cell]]) <= most
        for cell in cells
    )


def columns_of(layout: Layout, table: int) -> tuple[int, dict[int, int]] | None:
    """How many columns a table has, and the column of each of its cells; columns without any text are not counted.

    A cell that spans several columns or rows stands in the first of them; spans beyond `MAX_SPANNED` places are cut.
    None of a table that would have more than `MAX_PLACES`.
    """
    places: dict[int, int] = {}
    left = MAX_SPANNED
    taken: dict[int, int] = {}  # column: rows that a cell above still takes of it
    group = -1
    rows = _rows(layout, table)
    for row, cells in rows.items():
        above = layout.parents[row]
        taken = {} if above != group else {column: more - 1 for column, more in taken.items() if more > 1}
        group, column = above, 0
        left -= len(taken)
        taken = taken if left > 0 else {}
        for cell in cells:
            while column in taken:
                column += 1
            places[cell] = column
            wide, high = layout.spans.get(cell, (1, 1))
            wide = min(wide, max(1, left))
            left -= wide - 1
            if high > 1:
                taken |= dict.fromkeys(range(column, column + wide), high)
            column += wide
    used = sorted({column for cell, column in places.items() if layout.first[cell] < layout.last[cell]})
    if len(used) * len(rows) > MAX_PLACES:
        return None
    shown = {column: number for number, column in enumerate(used)}
    return len(used), {cell: shown[column] for cell, column in places.items() if column in shown}


def _containers(layout: Layout, around: int) -> range:
    """The containers in one; they come right after it."""
    end = around + 1
    while end < len(layout.parents) and layout.parents[end] >= around:
        end += 1
    return range(around + 1, end)


def _rows(layout: Layout, table: int) -> dict[int, list[int]]:
    """The cells of each row; those that stand in none are a row of the table itself."""
    rows: dict[int, list[int]] = defaultdict(list)
    for container in _containers(layout, table):
        if layout.tags[container] in ROWS:
            rows[container] = []
        elif layout.tags[container] in CELLS:
            rows[layout.nearest(container, ROWS | TABLES)].append(container)
    return rows

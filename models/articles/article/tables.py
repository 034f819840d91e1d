"""Tables of data: which they are, which cells stand in which column, and their rows in XML-TEI and out of it."""

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from models.articles.page.blocks import Layout
from models.articles.page.tags import CELLS, ROWS, TABLES

MAX_CELL = 500  # characters: a cell with more is a page laid out by a table
MAX_HEADED_CELL = 5_000  # of a table with `<th>`, which no page is laid out by
MAX_SPANNED = 20_000  # places of a table that cells take beyond their first
MAX_PLACES = 200_000  # of a table
MAX_REPEATED = 200  # characters of a cell that are repeated where it takes several places
REPEATED = "repeated"  # how a cell is marked that repeats another one


@dataclass(frozen=True)
class Shape:
    """How many columns a table has, the column of each of its cells, and by row and column the cells that take more
    places than their first."""

    width: int
    columns: dict[int, int]
    covered: dict[int, dict[int, int]]


def shape_of(layout: Layout, table: int) -> Shape | None:
    """The shape of a table of data; None of one that a page is laid out by, or that has more than `MAX_PLACES`.

    Columns without any text are not counted. A cell that spans several columns or rows stands in the first of them;
    spans beyond `MAX_SPANNED` places are cut.
    """
    return _places(layout, table) if _is_data(layout, table) else None


def _is_data(layout: Layout, table: int) -> bool:
    """Whether a table is one of data: it has no table in it, some texts and rows, and no cell that is like a page."""
    first, last = layout.first[table], layout.last[table]
    if last - first < 2 or "table" in (layout.tags[container] for container in _containers(layout, table)):
        return False
    inside = list(_containers(layout, table))
    headed = any(layout.tags[container] == "th" for container in inside)
    if not headed and sum(layout.tags[container] in ROWS for container in inside) < 2:
        return False
    if not headed and any(block.kind in ("head", "code") for block in layout.blocks[first:last]):
        return False
    most = MAX_HEADED_CELL if headed else MAX_CELL
    cells = (container for container in inside if layout.tags[container] in CELLS)
    return all(
        sum(len(block.text) for block in layout.blocks[layout.first[cell] : layout.last[cell]]) <= most
        for cell in cells
    )


def _places(layout: Layout, table: int) -> Shape | None:
    places: dict[int, int] = {}
    covered: dict[int, dict[int, int]] = {}
    left = MAX_SPANNED
    above: dict[int, tuple[int, int]] = {}  # column: rows that a cell above still takes of it, and that cell
    group = -1
    rows = _rows(layout, table)
    for row, cells in rows.items():
        if layout.parents[row] != group:
            group, above = layout.parents[row], {}
        above = {column: (more - 1, cell) for column, (more, cell) in above.items() if more > 1}
        left -= len(above)
        above = above if left > 0 else {}
        taken = covered[row] = {column: cell for column, (_, cell) in above.items()}
        column = 0
        for cell in cells:
            while column in taken:
                column += 1
            places[cell] = column
            wide, high = layout.spans.get(cell, (1, 1))
            wide = min(wide, max(1, left))
            left -= wide - 1
            taken |= dict.fromkeys(range(column + 1, column + wide), cell)
            if high > 1:
                above |= dict.fromkeys(range(column, column + wide), (high, cell))
            column += wide
    return _without_empty_columns(layout, places, covered)


def _without_empty_columns(layout: Layout, places: dict[int, int], covered: dict[int, dict[int, int]]) -> Shape | None:
    used = sorted({column for cell, column in places.items() if layout.first[cell] < layout.last[cell]})
    if len(used) * len(covered) > MAX_PLACES:
        return None
    shown = {column: number for number, column in enumerate(used)}
    columns = {cell: shown[column] for cell, column in places.items() if column in shown}
    return Shape(len(used), columns, {
        row: {shown[column]: cell for column, cell in taken.items() if column in shown}
        for row, taken in covered.items()
    })  # fmt: skip


def _containers(layout: Layout, around: int) -> Iterator[int]:
    """The containers in one; they come right after it."""
    container = around + 1
    while container < len(layout.parents) and layout.parents[container] >= around:
        yield container
        container += 1


def _rows(layout: Layout, table: int) -> dict[int, list[int]]:
    """The cells of each row; those that stand in none are a row of the table itself."""
    rows: dict[int, list[int]] = defaultdict(list)
    for container in _containers(layout, table):
        if layout.tags[container] in ROWS:
            rows[container] = []
        elif layout.tags[container] in CELLS:
            rows[layout.nearest(container, ROWS | TABLES)].append(container)
    return rows


class TableWriter:
    """Writes the cells of a table of data, row by row, into its element."""

    def __init__(self, layout: Layout, element: etree._Element, shape: Shape):
        self.layout, self.element, self.shape = layout, element, shape
        self.rows: dict[int, etree._Element] = {}

    def place_of(self, container: int) -> etree._Element:
        """Where the text of a container goes: its cell, or the head of the table for what stands in none."""
        cell = self.layout.nearest(container, CELLS)
        if cell not in self.shape.columns:
            if self.element.find("head") is None:
                self.element.insert(0, etree.Element("head"))
            return self.element[0]
        row = self.layout.nearest(cell, ROWS | TABLES)
        if row not in self.rows:
            self.rows[row] = etree.SubElement(self.element, "row")
            for _ in range(self.shape.width):
                etree.SubElement(self.rows[row], "cell")
        return self.rows[row][self.shape.columns[cell]]

    def close(self) -> None:
        """Repeats the text of cells that take several places in each of them."""
        owns = {cell: self.layout.nearest(cell, ROWS | TABLES) for cell in self.shape.columns}
        for row, taken in self.shape.covered.items():
            for column, cell in taken.items() if row in self.rows else ():
                if cell in owns and owns[cell] in self.rows:
                    _repeat(self.rows[owns[cell]][self.shape.columns[cell]], self.rows[row][column])


def _repeat(cell: etree._Element, place: etree._Element) -> None:
    if cell is not place and sum(map(len, cell.itertext())) <= MAX_REPEATED:
        place.text, place[:] = cell.text, deepcopy(list(cell))
        place.set("rend", REPEATED)


def texts_of(table: etree._Element, repeated: bool = True) -> list[list[str]]:
    """The cells of a table in XML-TEI as text, row by row; what repeats another cell may be left empty."""
    return [
        ["" if cell.get("rend") == REPEATED and not repeated else "".join(map(str, cell.itertext())) for cell in row]
        for row in table.iterfind("row")
    ]

"""What a report tells of the records of a page: where authors, times and contents stand in most of them, and what each
text block of the page is to them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.articles.answers import Block, Column, Fate
from models.articles.page.outline import Outline
from models.articles.page.tags import INLINE
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.contents import Content
from models.articles.thread.cues import Cues
from models.articles.thread.name_columns import Name
from models.articles.thread.numbers import number_in

MAX_TEXT = 300  # characters of a text block that are told
WITH_TIME = "the time stands with it"
FATES: tuple[Fate, ...] = ("outside", "furniture", "content", "number", "time", "author")


@dataclass(frozen=True)
class Told:
    """The columns of a thread's records, and the first text blocks of their page; `more` are not told."""

    columns: tuple[Column, ...] = ()
    blocks: tuple[Block, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class ReadRecords:
    """Records, and what was taken from each: its author and how sure that is, the piece of its time, its content and
    its number."""

    records: Sequence[AlignedRecord]
    authors: Sequence[tuple[Name, float] | None]
    times: Sequence[int | None]
    contents: Sequence[Content]
    numbers: Sequence[int | None]


def told_of(outline: Outline, cues: Cues, read: ReadRecords, most: int) -> Told:
    """What is told of the records of a page, with at most so many of its text blocks."""
    of_records = zip(read.records, read.contents, read.numbers, strict=True)
    numbers = [_number_pieces(outline, *of_record) for of_record in of_records]
    columns = _columns(outline, cues, read, numbers)
    return Told(columns, *_blocks(outline, cues, read, numbers, most)) if most > 0 else Told(columns)


def _columns(outline: Outline, cues: Cues, read: ReadRecords, numbers: Sequence[Sequence[int]]) -> tuple[Column, ...]:
    """A column each of those that are there. `numbers` are the pieces that show each record's."""
    named = [author[0].element if author else None for author in read.authors]
    timed = [cues.times[time].element if time is not None else None for time in read.times]
    written = [outline.owners[content.pieces[0]] if content.pieces else None for content in read.contents]
    numbered = [outline.owners[pieces[0]] if pieces else None for pieces in numbers]
    sure = [author[1] for author in read.authors if author]
    told = (
        _column("author", read.records, named, sum(sure) / len(sure) if sure else None),
        _column("time", read.records, timed),
        _column("number", read.records, numbered),
        _column("content", read.records, written),
    )
    return tuple(column for column in told if column)


def _column(
    name: str, records: Sequence[AlignedRecord], elements: Sequence[int | None], sure: float | None = None
) -> Column | None:
    places = [
        record.column_of(element) for record, element in zip(records, elements, strict=True) if element is not None
    ]
    if not places:
        return None
    usual = Counter(places).most_common(1)[0][0].strip("/")
    return Column(name, usual, None if sure is None else round(sure, 3), round(len(places) / len(records), 3))


def _number_pieces(outline: Outline, record: AlignedRecord, content: Content, number: int | None) -> list[int]:
    """The pieces outside its content by which a record shows its number: one, or those of a line; none if it does not.

    Only a content that stands at the place of contents is looked past: others are all that a record has.
    """
    if number is None:
        return []
    said = set(content.pieces) if content.placed else set()
    for line in _lines_of(outline, [piece for piece in record.pieces if piece not in said]):
        for pieces in (line, *([piece] for piece in line)):
            if number_in(outline.joined(pieces)) == number:
                return pieces
    return []


def _lines_of(outline: Outline, pieces: Sequence[int]) -> Iterator[list[int]]:
    """Pieces by the line of the page that they stand in."""
    line: list[int] = []
    for piece in pieces:
        if line and (outline.breaks[piece] or piece != line[-1] + 1):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _blocks(
    outline: Outline, cues: Cues, read: ReadRecords, numbers: Sequence[Sequence[int]], most: int
) -> tuple[tuple[Block, ...], int]:
    """The first text blocks of the page, each of one fate in one record, and how many there are besides."""
    owners, fates, both = _fates_of_pieces(outline, cues, read, numbers)
    new = np.array(outline.breaks) == 2
    new[:1] = True
    new[1:] |= (owners[1:] != owners[:-1]) | (fates[1:] != fates[:-1])
    starts = np.flatnonzero(new).tolist()
    ends = [*starts[1:], len(owners)]
    blocks = tuple(
        Block(
            _place_of(outline, start),
            outline.text(start, end)[:MAX_TEXT],
            FATES[fates[start]],
            WITH_TIME if start in both else "",
            int(owners[start]) if owners[start] else None,
        )
        for start, end in zip(starts[:most], ends, strict=False)
    )
    return blocks, len(starts) - len(blocks)


def _fates_of_pieces(
    outline: Outline, cues: Cues, read: ReadRecords, numbers: Sequence[Sequence[int]]
) -> tuple[np.ndarray, np.ndarray, set[int]]:
    """Of each piece its record, counted from 1, or 0, and its fate as a place in FATES; and what is author and time."""
    owners, fates = np.zeros(len(outline.pieces), int), np.zeros(len(outline.pieces), int)
    both: set[int] = set()
    every = zip(read.records, read.authors, read.times, read.contents, numbers, strict=True)
    for at, (record, author, time, content, number) in enumerate(every, 1):
        shown = {time} if time is not None and cues.shows_time(time) else set()
        named = {author[0].piece} if author and author[0].piece is not None else set()
        both |= shown & named
        owners[record.pieces] = at
        for fate, pieces in enumerate((record.pieces, content.pieces, number, shown, named), 1):
            fates[list(pieces)] = fate
    return owners, fates, both


def _place_of(outline: Outline, piece: int) -> str:
    """The tags down to the block that a piece stands in."""
    element = outline.owners[piece]
    way = [element, *outline.ancestors(element)]
    while len(way) > 1 and outline.tags[way[0]] in INLINE:
        del way[0]
    return "/".join(outline.tags[above] for above in reversed(way))

"""What a report tells of the columns of a thread: where authors, times and contents stand in most of its records."""

from collections import Counter
from collections.abc import Sequence

from models.articles.answers import Column
from models.articles.page.outline import Outline
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.cues import Cues
from models.articles.thread.name_columns import Name


def told_columns(
    outline: Outline,
    cues: Cues,
    records: Sequence[AlignedRecord],
    authors: Sequence[tuple[Name, float] | None],
    times: Sequence[int | None],
    contents: Sequence[Sequence[int]],
) -> tuple[Column, ...]:
    """A column each of those that are there. `times` are pieces, `contents` the pieces of each; as `records`."""
    named = [author[0].element if author else None for author in authors]
    timed = [cues.times[time].element if time is not None else None for time in times]
    written = [outline.owners[pieces[0]] if pieces else None for pieces in contents]
    sure = [author[1] for author in authors if author]
    told = (
        _column("author", records, named, sum(sure) / len(sure) if sure else None),
        _column("time", records, timed),
        _column("content", records, written),
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

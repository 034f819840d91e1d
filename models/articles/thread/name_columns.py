"""Columns of the records that may name their authors: of these a forest chooses (`choice.py`).

A column is what stands at one place of the records: a short text, the name in an attribute (the text for a picture), or
what comes before or after the time in its line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from models.articles.page.outline import Outline
from models.articles.page.time_words import WEEKDAY_NUMBERS
from models.articles.page.times import find_time
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.cues import MAX_NAME_LENGTH, Cues
from models.articles.thread.names import clean_name, clean_picture_text, is_picture

MAX_COLUMNS = 40  # those in most records
MAX_VALUES = 400  # of a record
MAX_LABEL = 16  # characters before a name in its line that may be its label: `From: Ann`
TELLING = re.compile(r"^(?:content|data-(?:.*-)?(?:author|user|name|nick|poster).*)$")
PICTURE_TEXTS = ("alt", "title", "aria-label")

Kind = Literal["text", "last", "either", "whole", "before time", "after time", "attribute", "picture", "labelled"]


@dataclass(frozen=True)
class Name:
    """A value of a column: the name, the piece that shows it (None if an attribute does), and its element."""

    text: str
    piece: int | None
    element: int


@dataclass
class NameColumn:
    """By number of the record what stands at a place; `often` counts how often the records have something there.

    `last` is the last text at a place that records have more than once, `either` joins a place and that of a link in
    it, `whole` a name in several pieces, `labelled` what follows the same words at a place.
    """

    place: str
    kind: Kind
    values: dict[int, Name] = field(default_factory=dict)
    often: int = 0


def name_columns(outline: Outline, cues: Cues, records: Sequence[AlignedRecord]) -> list[NameColumn]:
    """The columns of the records that have short texts, those in most records first."""
    columns: dict[tuple[str, str], NameColumn] = {}
    last: dict[str, dict[int, Name]] = {}
    for number, record in enumerate(records):
        for place, kind, name in _names(outline, cues, record):
            column = columns.setdefault((place, kind), NameColumn(place, kind))
            column.often += 1
            column.values.setdefault(number, name)
            if kind == "text":
                last.setdefault(place, {})[number] = name
    lasts = [
        NameColumn(place, "last", values, len(values))
        for place, values in last.items()
        if values != columns[place, "text"].values
    ]
    every = [*columns.values(), *lasts, *_joined(columns)]
    return sorted(every, key=lambda column: (-len(column.values), column.place, column.kind))[:MAX_COLUMNS]


def _joined(columns: dict[tuple[str, str], NameColumn]) -> Iterator[NameColumn]:
    """A column and the one around it, where a record has either: names of guests stand in no link."""
    for (place, kind), column in columns.items():
        outer = columns.get((place.rpartition("/")[0], kind)) if kind == "text" else None
        if outer is None:
            continue
        both = len(outer.values.keys() & column.values.keys())
        if both <= 0.1 * min(len(outer.values), len(column.values)):
            yield NameColumn(place, "either", {**column.values, **outer.values}, column.often + outer.often)


def _names(outline: Outline, cues: Cues, record: AlignedRecord) -> Iterator[tuple[str, Kind, Name]]:
    """Place, kind and value of what may be a name."""
    seen = 0
    for piece in record.pieces:
        owner, text = outline.owners[piece], outline.pieces[piece].strip()
        if cues.shows_time(piece) and (span := find_time(text)):
            if _fits(name := clean_name(text[: span.start])) and name.lower().rstrip(".") not in WEEKDAY_NUMBERS:
                yield record.column_of(owner), "before time", Name(name, piece, owner)
            if _fits(name := clean_name(text[span.end :])):
                yield record.column_of(owner), "after time", Name(name, piece, owner)
        elif len(text) <= 2 * MAX_NAME_LENGTH and _fits(name := clean_name(text)):
            yield record.column_of(owner), "text", Name(name, piece, owner)
            seen += 1
            before = outline.pieces[piece - 1].strip(" :：") if piece and not outline.breaks[piece] else ""
            if 0 < len(before) <= MAX_LABEL:
                yield f"{record.column_of(owner)}:{before.lower()}", "labelled", Name(name, piece, owner)
        if seen > MAX_VALUES:
            break
    yield from _wrapped_names(outline, record)
    yield from _attribute_names(outline, record)


def _fits(name: str) -> bool:
    return 0 < len(name) <= MAX_NAME_LENGTH and any(map(str.isalnum, name))


def _wrapped_names(outline: Outline, record: AlignedRecord) -> Iterator[tuple[str, Kind, Name]]:
    """Names written in several pieces: `<a><b>Ann</b> Lee</a>`."""
    for element in record.elements[:MAX_VALUES]:
        first, end = outline.first[element], outline.last[element]
        if 2 <= end - first <= 3 and not any(outline.breaks[first + 1 : end]):
            text = "".join(outline.pieces[first:end])
            if len(text) <= 2 * MAX_NAME_LENGTH and _fits(name := clean_name(text)) and not find_time(name):
                yield record.column_of(element), "whole", Name(name, first, element)


def _attribute_names(outline: Outline, record: AlignedRecord) -> Iterator[tuple[str, Kind, Name]]:
    for element in record.elements[:MAX_VALUES]:
        attributes = outline.attributes[element]
        if not attributes or element in record.quoted:
            continue
        pictured = is_picture(outline, element)
        for attribute, value in islice(attributes.items(), 20):
            telling = TELLING.match(attribute) is not None
            if telling or (pictured and attribute in PICTURE_TEXTS):
                name = clean_picture_text(value[: 3 * MAX_NAME_LENGTH])
                if _fits(name) and not name.isdigit():
                    place = f"{record.column_of(element)}@{attribute}"
                    yield place, "attribute" if telling else "picture", Name(name, None, element)

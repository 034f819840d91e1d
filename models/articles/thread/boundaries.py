"""Where posts end: records grown to what belongs to them, and the opening post when its markup is its own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

import numpy as np

from models.articles.page.outline import Outline
from models.articles.page.tags import ASIDES, PAGE_WIDE
from models.articles.thread.columns import span_of
from models.articles.thread.cues import Cues, worth_of
from models.articles.thread.records import Record

ASIDE_TOKEN = re.compile(
    r"^(?:side(?:bar)?|menu|nav(?:bar|igation)?|breadcrumbs?|banner|notice|modal|dropdown|hidden|d-none)$|sidebar"
)
MIN_OPENING = 40  # characters of prose
MIN_OPENING_SHARE = 0.25  # of the prose that the median record has
SHORT_OPENING = 400  # characters below which prose in headings does not count: a title is no post
FARTHER, MAX_HOLDERS = 0.7, 4  # factor for each element farther out; openings were at most two away wherever looked at
DEPTH = re.compile(r"(?:^|[-_])(?:depth|level|indent|lvl)[-_]?(\d{1,2})(?:$|[-_])")
MAX_INDENTS = 30  # different ones; more are no depths
INDENT = re.compile(r"(?:margin|padding)-left:\s*(\d+)")


def grow_records(outline: Outline, records: list[Record]) -> list[Record]:
    """Each record as the largest element around it that holds no other record."""
    starts = [record.start for record in records]
    grown = []
    for record in records:
        if outline.ends[record.start] != record.end:
            grown.append(record)
            continue
        own = _count_within(starts, record.start, record.end)
        start = record.start
        while (above := outline.parents[start]) >= 0 and outline.tags[above] not in PAGE_WIDE:
            if _count_within(starts, above, outline.ends[above]) != own:
                break
            start = above
        grown.append(Record(start, outline.ends[start], record.level, record.start))
    return grown if len({record.start for record in grown}) == len(grown) and len(records) > 1 else records


def _count_within(starts: list[int], start: int, end: int) -> int:
    return bisect_left(starts, end) - bisect_left(starts, start)


def opening_of(outline: Outline, cues: Cues, records: list[Record]) -> Record | None:
    """The best element before the first record, near it in the tree, that has prose, and a time or a name."""
    start = records[0].start
    own = [cues.counts(*span_of(outline, record.start, record.end))[0] for record in records]
    least = max(MIN_OPENING, MIN_OPENING_SHARE * float(np.median(own)))
    best, opening = 0.0, None
    for holder, nearness in _holders(outline, records):
        for element in range(holder + 1, start):
            if outline.ends[element] > start or outline.last[element] > outline.first[start]:
                continue
            prose, timed, named, headings = cues.counts(outline.first[element], outline.last[element])
            prose -= headings if prose < SHORT_OPENING else 0
            if prose < least or not timed + named or _is_aside(outline, element, holder):
                continue
            value = nearness * worth_of(prose) * (1 if timed else 0.5) * (1 if named else 0.6)
            if value > best * 1.001:
                best, opening = value, Record(element, outline.ends[element])
        if opening:
            break
    return opening


def _holders(outline: Outline, records: list[Record]) -> Iterator[tuple[int, float]]:
    """Elements around all records, innermost first, each less near than the one before."""
    end = max(record.end for record in records)
    around = (element for element in outline.ancestors(records[0].start) if outline.ends[element] >= end)
    nearness = 1.0
    for element in islice(around, MAX_HOLDERS):
        yield element, nearness
        if outline.tags[element] in ("body", "main"):
            return
        nearness *= FARTHER


def _is_aside(outline: Outline, element: int, holder: int) -> bool:
    while element != holder:
        if outline.tags[element] in ASIDES or any(ASIDE_TOKEN.search(token) for token in outline.tokens[element]):
            return True
        element = outline.parents[element]
    return False


def levels_of(outline: Outline, records: list[Record]) -> list[int]:
    """How deep each record is nested: by records around it, by containers of records, or by indents."""
    if any(record.level for record in records):
        return [record.level for record in records]
    levels: list[int] = []
    holders: list[int] = []
    for record in records:
        parent = outline.parents[record.start]
        while holders and not (holders[-1] < parent < outline.ends[holders[-1]]):
            holders.pop()
        levels.append(len(holders))
        if parent >= 0 and outline.tags[parent] not in PAGE_WIDE:
            holders.append(parent)
    return levels if any(levels) else _levels_by_indent(outline, records)


def _levels_by_indent(outline: Outline, records: list[Record]) -> list[int]:
    indents = [indent for record in records if (indent := _indent(outline, record)) is not None]
    ranks = {indent: rank for rank, indent in enumerate(sorted(set(indents)))}
    if len(indents) < len(records) or not 1 < len(ranks) < MAX_INDENTS:
        return [0] * len(records)
    return [ranks[indent] for indent in indents]


def _indent(outline: Outline, record: Record) -> int | None:
    """The first indent or depth that the markup of a record's first elements tells."""
    for element in range(record.start, min(record.end, record.start + 8)):
        node = outline.attributes[element]
        for name in ("data-depth", "data-level", "data-indent", "indent", "aria-level"):
            if (value := node.get(name, "")).isdigit():
                return int(value[:4])
        for token in node.get("class", "").lower()[:500].split():
            if told := DEPTH.search(token):
                return int(told[1])
        if told := INDENT.search(node.get("style", "")[:500]):
            return int(told[1][:6])
    return None

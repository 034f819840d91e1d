"""Where posts end: records grown to what belongs to them, and the opening post when its markup is its own."""

import re
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

from models.articles.page.outline import Outline
from models.articles.thread.columns import span_of
from models.articles.thread.cues import Cues
from models.articles.thread.records import Record

TOP = frozenset(["html", "body", "main"])
ASIDE = frozenset(["nav", "footer", "aside"])
ASIDE_TOKEN = re.compile(
    r"^(?:side(?:bar)?|menu|nav(?:bar|igation)?|breadcrumbs?|banner|notice|modal|dropdown|hidden|d-none)$|sidebar"
)
LEAST_OPENING = 40  # characters of prose
SHORTEST_OPENING = 0.25  # of the prose that the median record has
FARTHER, MOST_STEPS = 0.7, 4  # factor for each element farther out; openings were at most two away wherever looked at
DEPTH = re.compile(r"(?:^|[-_])(?:depth|level|indent|lvl)[-_]?(\d{1,2})(?:$|[-_])")
INDENT = re.compile(r"(?:margin|padding)-left:\s*(\d+)")


def grown(outline: Outline, records: list[Record]) -> list[Record]:
    """Each record as the largest element around it that holds no other record."""
    starts = [it.start for it in records]
    found = []
    for record in records:
        if outline.ends[record.start] != record.end:
            found.append(record)
            continue
        own = _inside(starts, record.start, record.end)
        start = record.start
        while (above := outline.parents[start]) >= 0 and outline.tags[above] not in TOP:
            if _inside(starts, above, outline.ends[above]) != own:
                break
            start = above
        found.append(Record(start, outline.ends[start], record.level, record.start))
    return found if len({it.start for it in found}) == len(found) and len(records) > 1 else records


def _inside(starts: list[int], start: int, end: int) -> int:
    return bisect_left(starts, end) - bisect_left(starts, start)


def opening_of(outline: Outline, cues: Cues, records: list[Record]) -> Record | None:
    """The best element before the first record, near it in the tree, that has prose, and a time or a name."""
    before = outline.first[records[0].start]
    sums = np.stack([cues.prose, cues.timed, cues.named])
    own = [_counts(sums, *span_of(outline, it.start, it.end))[0] for it in records]
    least = max(LEAST_OPENING, SHORTEST_OPENING * float(np.median(own)))
    best, choice = 0.0, None
    for holder, nearness in _holders(outline, records):
        for element in range(holder + 1, records[0].start):
            if outline.ends[element] > records[0].start or outline.last[element] > before:
                continue
            prose, timed, named = _counts(sums, outline.first[element], outline.last[element])
            prose -= _headings(outline, cues, element) if prose < 400 else 0
            if prose < least or not timed + named or _aside(outline, element, holder):
                continue
            value = nearness * np.sqrt(min(prose, 4_000)) * (1 if timed else 0.5) * (1 if named else 0.6)
            if value > best * 1.001:
                best, choice = value, Record(element, outline.ends[element])
        if choice:
            break
    return choice


def _holders(outline: Outline, records: list[Record]) -> Iterator[tuple[int, float]]:
    """Elements around all records, innermost first, each less near than the one before."""
    end, nearness = max(it.end for it in records), 1.0
    for element in outline.ancestors(records[0].start):
        if outline.ends[element] >= end:
            yield element, nearness
            nearness *= FARTHER
            if nearness < FARTHER**MOST_STEPS or outline.tags[element] in ("body", "main"):
                return


def _headings(outline: Outline, cues: Cues, element: int) -> float:
    pieces = range(outline.first[element], outline.last[element])
    return sum(cues.prose[it + 1] - cues.prose[it] for it in pieces if outline.heads[outline.owners[it]] >= 0)


def _counts(sums: np.ndarray, start: int, end: int) -> np.ndarray:
    return sums[:, end] - sums[:, start]


def _aside(outline: Outline, element: int, holder: int) -> bool:
    while element != holder:
        if outline.tags[element] in ASIDE or any(ASIDE_TOKEN.search(it) for it in outline.tokens[element]):
            return True
        element = outline.parents[element]
    return False


def levels_of(outline: Outline, records: list[Record]) -> list[int]:
    """How deep each record is nested: by records around it, by containers of records, or by indents."""
    if any(it.level for it in records):
        return [it.level for it in records]
    levels, holders = [], []
    for record in records:
        parent = outline.parents[record.start]
        while holders and not (holders[-1] < parent < outline.ends[holders[-1]]):
            holders.pop()
        levels.append(len(holders))
        if parent >= 0 and outline.tags[parent] not in TOP:
            holders.append(parent)
    return levels if any(levels) else _indents(outline, records)


def _indents(outline: Outline, records: list[Record]) -> list[int]:
    shown = [_indent(outline, it) for it in records]
    if None in shown:
        return [0] * len(records)
    ranks = {value: rank for rank, value in enumerate(sorted(set(shown)))}
    return [ranks[it] for it in shown] if 1 < len(ranks) < 30 else [0] * len(records)


def _indent(outline: Outline, record: Record) -> int | None:
    """The first indent or depth that the markup of a record's first elements tells."""
    for element in range(record.start, min(record.end, record.start + 8)):
        node = outline.elements[element]
        for name in ("data-depth", "data-level", "data-indent", "indent", "aria-level"):
            if (value := node.get(name, "")).isdigit():
                return int(value[:4])
        for token in node.get("class", "").lower()[:500].split():
            if found := DEPTH.search(token):
                return int(found[1])
        if found := INDENT.search(node.get("style", "")[:500]):
            return int(found[1][:6])
    return None

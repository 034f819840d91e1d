"""What a page's records are measured by: running sums over its pieces, shapes of elements, and moments."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate

import numpy as np

from models.articles.page.outline import Outline
from models.articles.page.tags import BLOCK_QUOTATIONS
from models.articles.page.times import Clock
from models.articles.thread.columns import span_of
from models.articles.thread.cues import Cues
from models.articles.thread.numbers import NUMBER
from models.articles.thread.records import Record

MAX_DATED = 40  # records whose times are compared
MAX_COMPARED = 24  # records whose shapes are compared; of a longer group those spread over it
MAX_SHAPE, SHAPE_DEPTH = 60, 4  # elements of a record and levels that its shape is made of
MAX_NUMBER = 12  # characters of what may be the number of a post

# Columns of PageSums.sums: characters of prose; times; names; characters of prose in headings; of all text; in links;
# pieces; those that break off; those that are numbers of posts
PROSE, TIMED, NAMED, HEADED, CHARACTERS, LINKED, PIECES, ENDED, NUMBERED = range(9)


@dataclass(frozen=True)
class PageSums:
    """Running sums [pieces + 1, 9] over the pieces of a page, what reads times, depths of elements, and what was asked
    before: shapes and moments."""

    outline: Outline
    cues: Cues
    clock: Clock
    sums: np.ndarray
    depths: list[int]
    shapes: dict[tuple[int, int], frozenset] = field(default_factory=dict)
    read: dict[int, datetime | None] = field(default_factory=dict)

    def own(self, records: Sequence[Record]) -> np.ndarray:
        """Sums [records, 9] over what is a record's own, outside records nested in it."""
        starts, ends = (np.array([getattr(record, side) for record in records]) for side in ("start", "end"))
        first, last = self.bounds[0, starts], self.bounds[1, starts]
        for several in np.flatnonzero(self.bounds[2, starts] != ends).tolist():
            last[several] = span_of(self.outline, records[several].start, records[several].end)[1]
        return outside_nested(self.sums[last] - self.sums[first], starts, ends)

    @cached_property
    def bounds(self) -> np.ndarray:
        """[3, elements]: the first piece of each, the one after its last, and the number after its last descendant."""
        return np.array([self.outline.first, self.outline.last, self.outline.ends])

    def likeness(self, records: Sequence[Record]) -> np.ndarray:
        """How much of what most records hold near their top each of them holds, 0 to 1; 1 where they hold nothing."""
        step = max(1, len(records) // MAX_COMPARED)
        shapes = [self._shape(record) for record in records[::step]]
        count = Counter(trait for shape in shapes for trait in shape)
        common = {trait for trait, times in count.items() if times >= 0.5 * len(shapes)}
        alike = np.array([len(shape & common) / len(common) if common else 1.0 for shape in shapes])
        return np.repeat(alike, step)[: len(records)]

    def _shape(self, record: Record) -> frozenset:
        """Tags and class tokens near the top of a record, or of its siblings if it is several."""
        outline, top = self.outline, record.top
        several = record.core is None and outline.ends[top] != record.end
        first, end = (top, record.end) if several else (top + 1, outline.ends[top])
        if (shape := self.shapes.get((first, end))) is not None:
            return shape
        traits: set[tuple[int, int]] = set()
        above = self.depths[outline.parents[top] if several else top]
        for inner in range(first, min(end, first + MAX_SHAPE)):
            depth = self.depths[inner] - above
            if depth <= SHAPE_DEPTH:
                traits.update([(depth, mark) for mark in self.marks[inner]])
        self.shapes[first, end] = frozenset(traits)
        return self.shapes[first, end]

    def moments(self, records: Sequence[Record]) -> list[datetime | None]:
        """The first time that can be read in each record, of the first `MAX_DATED`."""
        pieces = self.dated
        moments: list[datetime | None] = []
        for record in records[:MAX_DATED]:
            first, last = span_of(self.outline, record.start, record.end)
            near = pieces[bisect_left(pieces, first) : bisect_left(pieces, last)][:3]
            moments.append(next((when for piece in near if (when := self._moment(piece))), None))
        return moments + [None] * (len(records) - len(moments))

    @cached_property
    def marks(self) -> list[tuple[int, ...]]:
        """A number for the tag of each element, and one for the tag with each of its first class tokens."""
        numbers: dict[tuple[str, str], int] = {}
        of: dict[tuple[str, tuple[str, ...]], tuple[int, ...]] = {}
        outline = self.outline
        for kind in set(zip(outline.tags, outline.tokens, strict=True)):
            tag, tokens = kind
            of[kind] = tuple(numbers.setdefault((tag, token), len(numbers)) for token in {"", *tokens[:4]})
        return [of[kind] for kind in zip(outline.tags, outline.tokens, strict=True)]

    @cached_property
    def quotations(self) -> list[int]:
        """How many quotations there are before each element, and in all."""
        return list(accumulate((tag in BLOCK_QUOTATIONS for tag in self.outline.tags), initial=0))

    @cached_property
    def dated(self) -> list[int]:
        """The pieces with times, in page order."""
        return sorted(self.cues.times)

    def _moment(self, piece: int) -> datetime | None:
        if piece not in self.read:
            self.read[piece] = self._read(piece)
        return self.read[piece]

    def _read(self, piece: int) -> datetime | None:
        cue = self.cues.times[piece]
        told = (cue.machine and self.clock.read(cue.machine)) or (cue.shown and self.clock.read(cue.shown))
        return datetime.fromisoformat(told).replace(tzinfo=None) if told else None


def outside_nested(whole: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Counts [n, …] of ranges of elements in page order, less those of ranges nested in them."""
    counts = whole.copy()
    nested = np.flatnonzero(starts[1:] < np.maximum.accumulate(ends)[:-1]) + 1
    open_places: list[int] = []
    for place in nested.tolist():
        if not open_places or open_places[-1] != place - 1:
            open_places = [place - 1]
        while ends[open_places[-1]] <= starts[place]:
            open_places.pop()
        counts[open_places[-1]] -= whole[place]
        open_places.append(place)
    return counts


def page_sums(outline: Outline, cues: Cues, clock: Clock) -> PageSums:
    """Counts each piece of a page."""
    counts = np.zeros((len(outline.pieces) + 1, 9))
    for piece, text in enumerate(outline.pieces):
        size, linked = len(text), outline.links[outline.owners[piece]] >= 0
        numbered = size <= MAX_NUMBER and NUMBER.match(text.strip()) is not None
        ended = text.rstrip().endswith(("…", "..."))
        counts[piece + 1, CHARACTERS:] = size, size if linked else 0, 1, ended, numbered
    sums = counts.cumsum(axis=0)
    sums[:, : HEADED + 1] = cues.sums[: HEADED + 1].T
    depths: list[int] = []
    for parent in outline.parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return PageSums(outline, cues, clock, sums, depths)

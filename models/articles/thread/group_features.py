"""What is measured of each candidate of a page, by which a forest chooses the one that is the thread.

No feature names an engine or a site; words of class tokens are hints that anybody may write.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from models.articles.page.outline import Outline
from models.articles.thread.candidates import MIN_PROSE, Candidate, worths
from models.articles.thread.columns import span_of
from models.articles.thread.page_sums import (
    CHARACTERS,
    ENDED,
    HEADED,
    LINKED,
    NAMED,
    NUMBERED,
    PROSE,
    TIMED,
    PageSums,
)
from models.articles.thread.records import Record

POST_WORD = re.compile(r"post|comment|message|msg|repl(?:y|ies)|answer|thread|topic|discussion|bubble")
LIST_WORD = re.compile(
    r"related|recent|similar|popular|side|widget|menu|nav|foot|teaser|card|product|recommend|trending|latest|archive|tag"
)
CONTENT_WORD = re.compile(r"body|content|text|entry|inner|copy|markdown|prose")
TAGS = ("li", "tr", "div", "article", "section", "table", "p", "dd", "td")
LONG = 60  # characters of prose
MAX_COUNT = 5.0  # times and names of a record beyond which more tell nothing
MAX_NESTED = 12  # candidates that are compared with one another, those that earn most
HOLDERS = 0.3  # of the members of a candidate around another that must hold some of its
QUOTING, FIRST = 40, 60  # records in which quotations are counted, and elements of each

GROUP_FEATURES = (
    "members", "prose share", "prose", "prose spread", "least prose", "long", "timed", "timed once", "times", "named",
    "names", "linked", "headed", "ended", "numbered", "quoting", "covered", "times covered", "names covered",
    "siblings", "nested", "depth", "begins", "ends", "likeness", "least likeness", "ascending", "descending",
    "distinct times", "post word", "list word", "content word", "worth", "rank", "run", "grown", "candidates within",
    "candidates around", "regular worth", "regular rank", "worth outside", "whole outside", "own worth", "own whole",
    "prose to most", "depth spread", "growth spread",
    "tops of one tag", *(f"is {tag}" for tag in TAGS),
)  # fmt: skip


def group_features(page: PageSums, candidates: Sequence[Candidate]) -> np.ndarray:
    """float32 [candidates, GROUP_FEATURES] of candidates, those that earn most first."""
    if not candidates:
        return np.zeros((0, len(GROUP_FEATURES)), np.float32)
    own = [page.own(candidate.records) for candidate in candidates]
    alike = [page.likeness(candidate.records) for candidate in candidates]
    among, sums = _among(page, candidates, own, alike), _of_counts(page, own)
    rows = []
    for candidate, counts, measured, likeness, place in zip(candidates, own, sums, alike, among, strict=True):
        core = candidate.records[0].top
        tag = page.outline.tags[core]
        rows.append(
            [
                *measured,
                *_of_place(page, candidate.records, counts),
                likeness.sum() / len(likeness),
                likeness.min(),
                *_of_moments(page, candidate.records),
                *(bool(word.search(words_of(page.outline, core))) for word in (POST_WORD, LIST_WORD, CONTENT_WORD)),
                *place,
                *_evenness(page, candidate.records),
                *(tag == known for known in TAGS),
            ]
        )
    return np.array(rows, np.float32)


def words_of(outline: Outline, element: int) -> str:
    """Class tokens and id of an element."""
    return " ".join((*outline.tokens[element], outline.attributes[element].get("id", "").lower()[:60]))


def _of_counts(page: PageSums, own: Sequence[np.ndarray]) -> np.ndarray:
    """[candidates, 15] of what is counted in the records of each, all candidates at once."""
    sizes, every = np.array(list(map(len, own))), np.concatenate(own)
    starts = np.cumsum(sizes) - sizes
    timed, named = every[:, TIMED], every[:, NAMED]
    logs = np.log1p(np.maximum(every[:, PROSE], 0))
    inside, of_logs = np.add.reduceat(every, starts), np.add.reduceat(logs, starts) / sizes
    spread = np.sqrt(np.add.reduceat(np.square(logs - of_logs.repeat(sizes)), starts) / sizes)
    ordered = logs[np.lexsort((logs, np.arange(len(own)).repeat(sizes)))]
    middle = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2
    told = (every[:, PROSE] >= LONG, timed > 0, timed == 1, named > 0, every[:, ENDED] > 0, every[:, NUMBERED] > 0)
    long, dated, once, signed, ended, numbered = np.add.reduceat(np.array(told, float), starts, axis=1) / sizes
    return np.stack([
        np.log2(sizes), inside[:, PROSE] / max(1, page.sums[-1, PROSE]), middle, spread,
        np.minimum.reduceat(logs, starts), long, dated, once, np.minimum(MAX_COUNT, inside[:, TIMED] / sizes), signed,
        np.minimum(MAX_COUNT, inside[:, NAMED] / sizes), inside[:, LINKED] / np.maximum(1, inside[:, CHARACTERS]),
        inside[:, HEADED] / np.maximum(1, inside[:, PROSE]), ended, numbered,
    ], axis=1)  # fmt: skip


def _of_place(page: PageSums, records: Sequence[Record], own: np.ndarray) -> list[float]:
    outline, whole, inside = page.outline, page.sums[-1], own.sum(0)
    first = outline.first[records[0].start]
    last = max(span_of(outline, record.start, record.end)[1] for record in records)
    between = page.sums[last, CHARACTERS] - page.sums[first, CHARACTERS]
    parents = [outline.parents[record.start] for record in records]
    levels = outline.nesting([record.start for record in records])
    near = records[:QUOTING]
    quoted = page.quotations
    quoting = sum(quoted[min(record.end, record.start + FIRST)] - quoted[record.start] for record in near)
    pieces = max(1, len(outline.pieces))
    return [
        min(3.0, quoting / len(near)), inside[CHARACTERS] / max(1, between), inside[TIMED] / max(1, whole[TIMED]),
        inside[NAMED] / max(1, whole[NAMED]), _share(a == b for a, b in pairwise(parents)),
        _share(level > 0 for level in levels), page.depths[records[0].start], first / pieces,
        last / pieces,
    ]  # fmt: skip


def _evenness(page: PageSums, records: Sequence[Record]) -> tuple[float, float, float]:
    """How far the depths of the tops differ, how far what they were grown by, and the share with the commonest tag."""
    depths = [page.depths[record.top] for record in records]
    growth = [depth - page.depths[record.start] for depth, record in zip(depths, records, strict=True)]
    tags = Counter(page.outline.tags[record.top] for record in records)
    return _spread(depths), _spread(growth), max(tags.values()) / len(records)


def _spread(values: Sequence[int]) -> float:
    """Their standard deviation, mostly 0."""
    return float(np.std(values)) if min(values) != max(values) else 0.0


def _of_moments(page: PageSums, records: Sequence[Record]) -> tuple[float, float, float]:
    """The share of times in order, in reverse order, and of different ones; -1 where too few can be read."""
    moments = [moment for moment in page.moments(records) if moment]
    pairs = list(pairwise(moments))
    if not pairs:
        return -1.0, -1.0, -1.0
    return _share(a <= b for a, b in pairs), _share(a >= b for a, b in pairs), len(set(moments)) / len(moments)


def _share(truths: Iterable[bool]) -> float:
    values = list(truths)
    return sum(values) / max(1, len(values))


def _among(
    page: PageSums, candidates: Sequence[Candidate], own: Sequence[np.ndarray], alike: Sequence[np.ndarray]
) -> list[list[float]]:
    """Where each candidate stands among the others: by what it earns, and by which lie in it or around it."""
    bounds = [(one.records[0].start, max(record.end for record in one.records), len(one.records)) for one in candidates]
    regular = np.array([float((_worths(of) * like).sum()) for of, like in zip(own, alike, strict=True)])
    ranks = np.argsort(np.argsort(-regular, kind="stable"), kind="stable")
    prose = np.array([of[:, PROSE].sum() for of in own])
    nested = _nested(page, candidates, own)
    most = max(candidate.worth for candidate in candidates)
    rows = []
    for rank, (candidate, (start, end, size)) in enumerate(zip(candidates, bounds, strict=True)):
        first = candidate.records[0]
        rows.append(
            [
                candidate.worth / most,
                rank,
                candidate.run,
                first.top != first.start,
                sum(start <= a and b <= end and n > size for a, b, n in bounds) / len(bounds),
                sum(a <= start and end <= b and n < size for a, b, n in bounds) / len(bounds),
                regular[rank] / max(1e-6, regular.max()),
                ranks[rank],
                *nested[rank],
                prose[rank] / max(1e-6, prose.max()),
            ]
        )
    return rows


def _worths(own: np.ndarray) -> np.ndarray:
    return worths(own[:, PROSE], own[:, TIMED], own[:, NAMED])


def _nested(page: PageSums, candidates: Sequence[Candidate], own: Sequence[np.ndarray]) -> list[list[float]]:
    """Of each candidate, what the best one around it earns outside of it, as a share, and how many of that one's
    members are whole posts so: answers around their comments. And the same of itself, outside of the best within it."""
    result = [[0.0, 0.0, 1.0, 1.0] for _ in candidates]
    earned = [float(_worths(of).sum()) for of in own]
    near = candidates[:MAX_NESTED]
    starts = [np.array([record.start for record in one.records]) for one in near]
    ends = [np.array([record.end for record in one.records]) for one in near]
    for inner, small in enumerate(near):
        for outer, large in enumerate(near):
            if not earned[inner] or not earned[outer] or not _holds(starts[outer], ends[outer], starts[inner]):
                continue
            outside = _outside(page, large.records, small.records)
            worth = float(_worths(outside).sum())
            whole = float(((outside[:, TIMED] > 0) & (outside[:, PROSE] >= MIN_PROSE)).mean())
            if worth / earned[inner] > result[inner][0]:
                result[inner][:2] = [worth / earned[inner], whole]
            if earned[inner] > HOLDERS * earned[outer] and worth / earned[outer] < result[outer][2]:
                result[outer][2:] = [worth / earned[outer], whole]
    return result


def _holds(begins: np.ndarray, ends: np.ndarray, starts: np.ndarray) -> bool:
    """Whether enough of the records [begins, ends) have one that starts inside, and none is one of those."""
    first = starts.searchsorted(begins)
    holding = first < starts.searchsorted(ends)
    same = starts[np.minimum(first, len(starts) - 1)] == begins
    return bool(holding.sum() >= HOLDERS * len(begins) and not same.any())


def _outside(page: PageSums, large: Sequence[Record], small: Sequence[Record]) -> np.ndarray:
    """Sums of the large records outside of the small ones."""
    both = sorted([*large, *small], key=lambda record: (record.start, -record.end))
    kept = set(large)
    return page.own(both)[[place for place, record in enumerate(both) if record in kept]]

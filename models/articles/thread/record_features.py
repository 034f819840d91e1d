"""What is measured of each record of the chosen candidate, by which a forest tells posts from what stands among them:
an article above its comments, advertisements, first lines of other threads."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from models.articles.thread.columns import span_of
from models.articles.thread.group_features import LIST_WORD, MAX_COUNT, POST_WORD, words_of
from models.articles.thread.page_sums import (
    CHARACTERS,
    HEADED,
    LINKED,
    NAMED,
    NUMBERED,
    PIECES,
    PROSE,
    TIMED,
    PageSums,
)
from models.articles.thread.records import Record

ADVERT_WORD = re.compile(r"(?:^|[-_])(?:ads?|advert\w*|sponsor\w*|promo\w*|banner)(?:$|[-_\d])|notice|sticky|guest")
MAX_RATIO = 20.0  # of a record to the median beyond which more tells nothing
BEGINNING = 80  # characters by which records are found to say the same

RECORD_FEATURES = (
    "prose", "prose to median", "timed", "named", "times", "names", "linked", "headed", "numbered", "likeness",
    "likeness to mean", "first", "last", "opening", "members", "others timed", "others named", "others numbered",
    "usual tag", "pieces to median", "gap before", "out of order", "list word", "advert word", "post word",
    "page share", "others alike", "usual parent", "said again",
)  # fmt: skip


def record_features(page: PageSums, records: Sequence[Record], opening: bool) -> np.ndarray:
    """float32 [records, RECORD_FEATURES]; `opening` if the first was added to those that a template repeats."""
    outline, own, alike, n = page.outline, page.own(records), page.likeness(records), len(records)
    repeated = slice(1, None) if opening and n > 1 else slice(None)
    prose = np.maximum(own[:, PROSE], 0)
    middle, pieces = np.median(prose[repeated]), np.median(own[repeated, PIECES])
    usual_tag = _commonest([outline.tags[record.top] for record in records])
    usual_parent = _commonest([outline.parents[record.start] for record in records])
    spans = [span_of(outline, record.start, record.end) for record in records]
    beginnings = ["".join(outline.pieces[first : min(last, first + 6)])[:BEGINNING] for first, last in spans]
    often, order = Counter(beginnings), _order(page.moments(records))
    others = [(own[repeated, column] > 0).mean() for column in (TIMED, NAMED, NUMBERED)]
    mean, total, of_page = alike[repeated].mean(), alike.sum(), max(1, page.sums[-1, PROSE])
    rows = []
    for at, (record, of) in enumerate(zip(records, own, strict=True)):
        words = f"{words_of(outline, record.start)} {words_of(outline, record.top)}"
        before = spans[at - 1][1] if at else spans[at][0]
        gap = page.sums[spans[at][0], CHARACTERS] - page.sums[min(before, spans[at][0]), CHARACTERS]
        rows.append(
            [
                np.log1p(prose[at]),
                min(MAX_RATIO, prose[at] / max(1, middle)),
                of[TIMED] > 0,
                of[NAMED] > 0,
                min(MAX_COUNT, of[TIMED]),
                min(MAX_COUNT, of[NAMED]),
                of[LINKED] / max(1, of[CHARACTERS]),
                of[HEADED] / max(1, prose[at]),
                of[NUMBERED] > 0,
                alike[at],
                alike[at] - mean,
                at,
                n - 1 - at,
                opening and at == 0,
                n,
                *others,
                outline.tags[record.top] == usual_tag,
                min(MAX_RATIO, of[PIECES] / max(1, pieces)),
                np.log1p(gap),
                order[at],
                *(bool(word.search(words)) for word in (LIST_WORD, ADVERT_WORD, POST_WORD)),
                prose[at] / of_page,
                (total - alike[at]) / max(1, n - 1),
                outline.parents[record.start] == usual_parent,
                often[beginnings[at]] > 1,
            ]
        )
    return np.array(rows, np.float32).reshape(n, len(RECORD_FEATURES))


def _commonest(values: Sequence[object]) -> object:
    return Counter(values).most_common(1)[0][0]


def _order(moments: Sequence[datetime | None]) -> list[float]:
    """How far the place of each record among the times is from that on the page, as a share; -1 where none is known."""
    known = [moment for moment in moments if moment]
    if len(known) < 3:
        return [-1.0] * len(moments)
    return [
        sum(other <= moment for other in known) / len(known) - (at + 1) / len(moments) if moment else -1.0
        for at, moment in enumerate(moments)
    ]

"""What small forests decide of a thread: which candidate it is, which records are posts, which column names authors.

They are grown by `python -m models.articles.thread.train` and know no engine; what they ask is in `group_features.py`,
`record_features.py` and `name_features.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.articles.forest import Forest
from models.articles.page.outline import Outline
from models.articles.thread.candidates import MIN_PROSE, Candidate
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.cues import Cues
from models.articles.thread.group_features import GROUP_FEATURES, group_features
from models.articles.thread.name_columns import Name, NameColumn, name_columns
from models.articles.thread.name_features import NAME_FEATURES, name_features
from models.articles.thread.page_sums import PROSE, PageSums
from models.articles.thread.record_features import RECORD_FEATURES, record_features
from models.articles.thread.records import Record

FEATURES = {"group": GROUP_FEATURES, "record": RECORD_FEATURES, "author": NAME_FEATURES}
# Shares of the usual probability of a page's records from which one is a post: one in markup of its own above the
# others, one among them, and one among them that is as they are by its markup
IS_OPENING, IS_POST, IS_ALIKE = 0.5, 0.25, 0.05
SAME = 0.8  # likeness to the other records from which one is as they are
IS_THREAD = 0.25  # probability of the best candidate below which a page has at most one post
NEARLY, ALIKE = 0.8, 0.5  # of the best probability, and likeness, from which records that cut the best ones are chosen
EQUAL = 0.97  # of the best probability, from which a candidate is as good: one that begins a sibling or a level off
IS_NAME = 0.1  # from which a column speaks where better ones are silent
CONSTANT = 0.02  # factor for a column that says the same in more than two records: a label, never an author


@dataclass(frozen=True)
class ThreadModel:
    """The forests of a checkpoint."""

    forests: Mapping[str, Forest]

    def group(self, page: PageSums, candidates: Sequence[Candidate]) -> tuple[Candidate, float] | None:
        """The candidate that is the thread, and how sure that is; None if there is none."""
        if not candidates:
            return None
        sure = self.forests["group"].probability(group_features(page, candidates))
        best = int(sure.argmax())
        equal = np.flatnonzero(sure >= EQUAL * sure[best]).tolist()
        best = max(equal, key=lambda at: (_speaking(page, candidates[at]), -candidates[at].records[0].start))
        finer = [at for at in np.flatnonzero(sure >= NEARLY * sure[best]) if _is_finer(page, candidates, int(at), best)]
        best = int(max(finer, key=lambda at: sure[at], default=best))
        return candidates[best], float(sure[best])

    def posts(self, page: PageSums, records: Sequence[Record], opening: bool) -> tuple[np.ndarray, np.ndarray]:
        """How likely each record is a post, and which are posts; those that a template repeats are not all doubtful.

        `opening` says that the first was added to those.
        """
        likely = self.forests["record"].probability(record_features(page, records, opening))
        usual = float(np.median(likely[1:] if opening and len(likely) > 1 else likely))
        least = np.where(page.likeness(records) >= SAME, IS_ALIKE, IS_POST)
        least[0] = IS_OPENING if opening else least[0]
        return likely, likely >= least * usual

    def authors(
        self, outline: Outline, cues: Cues, records: Sequence[AlignedRecord], times: Sequence[int | None]
    ) -> list[tuple[Name, float] | None]:
        """The name of each record's author, and how sure its column is; `times` are the pieces of the times."""
        columns = name_columns(outline, cues, records)
        if not columns:
            return [None] * len(records)
        sure = self.forests["author"].probability(name_features(outline, cues, records, times, columns))
        sure = sure * np.where([_is_label(column) for column in columns], CONSTANT, 1)
        order = np.argsort(-sure, kind="stable")
        speaking = [at for place, at in enumerate(order.tolist()) if place == 0 or sure[at] >= IS_NAME]
        authors: list[tuple[Name, float] | None] = [None] * len(records)
        for at in speaking:
            for number, name in columns[at].values.items():
                authors[number] = authors[number] or (name, float(sure[at]))
        return authors


def _speaking(page: PageSums, candidate: Candidate) -> int:
    """How many records of a candidate have prose of their own."""
    return int((page.own(candidate.records)[:, PROSE] >= MIN_PROSE).sum())


def _is_finer(page: PageSums, candidates: Sequence[Candidate], at: int, best: int) -> bool:
    """Whether a candidate cuts two or more records of the best into records that are all alike."""
    fine, coarse = candidates[at].records, candidates[best].records
    starts, ends = {record.start for record in fine}, {record.end for record in fine}
    fits = all(record.start in starts and record.end in ends for record in coarse)
    return fits and len(fine) > len(coarse) and bool(page.likeness(fine).min() >= ALIKE)


def _is_label(column: NameColumn) -> bool:
    return len(column.values) > 2 and len({name.text for name in column.values.values()}) == 1

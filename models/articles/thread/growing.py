"""Labelled thread pages measured, and the forests that fit them: what training and leaving engines out share."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.articles.boosting import grow, grow_further
from models.articles.errors import LabelsError
from models.articles.forest import Forest
from models.articles.page.document import parse
from models.articles.page.outline import outline_of
from models.articles.thread.boundaries import opening_of
from models.articles.thread.candidates import MIN_PROSE, Candidate, candidates_of
from models.articles.thread.choice import FEATURES, ThreadModel
from models.articles.thread.columns import align_records, span_of
from models.articles.thread.cues import cues_of
from models.articles.thread.group_features import group_features
from models.articles.thread.labelled import Labelled, Span, Truth, bare, is_scored, spans_of
from models.articles.thread.name_columns import NameColumn, name_columns
from models.articles.thread.name_features import NAME_FEATURES, name_features
from models.articles.thread.page_sums import PageSums, page_sums
from models.articles.thread.posts import clock_of
from models.articles.thread.record_features import record_features
from models.articles.thread.records import Record
from models.articles.thread.timestamps import times_of
from models.articles.thread.variants import thinned, with_comments, without_words

SHARPNESS = 4.0  # power of a candidate's score that it counts as right with: nearly whole is not whole
NAMED_SHARE = 0.4  # of that score that records must earn by holding their authors' names
MIN_NAME = 2  # characters of an author's name below which a label is no name
RIGHT_COLUMN = 5.0  # weight of a column of authors; there are fifty others beside each
WHOLE = 0.8  # score of the best candidate from which its records are posts enough to hang comments under
NO_POST = 2.0  # weight of a record that is no post; there are few

# What can only speak for a column of names, or only against it, whatever else is known of it
DIRECTION = {"cue": 1, "profile": 1, "links agree": 1, "constant": -1, "no name": -1, "sentence": -1, "is time": -1}
DIRECTION |= {"other word": -1, "in quotation": -1}
SETTINGS: dict[str, dict[str, Any]] = {
    "group": {"max_iter": 300, "learning_rate": 0.06, "max_leaf_nodes": 10, "min_samples_leaf": 8},
    "record": {"max_iter": 120, "learning_rate": 0.06, "max_leaf_nodes": 6, "min_samples_leaf": 10},
    "author": {"max_iter": 150, "learning_rate": 0.06, "max_leaf_nodes": 8, "min_samples_leaf": 15}
    | {"monotonic_cst": [DIRECTION.get(feature, 0) for feature in NAME_FEATURES]},
}
FURTHER: dict[str, Any] = {"max_leaf_nodes": 6, "min_samples_leaf": 12, "l2_regularization": 5.0}
SHARED: dict[str, Any] = {"l2_regularization": 5.0, "max_features": 0.3}


@dataclass(frozen=True)
class Examples:
    """What a page teaches one forest: features [n, …], how right each is, 0 to 1, and its weight on this page."""

    measured: np.ndarray
    right: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class MeasuredPage:
    """A labelled page measured; `examples` by the name of the forest."""

    labelled: Labelled
    family: str
    examples: dict[str, Examples]


def measured_page(labelled: Labelled) -> MeasuredPage:
    """Measures a labelled page."""
    page = _page_sums(labelled)
    return MeasuredPage(labelled, labelled.family, _examples(page, labelled))


def measured_variants(labelled: Labelled, seed: int = 0) -> list[MeasuredPage]:
    """Measures variants of a page: with comments under its posts, and spelt anew. No variant of one with few posts."""
    page = _page_sums(labelled)
    ways = _ways(page, labelled)
    variants = []
    if ways and (best := max(ways, key=lambda way: way.right)).right > WHOLE:
        variants.append(with_comments(labelled, page.outline, best.candidate.records, seed))
    variants.append(without_words(labelled, _page_sums(labelled).outline, seed))
    outline = _page_sums(labelled).outline
    variants.append(thinned(labelled, outline, spans_of(outline, labelled.posts), seed))
    return [MeasuredPage(one, labelled.family, _examples(_page_sums(one), one)) for one in variants]


@dataclass(frozen=True)
class _Way:
    """A candidate with the opening that it would have, and how right it is by the better of with and without."""

    candidate: Candidate
    opening: Record | None
    right: float

    @property
    def records(self) -> list[Record]:
        return [*([self.opening] if self.opening else ()), *self.candidate.records]


def _page_sums(labelled: Labelled) -> PageSums:
    page = parse(labelled.html, labelled.url)
    outline = outline_of(page.tree)
    cues = cues_of(outline)
    return page_sums(outline, cues, clock_of(page, cues, None))


def _ways(page: PageSums, labelled: Labelled) -> list[_Way]:
    spans, ways = spans_of(page.outline, labelled.posts), []
    for candidate in candidates_of(page.outline, page.cues):
        records = list(candidate.records)
        opening = opening_of(page.outline, page.cues, records)
        tried = [records, [opening, *records]] if opening else [records]
        ways.append(_Way(candidate, opening, max(_score(page, way, labelled.posts, spans) for way in tried)))
    return ways


def _examples(page: PageSums, labelled: Labelled) -> dict[str, Examples]:
    ways = _ways(page, labelled)
    if not ways:
        return {}
    spans, best = spans_of(page.outline, labelled.posts), max(ways, key=lambda way: way.right)
    right, even = np.array([way.right for way in ways]), np.full(len(ways), 1 / len(ways))
    candidates = [way.candidate for way in ways]
    return {
        "group": Examples(group_features(page, candidates), right**SHARPNESS, even),
        "record": _record_examples(page, best.records, best.opening is not None, labelled.posts, spans),
        "author": _author_examples(page, best.records, labelled.posts, spans),
    }


def grown_model(pages: Sequence[MeasuredPage], seed: int = 0) -> ThreadModel:
    """The forests that fit pages, each family of engines counting as the square root of its pages."""
    return ThreadModel({name: _forest(name, pages, seed) for name in FEATURES})


def grown_further(model: ThreadModel, pages: Sequence[MeasuredPage], seed: int = 0) -> ThreadModel:
    """A model with trees more, which fit pages of somebody's own; a forest that they teach nothing stays."""
    forests = dict(model.forests)
    for name, forest in forests.items():
        examples = _weighted(name, pages)
        if examples is not None:
            forests[name] = grow_further(forest, *examples, random_state=seed, **FURTHER)
    return ThreadModel(forests)


def _forest(name: str, pages: Sequence[MeasuredPage], seed: int) -> Forest:
    examples = _weighted(name, pages)
    if examples is None:
        raise LabelsError(f"The pages have no examples for the forest {name!r}.", "Give more labelled pages.")
    measured, truth, weight = examples
    return grow(measured, truth, weight, FEATURES[name], random_state=seed, **SETTINGS[name], **SHARED)


def _weighted(name: str, pages: Sequence[MeasuredPage]) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Features, truth and weight of all examples, each once as right and once as wrong; None if there are none."""
    pages = [page for page in pages if name in page.examples and len(page.examples[name].right)]
    if not pages:
        return None
    often = Counter(page.family for page in pages)
    every = [page.examples[name] for page in pages]
    measured, right = (np.concatenate([getattr(of, part) for of in every]) for part in ("measured", "right"))
    weight = np.concatenate([of.weight / often[page.family] ** 0.5 for page, of in zip(pages, every, strict=True)])
    counts = np.concatenate([weight * right, weight * (1 - right)])
    known = counts > 0
    twice, truth = np.concatenate([measured, measured]), np.repeat([True, False], len(right))
    return twice[known], truth[known], counts[known]


def _owners(page: PageSums, records: Sequence[Record]) -> np.ndarray:
    """Of each piece the number of the innermost record that it lies in, or -1."""
    owners = np.full(len(page.outline.pieces), -1)
    for number, record in enumerate(records):
        first, last = span_of(page.outline, record.start, record.end)
        owners[first:last] = number
    return owners


def _holding(owners: np.ndarray, spans: Sequence[Span | None]) -> tuple[dict[int, int], Counter[int]]:
    """The post that each record holds whole and alone, and how many posts each touches."""
    touched: Counter[int] = Counter()
    whole: dict[int, int] = {}
    for number, span in enumerate(spans):
        if span is None:
            continue
        within = set(owners[span[0] : span[1]].tolist())
        touched.update(within)
        if len(within) == 1:
            whole[within.pop()] = number
    return {record: post for record, post in whole.items() if record >= 0 and touched[record] == 1}, touched


def _texts(page: PageSums, owners: np.ndarray) -> dict[int, str]:
    parts: dict[int, list[str]] = {}
    for piece in np.flatnonzero(owners >= 0).tolist():
        parts.setdefault(int(owners[piece]), []).append(bare(page.outline.pieces[piece]))
    return {record: "".join(texts) for record, texts in parts.items()}


def _score(page: PageSums, records: Sequence[Record], posts: Sequence[Truth], spans: Sequence[Span | None]) -> float:
    """F1 of whole posts, less where the records do not hold the names of those who wrote them."""
    owners = _owners(page, records)
    whole, touched = _holding(owners, spans)
    texts = _texts(page, owners)
    short = {bare(post["head"]) for post in posts if not is_scored(post)}
    prose = page.own(records)[:, 0]
    said = sum(
        number in touched or (prose[number] >= MIN_PROSE and not _is_short(texts.get(number, ""), short))
        for number in range(len(records))
    )
    true = sum(span is not None for span in spans)
    f1 = 2 * len(whole) / max(1, said + true)
    named = [(bare(posts[post].get("author")), texts[record]) for record, post in whole.items()]
    named = [(name, text) for name, text in named if len(name) >= MIN_NAME]
    told = sum(name in text for name, text in named) / len(named) if len(named) > 1 else 1.0
    return f1 * (1 - NAMED_SHARE + NAMED_SHARE * told)


def _is_short(text: str, short: set[str]) -> bool:
    return any(head and head in text for head in short)


def _record_examples(
    page: PageSums, records: list[Record], opening: bool, posts: Sequence[Truth], spans: Sequence[Span | None]
) -> Examples:
    owners = _owners(page, records)
    _, touched = _holding(owners, spans)
    texts, short = _texts(page, owners), {bare(post["head"]) for post in posts if not is_scored(post)}
    right = np.array([float(touched[number] > 0) for number in range(len(records))])
    doubtful = np.array([_is_short(texts.get(number, ""), short) or "" in short for number in range(len(records))])
    known = (right > 0) | ~doubtful
    weight = np.where(right > 0, 1.0, NO_POST) / len(records) ** 0.5
    measured = record_features(page, records, opening)
    return Examples(measured[known], right[known], weight[known])


def _author_examples(
    page: PageSums, records: list[Record], posts: Sequence[Truth], spans: Sequence[Span | None]
) -> Examples:
    whole, touched = _holding(_owners(page, records), spans)
    kept = [number for number in range(len(records)) if touched[number]] or list(range(len(records)))
    truth = {
        place: name
        for place, number in enumerate(kept)
        if number in whole and len(name := bare(posts[whole[number]].get("author"))) >= MIN_NAME
    }
    aligned = align_records(page.outline, [records[number] for number in kept])
    columns = name_columns(page.outline, page.cues, aligned) if truth else []
    times = times_of(page.outline, page.cues, aligned)
    right = np.array([_rightness(column, truth) for column in columns])
    measured = name_features(page.outline, page.cues, aligned, times, columns)
    return Examples(measured, right, 1 + (RIGHT_COLUMN - 1) * right)


def _rightness(column: NameColumn, truth: dict[int, str]) -> float:
    """Of the records whose author is known and that have the column, the share where it names them."""
    said = [bare(column.values[number].text) == name for number, name in truth.items() if number in column.values]
    return sum(said) / len(said) if said else 0.0

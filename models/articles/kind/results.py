"""The rows of a card: how many pages are told to be what they are, on sites left out and in this repository."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import Any

import numpy as np

from models.articles.article.labelled import reference_pages
from models.articles.article.results import row
from models.articles.kind.growing import MeasuredPage, measured_pages
from models.articles.kind.labelled import KnownPage
from models.articles.kind.pages import written_pages
from models.articles.kind.predict import KindModel, probabilities
from models.articles.kind.words import KINDS
from models.articles.thread.labelled import reference_pages as reference_threads

MEAN, ACCURACY = "F1, mean of kinds", "accuracy"
REFERENCE_SET = "nine articles, a manual and eight threads written for it"
WRITTEN_SET = "pages of forty made-up sites that were not learnt from"
LEFT_OUT = "sites left out"
FEWEST = 10  # pages of a source that has a row of its own
UNSEEN = 1  # seed of written pages that are only scored

Told = Sequence[tuple[str, str]]  # of each page the kind that it is, and the one that it is told to be


def f1_by_kind(told: Told) -> dict[str, tuple[float, int]]:
    """F1 of each kind that is among the pages, and how many pages are of it."""
    true, claimed = Counter(kind for kind, _ in told), Counter(kind for _, kind in told)
    right = Counter(kind for kind, other in told if kind == other)
    return {kind: (2 * right[kind] / (true[kind] + claimed[kind]), true[kind]) for kind in KINDS if true[kind]}


def confusions(told: Told) -> str:
    """A Markdown table: pages of a kind by what they are told to be."""
    counts = Counter(told)
    lines = [f"| of, told | {' | '.join(KINDS)} |", f"| --- |{' ---: |' * len(KINDS)}"]
    lines += [f"| {kind} | {' | '.join(str(counts[kind, other] or '') for other in KINDS)} |" for kind in KINDS]
    return "\n".join(lines)


def rows(dataset: str, told: Told) -> list[dict[str, Any]]:
    """The results of a data set: the mean F1 of its kinds, the share that is right, F1 of each kind."""
    by_kind = f1_by_kind(told)
    whole = row(dataset, ACCURACY, [float(kind == other) for kind, other in told])
    mean = whole | {"metric": MEAN, "value": fmean(value for value, _ in by_kind.values())}
    mean.pop("interval", None)
    apart = [mean | {"metric": f"F1, {kind}", "value": value, "n": n} for kind, (value, n) in by_kind.items()]
    return [mean, whole, *(apart if len(apart) > 2 else [])]


def left_out_results(apart: Sequence[tuple[MeasuredPage, np.ndarray]]) -> list[dict[str, Any]]:
    """The rows of all pages, told by forests that saw no page of their sites, then of each source."""
    by_source: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page, probability in apart:
        by_source[page.source].append((page.kind, KINDS[int(probability.argmax())]))
    results = rows(f"all pages, {LEFT_OUT}", [pair for told in by_source.values() for pair in told])
    for source, told in by_source.items():
        if len(told) >= FEWEST:
            results.append(row(f"{source}, {LEFT_OUT}", ACCURACY, [float(kind == other) for kind, other in told]))
    return results


def reference_results(model: KindModel) -> list[dict[str, Any]]:
    """What a model tells of pages that are in this repository, or that it makes."""
    pages = {REFERENCE_SET: _reference(), WRITTEN_SET: written_pages(40, UNSEEN)}
    return [row for name, of in pages.items() for row in rows(name, told_by(model, measured_pages(of)))]


def told_by(model: KindModel, pages: Sequence[MeasuredPage]) -> list[tuple[str, str]]:
    """What each page is, and what a model tells it to be."""
    likeliest = probabilities(np.stack([page.measured for page in pages]), model).argmax(1)
    return [(page.kind, KINDS[place]) for page, place in zip(pages, likeliest, strict=True)]


def _reference() -> list[KnownPage]:
    manual = {"docs": "documentation"}  # one of them is no article of a newspaper or blog
    articles = [
        KnownPage(page.html, manual.get(page.site, "article"), "reference", page.site, page.site, page.known.get("url"))
        for page in reference_pages()
    ]
    threads = [KnownPage(page.html, "forum", "reference", page.name, page.name) for page in reference_threads()]
    return articles + threads

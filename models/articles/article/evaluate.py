"""How well articles are read: leave-one-site-out, beside trafilatura on the same pages.

    python -m models.articles.article.evaluate --data articles/

The sites are dealt into folds; each fold is read by trees grown on the others, so that no site is read by what was
learned from it. The peer is trafilatura as it is, and given the right character set where that reads better. Dates,
authors and titles need no trees: they are scored once.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from models.articles.answers import Favour
from models.articles.article.extraction import choose, confidence_of
from models.articles.article.growing import TrainingPage, grow, readings, training_page
from models.articles.article.labelled import LabelledPage, f1, labelled_pages
from models.articles.article.metadata import metadata_of
from models.articles.article.predict import SURE
from models.articles.article.results import peer_text
from models.articles.article.scoring import ScoredPage, is_doubtful
from models.articles.page.document import parse
from models.evaluation import option, parse_options, run

FOLDS = 5
CONFIDENCES = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)  # between which pages are counted by their confidence
Apart = tuple[TrainingPage, ScoredPage, ScoredPage]  # a page, and its readings without trafilatura's answer and with it
UNBALANCED: tuple[Favour, ...] = ("precision", "recall")


@dataclass
class Options:
    """Which pages to score."""

    data: str = field(metadata={"help": "folder with truth.jsonl and the gzipped pages that it names"})
    folds: int = option(FOLDS, "folds of sites, each read by trees grown on the others")


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, the same in every run."""
    return zlib.crc32(site.encode()) % folds


def readings_apart(pages: Sequence[TrainingPage], folds: int = FOLDS) -> list[Apart]:
    """Each page with its `growing.readings` by trees of the other folds."""
    apart: list[Apart] = []
    for fold in range(folds):
        inside = [page for page in pages if fold_of(page.labelled.site, folds) == fold]
        others = [page for page in pages if fold_of(page.labelled.site, folds) != fold and page.weight.any()]
        model = grow(others)
        apart += [(page, *readings(page, model)) for page in inside]
    return apart


def cascaded(apart: Iterable[Apart], sure: float = SURE) -> list[TrainingPage]:
    """The pages as they are read where trafilatura is asked for those whose expected F1 is under `sure`."""
    return [replace(page, scored=second if is_doubtful(first, sure) else first) for page, first, second in apart]


def scored_apart(pages: Sequence[TrainingPage], folds: int = FOLDS) -> list[TrainingPage]:
    """The pages with the probabilities that trees of the other folds give."""
    return cascaded(readings_apart(pages, folds))


def f1_by_source(pages: Sequence[TrainingPage], favour: Favour = "balanced") -> dict[str, float]:
    """Mean F1 by source, over the pages with a known article."""
    by_source = defaultdict(list)
    for page in pages:
        if page.labelled.body:
            text = choose(page.scored, favour=favour).text
            by_source[page.labelled.source].append(f1(text, page.labelled.body))
    return {source: fmean(values) for source, values in by_source.items()}


def f1_by_confidence(pages: Sequence[TrainingPage]) -> list[tuple[float, float, int, float]]:
    """Of the pages whose confidence lies between two marks: the marks, how many there are, their mean F1."""
    measured = []
    for page in (page for page in pages if page.labelled.body):
        choice = choose(page.scored)
        measured.append((confidence_of(page.scored, choice), f1(choice.text, page.labelled.body)))
    counted = []
    for low, high in pairwise(CONFIDENCES):
        within = (low <= confidence < high or confidence == high == CONFIDENCES[-1] for confidence, _ in measured)
        values = [value for inside, (_, value) in zip(within, measured, strict=True) if inside]
        if values:
            counted.append((low, high, len(values), fmean(values)))
    return counted


def peer_f1_by_source(pages: Sequence[TrainingPage]) -> dict[str, float]:
    """Mean F1 of trafilatura by source."""
    by_source = defaultdict(list)
    for labelled in (page.labelled for page in pages):
        if labelled.body:
            by_source[labelled.source].append(f1(peer_text(labelled), labelled.body))
    return {source: fmean(values) for source, values in by_source.items()}


def snippet_shares(pages: Sequence[TrainingPage]) -> dict[str, float]:
    """Of the snippets that must be there the share found, and of those that must not the share left out."""
    right = defaultdict(list)
    for page in pages:
        text = " ".join(choose(page.scored).text.split())
        for name, wanted in (("snippets_with", True), ("snippets_without", False)):
            for snippet in page.labelled.known.get(name) or []:
                right[f"{page.labelled.source} {name}"].append((" ".join(snippet.split()) in text) == wanted)
    return {name: fmean(values) for name, values in right.items()}


def metadata_shares(pages: Iterable[LabelledPage]) -> dict[str, float]:
    """Of the titles, authors and dates (days) that are known the share that is read, by source."""
    right = defaultdict(list)
    for page in pages:
        known = {name: page.known.get(name) for name in ("title", "author", "date")}
        if any(known.values()):
            about = metadata_of(parse(page.html, page.known.get("url")))
            for name, truth in known.items():
                if truth:
                    right[f"{page.source} {name}"].append(agrees(name, getattr(about, name), truth))
    return {name: fmean(values) for name, values in right.items()}


def agrees(name: str, read: str | None, truth: str) -> bool:
    """Whether a title, an author or a date (its day) is read as it is known; other case or a word more may differ."""
    if name == "date":
        return _day(read) == _day(truth)
    return f1((read or "").lower(), truth.lower()) >= 0.8


def _day(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text or "")[:3]))


def print_f1(columns: dict[str, dict[str, float]], folds: int) -> None:
    """Prints a Markdown table of F1 by reader and source."""
    sources = list(next(iter(columns.values())))
    print(f"| F1, {folds} folds of sites | {' | '.join(sources)} |\n| --- |{' ---: |' * len(sources)}")
    for name, values in columns.items():
        print(f"| {name} | {' | '.join(f'{values[source]:.3f}' for source in sources)} |")


def main(options: Options) -> None:
    """Prints a table of F1 by source, then the other scores."""
    pages = scored_apart([training_page(page) for page in labelled_pages(Path(options.data))], options.folds)
    columns = {"trafilatura": peer_f1_by_source(pages), "ours": f1_by_source(pages)}
    columns |= {f"ours, {favour}": f1_by_source(pages, favour) for favour in UNBALANCED}
    print_f1(columns, options.folds)
    print("\n| confidence | pages | F1 |\n| --- | ---: | ---: |")
    for low, high, count, value in f1_by_confidence(pages):
        print(f"| {low:g} to {high:g} | {count} | {value:.3f} |")
    print("\n| share that is right | |\n| --- | ---: |")
    for name, value in (snippet_shares(pages) | metadata_shares(page.labelled for page in pages)).items():
        print(f"| {name} | {value:.3f} |")


if __name__ == "__main__":
    run(main, lambda: parse_options(Options))

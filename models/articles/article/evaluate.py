"""How well articles are read: leave-one-site-out, beside trafilatura on the same pages.

    python -m models.articles.article.evaluate --data articles/

The sites are dealt into folds; each fold is read by trees grown on the others, so that no site is read by what was
learned from it. The peer is trafilatura as it is, and given the right character set where that reads better. Dates,
authors and titles need no trees: they are scored once.
"""

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from models.articles.article.extraction import Favour, choose, confidence_of
from models.articles.article.labelled import Example, examples, f1
from models.articles.article.metadata import metadata_of
from models.articles.article.train import Row, grow, row_of
from models.articles.page.document import parse

FOLDS = 5
MARKS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)  # between which pages are counted by their confidence


@dataclass
class Options:
    """Which pages to score."""

    data: str = field(metadata={"help": "folder with truth.jsonl and the pages"})
    folds: int = FOLDS


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, the same in every run."""
    return zlib.crc32(site.encode()) % folds


def read_apart(rows: list[Row], folds: int = FOLDS) -> list[Row]:
    """The rows with the probabilities that trees of the other folds give."""
    apart = []
    for fold in range(folds):
        inside = [row for row in rows if fold_of(row.example.site, folds) == fold]
        trees = grow([row for row in rows if fold_of(row.example.site, folds) != fold and row.weight.any()])
        for row in inside:
            reading = replace(row.reading, probability=trees.probability(row.reading.measured))
            apart.append(replace(row, reading=reading))
    return apart


def scores(rows: list[Row], favour: Favour = "balanced") -> dict[str, float]:
    """Mean F1 by source, over the pages with a known article."""
    found = defaultdict(list)
    for row in rows:
        if row.example.body:
            found[row.example.source].append(f1(choose(row.reading, favour=favour).text, row.example.body))
    return {source: fmean(values) for source, values in found.items()}


def by_confidence(rows: list[Row]) -> list[tuple[float, float, int, float]]:
    """Of the pages whose confidence lies between two marks: the marks, how many there are, their mean F1."""
    found = []
    for row in (row for row in rows if row.example.body):
        choice = choose(row.reading)
        found.append((confidence_of(row.reading, choice), f1(choice.text, row.example.body)))
    counted = []
    for low, high in pairwise(MARKS):
        values = [value for confidence, value in found if low <= confidence < high or confidence == high == MARKS[-1]]
        if values:
            counted.append((low, high, len(values), fmean(values)))
    return counted


def peer_text(example: Example) -> str:
    """What trafilatura extracts by itself, or given the right character set, whichever is nearer to the truth."""
    import trafilatura

    encoding = (example.known.get("encoding") or "utf-8").lower()
    given = [example.html]
    if encoding not in ("utf-8", "ascii"):
        given.append(example.html.decode("gb18030" if encoding.startswith("gb") else encoding, "replace"))
    texts = [trafilatura.extract(html, include_comments=False) or "" for html in given]
    return max(texts, key=lambda text: f1(text, example.body))


def peer_scores(rows: list[Row]) -> dict[str, float]:
    """Mean F1 of trafilatura by source."""
    found = defaultdict(list)
    for row in rows:
        if row.example.body:
            found[row.example.source].append(f1(peer_text(row.example), row.example.body))
    return {source: fmean(values) for source, values in found.items()}


def snippet_scores(rows: list[Row]) -> dict[str, float]:
    """Of the snippets that must be there the share found, and of those that must not the share left out."""
    found = defaultdict(list)
    for row in rows:
        text = " ".join(choose(row.reading).text.split())
        for name, wanted in (("snippets_with", True), ("snippets_without", False)):
            for snippet in row.example.known.get(name) or []:
                found[f"{row.example.source} {name}"].append((" ".join(snippet.split()) in text) == wanted)
    return {name: fmean(values) for name, values in found.items()}


def metadata_scores(rows: list[Row]) -> dict[str, float]:
    """Of the titles, authors and dates (days) that are known the share that is read, by source."""
    found = defaultdict(list)
    for example in (row.example for row in rows):
        known = {name: example.known.get(name) for name in ("title", "author", "date")}
        if any(known.values()):
            about = metadata_of(parse(example.html, example.known.get("url")))
            for name, truth in known.items():
                if truth:
                    found[f"{example.source} {name}"].append(_agree(name, getattr(about, name), truth))
    return {name: fmean(values) for name, values in found.items()}


def _agree(name: str, read: str | None, truth: str) -> bool:
    if name == "date":
        return _day(read) == _day(truth)
    return f1((read or "").lower(), truth.lower()) >= 0.8


def _day(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text or "")[:3]))


def main(options: Options) -> None:
    """Prints a table of F1 by source, then the other scores."""
    rows = read_apart([row_of(example) for example in examples(Path(options.data))], options.folds)
    columns = {"trafilatura": peer_scores(rows), "ours": scores(rows)}
    columns |= {f"ours, {favour}": scores(rows, favour) for favour in ("precision", "recall")}
    sources = list(columns["ours"])
    print(f"| F1, {options.folds} folds of sites | {' | '.join(sources)} |\n| --- |{' ---: |' * len(sources)}")
    for name, values in columns.items():
        print(f"| {name} | {' | '.join(f'{values[source]:.3f}' for source in sources)} |")
    print("\n| confidence | pages | F1 |\n| --- | ---: | ---: |")
    for low, high, pages, value in by_confidence(rows):
        print(f"| {low:g} to {high:g} | {pages} | {value:.3f} |")
    print()
    for name, value in {**snippet_scores(rows), **metadata_scores(rows)}.items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    from transformers import HfArgumentParser

    main(*HfArgumentParser(Options).parse_args_into_dataclasses())

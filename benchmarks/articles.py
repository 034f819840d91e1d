"""Our article extractor beside trafilatura 2.3.1, readability-lxml and Resiliparse: F1 and pages a second, in one run.

KEXUE_ARTICLES="articles/" python -m benchmarks articles

The folder has `truth.jsonl` and pages, see models/articles/known_pages.py. Every peer gets the bytes of the page, and a
second time the right character set where the folder names one that is not UTF-8; of its two texts the better counts.
Times are of one process and of the bytes alone, of each page the fastest of three. Ours is read by trees grown on other
sites (leave-one-site-out, see models/articles/evaluate.py), for the bundled ones were grown on such pages; the last
rows leave out one step each.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks._timing import fastest
from models import articles
from models.articles.article import features
from models.articles.article.evaluate import read_apart
from models.articles.article.extraction import Reading, choose
from models.articles.article.labelled import Example, examples, f1
from models.articles.article.train import Row, row_of

FOLDS = 5
REPETITIONS = 3  # of which the fastest counts: whatever else a machine does only ever adds time
Reader = Callable[[bytes | str], str]


@dataclass
class Result:
    """F1 of each page by source, and seconds of all; pages that a reader fails on count 0."""

    name: str
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    failures: int = 0


def main() -> None:
    """Prints the table, which takes some five minutes on two cores."""
    if not (folder := os.environ.get("KEXUE_ARTICLES", "")):
        print("Articles are left out: name the folder of pages in KEXUE_ARTICLES.")
        return
    known = [it for it in examples(Path(folder)) if it.body]
    sources = sorted({it.source for it in known})
    print(f"| {len(known)} pages | {' | '.join(sources)} | pages/s | time | failures |")
    print(f"| --- |{' ---: |' * (len(sources) + 3)}")
    first = None
    for result in results(known):
        first = first or result.seconds
        print(line(result, sources, len(known), first), flush=True)


def results(known: list[Example]) -> Iterator[Result]:
    """Every line of the table; the readers take turns page by page, so that whatever else the machine does is fair."""
    readers = {**peers(), "ours": lambda html: articles.extract(html).text}
    found = {name: Result(name) for name in readers}
    for reader in readers.values():
        reader(known[0].html)  # imports and caches
    for example in known:
        for name, reader in readers.items():
            measure(found[name], reader, example)
    ours = found.pop("ours")
    yield from found.values()
    rows = read_apart([row_of(it) for it in known], FOLDS)
    yield scored(Result(ours.name, seconds=ours.seconds, failures=ours.failures), rows)
    yield from ablations(rows)


def peers() -> dict[str, Reader]:
    """The other extractors, as their documentation calls them."""
    import trafilatura
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text

    def trafilatura_with(**options: bool) -> Reader:
        return lambda html: trafilatura.extract(html, include_comments=False, **options) or ""

    def readability(html: bytes | str) -> str:
        from lxml.html import fromstring

        return fromstring(Document(html).summary()).text_content()

    def resiliparse(html: bytes | str) -> str:
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding

        text = html if isinstance(html, str) else bytes_to_str(html, detect_encoding(html))
        return extract_plain_text(text, main_content=True, comments=False)

    return {
        "trafilatura": trafilatura_with(),
        "trafilatura, fast": trafilatura_with(fast=True),
        "trafilatura, precision": trafilatura_with(favor_precision=True),
        "trafilatura, recall": trafilatura_with(favor_recall=True),
        "readability-lxml": readability,
        "Resiliparse": resiliparse,
    }


def measure(result: Result, reader: Reader, example: Example) -> None:
    """Adds what a reader makes of a page."""
    result.seconds += fastest(partial(_text, reader, example.html, Result("")), REPETITIONS)
    texts = [_text(reader, example.html, result)]
    encoding = (example.known.get("encoding") or "utf-8").lower()
    if encoding not in ("utf-8", "ascii"):
        codec = "gb18030" if encoding.startswith("gb") else encoding
        texts.append(_text(reader, example.html.decode(codec, "replace"), result))
    result.scores[example.source].append(max(f1(text, example.body) for text in texts))


def _text(reader: Reader, html: bytes | str, result: Result) -> str:
    try:
        return reader(html)
    except Exception:
        result.failures += 1
        return ""


def scored(result: Result, rows: list[Row], keep: Callable[[Row], Reading] | None = None) -> Result:
    """Our scores, from readings that may be changed first."""
    for row in rows:
        reading = keep(row) if keep else row.reading
        result.scores[row.example.source].append(f1(choose(reading).text, row.example.body))
    return result


def ablations(rows: list[Row]) -> Iterator[Result]:
    """Ours with a step left out: every stretch that trafilatura has, no other; no text from scripts; trees without the
    names of containers; trees without any hint of trafilatura, structured data and title."""
    yield scored(Result("trafilatura's stretches, all of them"), rows, _core)
    yield scored(Result("ours, no text from scripts"), rows, lambda row: replace(row.reading, bodies=[], core=[]))
    names = slice(features.OWN, features.OWN + len(features.GROUPS))
    for name, columns in {"ours, trees without hints": None, "ours, trees without class names": names}.items():
        yield scored(Result(name), read_apart([_blinded(row, columns) for row in rows], FOLDS))


def _core(row: Row) -> Reading:
    return replace(row.reading, probability=row.reading.measured[:, features.CORE].astype(float))


def _blinded(row: Row, columns: slice | None) -> Row:
    """A row without some features; None takes out the hints."""
    if columns is None:
        told = features.Hints(*np.zeros((3, len(row.reading.measured))))
        return replace(row, reading=replace(row.reading, measured=features.measure(row.reading.layout, told)))
    measured = row.reading.measured.copy()
    measured[:, columns] = 0
    return replace(row, reading=replace(row.reading, measured=measured))


def line(result: Result, sources: list[str], pages: int, first: float) -> str:
    """Markdown: one reader; its time beside the first one's."""
    scores = " | ".join(f"{fmean(result.scores[source]):.3f}" for source in sources)
    speed = f"{pages / result.seconds:.1f} | {result.seconds / first:.2f}" if result.seconds else " | "
    return f"| {result.name} | {scores} | {speed} | {result.failures or ''} |"


if __name__ == "__main__":
    main()

"""Our article extractor beside trafilatura 2.3.1, readability-lxml and Resiliparse: F1 and pages a second, in one run.

KEXUE_ARTICLES="articles/" python -m benchmarks articles

The folder has `truth.jsonl` and pages, see models/articles/article/labelled.py; KEXUE_WCXB may name a copy of WCXB 1.0
beside it, all of whose pages are then read too. A second table has F1 by the kind of page, of the pages of WCXB. Every
peer gets the bytes of the page, and a second time the right character set where the folder names one that is not UTF-8;
of its two texts the better counts. Times are of one process and of the bytes alone, of each page the fastest of three.
Ours is read by trees grown on other sites (leave-one-site-out, see models/articles/article/evaluate.py), for the
bundled ones were grown on such pages; the last rows leave out one step each.
"""

import os
import tomllib
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
from models.articles.article.evaluate import FOLDS, scored_apart
from models.articles.article.evidence import Evidence
from models.articles.article.extraction import ScoredPage, choose
from models.articles.article.growing import TrainingPage, training_page
from models.articles.article.labelled import LabelledPage, f1, labelled_pages
from models.articles.kind.labelled import of_wcxb
from models.articles.kind.words import KINDS

WCXB_KINDS = Path(__file__).with_name("wcxb_kinds.toml")
REPETITIONS = 3  # of which the fastest counts: whatever else a machine does only ever adds time
Reader = Callable[[bytes | str], str]


@dataclass
class Result:
    """F1 of each page by source and by kind, and seconds of all; pages that a reader fails on count 0."""

    name: str
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: float = 0.0
    failures: int = 0


def main() -> None:
    """Prints the table, which takes some five minutes on two cores."""
    if not (folder := os.environ.get("KEXUE_ARTICLES", "")):
        print("Articles are left out: name the folder of pages in KEXUE_ARTICLES.")
        return
    known = pages_of(Path(folder), os.environ.get("KEXUE_WCXB", ""))
    sources = sorted({page.source for page in known})
    kinds = [kind for kind in KINDS if any(kind in groups_of(page) for page in known)]
    print(f"| {len(known)} pages | {' | '.join(sources)} | pages/s | time | failures |")
    print(f"| --- |{' ---: |' * (len(sources) + 3)}")
    first, printed = None, []
    for result in results(known):
        first = first or result.seconds
        print(line(result, sources, len(known), first), flush=True)
        printed.append(result)
    print(f"\n| WCXB, F1 | {' | '.join(kinds)} |\n| --- |{' ---: |' * len(kinds)}")
    print(f"| pages | {' | '.join(str(len(printed[0].scores[kind])) for kind in kinds)} |")
    for result in printed:
        print(f"| {result.name} | {' | '.join(f'{fmean(result.scores[kind]):.3f}' for kind in kinds)} |")


def pages_of(folder: Path, copy: str) -> list[LabelledPage]:
    """The pages whose article is known, of a folder and of a copy of WCXB, each page once."""
    known = [with_kind(page) for page in labelled_pages(folder) if page.body]
    if not copy:
        return known
    numbers = {str(page.known.get("id")).removeprefix("wcxb-") for page in known if page.source == "wcxb"}
    for page in of_wcxb(Path(copy)):
        if page.text and page.id not in numbers:
            told = {"id": f"wcxb-{page.id}", "url": page.url, "articleBody": page.text, "kind": page.kind}
            known.append(LabelledPage(page.html, page.source, page.site, told))
    return known


def with_kind(page: LabelledPage) -> LabelledPage:
    """A page of WCXB with its kind, as it was read: an article where the list of the others does not have it."""
    if page.source != "wcxb" or "kind" in page.known:
        return page
    others = tomllib.loads(WCXB_KINDS.read_text(encoding="utf-8"))
    kind = next((kind for kind, pages in others.items() if page.known.get("id") in pages), "article")
    return replace(page, known=page.known | {"kind": kind})


def groups_of(page: LabelledPage) -> tuple[str, ...]:
    """Among which pages one counts: those of its source, and those of its kind."""
    return (page.source, page.known["kind"]) if "kind" in page.known else (page.source,)


def results(known: list[LabelledPage]) -> Iterator[Result]:
    """Every line of the table; the readers take turns page by page, so that whatever else the machine does is fair."""
    readers = {**peers(), "ours": lambda html: articles.extract(html).text}
    measured = {name: Result(name) for name in readers}
    for reader in readers.values():
        reader(known[0].html)  # imports and caches
    for page in known:
        for name, reader in readers.items():
            measure(measured[name], reader, page)
    ours = measured.pop("ours")
    yield from measured.values()
    pages = scored_apart([training_page(page) for page in known], FOLDS)
    yield with_scores(Result(ours.name, seconds=ours.seconds, failures=ours.failures), pages)
    yield from ablations(pages)


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


def measure(result: Result, reader: Reader, page: LabelledPage) -> None:
    """Adds what a reader makes of a page."""
    result.seconds += fastest(partial(_text, reader, page.html, Result("")), REPETITIONS)
    texts = [_text(reader, page.html, result)]
    encoding = (page.known.get("encoding") or "utf-8").lower()
    if encoding not in ("utf-8", "ascii"):
        codec = "gb18030" if encoding.startswith("gb") else encoding
        texts.append(_text(reader, page.html.decode(codec, "replace"), result))
    for group in groups_of(page):
        result.scores[group].append(max(f1(text, page.body) for text in texts))


def _text(reader: Reader, html: bytes | str, result: Result) -> str:
    try:
        return reader(html)
    except Exception:
        result.failures += 1
        return ""


def with_scores(
    result: Result, pages: list[TrainingPage], changed: Callable[[TrainingPage], ScoredPage] | None = None
) -> Result:
    """Our scores, of pages that may be changed first."""
    for page in pages:
        text = choose(changed(page) if changed else page.scored).text
        for group in groups_of(page.labelled):
            result.scores[group].append(f1(text, page.labelled.body))
    return result


def ablations(pages: list[TrainingPage]) -> Iterator[Result]:
    """Ours with a step left out: every text block that trafilatura has, no other; no text from scripts; trees without
    the names of containers; trees without any evidence of trafilatura, structured data and title."""
    yield with_scores(Result("trafilatura's text blocks, all of them"), pages, _core)
    yield with_scores(
        Result("ours, no text from scripts"), pages, lambda page: replace(page.scored, bodies=[], core=[])
    )
    names = slice(features.OWN, features.OWN + len(features.GROUPS))
    for name, columns in {"ours, trees without evidence": None, "ours, trees without class names": names}.items():
        yield with_scores(Result(name), scored_apart([_blinded(page, columns) for page in pages], FOLDS))


def _core(page: TrainingPage) -> ScoredPage:
    return replace(page.scored, probability=page.scored.measured[:, features.CORE].astype(float))


def _blinded(page: TrainingPage, columns: slice | None) -> TrainingPage:
    """A page without some features; None takes out the evidence of others."""
    if columns is None:
        nothing = Evidence(*np.zeros((3, len(page.scored.measured))))
        return replace(page, scored=replace(page.scored, measured=features.measure(page.scored.layout, nothing)))
    measured = page.scored.measured.copy()
    measured[:, columns] = 0
    return replace(page, scored=replace(page.scored, measured=measured))


def line(result: Result, sources: list[str], pages: int, first: float) -> str:
    """Markdown: one reader; its time beside the first one's."""
    scores = " | ".join(f"{fmean(result.scores[source]):.3f}" for source in sources)
    speed = f"{pages / result.seconds:.1f} | {result.seconds / first:.2f}" if result.seconds else " | "
    return f"| {result.name} | {scores} | {speed} | {result.failures or ''} |"


if __name__ == "__main__":
    main()

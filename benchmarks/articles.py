"""Our article extractor beside trafilatura 2.3.1, readability-lxml and Resiliparse: F1 and pages a second, in one run.

KEXUE_ARTICLES="articles/" python -m benchmarks articles

The folder has `truth.jsonl` and pages, see models/articles/article/labelled.py. Every peer gets the bytes of the page,
and a second time the right character set where the folder names one that is not UTF-8; of its two texts the better
counts. Times are of one process and of the bytes alone, of each page the fastest of three. Ours is read by trees grown
on other sites (leave-one-site-out, see models/articles/article/evaluate.py), for the bundled ones were grown on such
pages; they also say which pages trafilatura is asked for, and so how long each takes. The second table is F1 and time
by the expected F1 under which it is asked; the last rows of the first leave out one step each. The third is F1 by the
kind of page, of pages of WCXB: of those in the folder, and of all in a copy that KEXUE_WCXB names. Its last row is of
the bundled checkpoints, by which a thread is read as its posts and a list as its entries.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import fmean

from benchmarks._command import begin
from benchmarks._kinds import groups_of, pages_of, print_by_kind
from benchmarks._timing import fastest
from models import articles
from models.articles.article.evaluate import FOLDS, Apart, cascaded, readings_apart, scored_apart
from models.articles.article.extraction import choose
from models.articles.article.growing import TrainingPage, training_page
from models.articles.article.labelled import LabelledPage, f1
from models.articles.article.names import FEATURES
from models.articles.article.predict import SURE, load_kept
from models.articles.article.scoring import ScoredPage, is_doubtful

REPETITIONS = 3  # of which the fastest counts: whatever else a machine does only ever adds time
NEVER, ALWAYS = 0.0, 2.0  # expected F1 under which trafilatura is asked: of no page, of every page
CURVE = (NEVER, 0.6, 0.7, 0.75, 0.8, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94, 0.96, ALWAYS)
Reader = Callable[[bytes | str], str]


@dataclass
class Result:
    """F1 of each page by source and by kind, and seconds of each by its id; pages that a reader fails on count 0."""

    name: str
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[str, float] = field(default_factory=dict)
    failures: int = 0


def main() -> None:
    """Prints the tables, which takes some eight minutes on two cores."""
    if not (folder := os.environ.get("KEXUE_ARTICLES", "")):
        print("Articles are left out: name the folder of pages in KEXUE_ARTICLES.")
        return
    known = pages_of(Path(folder), os.environ.get("KEXUE_WCXB", ""))
    sources = sorted({page.source for page in known})
    measured = readings(known)
    first = sum(measured["trafilatura"].seconds.values())
    never, always = measured.pop("never"), measured.pop("always")
    apart = readings_apart([training_page(page) for page in known], FOLDS)
    print_table(f"{len(known)} pages", sources)
    ours = at(apart, SURE, never, always, "ours")
    for result in (*measured.values(), ours, *ablations(apart)):
        print(line(result, sources, len(known), first), flush=True)
    print("\nOurs by the expected F1 under which trafilatura is asked:\n")
    print_table("expected F1 (pages asked for)", sources)
    for sure in CURVE:
        print(line(at(apart, sure, never, always), sources, len(known), first))
    print_by_kind({result.name: result.scores for result in (*measured.values(), ours)} | {"bundled": always.scores})


def print_table(name: str, sources: list[str]) -> None:
    """Prints the head of a Markdown table."""
    print(f"| {name} | {' | '.join(sources)} | pages/s | time | failures |")
    print(f"| --- |{' ---: |' * (len(sources) + 3)}")


def readings(known: list[LabelledPage]) -> dict[str, Result]:
    """The texts and times of all readers, which take turns page by page, so that whatever else the machine does is
    fair; of ours those that never ask trafilatura and always."""
    models = {"never": replace(load_kept(), sure=NEVER), "always": replace(load_kept(), sure=ALWAYS)}
    ours = {name: partial(_ours, model) for name, model in models.items()}
    readers: dict[str, Reader] = {**peers(), **ours}
    measured = {name: Result(name) for name in readers}
    for reader in readers.values():
        reader(known[0].html)  # imports and caches
    for page in known:
        for name, reader in readers.items():
            measure(measured[name], reader, page)
    return measured


def _ours(model: articles.ArticleModel, html: bytes | str) -> str:
    return articles.extract(html, model=model).text


def at(apart: list[Apart], sure: float, never: Result, always: Result, name: str = "") -> Result:
    """Ours where trafilatura is asked for the pages whose expected F1 is under `sure`; times are of its readings."""
    asked = {page.labelled.known["id"] for page, first, _ in apart if is_doubtful(first, sure)}
    result = with_scores(Result(name or f"{sure:.2f} ({len(asked) / len(apart):.0%})"), cascaded(apart, sure))
    result.seconds = never.seconds | {page: always.seconds[page] for page in asked}
    result.failures = never.failures
    return result


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
    result.seconds[page.known["id"]] = fastest(partial(_text, reader, page.html, Result("")), REPETITIONS)
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


def ablations(apart: list[Apart]) -> Iterator[Result]:
    """Ours with a step left out: every text block that trafilatura has, no other; no text from scripts and from
    trafilatura; trees without the names of containers."""
    pages = cascaded(apart)
    yield with_scores(Result("trafilatura's text blocks, all of them"), [page for page, _, _ in apart], _core)
    yield with_scores(Result("ours, no text from elsewhere"), pages, _without_texts)
    blinded = scored_apart([_without_names(page) for page, _, _ in apart], FOLDS)
    yield with_scores(Result("ours, trees without class names"), blinded)


def _without_texts(page: TrainingPage) -> ScoredPage:
    return replace(page.scored, bodies=[], core=None)


def _core(page: TrainingPage) -> ScoredPage:
    core = page.scored.core
    return replace(page.scored, probability=core.present if core else page.scored.probability)


def _without_names(page: TrainingPage) -> TrainingPage:
    measured = page.scored.measured.copy()
    measured[:, [place for place, name in enumerate(FEATURES) if name.startswith("near a name of")]] = 0
    return replace(page, scored=replace(page.scored, measured=measured))


def line(result: Result, sources: list[str], pages: int, first: float) -> str:
    """Markdown: one reader; its time beside the first one's."""
    scores = " | ".join(f"{fmean(result.scores[source]):.3f}" for source in sources)
    seconds = sum(result.seconds.values())
    speed = f"{pages / seconds:.1f} | {seconds / first:.2f}" if seconds else " | "
    return f"| {result.name} | {scores} | {speed} | {result.failures or ''} |"


if __name__ == "__main__":
    begin(main)

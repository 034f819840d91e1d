"""The rows of a card: F1 on sites left out and on the pages that are in this repository, beside trafilatura's."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, stdev
from typing import Any

from models.articles.article.extraction import choose, extract
from models.articles.article.growing import TrainingPage
from models.articles.article.labelled import LabelledPage, f1, reference_pages
from models.articles.article.predict import ArticleModel

TASK, F1 = "web-content-extraction", "F1"
PEER = "F1 of trafilatura"
LEFT_OUT, ALL = "sites left out", "all pages"
REFERENCE_SET = "ten pages written for it, of sites never trained on"
FOUND, KEPT_OUT = "snippets of the article found", "other snippets left out"


def peer_text(labelled: LabelledPage) -> str:
    """What trafilatura extracts by itself, or given the right character set, whichever is nearer to the truth."""
    import trafilatura

    encoding = (labelled.known.get("encoding") or "utf-8").lower()
    given: list[bytes | str] = [labelled.html]
    if encoding not in ("utf-8", "ascii"):
        given.append(labelled.html.decode("gb18030" if encoding.startswith("gb") else encoding, "replace"))
    texts = [trafilatura.extract(html, include_comments=False) or "" for html in given]
    return max(texts, key=lambda text: f1(text, labelled.body))


def row(dataset: str, metric: str, values: Sequence[float]) -> dict[str, Any]:
    """One result: the mean of the pages, and its 95 % interval by their spread."""
    mean = fmean(values)
    error = 1.96 * stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    told = {"task": TASK, "dataset": dataset, "metric": metric, "value": mean, "n": len(values)}
    return told | ({"interval": [max(0.0, mean - error), min(1.0, mean + error)]} if error else {})


def left_out_results(pages: Sequence[TrainingPage]) -> list[dict[str, Any]]:
    """F1 on pages that trees without their sites have scored: on all, then by source; and what snippets say."""
    results: list[dict[str, Any]] = []
    whole = [page for page in pages if page.labelled.body]
    for metric, read in ((F1, _chosen), (PEER, lambda page: peer_text(page.labelled))):
        values = [(page.labelled.source, f1(read(page), page.labelled.body)) for page in whole]
        results += _by_source(values, metric)
    results.sort(key=lambda result: not result["dataset"].startswith(ALL))
    for metric, wanted in ((FOUND, True), (KEPT_OUT, False)):
        right = [
            (page.labelled.source, float((" ".join(snippet.split()) in text) == wanted))
            for page in pages
            for text in [" ".join(_chosen(page).split())]
            for snippet in page.labelled.known.get("snippets_with" if wanted else "snippets_without") or ()
        ]
        results += _by_source(right, metric) if right else []
    return results


def _chosen(page: TrainingPage) -> str:
    return choose(page.scored).text


def _by_source(values: Iterable[tuple[str, float]], metric: str) -> list[dict[str, Any]]:
    by_source: dict[str, list[float]] = defaultdict(list)
    for source, value in values:
        by_source[source].append(value)
    everything = [value for found in by_source.values() for value in found]
    named = ({ALL: everything} if len(by_source) != 1 else {}) | by_source
    return [row(f"{source}, {LEFT_OUT}", metric, found) for source, found in named.items() if found]


def reference_results(model: ArticleModel, peer: bool = True) -> list[dict[str, Any]]:
    """F1 of a model on the pages that are in this repository, and trafilatura's."""

    def ours(page: LabelledPage) -> str:
        return extract(page.html, page.known.get("url"), model=model).text

    readers: dict[str, Callable[[LabelledPage], str]] = {F1: ours} | ({PEER: peer_text} if peer else {})
    pages = reference_pages()
    return [row(REFERENCE_SET, metric, [f1(read(page), page.body) for page in pages])
            for metric, read in readers.items()]  # fmt: skip

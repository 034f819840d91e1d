"""Pages of WCXB by their kind, for the benchmark of articles: as we read them, or as a copy of WCXB names it."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from models.articles.article.labelled import LabelledPage, labelled_pages
from models.articles.kind.labelled import of_wcxb
from models.articles.kind.words import KINDS

LABELS = Path(__file__).with_name("wcxb_kinds.toml")


def pages_of(folder: Path, copy: str) -> list[LabelledPage]:
    """The pages whose article is known, of a folder and of a copy of WCXB if one is named, each page once."""
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
    others = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    kind = next((kind for kind, pages in others.items() if page.known.get("id") in pages), "article")
    return replace(page, known=page.known | {"kind": kind})


def groups_of(page: LabelledPage) -> tuple[str, ...]:
    """Among which pages one counts: those of its source, and those of its kind."""
    return (page.source, page.known["kind"]) if "kind" in page.known else (page.source,)


def print_by_kind(scores: Mapping[str, Mapping[str, list[float]]]) -> None:
    """Prints F1 by kind, of the scores of each reader by the groups that pages count among."""
    first = next(iter(scores.values()))
    kinds = [kind for kind in KINDS if first.get(kind)]
    print(f"\n| WCXB, F1 | {' | '.join(kinds)} |\n| --- |{' ---: |' * len(kinds)}")
    print(f"| pages | {' | '.join(str(len(first[kind])) for kind in kinds)} |")
    for name, by_group in scores.items():
        print(f"| {name} | {' | '.join(f'{fmean(by_group[kind]):.3f}' for kind in kinds)} |")

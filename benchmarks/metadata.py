"""Titles, authors and dates beside trafilatura 2.3.1 and htmldate, on pages whose truth is known.

KEXUE_ARTICLES="articles/" python -m benchmarks metadata

First on the small pages of `metadata_pages.toml`, written for it in the markup of many systems and six languages; then
on a folder as `models/articles/article/labelled.py` describes. Only what a page shows is asked for: a title or name
that stands in its texts, meta elements or scripts, a day that stands there in digits or words. What is right: the
title word by word, the set of the authors' names, the day. Last how often we are right by our own confidence.
"""

import os
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from lxml import etree

from benchmarks._command import begin
from models.articles.article.labelled import labelled_pages
from models.articles.article.metadata import Metadata, metadata_of
from models.articles.page.document import parse
from models.articles.page.time_words import MONTHS

PAGES = Path(__file__).with_name("metadata_pages.toml")
FIELDS = ("title", "author", "date")
Said = dict[str, str | None]  # of each field; several authors joined by `; `
CONFIDENCES = (0.0, 0.6, 0.8, 0.9, 1.0)
# Of shared pages the field whose truth is another's: an editor, a contact, one of several authors, the day of a change.
WRONG = {
    "zhds-33a95b71": "author", "wcxb-0380": "author", "wcxb-4074": "author", "traf-2cd2a77b6217": "author",
    "traf-074ad4289393": "author", "traf-128523efec46": "author", "wcxb-1657": "date", "zhds-d5bced5e": "date",
}  # fmt: skip
NO_WORD = frozenset(
    ("and", "und", "et", "y", "e", "with", "mit", "by", "von", "par", "por", "the", "dvm", "md", "phd", "dr")
)
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
NUMERIC = re.compile(
    r"(?<!\d)(\d{4})\s?[-/.年]?\s?(\d{1,2})\s?[-/.月]?\s?(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d\d)"
)
WORDY = re.compile(
    r"(?<!\d)(\d{1,2})\W{1,4}(?:de |of )?([^\W\d_]{3,12})\W{1,4}(?:de |del )?(\d{4})"
    r"|([^\W\d_]{3,12})\W{1,3}(\d{1,2})\D{1,5}(\d{4})"
)


@dataclass(frozen=True)
class Known:
    """A page and its truth by field; what it does not show is left out."""

    name: str
    source: str
    html: bytes
    url: str | None
    truth: dict[str, str]


def main() -> None:
    """Prints the tables."""
    pages = list(own_pages())
    if folder := os.environ.get("KEXUE_ARTICLES", ""):
        pages += shared_pages(Path(folder))
    else:
        print("Only our own pages are scored: name a folder of labelled pages in KEXUE_ARTICLES.\n")
    right = {name: judged(read, pages) for name, read in readers().items()}
    print("\n".join(table(right)))
    print("\n| confidence | answers | right |\n| --- | ---: | ---: |")
    for low, high, count, share in by_confidence(pages):
        print(f"| {low:g} to {high:g} | {count} | {share:.3f} |")


def own_pages() -> Iterator[Known]:
    """The pages that were written for it; `{text}` stands for some paragraphs in the language of the page."""
    content = tomllib.loads(PAGES.read_text(encoding="utf-8"))
    for page in content["page"]:
        body = page["body"].replace("{text}", content["text"][page["lang"][:2]])
        lang = f' lang="{page["lang"]}"' if page.get("declared", True) else ""
        html = f'<!doctype html><html{lang}><head><meta charset="utf-8">{page["head"]}</head><body>{body}</body></html>'
        truth = {"title": page.get("title"), "author": "; ".join(page.get("authors", ())), "date": page.get("date")}
        told = {name: value for name, value in truth.items() if value}
        yield Known(page["name"], f"ours, {page['lang'][:2]}", html.encode(), page.get("url"), told)


def shared_pages(folder: Path) -> Iterator[Known]:
    """The pages of a folder whose truth has any of the fields."""
    for page in labelled_pages(folder):
        truth = {name: page.known[name] for name in FIELDS if page.known.get(name)}
        if truth:
            shown = _Shown(page.html, page.known.get("url"))
            name = page.known["id"]
            told = {
                field: value for field, value in truth.items() if shown.has(field, value) and WRONG.get(name) != field
            }
            yield Known(name, page.source, page.html, page.known.get("url"), told)


class _Shown:
    """What a page shows and tells: its texts, attributes and scripts."""

    def __init__(self, html: bytes, url: str | None):
        tree = parse(html, url).tree
        pieces = [
            *tree.itertext(),
            *(value for element in tree.iter(etree.Element) for value in element.values()),
            url or "",
        ]
        self.text = unescape(" ".join(pieces))
        self.words = " ".join(_words(self.text))
        self.days = set(_days(self.text))

    def has(self, field: str, value: str) -> bool:
        """Whether the value of a field stands on the page."""
        if field == "date":
            return _day(value) in self.days
        return f" {' '.join(_words(value))} " in f" {self.words} " or (
            field == "author" and all(word in self.words for word in _people(value))
        )


def _days(text: str) -> Iterator[date]:
    """Every day that is written in a text, in any order of its numbers."""
    for found in NUMERIC.finditer(text):
        year, month, day, one, two, last = found.groups()
        last = f"20{last}" if last and len(last) == 2 else last
        for numbers in ((year, month, day), (last, one, two), (last, two, one)):
            if numbers[0] and (told := _date(*map(int, numbers))):
                yield told
    for found in WORDY.finditer(text):
        day, month, year, month_first, day_after, year_last = found.groups()
        number = MONTHS.get((month or month_first).lower())
        if number and (told := _date(int(year or year_last), number, int(day or day_after))):
            yield told


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    numbers = re.findall(r"\d+", text or "")[:3]
    return _date(*map(int, numbers)) if len(numbers) == 3 else None


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _people(text: str) -> frozenset[str]:
    return frozenset(_words(text)) - NO_WORD


def readers() -> dict[str, Callable[[Known], Said]]:
    """Ours and the others, as their documentation calls them."""
    import trafilatura
    from htmldate import find_date

    def peer(page: Known) -> Said:
        found = trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True)
        return {name: getattr(found, name, None) for name in FIELDS}

    def htmldate(page: Known) -> Said:
        return {"date": find_date(page.html, url=page.url, original_date=True)}

    return {"ours": lambda page: _said(_read(page)), "trafilatura": peer, "htmldate": htmldate}


def _read(page: Known) -> Metadata:
    return metadata_of(parse(page.html, page.url))


def _said(about: Metadata) -> Said:
    return {name: getattr(about, name) for name in FIELDS}


def is_right(field: str, said: str | None, truth: str) -> bool:
    """Whether what is said of a field is what is known."""
    if field == "date":
        return _day(said) == _day(truth)
    if field == "author":
        return _people(said or "") == _people(truth)
    return _words(said or "") == _words(truth)


def judged(read: Callable[[Known], Said], pages: Iterable[Known]) -> dict[tuple[str, str], list[bool]]:
    """What was right, by source and field; nothing for a field that the reader does not read."""
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for page in pages:
        try:
            said = read(page)
        except Exception:
            said = dict.fromkeys(FIELDS)
        for field, truth in page.truth.items():
            if field in said:
                right[page.source, field].append(is_right(field, said[field], truth))
    return right


def table(right: dict[str, dict[tuple[str, str], list[bool]]]) -> Iterator[str]:
    """Markdown: of each reader the share of each field that is right, by source."""
    names = list(right)
    yield f"| right, of what the pages show | pages | {' | '.join(names)} |"
    yield f"| --- | ---: |{' ---: |' * len(names)}"
    for source, field in sorted(right[names[0]], key=lambda key: (FIELDS.index(key[1]), key[0])):
        rows = [right[name].get((source, field)) for name in names]
        shares = " | ".join(f"{fmean(row):.3f}" if row else "" for row in rows)
        yield f"| {field}, {source} | {len(right[names[0]][source, field])} | {shares} |"


def by_confidence(pages: Iterable[Known]) -> Iterator[tuple[float, float, int, float]]:
    """Between two confidences: how many of our answers have one, and which share of them is right."""
    answers: list[tuple[float, bool]] = []
    for page in pages:
        about: Any = _read(page)
        for field, truth in page.truth.items():
            if field in about.sources:
                answers.append((about.sources[field].confidence, is_right(field, getattr(about, field), truth)))
    for low, high in pairwise(CONFIDENCES):
        inside = [right for confidence, right in answers if low <= confidence < high]
        if inside:
            yield low, high, len(inside), fmean(inside)


if __name__ == "__main__":
    begin(main)

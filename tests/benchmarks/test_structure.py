"""The scores of structure, and ours on the pages that are in this repository."""

from statistics import fmean

import pytest

from benchmarks import structure
from benchmarks.structure import PAGES, parts_of, rouge, similarity
from models import articles

MARKDOWN = (
    "A **word** and $x_1$.\n\n| a | b |\n| --- | --- |\n| c |  |\n\n```python\nx\n```\n\n3. one\n   - two\n4. three\n"
)
FLOORS = {"code": 0.99, "formulas": 0.97, "lists": 0.99}  # of today's 1.0, .984 and 1.0


def test_markdown_is_taken_apart():
    parts = parts_of(MARKDOWN)
    assert parts.tables == [[["a", "b"], ["c", ""]]]
    assert (parts.code, parts.formulas) == ("x", "x_1")
    assert parts.lists == "3. one\n  - two\n4. three"
    assert parts.text == "A word and . one two three"


def test_similarities():
    assert similarity("abcd", "abxd") == 0.75
    assert rouge("one two three four five six", "one two three four five six") == 1
    assert rouge("one two three four five six", "six five four three two one") == 0


def test_tables_differ_by_their_nodes():
    table = [["a", "b"], ["c", "d"]]
    assert structure.teds(table, table) == 1
    assert structure.teds(table, [["a", "b"]]) == pytest.approx(1 - 3 / 7)
    assert structure.teds(table, [["a", "b"], ["c", "xd"]]) == pytest.approx(1 - 0.5 / 7)


def test_our_scores_do_not_fall(monkeypatch):
    monkeypatch.setattr(structure, "teds", lambda one, other: 1.0)  # needs a library that only the benchmark has
    scores = structure.scores_of(lambda html: articles.as_markdown(articles.extract(html), header=False))
    assert len(list(PAGES.glob("*.html"))) == len(list(PAGES.glob("*.md"))) - 1 == 10
    for part, floor in FLOORS.items():
        assert fmean(scores[part].values()) >= floor, scores[part]

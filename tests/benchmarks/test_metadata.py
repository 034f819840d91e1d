"""The table of metadata: our own pages are read right, and what is asked for is what pages show."""

from statistics import fmean

import pytest

from benchmarks import metadata
from benchmarks.metadata import FIELDS, Known, by_confidence, is_right, judged, own_pages, readers, shared_pages, table

PAGES = list(own_pages())


def test_our_own_pages_are_read_right():
    right = judged(readers()["ours"], PAGES)
    for field in FIELDS:
        rows = [row for (_, asked), row in right.items() if asked == field]
        assert fmean(value for row in rows for value in row) >= 0.98, field
    assert len(PAGES) >= 50
    assert {page.source for page in PAGES} == {f"ours, {language}" for language in ("de", "en", "es", "fr", "ja", "zh")}


@pytest.mark.parametrize(
    ("field", "said", "truth", "right"),
    [
        ("title", "Tide – and wind", "tide and Wind", True), ("title", "Tide", "Tide and wind", False),
        ("title", None, "Tide", False),
        ("author", "Bo Chen; Ann Lee", "Ann Lee & Bo Chen", True), ("author", "Ann Lee", "Ann Lee; Bo Chen", False),
        ("date", "2024-03-02T10:00", "2024-3-2", True), ("date", "2024-03-03", "2024-03-02", False),
        ("date", None, "2024-03-02", False),
    ],
)  # fmt: skip
def test_what_counts_as_right(field, said, truth, right):
    assert is_right(field, said, truth) == right


def test_only_what_a_page_shows_is_asked_for(tmp_path):
    page = "<title>Tide</title><h1>Tide</h1><p>By Ann Lee</p><p>2 March 2024</p><p>Words, no more.</p>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "a.json").write_text('{"title": "Tide", "author": "Bo Chen", "date": "2024-03-02"}', encoding="utf-8")
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    (tmp_path / "b.json").write_text('{"title": "Wind", "author": "Ann Lee", "date": "2024-03-03"}', encoding="utf-8")
    assert [page.truth for page in shared_pages(tmp_path)] == [
        {"title": "Tide", "date": "2024-03-02"}, {"author": "Ann Lee"},
    ]  # fmt: skip


def test_tables_are_markdown_and_a_reader_that_fails_is_wrong():
    def fails(_: Known) -> metadata.Said:
        raise ValueError

    lines = list(table({"ours": judged(readers()["ours"], PAGES[:3]), "fails": judged(fails, PAGES[:3])}))
    assert lines[2] == "| title, ours, en | 3 | 1.000 | 0.000 |"
    assert sum(count for _, _, count, _ in by_confidence(PAGES[:3])) == 9

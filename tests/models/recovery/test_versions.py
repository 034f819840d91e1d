"""The best version stands first, equal ones are one, and what changed between two is told."""

from dataclasses import replace

from models.recovery import Hit, Version, difference
from models.recovery.versions import rank

LINES = [f"This is sentence number {number} of the lost report." for number in range(40)]


def version(text: str, offset: int = 0, partial: tuple = (), **known) -> Version:
    confidence = 0.7 if partial else 0.97
    hit = Hit(offset, 4, "utf-8", "sentence")
    return Version(text, "utf-8", "plain", offset, len(text), confidence, partial, (hit,), **known)


def text(first: int, last: int) -> str:
    return "\n".join(LINES[first:last]) + "\n"


def test_whole_before_partial_latest_before_older_longest_before_shorter():
    whole, older = version(text(0, 20), 1), version(text(0, 30), 2, time="2024-01-01T00:00:00+00:00")
    newer = version(text(0, 25), 3, time="2025-01-01T00:00:00+00:00")
    cut = version(text(0, 40) + "and more", 4, ("cut_at_block",))
    still = version(text(0, 35), 5, exists=True)
    ordered = rank([still, cut, whole, older, newer], 20)
    assert [one.offset for one in ordered] == [3, 2, 1, 4, 5]
    assert {one.group for one in ordered} == {0}


def test_equal_texts_are_counted_and_the_named_one_is_kept():
    copies = [version(text(0, 9), 1), version(text(0, 9), 2, name="report.txt"), version(text(0, 9) + "\n\n", 3)]
    (one,) = rank(copies, 20)
    assert (one.copies, one.name) == (3, "report.txt")


def test_a_partial_text_within_another_is_no_version_but_an_earlier_draft_is():
    whole, part, draft = version(text(0, 30), 1), version(text(10, 20), 2, ("begins_inside",)), version(text(0, 12), 3)
    ordered = rank([part, draft, whole], 20)
    assert [(one.offset, one.copies) for one in ordered] == [(1, 2), (3, 1)]


def test_more_fragments_are_better_than_a_whole_text():
    one = version(text(0, 20), 1)
    both = replace(version(text(20, 40), 2, ("ends_inside",)), hits=(one.hits[0], Hit(9, 4, "utf-8", "other")))
    assert [found.offset for found in rank([one, both], 20)] == [2, 1]


def test_different_texts_are_groups_of_their_own_and_no_more_than_asked_are_given():
    others = [version("\n".join(f"Text {n} has line {line} alone." for line in range(9)), n) for n in range(5)]
    assert [one.group for one in rank(others, 20)] == [0, 1, 2, 3, 4]
    assert len(rank(others, 3)) == 3


def test_the_difference_is_a_unified_diff():
    older, newer = version(text(0, 5), 10), version(text(0, 3) + "New line.\n", 20, name="report.txt")
    lines = difference(older, newer).splitlines()
    assert lines[:2] == ["--- offset 10", "+++ report.txt"]
    assert f"-{LINES[3]}" in lines and "+New line." in lines and f" {LINES[2]}" in lines
    assert difference(older, older) == ""

"""Any two versions that a search finds are compared by their whole texts, and what cannot be compared is refused."""

import pickle

import pytest
from pydantic_core import to_json

from models.recovery import FRAGMENTS, compare_live, recover_text, sample_image
from models.recovery.compare import SHOWN_LINES, changes_of, difference_of
from models.recovery.errors import FragmentError, VersionError
from tests.models.recovery.test_versions import version


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "thesis.img"
    path.write_bytes(sample_image())
    return path


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 4), (4, 1)])
def test_two_versions_are_compared_line_by_line(image, first, second):
    versions = recover_text(image, FRAGMENTS).versions
    *frames, last = compare_live(image, FRAGMENTS, "all", first, second)
    assert frames and all(frame.found is None and frame.stage == "search" for frame in frames)
    found = last.found
    assert (last.stage, found.first.number, found.second.number) == ("done", first, second)
    assert [found.first.offset, found.second.offset] == [versions[one - 1].offset for one in (first, second)]
    old, new = (set(versions[one - 1].text.splitlines()) for one in (first, second))
    assert {line[1:] for line in found.lines if line[0] == "-"} >= old - new
    assert {line[1:] for line in found.lines if line[0] == "+"} >= new - old
    assert found.removed == sum(line[0] == "-" for line in found.lines) > 0
    assert found.added == sum(line[0] == "+" for line in found.lines) > 0
    assert not found.cut


@pytest.mark.parametrize(
    ("first", "second", "told"), [(1, 5, "4 were found"), (2, 2, "different"), (0, 1, "different")]
)
def test_versions_that_are_not_there_are_refused(image, first, second, told):
    with pytest.raises(VersionError, match=told) as refused:
        list(compare_live(image, FRAGMENTS, "all", first, second))
    again = pickle.loads(pickle.dumps(refused.value))
    assert (again.cause, again.remedy) == (refused.value.cause, refused.value.remedy)
    with pytest.raises(FragmentError):
        list(compare_live(image, ["x"], "all", 1, 2))


def test_where_nothing_was_found_other_words_are_advised():
    with pytest.raises(VersionError, match="search for other words"):
        difference_of([version("alone\n")], 1, 2)


def test_a_long_difference_is_cut_counted_and_harmless():
    before = "".join(f"{number} \x1b[31m \u202e {'a' * 50}\n" for number in range(2_000))
    found = difference_of([version(before), version(before.replace("a", "b"), 9_000_000)], 2, 1)
    assert found.cut and found.lines[-1] == "…"
    assert (found.removed, found.added) == (2_000, 2_000)
    assert len(to_json(found)) < 4 * SHOWN_LINES
    assert not {"\x1b", "\u202e"} & set("".join(found.lines))


def test_what_just_fits_is_not_called_cut():
    lines = changes_of("a\n", "b\n", 10_000)
    assert changes_of("a\n", "b\n", sum(map(len, lines))) == lines
    assert changes_of("a\n", "b\n", sum(map(len, lines)) - 1)[-1] == "…"


def test_equal_texts_have_no_lines():
    found = difference_of([version("same\n"), version("same\r\n", 4096)], 1, 2)
    assert (found.lines, found.removed, found.added, found.cut) == ((), 0, 0, False)

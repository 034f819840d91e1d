"""Searches that look for a few rare bytes first: they find what a search for all of a pattern finds."""

import random
import re

import pytest

from models.recovery import FragmentError
from models.recovery.anchors import LENGTH, anchor_of
from models.recovery.answers import ENCODINGS
from models.recovery.scan import patterns_of, scan, scanner_of
from models.recovery.scanner import BLOCK, MOST_ANCHORS, Scanner
from models.recovery.source import Source

FRAGMENTS = ("no such lantern", "没有这盏灯", "def no_such_name", "Neither  this one", "Müller saß", "ab a", "的书 x")


def places(path, scanner) -> list[tuple[int, int, int]]:
    found = []
    with Source(path) as source:
        for _ in scanner.run(source, lambda *place: found.append(place)):
            pass
    return sorted(found)


def without_anchors(patterns) -> Scanner:
    return Scanner([pattern.expression for pattern in patterns], max(pattern.longest for pattern in patterns))


def scattered(chance: random.Random, size: int, count: int) -> bytes:
    """Noise in which fragments lie, in any spelling, some next to each other and some cut off."""
    content = bytearray(chance.randbytes(size))
    for _ in range(count):
        spelt = re.sub(
            " +", lambda _: " \t\n\u3000"[chance.randrange(4)] * chance.randint(1, 16), chance.choice(FRAGMENTS)
        )
        spelt = chance.choice((spelt, spelt.upper(), spelt.lower(), spelt + spelt, spelt[1:]))
        piece = spelt.encode(chance.choice(ENCODINGS), "ignore")
        at = chance.randrange(size - len(piece))
        content[at : at + len(piece)] = piece
    return bytes(content)


@pytest.mark.parametrize("count", [0, 1, 60, 6_000])
def test_the_same_is_found_with_anchors_as_without(tmp_path, count):
    path = tmp_path / "image"
    path.write_bytes(scattered(random.Random(count), 2 * BLOCK + 999, count))
    for fragments in (FRAGMENTS[:5], FRAGMENTS):  # the short ones of all have anchors everywhere
        patterns = patterns_of(fragments)
        expected = places(path, without_anchors(patterns))
        assert places(path, scanner_of(patterns)) == expected
        assert len(expected) >= count // 4


def test_fragments_around_the_boundary_of_blocks_are_found_once(tmp_path):
    patterns, path = patterns_of(FRAGMENTS), tmp_path / "image"
    for before in range(0, 24, 3):
        place = BLOCK - before
        content = bytes(place) + "no such lantern没有这盏灯".encode()
        path.write_bytes(content + bytes(5_000))
        assert [start for _, start, _ in places(path, scanner_of(patterns))] == [place, place + 15]


def test_an_anchor_lies_in_every_spelling_of_its_fragment():
    for fragment in FRAGMENTS:
        for pattern in patterns_of([fragment]):
            for spelt in (fragment, fragment.upper(), fragment.lower(), fragment.replace(" ", "\u3000\n")):
                content = spelt.encode(pattern.encoding, "ignore")
                if re.search(pattern.expression, content, re.DOTALL):
                    assert re.search(pattern.anchor, content, re.DOTALL), (spelt, pattern.encoding)


def test_an_anchor_is_what_is_rare_in_a_fragment():
    assert anchor_of("neither this one") == "this"
    assert anchor_of("the best quiz there") == "quiz"
    assert anchor_of("是的，我们的饕餮盛宴") == "饕餮盛宴"
    assert anchor_of("to be") in ("to", "be")
    assert all(len(anchor_of(fragment)) <= LENGTH for fragment in FRAGMENTS)


def test_both_byte_orders_of_ascii_have_one_anchor():
    anchors = {pattern.anchor for pattern in patterns_of(["lantern"], ("utf-16-le", "utf-16-be"))}
    assert len(anchors) == 1


def test_a_block_without_anchors_needs_no_whole_patterns(tmp_path):
    """What resembles an anchor, and is none of a fragment, does not have the large database made either."""
    path = tmp_path / "image"
    path.write_bytes(b"this is such a lantern, quoth none. " * 99 + bytes(BLOCK))
    scanner = scanner_of(patterns_of(FRAGMENTS[:4]))
    assert places(path, scanner) == [] and not scanner._ready
    path.write_bytes(b"no such lantern" + bytes(BLOCK))
    assert len(places(path, scanner)) == 1 and scanner._ready


def test_what_is_all_anchors_is_searched_whole(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(b"such this " * (2 * MOST_ANCHORS) + b"neither this one")
    with Source(path) as source:
        *_, found = scan(source, FRAGMENTS[:4])
    assert [hit.fragment for hit in found.hits] == ["Neither  this one"]


def test_fragments_of_too_many_words_are_refused_with_words(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(9) + b"xb " * 99)
    with Source(path) as source, pytest.raises(FragmentError, match="too many words"):
        list(scan(source, [("xb " * 66).strip()]))

"""Many finds made into few: equal texts once, versions of one file together, the best first."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import replace

from models.recovery.answers import Version

SENTENCE = re.compile(r"[\n.!?。！？;；]+")
SHORTEST_SENTENCE = 8  # characters: shorter ones are in many texts
ALIKE = 0.3  # share of the shorter text's sentences that two versions of one file have in common
LONGEST_DIFFERENCE = 20_000  # lines; more would take difflib minutes


def rank(versions: Iterable[Version], top: int) -> tuple[Version, ...]:
    """The best `top` of many versions, equal ones and fragments of others taken together, in groups of one file.

    The best is the most complete: with most fragments, deleted rather than still there, not partial; then the
    likeliest, the latest and the longest. A group stands where its best stands.
    """
    ordered = sorted(_distinct(versions), key=_order)
    groups: list[tuple[set[str], list[Version]]] = []
    for version in ordered:
        sentences = _sentences(version.text)
        group = next((group for group in groups if _alike(group[0], sentences)), None)
        if group is None:
            group = (set(sentences), [])
            groups.append(group)
        group[1].append(version)
    flat = [replace(version, group=number) for number, (_, group) in enumerate(groups) for version in group]
    return tuple(flat[:top])


def difference(older: Version, newer: Version) -> str:
    """What changed between two versions, as a unified diff; empty if nothing did."""
    before, after = (version.text.splitlines()[:LONGEST_DIFFERENCE] for version in (older, newer))
    old, new = (version.name or f"offset {version.offset}" for version in (older, newer))
    return "\n".join(difflib.unified_diff(before, after, old, new, lineterm=""))


def _order(version: Version) -> tuple:
    fragments = len({hit.fragment for hit in version.hits})
    newest = version.time or ""
    return (
        -fragments,
        version.exists,
        bool(version.partial),
        -round(version.confidence, 1),
        [-ord(character) for character in newest] or [0],
        -len(version.text),
        version.offset,
    )


def _distinct(versions: Iterable[Version]) -> list[Version]:
    """Equal texts once, counted, without partial ones that lie within a longer one."""
    kept: dict[str, Version] = {}
    for version in sorted(versions, key=lambda version: (not version.name, _order(version))):
        key = version.text.strip()
        first = kept.setdefault(key, version)
        if first is not version:
            kept[key] = replace(first, copies=first.copies + 1)
    longest = sorted(kept, key=len, reverse=True)
    distinct: list[str] = []
    for key in longest:
        holder = next((one for one in distinct if key in one), None) if kept[key].partial else None
        if holder is None:
            distinct.append(key)
        else:
            kept[holder] = replace(kept[holder], copies=kept[holder].copies + kept[key].copies)
    return [kept[key] for key in distinct]


def _sentences(text: str) -> set[str]:
    return {part for piece in SENTENCE.split(text) if len(part := piece.strip()) >= SHORTEST_SENTENCE}


def _alike(one: set[str], other: set[str]) -> bool:
    common = len(one & other)
    return common > 0 and common >= ALIKE * min(len(one), len(other))

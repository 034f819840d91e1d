"""What differs between two versions of a text: any two that a search finds, by their numbers in it.

*_, last = compare_live("disk.img", ["remembered words"], "all", 1, 3)
last.found.lines
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from models.recovery.answers import Encoding, Match, Progress, Version
from models.recovery.display import harmless
from models.recovery.errors import VersionError
from models.recovery.recover import scan_text

Stage = Literal["map", "search", "done"]

LONGEST_COMPARED = 200_000  # characters of a text
SHOWN_LINES = 60_000  # characters of a difference by itself


@dataclass(frozen=True)
class Compared:
    """One of two versions: its number in the search, from 1 on, and where its text lies."""

    number: int
    offset: int
    length: int
    encoding: Encoding
    name: str | None
    group: int


@dataclass(frozen=True)
class Difference:
    """Lines of a unified difference from `first` to `second`, and how many lines go and come, all counted.

    `cut` is true if not all lines are there, or if a text has more than LONGEST_COMPARED characters. Versions of other
    groups are other texts: their difference says little.
    """

    first: Compared
    second: Compared
    lines: tuple[str, ...]
    removed: int
    added: int
    cut: bool


@dataclass(frozen=True)
class DifferenceFrame:
    """A search for two versions at a moment; their difference comes last."""

    stage: Stage
    size: int
    done: int
    total: int
    found: Difference | None = None


def compare_live(
    path: str | Path, fragments: Sequence[str], match: Match, first: int, second: int
) -> Iterator[DifferenceFrame]:
    """Searches as `recover_text` does, and compares the whole texts of two of its versions, numbered from 1 on.

    Raises:
        VersionError: there are not so many versions, or both numbers are one.
        FragmentError, UnknownKindError, SourceError: as `recover_text`.
    """
    if first == second or min(first, second) < 1:
        raise VersionError(f"Versions {first} and {second} cannot be compared.", "Choose two different ones.")
    frame = DifferenceFrame("search", 0, 0, 0)
    for step in scan_text(path, fragments, match, max(first, second)):
        if isinstance(step, Progress):
            frame = replace(frame, size=max(frame.size, step.total), done=step.done, total=step.total)
            yield frame
        else:
            yield replace(frame, stage="done", done=frame.total, found=difference_of(step.versions, first, second))


def difference_of(versions: Sequence[Version], first: int, second: int) -> Difference:
    """The difference between two of the versions. Raises VersionError."""
    if max(first, second) > len(versions):
        raise VersionError(
            f"There is no version {max(first, second)}: {len(versions)} were found.",
            f"Choose two of 1 to {len(versions)}." if len(versions) > 1 else "Two are needed: search for other words.",
        )
    one, other = versions[first - 1], versions[second - 1]
    lines = _unified(one.text, other.text)
    signs = [line[:1] for line in lines]
    shown = _bounded(lines, SHOWN_LINES)
    cut = max(len(one.text), len(other.text)) > LONGEST_COMPARED or shown[-1:] == ("…",)
    return Difference(_compared(first, one), _compared(second, other), shown, signs.count("-"), signs.count("+"), cut)


def changes_of(before: str, after: str, most: int) -> tuple[str, ...]:
    """Lines of a unified difference without its head, no longer than `most` characters together."""
    return _bounded(_unified(before, after), most)


def _unified(before: str, after: str) -> list[str]:
    old, new = (text[:LONGEST_COMPARED].replace("\r\n", "\n").splitlines() for text in (before, after))
    return list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]


def _bounded(lines: Sequence[str], most: int) -> tuple[str, ...]:
    shown, size = [], 0
    for number, line in enumerate(lines, 1):
        shown.append(harmless(line[: max(0, most - size)]))
        size += len(line)
        if size > most or (size == most and number < len(lines)):
            shown.append("…")
            break
    return tuple(shown)


def _compared(number: int, version: Version) -> Compared:
    name = harmless(version.name) if version.name else None
    return Compared(number, version.offset, version.length, version.encoding, name, version.group)

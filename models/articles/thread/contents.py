"""What a post says: the place of the records that holds most prose beside the author and the time."""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from models.articles.page.outline import HEADINGS, Outline
from models.articles.thread.columns import Slot
from models.articles.thread.cues import FURNITURE, QUOTE, SILENT_TAGS, Cues
from models.articles.thread.numbers import NUMBER

LEAST_SHARE = 0.3  # of the records' prose that a place must hold to be the content
INNERMOST = 0.97  # of the best place's prose that a place inside it must hold to be preferred
WITH_OTHERS = 0.1  # factor for prose that stands with another name and time: comments under the post
OFTEN_TWICE = 0.3  # of the records in which a place may stand twice
MOST_OF_PROSE = 4_000  # characters, as in records.py
NOTE = re.compile(
    r"^\W*(?:last\s+(?:edited|updated|modified)\b|edited\s+(?:by|on|\d|[a-z]+ \d)"
    r"|this post (?:was|has been) (?:last )?(?:edited|modified)|本帖最后由.{1,80}编辑|最后编辑|[此本][帖贴].{1,60}编辑"
    r"|click to (?:expand|shrink)|点击展开|attached (?:files?|thumbnails?)|附件[:：]?$)",
    re.IGNORECASE,
)
LONGEST_NOTE = 160  # characters
SIGNATURE = re.compile(r"^(?:_{6,}|-{6,}|--)$")


@dataclass(frozen=True)
class Content:
    """The text of a post, its pieces, and how many characters of the record's were left out as furniture.

    `placed` says that it stands where most records have theirs, so that an empty one is a post without words.
    """

    text: str
    pieces: list[int]
    dropped: int
    placed: bool


def contents_of(
    outline: Outline, cues: Cues, slots: list[Slot], taken: list[set[int]], columns: bool = True, furniture: bool = True
) -> list[Content]:
    """The content of each record. `taken` are the pieces of its author and time.

    Without `columns` everything but those is content, without `furniture` edit notes and the like stay.
    """
    bodies = _bodies(outline, cues, slots, taken) if columns else [None] * len(slots)
    placed = any(it is not None for it in bodies)
    if columns and not placed and len(slots) > 1:
        bodies = _bodies(outline, cues, slots, [_untimed(cues, it) for it in taken])
    found = []
    for slot, body, out in zip(slots, bodies, taken, strict=True):
        pieces = slot.pieces
        if body is not None:
            pieces = [it for it in pieces if outline.first[body] <= it < outline.last[body]]
        if body is None or not placed:
            pieces = [it for it in pieces if it not in out and not _is_time(outline, cues, slot, it)]
        found.append(_cleaned(outline, slot, pieces, furniture, whole=body is None or not placed))
    return found


def _untimed(cues: Cues, taken: set[int]) -> set[int]:
    """Without the piece of the time: in the barest markup it stands in the element that holds the text."""
    return {it for it in taken if it not in cues.times}


def _is_time(outline: Outline, cues: Cues, slot: Slot, piece: int) -> bool:
    return piece in cues.times and cues.times[piece].shown is not None and outline.owners[piece] not in slot.quoted


def _cleaned(outline: Outline, slot: Slot, pieces: list[int], furniture: bool, whole: bool) -> Content:
    if not furniture:
        return Content(outline.joined(pieces), pieces, 0, not whole)
    out = _furniture(outline, slot, whole)
    kept = [it for it in pieces if outline.owners[it] not in out]
    lines = _without_notes(outline.joined(kept).split("\n"))
    if whole and lines and NUMBER.match(lines[0]):
        lines = lines[1:]
    text = "\n".join(lines)
    return Content(text, kept, sum(len(outline.pieces[it]) for it in slot.pieces) - len(text), not whole)


def _furniture(outline: Outline, slot: Slot, whole: bool) -> set[int]:
    """Elements that are furniture by a word in their class, with all that is in them."""
    out: set[int] = set()
    for element in slot.elements:
        named = any(FURNITURE.search(it) for it in outline.tokens[element])
        if element in slot.quoted:  # a quotation is kept whole, but a blockquote may be a signature
            said = any(QUOTE.search(it) for it in outline.tokens[element])
            named = named and not said and outline.parents[element] not in slot.quoted
        if outline.parents[element] in out or named or (whole and outline.tags[element] in SILENT_TAGS):
            out.add(element)
    return out


def _without_notes(lines: list[str]) -> list[str]:
    """Without edit notes, and without a signature below a line drawn in signs."""
    rules = [number for number, line in enumerate(lines) if number and SIGNATURE.match(line)]
    if rules and len(lines) - rules[-1] <= 8:
        lines = lines[: rules[-1]]
    return [line for line in lines if len(line) > LONGEST_NOTE or not NOTE.match(line)]


def _bodies(outline: Outline, cues: Cues, slots: list[Slot], taken: list[set[int]]) -> list[int | None]:
    """The element of each record that holds its content, or None."""
    measured = [_measured(outline, cues, slot, out) for slot, out in zip(slots, taken, strict=True)]
    total = sum(_worth(prose) for _, prose in measured)
    worth: dict[str, float] = defaultdict(float)
    twice: dict[str, int] = defaultdict(int)
    for places, _ in measured:
        for place, (_, prose, count) in places.items():
            worth[place] += _worth(prose)
            twice[place] += count > 1
    single = {it: value for it, value in worth.items() if twice[it] <= OFTEN_TWICE * len(slots)}
    best = max(single, key=lambda it: single[it], default=None)
    if best is None or single[best] < LEAST_SHARE * total:
        return [None] * len(slots)
    inside = [it for it in single if it.startswith(best) and single[it] >= INNERMOST * single[best]]
    ranked = [max(inside, key=len), best]
    return [next((places[it][0] for it in ranked if it in places), _largest(places)) for places, _ in measured]


def _largest(places: dict[str, tuple[int, float, int]]) -> int | None:
    element, prose, _ = max(places.values(), key=lambda it: it[1], default=(None, 0, 0))
    return element if prose > 0 else None


def _worth(prose: float) -> float:
    return float(np.sqrt(min(max(prose, 0), MOST_OF_PROSE)))


def _measured(
    outline: Outline, cues: Cues, slot: Slot, out: set[int]
) -> tuple[dict[str, tuple[int, float, int]], float]:
    """By place: the element with most prose, its prose, how many elements; and the prose of all but author and time."""
    prose = [0.0 if it in out else cues.prose[it + 1] - cues.prose[it] for it in slot.pieces]
    own = [outline.owners[it] not in slot.quoted for it in slot.pieces]
    running, timed, named = (
        np.concatenate([[0.0], np.cumsum(it)])
        for it in (
            prose,
            [ok and it in cues.times for it, ok in zip(slot.pieces, own, strict=True)],
            [ok and it in cues.names for it, ok in zip(slot.pieces, own, strict=True)],
        )
    )
    places: dict[str, tuple[int, float, int]] = {}
    barred = sorted(out)
    for element in slot.elements:
        first, last = outline.first[element], outline.last[element]
        has_others = bisect_left(barred, first) < bisect_left(barred, last)
        if first == last or element in slot.quoted or outline.tags[element] in HEADINGS or has_others:
            continue
        place = slot.places[element]
        if outline.parents[element] in slot.places and slot.places[outline.parents[element]] == place:
            continue
        start, end = bisect_left(slot.pieces, first), bisect_left(slot.pieces, last)
        value = float(running[end] - running[start])
        if timed[end] > timed[start] and named[end] > named[start]:
            value *= WITH_OTHERS
        before = places.get(place)
        count = before[2] + 1 if before else 1
        if before is None or value > before[1]:
            places[place] = (element, value, count)
        else:
            places[place] = (before[0], before[1], count)
    return places, float(running[-1])

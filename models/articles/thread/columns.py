"""Records laid side by side: what stands in the same place of each of them.

A place is told by the tags and class tokens above it up to the record, of each element only the token that is most
frequent on the page, so that `post has-profile` and `post bg2` are one place.
"""

from collections import Counter
from dataclasses import dataclass, replace

from models.articles.page.outline import INLINE, Outline
from models.articles.thread.cues import QUOTE, is_quote
from models.articles.thread.records import Record

EVERYWHERE = (
    0.8  # of the records: a blockquote that stands in so many of them, once in each, is how the site sets posts
)

TAIL = 3  # labels at the end of a place that tell what stands there
OUTSIDE = "^"  # place of what a record was grown to


@dataclass(frozen=True)
class Slot:
    """A record's own elements and pieces, those of records nested in it left out.

    `places[e]` is the place of an element, counted from the record's core, whose own is "". `quoted` are the elements
    that are or lie in a quotation.
    """

    record: Record
    elements: list[int]
    pieces: list[int]
    places: dict[int, str]
    quoted: frozenset[int]


def tail_of(place: str) -> str:
    """The end of a place, by which it is known in another frame: a question's wrappers are not those of its answers."""
    return "/".join(place.rsplit("/", TAIL)[-TAIL:])


def slots_of(outline: Outline, records: list[Record]) -> list[Slot]:
    """One slot a record, in the same order."""
    ends = {it.start: it.end for it in records}
    often = Counter(token for tokens in outline.tokens for token in tokens)
    slots = [_slot(outline, record, ends, often) for record in records]
    tops = [[slot.places[it] for it in _tops(outline, slot) if not _is_named(outline, it)] for slot in slots]
    once = Counter(place for places in tops for place in set(places) if places.count(place) == 1)
    usual = {place for place, count in once.items() if count >= max(2, EVERYWHERE * len(slots))}
    return [_without_usual(outline, slot, usual) for slot in slots] if usual else slots


def _tops(outline: Outline, slot: Slot) -> list[int]:
    return [it for it in slot.elements if it in slot.quoted and outline.parents[it] not in slot.quoted]


def _is_named(outline: Outline, element: int) -> bool:
    """Whether a quotation's markup says so by more than its tag."""
    named = any(QUOTE.search(it) for it in outline.tokens[element])
    return named or "cite" in outline.tags[element : outline.ends[element]]


def _without_usual(outline: Outline, slot: Slot, usual: set[str]) -> Slot:
    quoted: set[int] = set()
    for element in slot.elements:
        inside = outline.parents[element] in quoted
        if inside or (element in slot.quoted and slot.places[element] not in usual and is_quote(outline, element)):
            quoted.add(element)
    return replace(slot, quoted=frozenset(quoted))


def _slot(outline: Outline, record: Record, ends: dict[int, int], often: Counter) -> Slot:
    elements, holes, element = [], [], record.start
    while element < record.end:
        if element != record.start and element in ends:
            holes.append(span_of(outline, element, ends[element]))
            element = ends[element]
            continue
        elements.append(element)
        element += 1
    places: dict[int, str] = {}
    quoted = set()
    core = record.start if record.core is None and outline.ends[record.start] == record.end else record.core
    for element in elements:
        parent = outline.parents[element]
        label = _label(outline, element, often)
        above = places.get(parent, "")
        if element in (core, record.start) and core is not None:
            places[element] = "" if element == core else OUTSIDE
        else:
            places[element] = f"{above}/{label}" if label else above
        if parent in quoted or is_quote(outline, element):
            quoted.add(element)
    first, last = span_of(outline, record.start, record.end)
    return Slot(record, elements, _without(first, last, holes), places, frozenset(quoted))


def span_of(outline: Outline, start: int, end: int) -> tuple[int, int]:
    """The pieces [first, last) of the sibling elements [start, end)."""
    first = last = outline.first[start]
    while start < end:
        last = outline.last[start]
        start = outline.ends[start]
    return first, last


def _without(first: int, last: int, holes: list[tuple[int, int]]) -> list[int]:
    kept: list[int] = []
    for start, end in holes:
        kept.extend(range(first, start))
        first = max(first, end)
    kept.extend(range(first, last))
    return kept


def _label(outline: Outline, element: int, often: Counter) -> str:
    tag, tokens = outline.tags[element], outline.tokens[element]
    if tokens:
        return max(tokens, key=lambda it: (often[it], it))
    return "" if tag in INLINE else tag

"""Records laid side by side: what stands in the same place of each of them.

A place is told by the tags and class tokens above it up to the record, of each element only the token that is most
frequent on the page, so that `post has-profile` and `post bg2` are one place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.articles.page.outline import Outline
from models.articles.page.tags import INLINE
from models.articles.thread.cues import is_quote, quoted_elements, says_quote
from models.articles.thread.records import Record

EVERYWHERE = 0.8  # of the records: a blockquote in so many of them, once in each, is how the site sets posts
TAIL = 3  # labels at the end of a place that tell what stands there
OUTSIDE = "^"  # place of what a record was grown to

Column = dict[int, tuple[float, int]]  # by number of the record: the weight of what stands there, and its piece


@dataclass(frozen=True)
class AlignedRecord:
    """A record's own elements and pieces, those of records nested in it left out.

    `places[e]` is the place of an element, counted from the record's core, whose own is "". `quoted` are the elements
    that are or lie in a quotation.
    """

    record: Record
    elements: list[int]
    pieces: list[int]
    places: dict[int, str]
    quoted: frozenset[int]

    def column_of(self, element: int) -> str:
        """The end of an element's place, by which it is known in another frame: a question's wrappers are not those of
        its answers."""
        return "/".join(self.places.get(element, "").rsplit("/", TAIL)[-TAIL:])

    def quotations(self, outline: Outline) -> list[int]:
        """The outermost elements that are quotations."""
        quoted = self.quoted
        return [element for element in self.elements if element in quoted and outline.parents[element] not in quoted]


def align_records(outline: Outline, records: Sequence[Record]) -> list[AlignedRecord]:
    """One a record, in the same order."""
    ends = {record.start: record.end for record in records}
    often = Counter(token for tokens in outline.tokens for token in tokens)
    aligned = [_align(outline, record, ends, often) for record in records]
    quotations = [[record.places[top] for top in _plain_quotations(outline, record)] for record in aligned]
    once = Counter(place for places in quotations for place in set(places) if places.count(place) == 1)
    usual = {place for place, count in once.items() if count >= max(2, EVERYWHERE * len(aligned))}
    return [_without_usual_quotations(outline, record, usual) for record in aligned] if usual else aligned


def weighted_columns(candidates: Iterable[Iterable[tuple[str, int, float]]]) -> dict[str, Column]:
    """By place, the weightiest piece of each record there; a place that a record has more than once weighs less.

    Args:
        candidates: of each record, places, their pieces and weights.
    """
    columns: dict[str, Column] = defaultdict(dict)
    for number, of_record in enumerate(candidates):
        of_record = list(of_record)
        often = Counter(place for place, _, _ in of_record)
        for place, piece, weight in of_record:
            weight *= min(1.0, 1.5 / often[place])
            if number not in columns[place] or weight > columns[place][number][0]:
                columns[place][number] = (weight, piece)
    return columns


def span_of(outline: Outline, start: int, end: int) -> tuple[int, int]:
    """The pieces [first, last) of the sibling elements [start, end)."""
    first = last = outline.first[start]
    while start < end:
        last = outline.last[start]
        start = outline.ends[start]
    return first, last


def _plain_quotations(outline: Outline, record: AlignedRecord) -> Iterator[int]:
    """Quotations whose markup says so by nothing but the tag."""
    for top in record.quotations(outline):
        told = says_quote(outline.tokens[top])
        if not told and "cite" not in outline.tags[top : outline.ends[top]]:
            yield top


def _without_usual_quotations(outline: Outline, record: AlignedRecord, usual: set[str]) -> AlignedRecord:
    quoted: set[int] = set()
    for element in record.elements:
        inside = outline.parents[element] in quoted
        if inside or (element in record.quoted and record.places[element] not in usual and is_quote(outline, element)):
            quoted.add(element)
    return replace(record, quoted=frozenset(quoted))


def _align(outline: Outline, record: Record, ends: dict[int, int], often: Counter[str]) -> AlignedRecord:
    elements: list[int] = []
    pieces: list[int] = []
    piece, last = span_of(outline, record.start, record.end)
    element = record.start
    while element < record.end:
        if element != record.start and element in ends:  # another record inside this one
            start, end = span_of(outline, element, ends[element])
            pieces.extend(range(piece, start))
            piece, element = max(piece, end), ends[element]
            continue
        elements.append(element)
        element += 1
    pieces.extend(range(piece, last))
    return AlignedRecord(
        record, elements, pieces, _places(outline, record, elements, often), quoted_elements(outline, elements)
    )


def _places(outline: Outline, record: Record, elements: list[int], often: Counter[str]) -> dict[int, str]:
    core = record.start if record.core is None and outline.ends[record.start] == record.end else record.core
    places: dict[int, str] = {}
    for element in elements:
        if core is not None and element in (core, record.start):
            places[element] = "" if element == core else OUTSIDE
            continue
        label = _label(outline, element, often)
        above = places.get(outline.parents[element], "")
        places[element] = f"{above}/{label}" if label else above
    return places


def _label(outline: Outline, element: int, often: Counter[str]) -> str:
    tag, tokens = outline.tags[element], outline.tokens[element]
    if tokens:
        return max(tokens, key=lambda token: (often[token], token))
    return "" if tag in INLINE else tag

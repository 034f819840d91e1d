"""What a post says: the place of the records that holds most prose beside the author and the time."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile

from models.articles.page.outline import Outline
from models.articles.page.tags import HEADINGS, NO_PROSE
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.cues import Cues, says_furniture, says_quote, worth_of
from models.articles.thread.numbers import NUMBER

MIN_SHARE = 0.3  # of the records' prose that a place must hold to be the content
INNERMOST = 0.97  # of the best place's prose that a place inside it must hold to be preferred
WITH_OTHERS = 0.1  # factor for prose that stands with another name and time: comments under the post
OFTEN_TWICE = 0.3  # of the records in which a place may stand twice
NOTE = re.compile(
    r"^\W*(?:last\s+(?:edited|updated|modified)\b|edited\s+(?:by|on|\d|[a-z]+ \d)"
    r"|this post (?:was|has been) (?:last )?(?:edited|modified)|本帖最后由.{1,80}编辑|最后编辑|[此本][帖贴].{1,60}编辑"
    r"|click to (?:expand|shrink)|点击展开|attached (?:files?|thumbnails?)|附件[:：]?$)",
    re.IGNORECASE,
)
PARAGRAPH_TAGS = frozenset(("p", "ul", "ol", "pre", "blockquote"))
MAX_NOTE_LENGTH = 160  # characters
MAX_SIGNATURE_LINES = 7
PARAGRAPHS = ("/p", "/pre", "/li")  # ends of places that hold a part of a content: one post has two where most have one
PICTURES = ("img", "picture", "video", "iframe", "embed", "object", "audio")
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


@dataclass(frozen=True)
class _Measured:
    """The element of a place that holds most prose, that prose, and how many elements of the record stand there."""

    element: int
    prose: float
    count: int = 1


def contents_of(
    outline: Outline,
    cues: Cues,
    records: Sequence[AlignedRecord],
    taken: Sequence[set[int]],
    columns: bool = True,
    furniture: bool = True,
) -> list[Content]:
    """The content of each record. `taken` are the pieces of its author and time.

    Without `columns` everything but those is content, without `furniture` edit notes and the like stay.
    """
    nowhere: list[int | None] = [None] * len(records)
    elements = _content_elements(outline, cues, records, taken) if columns else nowhere
    placed = elements != nowhere
    if columns and not placed and len(records) > 1:
        # in the barest markup the time stands in the element that holds the text
        untimed = [{piece for piece in pieces if piece not in cues.times} for pieces in taken]
        elements = _content_elements(outline, cues, records, untimed)
    contents = []
    for record, element, out in zip(records, elements, taken, strict=True):
        pieces = record.pieces
        if element is not None:
            first, last = _span_with_paragraphs(outline, record, element, out)
            pieces = [piece for piece in pieces if first <= piece < last]
        whole = element is None or not placed
        if whole:
            pieces = [piece for piece in pieces if piece not in out and not _is_own_time(outline, cues, record, piece)]
        content = _content(outline, record, pieces, furniture, whole)
        if element is not None and not content.text and _has_picture(outline, element):
            content = replace(content, placed=True)
        contents.append(content)
    return contents


def _span_with_paragraphs(outline: Outline, record: AlignedRecord, element: int, out: set[int]) -> tuple[int, int]:
    """The pieces [first, last) of an element; of a paragraph that nothing wraps, with the paragraphs beside it.

    `out` are the pieces of author and time: what holds one is no paragraph of the text.
    """
    if outline.tags[element] != "p":
        return outline.first[element], outline.last[element]
    siblings = list(outline.children(outline.parents[element]))
    at = siblings.index(element)

    def is_text(sibling: int) -> bool:
        held = range(outline.first[sibling], outline.last[sibling])
        return sibling in record.places and outline.tags[sibling] in PARAGRAPH_TAGS and out.isdisjoint(held)

    before = len(list(takewhile(is_text, reversed(siblings[:at]))))
    after = len(list(takewhile(is_text, siblings[at + 1 :])))
    return outline.first[siblings[at - before]], outline.last[siblings[at + after]]


def _is_own_time(outline: Outline, cues: Cues, record: AlignedRecord, piece: int) -> bool:
    return cues.shows_time(piece) and outline.owners[piece] not in record.quoted


def _content(outline: Outline, record: AlignedRecord, pieces: list[int], furniture: bool, whole: bool) -> Content:
    """What the pieces say; `whole` if they are all that a record has, so that it may begin with a post number."""
    if not furniture:
        return Content(outline.joined(pieces), pieces, 0, not whole)
    out = _furniture(outline, record, whole)
    kept = [piece for piece in pieces if outline.owners[piece] not in out]
    lines = _without_notes(outline.joined(kept).split("\n"))
    if whole and lines and NUMBER.match(lines[0]):
        lines = lines[1:]
    text = "\n".join(lines)
    return Content(text, kept, sum(len(outline.pieces[piece]) for piece in record.pieces) - len(text), not whole)


def _furniture(outline: Outline, record: AlignedRecord, whole: bool) -> set[int]:
    """Elements that are furniture by a word in their class, with all that is in them."""
    out: set[int] = set()
    for element in record.elements:
        tokens, parent = outline.tokens[element], outline.parents[element]
        told = says_furniture(tokens)
        if element in record.quoted:  # a quotation is kept whole, but a blockquote may be a signature
            told = told and parent not in record.quoted and not says_quote(tokens)
        if parent in out or told or (whole and outline.tags[element] in NO_PROSE):
            out.add(element)
    return out


def _without_notes(lines: list[str]) -> list[str]:
    """Without edit notes, and without a signature below a line drawn in signs."""
    rules = [number for number, line in enumerate(lines) if number and SIGNATURE.match(line)]
    if rules and len(lines) - rules[-1] - 1 <= MAX_SIGNATURE_LINES:
        lines = lines[: rules[-1]]
    return [line for line in lines if len(line) > MAX_NOTE_LENGTH or not NOTE.match(line)]


def _content_elements(
    outline: Outline, cues: Cues, records: Sequence[AlignedRecord], taken: Sequence[set[int]]
) -> list[int | None]:
    """The element of each record that holds its content, or None."""
    measured, total = [], 0.0
    for record, out in zip(records, taken, strict=True):
        left_out = _furniture(outline, record, False)
        own = [piece not in out and outline.owners[piece] not in left_out for piece in record.pieces]
        prose = [cues.prose_of(piece) if ours else 0.0 for piece, ours in zip(record.pieces, own, strict=True)]
        measured.append(_prose_by_place(outline, cues, record, out, prose))
        total += worth_of(sum(prose))
    worth: dict[str, float] = defaultdict(float)
    twice: Counter[str] = Counter()
    for places in measured:
        for place, largest in places.items():
            worth[place] += worth_of(largest.prose)
            twice[place] += largest.count > 1
    single = {place: value for place, value in worth.items() if twice[place] <= OFTEN_TWICE * len(records)}
    best = max(single, key=lambda place: single[place], default=None)
    if best is None or single[best] < MIN_SHARE * total:
        return [None] * len(records)
    inside = [place for place in single if place.startswith(best) and single[place] >= INNERMOST * single[best]]
    inside = [place for place in inside if place == best or not place.endswith(PARAGRAPHS)]
    innermost = max(inside, key=len)
    pairs = zip(records, measured, strict=True)
    return [_element_at(outline, record, places, (innermost, best)) for record, places in pairs]


def _element_at(
    outline: Outline, record: AlignedRecord, places: dict[str, _Measured], wanted: Sequence[str]
) -> int | None:
    """The element at the first of the wanted places that there is, else the one with most prose, if any has some.

    One without a word is taken if it shows a picture or nothing else has prose: a post of pictures.
    """
    if place := next((place for place in wanted if place in places), None):
        return places[place].element
    wordless = [element for element in record.elements if record.places[element] in wanted]
    shown = (element for element in wordless if _has_picture(outline, element))
    largest = max(places.values(), key=lambda measured: measured.prose, default=None)
    other = largest.element if largest and largest.prose > 0 else next(iter(wordless), None)
    return next(shown, other)


def _has_picture(outline: Outline, element: int) -> bool:
    return next(outline.elements[element].iter(*PICTURES), None) is not None


def _prose_by_place(
    outline: Outline, cues: Cues, record: AlignedRecord, out: set[int], prose: Sequence[float]
) -> dict[str, _Measured]:
    """The elements of a record that may be its content by place: no quotations, headings, nor with its author or time.

    Args:
        out: the pieces of its author and time.
        prose: that of each piece of the record.
    """
    own = [outline.owners[piece] not in record.quoted for piece in record.pieces]
    timed = [ours and piece in cues.times for piece, ours in zip(record.pieces, own, strict=True)]
    named = [ours and piece in cues.names for piece, ours in zip(record.pieces, own, strict=True)]
    prose_to, timed_to, named_to = (list(accumulate(values, initial=0.0)) for values in (prose, timed, named))
    barred = sorted(out)
    measured: dict[str, _Measured] = {}
    for element in record.elements:
        first, last = outline.first[element], outline.last[element]
        place, above = record.places[element], record.places.get(outline.parents[element])
        has_others = bisect_left(barred, first) < bisect_left(barred, last)
        if first == last or element in record.quoted or outline.tags[element] in HEADINGS or has_others:
            continue
        if place == above:
            continue
        start, end = bisect_left(record.pieces, first), bisect_left(record.pieces, last)
        value = prose_to[end] - prose_to[start]
        if timed_to[end] > timed_to[start] and named_to[end] > named_to[start]:
            value *= WITH_OTHERS
        before = measured.get(place)
        if before is None:
            measured[place] = _Measured(element, value)
        else:
            best = (element, value) if value > before.prose else (before.element, before.prose)
            measured[place] = _Measured(*best, before.count + 1)
    return measured

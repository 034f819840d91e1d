"""What in a page hints at posts: prose, times, names of authors. Soft hints, counted over pieces of text.

The words here are those that anyone writing markup would use (author, user, date), of no engine in particular.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from models.articles.page.outline import Outline
from models.articles.page.tags import NO_PROSE, QUOTATIONS
from models.articles.page.times import MAX_TIME_LINE, find_time

MAX_NAME_LENGTH = 40  # characters
MAX_PROSE = 4_000  # characters of a post that earn it anything: one long article must not outweigh a thread
TEMPLATE_REPEATS = 3  # of a text on a page that make it template; a post may stand there twice, as a preview
LONG_LINK, LINK_SHARE = 60, 0.3  # characters from which the text of a link is prose, and the share of it that counts
NAME = re.compile(
    r"author|user|nick|poster|byline|creator|owner|member|handle|commenter|persona|(?:^|[-_])by(?:$|[-_])|^name$"
)
NOT_NAME = re.compile(
    r"title|rank|group|role|count|stat|join|location|status|badge|level|score|reput|point|regdate|post-?num|date|time"
    r"|flair|content|text|message|avatar|online|custom|staff|banner|edit"
)
PROFILE = re.compile(
    r"(?:^|[/?&=._-])(?:users?|members?|profiles?|u|people|authors?|space|uid|userid|user_id|memberlist|showuser|account"
    r"|home|id)(?:$|[/?&=._-]|\d)|/@|/~",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"signature|(?:^|[-_])(?:sig|signatur|last-?edit(?:ed)?|edited|editor-?note|edit-?(?:note|reason|info)"
    r"|reactions?|likes?|share|toolbar|breadcrumbs?|pagination|pager|attach(?:ments?|list)?|expand\w*)(?:$|[-_])"
)
TIMED = re.compile(r"^(?:title|datetime|content|data-.*(?:time|date|tip|stamp|title).*|.*(?:timestamp|datetime).*)$")
LABEL = re.compile(
    r"^(?:[^\W\d]{1,12}\s?){1,3}[:：]\s*|^(?:发表于|发布于|回复于|posted|asked|answered|on)\s*", re.IGNORECASE
)
QUOTE = re.compile(r"(?<!select)(?<!to)quote|(?:^|[-_])citation(?:$|[-_])")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class TimeCue:
    """A time on the page: the element whose attribute has it (or the owner), as shown, as in the attribute.

    A time that only an attribute has is put to the next piece, and its `shown` is None.
    """

    element: int
    shown: str | None
    machine: str | None


@dataclass(frozen=True)
class Cues:
    """Hints of a page: its times and its likely names by piece.

    `sums` [4, n + 1] are running sums over pieces of characters of prose, times, names, and prose in headings, so that
    those of a range of pieces are a difference.
    """

    times: dict[int, TimeCue]
    names: dict[int, float]
    sums: np.ndarray

    def counts(self, start: int, end: int) -> np.ndarray:
        """Prose, times, names and prose in headings [4] of the pieces [start, end)."""
        return self.sums[:, end] - self.sums[:, start]

    def prose_of(self, piece: int) -> float:
        """Characters of prose in a piece."""
        return float(self.sums[0, piece + 1] - self.sums[0, piece])

    def shows_time(self, piece: int) -> bool:
        """Whether a piece has a time that can be seen, not only one in an attribute beside it."""
        return _shows_time(self.times, piece)


def worth_of(prose: Any) -> Any:
    """What prose earns: the square root of its characters, so that two posts earn more than one twice as long.

    Args:
        prose: characters, a number or an array of them.
    """
    return np.sqrt(np.minimum(np.maximum(prose, 0), MAX_PROSE))


def cues_of(outline: Outline) -> Cues:
    """Finds the hints of a page in one pass over its pieces and elements."""
    times = _times(outline)
    names = _names(outline, times)
    template = _template(outline)
    prose = np.array([_prose(outline, piece, template, times) for piece in range(len(outline.pieces))])
    sums = np.zeros((4, len(prose) + 1))
    sums[0, 1:] = prose
    for row, cued in ((1, times), (2, names)):
        sums[row, [piece + 1 for piece in cued]] = 1
    sums[3, 1:] = np.where([outline.heads[owner] >= 0 for owner in outline.owners], prose, 0)
    return Cues(times, names, sums.cumsum(axis=1))


def _template(outline: Outline) -> frozenset[str]:
    """Texts that stand on the page several times, quotations not counted."""
    quoted = quoted_elements(outline, range(len(outline.parents)))
    pairs = zip(outline.pieces, outline.owners, strict=True)
    often = Counter(text.strip() for text, owner in pairs if owner not in quoted)
    return frozenset(text for text, count in often.items() if count >= TEMPLATE_REPEATS)


def quoted_elements(outline: Outline, elements: Iterable[int]) -> frozenset[int]:
    """Those of the elements, which are in page order, that are or lie in a quotation."""
    quoted: set[int] = set()
    for element in elements:
        if outline.parents[element] in quoted or is_quote(outline, element):
            quoted.add(element)
    return frozenset(quoted)


def is_quote(outline: Outline, element: int) -> bool:
    """Whether an element is a quotation by its tag or a word in its class."""
    return outline.tags[element] in QUOTATIONS or says_quote(outline.tokens[element])


@lru_cache(maxsize=4096)  # here and below: a page says the same of many elements
def says_quote(tokens: tuple[str, ...]) -> bool:
    """Whether class tokens name a quotation."""
    return any(QUOTE.search(token) for token in tokens)


@lru_cache(maxsize=4096)
def says_furniture(tokens: tuple[str, ...]) -> bool:
    """Whether class tokens name what stands with a post and is none of its words."""
    return any(FURNITURE.search(token) for token in tokens)


@lru_cache(maxsize=4096)
def says_name(tokens: tuple[str, ...]) -> bool:
    """Whether class tokens name an author."""
    return any(NAME.search(token) and not NOT_NAME.search(token) for token in tokens)


def _prose(outline: Outline, piece: int, template: frozenset[str], times: dict[int, TimeCue]) -> float:
    text = outline.pieces[piece].strip()
    owner = outline.owners[piece]
    if _shows_time(times, piece) or text in template or outline.tags[owner] in NO_PROSE:
        return 0.0
    size = len(text) + len(WIDE.findall(text)) if not text.isascii() else len(text)
    if outline.links[owner] >= 0:
        return 0.0 if size < LONG_LINK else size * LINK_SHARE
    return float(size)


def _shows_time(times: dict[int, TimeCue], piece: int) -> bool:
    return piece in times and times[piece].shown is not None


def _times(outline: Outline) -> dict[int, TimeCue]:
    times: dict[int, TimeCue] = {}
    named = {name for attributes in outline.attributes for name in attributes}
    telling = frozenset(filter(TIMED.match, named))
    machine = {
        element: value
        for element, attributes in enumerate(outline.attributes)
        if not telling.isdisjoint(attributes) and (value := _time_attribute(attributes, telling))
    }
    for piece, text in enumerate(outline.pieces):
        if len(text) <= MAX_TIME_LINE and (cue := _time_in_text(outline, piece, text, machine)):
            times[piece] = cue
    for element, value in machine.items():
        start, end = outline.first[element], outline.last[element]
        piece = min(start, len(outline.pieces) - 1)
        if piece < 0 or piece in times or any(near in times for near in range(start, min(end, start + 4))):
            continue
        times[piece] = TimeCue(element, _time_beside_attribute(outline, element), value)
    return times


def _time_attribute(attributes: Mapping[str, str], telling: frozenset[str]) -> str | None:
    """The time in an attribute whose name tells of one, if one is there."""
    named = [name for name in islice(attributes, 40) if name in telling]
    for name in sorted(named, key=lambda name: name != "datetime"):
        value = attributes[name]
        if not 6 <= len(value) <= 60:
            continue
        if name == "content" and "date" not in attributes.get("itemprop", "").lower():
            continue
        if value.isdigit():
            if len(value) in (10, 13) and value[0] == "1" and name not in ("title", "content"):
                return value
        elif (span := find_time(value)) and (span.end - span.start) >= 0.5 * len(value) and not span.relative:
            return value
    return None


def _time_in_text(outline: Outline, piece: int, text: str, machine: dict[int, str]) -> TimeCue | None:
    stripped = text.strip()
    span = find_time(stripped) if stripped else None
    if span is None:
        return None
    least = 0.2 if span.clock else 0.6 if span.relative and "ago" not in stripped else 0.3
    if span.end - span.start < least * len(LABEL.sub("", stripped, count=1)):
        return None
    owner = outline.owners[piece]
    for element in (owner, outline.parents[owner]):
        near = element >= 0 and outline.last[element] - outline.first[element] <= 3
        if near and element in machine:
            return TimeCue(element, stripped, machine[element])
    return TimeCue(owner, stripped, None)


def _time_beside_attribute(outline: Outline, element: int) -> str | None:
    """The words in the element whose attribute has a time, if they are one: `<time>a while ago</time>`."""
    start, end = outline.first[element], outline.last[element]
    shown = outline.text(start, end) if 0 < end - start <= 2 else ""
    return shown if 0 < len(shown) <= MAX_TIME_LINE and (outline.tags[element] == "time" or find_time(shown)) else None


def _names(outline: Outline, times: dict[int, TimeCue]) -> dict[int, float]:
    """Pieces that may be a name, by how much in their markup says so."""
    names: dict[int, float] = {}
    for element, (start, end) in enumerate(zip(outline.first, outline.last, strict=True)):
        if not start < end <= start + 4 or not outline.attributes[element]:
            continue
        weight = _name_weight(outline, element, outline.tokens[element])
        if not weight:
            continue
        for piece in range(start, end):
            text = outline.pieces[piece].strip()
            if 0 < len(text) <= MAX_NAME_LENGTH and not _shows_time(times, piece) and re.search(r"\w", text):
                names[piece] = max(names.get(piece, 0), weight)
                break
    return names


def _name_weight(outline: Outline, element: int, tokens: tuple[str, ...]) -> float:
    attributes = outline.attributes[element]
    weight = 2.0 if tokens and says_name(tokens) else 0.0
    role = attributes.get("itemprop")
    if role in ("author", "creator") or attributes.get("rel") == "author":
        weight = 3.0
    elif role == "name":
        weight = 2.5 if _is_under_author(outline, element) else 0.5
    if outline.tags[element] == "a" and (href := attributes.get("href")) and PROFILE.search(href[-200:]):
        weight = max(weight, 2.0) if _is_under_author(outline, element) else weight
        weight += 1.0
    return weight


def _is_under_author(outline: Outline, element: int) -> bool:
    near = islice(outline.ancestors(element), 3)
    return any(outline.attributes[above].get("itemprop") in ("author", "creator") for above in near)

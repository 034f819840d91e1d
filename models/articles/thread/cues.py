"""What in a page hints at posts: prose, times, names of authors. Soft hints, counted over pieces of text.

The words here are those that anyone writing markup would use (author, user, date), of no engine in particular.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from models.articles.page.outline import Outline
from models.articles.page.times import LONGEST, find_time

LONGEST_NAME = 40  # characters
OFTEN = 3  # times that a text must stand on a page to be its template; a post may stand there twice, as a preview
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
SILENT_TAGS = frozenset(["nav", "footer", "label", "legend", "figcaption"])
QUOTE = re.compile(r"(?<!select)(?<!to)quote|(?:^|[-_])citation(?:$|[-_])")
QUOTE_TAGS = frozenset(["blockquote", "q", "cite"])
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class TimeCue:
    """A time on the page: its piece, the element whose attribute has it (or the owner), as shown, as in the attribute.

    A time that only an attribute has is put to the next piece, and its `shown` is None.
    """

    piece: int
    element: int
    shown: str | None
    machine: str | None
    relative: bool


@dataclass(frozen=True)
class Cues:
    """Hints of a page, and their running sums over pieces ([n + 1], so that a range is a difference)."""

    times: dict[int, TimeCue]
    names: dict[int, float]
    prose: np.ndarray
    timed: np.ndarray
    named: np.ndarray


def cues_of(outline: Outline) -> Cues:
    """Finds the hints of a page in one pass over its pieces and elements."""
    times = _times(outline)
    names = _names(outline, times)
    template = _template(outline)
    prose = [_prose(outline, piece, template, times) for piece in range(len(outline.pieces))]
    marks = [np.zeros(len(prose)) for _ in range(2)]
    for mark, pieces in zip(marks, (times, names), strict=True):
        mark[list(pieces)] = 1
    return Cues(times, names, _running(prose), _running(marks[0]), _running(marks[1]))


def _template(outline: Outline) -> frozenset[str]:
    """Texts that stand on the page several times, quotations not counted."""
    quoted: set[int] = set()
    for element, parent in enumerate(outline.parents):
        if parent in quoted or is_quote(outline, element):
            quoted.add(element)
    pairs = zip(outline.pieces, outline.owners, strict=True)
    often = Counter(text.strip() for text, owner in pairs if owner not in quoted)
    return frozenset(text for text, count in often.items() if count >= OFTEN)


def is_quote(outline: Outline, element: int) -> bool:
    """Whether an element is a quotation by its tag or a word in its class."""
    return outline.tags[element] in QUOTE_TAGS or any(QUOTE.search(it) for it in outline.tokens[element])


def _running(values) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.asarray(values, float))])


def _prose(outline: Outline, piece: int, template: frozenset[str], times: dict) -> float:
    text = outline.pieces[piece].strip()
    owner = outline.owners[piece]
    if _is_shown(times, piece) or text in template or outline.tags[owner] in SILENT_TAGS:
        return 0.0
    size = len(text) + len(WIDE.findall(text)) if not text.isascii() else len(text)
    if outline.links[owner] >= 0:
        return 0.0 if size < 60 else size * 0.3
    return float(size)


def _is_shown(times: dict[int, TimeCue], piece: int) -> bool:
    return piece in times and times[piece].shown is not None


def _times(outline: Outline) -> dict[int, TimeCue]:
    found: dict[int, TimeCue] = {}
    machine = {}
    for element, node in enumerate(outline.elements):
        if len(node.attrib) and (value := _attribute(node)):
            machine[element] = value
    for piece, text in enumerate(outline.pieces):
        if len(text) <= LONGEST and (cue := _shown(outline, piece, text, machine)):
            found[piece] = cue
    for element, value in machine.items():
        start, end = outline.first[element], outline.last[element]
        shown = outline.text(start, end) if 0 < end - start <= 2 else None
        shown = (
            shown if shown and len(shown) <= LONGEST and (outline.tags[element] == "time" or find_time(shown)) else None
        )
        if not any(it in found for it in range(start, min(end, start + 4))):
            piece = min(start, len(outline.pieces) - 1)
            if piece >= 0 and piece not in found:
                found[piece] = TimeCue(piece, element, shown, value, False)
    return found


def _attribute(node) -> str | None:
    """The time in an attribute, if one is there."""
    for name, value in sorted(node.items()[:40], key=lambda it: it[0] != "datetime"):
        if not 6 <= len(value) <= 60 or not TIMED.match(name):
            continue
        if name == "content" and "date" not in (node.get("itemprop") or "").lower():
            continue
        if value.isdigit():
            if len(value) in (10, 13) and value[0] == "1" and name not in ("title", "content"):
                return value
        elif (span := find_time(value)) and (span.end - span.start) >= 0.5 * len(value) and not span.relative:
            return value
    return None


def _shown(outline: Outline, piece: int, text: str, machine: dict) -> TimeCue | None:
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
            return TimeCue(piece, element, stripped, machine[element], span.relative)
    return TimeCue(piece, owner, stripped, None, span.relative)


def _names(outline: Outline, times: dict[int, TimeCue]) -> dict[int, float]:
    """Pieces that may be a name, by how much in their markup says so."""
    found: dict[int, float] = {}
    for element, tokens in enumerate(outline.tokens):
        weight = _says_name(outline, element, tokens)
        start, end = outline.first[element], outline.last[element]
        if not weight or not start < end <= start + 4:
            continue
        for piece in range(start, end):
            text = outline.pieces[piece].strip()
            if 0 < len(text) <= LONGEST_NAME and not _is_shown(times, piece) and re.search(r"\w", text):
                found[piece] = max(found.get(piece, 0), weight)
                break
    return found


def _says_name(outline: Outline, element: int, tokens: tuple[str, ...]) -> float:
    node = outline.elements[element]
    weight = 0.0
    if any(NAME.search(it) and not NOT_NAME.search(it) for it in tokens):
        weight = 2.0
    role = node.get("itemprop")
    if role in ("author", "creator") or node.get("rel") == "author":
        weight = 3.0
    elif role == "name":
        weight = 2.5 if _under_author(outline, element) else 0.5
    if outline.tags[element] == "a" and (href := node.get("href")) and PROFILE.search(href[-200:]):
        weight = max(weight, 2.0) if _under_author(outline, element) else weight
        weight += 1.0
    return weight


def _under_author(outline: Outline, element: int) -> bool:
    for above, _ in zip(outline.ancestors(element), range(3), strict=False):
        if outline.elements[above].get("itemprop") in ("author", "creator"):
            return True
    return False

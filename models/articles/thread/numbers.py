"""Post numbers, and which post a post answers: by links, quotations, nesting, and words such as 回复 3楼 or >>3."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from models.articles.page.outline import Outline
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.names import clean_name

NUMBER = re.compile(
    r"^(?:#\s?(\d{1,6})|(\d{1,6})\s?(?:#|楼|樓|层|F)|(?:post|reply|comment|floor|no\.?|回复|第)\s?#?\s?:?\s?(\d{1,6})\s?[楼樓层]?)$",
    re.IGNORECASE,
)
SEATS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4}  # what Chinese forums call the first posts
ANSWERS = re.compile(
    r"^(?:回复|回覆|re(?:ply to)?)\s*[:：]?\s*(?:第\s?)?#?(\d{1,6})\s?(?:#|楼|樓|层|(?=\s))"
    r"|^(?:>>|＞＞)\s?(\d{1,6})(?!\d)",
    re.IGNORECASE,
)
ADDRESSED = re.compile(r"^(?:回复|回覆|reply(?:ing)? to|in reply to|@)\s*[:：]?\s*@?([^\s:：,，]{1,40})", re.IGNORECASE)
SPOKE = re.compile(
    r"^\W*(?:originally (?:posted|written) by|quote(?:\s+from)?[:：]?|引用[:：]?|author=)?\s*[:：]?\s*(.{1,40}?)\s*"
    r"(?:\b(?:said|wrote|says|writes|posted|schrieb|a écrit|escribió|link=)|发表于|说道?|寫道|写道|@|[:：]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Answer:
    """What a post says of the one that it answers: fragments linked to, names quoted or addressed, a post number."""

    fragments: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    number: int | None = None


NO_ANSWER = Answer()


def numbers_of(
    outline: Outline, records: Sequence[AlignedRecord], contents: Sequence[Sequence[int]]
) -> list[int | None]:
    """The number that each record shows outside its content (pieces); none at all unless they rise."""
    pairs = zip(records, contents, strict=True)
    numbers = [_shown_number(outline, record, frozenset(content)) for record, content in pairs]
    known = [number for number in numbers if number is not None]
    rising = all(before < after for before, after in pairwise(known))
    if not rising or len(known) < max(1, 0.7 * len(numbers)):
        return [None] * len(numbers)
    for place, number in enumerate(numbers):
        guess = _number_between(numbers, place) if number is None else None
        if guess is not None and guess > 0 and guess not in known:
            numbers[place] = guess
    return numbers


def _number_between(numbers: Sequence[int | None], place: int) -> int | None:
    """The number after the one before, else before the one after; None if neither has one."""
    before, after = (numbers[at] if 0 <= at < len(numbers) else None for at in (place - 1, place + 1))
    return before + 1 if before is not None else after - 1 if after is not None else None


def _shown_number(outline: Outline, record: AlignedRecord, content: frozenset[int]) -> int | None:
    pieces = [piece for piece in record.pieces if piece not in content]
    lines = outline.joined(pieces).split("\n")
    for text in (*lines, *(outline.pieces[piece].strip() for piece in pieces)):
        if NUMBER.match(text):
            return number_in(text)
    return next((SEATS[line] for line in lines if line in SEATS), None)


def number_in(text: str) -> int | None:
    """The post number that a text is; None if it is anything else."""
    match = NUMBER.match(text)
    return int(next(group for group in match.groups() if group)) if match else SEATS.get(text)


def ids_of(outline: Outline, record: AlignedRecord) -> frozenset[str]:
    """Ids and anchors with a number in a record, by which links reach it."""
    of_elements = [outline.attributes[element] for element in record.elements[:60]]
    anchors = (anchor for of in of_elements if of for anchor in (of.get("id"), of.get("name")) if anchor)
    return frozenset(anchor for anchor in anchors if any(map(str.isdigit, anchor)))


def answer_of(outline: Outline, record: AlignedRecord, content: Sequence[int]) -> Answer:
    """What a record, whose content are these pieces, tells of the post that it answers."""
    names = [name for top in record.quotations(outline)[:3] if (name := _quoted_name(outline, top))]
    opening = outline.joined(content[:6])[:100]
    if (addressed := ADDRESSED.match(opening)) and not addressed[1].isdigit():
        names.append(addressed[1])
    answered = ANSWERS.match(opening)
    return Answer(_fragments(outline, record), tuple(names), int(answered[1] or answered[2]) if answered else None)


def _quoted_name(outline: Outline, quotation: int) -> str | None:
    """Who is quoted, by the first line of a quotation: `Ann wrote:`."""
    heading = outline.text(outline.first[quotation], outline.last[quotation]).split("\n")[0]
    spoke = SPOKE.match(heading)
    return clean_name(spoke[1]) if spoke else None


def _fragments(outline: Outline, record: AlignedRecord) -> tuple[str, ...]:
    """Anchors that a record links to, those in its quotations first."""
    elements = [element for element in record.elements if element in record.quoted] + record.elements[:80]
    links = (outline.attributes[element].get("href", "") for element in elements if outline.tags[element] == "a")
    numbered = (href for href in links if "#" in href[-60:] and any(map(str.isdigit, href[-20:])))
    return tuple(islice((href.rsplit("#", 1)[1] for href in numbered), 20))

"""Post numbers, and which post a post answers: by links, quotations, nesting, and words such as 回复 3楼."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.articles.page.outline import Outline
from models.articles.thread.authors import clean_name
from models.articles.thread.columns import Slot

NUMBER = re.compile(
    r"^(?:#\s?(\d{1,6})|(\d{1,6})\s?(?:#|楼|樓|层|F)|(?:post|reply|comment|floor|no\.?|回复|第)\s?#?\s?:?\s?(\d{1,6})\s?[楼樓层]?)$",
    re.IGNORECASE,
)
SEATS = {"楼主": 1, "沙发": 2, "板凳": 3, "地板": 4}  # what Chinese forums call the first posts
ANSWERS = re.compile(
    r"^(?:回复|回覆|re(?:ply to)?)\s*[:：]?\s*(?:第\s?)?#?(\d{1,6})\s?(?:#|楼|樓|层|(?=\s))", re.IGNORECASE
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

    fragments: tuple[str, ...]
    names: tuple[str, ...]
    number: int | None


def numbers_of(outline: Outline, slots: Sequence[Slot], bodies: Sequence[list[int]]) -> list[int | None]:
    """The number that each record shows; none at all unless they rise."""
    found = [_number(outline, slot, set(body)) for slot, body in zip(slots, bodies, strict=True)]
    known = [it for it in found if it is not None]
    rising = all(before < after for before, after in pairwise(known))
    if not rising or len(known) < max(1, 0.7 * len(found)):
        return [None] * len(found)
    for place, number in enumerate(found):
        if number is None:
            before, after = (found[at] if 0 <= at < len(found) else None for at in (place - 1, place + 1))
            guess = before + 1 if before is not None else after - 1 if after is not None else None
            if guess is not None and guess > 0 and guess not in known:
                found[place] = guess
    return found


def _number(outline: Outline, slot: Slot, body: set[int]) -> int | None:
    seat = None
    for line in outline.joined(it for it in slot.pieces if it not in body).split("\n"):
        if match := NUMBER.match(line):
            return int(next(it for it in match.groups() if it))
        seat = seat or SEATS.get(line)
    return seat


def ids_of(outline: Outline, slot: Slot) -> frozenset[str]:
    """Ids and anchors with a number in a record, by which links reach it."""
    found = set()
    for element in slot.elements[:60]:
        node = outline.elements[element]
        for value in (node.get("id"), node.get("name")):
            if value and any(it.isdigit() for it in value):
                found.add(value)
    return frozenset(found)


def answer_of(outline: Outline, slot: Slot, body: Sequence[int]) -> Answer:
    """What a record tells of the post that it answers."""
    first = outline.first
    tops = [it for it in slot.elements if it in slot.quoted and outline.parents[it] not in slot.quoted]
    names, fragments = [], []
    for top in tops[:3]:
        pieces = range(first[top], outline.last[top])
        heading = outline.joined(pieces).split("\n")[0] if pieces else ""
        if (spoke := SPOKE.match(heading)) and (name := clean_name(spoke[1])):
            names.append(name)
    for element in [*(it for it in slot.elements if it in slot.quoted), *slot.elements[:80]]:
        href = outline.elements[element].get("href") if outline.tags[element] == "a" else None
        if href and "#" in href[-60:] and any(it.isdigit() for it in href[-20:]):
            fragments.append(href.rsplit("#", 1)[1])
    opening = outline.joined(list(body)[:6])[:100]
    if (addressed := ADDRESSED.match(opening)) and not addressed[1].isdigit():
        names.append(addressed[1])
    answered = ANSWERS.match(opening)
    return Answer(tuple(fragments[:20]), tuple(names), int(answered[1]) if answered else None)

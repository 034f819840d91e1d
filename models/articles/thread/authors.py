"""Who wrote a post: the column of the records that reads like names.

The markup's own words (author, user, `rel=author`, links to profiles) speak first; a column also has to stand in most
records, outside quotations, and to vary. Where no word helps, the text beside the time is taken.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models.articles.page.outline import Outline
from models.articles.page.times import find_time
from models.articles.thread.columns import Slot, tail_of
from models.articles.thread.cues import LONGEST_NAME, Cues

BEFORE = re.compile(
    r"^(?:(?:posted|written|asked|answered|started|created|submitted|commented|comment|published|reply)\s+)?"
    r"by\b\s*[:：]?\s+|^(?:author|user(?:name)?|name|from|von|par|por|от|auteur|autor)\s*[:：]\s*"
    r"|^(?:von|par|por|от)\s+"
    r"|^(?:作者|楼主|樓主|层主|发帖人|发表人|发布者|回复人|网友|用户名?|投稿者|名前|글쓴이|작성자)\s*(?:[:：]\s*|\s)",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s*(?:\b(?:wrote|said|says|writes|posted|replied|commented|asked|answered|schrieb|a écrit|escribió)"
    r"|发表于|发布于|回复于|发表|说道?|于|寫道)?(?:\s*\b(?:on|at|am|le|el))?\s*[:：,，»«·•|(（–—-]*$",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"^(?:reply|quote|share|edit|delete|report|like|follow|permalink|link|more|profile|pm|www|top|guest post|online"
    r"|offline|senior member|junior member|administrator|moderator|op|author|avatar|posts?|join(?:ed| date)?|location"
    r"|find|original poster|topic author|discussion starter|in|on|at|by|to|save|tweet"
    r"|回复|引用|举报|分享|收藏|楼主|只看该作者|只看楼主|发消息|加好友|会员|管理员|版主|编辑|删除|点赞|支持|反对|作者|关注)\W*$"
    r"|^[\W\d_]+$|^(?:posts|messages|threads|joined|location|帖子|主题|积分|注册时间?|来自)\s*[:：]"
    r"|^[\d,.]+k? (?:posts|messages|points|karma)$",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[，。！？；：!?;]|\w{3}\.$|, ")
PICTURE = re.compile(r"avatar|gravatar|photo|userpic|usercard")
TELLING = re.compile(r"^(?:content|data-(?:.*-)?(?:author|user|name|nick|poster).*)$")
AVATAR = re.compile(
    r"(?:^(?:avatar|photo|profile)(?: page)?(?: (?:of|for|picture of))?(?: user)?|^user)[:\s\"]+|['’]s?\s.*$"
    r"|的头像$|\s+is (?:on|off)line$",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"^data-(?:.*-)?(?:author|user-?name|nick(?:name)?|poster)(?:-name)?$")
PENALTY_QUOTED = 0.15  # a name in a quotation is that of somebody else
PENALTY_SAME = 0.1  # of a column that says the same in every record: a rank or a label
PENALTY_LABEL = 0.3  # of what ends with a colon
CONFIRMED = 1.5  # weight of a name that an attribute beside it repeats, such as the alt text of the picture
FALLBACK = 0.35  # of the best column's score that another must have to speak where the best is silent
MOST = 0.5  # of the records: where so many name their author, one that does not has none
SURE = 2.0  # weight of a piece that may speak where no column does
NEAR = 4  # pieces between the name and the time that it stands beside


@dataclass(frozen=True)
class Named:
    """An author as shown, and the piece that shows it (None if an attribute does)."""

    name: str
    piece: int | None


def clean_name(text: str) -> str:
    """A name without the words around it: `by Ann`, `作者：Ann`, `Ann wrote:`."""
    name = BEFORE.sub("", text.strip(), count=1)
    return AFTER.sub("", name).strip(" \t\xa0,·|") if len(name) > 1 else name


def authors_of(outline: Outline, cues: Cues, slots: list[Slot], times: list[int | None]) -> list[Named | None]:
    """The author of each record; `times` are the pieces of their times."""
    columns: dict[str, dict[int, tuple[float, int]]] = defaultdict(dict)
    for number, slot in enumerate(slots):
        likely = [
            (tail_of(slot.places.get(outline.owners[it], "")), it, weight)
            for it, weight in _likely(outline, cues, slot)
        ]
        often = Counter(place for place, _, _ in likely)
        for place, piece, weight in likely:
            weight *= min(1.0, 1.5 / often[place])
            if number not in columns[place] or weight > columns[place][number][0]:
                columns[place][number] = (weight, piece)
    ranked = sorted(((_score(outline, it, slots, times), it) for it in columns.values()), key=lambda it: -it[0])
    few = not ranked or len(ranked[0][1]) < MOST * len(slots)
    plain = _unmarked(outline, cues, slots) if few else {}
    found: list[Named | None] = []
    for number, slot in enumerate(slots):
        here = [(score, *column[number]) for score, column in ranked if number in column]
        good = [it for it in here if it[0] >= FALLBACK * ranked[0][0]] or sorted(
            (it for it in here if it[1] >= SURE), key=lambda it: -it[1]
        )
        names = ((clean_name(outline.pieces[piece]), piece) for _, _, piece in good)
        named = next((Named(name, piece) for name, piece in names if name), None) or _attributed(outline, slot)
        if not named and few:
            named = _in_time_line(outline, times[number]) or plain.get(number)
        found.append(named)
    return found


def _likely(outline: Outline, cues: Cues, slot: Slot) -> Iterator[tuple[int, float]]:
    """Pieces of a record that may be its author's name, by how much speaks for it."""
    told = _told(outline, slot)
    for piece in slot.pieces:
        text = outline.pieces[piece].strip()
        weight = cues.names.get(piece, 0.0)
        if len(text) <= LONGEST_NAME and text.lower() in told and outline.owners[piece] not in slot.quoted:
            weight += CONFIRMED
        if not weight or NO_NAME.match(text):
            continue
        if text.endswith((":", "：")) and clean_name(text) == text.rstrip(":： "):
            weight *= PENALTY_LABEL
        yield piece, weight * (PENALTY_QUOTED if outline.owners[piece] in slot.quoted else 1)


def _told(outline: Outline, slot: Slot) -> frozenset[str]:
    """Names that attributes of a record tell, lower case."""
    found = set()
    for element in slot.elements[:120]:
        if element in slot.quoted:
            continue
        pictured = outline.tags[element] == "img" or any(PICTURE.search(it) for it in outline.tokens[element])
        for name, value in outline.elements[element].items()[:20]:
            if (TELLING.match(name) or (pictured and name in ("alt", "title", "aria-label"))) and 1 < len(
                value
            ) <= 2 * LONGEST_NAME:
                found.add(AVATAR.sub("", value.strip()).strip(' "').lower())
    return frozenset(found)


def _score(outline: Outline, column: dict[int, tuple[float, int]], slots: list[Slot], times: list[int | None]) -> float:
    texts = [outline.pieces[piece].strip() for _, piece in column.values()]
    weight = sum(it for it, _ in column.values()) / len(slots)
    if len(texts) > 2:
        weight *= PENALTY_SAME if len(set(texts)) == 1 else min(1.0, 0.4 + 2 * len(set(texts)) / len(texts))
    near = sum(1 for number, (_, piece) in column.items() if times[number] and abs(piece - times[number]) <= NEAR)
    early = sum(bisect_left(slots[number].pieces, piece) < 12 for number, (_, piece) in column.items())
    return weight * (1 + 0.2 * near / len(column) + 0.2 * early / len(column))


def _attributed(outline: Outline, slot: Slot) -> Named | None:
    """A name in an attribute made for it, such as data-author."""
    for element in slot.elements[:40]:
        for name, value in outline.elements[element].items()[:30]:
            if ATTRIBUTE.match(name) and 0 < len(value.strip()) <= LONGEST_NAME and not value.strip().isdigit():
                return Named(value.strip(), None)
    return None


def _in_time_line(outline: Outline, time: int | None) -> Named | None:
    """What stands before the time in its own line: `Ann wrote on 5 May:`."""
    own = outline.pieces[time].strip() if time is not None else ""
    span = find_time(own)
    name = clean_name(own[: span.start]) if span else ""
    return Named(name, time) if _is_name(name) else None


def _unmarked(outline: Outline, cues: Cues, slots: list[Slot]) -> dict[int, Named]:
    """By record: the first place of short texts that most records have, where not all say the same."""
    columns: dict[str, dict[int, int]] = defaultdict(dict)
    for number, slot in enumerate(slots):
        for piece in slot.pieces:
            text = outline.pieces[piece].strip()
            shown = piece in cues.times and cues.times[piece].shown is not None
            if not shown and ":" not in text and _is_name(text) and outline.owners[piece] not in slot.quoted:
                columns[tail_of(slot.places.get(outline.owners[piece], ""))].setdefault(number, piece)
    best, most = {}, 0.0
    for column in columns.values():
        texts = {outline.pieces[it].strip() for it in column.values()}
        early = sum(bisect_left(slots[number].pieces, piece) for number, piece in column.items()) / len(column)
        worth = len(column) / len(slots) / (1 + 0.1 * early)
        if len(column) >= MOST * len(slots) and (len(texts) > 1 or len(slots) < 3) and worth > most:
            best, most = column, worth
    return {number: Named(clean_name(outline.pieces[piece]), piece) for number, piece in best.items()}


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= LONGEST_NAME or len(text.split()) > 4 or SENTENCE.search(text):
        return False
    return not NO_NAME.match(text)

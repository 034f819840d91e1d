"""Who wrote a post: the column of the records that reads like names.

The markup's own words (author, user, `rel=author`, links to profiles) speak first; a column also has to stand in most
records, outside quotations, and to vary. Where no word helps, the text beside the time is taken.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.articles.page.outline import Outline
from models.articles.page.times import find_time
from models.articles.thread.columns import AlignedRecord, Column, weighted_columns
from models.articles.thread.cues import MAX_NAME_LENGTH, Cues

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
MOST_NAMED = 0.5  # of the records: where so many name their author, one that does not has none
SURE = 2.0  # weight of a piece that may speak where no column does
NEAR = 4  # pieces between the name and the time that it stands beside
EARLY = 12  # pieces of a record among which a name is at its usual place


@dataclass(frozen=True)
class Author:
    """An author as shown, and the piece that shows it (None if an attribute does)."""

    name: str
    piece: int | None


def clean_name(text: str) -> str:
    """A name without the words around it: `by Ann`, `作者：Ann`, `Ann wrote:`."""
    name = BEFORE.sub("", text.strip(), count=1)
    return AFTER.sub("", name).strip(" \t\xa0,·|") if len(name) > 1 else name


def authors_of(
    outline: Outline, cues: Cues, records: Sequence[AlignedRecord], times: Sequence[int | None]
) -> list[Author | None]:
    """The author of each record; `times` are the pieces of their times."""
    columns = weighted_columns(_weighted_names(outline, cues, record) for record in records)
    scored = ((_score(outline, column, records, times), column) for column in columns.values())
    ranked = sorted(scored, key=lambda pair: -pair[0])
    few = not ranked or len(ranked[0][1]) < MOST_NAMED * len(records)
    unmarked = _unmarked_authors(outline, cues, records) if few else {}
    authors: list[Author | None] = []
    for number, record in enumerate(records):
        author = _column_author(outline, ranked, number) or _attribute_author(outline, record)
        if not author and few:
            author = _time_line_author(outline, times[number]) or unmarked.get(number)
        authors.append(author)
    return authors


def _weighted_names(outline: Outline, cues: Cues, record: AlignedRecord) -> Iterator[tuple[str, int, float]]:
    """Place, piece and weight of what may be the name of a record's author."""
    confirmed = _attribute_names(outline, record)
    for piece in record.pieces:
        text, owner = outline.pieces[piece].strip(), outline.owners[piece]
        weight = cues.names.get(piece, 0.0)
        if len(text) <= MAX_NAME_LENGTH and text.lower() in confirmed and owner not in record.quoted:
            weight += CONFIRMED
        if not weight or NO_NAME.match(text):
            continue
        if text.endswith((":", "：")) and clean_name(text) == text.rstrip(":： "):
            weight *= PENALTY_LABEL
        yield record.column_of(owner), piece, weight * (PENALTY_QUOTED if owner in record.quoted else 1)


def _attribute_names(outline: Outline, record: AlignedRecord) -> frozenset[str]:
    """Names that attributes of a record tell, lower case."""
    names = set()
    for element in record.elements[:120]:
        if element in record.quoted:
            continue
        pictured = outline.tags[element] == "img" or any(PICTURE.search(token) for token in outline.tokens[element])
        for attribute, value in outline.elements[element].items()[:20]:
            telling = TELLING.match(attribute) or (pictured and attribute in ("alt", "title", "aria-label"))
            if telling and 1 < len(value) <= 2 * MAX_NAME_LENGTH:
                names.add(AVATAR.sub("", value.strip()).strip(' "').lower())
    return frozenset(names)


def _score(outline: Outline, column: Column, records: Sequence[AlignedRecord], times: Sequence[int | None]) -> float:
    """How much a column reads like authors: its weights, more if it varies, stands near the times, and early."""
    texts = [outline.pieces[piece].strip() for _, piece in column.values()]
    weight = sum(weight for weight, _ in column.values()) / len(records)
    if len(texts) > 2:
        weight *= PENALTY_SAME if len(set(texts)) == 1 else min(1.0, 0.4 + 2 * len(set(texts)) / len(texts))
    placed = [(piece, times[number]) for number, (_, piece) in column.items()]
    near = sum(time is not None and abs(piece - time) <= NEAR for piece, time in placed)
    early = sum(bisect_left(records[number].pieces, piece) < EARLY for number, (_, piece) in column.items())
    return weight * (1 + 0.2 * near / len(column) + 0.2 * early / len(column))


def _column_author(outline: Outline, ranked: Sequence[tuple[float, Column]], number: int) -> Author | None:
    """What the best columns have of a record; where all good ones are silent, what is surely a name."""
    here = [(score, *column[number]) for score, column in ranked if number in column]
    good = [entry for entry in here if entry[0] >= FALLBACK * ranked[0][0]]
    sure = sorted((entry for entry in here if entry[1] >= SURE), key=lambda entry: -entry[1])
    for _, _, piece in good or sure:
        if name := clean_name(outline.pieces[piece]):
            return Author(name, piece)
    return None


def _attribute_author(outline: Outline, record: AlignedRecord) -> Author | None:
    """A name in an attribute made for it, such as data-author."""
    for element in record.elements[:40]:
        for attribute, value in outline.elements[element].items()[:30]:
            name = value.strip()
            if ATTRIBUTE.match(attribute) and 0 < len(name) <= MAX_NAME_LENGTH and not name.isdigit():
                return Author(name, None)
    return None


def _time_line_author(outline: Outline, time: int | None) -> Author | None:
    """What stands before the time in its own line: `Ann wrote on 5 May:`."""
    line = outline.pieces[time].strip() if time is not None else ""
    span = find_time(line)
    name = clean_name(line[: span.start]) if span else ""
    return Author(name, time) if _is_name(name) else None


def _unmarked_authors(outline: Outline, cues: Cues, records: Sequence[AlignedRecord]) -> dict[int, Author]:
    """By record: the first place of short texts that most records have, where not all say the same."""
    columns: dict[str, dict[int, int]] = defaultdict(dict)
    for number, record in enumerate(records):
        for piece in record.pieces:
            text, owner = outline.pieces[piece].strip(), outline.owners[piece]
            if not cues.shows_time(piece) and ":" not in text and _is_name(text) and owner not in record.quoted:
                columns[record.column_of(owner)].setdefault(number, piece)
    best: dict[int, int] = {}
    most = 0.0
    for column in columns.values():
        texts = {outline.pieces[piece].strip() for piece in column.values()}
        early = sum(bisect_left(records[number].pieces, piece) for number, piece in column.items()) / len(column)
        worth = len(column) / len(records) / (1 + 0.1 * early)
        if len(column) >= MOST_NAMED * len(records) and (len(texts) > 1 or len(records) < 3) and worth > most:
            best, most = column, worth
    return {number: Author(clean_name(outline.pieces[piece]), piece) for number, piece in best.items()}


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= MAX_NAME_LENGTH or len(text.split()) > 4 or SENTENCE.search(text):
        return False
    return not NO_NAME.match(text)

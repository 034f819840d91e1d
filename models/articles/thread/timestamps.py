"""When a post was written: the column of the records that reads like times, and what it means."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict

from models.articles.page.outline import Outline
from models.articles.page.times import Clock, find_time
from models.articles.thread.columns import Slot, tail_of
from models.articles.thread.cues import Cues

OTHER = re.compile(
    r"edit|modif|updated?\b|last|active|join|regist|since|member|birthday|viewed|编辑|修改|注册|最后|最近|更新|登录|登陆|加入|生日"
    r"|bearbeitet|registriert|dabei",
    re.IGNORECASE,
)
POSTED = re.compile(
    r"\b(?:posted|asked|answered|said|wrote|commented|replied)\b|发表|发布|发帖|回复于|geschrieben|verfasst|投稿",
    re.IGNORECASE,
)
QUOTED, OTHERWISE, SAID = 0.1, 0.2, 1.3  # factors: in a quotation, when edited or joined, when posted
ATTRIBUTED, CLOCK = 1.3, 1.2  # factors: also in an attribute for machines; with a time of day


def times_of(outline: Outline, cues: Cues, slots: list[Slot]) -> list[int | None]:
    """The piece with the time of each record, or None."""
    columns: dict[str, dict[int, tuple[float, int]]] = defaultdict(dict)
    for number, slot in enumerate(slots):
        timed = [it for it in slot.pieces if it in cues.times]
        places = [tail_of(slot.places.get(cues.times[it].element, "")) for it in timed]
        often = Counter(places)
        for piece, place in zip(timed, places, strict=True):
            weight = _weight(outline, cues, slot, piece) * min(1.0, 1.5 / often[place])
            if number not in columns[place] or weight > columns[place][number][0]:
                columns[place][number] = (weight, piece)
    worth = {place: sum(it for it, _ in column.values()) / len(slots) for place, column in columns.items()}
    found: list[int | None] = []
    for number in range(len(slots)):
        here = [
            (worth[it] * column[number][0], -column[number][1]) for it, column in columns.items() if number in column
        ]
        found.append(-max(here)[1] if here else None)
    return found


def _weight(outline: Outline, cues: Cues, slot: Slot, piece: int) -> float:
    cue = cues.times[piece]
    weight = 1.0 if outline.owners[piece] not in slot.quoted else QUOTED
    at = bisect_left(slot.pieces, piece)
    before = outline.pieces[slot.pieces[at - 1]] if at else ""
    label = f"{before[-30:] if len(before) < 60 else ''} {outline.pieces[piece][:60]}"
    classes = " ".join((*outline.tokens[cue.element], outline.elements[cue.element].get("itemprop", "")))
    if OTHER.search(label) or OTHER.search(classes):
        weight *= OTHERWISE
    elif POSTED.search(label):
        weight *= SAID
    clock = (found := find_time(cue.shown or "")) and (found.clock or found.relative)
    return weight * (ATTRIBUTED if cue.machine else 1) * (CLOCK if clock else 1)


def shown_of(cues: Cues, piece: int) -> str | None:
    """The time as the page has it, without the words around it."""
    text = cues.times[piece].shown
    found = find_time(text) if text else None
    return text[found.start : found.end].strip() if found else text


def date_of(cues: Cues, piece: int, clock: Clock) -> str | None:
    """ISO 8601 of a time, by its attribute if that can be read, else by what is shown."""
    cue = cues.times[piece]
    return (cue.machine and clock.read(cue.machine)) or (cue.shown and clock.read(cue.shown)) or None


def shown_piece(cues: Cues, piece: int | None) -> int | None:
    """The piece of a time if it shows the time, None if only an attribute has it."""
    return piece if piece is not None and cues.times[piece].shown is not None else None

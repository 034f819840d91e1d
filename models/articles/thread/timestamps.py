"""When a post was written: the column of the records that reads like times, and what it means."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from models.articles.page.outline import Outline
from models.articles.page.times import MAX_TIME_LINE, Clock, find_time
from models.articles.thread.columns import AlignedRecord, weighted_columns
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
QUOTED_FACTOR, OTHER_FACTOR, POSTED_FACTOR = 0.1, 0.2, 1.3  # in a quotation; when edited or joined; when posted
NEAR_PIECES = 3  # on either side of a time on its line
MACHINE_FACTOR, CLOCK_FACTOR = 1.3, 1.2  # also in an attribute for machines; with a time of day


def times_of(outline: Outline, cues: Cues, records: Sequence[AlignedRecord]) -> list[int | None]:
    """The piece with the time of each record, or None."""
    columns = weighted_columns(_weighted_times(outline, cues, record) for record in records)
    worth = {place: sum(weight for weight, _ in column.values()) / len(records) for place, column in columns.items()}
    times: list[int | None] = []
    for number in range(len(records)):
        here = ((worth[place], *column[number]) for place, column in columns.items() if number in column)
        best = max(((value * weight, -piece) for value, weight, piece in here), default=None)
        times.append(-best[1] if best else None)
    return times


def _weighted_times(outline: Outline, cues: Cues, record: AlignedRecord) -> Iterator[tuple[str, int, float]]:
    """Place, piece and weight of each time of a record."""
    for piece in record.pieces:
        if piece in cues.times:
            yield record.column_of(cues.times[piece].element), piece, _weight(outline, cues, record, piece)


def _weight(outline: Outline, cues: Cues, record: AlignedRecord, piece: int) -> float:
    cue = cues.times[piece]
    weight = 1.0 if outline.owners[piece] not in record.quoted else QUOTED_FACTOR
    at = bisect_left(record.pieces, piece)
    before = outline.pieces[record.pieces[at - 1]] if at else ""
    label = f"{before[-30:] if len(before) < 60 else ''} {outline.pieces[piece][:60]}"
    classes = " ".join((*outline.tokens[cue.element], outline.attributes[cue.element].get("itemprop", "")))
    if OTHER.search(label) or OTHER.search(classes):
        weight *= OTHER_FACTOR
    elif POSTED.search(label):
        weight *= POSTED_FACTOR
    clock = (span := find_time(cue.shown or "")) and (span.clock or span.relative)
    return weight * (MACHINE_FACTOR if cue.machine else 1) * (CLOCK_FACTOR if clock else 1)


def shown_time(outline: Outline, cues: Cues, piece: int) -> str | None:
    """The time as the page has it, without the words around it."""
    text = _shown(outline, cues, piece)
    span = find_time(text) if text else None
    return text[span.start : span.end].strip() if text and span else text


def iso_time(outline: Outline, cues: Cues, piece: int, clock: Clock) -> str | None:
    """ISO 8601 of a time, by its attribute if that can be read, else by what is shown."""
    machine, shown = cues.times[piece].machine, _shown(outline, cues, piece)
    return (machine and clock.read(machine)) or (shown and clock.read(shown)) or None


def _shown(outline: Outline, cues: Cues, piece: int) -> str | None:
    """What shows the time: the piece or, if the time of day stands beside it, the line: `<b>Today</b> at 9:03`."""
    text = cues.times[piece].shown
    span = find_time(text) if text else None
    if not text or span is None or span.clock or len(text) > MAX_TIME_LINE:
        return text
    start, end = piece, piece + 1
    while start and not outline.breaks[start] and piece - start < NEAR_PIECES:
        start -= 1
    while end < len(outline.pieces) and not outline.breaks[end] and end - piece <= NEAR_PIECES:
        end += 1
    for first, last in ((piece, end), (start, end)):
        line = "".join(outline.pieces[first:last])
        if (whole := find_time(line)) and whole.clock and text[span.start : span.end] in line[whole.start : whole.end]:
            return line
    return text

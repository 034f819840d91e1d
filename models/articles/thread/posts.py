"""The posts of one page: its records, and of each what was written, by whom, when, and to whom."""

from dataclasses import dataclass, replace
from datetime import datetime

from models.articles.answers import Report
from models.articles.page.document import Page
from models.articles.page.outline import Outline, outline_of
from models.articles.page.times import Clock, day_first_of
from models.articles.thread.authors import authors_of
from models.articles.thread.boundaries import grown, levels_of, opening_of
from models.articles.thread.columns import slots_of
from models.articles.thread.contents import contents_of
from models.articles.thread.cues import Cues, cues_of
from models.articles.thread.declared import Declared, declared_posts
from models.articles.thread.numbers import Answer, answer_of, ids_of, numbers_of
from models.articles.thread.records import ALL_STEPS, WEIGHTS, Record, Steps, Weights, records_of
from models.articles.thread.timestamps import date_of, shown_of, shown_piece, times_of
from models.articles.thread.titles import reply_title, thread_title

ALIKE = 40  # characters at the start of a text by which a declared post is found among the records
LEAST_SINGLE = 60  # characters of prose on a page with a single post
MOST_TELL = 0.6  # of the posts: where so many have an author or a time, what has neither is no post
MOST_OF_PAGE = 0.5  # of the prose of a page that its single post holds


@dataclass(frozen=True)
class Draft:
    """A post before the pages are joined. `number` is the one shown, `ids` are the anchors of its record."""

    author: str | None
    date: str | None
    shown: str | None
    content: str
    number: int | None
    level: int
    title: str | None
    ids: frozenset[str]
    answer: Answer


@dataclass(frozen=True)
class PagePosts:
    """The posts of a page in page order, the title of its thread, and how it was read."""

    title: str | None
    posts: tuple[Draft, ...]
    report: Report


NO_ANSWER = Answer((), (), None)


def posts_of(page: Page, fetched: datetime | None, steps: Steps = ALL_STEPS, weights: Weights = WEIGHTS) -> PagePosts:
    """Reads a page by its repeated records, helped by what it declares."""
    outline = outline_of(page.tree)
    cues = cues_of(outline)
    clock = Clock(fetched, _day_first(page, outline, cues))
    title = thread_title(page.tree, outline)
    records = bounded(outline, cues, steps, weights)
    posts, dropped = _drafts(outline, cues, records, clock, title, steps)
    method = "records"
    if steps.structured:
        declared = declared_posts(page.tree)
        if len(posts) < 2 <= len(declared) and _visible(outline, declared):
            posts, method = drafts_of(declared, clock), "structured data"
        else:
            posts = _filled(posts, declared, clock)
    return PagePosts(title, tuple(posts), _report(page, posts, dropped, method))


def structured_posts_of(page: Page, fetched: datetime | None) -> PagePosts:
    """Reads a page by its JSON-LD and microdata alone."""
    outline = outline_of(page.tree)
    clock = Clock(fetched, _day_first(page, outline, cues_of(outline)))
    posts = drafts_of(declared_posts(page.tree), clock)
    return PagePosts(thread_title(page.tree, outline), tuple(posts), _report(page, posts, 0, "structured data"))


def bounded(outline: Outline, cues: Cues, steps: Steps, weights: Weights) -> list[Record]:
    """The records of a page grown to their boundaries, the opening post among them, with their levels."""
    records = records_of(outline, cues, steps, weights)
    if not records:
        single = _single(outline, cues)
        return [single] if single else []
    levels = levels_of(outline, records)
    if steps.boundaries:
        records = grown(outline, records)
    records = [replace(it, level=level) for it, level in zip(records, levels, strict=True)]
    opening = opening_of(outline, cues, records) if steps.opening else None
    return [opening, *records] if opening else records


def _single(outline: Outline, cues: Cues) -> Record | None:
    """The smallest element with a time or a name that holds most prose of the page, headings not counted."""
    if not outline.tags or cues.prose[-1] < LEAST_SINGLE or not _told(outline, cues, 0):
        return None
    element, whole = 0, _prose(outline, cues, 0)
    while True:
        children = [it for it in outline.children(element) if _told(outline, cues, it)]
        inner = max(children, key=lambda it: _prose(outline, cues, it), default=None)
        if inner is None or _prose(outline, cues, inner) < MOST_OF_PAGE * whole:
            return Record(element, outline.ends[element])
        element = inner


def _prose(outline: Outline, cues: Cues, element: int) -> float:
    pieces = range(outline.first[element], outline.last[element])
    headings = sum(cues.prose[it + 1] - cues.prose[it] for it in pieces if outline.heads[outline.owners[it]] >= 0)
    return float(cues.prose[outline.last[element]] - cues.prose[outline.first[element]] - headings)


def _told(outline: Outline, cues: Cues, element: int) -> bool:
    start, end = outline.first[element], outline.last[element]
    return bool(cues.timed[end] - cues.timed[start] or cues.named[end] - cues.named[start])


def _drafts(
    outline: Outline, cues: Cues, records: list[Record], clock: Clock, title: str | None, steps: Steps
) -> tuple[list[Draft], int]:
    slots = slots_of(outline, records)
    times = times_of(outline, cues, slots)
    authors = authors_of(outline, cues, slots, times)
    taken = [
        {it for it in (shown_piece(cues, time), author and author.piece) if it is not None}
        for time, author in zip(times, authors, strict=True)
    ]
    contents = contents_of(outline, cues, slots, taken, steps.columns, steps.furniture)
    numbers = numbers_of(outline, slots, [it.pieces for it in contents])
    drafts = []
    for slot, time, author, content, number in zip(slots, times, authors, contents, numbers, strict=True):
        drafts.append(
            Draft(
                author=author.name if author else None,
                date=date_of(cues, time, clock) if time is not None else None,
                shown=shown_of(cues, time) if time is not None else None,
                content=content.text,
                number=number,
                level=slot.record.level,
                title=reply_title(outline, slot, title),
                ids=ids_of(outline, slot),
                answer=answer_of(outline, slot, content.pieces),
            )
        )
    return _posts_among(drafts, [it.placed for it in contents], title), sum(it.dropped for it in contents)


def _posts_among(drafts: list[Draft], placed: list[bool], title: str | None) -> list[Draft]:
    """Without what is no post: headers, empty records, and advertisements, which lack what most posts tell."""
    told = sum(1 for it in drafts if it.author or it.shown)
    kept = []
    for number, (draft, at_its_place) in enumerate(zip(drafts, placed, strict=True)):
        known = bool(draft.author or draft.shown or draft.date)
        header = number == 0 and len(drafts) > 2 and draft.content == title
        empty = not draft.content and not (at_its_place and draft.author and known)
        if not header and not empty and (known or told < MOST_TELL * len(drafts)):
            kept.append(draft)
    return _without_teasers(kept)


def _without_teasers(posts: list[Draft]) -> list[Draft]:
    """Without two or more at the end that name nobody, when all before them do: first lines of other threads."""
    named = [bool(it.author) for it in posts]
    last = max((place for place, it in enumerate(named) if it), default=-1) + 1
    return posts[:last] if last >= 2 and all(named[:last]) and len(posts) - last >= 2 else posts


def drafts_of(declared: list[Declared], clock: Clock) -> list[Draft]:
    """Declared posts as drafts."""
    least = min((it.level for it in declared), default=0)
    return [
        Draft(
            it.author,
            it.date and clock.read(it.date),
            it.date,
            it.text,
            None,
            it.level - least,
            None,
            frozenset(),
            NO_ANSWER,
        )
        for it in declared
    ]


def _start(text: str) -> str:
    return "".join(filter(str.isalnum, text[: 4 * ALIKE])).lower()[:ALIKE]


def _visible(outline: Outline, declared: list[Declared]) -> bool:
    """Whether most of the declared texts can be seen on the page."""
    text = "".join(filter(str.isalnum, "".join(outline.pieces))).lower()
    return sum(_start(it.text) in text for it in declared) >= 0.7 * len(declared)


def _filled(posts: list[Draft], declared: list[Declared], clock: Clock) -> list[Draft]:
    """Posts without an author or a date take those declared for the same text."""
    known = {_start(it.text): it for it in declared if len(_start(it.text)) >= 10}
    filled = []
    for post in posts:
        said = known.get(_start(post.content))
        if said:
            date = post.date or (clock.read(said.date) if said.date else None)
            post = replace(post, author=post.author or said.author, date=date)
        filled.append(post)
    return filled


def _day_first(page: Page, outline: Outline, cues: Cues) -> bool:
    shown = [it.shown for it in cues.times.values() if it.shown]
    return day_first_of(
        shown[:400], page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )


def _report(page: Page, posts: list[Draft], dropped: int, method: str) -> Report:
    told = sum(bool(it.author) + bool(it.shown or it.date) for it in posts)
    confidence = told / (2 * len(posts)) if posts else 0.0
    return Report(page.declared, page.used, method, round(confidence, 3), {"furniture": dropped})

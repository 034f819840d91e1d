"""The posts of one page: its records, and of each what was written, by whom, when, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.articles.answers import Report
from models.articles.page.date_order import date_order
from models.articles.page.document import Page
from models.articles.page.outline import Outline, outline_of
from models.articles.page.times import Clock
from models.articles.thread.boundaries import levels_of, opening_of
from models.articles.thread.candidates import candidates_of, with_short_posts
from models.articles.thread.choice import IS_THREAD, ThreadModel
from models.articles.thread.columns import align_records
from models.articles.thread.contents import contents_of
from models.articles.thread.cues import Cues, cues_of
from models.articles.thread.declared import Declared, declared_posts
from models.articles.thread.numbers import NO_ANSWER, Answer, answer_of, ids_of, numbers_of
from models.articles.thread.options import ALL_HEURISTICS, Heuristics
from models.articles.thread.page_sums import PageSums, page_sums
from models.articles.thread.people import profile_of
from models.articles.thread.records import Record
from models.articles.thread.timestamps import iso_time, shown_time, times_of
from models.articles.thread.titles import reply_title, thread_title
from models.articles.thread.told import ReadRecords, Told, told_of

FINGERPRINT = 40  # characters at the start of a text by which a declared post is found among the records
MIN_FINGERPRINT = 10  # characters below which many texts begin alike
MIN_SINGLE_PROSE = 60  # characters of prose on a page with a single post
UNSURE = 0.5  # confidence in the only post of a page on which nothing is repeated
MOST_TELL = 0.6  # of the posts: where so many have an author or a time, what has neither is no post
MOST_OF_PAGE = 0.5  # of the prose of a page that its single post holds
MOST_VISIBLE = 0.7  # of the declared posts that must be on the page to be believed
MAX_TIMES = 400  # of a page that are looked at to learn in which order it writes dates
LANG = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")


@dataclass(frozen=True)
class Draft:
    """A post before the pages are joined. `number` is the one shown, `ids` are the anchors of its record, which is the
    `record`th of its page."""

    author: str | None
    date: str | None
    shown: str | None
    content: str
    level: int
    number: int | None = None
    title: str | None = None
    ids: frozenset[str] = frozenset()
    answer: Answer = NO_ANSWER
    confidence: float | None = None
    profile: str | None = None
    record: int | None = None


@dataclass(frozen=True)
class FoundRecords:
    """The records of a page that are posts, how likely each is one, and how sure it is that they are its thread."""

    records: list[Record]
    likely: list[float]
    sure: float


@dataclass(frozen=True)
class PagePosts:
    """The posts of a page in page order, the title of its thread, and how it was read."""

    title: str | None
    posts: tuple[Draft, ...]
    report: Report


def posts_of(
    page: Page, fetched: datetime | None, model: ThreadModel, heuristics: Heuristics = ALL_HEURISTICS, blocks: int = 0
) -> PagePosts:
    """Reads a page by its repeated records, which the model chooses, helped by what it declares; of its text blocks the
    report tells the first `blocks`."""
    outline = outline_of(page.tree)
    cues = cues_of(outline)
    clock = clock_of(page, cues, fetched)
    title = thread_title(page.tree, outline)
    found = page_records(page_sums(outline, cues, clock), model, heuristics)
    posts, dropped, told = _drafts(outline, cues, found, clock, title, model, heuristics, page.url, blocks)
    method = "records"
    if heuristics.structured:
        declared = declared_posts(page.tree)
        if len(posts) < 2 <= len(declared) and _are_visible(outline, declared):
            posts, method, told = declared_drafts(declared, clock), "structured data", Told()
        else:
            posts = _with_declared(posts, declared, clock)
    report = replace(_report(page, posts, dropped, method, found.sure), **vars(told))
    return PagePosts(title, tuple(posts), report)


def structured_posts_of(page: Page, fetched: datetime | None) -> PagePosts:
    """Reads a page by its JSON-LD and microdata alone."""
    outline = outline_of(page.tree)
    posts = declared_drafts(declared_posts(page.tree), clock_of(page, cues_of(outline), fetched))
    return PagePosts(thread_title(page.tree, outline), tuple(posts), _report(page, posts, 0, "structured data"))


def page_records(page: PageSums, model: ThreadModel, heuristics: Heuristics = ALL_HEURISTICS) -> FoundRecords:
    """The records of a page that are posts, the opening one among them, with their levels."""
    outline = page.outline
    candidates = candidates_of(outline, page.cues, heuristics.runs, heuristics.boundaries)
    chosen = model.group(page, candidates)
    if chosen is None or chosen[1] < IS_THREAD:
        single = _single_record(outline, page.cues)
        return FoundRecords([single], [UNSURE], UNSURE) if single else FoundRecords([], [], 0.0)
    candidate, sure = chosen
    records = with_short_posts(page, candidate)
    tops = [Record(record.top, outline.ends[record.top]) for record in records]
    levels = levels_of(outline, records if candidate.run else tops)
    records = [replace(record, level=level) for record, level in zip(records, levels, strict=True)]
    opening = opening_of(outline, page.cues, records) if heuristics.opening else None
    records = [opening, *records] if opening else records
    likely, posts = model.posts(page, records, opening is not None)
    kept = [record for record, post in zip(records, posts, strict=True) if post]
    return FoundRecords(kept, likely[posts].tolist(), sure)


def _single_record(outline: Outline, cues: Cues) -> Record | None:
    """The smallest element with a time or a name that holds most prose of the page, headings not counted."""

    def is_cued(element: int) -> bool:
        _, timed, named, _ = cues.counts(outline.first[element], outline.last[element])
        return bool(timed or named)

    def prose_of(element: int) -> float:
        prose, _, _, headings = cues.counts(outline.first[element], outline.last[element])
        return float(prose - headings)

    if not outline.tags or cues.sums[0, -1] < MIN_SINGLE_PROSE or not is_cued(0):
        return None
    element, least = 0, MOST_OF_PAGE * prose_of(0)
    while True:
        inner = max(filter(is_cued, outline.children(element)), key=prose_of, default=None)
        if inner is None or prose_of(inner) < least:
            return Record(element, outline.ends[element])
        element = inner


def _drafts(
    outline: Outline,
    cues: Cues,
    found: FoundRecords,
    clock: Clock,
    title: str | None,
    model: ThreadModel,
    heuristics: Heuristics,
    url: str | None = None,
    blocks: int = 0,
) -> tuple[list[Draft], int, Told]:
    """The posts among the records, how many characters were left out of them as furniture, and what is told of them."""
    aligned = align_records(outline, found.records)
    times = times_of(outline, cues, aligned)
    named = model.authors(outline, cues, aligned, times)
    authors = [name[0] if name else None for name in named]
    taken: list[set[int]] = [set() for _ in aligned]
    for pieces, time, author in zip(taken, times, authors, strict=True):
        if time is not None and cues.shows_time(time):
            pieces.add(time)
        if author and author.piece is not None:
            pieces.add(author.piece)
    contents = contents_of(outline, cues, aligned, taken, heuristics.columns, heuristics.furniture)
    numbers = numbers_of(outline, aligned, [content.pieces for content in contents])
    drafts = [
        Draft(
            author=author.text if author else None,
            date=iso_time(outline, cues, time, clock) if time is not None else None,
            shown=shown_time(outline, cues, time) if time is not None else None,
            content=content.text,
            level=record.record.level,
            number=number,
            title=reply_title(outline, record, title),
            ids=ids_of(outline, record),
            answer=answer_of(outline, record, content.pieces),
            profile=profile_of(outline, author.piece, url) if author else None,
            confidence=round(likely, 3),
            record=at,
        )
        for at, (record, time, author, content, number, likely) in enumerate(
            zip(aligned, times, authors, contents, numbers, found.likely, strict=True), 1
        )
    ]
    posts = _without_headers(drafts, [content.placed for content in contents], title)
    told = told_of(outline, cues, ReadRecords(aligned, named, times, contents, numbers), blocks)
    return _without_teasers(posts), sum(content.dropped for content in contents), told


def _without_headers(drafts: list[Draft], placed: list[bool], title: str | None) -> list[Draft]:
    """Without what is no post: headers, empty records, and advertisements, which lack what most posts tell."""
    told = sum(1 for draft in drafts if draft.author or draft.shown)
    posts = []
    for number, (draft, at_its_place) in enumerate(zip(drafts, placed, strict=True)):
        known = bool(draft.author or draft.shown or draft.date)
        header = number == 0 and len(drafts) > 2 and draft.content == title
        empty = not draft.content and not (at_its_place and draft.author)
        if not header and not empty and (known or told < MOST_TELL * len(drafts)):
            posts.append(draft)
    return posts


def _without_teasers(posts: list[Draft]) -> list[Draft]:
    """Without two or more at the end that name nobody, when all before them do: first lines of other threads."""
    named = [bool(post.author) for post in posts]
    last = max((place for place, has_author in enumerate(named) if has_author), default=-1) + 1
    return posts[:last] if last >= 2 and all(named[:last]) and len(posts) - last >= 2 else posts


def declared_drafts(declared: Sequence[Declared], clock: Clock) -> list[Draft]:
    """Declared posts as drafts."""
    least = min((post.level for post in declared), default=0)
    return [
        Draft(post.author, post.date and clock.read(post.date), post.date, post.text, post.level - least)
        for post in declared
    ]


def _fingerprint(text: str) -> str:
    return "".join(filter(str.isalnum, text[: 4 * FINGERPRINT])).lower()[:FINGERPRINT]


def _are_visible(outline: Outline, declared: Sequence[Declared]) -> bool:
    """Whether most of the declared texts can be seen on the page."""
    text = "".join(filter(str.isalnum, "".join(outline.pieces))).lower()
    return sum(_fingerprint(post.text) in text for post in declared) >= MOST_VISIBLE * len(declared)


def _with_declared(posts: Sequence[Draft], declared: Sequence[Declared], clock: Clock) -> list[Draft]:
    """Posts without an author or a date take those declared for the same text."""
    by_start = {mark: post for post in declared if len(mark := _fingerprint(post.text)) >= MIN_FINGERPRINT}
    filled = []
    for post in posts:
        if same := by_start.get(_fingerprint(post.content)):
            date = post.date or (clock.read(same.date) if same.date else None)
            post = replace(post, author=post.author or same.author, date=date)
        filled.append(post)
    return filled


def clock_of(page: Page, cues: Cues, fetched: datetime | None) -> Clock:
    """Reads times as the page writes them."""
    shown = [time.shown for time in cues.times.values() if time.shown]
    language = next((told for name in LANG if (told := page.tree.get(name))), "")
    return Clock(fetched, date_order(shown[:MAX_TIMES], language))


def _report(page: Page, posts: Sequence[Draft], dropped: int, method: str, sure: float | None = None) -> Report:
    """`sure` is what forests say; of what a page declares it is the share of authors and times that it tells."""
    told = sum(bool(post.author) + bool(post.shown or post.date) for post in posts)
    confidence = 0.0 if not posts else told / (2 * len(posts)) if sure is None or method != "records" else sure
    return Report(page.declared, page.used, method, round(confidence, 3), {"furniture": dropped}, url=page.url)

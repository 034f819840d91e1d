"""Pages of a thread joined: posts that stand on several pages once, post numbers, and who answers whom."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from models.articles.answers import Post
from models.articles.thread.posts import Draft

MIN_REPEATED = 20  # characters of a text that nobody writes twice within the same minute
MAX_COMPARED = 5  # posts that begin alike which one is compared with
MIN_NUMBER = 3  # digits of an anchor that names a post in the whole forum

Key = tuple[str | None, str]


def merge_pages(pages: Sequence[Sequence[Draft]]) -> tuple[Post, ...]:
    """The posts of all pages in order. Their numbers are those shown if every post shows one, else counted from 1.

    Pages that came twice count once, and those that came out of order are put in that of their times.
    """
    standing = {id(draft): number for number, page in enumerate(pages, 1) for draft in page}
    once: dict[tuple, Sequence[Draft]] = {}
    for page in pages:
        once.setdefault(_signature(page), page)
    drafts: list[Draft] = []
    for page in _in_order(list(once.values())):
        drafts.extend(_new_posts(_without_copies(page), drafts))
    shown = {draft.number: draft for draft in drafts if draft.number is not None}
    numbered = sorted(shown.items()) if len(shown) == len(drafts) else list(enumerate(drafts, 1))
    replies = _reply_numbers(numbered)
    return tuple(
        Post(
            draft.author,
            draft.date,
            draft.shown,
            draft.content,
            number,
            reply,
            draft.level,
            draft.title,
            draft.profile,
            draft.confidence,
            standing[id(draft)],
            draft.record,
        )
        for (number, draft), reply in zip(numbered, replies, strict=True)
    )


def _signature(page: Sequence[Draft]) -> tuple:
    return tuple((_key(draft), draft.number, draft.date) for draft in page)


def _in_order(pages: Sequence[Sequence[Draft]]) -> list[Sequence[Draft]]:
    """Pages by their times if these tell: the times of none lie among those of another. Else as they came."""
    often = Counter(key for page in pages for key in {_key(draft) for draft in page})
    times = [[draft.date for draft in page if draft.date and often[_key(draft)] == 1] for page in pages]
    if not all(times):
        return list(pages)
    falling = sum(before > after for of_page in times for before, after in pairwise(of_page))
    rising = sum(before < after for of_page in times for before, after in pairwise(of_page))
    places = sorted(range(len(pages)), key=lambda place: min(times[place]))
    if not all(max(times[one]) <= min(times[other]) for one, other in pairwise(places)):
        return list(pages)
    return [pages[place] for place in (reversed(places) if falling > rising else places)]


def _without_copies(page: Sequence[Draft]) -> list[Draft]:
    """Without posts that are shown again in their place further below, whole or their beginning, as solutions are."""
    copies: set[int] = set()
    below: dict[tuple, list[tuple[str, int]]] = defaultdict(list)  # by author and time, texts and places in order
    for place in range(len(page) - 1, -1, -1):
        draft, text = page[place], _key(page[place])[1]
        same = below[draft.author, draft.date or draft.shown]
        begins = text.rstrip(".…") if text.endswith(("…", "...")) else text
        near = same[(first := bisect_left(same, (begins, 0))) : first + MAX_COMPARED]
        alike = [page[at] for other, at in near if other == text or (begins != text and other.startswith(begins))]
        told = draft.author and (draft.date or draft.shown) and len(begins) >= MIN_REPEATED
        if told and not all(_are_two(draft, other) for other in alike):
            copies.add(place)
        else:
            insort(same, (text, place))
    return [draft for place, draft in enumerate(page) if place not in copies]


def _are_two(draft: Draft, other: Draft, digits: int = 1) -> bool:
    """Whether numbers or anchors say that posts are two: both have some, and none is the same. Anchors of fewer digits
    may be the place on a page."""
    if draft.number is not None and other.number is not None:
        return draft.number != other.number
    one, two = ({"".join(filter(str.isdigit, anchor)) for anchor in post.ids} for post in (draft, other))
    one, two = ({number for number in numbers if len(number) >= digits} for numbers in (one, two))
    return bool(one and two and one.isdisjoint(two))


def _new_posts(page: Sequence[Draft], before: Sequence[Draft]) -> list[Draft]:
    """Posts of a page that no page before it has.

    The author, the text and the number or anchor tell that, and the author, the text and the time, unless the text is
    one that people write often and numbers or anchors say that they are two. At its top, where pages repeat the
    opening post and pinned ones, the author and a longer text do, unless these say otherwise.
    """
    known = {identity for draft in before for identity in (*_named(draft), *_timed(draft))}
    earlier: dict[Key, list[Draft]] = defaultdict(list)
    for draft in before:
        earlier[_key(draft)].append(draft)
    new: list[Draft] = []
    for draft in page:
        alike, often = earlier[_key(draft)][:MAX_COMPARED], len(_key(draft)[1]) < MIN_REPEATED
        named, timed = (not known.isdisjoint(identities) for identities in (_named(draft), _timed(draft)))
        if timed and often:
            timed = not all(_are_two(draft, other) for other in alike)
        pinned = not new and not often and not all(_are_two(draft, other, MIN_NUMBER) for other in alike)
        if not (named or timed or pinned):
            new.append(draft)
    return new


def _key(draft: Draft) -> Key:
    return (draft.author, "".join(draft.content.split()))


def _named(draft: Draft) -> set[tuple]:
    """The text and author of a post with its number, and with each of its anchors."""
    anchors = {anchor for anchor in draft.ids if sum(map(str.isdigit, anchor)) >= MIN_NUMBER}
    numbers = set() if draft.number is None else {draft.number}
    return {(*_key(draft), mark) for mark in anchors | numbers}


def _timed(draft: Draft) -> set[tuple]:
    """The text and author of a post with its time, as it is shown and as it was read."""
    times = {("date", draft.date), ("shown", draft.shown)}
    return {(*_key(draft), *time) for time in times if time[1] is not None}


def _reply_numbers(numbered: Sequence[tuple[int, Draft]]) -> list[int | None]:
    """The number of the post that each post answers: the one it names, is nested in, links to or quotes."""
    places = {number: place for place, (number, _) in enumerate(numbered)}
    anchors = {anchor: place for place, (_, draft) in enumerate(numbered) for anchor in draft.ids}
    latest: dict[str, int] = {}  # place of an author's last post so far
    above: dict[int, int] = {}  # place of the last post of each level that is still open
    replies: list[int | None] = []
    for place, (_, draft) in enumerate(numbered):
        answer = draft.answer
        if answer.number is not None and places.get(answer.number, place) < place:
            replies.append(answer.number)
        else:
            nested = [above[draft.level - 1]] if draft.level - 1 in above else []
            linked = [anchors[name] for name in answer.fragments if name in anchors and name not in draft.ids]
            named = [latest[name.lower()] for name in answer.names if name.lower() in latest]
            answered = [*nested, *(other for other in linked if other < place), *named]
            replies.append(numbered[answered[0]][0] if answered else None)
        latest[(draft.author or "").lower()] = place
        above = {level: at for level, at in above.items() if level < draft.level} | {draft.level: place}
    return replies

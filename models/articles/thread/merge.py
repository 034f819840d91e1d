"""Pages of a thread joined: posts that stand on several pages once, post numbers, and who answers whom."""

from collections.abc import Sequence

from models.articles.answers import Post
from models.articles.thread.posts import Draft


def joined(pages: Sequence[Sequence[Draft]]) -> tuple[Post, ...]:
    """The posts of all pages in order. Their numbers are those shown if every post shows one, else counted from 1."""
    drafts: list[Draft] = []
    for page in pages:
        drafts.extend(_new(page, drafts))
    numbers = [it.number for it in drafts]
    if None not in numbers and len(set(numbers)) == len(numbers):
        drafts.sort(key=lambda it: it.number)
        numbers = [it.number for it in drafts]
    else:
        numbers = list(range(1, len(drafts) + 1))
    answered = _answered(drafts, numbers)
    return tuple(
        Post(it.author, it.date, it.shown, it.content, number, reply, it.level, it.title)
        for it, number, reply in zip(drafts, numbers, answered, strict=True)
    )


def _new(page: Sequence[Draft], before: Sequence[Draft]) -> list[Draft]:
    """Posts of a page that no page before it has; within a page nothing is a repetition."""
    known = {key for it in before for key in _keys(it)}
    opening = _same(before[0]) if before else None
    return [
        it for place, it in enumerate(page)
        if not known.intersection(_keys(it)) and not (place == 0 and opening == _same(it))
    ]  # fmt: skip


def _same(draft: Draft) -> tuple:
    return (draft.author, "".join(draft.content.split()))


def _keys(draft: Draft) -> set[tuple]:
    """What makes two posts the same one: their text and author, with their time, number or anchor."""
    marks = {("date", draft.date), ("shown", draft.shown), ("number", draft.number)}
    marks |= {("id", it) for it in draft.ids if sum(map(str.isdigit, it)) >= 3}
    return {(*_same(draft), *mark) for mark in marks if mark[1] is not None}


def _answered(drafts: Sequence[Draft], numbers: Sequence[int]) -> list[int | None]:
    """The number of the post that each post answers."""
    place_of = {number: place for place, number in enumerate(numbers)}
    anchors = {name: place for place, it in enumerate(drafts) for name in it.ids}
    latest: dict[str, int] = {}
    levels: dict[int, int] = {}
    found: list[int | None] = []
    for place, draft in enumerate(drafts):
        linked = [
            anchors[it] for it in draft.answer.fragments if anchors.get(it, place) < place and it not in draft.ids
        ]
        named = [latest[it.lower()] for it in draft.answer.names if it.lower() in latest]
        above = levels.get(draft.level - 1) if draft.level else None
        if place_of.get(draft.answer.number, place) < place:
            found.append(draft.answer.number)
        else:
            choice = next((it for it in (*([above] if above is not None else []), *linked, *named)), None)
            found.append(None if choice is None else numbers[choice])
        latest[(draft.author or "").lower()] = place
        levels = {level: at for level, at in levels.items() if level < draft.level} | {draft.level: place}
    return found

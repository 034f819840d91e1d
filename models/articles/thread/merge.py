"""Pages of a thread joined: posts that stand on several pages once, post numbers, and who answers whom."""

from collections.abc import Sequence

from models.articles.answers import Post
from models.articles.thread.posts import Draft


def merge_pages(pages: Sequence[Sequence[Draft]]) -> tuple[Post, ...]:
    """The posts of all pages in order. Their numbers are those shown if every post shows one, else counted from 1."""
    drafts: list[Draft] = []
    for page in pages:
        drafts.extend(_new_posts(page, drafts))
    shown = {draft.number: draft for draft in drafts if draft.number is not None}
    numbered = sorted(shown.items()) if len(shown) == len(drafts) else list(enumerate(drafts, 1))
    replies = _reply_numbers(numbered)
    return tuple(
        Post(draft.author, draft.date, draft.shown, draft.content, number, reply, draft.level, draft.title)
        for (number, draft), reply in zip(numbered, replies, strict=True)
    )


def _new_posts(page: Sequence[Draft], before: Sequence[Draft]) -> list[Draft]:
    """Posts of a page that no page before it has; within a page nothing is a repetition."""
    known = {identity for draft in before for identity in _identities(draft)}
    opening = _author_and_text(before[0]) if before else None
    return [
        draft
        for place, draft in enumerate(page)
        if not known.intersection(_identities(draft)) and not (place == 0 and opening == _author_and_text(draft))
    ]


def _author_and_text(draft: Draft) -> tuple[str | None, str]:
    return (draft.author, "".join(draft.content.split()))


def _identities(draft: Draft) -> set[tuple]:
    """What makes two posts the same one: their text and author, with their time, number or anchor."""
    marks = {("date", draft.date), ("shown", draft.shown), ("number", draft.number)}
    marks |= {("id", anchor) for anchor in draft.ids if sum(map(str.isdigit, anchor)) >= 3}
    return {(*_author_and_text(draft), *mark) for mark in marks if mark[1] is not None}


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

"""The pages of one thread as one row: which pages are of one, and their posts joined in order."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from models.articles.article.body import body_of_text
from models.articles.thread.merge import merge_pages
from models.articles.thread.numbers import Answer
from models.articles.thread.posts import Draft, PagePosts
from models.articles.web.pagination import stem, without_page_mark

MAX_PAGES = 500  # of a thread in one row


@dataclass(frozen=True)
class ThreadPage:
    """A page of a thread: what its address has in common with those of the others, its title, and its posts as JSON."""

    family: str
    title: str
    posts: list[dict[str, Any]]

    @classmethod
    def of(cls, url: str, further: Sequence[str], read: PagePosts) -> "ThreadPage | None":
        """That of a page with these further pages; None if nothing tells which pages it goes with."""
        stems = Counter(common for other in further if (common := stem(url, other)) is not None)
        if not stems or not read.title:
            return None
        family = max(stems, key=lambda common: (stems[common], len(common)))
        posts = [asdict(post) | {"ids": sorted(post.ids)} for post in read.posts]
        return cls(family, without_page_mark(read.title), posts)


def joined_row(pages: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The row of a thread, from the rows and posts of its pages in order, as JSON: the text is that of all posts,
    author and date are those of the first. Runs in a worker."""
    joined = merge_pages([[_draft(post) for post in json.loads(posts)] for _, posts in pages])
    text = "\n".join(post.content for post in joined if post.content)
    row, author = json.loads(pages[0][0]), joined[0].author
    title = next((post.title for post in joined if post.title), row["title"])
    about = {"title": title, "author": author, "authors": [author] if author else [], "date": joined[0].date}
    read = {"text": text, "body": body_of_text(text), "comments": "", "modified": None, "method": "posts of all pages"}
    return row | about | read


def _draft(told: dict[str, Any]) -> Draft:
    answer = told["answer"]
    read = Answer(tuple(answer["fragments"]), tuple(answer["names"]), answer["number"])
    return replace(Draft(None, None, None, "", 0), **told | {"ids": frozenset(told["ids"]), "answer": read})


def in_page_order(urls: Sequence[str]) -> list[int]:
    """The places of addresses that differ in the number of a page, by that; the one without it comes first."""
    numbers = [Counter(re.findall(r"\d+", url)) for url in urls]
    shared = numbers[0].copy()
    for other in numbers[1:]:
        shared &= other
    own = [[int(number[:9]) for number in (found - shared).elements()] for found in numbers]
    return sorted(range(len(urls)), key=lambda place: own[place])

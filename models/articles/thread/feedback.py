"""Labelled pages out of what visitors said of threads and agreed to be kept: right, no thread, a post that is none, an
author that is wrong or missing.

No page is kept with it: each is fetched again. What a checkpoint reads of it today are its posts, but for what visitors
said of them. A page that has changed since, and one of which they said what cannot both be, is left out.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from models.articles import ArticlesError, feedback
from models.articles.answers import Post
from models.articles.thread.choice import ThreadModel
from models.articles.thread.extraction import extract_thread
from models.articles.thread.labelled import ENDS, Labelled, Truth, bare, labelled_post

CHANGED = 0.1  # of the posts that were read then, by how many more or fewer a page is another one now
VERDICTS = ("right", "no_thread", "no_post", "author")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """What one visitor said of a page: the verdict, and of an author the right name.

    `posts` is how many were read there. `record` and `begins`, its first characters, say which post is meant.
    """

    verdict: str
    name: str
    posts: int
    record: int | None
    begins: str

    def post_of(self, posts: Sequence[Post]) -> int | None:
        """The place of the post that is meant, None if it is not there."""
        alike = [at for at, post in enumerate(posts) if bare(post.content[:ENDS]) == bare(self.begins)]
        return next((at for at in alike if posts[at].record == self.record), alike[0] if len(alike) == 1 else None)


def labelled_by(
    rows: Iterable[dict[str, Any]], model: ThreadModel, fetch: Callable[[str], bytes] | None = None
) -> Iterator[Labelled]:
    """The pages of which something can be learnt, one of each address, with all that was said of it.

    Args:
        rows: of `feedback.told`.
        model: reads the posts of each.
        fetch: gives the page of an address; the public web's if it is None. Raises ArticlesError.
    """
    by_url: dict[str, list[Said]] = {}
    for row in rows:
        url, said = _said(row) or (None, None)
        if url and said:
            by_url.setdefault(url, []).append(said)
    for url, of_page in by_url.items():
        try:
            html = (fetch or feedback.page_at)(url)
            posts = _posts(html, url, model, of_page)
        except ArticlesError as error:
            log.warning("%s is left out. %s", url, error)
            continue
        if posts is None:
            log.warning("%s is left out: it has changed, or what was said of it cannot all be.", url)
            continue
        site = urlsplit(url).hostname or url
        yield Labelled(site, "", url, url, html, posts, feedback.SOURCE, feedback.SOURCE)


def _said(row: dict[str, Any]) -> tuple[str, Said] | None:
    """The address of a page and what a row says of it; None for what teaches nothing."""
    verdict, _, name = row["label"].partition(": ")
    try:
        about = json.loads(row["answer"])
        said = Said(verdict, name.strip(), int(about["posts"]), about.get("record"), str(about.get("begins") or ""))
        return (str(about["url"]), said) if verdict in VERDICTS and about["url"] else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _posts(html: bytes, url: str, model: ThreadModel, of_page: Sequence[Said]) -> list[Truth] | None:
    """The posts as they should be: none for a page that is no thread, None for one that nothing can be learnt of."""
    no_thread = {said.verdict == "no_thread" for said in of_page}
    if no_thread != {False}:
        return [] if no_thread == {True} else None
    read = extract_thread([html], [url], model=model).posts
    if any(abs(len(read) - said.posts) > max(1, CHANGED * said.posts) for said in of_page):
        return None
    meant = [(said, said.post_of(read)) for said in of_page if said.verdict != "right"]
    if any(at is None for _, at in meant):
        return None
    out = {at for said, at in meant if said.verdict == "no_post"}
    names = {at: said.name or None for said, at in meant if said.verdict == "author"}
    # Where one author is wrong the others came from the same place: they are not known
    return [
        labelled_post({"author": names.get(at) if names else post.author, "content": post.content})
        for at, post in enumerate(read)
        if at not in out
    ]

"""What is read from pages: small frozen values, shown by the tab and given by the endpoints as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

Favour = Literal["balanced", "precision", "recall"]  # of what is doubtful
# Of an article's text blocks the first four, of those of a thread's page the others
Fate = Literal[
    "kept", "template", "navigation", "comment", "author", "time", "number", "content", "furniture", "outside"
]


@dataclass(frozen=True)
class Block:
    """A text block of a page, in page order: its place as tags (`html/body/div/p`), and what became of it.

    `why` names the rule that decided, in a few plain words. `record` says which of the records of a thread's page it
    lies in, counted from 1.
    """

    place: str
    text: str
    fate: Fate
    why: str
    record: int | None = None


@dataclass(frozen=True)
class Kind:
    """Which kind a page is, how likely it is that (`confidence`, 0 to 1), and how likely each other kind is.

    `name` is article, forum, product, collection (a shop's department), listing (other pages that lead elsewhere),
    documentation or service (what somebody offers, and home pages).
    """

    name: str
    confidence: float
    others: dict[str, float]


@dataclass(frozen=True)
class Column:
    """Where the records of a thread have their author, time, number or content (`name`), and the `share` that has one.

    `place` is the end of the way down to it in most of them, by tags and classes; `confidence` is how likely it is
    what it is taken for, where a forest chose it, else None.
    """

    name: str
    place: str
    confidence: float | None
    share: float


@dataclass(frozen=True)
class Origin:
    """Who told something of a page (`JSON-LD`, `byline`, …), and how likely it is right, 0 to 1."""

    source: str
    confidence: float


@dataclass(frozen=True)
class Report:
    """How a page was read.

    `declared` is the character set that the page claims, `used` the one that it was read in. `method` names what the
    text was taken by, `confidence` is 0 to 1. `dropped` counts characters left out, by the rule that left them out.
    `blocks` are its text blocks, of a thread's page the first ones if they were asked for, and `more` are not told;
    `columns` are those of a thread's records. `sources` says of an article's title, author, date and modified who told
    it. `url` is the address of a thread's page.
    """

    declared: str | None
    used: str
    method: str
    confidence: float
    dropped: dict[str, int]
    blocks: tuple[Block, ...] = ()
    columns: tuple[Column, ...] = ()
    sources: dict[str, Origin] = field(default_factory=dict)
    more: int = 0
    url: str | None = None


@dataclass(frozen=True)
class Article:
    """The article of a page; what a page does not tell is None or empty.

    `text` is plain, paragraphs parted by newlines; `body` is the same as XML-TEI (its `<body>`), from which Markdown
    and TEI are made. `authors` are in their order, `author` is all of them joined by `; `. `date` (of publication) and
    `modified` are ISO 8601, a day or a minute. `comments` are the readers', apart from the text. `kind` is which kind
    of page it is, whether or not an article.

    What `extract` gives finds all but `text` and `body` when it is first asked for: who wants the text alone does not
    wait for an author. Until then it keeps the parsed page; a copy and a pickle have all that is told, and no page.
    """

    title: str | None
    author: str | None
    date: str | None
    text: str
    site: str | None
    language: str | None
    licence: str | None
    image: str | None
    tags: tuple[str, ...]
    comments: str
    url: str | None
    body: str
    report: Report
    authors: tuple[str, ...]
    modified: str | None
    kind: Kind | None

    @classmethod
    def told_later(cls, text: str, body: str, rest: Callable[[], Mapping[str, Any]]) -> "Article":
        """An article whose other fields are what `rest` gives, which is called when one of them is first read."""
        article = cls.__new__(cls)
        article.__dict__.update(text=text, body=body, _rest=rest)
        return article

    def __getstate__(self) -> dict[str, Any]:
        """What a copy and a pickle have: every field."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    if not TYPE_CHECKING:  # or any name would pass for a field

        def __getattr__(self, name: str) -> Any:
            """Asks for the fields that are not told yet."""
            if name not in type(self).__dataclass_fields__ or "_rest" not in self.__dict__:
                raise AttributeError(f"An article has no {name!r}.")
            self.__dict__.update(self._rest())
            self.__dict__.pop("_rest", None)  # and the page with it
            return self.__dict__[name]


@dataclass(frozen=True)
class Post:
    """One post of a thread; what its page does not show is None.

    `date` is ISO 8601 to the minute or the day; `shown` the time as the page has it. `number` counts from 1 in page
    order unless the page numbers its posts. `reply_to` is the number of the post that is answered, `level` the depth of
    a nested comment (0 outermost). `title` is that of the thread or of the reply, `profile` the address of the author's
    page. `confidence` is how likely it is a post and no advertisement or article, where forests chose it. `page` and
    `record` say where it stands: on which page, and in which of its records, both counted from 1.
    """

    author: str | None
    date: str | None
    shown: str | None
    content: str
    number: int
    reply_to: int | None
    level: int
    title: str | None
    profile: str | None = None
    confidence: float | None = None
    page: int | None = None
    record: int | None = None

    @property
    def parent(self) -> int | None:
        """`reply_to` by the name that schema.org and other readers of discussions have for it."""
        return self.reply_to


@dataclass(frozen=True)
class Person:
    """Who takes part in a thread: the number of their posts, and the dates of the first and the last (ISO 8601)."""

    name: str
    posts: int
    first: str | None
    last: str | None
    profile: str | None


@dataclass(frozen=True)
class Thread:
    """The posts of a thread in order, merged over its pages. `method` is records, positions or structured data.

    `people` are in the order of their first posts; who has no name is none of them. `reports` has one entry a page.
    `positions` (only by the article's method) are the block positions of the last clustering round, and `differences`
    those between successive texts, for the plot of article 4422.
    """

    title: str | None
    url: str | None
    posts: tuple[Post, ...]
    method: str
    reports: tuple[Report, ...]
    positions: tuple[float, ...] = ()
    differences: tuple[float, ...] = ()
    people: tuple[Person, ...] = ()

    def as_article_keys(self) -> dict:
        """`{"post": {...}, "replys": [...]}` with the keys of article 4430: publish_date, content, title, author."""
        entries = [
            {
                "publish_date": post.date or "",
                "content": post.content,
                "title": post.title or self.title or "",
                "author": post.author or "",
            }
            for post in self.posts
        ]
        return {"post": entries[0] if entries else {}, "replys": entries[1:]}

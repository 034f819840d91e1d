"""What an engine is: something that can be installed, filled with talks, and asked for its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from models.articles.errors import ArticlesError
from models.articles.thread.engines.talks import Talk

Kind = Literal["forum", "comments", "list", "tracker", "questions"]


class EngineError(ArticlesError):
    """An engine that cannot be installed, filled, or asked, or whose page does not show what was said."""


@dataclass(frozen=True)
class Shown:
    """A post as its page shows it; `said` is its number in the talk.

    Attributes:
        author: the name as shown, or None if the page shows none.
        time: the time as shown, or None.
        time_attr: a whole time in an attribute beside it, whatever its form, or None.
        text: the content: quotes in it, signatures and edit notes not; white space is one space.
        said: number of the post in its talk.
    """

    author: str | None
    time: str | None
    time_attr: str | None
    text: str
    said: int


@dataclass(frozen=True)
class Served:
    """A page of a talk, `number` from 1 on, with the posts that it shows from top to bottom.

    `variant` names a theme or language of the interface, where the engine has several.
    """

    url: str
    html: bytes
    number: int
    talk: Talk
    posts: tuple[Shown, ...]
    variant: str = ""


class Engine(Protocol):
    """A forum, a comment box, an archive of lists, a tracker, or a place of questions."""

    name: str
    kind: Kind

    def install(self, home: Path) -> None:
        """Puts the engine under `home`, a folder of its own, unless it is there. Raises EngineError."""
        ...

    def serve(self, home: Path, talks: Sequence[Talk]) -> Iterator[Served]:
        """Fills a new, empty instance with the talks and yields its pages. Raises EngineError."""
        ...

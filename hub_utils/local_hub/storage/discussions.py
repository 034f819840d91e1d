"""Discussions and pull requests: one file each, `name.git/discussions/N.json`; the commits of one are `refs/pr/N`.

What git knows is kept by git alone: the commits of a pull request are read from its reference, never listed twice.
Whoever opens or changes one holds the repository's lock.
"""

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dulwich.refs import Ref
from dulwich.repo import Repo

from hub_utils.local_hub.errors import RefusalError
from hub_utils.local_hub.storage.files import write_atomically
from hub_utils.local_hub.storage.repositories import Repository

MAX_TITLE, MAX_TEXT, MAX_EVENTS = 200, 65_536, 1000  # characters, and entries of one discussion
_FILE = re.compile(r"(\d+)\.json")


@dataclass(frozen=True)
class Discussion:
    """A discussion, or with `target` a pull request: from the commit `base` into the branch `target`.

    status: open, closed, and for a pull request draft or merged; `merged` is then the commit that it became.
    events: comments and changes in their order, each with id, type, author and time.
    """

    num: int
    title: str
    author: str
    created: float
    status: str = "open"
    target: str | None = None
    base: str | None = None
    merged: str | None = None
    events: tuple[dict[str, Any], ...] = field(default=())

    @property
    def reference(self) -> str:
        """The git reference of a pull request."""
        return f"refs/pr/{self.num}"

    @property
    def is_unmerged(self) -> bool:
        """Whether commits may be added."""
        return self.target is not None and self.status in ("open", "draft")

    def commented(self, author: str, text: object) -> "Discussion":
        """With one more comment, its last event."""
        return self._with(author, "comment", text=_text(text), hidden=False, history=[])

    def renamed(self, author: str, title: object) -> "Discussion":
        renamed = _title(title)
        return replace(self._with(author, "title-change", old=self.title, new=renamed), title=renamed)

    def with_status(self, author: str, status: str, merged: str | None = None) -> "Discussion":
        return replace(self._with(author, "status-change", status=status), status=status, merged=merged)

    def edited(self, number: int, text: object) -> "Discussion":
        """With another text of the event of that number, a comment; what it said before is kept."""
        before = self.events[number]
        history = [*before["history"], {"text": before["text"], "time": before.get("edited", before["time"])}]
        return self._with_event(number, text=_text(text), edited=time.time(), history=history)

    def hidden(self, number: int) -> "Discussion":
        """Without what the event of that number, a comment, ever said."""
        return self._with_event(number, text="", hidden=True, history=[])

    def find_comment(self, identifier: str) -> int:
        """The number of the event that is this comment."""
        for number, event in enumerate(self.events):
            if event["id"] == identifier and event["type"] == "comment":
                return number
        raise RefusalError(404, f"Discussion {self.num} has no comment {identifier}")

    def _with_event(self, number: int, **change: Any) -> "Discussion":
        changed = self.events[number] | change
        return replace(self, events=(*self.events[:number], changed, *self.events[number + 1 :]))

    def _with(self, author: str, kind: str, **told: Any) -> "Discussion":
        if len(self.events) >= MAX_EVENTS:
            raise RefusalError(400, f"A discussion has at most {MAX_EVENTS:,} entries here; open another")
        event = {"id": secrets.token_hex(12), "type": kind, "author": author, "time": time.time()}
        return replace(self, events=(*self.events, event | told))


def opened(number: int, title: object, author: str, **pull_request: Any) -> Discussion:
    """A new discussion, or pull request."""
    return Discussion(number, _title(title), author, time.time(), **pull_request)


def _title(title: object) -> str:
    if not isinstance(title, str) or not 3 <= len(title.strip()) <= MAX_TITLE:
        raise RefusalError(400, f"A title has 3 to {MAX_TITLE} characters")
    return title.strip()


def _text(text: object) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT:
        raise RefusalError(400, f"A comment has 1 to {MAX_TEXT:,} characters")
    return text


def list_all(repository: Repository) -> list[Discussion]:
    """Every discussion of a repository, newest first."""
    return [find(repository, number) for number in sorted(_numbers(repository), reverse=True)]


def find(repository: Repository, number: int) -> Discussion:
    """The discussion of that number; refused if there is none."""
    try:
        told = json.loads((repository.path / "discussions" / f"{number}.json").read_text("utf-8"))
    except FileNotFoundError:
        raise RefusalError(404, f"{repository.id} has no discussion {number}") from None
    return Discussion(**told | {"events": tuple(told["events"])})


def save(repository: Repository, discussion: Discussion) -> None:
    folder = repository.path / "discussions"
    folder.mkdir(exist_ok=True)
    write_atomically(folder / f"{discussion.num}.json", json.dumps(asdict(discussion)).encode())


def next_number(repository: Repository, git: Repo) -> int:
    """One that no discussion has, nor a pull request whose server was killed before it could write more of it."""
    references = (int(name) for name in git.refs.as_dict(Ref(b"refs/pr")) if name.isdigit())
    return max([0, *_numbers(repository), *references]) + 1


def _numbers(repository: Repository) -> list[int]:
    names = (_FILE.fullmatch(path.name) for path in (repository.path / "discussions").glob("*.json"))
    return [int(name[1]) for name in names if name]

"""A record: the part of a page that is one post."""

from dataclasses import dataclass

SCHEMA = ("DiscussionForumPosting", "Comment", "Question", "Answer", "UserComments", "SocialMediaPosting")


@dataclass(frozen=True)
class Record:
    """A post on the page: sibling elements [start, end) in element numbers, `level` records around it.

    `core` is the element that it was grown from, if it was; the cores of a page's records are alike.
    """

    start: int
    end: int
    level: int = 0
    core: int | None = None

    @property
    def top(self) -> int:
        """The element that is like those of the other records: its core, or its first."""
        return self.start if self.core is None else self.core

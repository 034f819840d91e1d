"""Who takes part in a thread, and where the pages of its authors are."""

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from models.articles.answers import Person, Post
from models.articles.page.outline import Outline

MAX_PIECES = 4  # in a link that is a name
MINUTE = len("2024-05-01T10:00")  # characters of a date that are compared


def people_of(posts: Sequence[Post]) -> tuple[Person, ...]:
    """The authors of posts in the order of their first."""
    by_name: dict[str, list[Post]] = {}
    for post in posts:
        if post.author:
            by_name.setdefault(post.author, []).append(post)
    return tuple(_person(name, of_name) for name, of_name in by_name.items())


def _person(name: str, posts: Sequence[Post]) -> Person:
    dates = sorted((post.date for post in posts if post.date), key=lambda date: date[:MINUTE])
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    return Person(name, len(posts), first, last, next((post.profile for post in posts if post.profile), None))


def profile_of(outline: Outline, piece: int | None, url: str | None) -> str | None:
    """The address that an author's name is a link to, by that of the page (`url`) if it is relative; else None."""
    link = outline.links[outline.owners[piece]] if piece is not None else -1
    if link < 0 or outline.last[link] - outline.first[link] > MAX_PIECES:
        return None
    try:
        address = urljoin(url or "", outline.attributes[link].get("href", "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    leads_away = bool(parts.path or parts.query) and parts.scheme in ("", "http", "https")
    return address if leads_away and address.split("#")[0] != url else None

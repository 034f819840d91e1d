"""Seeded talks: who says what and when, in pieces that each engine writes in its own markup.

talk(7, "de") is the same talk on every machine. Words and names are in words/<language>.toml, of our own writing.
"""

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "ru", "zh")
SIZES = (5, 20, 2, 9, 14, 30, 24, 3, 1, 60, 6, 12)  # posts of the talks that `talks` makes, in turn
NEWEST = datetime(2026, 10, 1, tzinfo=UTC)  # no talk ends later than a few days after; older than every run
CODE = (
    "for name in names:\n    if name:\n        print(name)",
    "$ make install\n$ service start --port 8080\nlistening on 8080",
    "SELECT author, count(*)\n  FROM posts\n GROUP BY author;",
    '{\n  "speed": 12,\n  "quiet": true\n}',
)
LANDS = ("north", "garden", "workshop", "archive", "notes", "manual")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of prose."""

    text: str


@dataclass(frozen=True)
class Linked:
    """A paragraph that holds a link: what stands before it, its words and address, what stands after."""

    before: str
    words: str
    url: str
    after: str


@dataclass(frozen=True)
class Items:
    """A list, one line an item."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Lines of code."""

    text: str


@dataclass(frozen=True)
class Quote:
    """Words of an earlier post: its number, its author, and how this language says that he wrote them."""

    of: int
    author: str
    wrote: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """An image; `words` stand in its place."""

    url: str
    words: str


Piece = Paragraph | Linked | Items | Code | Quote | Picture


@dataclass(frozen=True)
class Person:
    """Who writes: the name that is shown, one in ASCII for engines that want it, and what stands under every post."""

    name: str
    login: str
    signature: str
    joined: datetime


@dataclass(frozen=True)
class Said:
    """A post. `answers` is the number of an earlier one, or None; `edited` is when it was changed."""

    number: int
    author: Person
    when: datetime
    pieces: tuple[Piece, ...]
    answers: int | None = None
    edited: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True)
class Talk:
    """A thread as it is told to an engine. The first post opens it and is never deleted."""

    seed: int
    title: str
    language: str
    posts: tuple[Said, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who writes, in order of appearance."""
        return tuple({said.author.login: said.author for said in self.posts}.values())

    @property
    def standing(self) -> tuple[Said, ...]:
        """The posts that nobody deleted."""
        return tuple(said for said in self.posts if not said.deleted)


def talks(count: int = len(SIZES), seed: int = 0, languages: Sequence[str] = LANGUAGES) -> tuple[Talk, ...]:
    """Talks of many sizes, the languages in turn."""
    return tuple(talk(seed * 1000 + at, languages[at % len(languages)], SIZES[at % len(SIZES)]) for at in range(count))


def talk(seed: int, language: str = "en", size: int | None = None) -> Talk:
    """A talk.

    Args:
        seed: the same gives the same talk.
        language: one of LANGUAGES.
        size: number of posts; one of SIZES by the seed if None.
    """
    dice = random.Random(f"{language} {seed}")
    words = _words(language)
    topic = dice.choice(words["topics"])
    count = SIZES[seed % len(SIZES)] if size is None else size
    people = _people(dice, words, count)
    when = NEWEST - timedelta(minutes=dice.randrange(1440, 5_760_000))
    posts: list[Said] = []
    for number in range(count):
        posts.append(_said(dice, words, topic["said"], posts, number, _author(dice, people, posts), when))
        when += timedelta(seconds=round(dice.choice((90, 2e3, 4e4, 3e5)) * dice.uniform(0.5, 2)))
        when = min(when, NEWEST + timedelta(minutes=number))
    return Talk(seed, dice.choice(topic["titles"]), language, tuple(posts))


def essay(told: Talk) -> tuple[str, ...]:
    """Paragraphs of an article of the same matter, for engines of comments: nobody of the talk says it."""
    dice = random.Random(f"essay {told.language} {told.seed}")
    words = _words(told.language)
    topic = next(topic for topic in words["topics"] if told.title in topic["titles"])
    return tuple(_prose(dice, words, topic["said"], dice.randrange(5, 9)) for _ in range(dice.randrange(3, 7)))


@cache
def _words(language: str) -> dict[str, Any]:
    path = Path(__file__).parent / "words" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _people(dice: random.Random, words: dict[str, Any], count: int) -> list[Person]:
    """As many people as a thread of so many posts has: most come once or twice, some talk on."""
    names = dice.sample(words["names"], min(len(words["names"]), max(1, round(count * 0.6))))
    return [_person(dice, words, name) for name in names]


def _person(dice: random.Random, words: dict[str, Any], name: str) -> Person:
    plain = re.sub(r"[^A-Za-z0-9_]+", "", name)
    login = plain if len(plain) >= 4 else f"{plain}user{sum(map(ord, name)) % 9973}"
    signature = dice.choice(words["signatures"]) if dice.random() < 0.35 else ""
    return Person(name, login, signature, NEWEST - timedelta(days=dice.randrange(4100, 6000)))


def _author(dice: random.Random, people: list[Person], posts: list[Said]) -> Person:
    """The one who asked comes back now and then; nobody answers himself at once, if there is another."""
    last = posts[-1].author if posts else None
    if posts and last != posts[0].author and dice.random() < 0.25:
        return posts[0].author
    return dice.choice([person for person in people if person != last] or people)


def _said(
    dice: random.Random,
    words: dict[str, Any],
    topic: list[str],
    posts: list[Said],
    number: int,
    author: Person,
    when: datetime,
) -> Said:
    earlier = [said for said in posts if not said.deleted]
    answers = dice.choice(earlier[-4:]) if number and dice.random() < 0.5 else None
    pieces = _pieces(dice, words, topic, answers, opening=number == 0)
    edited = when + timedelta(minutes=dice.randrange(3, 900)) if dice.random() < 0.08 else None
    deleted = number > 0 and dice.random() < 0.03
    return Said(number, author, when, pieces, None if answers is None else answers.number, edited, deleted)


def _pieces(
    dice: random.Random, words: dict[str, Any], topic: list[str], answers: Said | None, opening: bool
) -> tuple[Piece, ...]:
    if opening:
        greeting = _filled(dice, dice.choice(words["openings"]))
        first = Paragraph(f"{greeting} {_prose(dice, words, topic, 3)}")
        return (first, *_body(dice, words, topic, dice.randrange(0, 4)))
    if dice.random() < 0.04:
        return (_picture(dice, words),)
    quote = _quote(dice, words, answers) if answers is not None and dice.random() < 0.5 else ()
    if dice.random() < 0.12:
        return (*quote, Paragraph(dice.choice(words["short"])))
    return (*quote, *_body(dice, words, topic, dice.choice((1, 1, 1, 2, 3, 6))))


def _body(dice: random.Random, words: dict[str, Any], topic: list[str], count: int) -> tuple[Piece, ...]:
    """Paragraphs, and here and there a list, code, a link, a picture among them."""
    pieces: list[Piece] = []
    for _ in range(count):
        pieces.append(Paragraph(_prose(dice, words, topic, dice.choice((1, 2, 2, 3, 5)))))
        kind = dice.random()
        if kind < 0.08:
            lines = dice.sample(words["items"], dice.randrange(2, 6))
            pieces += [Paragraph(dice.choice(words["lists"])), Items(tuple(_filled(dice, line) for line in lines))]
        elif kind < 0.15:
            pieces.append(Code(dice.choice(CODE)))
        elif kind < 0.25:
            before, after = words["see"].split("{link}")
            url = f"https://{dice.choice(LANDS)}.example/{dice.randrange(10, 9999)}"
            pieces.append(Linked(before, words["page"], url, after))
        elif kind < 0.3:
            pieces.append(_picture(dice, words))
    return tuple(pieces)


def _prose(dice: random.Random, words: dict[str, Any], topic: list[str], count: int) -> str:
    """Sentences, about half of them of the matter."""
    matter = dice.sample(topic, min(len(topic), (count + 1) // 2))
    chosen = matter + dice.sample(words["general"], count - len(matter))
    dice.shuffle(chosen)
    between = "" if all(ord(sentence[-1]) > 0x2000 for sentence in chosen) else " "
    return between.join(_filled(dice, sentence) for sentence in chosen)


def _filled(dice: random.Random, sentence: str) -> str:
    return sentence.replace("{n}", str(dice.randrange(3, 96)))


def _quote(dice: random.Random, words: dict[str, Any], of: Said) -> tuple[Quote, ...]:
    """One paragraph of an earlier post, or all of them."""
    lines = [piece.text for piece in of.pieces if isinstance(piece, Paragraph)]
    if not lines:
        return ()
    if dice.random() < 0.6:
        lines = [dice.choice(lines)]
    wrote = words["wrote"].format(name=of.author.name)
    return (Quote(of.number, of.author.name, wrote, tuple(lines)),)


def _picture(dice: random.Random, words: dict[str, Any]) -> Picture:
    return Picture(f"https://pictures.example/{dice.randrange(100, 99999)}.jpg", words["picture"])

"""The FAQ sets of this project: twelve topics a language, each entry with four ways in which people would ask it.

Topics are left out whole, so that a score says how a matcher does on a FAQ that it has never seen. Three of the twelve
are the test set: nothing was chosen or trained by them.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from models.losses.faq.answers import Entry

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
SETS = Path(__file__).parent / "sets"
PARAPHRASES = 4  # of an entry
TEST_EVERY = 4  # every fourth topic, in the order of the file, is a test topic
FOLDS = 3  # of the other topics, for choosing


@dataclass(frozen=True)
class Item:
    """An entry of our sets. `paraphrases` are four: short, told as a story, sloppy, formal."""

    topic: str
    id: str
    question: str
    answer: str
    paraphrases: tuple[str, ...]

    @property
    def entry(self) -> Entry:
        """What a FAQ shows of it."""
        return Entry(self.question, self.answer)


@dataclass(frozen=True)
class Asked:
    """A question and the row of the entry that answers it."""

    text: str
    row: int


@dataclass(frozen=True)
class FaqSet:
    """All items of a language."""

    language: Language
    items: tuple[Item, ...]

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Topics in the order of the file."""
        return tuple(dict.fromkeys(item.topic for item in self.items))

    @property
    def test_topics(self) -> tuple[str, ...]:
        """The topics that nothing is trained or chosen on."""
        return self.topics[TEST_EVERY - 1 :: TEST_EVERY]

    @property
    def open_topics(self) -> tuple[str, ...]:
        """The other topics."""
        return tuple(topic for topic in self.topics if topic not in self.test_topics)

    def fold(self, index: int) -> tuple[str, ...]:
        """The open topics that fold `index` leaves out, 0 to FOLDS - 1."""
        return self.open_topics[index::FOLDS]

    @property
    def entries(self) -> list[Entry]:
        """What a FAQ shows, all topics."""
        return [item.entry for item in self.items]

    def rows(self, topics: Sequence[str]) -> list[int]:
        """The rows of some topics' items."""
        return [row for row, item in enumerate(self.items) if item.topic in topics]

    def questions(self, topics: Sequence[str]) -> list[Asked]:
        """Every paraphrase of some topics."""
        return [Asked(text, row) for row in self.rows(topics) for text in self.items[row].paraphrases]

    def held_out(self, topics: Sequence[str]) -> list[Asked]:
        """One paraphrase of each item, of each kind in turn: never trained on, whatever the topic."""
        return [Asked(self.items[row].paraphrases[row % PARAPHRASES], row) for row in self.rows(topics)]

    def known(self, topics: Sequence[str]) -> list[Asked]:
        """The paraphrases that may be trained on."""
        held_out = set(self.held_out(topics))
        return [asked for asked in self.questions(topics) if asked not in held_out]


def read_set(language: Language) -> FaqSet:
    """The items of a language."""
    with (SETS / f"{language}.csv").open(encoding="utf-8", newline="") as stream:
        items = tuple(
            Item(
                line["topic"],
                line["id"],
                line["question"],
                line["answer"],
                tuple(line[f"paraphrase{number + 1}"] for number in range(PARAPHRASES)),
            )
            for line in csv.DictReader(stream)
        )
    return FaqSet(language, items)


def entries(language: Language) -> list[Entry]:
    """Our own FAQ of a language."""
    return read_set(language).entries

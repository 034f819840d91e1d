"""What a FAQ answers: small frozen dataclasses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A question as a help page prints it, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Match:
    """An entry of a FAQ and how well it fits what was asked.

    Attributes:
        row: its place in the FAQ, from 0.
        question: as the FAQ prints it.
        answer: what is answered.
        score: what matches are ranked by: `meaning` and `words`, mixed as the checkpoint says.
        meaning: by the encoders alone, the mean of the cosines to the entry's question and to all of it, -1 to 1.
        words: by shared runs of characters alone, the cosine of TF-IDF vectors, 0 to 1.
    """

    row: int
    question: str
    answer: str
    score: float
    meaning: float
    words: float


@dataclass(frozen=True)
class Answers:
    """The matches of a question, the best first.

    Attributes:
        question: what was asked.
        matches: the best entries; none where no token of the question is known and no character is shared.
        unsure: whether the answer is probably not in this FAQ.
        threshold: the score under which an answer is unsure.
    """

    question: str
    matches: tuple[Match, ...]
    unsure: bool
    threshold: float

"""What word vectors answer: small frozen values, shown by the tab and given by the endpoints as they are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ResolvedWord:
    """How a word was understood: its form in the vocabulary and how often it occurs in training, or else its parts.

    `similar` are known words that are spelt alike; empty for a known word. `typed` is what was asked for.
    """

    word: str
    known: bool
    count: int
    parts: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True)
class Neighbour:
    """A word, the cosine of the angle to what was asked for, and how often it occurs in training."""

    word: str
    similarity: float
    count: int


@dataclass(frozen=True)
class Neighbours:
    """The words nearest to one or several words, nearest first."""

    asked: tuple[ResolvedWord, ...]
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True)
class Similarities:
    """Cosines of two lists of words, [rows][columns]."""

    rows: tuple[ResolvedWord, ...]
    columns: tuple[ResolvedWord, ...]
    cosines: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Odd:
    """Words by how well each fits the others, the odd one first: cosine to the mean of the others."""

    asked: tuple[ResolvedWord, ...]
    ranked: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Guess:
    """A word that fits into a gap and how probable it is there."""

    word: str
    probability: float
    count: int


@dataclass(frozen=True)
class Gap:
    """The words around a gap, as far as they are known, and what fits between them, likeliest first."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    guesses: tuple[Guess, ...]


@dataclass(frozen=True)
class Keyword:
    """A word of a text, how much it tells of the others (nats a word, over what their frequency tells), how often."""

    word: str
    score: float
    times: int

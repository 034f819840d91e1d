"""Scores of word vectors: rank correlation with human judgement of pairs, and analogies by vector arithmetic."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from models.words.errors import SetFileError

MAX_QUESTIONS_AT_ONCE = 500  # bounds memory
MAX_SHOWN = 60  # characters of a line that is refused

Lookup = Callable[[str], int | None]
Pair = tuple[str, str, float]


@dataclass(frozen=True)
class Score:
    """Spearman's rank correlation of pairs, or the accuracy of analogies, of those of a test set that can be asked.

    Attributes:
        value: from -1 to 1, or from 0 to 1.
        coverage: the share of the set that it is of: pairs of words that have vectors, analogies of frequent words.
        n: of the whole set.
    """

    value: float
    coverage: float
    n: int

    @property
    def scored(self) -> int:
        """How many pairs or analogies the value is of."""
        return round(self.n * self.coverage)


def pairs(path: Path) -> list[Pair]:
    """Lines of word, word, score, parted by tabs. Raises SetFileError."""
    found = []
    for number, line in _lines(path):
        try:
            one, other, score = line.split("\t")
            found.append((one, other, float(score)))
        except ValueError:
            cause = f"Line {number} of {path.name} is {line[:MAX_SHOWN]!r}."
            raise SetFileError(cause, "Write word, word and a number, parted by tabs, without a header.") from None
    return found


def questions(path: Path) -> list[tuple[str, ...]]:
    """Lines of four words, a is to b as c is to d; those of a colon open a section. Raises SetFileError."""
    found: list[tuple[str, ...]] = []
    for number, line in _lines(path):
        words = tuple(line.split())
        if line.startswith(":"):
            continue
        if len(words) != 4:
            cause = f"Line {number} of {path.name} is {line[:MAX_SHOWN]!r}."
            raise SetFileError(cause, "Write four words, parted by blanks.")
        found.append(words)
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a test set that are not empty, and their numbers. Raises SetFileError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetFileError(f"{path.name} cannot be read: {error}.", "Save it as UTF-8.") from None
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def pair_score(pairs: Iterable[tuple[np.ndarray | None, np.ndarray | None, float]]) -> Score:
    """Compares cosines with judgements; rows are unit vectors of both words, None where there is none, and a score."""
    rows = list(pairs)
    known = [(one @ other, score) for one, other, score in rows if one is not None and other is not None]
    if len(known) < 3:
        return Score(0.0, len(known) / max(1, len(rows)), len(rows))
    cosines, scores = zip(*known, strict=True)
    return Score(float(spearmanr(cosines, scores).statistic), len(known) / len(rows), len(rows))


def analogy_score(units: np.ndarray, lookup: Lookup, asked: Sequence[tuple[str, ...]], most: int = 30_000) -> Score:
    """Answers with the word nearest to b - a + c (Mikolov et al., arXiv:1301.3781), other than these three.

    Args:
        units: float32 [words, dimensions], rows of length 1, the most frequent words first
        lookup: the row of a word
        asked: four words each
        most: only these many frequent words are considered, in questions and answers
    """
    rows = ([lookup(word) for word in question] for question in asked)
    known = np.array([four for four in rows if all(row is not None and row < most for row in four)], int).reshape(-1, 4)
    candidates, right = units[:most], 0
    for start in range(0, len(known), MAX_QUESTIONS_AT_ONCE):
        a, b, c, d = known[start : start + MAX_QUESTIONS_AT_ONCE].T
        scores = (units[b] - units[a] + units[c]) @ candidates.T
        for used in (a, b, c):
            scores[np.arange(len(a)), used] = -np.inf
        right += int((scores.argmax(axis=1) == d).sum())
    return Score(right / max(1, len(known)), len(known) / max(1, len(asked)), len(asked))

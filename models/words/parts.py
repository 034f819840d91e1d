"""Words outside the vocabulary, made of their parts: runs of letters in English, characters in Chinese.

Each part has a vector of its own, and a word is the mean of its parts; they are fitted to the known words by least
squares, after training (Zhao et al., 'Generalizing Word Embeddings using Bag of Subwords', arXiv:1809.04259).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from models.words.eight_bits import EightBits

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LENGTHS = {"en": (3, 6), "zh": (1, 3)}  # shortest and longest part, in letters, the marks of its ends included
GRADIENT_STEPS = 40  # of conjugate gradients
RIDGE = 1.0  # parts of one word only are drawn to zero by this


def parts_of(word: str, language: str) -> list[str]:
    """The parts of a word, with < and > for its ends: 'cat' has <ca, cat, at>, <cat, ..."""
    shortest, longest = LENGTHS[language]
    marked = f"<{word}>"
    spans = ((start, size) for size in range(shortest, longest + 1) for start in range(len(marked) - size + 1))
    return [part for start, size in spans if (part := marked[start : start + size]) not in "<>"]


@dataclass(frozen=True)
class Parts:
    """Names and vectors, which give float32 [parts, dimensions]."""

    language: str
    names: tuple[str, ...]
    vectors: np.ndarray | EightBits

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.names)}

    def known_parts(self, word: str) -> list[str]:
        """The parts of a word that have vectors."""
        return [part for part in parts_of(word, self.language) if part in self._rows]

    def vector(self, word: str) -> np.ndarray | None:
        """The mean of the parts that are known, float32 [dimensions]; None if none is."""
        rows = [self._rows[part] for part in self.known_parts(word)]
        return self.vectors[rows].mean(axis=0) if rows else None


def fit_parts(words: Sequence[str], vectors: np.ndarray, weights: np.ndarray, language: str, most: int) -> Parts:
    """The parts that most words share, with the vectors whose means come nearest to those of the words.

    Args:
        words: the known words
        vectors: float32 [words, dimensions]
        weights: float [words], how much each counts
        most: how many parts are kept
    """
    uses = Counter(part for word in words for part in set(parts_of(word, language)))
    names = tuple(name for name, _ in uses.most_common(most))
    matrix = _shares(words, names, language)
    return Parts(language, names, _least_squares(matrix, vectors, weights).astype(np.float32))


def _shares(words: Sequence[str], names: Sequence[str], language: str) -> "csr_matrix":
    """Sparse [words, parts]: row w holds 1/n at each of the n known parts of word w."""
    from scipy.sparse import csr_matrix

    rows = {name: row for row, name in enumerate(names)}
    columns = [[rows[part] for part in parts_of(word, language) if part in rows] for word in words]
    lengths = np.array(list(map(len, columns)))
    values = np.repeat(1 / np.maximum(lengths, 1), lengths)
    indices = np.fromiter(chain.from_iterable(columns), np.int64, lengths.sum())
    return csr_matrix((values, indices, np.append(0, lengths.cumsum())), (len(words), len(names)))


def _least_squares(matrix: "csr_matrix", vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Conjugate gradients on the weighted normal equations, for all dimensions at once."""
    ridge = RIDGE * float(weights.mean()) / matrix.shape[1]
    weighted = matrix.multiply(weights[:, None]).tocsr()
    solution = np.zeros((matrix.shape[1], vectors.shape[1]))
    residual = weighted.T @ vectors
    direction, size = residual.copy(), (residual**2).sum(axis=0)
    for _ in range(GRADIENT_STEPS):
        curved = weighted.T @ (matrix @ direction) + ridge * direction
        step = size / np.maximum((direction * curved).sum(axis=0), 1e-30)
        solution += step * direction
        residual -= step * curved
        last, size = size, (residual**2).sum(axis=0)
        direction = residual + size / np.maximum(last, 1e-30) * direction
    return solution

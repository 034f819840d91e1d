"""What a word tells of a gap depends on where it stands: a matrix for each offset, between the two tables.

A log-bilinear language model (Mnih and Hinton 2007, 'Three new graphical models for statistical language modelling')
that sees both sides: log P(w) = (m + sum over offsets o of inputs[word at o] M_o) . outputs[w] + prior log share(w), up
to a constant. The tables are those of the word vectors, as they are; only M and m are fitted, see fit_offsets.py.
"""

from dataclasses import dataclass

import numpy as np

from models.words.eight_bits import EightBits


@dataclass(frozen=True)
class Offsets:
    """`matrices` float32 [offsets * dimensions + 1, dimensions], the nearest word before the gap first, then those
    before it, then those behind it, the nearest first; the last row is m."""

    matrices: np.ndarray | EightBits

    @property
    def reach(self) -> int:
        """How many words on either side count."""
        rows, dimensions = self.matrices.shape
        return (rows - 1) // (2 * dimensions)

    def contexts(self, rows: np.ndarray) -> np.ndarray:
        """What the words around gaps predict, float32 [n, dimensions], by their rows of the input table.

        Args:
            rows: float32 [n, offsets, dimensions]; 0 where there is no word
        """
        matrices = np.asarray(self.matrices)
        contexts: np.ndarray = rows.reshape(len(rows), -1) @ matrices[:-1] + matrices[-1]
        return contexts


def around(text: np.ndarray, places: np.ndarray, reach: int, known: int) -> np.ndarray:
    """The words around places of a text, int [n, 2 * reach] in the order of `Offsets`: 0 where none is known.

    Args:
        text: int, ranks of words, 0 between lines
        places: int [n], `reach` or more from both ends of the text
        known: ranks from this on are unknown
    """
    distances = np.arange(1, reach + 1)
    sides = (text[places[:, None] + step * distances] for step in (-1, 1))
    lines = (np.where(np.cumprod(side != 0, axis=1) > 0, side, 0) for side in sides)
    ranks = np.hstack(list(lines))
    return np.where(ranks < known, ranks, 0)

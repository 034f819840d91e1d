"""From a corpus to batches: frequent words thinned out, windows cut, no Python loop over words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

SLICE_TOKENS = 50_000  # tokens that are read in a row
SLICES_AT_ONCE = 80  # from all over the corpus, that are thinned and shuffled at once: topics are mixed


@dataclass(frozen=True)
class Stream:
    """An endless stream of batches from a corpus; the same seed gives the same stream.

    `tokens` are int32 ranks, 0 between lines; `keep` is the probability of each rank to stay, float32 [words].
    """

    tokens: np.ndarray
    keep: np.ndarray
    window: int
    seed: int = 0

    def blocks(self, batch: int, length: int) -> Iterator[np.ndarray]:
        """Pieces of running text in random order, int32 [batch, window + length + window].

        Thinned words leave targets and contexts alike, as in word2vec. The margins belong to neighbouring blocks.
        """
        for random, piece in self._pieces():
            text = piece[random.random(len(piece), np.float32) < self.keep[piece]]
            text = np.pad(text, self.window)
            number = (len(text) - 2 * self.window) // length
            step = text.strides[0]
            shape = (number, length + 2 * self.window)
            blocks = np.lib.stride_tricks.as_strided(text, shape, (step * length, step))
            order = random.permutation(number)
            for start in range(0, number - batch + 1, batch):
                yield blocks[order[start : start + batch]]

    def windows(self, batch: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Contexts, int32 [batch, 2 * window], 0 beyond the ends of a line, and the words they surround, int32 [batch].

        Only targets are thinned, as in article 4515: frequent words stay in contexts.
        """
        offsets = np.delete(np.arange(-self.window, self.window + 1), self.window)
        for random, piece in self._pieces():
            text = np.pad(piece, self.window)
            lines = np.cumsum(text == 0)
            chosen = (random.random(len(piece), np.float32) < self.keep[piece]) & (piece != 0)
            places = random.permutation(np.flatnonzero(chosen)) + self.window
            for start in range(0, len(places) - batch + 1, batch):
                centre = places[start : start + batch]
                around = centre[:, None] + offsets
                inside = lines[around] == lines[centre][:, None]
                yield np.where(inside, text[around], 0), text[centre]

    def _pieces(self) -> Iterator[tuple[np.random.Generator, np.ndarray]]:
        starts = np.arange(0, len(self.tokens), SLICE_TOKENS)
        for epoch in count():
            random = np.random.default_rng((self.seed, epoch))
            order = random.permutation(starts)
            for first in range(0, len(order), SLICES_AT_ONCE):
                slices = [self.tokens[start : start + SLICE_TOKENS] for start in order[first : first + SLICES_AT_ONCE]]
                yield random, np.concatenate(slices)

    def expected(self, counts: np.ndarray) -> int:
        """How many words of an epoch stay, about."""
        lines = len(self.tokens) - counts.sum()
        return int((counts * self.keep).sum() + max(0, lines))


def keep_probabilities(counts: np.ndarray, sample: float) -> np.ndarray:
    """The probability of each word to stay, float32 [words]: t/f + sqrt(t/f), at most 1 (word2vec.c).

    Args:
        counts: int [words]
        sample: t; words of a smaller share than 2.6 t are never dropped. 0 keeps everything.
    """
    if not sample:
        return np.ones(len(counts), np.float32)
    shares = np.maximum(counts / counts.sum(), 1e-12)
    probabilities = np.minimum(1, sample / shares + np.sqrt(sample / shares)).astype(np.float32)
    probabilities[0] = 1  # the ends of lines
    return probabilities

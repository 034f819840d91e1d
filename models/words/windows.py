"""From a corpus to batches: frequent words thinned out, windows cut, no Python loop over words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TypeVar

import numpy as np

from models.words.errors import CorpusError

SLICE_TOKENS = 50_000  # tokens that are read in a row
SLICES_AT_ONCE = 80  # from all over the corpus, that are thinned and shuffled at once: topics are mixed

Batch = TypeVar("Batch")


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
        return self._epochs(partial(self._blocks_of, batch, length))

    def _blocks_of(
        self, batch: int, length: int, piece: np.ndarray, random: np.random.Generator
    ) -> Iterator[np.ndarray]:
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
        return self._epochs(partial(self._windows_of, batch))

    def _windows_of(
        self, batch: int, piece: np.ndarray, random: np.random.Generator
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        offsets = np.delete(np.arange(-self.window, self.window + 1), self.window)
        text = np.pad(piece, self.window)
        lines = np.cumsum(text == 0)
        chosen = (random.random(len(piece), np.float32) < self.keep[piece]) & (piece != 0)
        places = random.permutation(np.flatnonzero(chosen)) + self.window
        for start in range(0, len(places) - batch + 1, batch):
            centre = places[start : start + batch]
            around = centre[:, None] + offsets
            inside = lines[around] == lines[centre][:, None]
            yield np.where(inside, text[around], 0), text[centre]

    def _epochs(self, batches_of: Callable[[np.ndarray, np.random.Generator], Iterator[Batch]]) -> Iterator[Batch]:
        """The batches of every piece of the corpus, epoch after epoch. Raises CorpusError if they are none."""
        starts = np.arange(0, len(self.tokens), SLICE_TOKENS)
        for epoch in count():
            random, given = np.random.default_rng((self.seed, epoch)), 0
            order = random.permutation(starts)
            for first in range(0, len(order), SLICES_AT_ONCE):
                slices = [self.tokens[start : start + SLICE_TOKENS] for start in order[first : first + SLICES_AT_ONCE]]
                for batch in batches_of(np.concatenate(slices), random):
                    given += 1
                    yield batch
            if not given:
                raise CorpusError("The corpus does not fill one batch.", "Give more text, or a smaller --batch.")

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


def band(window: int, length: int) -> np.ndarray:
    """Weight of each word of a block for each of its targets, float32 [length, window + length + window].

    1 for the next word, falling to 1 / window at the edge, 0 for the target itself.
    """
    distance = np.abs(np.arange(length + 2 * window)[None] - np.arange(length)[:, None] - window)
    return np.where((distance > 0) & (distance <= window), (window + 1 - distance) / window, 0).astype(np.float32)

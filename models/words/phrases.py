"""Pairs of words that come together far more often than by chance become one word: new york, new_york.

After Mikolov et al. 2013 (arXiv:1310.4546, equation 6) and their word2phrase.c, whose discount and threshold these are.
A second pass joins what the first has joined, so that phrases of up to four words are found.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.words.corpus import Census

PIECE_TOKENS = 4_000_000  # tokens that are looked at at once; no phrase reaches over the end of a piece
MAX_PAIRS = 20_000_000  # counted at the same time; then the rarest are forgotten
DISCOUNT = 5  # keeps pairs of very rare words out
THRESHOLD = 100.0


def joined(words: Sequence[str], known: Collection[str], longest: int) -> list[str]:
    """The words of a text with every phrase as one, from left to right, of several the longest.

    Args:
        words: one after another
        known: a vocabulary with phrases, as new_york
        longest: how many words its longest phrase has
    """
    found, place = [], 0
    while place < len(words):
        ends = range(min(len(words), place + longest), place, -1)
        end = next((end for end in ends if "_".join(words[place:end]) in known), place + 1)
        found.append("_".join(words[place:end]))
        place = end
    return found


@dataclass(frozen=True)
class Phrases:
    """Pairs of words that are one, and the number of the new word of each. Keys are sorted, see `keys_of`."""

    keys: np.ndarray
    numbers: np.ndarray

    def join(self, tokens: np.ndarray) -> np.ndarray:
        """The tokens with every phrase as one, from left to right: of a b c, both pairs phrases, a b is joined."""
        keys = keys_of(tokens)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        hits = self.keys[places] == keys
        order = np.arange(len(hits))
        begins = np.maximum.accumulate(np.where(hits & ~np.append(False, hits[:-1]), order, 0))
        taken = np.flatnonzero(hits & ((order - begins) % 2 == 0))
        new = tokens.copy()
        new[taken] = self.numbers[places[taken]]
        return np.delete(new, taken + 1)


def keys_of(tokens: np.ndarray) -> np.ndarray:
    """One number for each pair of neighbours, int64 [n - 1]; negative where a line ends between them."""
    first, second = tokens[:-1].astype(np.int64), tokens[1:].astype(np.int64)
    return np.where((first < 0) | (second < 0), -1, first << 32 | second)


def pieces(raw: Path) -> Iterator[np.ndarray]:
    """The tokens of a file of int32, some at a time."""
    tokens = np.memmap(raw, np.int32, "r") if raw.stat().st_size else np.zeros(0, np.int32)
    for start in range(0, len(tokens), PIECE_TOKENS):
        yield np.asarray(tokens[start : start + PIECE_TOKENS])


def pair_counts(raw: Path, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sorted keys of the pairs of wanted words, and how often each occurs.

    Args:
        raw: file of int32 numbers of words, -1 between lines
        wanted: bool [words], whose pairs are looked at
    """
    keys, counts, least = np.zeros(0, np.int64), np.zeros(0, np.int64), 1
    for tokens in pieces(raw):
        new = keys_of(np.where((tokens >= 0) & wanted[tokens], tokens, -1))
        new, often = np.unique(new[new >= 0], return_counts=True)
        both, weights = np.concatenate([keys, new]), np.concatenate([counts, often])
        keys, places = np.unique(both, return_inverse=True)
        counts = np.bincount(places, weights, len(keys)).astype(np.int64)
        while len(keys) > MAX_PAIRS:
            least += 1
            keys, counts = keys[counts >= least], counts[counts >= least]
    return keys, counts


def strong_pairs(
    keys: np.ndarray, pairs: np.ndarray, counts: np.ndarray, least: int, threshold: float = THRESHOLD
) -> np.ndarray:
    """Keys of the pairs that are phrases: (count(ab) - discount) / (count(a) count(b)) times the tokens > threshold.

    Args:
        keys, pairs: of each pair, and how often it occurs
        counts: int64 [words], how often each word occurs
        least: times that a phrase must occur
    """
    scores = (pairs - DISCOUNT) / (counts[keys >> 32].astype(float) * counts[keys & 0xFFFFFFFF]) * counts.sum()
    return keys[(scores > threshold) & (pairs >= least)]


def join_phrases(raw: Path, census: "Census", least: int) -> None:
    """One pass over a segmented text: its phrases become words of the census, the file is rewritten.

    Args:
        raw: file of int32 numbers of words, -1 between lines
        census: the words, their numbers and counts, see corpus.py
        least: times that a word or phrase must occur
    """
    names = census.names()
    wanted = np.zeros(len(census.counts), bool)
    wanted[list(names)] = True
    keys = strong_pairs(*pair_counts(raw, wanted & (census.counts >= least)), census.counts, least)
    if not len(keys):
        return
    new = [f"{names[int(key >> 32)]}_{names[int(key & 0xFFFFFFFF)]}" for key in keys]
    phrases = Phrases(keys, census.numbers_of(new))
    counts = np.zeros_like(census.counts)
    scratch = raw.with_suffix(".joined")
    with scratch.open("wb") as out:
        for tokens in pieces(raw):
            tokens = phrases.join(tokens)
            counts += np.bincount(tokens[tokens >= 0], minlength=len(counts))
            tokens.tofile(out)
    scratch.replace(raw)
    census.counts = counts

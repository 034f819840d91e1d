"""The word for a gap: how likely held-out words are to the bundled vectors, and to counts of words and of pairs.

KEXUE_TEXT="texts/" python -m benchmarks gap
KEXUE_TEXT="texts/" KEXUE_LANGUAGE=zh python -m benchmarks gap

The texts are those of the training in their order, so that their last two hundredths were not trained on. Perplexity is
over the vocabulary of the checkpoint, on the words of it that have another one of it on either side. The shares of the
counts are fitted on one half of the places, and all are measured on the other one.
"""

import os
from collections.abc import Sequence
from itertools import product

import numpy as np

import hub_utils
from benchmarks._command import begin
from benchmarks.words import MIN_COUNT, corpus_of_texts
from models import words
from models.words.corpus import split
from models.words.offsets import around

PLACES = 4_000
SHARES = np.linspace(0, 0.9, 10)


def main() -> None:
    """Prints the table."""
    texts, language = os.environ.get("KEXUE_TEXT", ""), os.environ.get("KEXUE_LANGUAGE", "en")
    if language not in MIN_COUNT:
        raise SystemExit(f"KEXUE_LANGUAGE={language!r} is none of {', '.join(MIN_COUNT)}.")
    if not texts:
        print("Left out: name the texts of the training in KEXUE_TEXT.")
        return
    corpus = corpus_of_texts(texts.split(), language)
    vectors = words.load(hub_utils.fetch(f"words-{language}"))
    ours = np.array([vectors.rank(word) or 0 if rank else 0 for rank, word in enumerate(corpus.words)])
    trained, held_out = (ours[part] for part in split(corpus.tokens))
    places = gaps(held_out)
    fitted, measured = places[: PLACES // 2], places[PLACES // 2 :]
    counts = np.bincount(trained, minlength=len(vectors.words))
    by_word, left, right = by_counts(trained, counts, held_out, places)
    half = slice(0, len(fitted)), slice(len(fitted), None)
    one = fit(by_word[half[0]], left[half[0]], np.zeros(len(fitted)))
    two = fit(by_word[half[0]], left[half[0]], right[half[0]])
    print(f"| {len(measured):,} gaps of {len(held_out):,} held-out words | perplexity |\n| --- | ---: |")
    for name, chances in {
        "how frequent the word is": by_word[half[1]],
        "and what stands before it (bigram)": mixed(one, by_word[half[1]], left[half[1]], right[half[1]]),
        "and what stands behind it": mixed(two, by_word[half[1]], left[half[1]], right[half[1]]),
        "ours, five words on either side": by_vectors(vectors, held_out, measured),
    }.items():
        print(f"| {name} | {np.exp(-np.log(chances).mean()):,.0f} |")


def gaps(text: np.ndarray, seed: int = 1) -> np.ndarray:
    """Places of known words between known words, in random order: int [PLACES]. The seed is not calibration's."""
    known = text != 0
    places = np.flatnonzero(known[:-2] & known[1:-1] & known[2:]) + 1
    return np.random.default_rng(seed).permutation(places)[:PLACES]


def by_counts(trained: np.ndarray, counts: np.ndarray, text: np.ndarray, places: np.ndarray) -> Sequence[np.ndarray]:
    """The probability of the word of each place by its frequency, after the one before it, before the one behind it."""
    before, here, behind = (text[places + step] for step in (-1, 0, 1))
    after_left = pairs_in(trained, before, here) / np.maximum(counts[before], 1)
    before_right = pairs_in(trained, here, behind) / np.maximum(counts[behind], 1)
    return np.maximum(counts[here], 1) / counts[1:].sum(), after_left, before_right


def pairs_in(text: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How often each pair of words stands in a text, int [pairs]."""
    size = int(text.max()) + 1
    wanted, back = np.unique(first.astype(np.int64) * size + second, return_inverse=True)
    found = text[:-1].astype(np.int64) * size + text[1:]
    places = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
    return np.bincount(places[wanted[places] == found], minlength=len(wanted))[back]


def fit(by_word: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """The shares of both neighbours under which the words are likeliest."""
    asked = [shares for shares in product(SHARES, SHARES) if sum(shares) < 1]
    return max(asked, key=lambda shares: np.log(mixed(shares, by_word, left, right)).sum())


def mixed(shares: tuple[float, float], by_word: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Probabilities, in part by each neighbour and else by frequency."""
    return shares[0] * left + shares[1] * right + (1 - sum(shares)) * by_word


def by_vectors(vectors: words.Vectors, text: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The probability that the model gives to the word of each place."""
    window = vectors.config["window"]
    padded, chances = np.pad(text, window), []
    for some in np.array_split(places, 20):
        logs = vectors.gap_log_probabilities(around(padded, some + window, window, len(vectors.words)))
        chances.append(np.exp(logs[np.arange(len(some)), text[some]]))
    return np.concatenate(chances)


if __name__ == "__main__":
    begin(main)

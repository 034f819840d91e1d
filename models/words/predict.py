"""Loads a checkpoint folder and answers questions about words, with NumPy alone."""

import os
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from models.words.answers import Gap, Guess, Keyword, Neighbour, Neighbours, Odd, ResolvedWord, Similarities
from models.words.checkpoint import Tables, read
from models.words.errors import TextError, UnknownWordError
from models.words.languages import LANGUAGES, Language
from models.words.phrases import joined

SUGGESTIONS = 5
LEAST_SPELLING_SCORE = 60  # of 100, see rapidfuzz
LONGEST_WORD = 64  # characters
FUNCTION_SHARE = 0.003  # of a corpus: `with`, `from` and 和 have more, no noun or verb of content has
UNIFORM_SHARES = 20  # times the share that words of a small vocabulary have alike, to be frequent in it
MAX_KEYWORD_CANDIDATES = 400  # of the distinct words of a text, those that weigh most
MAX_RARE_SHARE = 1e-4  # share of training up to which a word has its full weight


class Vectors:
    """Word vectors ready to be asked; safe to share between threads.

    A word's vector is the sum of its unit vectors as context and as prediction: 2 to 6 points of correlation better
    than either (`python -m models.words.evaluate`).
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._tables, self.config = read(Path(folder))
        self.language: Language = LANGUAGES[self.config["language"]]
        self.words: list[str] = list(self._tables.words)
        self._ranks = {word: rank for rank, word in enumerate(self.words) if rank}

    @property
    def tables(self) -> Tables:
        """The tables as trained, in eight bits."""
        return self._tables

    @cached_property
    def units(self) -> np.ndarray:
        """The vectors of all words, rows of length 1, float32 [words, dimensions]; row 0 is zero."""
        inputs, outputs = self._tables.inputs, self._tables.outputs
        table = np.empty(inputs.shape, np.float32)
        for rows in inputs.blocks():
            table[rows] = unit_sum(inputs[rows], outputs[rows])
        table[0] = 0
        return table

    def rank(self, word: str) -> int | None:
        """The row of a word, or of a phrase, 1 for the most frequent one; None if it is not in the vocabulary."""
        return self._ranks.get("_".join(self.language.normal(word).split()))

    def find(self, word: str) -> ResolvedWord:
        """Says how a word is understood.

        Raises:
            TextError: nothing, or more than LONGEST_WORD characters.
            UnknownWordError: it is in no vocabulary, and none of its parts is.
        """
        word = one_word(word)
        rank = self.rank(word)
        if rank is not None:
            return ResolvedWord(self.words[rank], True, int(self._tables.counts[rank]), typed=word)
        normal = self.language.normal(word)
        parts, similar = tuple(self._tables.parts.known_parts(normal)), tuple(self.similar_spellings(normal))
        if not parts:
            hint = f"Did you mean {', '.join(similar)}?" if similar else "Try another word."
            raise UnknownWordError(f"The model does not know {word!r}, nor any part of it.", hint)
        return ResolvedWord(normal, False, 0, parts, similar, word)

    def vector(self, word: str) -> np.ndarray:
        """The unit vector of a word, float32 [dimensions], made of its parts if it is unknown. Raises as `find`."""
        return self._vectors([self.find(word)])[0]

    def similarity(self, a: str, b: str) -> float:
        """The cosine of the angle between two words, -1 to 1. Raises as `find`."""
        return float(self.vector(a) @ self.vector(b))

    def similarities(self, rows: Sequence[str], columns: Sequence[str]) -> Similarities:
        """The cosines of every word of one list with every word of another. Raises as `find`."""
        one, other = ([self.find(word) for word in words] for words in (rows, columns))
        cosines = self._vectors(one) @ self._vectors(other).T
        return Similarities(tuple(one), tuple(other), tuple(map(tuple, cosines.tolist())))

    def neighbours(self, word: str, top: int = 10, among: Sequence[str] | None = None, least: int = 0) -> Neighbours:
        """The words nearest to a word, itself left out; exact, over the whole vocabulary.

        Args:
            word: any word
            top: how many
            among: only these words are compared; all of the vocabulary if None
            least: only words that occur this often in training

        Raises:
            as `find`, of `word` and of each of `among`.
        """
        asked = self.find(word)
        return self._nearest([asked], self._vectors([asked])[0], top, among, least)

    def analogy(self, a: str, b: str, c: str, top: int = 10, least: int = 0) -> Neighbours:
        """What is to c as b is to a: the words nearest to b - a + c, these three left out. Raises as `find`."""
        asked = [self.find(word) for word in (a, b, c)]
        one, two, three = self._vectors(asked)
        return self._nearest(asked, two - one + three, top, None, least)

    def odd_one_out(self, words: Sequence[str]) -> Odd:
        """Which of three or more words fits the others least. Raises as `find`, and TextError for fewer."""
        if len(words) < 3:
            raise TextError("Among fewer than three words none is odd.", "Give three words or more.")
        asked = [self.find(word) for word in words]
        vectors = self._vectors(asked)
        others = unit(vectors.sum(axis=0) - vectors)
        fits = (vectors * others).sum(axis=1)
        order = np.argsort(fits, kind="stable")
        return Odd(tuple(asked), tuple((asked[index].word, float(fits[index])) for index in order))

    def predict(self, before: str, after: str = "", top: int = 10) -> Gap:
        """The words that fit between two pieces of text (article 4402 calls the logarithm log_proba).

        A word within the window beside it is no guess, nor is any other of the text, unless it holds sentences together
        (and, the, in). Raises TextError if no word is known.
        """
        window = self.config["window"]
        words_before, words_after = self.known_words(before), self.known_words(after)
        left, right = words_before[-window:], words_after[:window]
        if not left and not right:
            raise TextError("The model knows no word beside the gap.", "Give a sentence with a gap and more words.")
        sides = [[self._ranks[word] for word in side] for side in (left[::-1], right)]  # the nearest first
        around = np.array([rank for side in sides for rank in (side + window * [0])[:window]])
        probabilities = np.exp(self.gap_log_probabilities(around[None])[0])
        said = np.array([self._ranks[word] for word in words_before + words_after])
        probabilities[around] = 0
        probabilities[said[~self._is_function_word[said]]] = 0
        probabilities /= max(probabilities.sum(), 1e-30)  # 0 where the text says all words there are
        best = top_indices(np.append(-np.inf, probabilities[1:]), top)
        guesses = tuple(Guess(self.words[i], float(probabilities[i]), int(self._tables.counts[i])) for i in best)
        return Gap(tuple(left), tuple(right), guesses)

    def gap_log_probabilities(self, around: np.ndarray) -> np.ndarray:
        """Of every word in gaps, float32 [n, words], -inf for row 0.

        Args:
            around: int [n, 2 * window], ranks of the words before each gap, the nearest first, then of those behind it;
                0 where none is known
        """
        rows = self._tables.inputs[around]  # row 0 is zero
        if self._tables.offsets is not None:
            return self.log_probabilities(self._tables.offsets.contexts(rows), 1.0)
        nearer_more = np.tile(np.arange(self.config["window"], 0, -1), 2) * (around != 0)
        contexts = (rows * nearer_more[..., None]).sum(axis=1) / np.maximum(nearer_more.sum(axis=1), 1)[:, None]
        return self.log_probabilities(contexts, self.config["temperature"])

    def log_probabilities(self, contexts: np.ndarray, temperature: float) -> np.ndarray:
        """Of every word, given contexts, float32 [n, dimensions]; float32 [n, words], -inf for row 0.

        Negative sampling teaches the products of both tables log P(w|c) / P(w) but for a constant; the prior, to a
        power that held-out text chose, turns that back into probabilities.
        """
        scores = self._tables.outputs.products(contexts.astype(np.float32)) / temperature + self._log_prior
        scores -= scores.max(axis=1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))

    @cached_property
    def _log_prior(self) -> np.ndarray:
        prior = self.config["prior"] * self._frequency
        prior[0] = -np.inf
        return prior

    def keywords(self, text: str, top: int = 10) -> tuple[Keyword, ...]:
        """The words of a text that tell most about its other words, by the model's own probabilities.

        Score of w: by how much log P(v|w), over the other words v of the text, is above its mean over the words of the
        text, times the weight of w. Frequent words weigh little, as in training, repeated ones a little more. Words
        that hold sentences together (and, the, in) are none, nor what tells less than most. Raises TextError without
        known words.
        """
        times = Counter(self.known_words(text))
        if not times:
            raise TextError("The model knows no word of the text.", "Give a text in the language of the model.")
        ranks = np.array([self._ranks[word] for word in times])
        content = ~self._is_function_word[ranks]
        ranks = ranks[content] if content.any() else ranks
        names = [self.words[rank] for rank in ranks]
        weights = np.minimum(1, MAX_RARE_SHARE / np.exp(self._frequency[ranks])) ** 0.5
        weights *= np.log1p([times[name] for name in names])
        heaviest = top_indices(weights, MAX_KEYWORD_CANDIDATES)
        ranks, weights = ranks[heaviest], weights[heaviest]
        gains, others = self._gains(ranks), np.maximum(weights.sum() - weights, 1e-9)
        np.fill_diagonal(gains, 0)
        gains -= weights @ gains / others  # words that tell less than most weigh against, whatever they weigh
        np.fill_diagonal(gains, 0)
        scores = weights * (gains @ weights) / others
        names = [self.words[rank] for rank in ranks]
        best = [i for i in top_indices(scores, top) if scores[i] > 0] or top_indices(scores, 1)
        return tuple(Keyword(names[i], float(scores[i]), times[names[i]]) for i in best)

    def _gains(self, ranks: np.ndarray) -> np.ndarray:
        """How much more probable each word becomes near another one: log P(v|w) / P(v), [w, v]."""
        log_probabilities = self.log_probabilities(self._tables.inputs[ranks], self.config["pair_temperature"])
        return log_probabilities[:, ranks] - self._frequency[ranks]

    @cached_property
    def _frequency(self) -> np.ndarray:
        """The logarithm of each word's share of training, float32 [words]."""
        return np.log(np.maximum(self._tables.counts, 1) / self._tables.counts.sum()).astype(np.float32)

    @cached_property
    def _is_function_word(self) -> np.ndarray:
        """Which words are so frequent that they hold sentences together and name nothing, bool [words]."""
        return np.exp(self._frequency) > max(FUNCTION_SHARE, UNIFORM_SHARES / len(self.words))

    def known_words(self, text: str) -> list[str]:
        """The words of a text that are in the vocabulary, in order; phrases that it has are one word."""
        words = joined(self.language.words(text), self._ranks, self._longest_phrase)
        return [word for word in words if word in self._ranks]

    @cached_property
    def _longest_phrase(self) -> int:
        """How many words the longest phrase of the vocabulary has: 1 where there is none."""
        return 1 + max((word.count("_") for word in self.words[1:]), default=0)

    def similar_spellings(self, word: str, top: int = SUGGESTIONS) -> list[str]:
        """The known words that are spelt most alike."""
        return spelt_alike(word, self.words[1:], top)

    def _vectors(self, asked: Sequence[ResolvedWord]) -> np.ndarray:
        return np.stack([self._vector(word) for word in asked])

    def _vector(self, asked: ResolvedWord) -> np.ndarray:
        if asked.known:
            return self.units[self._ranks[asked.word]]
        made = self._tables.parts.vector(asked.word)
        assert made is not None  # `find` refuses words without any known part
        return unit(made)

    def _nearest(
        self, asked: list[ResolvedWord], vector: np.ndarray, top: int, among: Sequence[str] | None, least: int
    ) -> Neighbours:
        vector = unit(vector)
        if among is None:
            scores = self.units @ vector
            scores[self._tables.counts < max(1, least)] = -np.inf
            scores[[self._ranks[word.word] for word in asked if word.known]] = -np.inf
            nearest = [(self.words[i], scores[i], int(self._tables.counts[i])) for i in top_indices(scores, top)]
        else:
            used = {word.word for word in asked}
            others = [word for word in map(self.find, among) if word.word not in used and word.count >= least]
            scores = self._vectors(others) @ vector if others else np.zeros(0)
            nearest = [(others[i].word, scores[i], others[i].count) for i in top_indices(scores, top)]
        return Neighbours(tuple(asked), tuple(Neighbour(word, float(score), count) for word, score, count in nearest))


def one_word(typed: str) -> str:
    """What was typed, without spaces around it. Raises TextError for nothing, or more than LONGEST_WORD characters."""
    word = typed.strip()
    if not word or len(word) > LONGEST_WORD or not word.isprintable():
        raise TextError("That is not one word.", f"Give a word of 1 to {LONGEST_WORD} characters.")
    return word


def spelt_alike(word: str, words: Sequence[str], top: int) -> list[str]:
    """Of some words those that are spelt most like one."""
    from rapidfuzz import fuzz, process

    matches = process.extract(word, words, scorer=fuzz.ratio, limit=top, score_cutoff=LEAST_SPELLING_SCORE)
    return [name for name, _, _ in matches]


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors of length 1 along the last axis; those of zero stay so."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def unit_sum(inputs: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Unit vectors in the direction of the sum of both tables' unit vectors."""
    return unit(unit(inputs) + unit(outputs))


def top_indices(scores: np.ndarray, top: int) -> list[int]:
    """The indices of the `top` largest finite scores, largest first."""
    top = min(top, int(np.isfinite(scores).sum()))
    if top <= 0:
        return []
    best = np.argpartition(-scores, top - 1)[:top]
    return best[np.argsort(-scores[best], kind="stable")].tolist()


def load(folder: str | os.PathLike[str]) -> Vectors:
    """Opens a checkpoint folder, as `hub_utils.fetch("words-en")` returns it."""
    return Vectors(folder)

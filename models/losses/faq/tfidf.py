"""Matching by shared words: TF-IDF over runs of characters or over words, fitted on the FAQ that is asked.

tf = 1 + ln n, idf = 1 + ln((1 + N) / (1 + df)), rows of length 1 (Salton and Buckley 1988); scikit-learn's
TfidfVectorizer with sublinear_tf gives the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

LONGEST_RUN = 5  # characters, of letters; half of that of Chinese, where two characters are a word
CHINESE_RUN = 3
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W\u3400-\u4dbf\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


def runs_of(text: str) -> list[str]:
    """Runs of 2 to 5 characters within words and their ends, of Chinese those of 1 to 3."""
    runs: list[str] = []
    for word in _WORD.findall(text.lower()):
        if _HAN.match(word):
            sizes, marked = range(1, CHINESE_RUN + 1), word
        else:
            sizes, marked = range(2, LONGEST_RUN + 1), f" {word} "
        runs += [marked[start : start + size] for size in sizes for start in range(len(marked) - size + 1)]
    return runs


class TfIdf:
    """The texts of a FAQ as sparse vectors; safe to share between threads.

    Args:
        texts: what is searched.
        terms: how a text falls into terms.
    """

    def __init__(self, texts: Sequence[str], terms: Callable[[str], list[str]] = runs_of) -> None:
        self._terms = terms
        counts = [Counter(terms(text)) for text in texts]
        frequency = Counter(term for count in counts for term in count)
        self._ranks = {term: rank for rank, term in enumerate(frequency)}
        self._idf = 1 + np.log((1 + len(texts)) / (1 + np.array([*frequency.values()], np.float64)))
        self._cuts, self._texts, self._values = self._inverted(counts)
        self._n = len(texts)

    def _weights(self, count: Counter[str]) -> tuple[np.ndarray, np.ndarray]:
        """The ranks of known terms, and their weights as a vector of length 1."""
        known = [(self._ranks[term], number) for term, number in count.items() if term in self._ranks]
        if not known:
            return np.zeros(0, np.int64), np.zeros(0)
        ranks, numbers = (np.array(column) for column in zip(*known, strict=True))
        weights = (1 + np.log(numbers)) * self._idf[ranks]
        return ranks, weights / np.linalg.norm(weights)

    def _inverted(self, counts: Sequence[Counter[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each term, from its cut to the next one: the texts that hold it and its weights in them."""
        found = [self._weights(count) for count in counts]
        none = np.zeros(0, np.int64)  # where there are no texts
        ranks = np.concatenate([none, *(ranks for ranks, _ in found)])
        texts = np.concatenate([none, *(np.full(len(ranks), text) for text, (ranks, _) in enumerate(found))])
        weights = np.concatenate([none, *(weights for _, weights in found)])
        order = np.argsort(ranks, kind="stable")
        cuts = np.searchsorted(ranks[order], np.arange(len(self._ranks) + 1))
        return cuts, texts[order].astype(np.int32), weights[order]

    def cosines(self, question: str) -> np.ndarray:
        """float32 [texts], 0 to 1; all 0 where no term is shared."""
        found = np.zeros(self._n)
        for rank, weight in zip(*self._weights(Counter(self._terms(question))), strict=True):
            run = slice(self._cuts[rank], self._cuts[rank + 1])
            found[self._texts[run]] += weight * self._values[run]
        return found.astype(np.float32)

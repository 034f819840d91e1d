"""Scores of matching: how often the right entry comes first, how far down it is, with bootstrap intervals."""

from dataclasses import dataclass

import numpy as np

DRAWS = 2_000  # of the bootstrap
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Score:
    """Of a set of questions.

    Attributes:
        recall: the share whose right entry comes first.
        mrr: the mean of one over its rank.
        interval: of the recall, 95 %, by drawing questions anew.
        n: questions.
    """

    recall: float
    mrr: float
    interval: tuple[float, float]
    n: int


def ranks(scores: np.ndarray, right: np.ndarray, seed: int = 0) -> np.ndarray:
    """The rank of the right entry of each question, from 1; entries of the same score stand in a drawn order.

    Args:
        scores: [questions, entries].
        right: the right entry of each, [questions].
        seed: of the draw.
    """
    drawn = np.random.default_rng(seed).random(scores.shape)
    own = np.take_along_axis(scores, right[:, None], 1)
    before = (scores > own) | ((scores == own) & (drawn < np.take_along_axis(drawn, right[:, None], 1)))
    return 1 + before.sum(axis=1)


def score(found: np.ndarray) -> Score:
    """The scores of ranks from 1, [questions]."""
    first = found == 1
    return Score(float(first.mean()), float((1 / found).mean()), _interval(first.astype(float)), len(found))


def difference(found: np.ndarray, other: np.ndarray) -> tuple[float, tuple[float, float]]:
    """How much more often `found` is first than `other` on the same questions, with its interval."""
    gained = (found == 1).astype(float) - (other == 1)
    return float(gained.mean()), _interval(gained)


def _interval(values: np.ndarray) -> tuple[float, float]:
    rows = np.random.default_rng(0).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.quantile(values[rows].mean(axis=1), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def best_threshold(own: np.ndarray, foreign: np.ndarray) -> float:
    """The score that tells questions of a FAQ from those of other FAQs best: where the two errors add up to least.

    Args:
        own: the best scores of questions that the FAQ answers, and rightly.
        foreign: those of questions that it does not answer.
    """
    places = np.unique(np.concatenate([own, foreign]))
    errors = [(own < place).mean() + (foreign >= place).mean() for place in places]
    return float(places[int(np.argmin(errors))])

"""Figures of answers about blocks: accuracy with its interval, the confusion table, and two simple classifiers beside.

The simple ones are what tools without a network can do: the entropy of the bytes, and logistic regression on their
histogram.
"""

from dataclasses import dataclass

import numpy as np

from models.recovery.blocks.data import BlockSet
from models.recovery.blocks.kinds import KINDS

TINY = 1e-9


@dataclass(frozen=True)
class Score:
    """`accuracy` of `n` blocks with its 95 % interval, each kind counting alike, and `confusion`: a row for each true
    kind, in KINDS' order, with the share that is answered as each kind."""

    accuracy: float
    interval: tuple[float, float]
    n: int
    confusion: np.ndarray


def score_of(kinds: np.ndarray, answers: np.ndarray) -> Score:
    """The mean over the kinds that occur of the share that is right (balanced accuracy).

    Args:
        kinds: places in KINDS, int64 [n].
        answers: likewise.
    """
    counts = np.zeros((len(KINDS), len(KINDS)))
    np.add.at(counts, (kinds, answers), 1)
    sums = counts.sum(axis=1)
    there = sums > 0
    shares = counts / np.maximum(sums, 1)[:, None]
    right = np.diag(shares)[there]
    accuracy = float(right.mean())
    error = float(np.sqrt((right * (1 - right) / sums[there]).sum())) / there.sum()
    interval = max(0.0, accuracy - 1.96 * error), min(1.0, accuracy + 1.96 * error)
    return Score(accuracy, interval, len(kinds), shares)


def by_name(blocks: BlockSet, answers: np.ndarray) -> dict[str, tuple[float, int]]:
    """Of each source, the share that is right and its number of blocks."""
    names = np.array(blocks.names)
    right = blocks.kinds == answers
    return {str(name): (float(right[names == name].mean()), int((names == name).sum())) for name in np.unique(names)}


def confusion_table(score: Score) -> str:
    """The confusion as aligned text, in per cent; rows are what blocks are, columns what they are called."""
    head = " " * 12 + "".join(f"{kind[:6]:>8}" for kind in KINDS)
    rows = [
        f"{kind:<12}" + "".join(f"{share:>8.0%}" if share else f"{'·':>8}" for share in row)
        for kind, row in zip(KINDS, score.confusion, strict=True)
    ]
    return "\n".join([head, *rows])


def histograms(blocks: np.ndarray) -> np.ndarray:
    """Shares of each byte, float64 [n, 256]."""
    counts = np.zeros((len(blocks), 256))
    np.add.at(counts, (np.arange(len(blocks))[:, None], blocks), 1)
    return counts / blocks.shape[1]


def entropies(blocks: np.ndarray) -> np.ndarray:
    """Shannon's entropy of the bytes in bits, float64 [n, 1]."""
    shares = histograms(blocks)
    return -(shares * np.log2(shares + TINY)).sum(axis=1, keepdims=True)


def baselines(training: BlockSet, tested: dict[str, BlockSet]) -> dict[str, dict[str, Score]]:
    """Scores of the simple classifiers, taught the same blocks, by their name and by the name of the test set."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    simple = {
        "byte entropy": (entropies, KNeighborsClassifier(101)),
        "byte histogram, logistic regression": (
            histograms,
            make_pipeline(StandardScaler(), LogisticRegression(max_iter=100)),
        ),
    }
    found: dict[str, dict[str, Score]] = {}
    for name, (features, classifier) in simple.items():
        classifier.fit(features(training.blocks), training.kinds)
        found[name] = {
            title: score_of(blocks.kinds, classifier.predict(features(blocks.blocks)))
            for title, blocks in tested.items()
        }
    return found

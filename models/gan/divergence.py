"""How far apart two samples are by their histograms: article 4439's first way, which works in one dimension only.

With 28×28 pixels of two shades there would be 2⁷⁸⁴ cells to count in; hence a distance that is learnt, the critic's.
"""

from dataclasses import dataclass

import numpy as np

CELLS = 24
PRIOR = 0.5  # added to every count, so that an empty cell is improbable but not impossible


@dataclass(frozen=True)
class Divergence:
    """Kullback-Leibler divergences, in nats, of the first sample from the second, and the mean of both directions.

    The article calls the symmetric one Jensen-Shannon; it is half of Jeffreys' divergence.
    """

    forward: float
    symmetric: float


def histogram(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Probabilities of the cells between `edges`, float64 [cells]; what lies outside counts for the outermost cells."""
    inside = np.clip(values, edges[0], edges[-1])
    counts = np.histogram(inside, edges)[0] + PRIOR
    return counts / counts.sum()


def divergence(first: np.ndarray, second: np.ndarray, cells: int = CELLS) -> Divergence:
    """Of two samples of numbers, float [n] each, over `cells` equal cells of the second's range."""
    edges = np.linspace(second.min(), second.max(), cells + 1)
    p, q = histogram(first, edges), histogram(second, edges)
    forward, backward = ((a * np.log(a / b)).sum() for a, b in ((p, q), (q, p)))
    return Divergence(float(forward), float(forward + backward) / 2)


def kolmogorov_smirnov(first: np.ndarray, second: np.ndarray) -> float:
    """The largest difference of the two samples' cumulative shares, 0 to 1."""
    from scipy.stats import ks_2samp

    return float(ks_2samp(first, second).statistic)

"""Turns products of vectors into probabilities, by the temperature and prior under which held-out text is likeliest."""

from collections.abc import Iterable

import numpy as np

PRIORS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0)
TEMPERATURES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0)


def likeliest(
    contexts: np.ndarray, targets: np.ndarray, outputs: np.ndarray, counts: np.ndarray, priors: Iterable[float] = PRIORS
) -> tuple[float, float, float]:
    """Searches the grid.

    Args:
        contexts: float32 [n, dimensions]
        targets: int [n], the word that each context surrounds
        outputs: float32 [words, dimensions]
        counts: int [words]
        priors: powers of a word's frequency that are tried

    Returns:
        The prior, the temperature, and the perplexity that they reach.
    """
    products = contexts @ outputs[1:].T
    frequency = np.log(np.maximum(counts[1:], 1) / counts.sum())
    tried = (
        (_perplexity(products / temperature + prior * frequency, targets - 1), prior, temperature)
        for prior in priors
        for temperature in TEMPERATURES
    )
    perplexity, prior, temperature = min(tried)
    return prior, temperature, perplexity


def _perplexity(scores: np.ndarray, targets: np.ndarray) -> float:
    top = scores.max(axis=1, keepdims=True)
    normal = top[:, 0] + np.log(np.exp(scores - top).sum(axis=1))
    return float(np.exp((normal - scores[np.arange(len(targets)), targets]).mean()))

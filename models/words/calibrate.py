"""Turns products of vectors into probabilities, by the temperature and prior under which held-out text is likeliest."""

import numpy as np


def fit_probabilities(
    contexts: np.ndarray, targets: np.ndarray, outputs: np.ndarray, counts: np.ndarray, prior: float | None = None
) -> tuple[float, float, float]:
    """Fits P(w|c) ~ exp(c . w / temperature) * frequency(w)^prior; a convex problem in 1 / temperature and prior.

    Args:
        contexts: float32 [n, dimensions]
        targets: int [n], the word that each context surrounds
        outputs: float32 [words, dimensions]; row 0 is left out
        counts: int [words]
        prior: if given, only the temperature is fitted

    Returns:
        The prior, the temperature, and the perplexity that they reach.
    """
    from scipy.optimize import minimize

    products = (contexts @ outputs[1:].T).astype(np.float32)
    frequency = np.log(np.maximum(counts[1:], 1) / counts.sum()).astype(np.float32)
    rows = np.arange(len(targets))
    real = products[rows, targets - 1], frequency[targets - 1]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        """Mean negative log-likelihood and its gradient."""
        scores = products * np.float32(weights[0]) + frequency * np.float32(weights[1])
        top = scores.max(axis=1, keepdims=True)
        probabilities = np.exp(scores - top, out=scores)
        normal = probabilities.sum(axis=1, keepdims=True)
        probabilities /= normal
        expected = np.einsum("nw,nw->n", probabilities, products), probabilities @ frequency
        likelihood = weights[0] * real[0] + weights[1] * real[1] - top[:, 0] - np.log(normal[:, 0])
        slope = [float((ours - theirs).mean()) for ours, theirs in zip(expected, real, strict=True)]
        return -float(likelihood.mean()), np.array(slope) * [1, prior is None]

    begin, bounds = [0.5, 1.0 if prior is None else prior], [(1e-3, 10)] * 2
    optimum = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds)
    return float(optimum.x[1]), float(1 / optimum.x[0]), float(np.exp(optimum.fun))

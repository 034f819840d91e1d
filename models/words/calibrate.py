"""Turns products of vectors into probabilities, by the temperature and prior under which held-out text is likeliest."""

import numpy as np

from models.words.windows import band

CALIBRATION_WORDS = 2_000  # held-out ones whose probability is looked at


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


def contexts_of(text: np.ndarray, inputs: np.ndarray, window: int, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Held-out words, the means of what surrounds each, and one word near each.

    Returns:
        contexts and single words, float32 [n, dimensions], and the ranks of what they surround, int [n].
    """
    random = np.random.default_rng(seed)
    text = np.where(text < len(inputs), text, 0)
    places = random.permutation(np.flatnonzero(text[window:-window]))[:CALIBRATION_WORDS] + window
    around = text[places[:, None] + np.arange(-window, window + 1)]
    weights = band(window, 1) * (around != 0)
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    there = weights.sum(axis=1) > 0
    around, weights, targets = around[there], weights[there], text[places[there]]
    one = (weights.cumsum(axis=1) > random.random((len(weights), 1))).argmax(axis=1)
    contexts = np.einsum("nwd,nw->nd", inputs[around], weights)
    return contexts.astype(np.float32), inputs[around[np.arange(len(one)), one]], targets


def calibration(
    held_out: np.ndarray, counts: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, window: int
) -> dict[str, float]:
    """The prior and the temperatures under which held-out text is likeliest, and the perplexities reached.

    Where no held-out word has a context nothing is fitted: they are 1, and the perplexities are not a number.

    Args:
        held_out: int [n], ranks of words, 0 between lines; those beyond the tables count as unknown
        counts: int [words]
        inputs, outputs: float32 [words, dimensions]
        window: words on either side that are a context
    """
    contexts, single, targets = contexts_of(held_out, inputs, window)
    if not len(targets):
        fitted = dict.fromkeys(("prior", "temperature", "pair_temperature"), 1.0)
        return fitted | dict.fromkeys(("perplexity", "perplexity_by_frequency"), float("nan"))
    prior, temperature, perplexity = fit_probabilities(contexts, targets, outputs, counts)
    _, pair_temperature, _ = fit_probabilities(single, targets, outputs, counts, prior)
    shares = counts[targets] / counts.sum()
    return {
        "prior": prior,
        "temperature": temperature,
        "pair_temperature": pair_temperature,
        "perplexity": perplexity,
        "perplexity_by_frequency": float(np.exp(-np.log(shares).mean())),
    }

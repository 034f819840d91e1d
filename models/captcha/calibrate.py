"""Makes confidence mean what it says, on validation captchas: temperature scaling (Guo et al. 2017) and a threshold."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.captcha.encoding import map_by_shape
from models.captcha.reader import Reader

TEMPERATURES = np.geomspace(0.5, 3.0, 13)
MAX_FLAGGED_RIGHT = 0.1  # share of right readings that the threshold may flag as unsure


def calibrate(reader: Reader, scores: Sequence[np.ndarray], labels: Sequence[str]) -> Reader:
    """The reader with the temperature of least log loss between confidence and being right, and its threshold.

    Args:
        scores: the network's answer to each captcha, float32 [steps, classes]
        labels: what the captchas say; readings count as right whatever their case
    """
    candidates = [replace(reader, temperature=float(round(value, 3))) for value in TEMPERATURES]
    answered = [(candidate, *_confidences(candidate, scores, labels)) for candidate in candidates]
    best, confidences, right = min(answered, key=lambda answers: log_loss(*answers[1:]))
    threshold = float(np.quantile(confidences[right], MAX_FLAGGED_RIGHT)) if right.any() else 0.5
    return replace(best, threshold=round(threshold, 3))


def _confidences(reader: Reader, scores: Sequence[np.ndarray], labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    readings = map_by_shape(reader.read, scores)
    right = [reading.text.casefold() == label.casefold() for reading, label in zip(readings, labels, strict=True)]
    return np.asarray([reading.confidence for reading in readings]), np.asarray(right)


def log_loss(confidences: np.ndarray, right: np.ndarray) -> float:
    """Mean negative log likelihood, in nats, of which readings are right; both arrays [captchas]."""
    probabilities = np.clip(confidences, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(right, np.log(probabilities), np.log(1 - probabilities))))


def reliability(confidences: np.ndarray, right: np.ndarray, bins: int = 10) -> tuple[tuple[float, int, float], ...]:
    """Least confidence, number of readings and share of right ones of `bins` equal bins (0 where one is empty)."""
    bin_of = np.minimum((confidences * bins).astype(int), bins - 1)
    sizes, hits = np.bincount(bin_of, minlength=bins), np.bincount(bin_of, right, minlength=bins)
    shares = hits / np.maximum(sizes, 1)
    return tuple((index / bins, int(sizes[index]), float(shares[index])) for index in range(bins))


def calibration_error(confidences: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over `bins` equal bins, weighted by size."""
    bin_of = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = np.bincount(bin_of, confidences - right)  # of each bin: its size times its mean gap
    return float(np.abs(gaps).sum() / len(right))

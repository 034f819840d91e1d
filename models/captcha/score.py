"""How well captchas were read: whole strings, positions, confusions, and what confidence was worth."""

import math
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.captcha.answers import Reading
from models.captcha.calibrate import calibration_error, reliability

Z = 1.959964  # standard normal quantile of a two-sided 95 % interval
MAX_SHORTFALL = 0.15  # whole strings this far under the product of the positions: a set-up mistake, see `score`


@dataclass(frozen=True)
class Score:
    """How well `n` captchas were read, in fractions.

    `whole`, its 95 % `interval` and `positions` are case folded, `exact` is not. `baseline` answers the most frequent
    character at each position. `unsure_of_wrong` is the share of wrong readings that carry the unsure flag.
    """

    n: int
    whole: float
    interval: tuple[float, float]
    exact: float
    positions: tuple[float, ...]
    baseline: float
    calibration_error: float
    unsure_of_wrong: float
    unsure_of_right: float
    confusions: tuple[tuple[str, str, int], ...]
    reliability: tuple[tuple[float, int, float], ...]  # ten bins: least confidence, readings, share that is right

    @property
    def product(self) -> float:
        """What `whole` would be if errors at the positions were independent."""
        return math.prod(self.positions)


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a proportion (Wilson 1927)."""
    share, spread = right / n, Z * math.sqrt(right * (n - right) / n + Z * Z / 4) / n
    centre = share + Z * Z / (2 * n)
    low, high = (centre - spread) / (1 + Z * Z / n), (centre + spread) / (1 + Z * Z / n)
    return min(max(low, 0.0), share), max(min(high, 1.0), share)  # what is rounded may pass an end, or not reach it


def score(readings: Sequence[Reading], labels: Sequence[str]) -> Score:
    """Compares readings with what the captchas say.

    Warns where far fewer whole strings are right than the positions promise. Errors gather on hard captchas, so that
    `whole` lies above the product; under it, labels and pictures are mixed up.
    """
    texts = [reading.text.casefold() for reading in readings]
    truths = [label.casefold() for label in labels]
    right = np.asarray([text == truth for text, truth in zip(texts, truths, strict=True)], dtype=np.bool_)
    unsure = np.asarray([reading.unsure for reading in readings])
    confidences = np.asarray([reading.confidence for reading in readings])
    result = Score(
        n=len(labels),
        whole=float(right.mean()),
        interval=wilson(int(right.sum()), len(labels)),
        exact=float(np.mean([reading.text == label for reading, label in zip(readings, labels, strict=True)])),
        positions=_by_position(texts, truths),
        baseline=_most_frequent(truths),
        calibration_error=calibration_error(confidences, right),
        unsure_of_wrong=float(unsure[~right].mean()) if not right.all() else 0.0,
        unsure_of_right=float(unsure[right].mean()) if right.any() else 0.0,
        confusions=_confusions(texts, truths),
        reliability=reliability(confidences, right),
    )
    if result.product - result.whole > MAX_SHORTFALL:
        warnings.warn(
            f"Positions multiply to {result.product:.2f}, but {result.whole:.2f} of the strings are right: "
            "check that labels and pictures belong together and that no split leaks.",
            stacklevel=2,
        )
    return result


def _by_position(texts: Sequence[str], truths: Sequence[str]) -> tuple[float, ...]:
    longest = max(map(len, truths))
    hits = [
        [
            text[position : position + 1] == truth[position]
            for text, truth in zip(texts, truths, strict=True)
            if position < len(truth)
        ]
        for position in range(longest)
    ]
    return tuple(float(np.mean(column)) for column in hits)


def _most_frequent(truths: Sequence[str]) -> float:
    """Share of strings that the most frequent character of each position would get right."""
    common = [Counter(column).most_common(1)[0][0] for column in zip(*truths, strict=False)]
    return float(np.mean([list(truth) == common for truth in truths]))


def _confusions(texts: Sequence[str], truths: Sequence[str], most: int = 10) -> tuple[tuple[str, str, int], ...]:
    """(is, read as, how often) over readings of the right length, most frequent first."""
    pairs = Counter(
        (real, read)
        for text, truth in zip(texts, truths, strict=True)
        if len(text) == len(truth)
        for real, read in zip(truth, text, strict=True)
        if real != read
    )
    return tuple((real, read, times) for (real, read), times in pairs.most_common(most))

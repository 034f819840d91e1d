"""How near generated pictures come to real ones, in the features of a frozen classifier.

The Fréchet distance is taken in the features of our own classifier, not of Inception: it is no FID and compares with
no other's figure. Sources: Heusel et al. 2017 (Fréchet), Bińkowski et al. 2018 (KID), Kynkäänniemi et al. 2019
(precision and recall).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

NEIGHBOUR = 3  # which one the ball around a sample reaches
SUBSETS, SUBSET = 50, 1000  # of the kernel distance
MAX_ROWS = 1000  # of a distance matrix in memory
MAX_FITTED = 20_000  # pictures that principal components are fitted to


@dataclass(frozen=True)
class Quality:
    """`frechet` and `kernel` distance, 0 is best; shares `precision` and `recall`, 1 is best."""

    frechet: float
    kernel: float
    precision: float
    recall: float


def quality(made: np.ndarray, real: np.ndarray) -> Quality:
    """Generated against real features, float32 [n, features] each; the kernel's in units of their mean size."""
    size = np.sqrt((real * real).mean())
    return Quality(frechet(made, real), kernel_distance(made / size, real / size), *precision_recall(made, real))


@dataclass(frozen=True)
class Moments:
    """Mean, float64 [features], and covariance, float64 [features, features], of `count` samples."""

    mean: np.ndarray
    covariance: np.ndarray
    count: int


def moments(features: np.ndarray) -> Moments:
    """Of features, float32 [n, features]."""
    wide = features.astype(np.float64)
    return Moments(wide.mean(axis=0), np.cov(wide, rowvar=False), len(features))


def frechet(first: np.ndarray, second: np.ndarray) -> float:
    """Fréchet distance of two sets of features, float32 [n, features] each; small sets are further apart."""
    return frechet_of_moments(moments(first), moments(second))


def frechet_of_moments(first: Moments, second: Moments) -> float:
    """Squared 2-Wasserstein distance of the normal distributions with these means and covariances."""
    from scipy import linalg

    apart = first.mean - second.mean
    eigenvalues = linalg.eigvals(first.covariance @ second.covariance).real
    crossed = np.sqrt(np.maximum(eigenvalues, 0)).sum()  # the trace of the square root of the product
    return float(apart @ apart + np.trace(first.covariance) + np.trace(second.covariance) - 2 * crossed)


def frechet_of_more(sample: np.ndarray, reference: Moments, count: int) -> float:
    """The Fréchet distance from a reference that `count` samples like these would have.

    The distance of a small sample is too large by about a constant over its size (Chong and Forsyth 2020); the constant
    is taken from the sample and its halves.

    Args:
        sample: features by stratum, float32 [strata, n of each, features], n even.
        reference: of real ones.
        count: how many samples there would be, at least as many as here.
    """
    size = sample.shape[0] * sample.shape[1]
    whole, *halves = (
        frechet_of_moments(moments(part.reshape(-1, part.shape[-1])), reference)
        for part in (sample, sample[:, ::2], sample[:, 1::2])
    )
    excess = np.mean(halves) - whole  # of the sample, and as much again of its halves
    return float(whole - excess * (1 - size / count))


def kernel_distance(first: np.ndarray, second: np.ndarray, seed: int = 0) -> float:
    """Squared maximum mean discrepancy with the kernel (x·y/d + 1)³, unbiased, the mean over random subsets."""
    random = np.random.default_rng(seed)
    size = min(SUBSET, len(first), len(second))
    found = []
    for _ in range(SUBSETS):
        a = first[random.choice(len(first), size, replace=False)].astype(np.float64)
        b = second[random.choice(len(second), size, replace=False)].astype(np.float64)
        within = _off_diagonal(_cubic(a, a)) + _off_diagonal(_cubic(b, b))
        found.append(within - 2 * _cubic(a, b).mean())
    return float(np.mean(found))


def _cubic(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a @ b.T / a.shape[1] + 1) ** 3


def _off_diagonal(kernel: np.ndarray) -> float:
    return (kernel.sum() - np.trace(kernel)) / (len(kernel) * (len(kernel) - 1))


def precision_recall(made: np.ndarray, real: np.ndarray) -> tuple[float, float]:
    """Share of generated samples within the real manifold, and of real ones within the generated manifold."""
    return _share_inside(made, real), _share_inside(real, made)


def _share_inside(samples: np.ndarray, manifold: np.ndarray) -> float:
    """Share of samples that lie in the ball of some member of the manifold."""
    radii = _by_rows(
        manifold, manifold, lambda apart: np.partition(apart, NEIGHBOUR, axis=1)[:, NEIGHBOUR]
    )  # 0 is itself
    return float(_by_rows(samples, manifold, lambda apart: np.any(apart <= radii, axis=1)).mean())


def nearest(samples: np.ndarray, others: np.ndarray, itself: bool = False) -> np.ndarray:
    """Euclidean distance of each sample to the nearest of others, or of the others if they are the same set."""
    place = 1 if itself else 0
    return np.sqrt(_by_rows(samples, others, lambda apart: np.partition(apart, place, axis=1)[:, place]))


def _by_rows(first: np.ndarray, second: np.ndarray, take: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """`take` of the squared distances [rows, m], for all n rows, in bounded memory."""
    squares = (second * second).sum(axis=1)
    found = []
    for start in range(0, len(first), MAX_ROWS):
        rows = first[start : start + MAX_ROWS]
        apart = (rows * rows).sum(axis=1)[:, None] + squares - 2 * rows @ second.T
        found.append(take(np.maximum(apart, 0)))
    return np.concatenate(found)


@dataclass(frozen=True)
class Modes:
    """How many modes were drawn at all, and the Kullback-Leibler divergence from all modes alike, in nats; 0 is best.

    A finite sample of n pictures and m modes lies (m − 1) / 2n above its own distribution.
    """

    covered: int
    divergence: float


def modes(found: np.ndarray, among: int) -> Modes:
    """Of the mode of each picture, int64 [n], 0 to `among` − 1; all modes are equally frequent in truth."""
    counts = np.bincount(found, minlength=among)
    shares = counts[counts > 0] / counts.sum()
    return Modes(len(shares), float((shares * np.log(shares * among)).sum()))


def principal(pixels: np.ndarray, count: int, parts: int = 64, seed: int = 0) -> np.ndarray:
    """Pictures drawn from the normal distribution of an image set's principal components: a ceiling, uint8 [count, …].

    Args:
        pixels: the set, uint8 [n, height, width, channels].
        count: how many are drawn.
        parts: components kept.
        seed: of the draw.
    """
    from sklearn.decomposition import PCA

    flat = pixels[:MAX_FITTED].reshape(min(len(pixels), MAX_FITTED), -1).astype(np.float32) / 255
    parts = min(parts, *flat.shape)
    fitted = PCA(parts, svd_solver="randomized", random_state=seed).fit(flat)
    codes = np.random.default_rng(seed).standard_normal((count, parts)).astype(np.float32) * np.sqrt(
        fitted.explained_variance_
    )
    shades = np.clip(codes @ fitted.components_ + fitted.mean_, 0, 1)
    return np.round(shades * 255).astype(np.uint8).reshape(count, *pixels.shape[1:])

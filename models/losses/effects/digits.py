"""Handwritten digits of 8 × 8 pixels (Alpaydin and Kaynak 1998, UCI, CC BY 4.0), which come with scikit-learn."""

from dataclasses import dataclass

import numpy as np

WIDTH = 64  # pixels
CLASSES = 10


@dataclass(frozen=True)
class Digits:
    """Pixels float32 [n, 64] from 0 to 1, and labels int [n]."""

    images: np.ndarray
    labels: np.ndarray

    def of(self, rows: np.ndarray) -> "Digits":
        """Those of the rows."""
        return Digits(self.images[rows], self.labels[rows])


def digits() -> Digits:
    """All 1,797."""
    from sklearn.datasets import load_digits  # a second

    found = load_digits()
    return Digits((found.data / 16).astype(np.float32), found.target.astype(np.int32))


def split(all_digits: Digits, count: int, seed: int) -> tuple[Digits, Digits]:
    """`count` images to learn from, as many of each digit, and the others."""
    random = np.random.default_rng(seed)
    rows = [
        random.permutation(np.flatnonzero(all_digits.labels == digit))[: count // CLASSES] for digit in range(CLASSES)
    ]
    known = np.zeros(len(all_digits.labels), bool)
    known[np.concatenate(rows)] = True
    return all_digits.of(known), all_digits.of(~known)

"""Small trees without walking down: every node of all trees is asked at once, and its answer strikes out leaves.

That is QuickScorer (Lucchese et al., SIGIR 2015). A tree of at most eight leaves keeps them as the bits of a byte, from
the left; a node whose value is over its threshold strikes out those to its left, and the leaf reached is the first that
is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.articles.forest import Forest

LEAVES = 8


@dataclass(frozen=True)
class Masks:
    """Of the inner nodes [7, trees] the feature asked for, the threshold and the leaves that stay if it is exceeded;
    and [trees, 256] the value of a tree by the leaves that are left."""

    feature: np.ndarray
    threshold: np.ndarray
    left_over: np.ndarray
    values: np.ndarray

    def leaf_values(self, measured: np.ndarray) -> np.ndarray:
        """float64 [n], the sum over the trees, of float32 [n, features]."""
        columns = np.ascontiguousarray(measured.T)
        left = np.full((len(self.values), len(measured)), 255, np.uint8)
        for feature, threshold, left_over in zip(self.feature, self.threshold, self.left_over, strict=True):
            left &= np.where(columns.take(feature, 0) > threshold[:, None], left_over[:, None], np.uint8(255))
        trees = np.arange(0, self.values.size, 256)[:, None]
        return self.values.ravel().take(trees + left).sum(0, dtype=float)


def masks_of(forest: Forest) -> Masks | None:
    """The trees of a forest as masks; None if one has more than `LEAVES` leaves."""
    shape = (LEAVES - 1, len(forest.roots))
    feature, threshold = np.zeros(shape, int), np.full(shape, np.inf, np.float32)
    left_over = np.full(shape, 255, np.uint8)
    values = np.zeros((len(forest.roots), 256), np.float32)
    for tree, root in enumerate(forest.roots):
        nodes, leaves = _in_order(forest, int(root))
        if len(leaves) > LEAVES:
            return None
        for place, (node, first, middle) in enumerate(nodes):
            feature[place, tree], threshold[place, tree] = forest.feature[node], forest.threshold[node]
            left_over[place, tree] = 255 & ~(2**middle - 2**first)
        for left in range(1, 256):
            lowest = (left & -left).bit_length() - 1
            values[tree, left] = forest.value[leaves[min(lowest, len(leaves) - 1)]]
    return Masks(feature, threshold, left_over, values)


def _in_order(forest: Forest, root: int) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Of a tree the inner nodes, each with its first leaf and the first one of its right side, and the leaves from the
    left; no more than one leaf over `LEAVES`."""
    nodes: list[tuple[int, int, int]] = []
    leaves: list[int] = []
    waiting: list[tuple[int, int]] = [(root, -1)]  # with the first leaf of what is left already
    while waiting and len(leaves) <= LEAVES:
        node, first = waiting.pop()
        left, right = int(forest.left[node]), int(forest.right[node])
        if first >= 0:
            nodes.append((node, first, len(leaves)))
        elif left == right == node:
            leaves.append(node)
        else:
            waiting += [(right, -1), (node, len(leaves)), (left, -1)]
    return nodes, leaves

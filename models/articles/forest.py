"""Boosted trees that say of each text block of a page how likely it belongs to the article.

They are grown by scikit-learn (`python -m models.articles.article.train`) and kept as plain numbers, so that reading a
page needs NumPy only.
"""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees in one row: feature asked for, threshold, child if not over it, child if over it, value.

    A leaf is its own child. `roots` has the first node of each tree, `baseline` the logarithm of the odds before any.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    depth: int
    baseline: float

    @cached_property
    def children(self) -> np.ndarray:
        """Left and right child of each node in turn."""
        return np.stack([self.left, self.right], 1).ravel()

    def probability(self, features: np.ndarray) -> np.ndarray:
        """[text blocks] from features [text blocks, features]."""
        values, width = np.ascontiguousarray(features).ravel(), features.shape[1]
        row = (np.arange(len(features)) * width)[:, None]
        node = np.repeat(self.roots[None], len(features), 0)
        for _ in range(self.depth):
            over = values.take(row + self.feature.take(node)) > self.threshold.take(node)
            node = self.children.take(2 * node + over)
        odds = self.baseline + self.value.take(node).sum(1)
        return 1 / (1 + np.exp(-odds))


def load(file: Path = WEIGHTS) -> Forest:
    """Reads what `save` wrote."""
    content = json.loads(file.read_text(encoding="utf-8"))
    columns = {name: np.array(content[name], int) for name in ("feature", "left", "right", "roots")}
    floats = {name: np.array(content[name], np.float32) for name in ("threshold", "value")}
    return Forest(**columns, **floats, depth=content["depth"], baseline=content["baseline"])


@cache
def bundled() -> Forest:
    """The forest of the repository, read once."""
    return load()


def save(forest: Forest, file: Path, about: dict[str, Any]) -> None:
    """Writes JSON; `about` tells how it was grown."""
    lists = {name: getattr(forest, name).tolist() for name in ("feature", "left", "right", "roots")}
    lists["threshold"] = [float(f"{value:.9g}") for value in forest.threshold]  # a float32 exactly: data lie next to it
    lists["value"] = [float(f"{value:.5g}") for value in forest.value]
    content = {"about": about, "depth": forest.depth, "baseline": forest.baseline, **lists}
    file.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


def from_scikit_learn(model: Any) -> Forest:
    """The trees of a fitted `HistGradientBoostingClassifier` for two classes.

    scikit-learn has no public way to its nodes; the pin of its version in requirements.txt is for this too.
    """
    trees = [trees[0].nodes for trees in model._predictors]
    roots = np.cumsum([0, *map(len, trees)])[:-1]
    nodes = np.concatenate(trees)
    offset = np.repeat(roots, [len(tree) for tree in trees])
    leaf = nodes["is_leaf"].astype(bool)
    own = np.arange(len(nodes))
    return Forest(
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(int),
        threshold=np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32),
        left=np.where(leaf, own, nodes["left"] + offset).astype(int),
        right=np.where(leaf, own, nodes["right"] + offset).astype(int),
        value=np.where(leaf, nodes["value"], 0).astype(np.float32),
        roots=roots,
        depth=int(max(tree["depth"].max() for tree in trees)),
        baseline=float(model._baseline_prediction.ravel()[0]),
    )

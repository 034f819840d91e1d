"""Forests grown from measured examples, anew or on from one that is there: what articles and threads have in common.

Gradient boosting of trees on histograms (Friedman 2001; Ke et al. 2017), by scikit-learn.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.articles.forest import Forest

FURTHER = 40  # trees that are added to a forest to fit new examples
FURTHER_RATE = 0.1


def grow(
    measured: np.ndarray, truth: np.ndarray, weight: np.ndarray, features: Sequence[str], **settings: Any
) -> Forest:
    """The trees that fit examples; the same ones for the same `random_state`.

    Args:
        measured: float32 [n, features], all finite.
        truth: bool [n].
        weight: [n], how much each example counts; only its ratios matter.
        features: what the columns are called.
        settings: those of scikit-learn's `HistGradientBoostingClassifier`.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(early_stopping=False, **settings)
    model.fit(measured, truth, weight / weight.mean())
    return from_scikit_learn(model, features)


def grow_further(
    forest: Forest, measured: np.ndarray, truth: np.ndarray, weight: np.ndarray, trees: int = FURTHER, **settings: Any
) -> Forest:
    """A forest with more trees, each of which takes a Newton step from what those before it say of the examples.

    scikit-learn's classifier cannot begin at given odds. A tree that fits the gradient over the curvature, weighted by
    the curvature, takes the same step (Friedman, Hastie and Tibshirani 2000), and that its regressor can.

    Args:
        forest: where to begin.
        measured, truth, weight: as `grow`.
        trees: how many are added.
        settings: those of scikit-learn's `HistGradientBoostingRegressor`.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    odds, weight = forest.log_odds(measured), weight / weight.mean()
    settings = {"learning_rate": FURTHER_RATE} | settings
    seed = settings.pop("random_state", 0)
    for step in range(trees):
        probability = 1 / (1 + np.exp(-odds))
        curvature = np.maximum(probability * (1 - probability), 1e-6)
        model = HistGradientBoostingRegressor(max_iter=1, early_stopping=False, random_state=seed + step, **settings)
        model.fit(measured, (truth - probability) / curvature, weight * curvature)
        added = from_scikit_learn(model, forest.features)
        # scikit-learn takes the mean whole, before any tree
        added = replace(added, baseline=settings["learning_rate"] * added.baseline)
        odds += added.log_odds(measured)
        forest = _joined(forest, added)
    return forest


def from_scikit_learn(model: Any, features: Sequence[str]) -> Forest:
    """The trees of a fitted `HistGradientBoostingClassifier` for two classes, or of the regressor of that name.

    scikit-learn has no public way to its nodes; the pin of its version in requirements.txt is for this too.
    """
    trees = [trees[0].nodes for trees in model._predictors]
    roots = np.cumsum([0, *map(len, trees)])[:-1]
    nodes = np.concatenate(trees)
    offset = np.repeat(roots, [len(tree) for tree in trees])
    leaf = nodes["is_leaf"].astype(bool)
    own = np.arange(len(nodes))
    settings = {name: value for name, value in model.get_params().items() if isinstance(value, int | float | str)}
    return Forest(
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(int),
        threshold=np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32),
        left=np.where(leaf, own, nodes["left"] + offset).astype(int),
        right=np.where(leaf, own, nodes["right"] + offset).astype(int),
        value=np.where(leaf, nodes["value"], 0).astype(np.float32),
        roots=roots,
        depth=int(max(tree["depth"].max() for tree in trees)),
        baseline=float(np.ravel(model._baseline_prediction)[0]),
        features=tuple(features),
        settings=settings,
    )


def _joined(first: Forest, second: Forest) -> Forest:
    """One forest whose odds are those of both together."""
    offset = len(first.feature)
    return replace(
        first,
        feature=np.concatenate([first.feature, second.feature]),
        threshold=np.concatenate([first.threshold, second.threshold]),
        left=np.concatenate([first.left, second.left + offset]),
        right=np.concatenate([first.right, second.right + offset]),
        value=np.concatenate([first.value, second.value]),
        roots=np.concatenate([first.roots, second.roots + offset]),
        depth=max(first.depth, second.depth),
        baseline=first.baseline + second.baseline,
    )

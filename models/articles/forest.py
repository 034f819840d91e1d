"""Boosted trees that say how likely something is: that a text block is the article's, or that a list is the thread.

They are grown by scikit-learn (`boosting.py`) and kept as plain numbers, so that reading a page needs NumPy only.

model.safetensors  of each forest by its name `NAME.feature`, `.threshold`, `.left`, `.right`, `.value`, `.roots`
config.json        `forests`: by the same name its `depth`, `baseline`, `features` (what it asks for) and `settings`

    forests = load(folder, {"group": GROUP_FEATURES, "author": COLUMN_FEATURES})
    forests["group"].probability(measured)
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from models.articles.errors import ForestError
from models.articles.masks import Masks, masks_of

WEIGHTS = "model.safetensors"
INTEGERS, FLOATS = ("feature", "left", "right", "roots"), ("threshold", "value")
ROWS = 512  # that are asked at once, so that what is asked stays near the processor
MAX_DEPTH, MAX_TREES = 64, 2_000  # ours have 7 and 120: what is far beyond is no forest, and would take a page's time
AGAIN = "Train it again with this version, or choose another checkpoint."


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees in one row: feature asked for, threshold, child if not over it, child if over it, value.

    A leaf is its own child. `roots` has the first node of each tree, `baseline` the logarithm of the odds before any.
    `features` names the columns that it is asked with, `settings` what it was grown with.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    depth: int
    baseline: float
    features: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def children(self) -> np.ndarray:
        """Left and right child of each node in turn."""
        return np.stack([self.left, self.right], 1).ravel()

    @cached_property
    def masks(self) -> Masks | None:
        """The same trees as masks of leaves; None if one has more than eight leaves."""
        return masks_of(self)

    def log_odds(self, measured: np.ndarray) -> np.ndarray:
        """float64 [n] from measured features [n, features], which are taken as float32."""
        if self.masks is not None:
            rows = np.asarray(measured, np.float32)
            parts = (self.masks.leaf_values(rows[start : start + ROWS]) for start in range(0, len(rows), ROWS))
            return self.baseline + np.concatenate([np.zeros(0), *parts])
        return self._walked(measured)

    def _walked(self, measured: np.ndarray) -> np.ndarray:
        """The same from the roots down."""
        values, width = np.ascontiguousarray(measured, np.float32).ravel(), measured.shape[1]
        row = (np.arange(len(measured)) * width)[:, None]
        node = np.repeat(self.roots[None], len(measured), 0)
        for _ in range(self.depth):
            over = values.take(row + self.feature.take(node)) > self.threshold.take(node)
            node = self.children.take(2 * node + over)
        return self.baseline + self.value.take(node).sum(1)

    def probability(self, measured: np.ndarray) -> np.ndarray:
        """[n] from measured features [n, features]."""
        return 1 / (1 + np.exp(-self.log_odds(measured)))


def save(forests: Mapping[str, Forest], folder: Path) -> dict[str, Any]:
    """Writes model.safetensors; returns the section `forests` of config.json.

    Raises ForestError for a forest that `load` would refuse.
    """
    from safetensors.numpy import save_file

    tensors: dict[str, np.ndarray] = {}
    section: dict[str, dict[str, Any]] = {}
    for name, forest in forests.items():
        _check(name, forest)
        tensors |= {f"{name}.{part}": getattr(forest, part).astype(np.int32) for part in INTEGERS}
        tensors |= {f"{name}.{part}": getattr(forest, part).astype(np.float32) for part in FLOATS}
        section[name] = {"depth": forest.depth, "baseline": forest.baseline}
        section[name] |= {"features": list(forest.features), "settings": dict(forest.settings)}
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, folder / WEIGHTS)
    return section


def load(folder: Path, features: Mapping[str, Sequence[str]]) -> dict[str, Forest]:
    """The forests of a checkpoint folder.

    Args:
        folder: has model.safetensors and config.json.
        features: of each forest that is wanted, by its name, the columns that this version measures, in order.

    Raises:
        ForestError: a forest is not there, asks for other columns, or is none: its nodes lead nowhere or in circles,
            its numbers are not finite, or it is larger than any that is served.
    """
    tensors, section = _read(folder)
    forests = {}
    for name, columns in features.items():
        if name not in section:
            raise ForestError(f"{folder.name} has no forest {name!r}.", "Choose a checkpoint of the right kind.")
        forests[name] = _forest(name, section[name], tensors)
        if forests[name].features != tuple(columns):
            raise ForestError(f"The forest {name!r} of {folder.name} asks for other features than are measured.", AGAIN)
    return forests


def _read(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """All tensors, and the section of config.json."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        section = json.loads((folder / "config.json").read_text(encoding="utf-8"))["forests"]
        tensors = load_file(folder / WEIGHTS)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, SafetensorError) as error:
        raise ForestError(f"The forests of {folder.name} cannot be read ({type(error).__name__}).", AGAIN) from error
    if not isinstance(section, dict):
        raise ForestError(f"config.json of {folder.name} names no forests.", AGAIN)
    return tensors, section


def _forest(name: str, told: Any, tensors: dict[str, np.ndarray]) -> Forest:
    try:
        parts = {part: tensors[f"{name}.{part}"] for part in (*INTEGERS, *FLOATS)}
        shape, features = _shape(told), tuple(map(str, told["features"]))
        settings = dict(told.get("settings") or {})
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ForestError(f"The forest {name!r} lacks a part ({type(error).__name__}).", AGAIN) from error
    for part, tensor in parts.items():
        if tensor.ndim != 1 or not np.issubdtype(tensor.dtype, np.integer if part in INTEGERS else np.floating):
            _refuse(name, f"has a {part} that is no row of numbers of its kind")
    numbers: dict[str, Any] = {part: parts[part].astype(int if part in INTEGERS else np.float32) for part in parts}
    forest = Forest(**numbers, **shape, features=features, settings=settings)
    _check(name, forest)
    return forest


def _shape(told: Any) -> dict[str, Any]:
    """Depth and baseline, as they must be."""
    depth, baseline = told["depth"], told["baseline"]
    if isinstance(depth, bool) or not isinstance(depth, int) or not isinstance(baseline, int | float):
        raise TypeError("depth is no whole number, or baseline none")
    return {"depth": depth, "baseline": float(baseline)}


def _check(name: str, forest: Forest) -> None:
    """Raises ForestError for nodes from which no leaf is reached, and for numbers that are none."""
    nodes, own = len(forest.feature), np.arange(len(forest.feature))
    ends = (forest.left, forest.right)
    if not nodes or any(len(getattr(forest, part)) != nodes for part in ("left", "right", "threshold", "value")):
        _refuse(name, "has rows of different lengths")
    if not 0 < len(forest.roots) <= MAX_TREES or not 0 <= forest.depth <= MAX_DEPTH:
        _refuse(name, f"has no trees, more than {MAX_TREES:,}, or deeper ones than {MAX_DEPTH}")
    if not all(_within(values, nodes) for values in (*ends, forest.roots)):
        _refuse(name, "has nodes that are not there")
    if not _within(forest.feature, len(forest.features)):
        _refuse(name, "asks for features that are not named")
    if not (math.isfinite(forest.baseline) and all(np.isfinite(getattr(forest, part)).all() for part in FLOATS)):
        _refuse(name, "has numbers that are not finite")
    leaf = (forest.left == own) & (forest.right == own)
    reached = np.unique(forest.roots)
    for _ in range(forest.depth):
        reached = np.unique(np.concatenate([end[reached] for end in ends]))
    if not leaf[reached].all():
        _refuse(name, "has trees that end at no leaf")


def _within(values: np.ndarray, end: int) -> bool:
    return bool(((values >= 0) & (values < end)).all())


def _refuse(name: str, what: str) -> None:
    raise ForestError(f"The forest {name!r} {what}.", AGAIN)

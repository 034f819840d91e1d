"""Which kind a page is, by small forests: one for each kind, that tells it from all others.

trees = load(hub_utils.fetch("kinds"))
kind_of(html, url, model=trees).name
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from models.articles import forest
from models.articles.answers import Kind
from models.articles.forest import Forest
from models.articles.kind.features import FEATURES, measure
from models.articles.kind.words import KINDS
from models.articles.page import linked_data
from models.articles.page.document import Page, parse

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "kinds"
KEPT = 4  # checkpoints in memory

NAMES = {kind: f"kind-{kind}" for kind in KINDS}  # what the forests are called in a checkpoint

KindModel = Mapping[str, Forest]


def load(folder: str | os.PathLike[str]) -> dict[str, Forest]:
    """The forests of a checkpoint folder, by kind. Raises ForestError."""
    forests = forest.load(Path(folder), dict.fromkeys(NAMES.values(), FEATURES))
    return {kind: forests[name] for kind, name in NAMES.items()}


@lru_cache(maxsize=KEPT)
def load_kept(folder: str | os.PathLike[str] = BUNDLED) -> dict[str, Forest]:
    """The forests of a folder that does not change, the bundled ones by default; read once."""
    return load(folder)


def kind_of(
    html: bytes | str, url: str | None = None, *, model: KindModel | None = None, content_type: str | None = None
) -> Kind:
    """Which kind a page is, of the seven of WCXB: article, forum, product, collection, listing, documentation, service.

    `html`, `url` and `content_type` are as `extract` has them; a page whose address is known is told more surely.
    `model` is what `load` gives, the bundled one if it is None. Raises PageError.
    """
    page = parse(html, url, content_type)
    return kind_of_page(page, linked_data.nodes(page.tree), model)


def bundled() -> dict[str, Forest] | None:
    """The bundled forests; None where the app stands without them, as on a Space."""
    return load_kept() if BUNDLED.is_dir() else None


def kind_of_page(page: Page, nodes: list[linked_data.Node], model: KindModel | None = None) -> Kind:
    """The same of a page that is parsed; `nodes` are its `linked_data.nodes`. Raises ForestError."""
    return as_kind(probabilities(measure(page, nodes)[None], model or load_kept())[0])


def probabilities(measured: np.ndarray, model: KindModel) -> np.ndarray:
    """[n, kinds] from measured features [n, features]: what each forest says, as shares of all they say."""
    told = np.stack([model[kind].probability(measured) for kind in KINDS], 1)
    return told / told.sum(1, keepdims=True)


def as_kind(probability: np.ndarray) -> Kind:
    """The likeliest kind, and the probability of each other one."""
    order = np.argsort(-probability)
    told = {KINDS[place]: round(float(probability[place]), 3) for place in order}
    name, *others = told
    return Kind(name, told[name], {other: told[other] for other in others})

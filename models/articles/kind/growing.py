"""Pages measured, and the forests that fit them: what training and scoring without a site have in common."""

import logging
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.articles import boosting
from models.articles.errors import PageError
from models.articles.forest import Forest
from models.articles.kind.features import DECLARED, FEATURES, measure
from models.articles.kind.labelled import KnownPage
from models.articles.kind.predict import KindModel, probabilities
from models.articles.kind.words import KINDS
from models.articles.page import linked_data
from models.articles.page.document import parse

ITERATIONS, RATE, LEAVES, SHRINKAGE, SMALLEST, COLUMNS = 60, 0.12, 8, 5.0, 8, 0.3
WRITTEN = "written"  # the source of pages of our own making: no figures are taken on them
WRITTEN_WEIGHT = 0.3  # of one of those beside one of the web

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MeasuredPage:
    """A page of known kind, without its HTML, and its features."""

    kind: str
    source: str
    site: str
    measured: np.ndarray


def measured_pages(pages: Iterable[KnownPage]) -> list[MeasuredPage]:
    """The pages measured; what is no page is passed over."""
    rows = []
    for known in pages:
        try:
            page = parse(known.html, known.url)
        except PageError as error:
            log.info("%s of %s is left out: %s", known.id, known.source, error)
            continue
        measured = measure(page, linked_data.nodes(page.tree))
        rows.append(MeasuredPage(known.kind, known.source, known.site, measured))
    return rows


def grow(pages: Sequence[MeasuredPage], seed: int = 0) -> dict[str, Forest]:
    """A forest for each kind; the same ones for the same seed."""
    measured, weight = examples(pages)
    return {
        kind: boosting.grow(
            measured, _belongs(pages, kind), weight, FEATURES, max_iter=ITERATIONS, learning_rate=RATE,
            max_leaf_nodes=LEAVES, l2_regularization=SHRINKAGE, min_samples_leaf=SMALLEST, max_features=COLUMNS,
            random_state=seed,
        )
        for kind in KINDS
    }  # fmt: skip


def grow_further(model: KindModel, pages: Sequence[MeasuredPage], seed: int = 0) -> dict[str, Forest]:
    """A model with more trees, which fit the pages."""
    measured, weight = examples(pages)
    return {
        kind: boosting.grow_further(
            model[kind], measured, _belongs(pages, kind), weight, max_leaf_nodes=LEAVES, l2_regularization=SHRINKAGE,
            min_samples_leaf=SMALLEST, max_features=COLUMNS, random_state=seed,
        )
        for kind in KINDS
    }  # fmt: skip


def examples(pages: Sequence[MeasuredPage]) -> tuple[np.ndarray, np.ndarray]:
    """Features and weights. Every page stands twice, the second time as if nobody knew its address and it declared
    nothing, so that trees learn to do without. All kinds weigh the same; a site with many pages weighs little more."""
    measured = np.stack([page.measured for page in pages])
    counts = Counter((page.kind, page.site) for page in pages)
    weight = np.array([counts[page.kind, page.site] ** -0.5 for page in pages])
    weight *= [WRITTEN_WEIGHT if page.source == WRITTEN else 1 for page in pages]
    for kind in KINDS:
        own = np.array([page.kind == kind for page in pages])
        weight[own] /= max(weight[own].sum(), 1e-9)
    return np.vstack([measured, undeclared(measured)]), np.concatenate([weight, weight])


def undeclared(measured: np.ndarray) -> np.ndarray:
    """Features as those of the same pages without address, structured data and og:type."""
    without = measured.copy()
    without[:, :DECLARED] = 0
    without[:, FEATURES.index("root")] = -1
    return without


def _belongs(pages: Sequence[MeasuredPage], kind: str) -> np.ndarray:
    return np.array([page.kind == kind for page in pages] * 2)


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, the same in every run."""
    return zlib.crc32(site.encode()) % folds


def told_apart(pages: Sequence[MeasuredPage], folds: int, seed: int = 0) -> list[tuple[MeasuredPage, np.ndarray]]:
    """The pages of the web with the probabilities that forests of the other folds give; written ones are in all."""
    apart: list[tuple[MeasuredPage, np.ndarray]] = []
    for fold in range(folds):
        inside = [page for page in pages if page.source != WRITTEN and fold_of(page.site, folds) == fold]
        if inside:
            known = {id(page) for page in inside}
            model = grow([page for page in pages if id(page) not in known], seed)
            told = probabilities(np.stack([page.measured for page in inside]), model)
            apart += zip(inside, told, strict=True)
    return apart

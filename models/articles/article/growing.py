"""Labelled pages measured, and the trees that fit them: what training and scoring without a site have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.articles import boosting
from models.articles.article.evidence import compact, core_text
from models.articles.article.extraction import ScoredPage, measured_of
from models.articles.article.labelled import LabelledPage, belonging
from models.articles.article.names import FEATURES
from models.articles.forest import Forest
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.document import parse

ITERATIONS, RATE, LEAVES, SHRINKAGE, SMALLEST = 120, 0.06, 8, 5.0, 20
COLUMNS = 0.3  # of the features, the share that each split may ask for
MIN_WEIGHT = 0.002  # of a text block of no tokens, of an article
SNIPPET_WEIGHT = 0.03  # of a text block that has a known snippet, on a page of which no more is known
LIGHT, THINNED = 0.006, 3  # of the text blocks up to that weight, menus mostly, every third stands for three
CHINESE_WEIGHT = 2.0  # of a page in Chinese: the sets have four times as many others


@dataclass(frozen=True)
class TrainingPage:
    """A labelled page measured: of each text block its features, whether it belongs to the article, and how much it
    counts. The probabilities of `scored` are 0 until trees give them."""

    labelled: LabelledPage
    scored: ScoredPage
    belongs: np.ndarray
    weight: np.ndarray


def training_page(labelled: LabelledPage) -> TrainingPage:
    """Measures a labelled page."""
    page = parse(labelled.html, labelled.known.get("url"))
    core, bodies = core_text(page.tree), linked_data.bodies(linked_data.nodes(page.tree))
    measured = measured_of(page, core, bodies)
    body = labelled.body
    belongs, weight = _by_body(page.layout, body) if body else _by_snippets(page.layout, labelled.known)
    weight = weight * (CHINESE_WEIGHT if labelled.known.get("lang") == "zh" else 1)
    scored = ScoredPage(page.layout, core, bodies, measured, np.zeros(len(measured)))
    return TrainingPage(labelled, scored, belongs, weight)


def _by_body(layout: Layout, body: str) -> tuple[np.ndarray, np.ndarray]:
    share, weight = belonging(layout, body)
    return share >= 0.5, weight + MIN_WEIGHT


def _by_snippets(layout: Layout, known: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    wanted, unwanted = (
        [compact(snippet) for snippet in known.get(name) or [] if snippet.strip()]
        for name in ("snippets_with", "snippets_without")
    )
    texts = [compact(block.text) for block in layout.blocks]
    belongs = np.array([any(snippet in text for snippet in wanted) for text in texts], bool)
    known_of = np.array([any(snippet in text for snippet in (*wanted, *unwanted)) for text in texts], bool)
    return belongs, SNIPPET_WEIGHT * known_of


def grow(pages: Sequence[TrainingPage], seed: int = 0) -> Forest:
    """The trees that fit the pages; the same ones for the same seed."""
    measured, belongs, weight = examples(pages)
    return boosting.grow(
        measured, belongs, weight, FEATURES, max_iter=ITERATIONS, learning_rate=RATE, max_leaf_nodes=LEAVES,
        l2_regularization=SHRINKAGE, min_samples_leaf=SMALLEST, max_features=COLUMNS, random_state=seed,
    )  # fmt: skip


def grow_further(model: Forest, pages: Sequence[TrainingPage], seed: int = 0) -> Forest:
    """A model with more trees, which fit the pages."""
    return boosting.grow_further(
        model, *examples(pages), max_leaf_nodes=LEAVES, l2_regularization=SHRINKAGE, min_samples_leaf=SMALLEST,
        max_features=COLUMNS, random_state=seed,
    )  # fmt: skip


def examples(pages: Sequence[TrainingPage]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, whether they belong to the article, and weights of the text blocks of all pages that count."""
    measured = np.vstack([page.scored.measured for page in pages])
    belongs = np.concatenate([page.belongs for page in pages])
    weight = np.concatenate([page.weight for page in pages])
    known = (weight > LIGHT) | ((weight > 0) & (np.arange(len(weight)) % THINNED == 0))
    return measured[known], belongs[known], np.where(weight > LIGHT, weight, THINNED * weight)[known]

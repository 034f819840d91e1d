"""Labelled pages measured, and the trees that fit them: what training and scoring without a site have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.articles import boosting
from models.articles.article.evidence import compact
from models.articles.article.features import with_core
from models.articles.article.labelled import LabelledPage, belonging
from models.articles.article.names import FEATURES, FEATURES_WITH_CORE
from models.articles.article.predict import ArticleModel
from models.articles.article.scoring import ScoredPage, core_of, measured_of
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.document import parse

ITERATIONS, RATE, LEAVES, SHRINKAGE, SMALLEST = 150, 0.06, 8, 5.0, 20
COLUMNS = 0.3  # of the features, the share that each split may ask for
MIN_WEIGHT = 0.002  # of a text block of no tokens, of an article
SNIPPET_WEIGHT = 0.03  # of a text block that has a known snippet, on a page of which no more is known
LIGHT, THINNED = 0.006, 3  # of the text blocks up to that weight, menus mostly, every third stands for three
CHINESE_WEIGHT = 2.0  # of a page in Chinese: the sets have four times as many others


@dataclass(frozen=True)
class TrainingPage:
    """A labelled page measured: of each text block its features, whether it belongs to the article, and how much it
    counts. `scored` has the features with trafilatura's answer, and probabilities of 0 until trees give them."""

    labelled: LabelledPage
    scored: ScoredPage
    belongs: np.ndarray
    weight: np.ndarray


def training_page(labelled: LabelledPage) -> TrainingPage:
    """Measures a labelled page."""
    page = parse(labelled.html, labelled.known.get("url"))
    core, bodies = core_of(page), linked_data.bodies(linked_data.nodes(page.tree))
    measured = with_core(page.layout, measured_of(page, bodies), core.present)
    body = labelled.body
    belongs, weight = _by_body(page.layout, body) if body else _by_snippets(page.layout, labelled.known)
    weight = weight * (CHINESE_WEIGHT if labelled.known.get("lang") == "zh" else 1)
    scored = ScoredPage(page.layout, bodies, measured, np.zeros(len(measured)), core)
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


def grow(pages: Sequence[TrainingPage], seed: int = 0) -> ArticleModel:
    """The trees that fit the pages; the same ones for the same seed."""
    measured, belongs, weight = examples(pages)
    first, second = (
        boosting.grow(
            measured[:, : len(columns)], belongs, weight, columns, max_iter=ITERATIONS, learning_rate=RATE,
            max_leaf_nodes=LEAVES, l2_regularization=SHRINKAGE, min_samples_leaf=SMALLEST, max_features=COLUMNS,
            random_state=seed,
        )
        for columns in (FEATURES, FEATURES_WITH_CORE)
    )  # fmt: skip
    return ArticleModel(first, second)


def grow_further(model: ArticleModel, pages: Sequence[TrainingPage], seed: int = 0) -> ArticleModel:
    """A model with more trees, which fit the pages."""
    measured, belongs, weight = examples(pages)
    first, second = (
        boosting.grow_further(
            forest, measured[:, : len(forest.features)], belongs, weight, max_leaf_nodes=LEAVES,
            l2_regularization=SHRINKAGE, min_samples_leaf=SMALLEST, max_features=COLUMNS, random_state=seed,
        )
        for forest in (model.first, model.second)
    )  # fmt: skip
    return replace(model, first=first, second=second)


def readings(page: TrainingPage, model: ArticleModel) -> tuple[ScoredPage, ScoredPage]:
    """The page as it is scored without trafilatura's answer, and with it."""
    scored = page.scored
    measured = scored.measured[:, : len(FEATURES)]
    first = replace(scored, measured=measured, probability=model.first.probability(measured), core=None)
    return first, replace(scored, probability=model.second.probability(scored.measured))


def examples(pages: Sequence[TrainingPage]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, whether they belong to the article, and weights of the text blocks of all pages that count."""
    measured = np.vstack([page.scored.measured for page in pages])
    belongs = np.concatenate([page.belongs for page in pages])
    weight = np.concatenate([page.weight for page in pages])
    known = (weight > LIGHT) | ((weight > 0) & (np.arange(len(weight)) % THINNED == 0))
    return measured[known], belongs[known], np.where(weight > LIGHT, weight, THINNED * weight)[known]

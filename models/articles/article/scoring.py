"""How likely each text block of a page is to be its article's, and what F1 that promises.

A first forest knows the page alone. Where the F1 that it expects is low, trafilatura 2.3.1 is asked, and a second
forest scores the page with its answer: a cascade as in Viola and Jones (CVPR 2001), for the answer costs more time than
all else.
"""

import logging
from dataclasses import dataclass

import numpy as np

from models.articles.article import features
from models.articles.article.evidence import core_text, evidence_of, presence
from models.articles.article.predict import ArticleModel, load_kept
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.document import Page

LOWEST, HIGHEST = 0.35, 0.5  # between which the threshold of a balanced choice lies
MAX_ASKED = 2_000  # text blocks of a page that trafilatura is asked for: its time grows faster than the page
MAX_ELEMENTS = 20_000  # likewise; a page of a megabyte has as many
MAX_DATED = 8  # lines with a date from the first to the last kept one of a page that is no discussion

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without article is an answer, not a warning


@dataclass(frozen=True)
class Core:
    """What trafilatura has of a page: its texts, and 1 for each text block that is in them, else 0."""

    texts: list[str]
    present: np.ndarray


@dataclass(frozen=True)
class ScoredPage:
    """The text blocks of a page scored: the articles in its structured data (`bodies`), the features of each text block
    (`measured`), its probability, and what trafilatura has, None if it was not asked."""

    layout: Layout
    bodies: list[str]
    measured: np.ndarray
    probability: np.ndarray
    core: Core | None = None


def score_page(page: Page, nodes: list[linked_data.Node], model: ArticleModel | None = None) -> ScoredPage:
    """Scores the text blocks of a page by a model, the bundled one if it is None; `nodes` are its `linked_data.nodes`.

    Raises ForestError if the bundled one cannot be read.
    """
    model = model or load_kept()
    bodies = linked_data.bodies(nodes)
    measured = measured_of(page, bodies)
    scored = ScoredPage(page.layout, bodies, measured, model.first.probability(measured))
    if not is_doubtful(scored, model.sure) or float(page.tree.xpath("count(//*)")) > MAX_ELEMENTS:
        return scored
    core = core_of(page)
    measured = features.with_core(page.layout, measured, core.present)
    return ScoredPage(page.layout, bodies, measured, model.second.probability(measured), core)


def is_doubtful(scored: ScoredPage, sure: float) -> bool:
    """Whether trafilatura is to be asked: the expected F1 is under `sure`, or the page may be a discussion with an
    article at its head, for in what would be kept line after line has a date. Of very long pages it is not asked."""
    width = scored.measured[:, 0]
    if len(width) > MAX_ASKED:
        return False
    kept = np.flatnonzero(best_expected(scored.probability, width))
    dated = scored.measured[kept[0] : kept[-1] + 1, features.DATED].any(1).sum() if len(kept) else 0
    return expected_f1(scored.probability, width) < sure or dated > MAX_DATED


def measured_of(page: Page, bodies: list[str]) -> np.ndarray:
    """The features of the page's text blocks."""
    title = page.tree.findtext(".//title")
    return features.measure(page.layout, evidence_of(page.layout.blocks, bodies, title))


def core_of(page: Page) -> Core:
    """What trafilatura has of a page."""
    texts = core_text(page.shown)
    return Core(texts, presence([block.text for block in page.layout.blocks], texts))


def best_expected(probability: np.ndarray, width: np.ndarray) -> np.ndarray:
    """The text blocks whose choice makes the expected F1 greatest: the most probable ones, down to half that F1
    (Lipton, Elkan and Narayanaswamy 2014), which on a page of doubtful ones is less than one half."""
    return probability >= np.clip(expected_f1(probability, width) / 2, LOWEST, HIGHEST)


def expected_f1(probability: np.ndarray, width: np.ndarray, keep: np.ndarray | None = None) -> float:
    """F1 by width that keeping `keep` is expected to have; the greatest one if it is None."""
    order = np.argsort(-probability) if keep is None else np.flatnonzero(keep)
    right, total = np.cumsum((probability * width)[order]), np.cumsum(width[order])
    if not len(order):
        return 0.0
    scores = 2 * right / np.maximum(total + (probability * width).sum(), 1)
    return float(scores.max() if keep is None else scores[-1])

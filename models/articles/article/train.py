"""Grows the trees that tell a page's article from the rest, and writes them where the extractor reads them.

    python -m models.articles.article.train --data articles/

The folder is one of pages with known articles, see `known_pages.py`. On two cores 350 pages take about three minutes,
most of them to read the pages.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models.articles.article import evidence as hints
from models.articles.article import forest
from models.articles.article.extraction import Reading, measured_of
from models.articles.article.labelled import Example, belonging, examples
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.document import parse

ITERATIONS, RATE, LEAVES, SHRINKAGE, SMALLEST = 120, 0.06, 8, 5.0, 20
COLUMNS = 0.3  # of the features, the share that each split may ask for
LEAST_WEIGHT = 0.002  # of a stretch of no tokens, of an article
SNIPPET_WEIGHT = 0.03  # of a stretch that has a known snippet, on a page of which no more is known
LIGHT, THINNED = 0.006, 3  # of the stretches up to that weight, menus mostly, every third stands for three
CHINESE_WEIGHT = 2.0  # of a page in Chinese: the sets have four times as many others


@dataclass
class Options:
    """What to learn from, and where the trees go."""

    data: str = field(metadata={"help": "folder with truth.jsonl and the pages"})
    output: str = str(forest.WEIGHTS)
    seed: int = 0


@dataclass(frozen=True)
class Row:
    """An example read: its measured texts, whether each stretch belongs to the article, and how much each counts."""

    example: Example
    reading: Reading
    belongs: np.ndarray
    weight: np.ndarray


def row_of(example: Example) -> Row:
    """Reads an example."""
    page = parse(example.html, example.known.get("url"))
    core, bodies = hints.core_text(page.tree), linked_data.bodies(linked_data.nodes(page.tree))
    measured = measured_of(page, core, bodies)
    belongs, weight = _by_body(page.layout, example.body) if example.body else _by_snippets(page.layout, example.known)
    weight = weight * (CHINESE_WEIGHT if example.known.get("lang") == "zh" else 1)
    return Row(example, Reading(page.layout, core, bodies, measured, np.zeros(len(measured))), belongs, weight)


def _by_body(layout: Layout, body: str) -> tuple[np.ndarray, np.ndarray]:
    share, weight = belonging(layout, body)
    return share >= 0.5, weight + LEAST_WEIGHT


def _by_snippets(layout: Layout, known: dict) -> tuple[np.ndarray, np.ndarray]:
    wanted, unwanted = (
        [hints.compact(it) for it in known.get(name) or [] if it.strip()]
        for name in ("snippets_with", "snippets_without")
    )
    texts = [hints.compact(it.text) for it in layout.blocks]
    belongs = np.array([any(it in text for it in wanted) for text in texts], bool)
    told = np.array([any(it in text for it in [*wanted, *unwanted]) for text in texts], bool)
    return belongs, SNIPPET_WEIGHT * told


def grow(rows: list[Row], seed: int = 0) -> forest.Forest:
    """The trees that fit the rows."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    features = np.vstack([row.reading.measured for row in rows])
    belongs, weight = (np.concatenate([getattr(row, name) for row in rows]) for name in ("belongs", "weight"))
    model = HistGradientBoostingClassifier(
        max_iter=ITERATIONS, learning_rate=RATE, max_leaf_nodes=LEAVES, l2_regularization=SHRINKAGE,
        min_samples_leaf=SMALLEST, max_features=COLUMNS, early_stopping=False, random_state=seed,
    )  # fmt: skip
    known = (weight > LIGHT) | ((weight > 0) & (np.arange(len(weight)) % THINNED == 0))
    weight = np.where(weight > LIGHT, weight, THINNED * weight)[known]
    model.fit(features[known], belongs[known], weight / weight.mean())
    return forest.from_scikit_learn(model)


def main(options: Options) -> None:
    """Reads the pages, grows the trees, writes them."""
    rows = [row_of(example) for example in examples(Path(options.data))]
    rows = [row for row in rows if row.weight.any()]
    trees = grow(rows, options.seed)
    about = {"pages": len(rows), "stretches": int(sum(len(row.weight) for row in rows)), "seed": options.seed}
    forest.save(trees, Path(options.output), about)
    print(f"{len(rows)} pages, {len(trees.roots)} trees, {len(trees.value)} nodes: {Path(options.output).name}")


if __name__ == "__main__":
    from transformers import HfArgumentParser

    main(*HfArgumentParser(Options).parse_args_into_dataclasses())

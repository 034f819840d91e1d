"""Grows the trees that tell a page's article from the rest, and writes them where the extractor reads them.

    python -m models.articles.article.train --data articles/

The folder is one of labelled pages, see `labelled.py`. On two cores 350 pages take about three minutes, most of them to
read the pages, and one more to score trees that were grown without the sites that they read.
"""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from models.articles import forest
from models.articles.article.evaluate import FOLDS, f1_by_source, print_f1, scored_apart
from models.articles.article.growing import grow, training_page
from models.articles.article.labelled import labelled_pages
from models.evaluation import option, parse_options, run

log = logging.getLogger(__name__)


@dataclass
class Options:
    """What to learn from, and where the trees go."""

    data: str = field(metadata={"help": "folder with truth.jsonl and the gzipped pages that it names"})
    output: str = option(str(forest.WEIGHTS), "file that the trees are written to; the extractor reads the default")
    seed: int = option(0, "seed of the features that each split may ask for")
    folds: int = option(FOLDS, "folds of sites for the F1 that is printed, each read by trees of the others; 0: none")


def main(options: Options) -> None:
    """Reads the pages, grows the trees, writes them, and prints what such trees score on sites left out."""
    pages = [training_page(page) for page in labelled_pages(Path(options.data))]
    known = [page for page in pages if page.weight.any()]
    trees = grow(known, options.seed)
    blocks = sum(len(page.weight) for page in known)
    forest.save(trees, Path(options.output), {"pages": len(known), "text_blocks": blocks, "seed": options.seed})
    log.info(
        "%d trees of %d nodes from %d pages are in %s.", len(trees.roots), len(trees.value), len(known), options.output
    )
    if options.folds:
        print_f1({"ours": f1_by_source(scored_apart(pages, options.folds))}, options.folds)


if __name__ == "__main__":
    run(main, lambda: parse_options(Options))

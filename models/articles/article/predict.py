"""The trees that tell which text blocks are the article's, of a checkpoint folder.

trees = load(hub_utils.fetch("articles"))
extract(html, model=trees)
"""

import os
from functools import lru_cache
from pathlib import Path

from models.articles import forest
from models.articles.article.names import FEATURES
from models.articles.forest import Forest

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "articles"
ARTICLE = "article"  # what its forest is called
KEPT = 4  # forests in memory, some 100 kB each


def load(folder: str | os.PathLike[str]) -> Forest:
    """The forest of a checkpoint folder. Raises ForestError."""
    return forest.load(Path(folder), {ARTICLE: FEATURES})[ARTICLE]


@lru_cache(maxsize=KEPT)
def load_kept(folder: str | os.PathLike[str] = BUNDLED) -> Forest:
    """The forest of a folder that does not change, the bundled one by default; read once, a few at a time."""
    return load(folder)

"""The trees that tell which text blocks are the article's, of a checkpoint folder.

model = load(hub_utils.fetch("articles"))
extract(html, model=model)
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.articles import forest
from models.articles.article.names import FEATURES, FEATURES_WITH_CORE
from models.articles.forest import Forest

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "articles"
ARTICLE, DOUBTFUL = "article", "doubtful"  # what the forests are called
COLUMNS = {ARTICLE: FEATURES, DOUBTFUL: FEATURES_WITH_CORE}
# The expected F1 from which a page is not doubtful. `python -m benchmarks articles` prints F1 and time by it.
SURE = 0.86
KEPT = 4  # models in memory, some 200 kB each


@dataclass(frozen=True)
class ArticleModel:
    """Two forests: `first` reads every page from its own features. Where the F1 that it expects is under `sure`,
    trafilatura is asked, and `second` reads the page with its answer."""

    first: Forest
    second: Forest
    sure: float = SURE

    @property
    def forests(self) -> Mapping[str, Forest]:
        """By the names that a checkpoint has for them."""
        return {ARTICLE: self.first, DOUBTFUL: self.second}


def load(folder: str | os.PathLike[str]) -> ArticleModel:
    """The model of a checkpoint folder. Raises ForestError."""
    forests = forest.load(Path(folder), COLUMNS)
    return ArticleModel(forests[ARTICLE], forests[DOUBTFUL])


@lru_cache(maxsize=KEPT)
def load_kept(folder: str | os.PathLike[str] = BUNDLED) -> ArticleModel:
    """The model of a folder that does not change, the bundled one by default; read once, a few at a time."""
    return load(folder)

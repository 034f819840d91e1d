"""The forests that read threads, of a checkpoint folder.

model = load(hub_utils.fetch("threads"))
extract_thread(pages, model=model)
"""

import os
from functools import lru_cache
from pathlib import Path

from models.articles import forest
from models.articles.thread.choice import FEATURES, ThreadModel

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "threads"
GROUP = "group"  # a forest that only such a checkpoint has
KEPT = 4  # models in memory, some 200 kB each


def load(folder: str | os.PathLike[str]) -> ThreadModel:
    """The model of a checkpoint folder. Raises ForestError."""
    return ThreadModel(forest.load(Path(folder), FEATURES))


@lru_cache(maxsize=KEPT)
def kept(folder: str | os.PathLike[str] = BUNDLED) -> ThreadModel:
    """The model of a folder that does not change, the bundled one by default; read once, a few at a time."""
    return load(folder)

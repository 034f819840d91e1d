"""Maps: the vectors of words in two dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.words.answers import ResolvedWord
from models.words.errors import TextError
from models.words.predict import Vectors

METHODS = ("pca", "tsne")
MAX_PLACES = 300  # words on a map


@dataclass(frozen=True)
class Place:
    """A word on a map; x and y have no unit. `asked` tells the words that were typed from their neighbours."""

    word: ResolvedWord
    x: float
    y: float
    asked: bool


@dataclass(frozen=True)
class Map:
    """Places, and which share of the variance the two axes of a PCA show (0 for t-SNE, which has no such thing)."""

    places: tuple[Place, ...]
    method: str
    explained: float


def map_words(vectors: Vectors, words: Sequence[str], method: str = "pca", around: int = 0, seed: int = 0) -> Map:
    """Lays words out in a plane.

    Args:
        words: at least three
        method: pca keeps distances as far as two straight axes can; tsne keeps neighbours together
        around: how many neighbours of each word are shown as well
        seed: of t-SNE; the same seed gives the same map

    Raises:
        TextError: too few or too many words, or an unknown method.
        UnknownWordError: a word that is unknown in every part.
    """
    if method not in METHODS:
        raise TextError(f"There is no map called {method!r}.", f"Choose one of {', '.join(METHODS)}.")
    asked = list({word.word: word for word in map(vectors.find, words)}.values())
    used = {word.word for word in asked}
    near = [near.word for word in asked for near in vectors.neighbours(word.word, around).neighbours] if around else []
    others = [vectors.find(word) for word in dict.fromkeys(near) if word not in used]
    shown = asked + others
    if not 3 <= len(shown) <= MAX_PLACES:
        raise TextError(f"A map of {len(shown)} words shows nothing.", f"Give 3 to {MAX_PLACES} different words.")
    points, explained = _coordinates(np.stack([vectors.vector(word.word) for word in shown]), method, seed)
    rows = zip(shown, points.tolist(), strict=True)
    return Map(tuple(Place(word, x, y, word.word in used) for word, (x, y) in rows), method, explained)


def _coordinates(table: np.ndarray, method: str, seed: int) -> tuple[np.ndarray, float]:
    """[words, 2], and the share of the variance that they show."""
    if method == "pca":
        from sklearn.decomposition import PCA

        pca = PCA(2, svd_solver="full").fit(table)
        return pca.transform(table), float(pca.explained_variance_ratio_.sum())
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(table) - 1) / 3)
    return TSNE(2, perplexity=perplexity, metric="cosine", init="random", random_state=seed).fit_transform(table), 0.0

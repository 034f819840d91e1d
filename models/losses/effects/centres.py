"""Question 3: do features that gather about centres tell digits apart that were never seen in training?"""

from collections.abc import Callable, Iterator
from functools import partial

import keras
import numpy as np
from keras import layers

from models.losses.effects.digits import CLASSES, WIDTH, Digits, digits
from models.losses.effects.fitting import Fit
from models.losses.effects.table import Effect, effects
from models.losses.functions.arcface import ArcFace
from models.losses.functions.centre import CentreDistance
from models.losses.functions.entropy import CrossEntropy
from models.losses.functions.triplet import ClassTriplet

LEFT_OUT = 3  # digits
FEATURES = 32  # as in the article
EPOCHS, BATCH = 40, 60
NEIGHBOURS = 5
HELD_OUT = 0.2  # of the images of known digits


class Embedder(keras.Layer):  # type: ignore[misc]  # Keras comes without types
    """A hidden layer of 128 and 32 linear features; called on images and labels it gives the loss of its kind."""

    def __init__(self) -> None:
        super().__init__()
        self.features = keras.Sequential(
            [keras.Input((WIDTH,)), layers.Dense(128, "relu"), layers.Dense(FEATURES)], name="features"
        )

    def units(self, images: np.ndarray) -> np.ndarray:
        """Features of unit length, [n, FEATURES]."""
        return unit(np.asarray(self.features(images)))


class ByEntropy(Embedder):
    """Cross-entropy alone."""

    def __init__(self) -> None:
        super().__init__()
        self.scores, self.entropy = layers.Dense(CLASSES - LEFT_OUT), CrossEntropy()

    def call(self, images: keras.KerasTensor, labels: keras.KerasTensor) -> keras.KerasTensor:
        """The mean loss."""
        return self.entropy(labels, self.scores(self.features(images)))


class ByCentre(ByEntropy):
    """Cross-entropy and the distance from centres that learn one way or the other."""

    def __init__(self, by: str) -> None:
        super().__init__()
        self.centre = CentreDistance(CLASSES - LEFT_OUT, by=by)

    def call(
        self, images: keras.KerasTensor, labels: keras.KerasTensor, training: bool | None = None
    ) -> keras.KerasTensor:
        """The mean loss."""
        features = self.features(images)
        distances = self.centre(features, labels, training=training)
        return self.entropy(labels, self.scores(features)) + self.centre.weight * keras.ops.mean(distances)


class ByAngle(Embedder):
    """ArcFace."""

    def __init__(self) -> None:
        super().__init__()
        self.scores, self.entropy = ArcFace(CLASSES - LEFT_OUT), CrossEntropy()

    def call(
        self, images: keras.KerasTensor, labels: keras.KerasTensor, training: bool | None = None
    ) -> keras.KerasTensor:
        """The mean loss."""
        return self.entropy(labels, self.scores(self.features(images), labels, training=training))


class ByTriplet(Embedder):
    """The triplet loss by classes, with semi-hard negatives."""

    def __init__(self) -> None:
        super().__init__()
        self.triplet = ClassTriplet(0.2, "semi-hard")

    def call(self, images: keras.KerasTensor, labels: keras.KerasTensor) -> keras.KerasTensor:
        """The mean loss."""
        return self.triplet(labels, self.features(images))


KINDS: dict[str, Callable[[], Embedder]] = {
    "cross-entropy": ByEntropy,
    "centre, gradient": partial(ByCentre, "gradient"),
    "centre, average": partial(ByCentre, "average"),
    "arcface": ByAngle,
    "triplet": ByTriplet,
}


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def left_out(seed: int) -> list[int]:
    """The digits that a run never trains on; ten runs leave each out as often as every other."""
    return [(seed + step) % CLASSES for step in (0, 3, 6)]


def neighbour_accuracy(features: np.ndarray, labels: np.ndarray, count: int = NEIGHBOURS) -> float:
    """Share of samples whose class most of their nearest others have; of equally many the class of the nearest."""
    from scipy.spatial.distance import cdist

    apart = cdist(features, features)
    np.fill_diagonal(apart, np.inf)
    nearest = labels[np.argsort(apart, axis=1)[:, :count]]
    votes = (nearest[:, :, None] == nearest[:, None]).sum(axis=2)
    return float((nearest[np.arange(len(labels)), votes.argmax(axis=1)] == labels).mean())


def spread(features: np.ndarray, labels: np.ndarray) -> float:
    """Mean distance from the mean of the own class, over the mean distance between these means."""
    means = np.array([features[labels == label].mean(axis=0) for label in np.unique(labels)])
    own = means[np.searchsorted(np.unique(labels), labels)]
    between = np.linalg.norm(means[:, None] - means, axis=2)
    apart = between.sum() / (len(means) * (len(means) - 1))
    return float(np.linalg.norm(features - own, axis=1).mean() / apart)


def measure(runs: int, fast: bool = False) -> Iterator[Effect]:
    """What each loss does to features of unseen digits, and what cross-entropy does beside the pixels themselves.

    Args:
        runs: seeds, at least two.
        fast: one epoch only, to see that it works.
    """
    unseen, known = _runs(digits(), runs, 1 if fast else EPOCHS)
    pairs = [("pixels", "cross-entropy"), *(("cross-entropy", name) for name in list(KINDS)[1:])]
    yield from effects("centres", "unseen digits", unseen, pairs, ("neighbours", "spread"))
    yield from effects("centres", "known digits", known, pairs, ("spread",))


Found = dict[str, list[dict[str, float]]]  # by loss: the measures of each run


def _runs(data: Digits, runs: int, epochs: int) -> tuple[Found, Found]:
    """What the features of each loss are on digits never seen, and on new images of those it was trained on."""
    example = [data.images[:2], data.labels[:2] * 0]
    fits = {name: Fit(kind, example) for name, kind in KINDS.items()}
    of_unseen: Found = {name: [] for name in ("pixels", *fits)}
    of_known: Found = {name: [] for name in ("pixels", *fits)}
    for seed in range(runs):
        train, known, unseen = parts(data, seed)
        features = {"pixels": (unit(known.images), unit(unseen.images))}
        for name, fit in fits.items():
            network = fit(seed, [train.images, train.labels], epochs, BATCH)
            features[name] = network.units(known.images), network.units(unseen.images)
        for name, (old, new) in features.items():
            votes = neighbour_accuracy(new, unseen.labels)
            of_unseen[name].append({"neighbours": votes, "spread": spread(new, unseen.labels)})
            of_known[name].append({"spread": spread(old, known.labels)})
    return of_unseen, of_known


def parts(data: Digits, seed: int) -> tuple[Digits, Digits, Digits]:
    """Images to learn from, others of the same digits, and all of those left out; known classes are numbered from 0."""
    unseen = np.isin(data.labels, left_out(seed))
    known = data.of(~unseen)
    known = Digits(known.images, np.unique(known.labels, return_inverse=True)[1].astype(np.int32))
    held = np.random.default_rng(seed).random(len(known.labels)) < HELD_OUT
    return known.of(~held), known.of(held), data.of(unseen)

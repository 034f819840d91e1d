"""What each loss asks of the playground's network: its parts, which add up to it, and how classes are read.

Imports Keras: only `network` imports it.
"""

from typing import Any

import keras
from keras import ops

from models.losses.functions.arcface import ArcFace
from models.losses.functions.centre import CentreDistance
from models.losses.functions.confidence import ConfidencePenalised
from models.losses.functions.cosine import unit
from models.losses.functions.entropy import CrossEntropy, Tensor
from models.losses.functions.focal import Focal
from models.losses.functions.triplet import ClassTriplet
from models.losses.playground.frames import Parameters

FEATURES = 2  # so that they can be drawn


class Objective:
    """Cross-entropy of a linear layer on the features; the others say what they do differently.

    `parts` names what `losses` gives. `layers` hold the weights, beside those of the features.
    """

    parts: tuple[str, ...] = ("cross_entropy",)

    def __init__(self, classes: int):
        self.classes = classes
        self.head = keras.layers.Dense(classes)
        self.head.build((None, FEATURES))
        self.layers: list[keras.Layer] = [self.head]
        self.cross_entropy = CrossEntropy()

    def logits(self, features: Tensor) -> Tensor:
        """[n, classes] from features [n, 2]."""
        return self.head(features)

    def losses(self, features: Tensor, labels: Tensor) -> list[Tensor]:
        """The parts, scalars, from features [n, 2] and class numbers [n]."""
        return [self.cross_entropy(labels, self.logits(features))]

    def after(self, features: Tensor, labels: Tensor) -> None:
        """What happens after a step, beside back-propagation."""

    @property
    def centres(self) -> Tensor | None:
        """[classes, 2], where there are some."""
        return None


class OverConfidence(Objective):
    """(1 − ε)·CE of the labels, and ε·CE of the uniform distribution."""

    parts = ("cross_entropy", "uniform")

    def __init__(self, classes: int, **parameters: Any):
        super().__init__(classes)
        self.penalised = ConfidencePenalised(**parameters)

    def losses(self, features: Tensor, labels: Tensor) -> list[Tensor]:
        logits, epsilon = self.logits(features), self.penalised.epsilon
        of_labels = (1 - epsilon) * self.cross_entropy(labels, logits)
        return [of_labels, self.penalised(labels, logits) - of_labels]


class FocalLoss(Objective):
    """−α·(1 − p)^γ·log p."""

    parts = ("focal",)

    def __init__(self, classes: int, **parameters: Any):
        super().__init__(classes)
        self.focal = Focal(**parameters)

    def losses(self, features: Tensor, labels: Tensor) -> list[Tensor]:
        return [self.focal(labels, self.logits(features))]


class Centres(Objective):
    """Cross-entropy, and λ times the squared distance to the centre of the class."""

    parts = ("cross_entropy", "centre")

    def __init__(self, classes: int, **parameters: Any):
        super().__init__(classes)
        self.distance = CentreDistance(classes, **parameters)
        self.distance.build((None, FEATURES), (None,))
        self.layers.append(self.distance)

    def losses(self, features: Tensor, labels: Tensor) -> list[Tensor]:
        apart = self.distance.weight * ops.mean(self.distance.distances(features, labels))
        return [*super().losses(features, labels), apart]

    def after(self, features: Tensor, labels: Tensor) -> None:
        if self.distance.by == "average":
            self.distance.move(features, labels)

    @property
    def centres(self) -> Tensor | None:
        return self.distance.centres


class Triplets(Objective):
    """Triplets shape the features alone. A linear layer on their directions learns to read the classes, and the
    features learn nothing from it.
    """

    parts = ("triplet", "cross_entropy")

    def __init__(self, classes: int, seed: int, **parameters: Any):
        super().__init__(classes)
        self.triplet = ClassTriplet(seed=seed, **parameters)

    def logits(self, features: Tensor) -> Tensor:
        return self.head(unit(ops.stop_gradient(features)))

    def losses(self, features: Tensor, labels: Tensor) -> list[Tensor]:
        return [self.triplet(labels, features), *super().losses(features, labels)]


class Angles(Objective):
    """Cross-entropy of ArcFace's logits, with the margin in training only."""

    parts = ("arcface",)

    def __init__(self, classes: int, **parameters: Any):
        super().__init__(classes)
        self.arcface = ArcFace(classes, **parameters)
        self.arcface.build((None, FEATURES))
        self.layers = [self.arcface]

    def logits(self, features: Tensor) -> Tensor:
        return self.arcface(features)

    def losses(self, features: Tensor, labels: Tensor) -> list[Tensor]:
        return [self.cross_entropy(labels, self.arcface(features, labels, training=True))]


def objective(loss: str, classes: int, parameters: Parameters, seed: int) -> Objective:
    """The objective of a loss of `models.losses.LOSSES`, with all its parameters."""
    if loss == "triplet":
        return Triplets(classes, seed, **parameters)
    kinds: dict[str, type[Objective]] = {
        "cross-entropy": Objective,
        "over-confidence": OverConfidence,
        "focal": FocalLoss,
        "centre": Centres,
        "arcface": Angles,
    }
    return kinds[loss](classes, **parameters)

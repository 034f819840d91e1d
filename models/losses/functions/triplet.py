"""Triplet loss by cosines: what belongs together is nearer, by a margin, than what does not.

max(0, m + cos(q, wrong) − cos(q, right)): kexue.fm/archives/4493, case 2, where the wrong answers are drawn at random.
Semi-hard ones are those of FaceNet (Schroff et al. 2015, arXiv:1503.03832), hard ones those of "In Defense of the
Triplet Loss" (Hermans et al. 2017, arXiv:1703.07737); both are found among the other samples of a batch.
"""

from typing import Any

import keras
from keras import ops

from models.losses.functions.checks import choice, number
from models.losses.functions.cosine import cosine, unit
from models.losses.functions.entropy import Tensor

NEGATIVES = ("random", "semi-hard", "hard")
FAR = 4.0  # more than any two cosines are apart


def triplet(question: Tensor, right: Tensor, wrong: Tensor, margin: float = 0.1) -> Tensor:
    """max(0, margin + cos(question, wrong) − cos(question, right)); vectors [..., d] to [...]."""
    return ops.relu(margin + cosine(question, wrong) - cosine(question, right))


def pick(
    negatives: str, wrong: Tensor, right: Tensor, allowed: Tensor, random: keras.random.SeedGenerator | None = None
) -> Tensor:
    """The cosine of one wrong candidate a row; −FAR where there is none, so that no margin reaches it.

    Args:
        negatives: "random", "hard" (the most alike) or "semi-hard" (the most alike of those less alike than the right
            one; if there is none of these, the least alike of all).
        wrong: cosines of all candidates, [..., candidates].
        right: cosine of the right one, [..., 1].
        allowed: which candidates are wrong ones, of wrong's shape, 1 or 0.
        random: draws "random".
    """
    if negatives == "random":
        order = keras.random.uniform(ops.shape(wrong), seed=random)
    elif negatives == "hard":
        order = wrong
    else:
        order = ops.where(wrong < right, wrong, -FAR / 2 - wrong / 2)
    chosen = ops.argmax(ops.where(allowed > 0, order, -FAR), axis=-1)
    there = ops.max(allowed, axis=-1)
    return ops.where(there > 0, ops.take_along_axis(wrong, chosen[..., None], axis=-1)[..., 0], -FAR)


class _InBatch(keras.Loss):  # type: ignore[misc]  # Keras comes without types
    """What the two losses over a batch share: a margin, and how wrong ones are picked."""

    def __init__(self, margin: float = 0.1, negatives: str = "random", seed: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.margin = number("margin", margin, 0, 2)
        self.negatives = choice("negatives", negatives, NEGATIVES)
        self.seed = seed
        self._random = keras.random.SeedGenerator(seed) if negatives == "random" else None

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        return super().get_config() | {"margin": self.margin, "negatives": self.negatives, "seed": self.seed}


@keras.saving.register_keras_serializable("kexue_losses")
class Triplet(_InBatch):
    """max(0, m + cos(q, wrong) − cos(q, right)) of each question, wrong being another answer of the batch.

    Args:
        margin: m, 0 to 2.
        negatives: one of NEGATIVES.
        seed: of random ones.

    Raises:
        OutOfRangeError: a margin or a way that is not served.
    """

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[n]; 0 for a question to which the batch has no wrong answer.

        Args:
            y_true: what each answer says, as numbers [n] under 2²⁴: an answer of the same number is never wrong.
            y_pred: vectors of questions and of their answers, [n, 2, d].
        """
        ids = ops.reshape(y_true, (-1,))
        questions, answers = unit(y_pred[:, 0]), unit(y_pred[:, 1])
        cosines = ops.matmul(questions, ops.transpose(answers))
        right = ops.sum(questions * answers, axis=-1)
        others = ops.cast(ids[:, None] != ids[None, :], cosines.dtype)
        wrong = pick(self.negatives, cosines, right[:, None], others, self._random)
        return ops.relu(self.margin + wrong - right)


@keras.saving.register_keras_serializable("kexue_losses")
class ClassTriplet(_InBatch):
    """max(0, m + cos(x, other class) − cos(x, same class)) of each sample, on average over all others of its class.

    Args:
        margin: m, 0 to 2.
        negatives: one of NEGATIVES; how the sample of another class is picked.
        seed: of random ones.

    Raises:
        OutOfRangeError: a margin or a way that is not served.
    """

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[n]; 0 for a sample that is the only one of its class, or whose class is the only one.

        Args:
            y_true: class numbers [n] or [n, 1].
            y_pred: features [n, d].
        """
        labels = ops.reshape(y_true, (-1,))
        features = unit(y_pred)
        cosines = ops.matmul(features, ops.transpose(features))
        same = ops.cast(labels[:, None] == labels[None, :], cosines.dtype)
        pairs = same - ops.eye(ops.shape(labels)[0], dtype=cosines.dtype)
        wrong = pick(
            self.negatives,
            ops.broadcast_to(cosines[:, None], (*ops.shape(cosines), ops.shape(labels)[0])),
            cosines[..., None],
            (1 - same)[:, None] + 0 * cosines[..., None],
            self._random,
        )
        losses = pairs * ops.relu(self.margin + wrong - cosines)
        return ops.sum(losses, axis=-1) / ops.maximum(ops.sum(pairs, axis=-1), 1)

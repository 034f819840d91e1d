"""One matcher of questions and answers, and four ways to train it by a loss that no `compile(loss=...)` takes.

The network is that of kexue.fm/archives/4493, case 2: an embedding and an LSTM encode questions and answers alike, and
a linear layer turns the question's vector, for a question is no answer. Its loss needs three vectors at once. The
article makes the loss an output and compiles with a function that gives the prediction back; since then Keras has
`add_loss`, `compute_loss` and `train_step`. Trained from the same seed on the same batches they give the same weights.

Each model is fit on [questions, right answers, wrong answers], int32 [n, tokens] each, 0 being padding; the target is
looked at by none of them: zeros will do.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import layers, ops

from models.losses.functions.checks import number
from models.losses.functions.cosine import cosine
from models.losses.functions.entropy import Tensor
from models.losses.functions.triplet import triplet

Given = tuple[Tensor, Tensor, Tensor]


def encoder(vocabulary: int = 10_000, dimensions: int = 128, width: int = 64) -> keras.Model:
    """Tokens int32 [n, any] to vectors [n, width], by an embedding and an LSTM; the article's sizes."""
    tokens = keras.Input((None,), dtype="int32")
    embedded = layers.Embedding(vocabulary, dimensions, mask_zero=True)(tokens)
    return keras.Model(tokens, layers.LSTM(width)(embedded), name="encoder")


def turn(width: int = 64, symmetric: bool = False) -> keras.Layer:
    """The question's own linear layer; none if questions and answers are to be alike."""
    return layers.Identity(name="question") if symmetric else layers.Dense(width, name="question")


def extracted(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """The encoders of questions and of answers in a model of any of the four ways, sharing its weights."""
    encode, turned = model.get_layer("encoder"), model.get_layer("question")
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    vectors = encode(tokens)
    return keras.Model(tokens, turned(vectors), name="questions"), keras.Model(tokens, vectors, name="answers")


@keras.saving.register_keras_serializable("kexue_losses")  # type: ignore[untyped-decorator]
def prediction_itself(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """The prediction, which is the loss already."""
    del y_true
    return y_pred


@keras.saving.register_keras_serializable("kexue_losses")
class TripletOutput(keras.Layer):  # type: ignore[misc]  # Keras comes without types
    """The triplet loss of three vectors [n, d], as an output [n]; or, if `added`, also added to the model's loss."""

    def __init__(self, margin: float = 0.1, added: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.margin, self.added = number("margin", margin, 0, 2), added

    def call(self, question: Tensor, right: Tensor, wrong: Tensor) -> Tensor:
        """max(0, margin + cos(question, wrong) − cos(question, right)), [n]."""
        losses = triplet(question, right, wrong, self.margin)
        if self.added:
            self.add_loss(ops.mean(losses))
        return losses

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        return super().get_config() | {"margin": self.margin, "added": self.added}


def _with_loss_inside(encode: keras.Model, turned: keras.Layer, margin: float, added: bool) -> keras.Model:
    given = [keras.Input((None,), dtype="int32", name=name) for name in ("asked", "right", "wrong")]
    question, right, wrong = (encode(tokens) for tokens in given)
    return keras.Model(given, TripletOutput(margin, added)(turned(question), right, wrong))


def by_output(encode: keras.Model, turned: keras.Layer, margin: float = 0.1, rate: float = 1e-3) -> keras.Model:
    """The article's way: the loss is the output."""
    model = _with_loss_inside(encode, turned, margin, added=False)
    model.compile(keras.optimizers.Adam(rate), prediction_itself)
    return model


def by_add_loss(encode: keras.Model, turned: keras.Layer, margin: float = 0.1, rate: float = 1e-3) -> keras.Model:
    """A layer adds the loss; `compile` is told of none."""
    model = _with_loss_inside(encode, turned, margin, added=True)
    model.compile(keras.optimizers.Adam(rate))
    return model


class _Matcher(keras.Model):  # type: ignore[misc]  # Keras comes without types
    """Gives the cosines of a question with its right and its wrong answer, [n, 2]."""

    def __init__(self, encode: keras.Model, turned: keras.Layer, margin: float = 0.1, **options: Any) -> None:
        super().__init__(**options)
        self.encode, self.turned, self.margin = encode, turned, number("margin", margin, 0, 2)

    def call(self, given: Given) -> Tensor:
        """[n, 2] from three times tokens int32 [n, any]."""
        question, right, wrong = (self.encode(tokens) for tokens in given)
        question = self.turned(question)
        return ops.stack([cosine(question, right), cosine(question, wrong)], axis=1)

    def loss_of(self, cosines: Tensor) -> Tensor:
        """The mean triplet loss of cosines [n, 2]."""
        return ops.mean(ops.relu(self.margin + cosines[:, 1] - cosines[:, 0]))

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        parts = {"encode": self.encode, "turned": self.turned}
        saved = {name: keras.saving.serialize_keras_object(part) for name, part in parts.items()}
        return super().get_config() | saved | {"margin": self.margin}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "_Matcher":
        """The matcher that `get_config` tells of."""
        parts = {name: keras.saving.deserialize_keras_object(config[name]) for name in ("encode", "turned")}
        return cls(**(config | parts))


@keras.saving.register_keras_serializable("kexue_losses")
class LossMatcher(_Matcher):
    """Its loss is computed in `compute_loss`; Keras does the step."""

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """The mean triplet loss of y_pred, [n, 2]."""
        del x, y, sample_weight, training
        loss = self.loss_of(y_pred)
        self._loss_tracker.update_state(loss)
        return loss


@keras.saving.register_keras_serializable("kexue_losses")
class StepMatcher(_Matcher):
    """All of a step is its own; of TensorFlow."""

    def train_step(self, data: Any) -> dict[str, Any]:
        """A step of gradient descent on ((questions, right, wrong), anything)."""
        import tensorflow as tf

        given = data[0]
        with tf.GradientTape() as tape:
            loss = self.loss_of(self(given, training=True))
        weights = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)
        self._loss_tracker.update_state(loss)
        return {"loss": self._loss_tracker.result()}


def by_compute_loss(encode: keras.Model, turned: keras.Layer, margin: float = 0.1, rate: float = 1e-3) -> keras.Model:
    """The model computes its loss from what it predicted."""
    model = LossMatcher(encode, turned, margin)
    model.compile(keras.optimizers.Adam(rate))
    return model


def by_train_step(encode: keras.Model, turned: keras.Layer, margin: float = 0.1, rate: float = 1e-3) -> keras.Model:
    """The model does its own step."""
    model = StepMatcher(encode, turned, margin)
    model.compile(keras.optimizers.Adam(rate))
    return model


WAYS: dict[str, Callable[..., keras.Model]] = {
    "output": by_output,
    "add_loss": by_add_loss,
    "compute_loss": by_compute_loss,
    "train_step": by_train_step,
}

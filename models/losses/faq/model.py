"""The matcher: one encoder for questions and answers, and a linear layer that questions alone go through.

After kexue.fm/archives/4493, case 2, whose encoder is an Embedding and an LSTM ("lstm"). What is served ("bag") adds
token vectors up, each with a weight of its own that is learned, as deep averaging networks do (Iyyer et al. 2015) with
weights in place of a fixed frequency rule (Arora et al. 2017): on topics that were never trained on it finds more.
"""

from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np
from keras import ops

from models.losses.functions.cosine import unit
from models.losses.functions.entropy import Tensor

Encoder = Literal["bag", "lstm"]
LSTM_UNITS = 64  # of the article
FIRST_SCALE = 18.0  # of cosines in the softmax over a batch, where training begins


@dataclass(frozen=True)
class Design:
    """Sizes of a matcher."""

    encoder: Encoder
    tokens: int
    dimensions: int

    @property
    def features(self) -> int:
        """Of the vector that stands for a text."""
        return self.dimensions if self.encoder == "bag" else LSTM_UNITS


@keras.saving.register_keras_serializable("kexue_losses")
class WeightedSum(keras.layers.Layer):  # type: ignore[misc]  # Keras comes without types
    """Σ exp(w_t)·e_t over the tokens of a text, float32 [n, dimensions]; padding, token 0, counts nothing.

    Args:
        tokens: how many there are.
        dimensions: of a token's vector.
    """

    def __init__(self, tokens: int, dimensions: int, **options: Any) -> None:
        super().__init__(**options)
        self.tokens, self.dimensions = tokens, dimensions
        self.vectors = self.add_weight(shape=(tokens, dimensions), initializer="random_normal", name="vectors")
        self.log_weights = self.add_weight(shape=(tokens, 1), initializer="zeros", name="log_weights")

    def call(self, tokens: Tensor) -> Tensor:
        """Token numbers [n, length] to [n, dimensions]."""
        there = ops.cast(tokens > 0, self.compute_dtype)[..., None]
        weights = ops.exp(ops.take(self.log_weights, tokens, axis=0)) * there
        return ops.sum(weights * ops.take(self.vectors, tokens, axis=0), axis=1)

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        return super().get_config() | {"tokens": self.tokens, "dimensions": self.dimensions}


@keras.saving.register_keras_serializable("kexue_losses")
class Unit(keras.layers.Layer):  # type: ignore[misc]  # Keras comes without types
    """Vectors of length 1; safe at zero."""

    def call(self, vectors: Tensor) -> Tensor:
        """[..., d] to [..., d]."""
        return unit(vectors)


def matcher(design: Design, vectors: np.ndarray | None = None, log_weights: np.ndarray | None = None) -> keras.Model:
    """Token numbers [n, length] to unit vectors of the same text as a question and as an answer, both [n, features].

    Args:
        design: its sizes.
        vectors: where token vectors begin, float32 [tokens, dimensions]; at random if None.
        log_weights: where the weights of the bag begin, [tokens].
    """
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    if design.encoder == "bag":
        table = WeightedSum(design.tokens, design.dimensions, name="encoder")
        encoded = table(tokens)
        if vectors is not None:
            table.vectors.assign(vectors)
        if log_weights is not None:
            table.log_weights.assign(log_weights[:, None])
    else:
        embedding = keras.layers.Embedding(design.tokens, design.dimensions, mask_zero=True, name="embedding")
        encoded = keras.layers.LSTM(LSTM_UNITS, name="encoder")(embedding(tokens))
        if vectors is not None:
            embedding.embeddings.assign(vectors)
    ask = keras.layers.Dense(design.features, use_bias=False, kernel_initializer="identity", name="ask")
    return keras.Model(
        tokens, {"question": Unit(name="question")(ask(encoded)), "answer": Unit(name="answer")(encoded)}
    )


def pair_model(network: keras.Model) -> keras.Model:
    """The matcher as it is trained: tokens of questions and of answers to vectors of both, [n, 2, features]."""
    question = keras.Input((None,), dtype="int32", name="questions")
    answer = keras.Input((None,), dtype="int32", name="answers")
    both = ops.stack([network(question)["question"], network(answer)["answer"]], axis=1)
    return keras.Model([question, answer], both)


def encoders(network: keras.Model) -> tuple[keras.Model, keras.Model]:
    """The encoder of questions and that of answers, which share their weights but for the question's own layer."""
    outputs = network.output
    return keras.Model(network.input, outputs["question"]), keras.Model(network.input, outputs["answer"])


@keras.saving.register_keras_serializable("kexue_losses")
class InBatchSoftmax(keras.Loss):  # type: ignore[misc]  # Keras comes without types
    """−log softmax over the answers of a batch, by cosines times a scale (Henderson et al. 2017, arXiv:1705.00652).

    Args:
        scale: of the cosines.
    """

    def __init__(self, scale: float = FIRST_SCALE, **options: Any) -> None:
        super().__init__(**options)
        self.scale = scale

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[n]. Arguments as of `functions.triplet.Triplet`: an answer of the same number is never wrong."""
        ids = ops.reshape(y_true, (-1,))
        logits = self.scale * ops.matmul(y_pred[:, 0], ops.transpose(y_pred[:, 1]))
        own = ops.eye(ops.shape(ids)[0], dtype=logits.dtype)
        same = ops.cast(ids[:, None] == ids[None, :], logits.dtype) - own
        return -ops.sum(own * ops.log_softmax(logits - 1e9 * same), axis=-1)

    def get_config(self) -> dict[str, Any]:
        """What it is made again from."""
        return super().get_config() | {"scale": self.scale}

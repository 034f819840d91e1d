"""The networks: the four of articles 4402 and 4515 with their losses and three others, and a fast one over blocks.

Of an article network the input is a context and the word that belongs to it, the output logits [batch, 1 + negatives]
of the word itself and of words drawn at random, so that every loss has class 0 as its target.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import keras
import numpy as np
from keras import ops

from models.words.distribute import average, gather, replica_logs
from models.words.options import Architecture, Objective
from models.words.windows import band

if TYPE_CHECKING:
    import tensorflow as tf

Tensor: TypeAlias = keras.KerasTensor
MAX_FULL_RATE_USES = 3  # of a word in one step; beyond, it learns more slowly, as its gradients are added up
NOISE_EXPONENT = 0.75  # of a word's frequency, by which word2vec draws negatives


@dataclass(frozen=True)
class Design:
    """An article network. `log_q` subtracts log Q(w) from the logits, Q being how words are drawn.

    Of the objectives NCE and sampled softmax are with it, and the latter leaves out words drawn that are the target.
    """

    architecture: Architecture = "cbow"
    objective: Objective = "random-softmax"
    shared: bool = False  # whether one table serves as input and as output, without biases
    negatives: int = 16
    dimensions: int = 128
    log_q: bool = False
    keep_hits: bool = True  # whether a word drawn may be the target itself

    @property
    def corrects(self) -> bool:
        """Whether log Q is subtracted."""
        return self.log_q or self.objective in ("nce", "sampled-softmax")

    @property
    def leaves_out_hits(self) -> bool:
        """Whether a word drawn that is the target itself counts for nothing."""
        return not self.keep_hits or self.objective == "sampled-softmax"


@keras.saving.register_keras_serializable("kexue")
class Word2Vec(keras.Model):  # type: ignore[misc]  # Keras comes without types
    """CBOW sums the vectors of a context, padding masked; skip-gram has one word as context.

    Candidates are drawn for each sample: uniformly for random softmax, by Zipf's law over the ranks of words for
    sampled softmax (Jean et al. 2015, as tf.nn.sampled_softmax_loss has it), by frequency to the power of 3/4 for
    negative sampling and noise-contrastive estimation (Gutmann and Hyvarinen 2010; Mnih and Teh 2012).
    """

    def __init__(self, counts: np.ndarray, design: Design, seed: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.design, self._counts = design, np.asarray(counts)
        small = keras.initializers.RandomUniform(-0.05, 0.05, seed=seed)
        self.inputs_table = keras.layers.Embedding(len(counts), design.dimensions, small, name="input")
        if not design.shared:
            self.outputs_table = keras.layers.Embedding(len(counts), design.dimensions, "zeros", name="output")
            self.biases = keras.layers.Embedding(len(counts), 1, "zeros", name="bias")
        self.random = keras.random.SeedGenerator(seed)
        probabilities = draw_probabilities(self._counts, design.objective)
        self._ceilings = np.cumsum(probabilities).astype(np.float32)
        self._log_q = np.log(np.maximum(probabilities, 1e-12)).astype(np.float32)

    def train_step(self, data: Any) -> dict[str, Any]:
        """Keras' own, whose log is that of all processes."""
        return replica_logs(super().train_step(data))

    def call(self, inputs: tuple[Tensor, Tensor]) -> Tensor:
        """Logits, float32 [batch, 1 + negatives].

        Args:
            inputs: contexts, int32 [batch, words] with 0 as padding, and targets, int32 [batch]
        """
        contexts, targets = inputs
        candidates = self.candidates(targets)
        return self.logits(self.hidden(contexts), candidates, targets)

    def hidden(self, contexts: Tensor) -> Tensor:
        """The sum of the vectors of each context, float32 [batch, dimensions]."""
        there = ops.cast(ops.not_equal(contexts, 0), "float32")
        return ops.einsum("nwd,nw->nd", self.inputs_table(contexts), there)

    def candidates(self, targets: Tensor) -> Tensor:
        """Each target and the words drawn for it, int32 [batch, 1 + negatives]."""
        shape = (ops.shape(targets)[0], self.design.negatives)
        drawn = ops.searchsorted(self._ceilings, ops.reshape(keras.random.uniform(shape, seed=self.random), (-1,)))
        drawn = ops.reshape(ops.minimum(ops.cast(drawn, "int32"), len(self._ceilings) - 1), shape)
        return ops.concatenate([targets[:, None], drawn], axis=1)

    def logits(self, hidden: Tensor, candidates: Tensor, targets: Tensor) -> Tensor:
        """Scores of candidates, corrected as the design says, float32 [batch, 1 + negatives]."""
        table = self.inputs_table if self.design.shared else self.outputs_table
        scores = ops.einsum("nd,nkd->nk", hidden, table(candidates))
        if not self.design.shared:
            scores += self.biases(candidates)[..., 0]
        if self.design.corrects:
            scores -= ops.take(self._log_q, candidates) + float(np.log(self.design.negatives))
        if self.design.leaves_out_hits:
            hits = ops.cast(ops.equal(candidates[:, 1:], targets[:, None]), "float32")
            scores -= 1e9 * ops.pad(hits, ((0, 0), (1, 0)))
        return scores

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """The input and the output table, float32 [words, dimensions]."""
        inputs = ops.convert_to_numpy(self.inputs_table.embeddings)
        return inputs, inputs if self.design.shared else ops.convert_to_numpy(self.outputs_table.embeddings)


def draw_probabilities(counts: np.ndarray, objective: Objective) -> np.ndarray:
    """How likely each word is drawn. Uniform draws may hit the padding, as in the articles."""
    if objective == "random-softmax":
        return np.full(len(counts), 1 / len(counts))
    if objective == "sampled-softmax":  # log-uniform: the rank r with log(1 + 1/r), the padding never
        return np.append(0, np.diff(np.log(np.arange(1, len(counts) + 1)))) / np.log(len(counts))
    weights = counts.astype(float) ** NOISE_EXPONENT
    return weights / weights.sum()


@keras.saving.register_keras_serializable("kexue")
class OneAgainstNoise(keras.Loss):  # type: ignore[misc]  # Keras comes without types
    """Logistic loss summed over a word and those drawn beside it: negative sampling, and NCE where logits are less
    log(k Q)."""

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """[batch] from class numbers, which are all 0, and logits [batch, candidates]."""
        real = ops.softplus(-y_pred[:, 0])
        return real + ops.sum(ops.softplus(y_pred[:, 1:]), axis=1)


def loss_of(design: Design) -> keras.Loss:
    """Cross-entropy among the candidates, or one against noise."""
    if design.objective.endswith("softmax"):
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return OneAgainstNoise()


@keras.saving.register_keras_serializable("kexue")
class BlockCBOW(keras.Model):  # type: ignore[misc]  # Keras comes without types
    """CBOW with negative sampling over blocks of running text, as fast as two cores allow.

    What is shared: each word of a block is looked up once in each table; contexts are one banded matrix product;
    the negatives of a block are the targets of another one, from anywhere in the corpus, weighted by
    frequency^3/4 / P(target), which gives the expectation of word2vec's own draws. Context words weigh less with
    their distance, as word2vec's random windows make them on average. Gradients are written out: TensorFlow's own would
    gather and scatter the tables twice, and add rows up before they are subtracted.
    """

    def __init__(
        self, counts: np.ndarray, keep: np.ndarray, dimensions: int, window: int, length: int, negatives: int = 32,
        strength: float = 5.0, seed: int = 0, **options: Any,
    ) -> None:  # fmt: skip
        """
        Args:
            counts, keep: of each word, see windows.py
            length: targets of a block
            negatives: targets of the other block that are taken, at most `length`
            strength: how many negatives of word2vec they stand for
        """
        super().__init__(**options)
        self.window, self.negatives = window, negatives
        bound = 0.5 / dimensions
        shape = (len(counts), dimensions)
        self.inputs_table = self.add_weight(shape, keras.initializers.RandomUniform(-bound, bound, seed), name="input")
        self.outputs_table = self.add_weight(shape, "zeros", name="output")
        self.band = band(window, length)
        self.weights_of_negatives = (strength / negatives * noise_weights(counts, keep)).astype(np.float32)
        self.loss_tracker = keras.metrics.Mean("loss")
        self.compiled_gradients = _xla(self.gradients)

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """What Keras sets back after an epoch."""
        return [self.loss_tracker]

    def train_step(self, blocks: "tf.Tensor") -> dict[str, Any]:
        """One step of gradient descent on int32 [batch, window + length + window]; plain, not averaged."""
        import tensorflow as tf

        loss, *gradients = self.compiled_gradients(blocks, *self.rows(blocks))
        rate = tf.cast(self.optimizer.learning_rate, tf.float32)
        self.optimizer.iterations.assign_add(1)
        self.subtract(blocks, gradients, rate)
        self.loss_tracker.update_state(average(loss))
        return replica_logs({"loss": self.loss_tracker.result()})

    def rows(self, blocks: "tf.Tensor") -> "list[tf.Tensor]":
        """The rows of the words of blocks in the input table, and those of their targets in the output table."""
        import tensorflow as tf

        return [tf.gather(table.value, words) for table, words in self._lookups(blocks)]

    def subtract(self, blocks: "tf.Tensor", gradients: "Sequence[tf.Tensor]", rate: "tf.Tensor | float") -> None:
        """Subtracts `rate` times the gradients of `rows` from the tables, less of words that come often."""
        import tensorflow as tf

        for (table, words), gradient in zip(self._lookups(blocks), gradients, strict=True):
            rows, flat = gather(tf.reshape(words, [-1])), gather(tf.reshape(gradient, (-1, gradient.shape[-1])))
            scaled = flat * (rate * rate_scales(rows, table.shape[0]))[:, None]
            table.value.scatter_sub(tf.IndexedSlices(scaled, rows))

    def _lookups(self, blocks: "tf.Tensor") -> "tuple[tuple[keras.Variable, tf.Tensor], ...]":
        """Each table and the words that are looked up in it."""
        return (self.inputs_table, blocks), (self.outputs_table, blocks[:, self.window : -self.window])

    def gradients(
        self, blocks: "tf.Tensor", contexts: "tf.Tensor", words: "tf.Tensor"
    ) -> "tuple[tf.Tensor, tf.Tensor, tf.Tensor]":
        """The mean loss of a target, and the gradients of the summed loss.

        Args:
            blocks: int32 [batch, window + length + window]
            contexts: their rows of the input table, float32 [batch, window + length + window, dimensions]
            words: the rows of the targets in the output table, float32 [batch, length, dimensions]

        A context word gets the whole gradient of the mean, as in word2vec, not its share of it.
        """
        import tensorflow as tf

        targets = blocks[:, self.window : -self.window]
        real = tf.cast(targets != 0, tf.float32)
        near = self.near(blocks)
        hidden = (near / tf.maximum(tf.reduce_sum(near, 2, keepdims=True), 1e-6)) @ contexts
        noise, noise_words = (tf.roll(other, 1, 0)[:, : self.negatives] for other in (targets, words))
        weights = tf.gather(self.weights_of_negatives, noise)[:, None] * real[..., None]
        weights *= tf.cast(noise[:, None] != targets[..., None], tf.float32)
        right, wrong = tf.reduce_sum(hidden * words, -1), tf.matmul(hidden, noise_words, transpose_b=True)
        d_right, d_wrong = (tf.sigmoid(right) - 1) * real, tf.sigmoid(wrong) * weights
        d_hidden = d_right[..., None] * words + d_wrong @ noise_words
        d_noise = tf.matmul(d_wrong, hidden, transpose_a=True)
        rest = words.shape[1] - self.negatives
        d_words = d_right[..., None] * hidden + tf.roll(tf.pad(d_noise, [[0, 0], [0, rest], [0, 0]]), -1, 0)
        d_contexts = tf.matmul(near, d_hidden, transpose_a=True)
        loss = tf.reduce_sum(tf.nn.softplus(-right) * real) + tf.reduce_sum(tf.nn.softplus(wrong) * weights)
        return loss / tf.maximum(tf.reduce_sum(real), 1), d_contexts, d_words

    def near(self, blocks: "tf.Tensor") -> "tf.Tensor":
        """How much each word of a block counts for each target: float32 [batch, length, window + length + window].

        Nothing from another line, nor the ends of lines themselves.
        """
        import tensorflow as tf

        line = tf.cumsum(tf.cast(blocks == 0, tf.int32), axis=1)
        same = line[:, self.window : -self.window, None] == line[:, None]
        return self.band * tf.cast(same & (blocks != 0)[:, None], tf.float32)

    def call(self, blocks: "tf.Tensor") -> "tf.Tensor":
        """The vectors of the words of blocks; only to build the model."""
        return ops.take(self.inputs_table, blocks, axis=0)

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """The input and the output table, float32 [words, dimensions]."""
        return ops.convert_to_numpy(self.inputs_table), ops.convert_to_numpy(self.outputs_table)


def _xla(function: Callable[..., Any]) -> Callable[..., Any]:
    """By XLA, which takes half to two thirds of the time of TensorFlow's own products of many small matrices."""
    import tensorflow as tf

    return tf.function(function, jit_compile=True)


def noise_weights(counts: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """What makes targets as good as draws by frequency^3/4: the ratio of the two, 0 for the end of a line."""
    counts = np.asarray(counts, float)
    wanted, drawn = counts**NOISE_EXPONENT, counts * keep
    ratio = np.divide(wanted / wanted.sum(), drawn / drawn.sum(), out=np.zeros(len(counts)), where=drawn > 0)
    return ratio.astype(np.float32)


def rate_scales(rows: "tf.Tensor", words: int) -> "tf.Tensor":
    """Learning-rate scale of each word of a step, float32 [n]: below 1 for those beyond MAX_FULL_RATE_USES.

    Args:
        rows: int32 [n], the words of a step
        words: how many words there are
    """
    import tensorflow as tf

    times = tf.math.unsorted_segment_sum(tf.ones(tf.shape(rows)), rows, words)
    return tf.minimum(1.0, MAX_FULL_RATE_USES / tf.gather(times, rows))

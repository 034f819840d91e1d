"""Fits what each offset from a gap tells, on the tables of a checkpoint as they are, and writes it into the checkpoint.

    python -m models.words.fit_offsets --folder checkpoints/words-zh --data texts/ --min_count 5

The texts are those of the training in their order: the last two hundredths are not fitted on, and tell the perplexity.
`python -m models.words.train` does the same by itself. Sampled softmax over words drawn by frequency^3/4, the same ones
for a whole batch (Jean et al. 2015, arXiv:1412.2007).
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops
from scipy.special import logsumexp

import hub_utils
from models.evaluation import open_folder, option, parse_options, run, shown_command
from models.words import checkpoint
from models.words.calibrate import CALIBRATION_WORDS
from models.words.corpus import Recipe, encode, split
from models.words.errors import CorpusError
from models.words.model import NOISE_EXPONENT
from models.words.offsets import Offsets, around
from models.words.options import check_least, public_name
from models.words.windows import band

if TYPE_CHECKING:
    import tensorflow as tf

BATCH = 1024  # gaps of a step
DRAWN = 1024  # words that each of them is told from
LEARNING_RATE = 1e-3  # of Adam's first step; it falls to nearly 0
STEPS = 3000
FITTED = " What each offset from a gap tells was fitted afterwards by"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gaps:
    """An endless stream of gaps of a text and words drawn beside them; the same seed gives the same stream."""

    text: np.ndarray
    reach: int
    drawn: np.ndarray  # probability of each word to be drawn, float [words]
    seed: int = 0

    def __iter__(self) -> Iterator[tuple[tuple[np.ndarray, ...], np.ndarray]]:
        """Words around gaps [BATCH, 2 * reach], those that fill them [BATCH], those drawn [DRAWN]; and zeros: the
        class of the right one."""
        random, ceilings = np.random.default_rng(self.seed), np.cumsum(self.drawn)
        places = places_in(self.text, self.reach, len(self.drawn))
        while True:
            some = random.choice(places, BATCH)
            noise = np.minimum(np.searchsorted(ceilings, random.random(DRAWN)), len(ceilings) - 1)
            words = around(self.text, some, self.reach, len(self.drawn)), self.text[some], noise
            yield tuple(each.astype(np.int32) for each in words), np.zeros(BATCH, np.int32)


@keras.saving.register_keras_serializable("kexue")
class GapNetwork(keras.Model):  # type: ignore[misc]  # Keras comes without types
    """Logits of the right word and of those drawn, corrected for how likely they are drawn; only M and m are fitted."""

    def __init__(self, tables: checkpoint.Tables, begin: np.ndarray, log_prior: np.ndarray, drawn: np.ndarray) -> None:
        super().__init__()
        self.inputs_table = ops.convert_to_tensor(np.asarray(tables.inputs, np.float32))
        self.outputs_table = ops.convert_to_tensor(np.asarray(tables.outputs, np.float32))
        corrected = log_prior - np.log(np.maximum(drawn, 1e-12))
        self.priors = ops.convert_to_tensor(corrected.astype(np.float32))
        self.matrices = self.add_weight(begin.shape, keras.initializers.Constant(begin), name="matrices")

    def call(self, gaps: "tuple[tf.Tensor, tf.Tensor, tf.Tensor]") -> "tf.Tensor":
        """Logits, float32 [gaps, 1 + drawn]."""
        words, targets, drawn = gaps
        rows = ops.reshape(ops.take(self.inputs_table, words, axis=0), (BATCH, -1))
        contexts = rows @ self.matrices[:-1] + self.matrices[-1]
        right = ops.sum(contexts * ops.take(self.outputs_table, targets, axis=0), axis=1)
        right += ops.take(self.priors, targets)
        wrong = contexts @ ops.transpose(ops.take(self.outputs_table, drawn, axis=0)) + ops.take(self.priors, drawn)
        wrong -= np.float32(np.log(DRAWN)) + 1e9 * ops.cast(ops.equal(targets[:, None], drawn[None]), "float32")
        return ops.concatenate([right[:, None], wrong], axis=1)


def places_in(text: np.ndarray, reach: int, known: int) -> np.ndarray:
    """Where a text has known words, `reach` or more from its ends."""
    inside = text[reach : len(text) - reach]
    return np.flatnonzero((inside != 0) & (inside < known)) + reach


def enough_steps(text: np.ndarray, most: int) -> int:
    """At most so many steps that each word of a text is a gap once."""
    return min(most, len(text) // BATCH)


def fit_offsets(
    tables: checkpoint.Tables, about: dict[str, Any], text: np.ndarray, steps: int, seed: int = 0
) -> Offsets:
    """The matrices under which the words of a text are likeliest in their places, about.

    Args:
        about: `window`, `prior` and `temperature`: what the fit begins at, and how many words on either side count
        text: int32, ranks of words, 0 between lines
        steps: of BATCH gaps each
    """
    import tensorflow as tf

    reach, shares = about["window"], np.maximum(tables.counts, 1) / tables.counts.sum()
    drawn = np.where(tables.counts > 0, shares**NOISE_EXPONENT, 0)
    gaps = Gaps(text, reach, drawn / drawn.sum(), seed)
    network = GapNetwork(tables, _begin(tables, about), about["prior"] * np.log(shares), gaps.drawn)
    rate = keras.optimizers.schedules.PolynomialDecay(LEARNING_RATE, steps, LEARNING_RATE / 100)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(rate), loss, jit_compile=True)
    spec = partial(tf.TensorSpec, dtype=tf.int32)
    signature = (spec((BATCH, 2 * reach)), spec((BATCH,)), spec((DRAWN,))), spec((BATCH,))
    batches = tf.data.Dataset.from_generator(lambda: iter(gaps), output_signature=signature)
    log.info("Fitting what each offset from a gap tells, in %s steps.", f"{steps:,}")
    network.fit(batches.prefetch(4), steps_per_epoch=steps, shuffle=False, verbose=0)
    return Offsets(ops.convert_to_numpy(network.matrices))


def _begin(tables: checkpoint.Tables, about: dict[str, Any]) -> np.ndarray:
    """Matrices to which order is nothing: the nearer a word, the more it counts, as in the training of the tables."""
    window, dimensions = about["window"], tables.inputs.shape[1]
    nearest_first = band(window, 1)[0, window + 1 :]
    weights = np.tile(nearest_first / nearest_first.sum() / 2 / about["temperature"], 2)
    matrices = np.kron(weights[:, None], np.eye(dimensions))
    return np.vstack([matrices, np.zeros(dimensions)]).astype(np.float32)


def perplexity(tables: checkpoint.Tables, offsets: Offsets, prior: float, held_out: np.ndarray, seed: int = 0) -> float:
    """Of words of a text in their places, given those around them; over the whole vocabulary.

    Args:
        prior: the power of a word's frequency
        held_out: int, ranks of words, 0 between lines

    Returns:
        The perplexity; not a number where no word of the text is known.
    """
    known = len(tables.counts)
    places = np.random.default_rng(seed).permutation(places_in(held_out, offsets.reach, known))[:CALIBRATION_WORDS]
    if not len(places):
        return float("nan")
    contexts = offsets.contexts(np.asarray(tables.inputs)[around(held_out, places, offsets.reach, known)])
    scores = contexts @ np.asarray(tables.outputs).T + prior * np.log(np.maximum(tables.counts, 1))
    right = scores[np.arange(len(places)), held_out[places]]
    return float(np.exp((logsumexp(scores[:, 1:], axis=1) - right).mean()))


def told(value: float) -> str:
    """What a card says of the fit."""
    if np.isnan(value):
        return "Too little text was held out to tell how likely it is"
    return f"On held-out text the perplexity of a word, given those around it in their order, is {value:.0f}"


@dataclass
class Options:
    """Fits what each offset from a gap tells, for a checkpoint that is there."""

    folder: str = option("checkpoints/words-en", "the checkpoint, which is written anew")
    data: list[str] = option([], "the texts of its training, in their order")
    min_count: int = option(10, "times that a word must occur, as in its training")
    steps: int = option(STEPS, f"steps at most, of {BATCH} gaps each")
    workers: int = option(2, "processes that segment text")
    run: str = option("runs/words-en", "folder with the corpus")

    def __post_init__(self) -> None:
        check_least(self, dict.fromkeys(("min_count", "steps", "workers"), 1))


def main(options: Options) -> None:
    """Fits, writes, and says the perplexity on the card. Raises CorpusError."""
    folder = Path(options.folder)
    tables, config = open_folder(checkpoint.read, folder)
    passes = config.get("phrases", 0)
    recipe = Recipe(tuple(options.data), config["language"], options.min_count, phrases=passes)
    corpus = encode(recipe, Path(options.run) / "corpus", options.workers)
    ours = {word: rank for rank, word in enumerate(tables.words)}
    ranks = np.array([ours.get(word, len(ours)) for word in corpus.words], np.int32)
    fitted_on, held_out = split(ranks[corpus.tokens])
    steps, known = enough_steps(fitted_on, options.steps), len(places_in(fitted_on, config["window"], len(ours)))
    if not steps or not known:
        cause = f"The texts have {len(fitted_on):,} words to fit on, {known:,} of them the checkpoint's inside a text."
        raise CorpusError(cause, f"Give the texts of its training, {BATCH:,} words or more.")
    offsets = fit_offsets(tables, config, fitted_on, steps)
    value = perplexity(tables, offsets, config["prior"], held_out)
    shown = shown_command("models.words.fit_offsets", options, ("run", "workers"), {"folder": ""}, public_name)
    training = config["card"]["training"].partition(FITTED)[0] + f"{FITTED} `{shown}`. {told(value)}."
    checkpoint.save(replace(tables, offsets=offsets), config | config["card"] | {"training": training}, folder)
    hub_utils.write_card(folder)
    log.info("Perplexity on held-out text: %.0f.", value)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

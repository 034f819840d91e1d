"""Trains word vectors, scores them, saves a checkpoint folder and, if asked, publishes it.

    python -m models.words.train --data texts/ --sets models/words/sets        English
    python -m models.words.train --data texts/ --language zh --min_count 5     Chinese, segmented by jieba
    python -m models.words.train --data texts/ --network cbow --dimensions 128 --negatives 16 --epochs 2 \\
        --batch 8000 --learning_rate 0.001 --sample 1e-5                       article 4515, its random softmax
    python -m models.words.train --data texts/ --publish user/words-en --tag v1

A killed run goes on where it stopped when the same command is given again; its state is in --run, and a command of
other options or texts does not go on with it. The last two
hundredths of a corpus, 200,000 tokens at most, are not trained on: they tell how sure the predictions may be.

On several machines the same command runs on each, with the addresses of all in TF_CONFIG; here two processes of one:

    cluster='{"worker": ["127.0.0.1:20001", "127.0.0.1:20002"]}'
    export TF_CONFIG='{"cluster": '"$cluster"', "task": {"type": "worker", "index": 0}}'
    python -m models.words.train --data texts/ --run runs/first &
    export TF_CONFIG='{"cluster": '"$cluster"', "task": {"type": "worker", "index": 1}}'
    python -m models.words.train --data texts/ --run runs/second

They share every batch out equally and wait for each other; worker 0 alone writes the log, the state and the checkpoint.
Each needs the same texts and a --run of its own, where it keeps the corpus that it segments once. When one is killed
all stop; the same commands go on from the state of worker 0.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

import hub_utils
from models import cluster, memory, tracking
from models.evaluation import run as run_command
from models.words import checkpoint, distribute, evaluate
from models.words.calibrate import calibration
from models.words.corpus import Corpus, Recipe, encode, split
from models.words.errors import CorpusError
from models.words.fit_offsets import enough_steps, fit_offsets, perplexity, told
from models.words.model import BlockCBOW, Design, Word2Vec, loss_of
from models.words.options import BLOCK_LENGTH, Options, command, parse_options, public_name
from models.words.parts import fit_parts
from models.words.predict import load, unit_sum
from models.words.progress import (
    Progress,
    Saving,
    Scoring,
    Watch,
    hold_to_recipe,
    restore,
    steps_done,
    variables_of,
)
from models.words.windows import Stream, keep_probabilities

if TYPE_CHECKING:
    import tensorflow as tf

STEPS_AT_ONCE = 32  # steps that run before Python is asked again
SHOWN_WORDS = {"en": ["music", "paris", "seven", "quickly"], "zh": ["音乐", "北京", "数学", "快乐"]}
OBJECTIVES = {"nce": "noise-contrastive estimation"}  # whose names are not those that people say

log = logging.getLogger(__name__)


def corpus_of(options: Options) -> Corpus:
    """The segmented corpus; what an earlier call had made is kept. Raises CorpusError."""
    recipe = Recipe(tuple(options.data), options.language, options.min_count, phrases=options.phrases)
    return encode(recipe, Path(options.run) / "corpus", options.workers)


def network_of(options: Options, corpus: Corpus) -> keras.Model:
    """A fresh network."""
    keras.utils.set_random_seed(options.seed)
    if options.network == "block-cbow":
        keep = keep_probabilities(corpus.counts, options.sample)
        return BlockCBOW(
            corpus.counts,
            keep,
            options.dimensions,
            options.window,
            BLOCK_LENGTH,
            options.negatives,
            options.strength,
            options.seed,
        )
    design = Design(
        "skip-gram" if options.network == "skip-gram" else "cbow",
        options.objective,
        options.shared,
        options.negatives,
        options.dimensions,
        options.log_q,
        options.keep_hits,
    )
    return Word2Vec(corpus.counts, design, options.seed + cluster.place().index)


def steps_of(options: Options, stream: Stream, counts: np.ndarray) -> int:
    """Steps of an epoch: as many batches as its words fill. Raises CorpusError if they do not fill one."""
    size = rows_of(options) * (BLOCK_LENGTH if options.network == "block-cbow" else 1)
    steps = stream.expected(counts) // size
    if not steps:
        raise CorpusError(
            f"The corpus does not fill one batch, which takes {size} words.", "Give more text, or a smaller --batch."
        )
    return steps


def rows_of(options: Options) -> int:
    """Blocks, or windows, of a batch."""
    return max(1, options.batch // (2 * options.window)) if options.network == "skip-gram" else options.batch


def drawn(options: Options, stream: Stream) -> Iterator[Any]:
    """The batches of all processes, blocks or windows. Raises CorpusError if the corpus does not fill one."""
    rows = rows_of(options)
    return stream.blocks(rows, BLOCK_LENGTH) if options.network == "block-cbow" else stream.windows(rows)


def batches_of(options: Options, stream: Stream, start: int) -> "tf.data.Dataset":
    """A data set of what the network wants, from step `start` on."""
    import tensorflow as tf

    place, of_blocks, rows = cluster.place(), options.network == "block-cbow", rows_of(options)
    mine = place.size(rows, least=2 if of_blocks else 1)  # the negatives of a block come from another one

    def shares() -> Iterator[Any]:
        return map(place.share, drawn(options, stream))

    blocks = tf.TensorSpec((mine, BLOCK_LENGTH + 2 * options.window), tf.int32)
    windows = (tf.TensorSpec((mine, 2 * options.window), tf.int32), tf.TensorSpec((mine,), tf.int32))
    batches = tf.data.Dataset.from_generator(shares, output_signature=blocks if of_blocks else windows)
    if not of_blocks:
        batches = batches.map(_as_pairs if options.network == "skip-gram" else _as_contexts)
    return batches.skip(start).prefetch(2 * STEPS_AT_ONCE)


def _as_contexts(contexts: "tf.Tensor", targets: "tf.Tensor") -> Any:
    import tensorflow as tf

    return (contexts, targets), tf.zeros_like(targets)


def _as_pairs(contexts: "tf.Tensor", targets: "tf.Tensor") -> Any:
    """One word of a window is the context, the word in the middle the target; padding is left out."""
    import tensorflow as tf

    words = tf.reshape(contexts, [-1])
    there = words != 0
    targets = tf.boolean_mask(tf.repeat(targets, tf.shape(contexts)[1]), there)
    return (tf.boolean_mask(words, there)[:, None], targets), tf.zeros_like(targets)


def fit(options: Options, corpus: Corpus) -> keras.Model:
    """Trains until the epochs are over."""
    memory.keep_freed()
    run, place = Path(options.run), cluster.place()
    run.mkdir(parents=True, exist_ok=True)
    if place.first:
        hold_to_recipe(options, corpus)
    strategy = cluster.strategy()
    network = network_of(options, corpus)  # outside the scope, in which Keras would build it on a batch it cannot read
    with strategy.scope():
        _compile(network, options)
    keep = keep_probabilities(corpus.counts, options.sample)
    stream = Stream(split(corpus.tokens)[0], keep, options.window, options.seed)
    steps = steps_of(options, stream, corpus.counts)
    next(drawn(options, stream))  # or the corpus is refused from within TensorFlow, which tells it in its own way
    total = steps * options.epochs
    network.optimizer.learning_rate = keras.optimizers.schedules.PolynomialDecay(options.learning_rate, total, 1e-6)
    if place.first:
        restore(network, run)
    cluster.agree(variables_of(network), strategy)
    done = steps_done(network)
    callbacks = [Watch(), *(_writing(options, corpus, steps, done) if place.first else [])]
    for epoch in range(done // steps, options.epochs):
        left = steps - (done - epoch * steps if epoch == done // steps else 0)
        batches = batches_of(options, stream, epoch * steps + steps - left).take(
            left
        )  # several steps at once would run over
        rhythm = {"initial_epoch": epoch, "epochs": epoch + 1, "steps_per_epoch": left}
        with strategy.scope():
            network.fit(
                distribute.local_dataset(batches, strategy), callbacks=callbacks, verbose=0, shuffle=False, **rhythm
            )
    return network


def _writing(options: Options, corpus: Corpus, steps: int, done: int) -> list[keras.callbacks.Callback]:
    """What the process that writes does beside training: progress, state, scores and the log."""
    run = Path(options.run)
    history = run / "log.csv"
    if not done:
        history.unlink(missing_ok=True)
    return [
        Progress(steps, done, len(corpus.tokens)),
        Saving(run, options.save_every),
        Scoring(corpus, options, SHOWN_WORDS[options.language]),
        keras.callbacks.CSVLogger(history, append=True),
        *tracking.epochs_logged(),
    ]


def _compile(network: keras.Model, options: Options) -> None:
    if options.network == "block-cbow":
        at_once = STEPS_AT_ONCE if cluster.place().number == 1 else 1  # Keras' loop over steps takes no shares
        network.compile(keras.optimizers.SGD(options.learning_rate), steps_per_execution=at_once)
    else:
        network.compile(keras.optimizers.Adam(options.learning_rate), loss_of(network.design))
        network((np.ones((1, 2 * options.window), np.int32), np.ones(1, np.int32)))
    network.optimizer.build(network.trainable_variables)


def export(network: keras.Model, options: Options, corpus: Corpus) -> Path:
    """Writes the checkpoint folder: both tables, the parts of words, the vocabulary, its scores and the card."""
    kept = min(options.words, len(corpus.words))
    inputs, outputs = (table[:kept].copy() for table in network.tables())
    inputs[0] = outputs[0] = 0
    counts, words = corpus.counts[:kept], corpus.words[:kept]
    units = unit_sum(inputs, outputs)[1:]
    weights = np.minimum(counts[1:], 1000) ** 0.5
    parts = fit_parts(words[1:], units, weights, options.language, options.parts)
    tables = checkpoint.Tables(words, counts, inputs, outputs, parts)
    fitted_on, held_out = split(corpus.tokens)
    about: dict[str, Any] = {"language": options.language, "window": options.window, "phrases": options.phrases}
    about |= calibration(held_out, counts, inputs, outputs, options.window)
    if steps := enough_steps(fitted_on, options.gap_steps):
        offsets = fit_offsets(tables, about, fitted_on, steps, options.seed)
        about["perplexity"] = perplexity(tables, offsets, about["prior"], held_out)
        tables = replace(tables, offsets=offsets)
    (Path(options.output) / "metrics.json").unlink(missing_ok=True)  # of another training, should this one be killed
    folder = checkpoint.save(tables, about | _card(options, corpus, about), Path(options.output))
    evaluate.save_scores(folder, options.sets)
    hub_utils.write_card(folder)
    return folder


def _card(options: Options, corpus: Corpus, about: dict[str, Any]) -> dict[str, Any]:
    """What the model card says of this run."""
    name = {"en": "English", "zh": "Chinese"}[options.language]
    scored_on = evaluate.credits_of(Path(options.sets or evaluate.BUNDLED_SETS), options.language)
    sources = ", ".join(public_name("data", source) for source in options.data)
    by_frequency = f", by frequency alone {value:.0f}" if (value := about["perplexity_by_frequency"]) >= 1 else ""
    return {
        "title": f"Word vectors, {name}",
        "summary": (
            f"{len(corpus.words[: options.words]) - 1:,} {name} words in {options.dimensions} dimensions, trained by "
            f"{_way(options)} in Keras, with the table of outputs that predicts words from their context. "
            "After articles 4402 and 4515 of kexue.fm."
        ),
        "languages": [options.language],
        "tags": ["word2vec", "word-embeddings", "skip-gram" if options.network == "skip-gram" else "cbow"],
        "data": (
            f"{sources}: {corpus.about['tokens']:,} tokens, of which {corpus.about['kept']:,} are of the "
            f"{len(corpus.words) - 1:,} words that occur {options.min_count} times or more. {options.credits} "
            f"The texts are not part of this repository. Scored on {scored_on}."
        ),
        "training": (
            f"`{command(options)}`. A word's vector is the sum of its unit vectors in both tables; tables are stored "
            "in eight bits with one scale a row. Words outside the vocabulary are means of their parts, fitted by "
            f"least squares. {told(about['perplexity'])}{by_frequency}."
        ),
        "usage": (
            "import hub_utils\nfrom models import words\n\n"
            f'vectors = words.load(hub_utils.fetch("words-{options.language}"))\n'
            f'print(vectors.neighbours("{SHOWN_WORDS[options.language][0]}"))'
        ),
    }


def _way(options: Options) -> str:
    """How a network learns, in the words of a card."""
    if options.network == "block-cbow":
        return "CBOW with negative sampling"
    objective = OBJECTIVES.get(options.objective, options.objective.replace("-", " "))
    network = "skip-gram" if options.network == "skip-gram" else "CBOW"
    return f"{network} with {objective}{' and one table for input and output' if options.shared else ''}"


def train(options: Options) -> Path | None:
    """Trains and writes the checkpoint folder, if this is the process that writes. Raises WordsError."""
    if options.sets:
        evaluate.check_sets(Path(options.sets), options.language)  # now, not when all is trained
    corpus = corpus_of(options)
    network = fit(options, corpus)
    return export(network, options, corpus) if cluster.place().first else None


def main(options: Options) -> None:
    folder = train(options)
    if folder is None:
        return
    vectors = load(folder)
    log.info("Saved %s: %s words.", folder, f"{len(vectors.words) - 1:,}")
    if options.publish:
        log.info("Published %s.", hub_utils.publish(folder, options.publish, tag=options.tag or None))


if __name__ == "__main__":
    run_command(main, parse_options)

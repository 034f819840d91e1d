"""Trains the network that tells what a block of a disk holds, scores it on what it has never met, saves and publishes.

    python -m models.recovery.blocks.train --texts en_wiki_0.txt.bz2 zh_wiki_0.txt.bz2 --unseen_texts zh_laws.txt.bz2

Files come from this machine: Python's library and packages, and what a Unix system shares. A run takes about five
minutes on one thread.
"""

import logging
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

import hub_utils
from models import evaluation, tracking
from models.evaluation import Metrics, write_metrics
from models.recovery.blocks import checkpoint, drawn, model
from models.recovery.blocks.data import KIND_UNSEEN, PACKAGE_UNSEEN, BlockSet, Library, read_texts
from models.recovery.blocks.evaluate import REFERENCE_SET, answers, result, results_of
from models.recovery.blocks.kinds import KINDS
from models.recovery.blocks.options import Options, command, parse_options
from models.recovery.blocks.predict import load
from models.recovery.blocks.score import baselines, by_name, confusion_table, score_of
from models.recovery.blocks.sources import machine

PER_KIND_TESTED = 300  # blocks of each kind of a test set
BASELINE_BLOCKS = 8_000  # on which the simple classifiers are taught
TEMPERATURES = np.geomspace(0.5, 4, 43)

log = logging.getLogger(__name__)


def material(options: Options) -> tuple[BlockSet, dict[str, BlockSet]]:
    """Blocks to train on, and test sets by name; the last are blocks of a file system, 4,096 bytes."""
    library = Library(read_texts(options.texts, options.unseen_texts), options.seed)
    training = library.draw(library.training(), options.per_kind)
    tested = {
        KIND_UNSEEN: library.draw(library.unseen_kinds(), PER_KIND_TESTED),
        PACKAGE_UNSEEN: library.draw(library.unseen_packages(), PER_KIND_TESTED),
        f"{KIND_UNSEEN}, 4,096 bytes": library.draw(library.unseen_kinds(), PER_KIND_TESTED // 2, 4096),
        REFERENCE_SET: drawn.draw(),
    }
    return training, tested


def fit(training: BlockSet, options: Options) -> keras.Model:
    """Trains until the epochs are over."""
    keras.utils.set_random_seed(options.seed)
    network = model.build()
    steps = -(-len(training) // options.batch) * options.epochs
    rate = keras.optimizers.schedules.CosineDecay(options.learning_rate, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.AdamW(rate), loss, metrics=["accuracy"])
    blocks = tf.data.Dataset.from_tensor_slices((training.blocks, training.kinds)).shuffle(len(training), options.seed)
    batches = blocks.batch(options.batch).map(_numbers)
    network.fit(batches, epochs=options.epochs, callbacks=tracking.epochs_logged(), verbose=2)
    return _bare(network)


def _bare(network: keras.Model) -> keras.Model:
    """The network without its optimizer, which would treble its file."""
    bare = model.build()
    bare.set_weights(network.get_weights())
    return bare


def _numbers(blocks: tf.Tensor, kinds: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    return tf.cast(blocks, tf.int32), kinds


def temperature(network: keras.Model, blocks: BlockSet) -> float:
    """What logits are divided by so that probabilities are right most often as they say (Guo et al., 1706.04599)."""
    logits = network.predict(blocks.blocks.astype(np.int32), batch_size=512, verbose=0)

    def loss(heat: float) -> float:
        logs = logits / heat - logits.max(axis=1, keepdims=True) / heat
        logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(blocks)), blocks.kinds].mean())

    return float(min(TEMPERATURES, key=loss))


def metrics(folder: Path, tested: dict[str, BlockSet], training: BlockSet, shown: str) -> Metrics:
    """The content of metrics.json: ours on every set, the simple classifiers, each source, and the confusion."""
    network = load(folder)
    scores, results, sources = {}, [], {}
    for name, blocks in tested.items():
        given = answers(network, blocks)
        scores[name] = score_of(blocks.kinds, given)
        results += results_of(name, scores[name])
        sources[name] = {source: list(share) for source, share in by_name(blocks, given).items()}
    part = training.rows(np.arange(min(BASELINE_BLOCKS, len(training))))
    short = {name: blocks for name, blocks in tested.items() if blocks.blocks.shape[1] == network.block_bytes}
    for simple, found in baselines(part, short).items():
        results += [result(f"{name}, by {simple}", score) for name, score in found.items()]
    shares = {name: score.confusion.round(4).tolist() for name, score in scores.items()}
    log.info(
        "%s", "\n\n".join(f"{name}: {score.accuracy:.1%}\n{confusion_table(score)}" for name, score in scores.items())
    )
    headline = {"name": "balanced accuracy", "value": scores[REFERENCE_SET].accuracy}
    more = {"kinds": list(KINDS), "confusion": shares, "sources": sources, "packages": drawn.versions()}
    return {"command": shown, "headline": headline, "results": results} | more


def export(network: keras.Model, options: Options, training: BlockSet, tested: dict[str, BlockSet]) -> Path:
    """Writes the checkpoint folder: the network, scores, card."""
    heat = temperature(network, tested[PACKAGE_UNSEEN])
    about = {"temperature": heat} | _about(options, network, training)
    folder = checkpoint.save(network, about, Path(options.output))
    write_metrics(folder, metrics(folder, tested, training, command(options)))
    hub_utils.write_card(folder)
    return folder


def _about(options: Options, network: keras.Model, training: BlockSet) -> dict[str, Any]:
    texts = ", ".join(Path(name).name for name in options.texts)
    unseen = ", ".join(Path(name).name for name in options.unseen_texts)
    sources = ", ".join(sorted(set(training.names)))
    return {
        "summary": (
            f"Tells what 512 bytes of a disk hold ({', '.join(KINDS)}) from the bytes alone: a network of "
            f"{network.count_params():,} weights on embedded bytes, in Keras. After article 4491 of kexue.fm."
        ),
        "data": (
            f"{len(training):,} blocks of 512 bytes cut at random places from files of a Debian machine with "
            f"{machine()}, and from contents made for it: {sources}. Prose: {texts} (Wikipedia, CC BY-SA) in UTF-8, "
            "GB18030 and UTF-16. Never trained on: one package of four, by the hash of its name; whole languages "
            "(Perl, SQL, Tcl, Vim script, CMake, Fortran), makers of pictures and archives (WebP, GIF, TIFF, bzip2, "
            f"xz), the encoding Big5, and {unseen or 'no text'} (laws, outside copyright). "
            f"{drawn.ABOUT}"
        ),
        "training": (
            f"`{command(options)}`: cross-entropy, AdamW, {options.epochs} epochs in batches of {options.batch}, one "
            "thread. The temperature of the probabilities is set on packages never trained on. Every kind counts "
            "alike in a figure (balanced accuracy)."
        ),
    }


def main(options: Options) -> None:
    """Trains, saves and publishes. Raises RecoveryError and HubError."""
    if options.threads:
        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
        tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    training, tested = material(options)
    folder = export(fit(training, options), options, training, tested)
    print(f"Saved {folder}.")
    if options.publish:
        print(f"Published {hub_utils.publish(folder, options.publish, tag=options.tag or None)}.")


if __name__ == "__main__":
    evaluation.run(main, parse_options)

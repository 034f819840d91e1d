"""Where a training step of the word vectors spends its time, and what the processor would need at the least.

Text is drawn by Zipf's law from a vocabulary of the size of the Chinese one. Each part is compiled and timed by itself;
`the whole step` is what training runs. The floor takes the products of a step at the speed of one large product, and
its rows at the speed at which memory is copied. The last two lines are a whole epoch's steps, Python, pipeline and all,
with what `models.memory` does and without, each in a process of its own.
"""

from typing import TYPE_CHECKING

import numpy as np

from benchmarks._command import begin
from benchmarks._timing import median, number_apart, print_step

if TYPE_CHECKING:
    from models.words.model import BlockCBOW
    from models.words.options import Options
    from models.words.windows import Stream

VOCABULARY, TOKENS = 139_000, 4_000_000
CALLS, STEPS = 40, 960


def main() -> None:
    """Prints the table."""
    parts = _parts()
    kept, given_back = (number_apart("benchmarks.word_step", f"_print_step({keep})") for keep in (True, False))
    lines = ["| a step of 4,096 words | ms |", "| --- | ---: |"]
    lines += [f"| {name} | {1e3 * seconds:.1f} |" for name, seconds in parts.items()]
    lines += [
        f"| in training, freed memory kept | {1e3 * kept:.1f} |",
        f"| in training, freed memory given back | {1e3 * given_back:.1f} |",
    ]
    print("\n".join(lines))


def _text() -> tuple[np.ndarray, np.ndarray]:
    """Tokens, int32, and how often each word comes in a corpus of 20 million."""
    ranks = np.arange(1, VOCABULARY)
    counts = np.append(0, 20_000_000 / (ranks + 2.7) / np.log(VOCABULARY)).astype(np.int64)
    shares = counts / counts.sum()
    return np.random.default_rng(0).choice(VOCABULARY, TOKENS, p=shares).astype(np.int32), counts


def _setup(at_once: int = 1) -> "tuple[Options, Stream, BlockCBOW]":
    """The options of training, a stream of that text, and a fresh network."""
    import keras

    from models.words.model import BlockCBOW
    from models.words.options import Options
    from models.words.train import BLOCK_LENGTH
    from models.words.windows import Stream, keep_probabilities

    (tokens, counts), options = _text(), Options()
    keep = keep_probabilities(counts, options.sample)
    network = BlockCBOW(counts, keep, options.dimensions, options.window, BLOCK_LENGTH, options.negatives)
    network.compile(keras.optimizers.SGD(options.learning_rate), steps_per_execution=at_once)
    network.optimizer.build(network.trainable_variables)
    return options, Stream(tokens, keep, options.window), network


def _parts() -> dict[str, float]:
    """Seconds of each part of a step."""
    import tensorflow as tf

    from models.words.train import BLOCK_LENGTH

    options, stream, network = _setup()
    batches = stream.blocks(options.batch, BLOCK_LENGTH)
    blocks = tf.constant(next(batches))
    look_up, interpreted = tf.function(network.rows), tf.function(network.gradients)
    rows = look_up(blocks)
    _, *gradients = network.compiled_gradients(blocks, *rows)
    subtract = tf.function(lambda: network.subtract(blocks, gradients, 1e-9))
    step = tf.function(network.train_step)
    words = options.batch * BLOCK_LENGTH
    copied = 2 * 4 * options.dimensions * (2 * words + 2 * options.window * options.batch)  # bytes: there and back
    timed = {
        "cutting blocks": lambda: next(batches),
        "looking rows up": lambda: look_up(blocks),
        "loss and gradients, TensorFlow's own operations": lambda: interpreted(blocks, *rows),
        "loss and gradients, compiled by XLA": lambda: network.compiled_gradients(blocks, *rows),
        "subtracting them from the tables": subtract,
        "the whole step": lambda: step(blocks),
    }
    floors = {
        "floor: its products at the speed of a large one": _products(options, BLOCK_LENGTH) / _speed_of_products(),
        "floor: its rows at the speed of copying": copied / _speed_of_copying(),
    }
    return {name: median(call, CALLS) for name, call in timed.items()} | floors


def _products(options: "Options", length: int) -> float:
    """Floating-point operations of the five products of all blocks."""
    columns = 2 * (length + 2 * options.window) + 3 * options.negatives
    return 2.0 * options.batch * length * options.dimensions * columns


def _speed_of_products() -> float:
    """Floating-point operations a second in one product of two large matrices."""
    import tensorflow as tf

    matrix = tf.random.normal((1024, 1024))
    multiply = tf.function(lambda: matrix @ matrix)
    return 2 * 1024**3 / median(multiply, CALLS)


def _speed_of_copying() -> float:
    """Bytes a second."""
    source = np.ones(50_000_000, np.float32)
    target = np.empty_like(source)
    return source.nbytes / median(lambda: np.copyto(target, source), 5)


def _print_step(keep: bool) -> None:
    """Prints the seconds of a training step."""
    from models import memory
    from models.words.train import STEPS_AT_ONCE, batches_of

    if keep:
        memory.keep_freed()
    options, stream, network = _setup(STEPS_AT_ONCE)
    print_step(network, batches_of(options, stream, 0), STEPS, warm=2 * STEPS_AT_ONCE)


if __name__ == "__main__":
    begin(main)

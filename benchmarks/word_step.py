"""Where a training step of the word vectors spends its time, and what the processor would need at the least.

Text is drawn by Zipf's law from a vocabulary of the size of the Chinese one. Each part is compiled and timed by itself;
`the whole step` is what training runs. The floor takes the products of a step at the speed of one large product, and
its rows at the speed at which memory is copied. The last two lines are a whole epoch's steps, Python, pipeline and all,
with what `models.memory` does and without, each in a process of its own.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

VOCABULARY, DIMENSIONS, WINDOW, BATCH = 139_000, 200, 5, 128
TOKENS = 4_000_000
CALLS, STEPS = 40, 960


def main() -> None:
    """Prints the table."""
    parts = _parts()
    kept, given_back = (_epoch(keep) for keep in (True, False))
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
    chances = counts / counts.sum()
    return np.random.default_rng(0).choice(VOCABULARY, TOKENS, p=chances).astype(np.int32), counts


def _parts() -> dict[str, float]:
    """Seconds of each part of a step."""
    import keras
    import tensorflow as tf

    from models.words.model import BlockCBOW, paces
    from models.words.train import LENGTH
    from models.words.windows import Stream, keep_chances

    tokens, counts = _text()
    keep = keep_chances(counts, 1e-4)
    stream = Stream(tokens, keep, WINDOW).blocks(BATCH, LENGTH)
    network = BlockCBOW(counts, keep, DIMENSIONS, WINDOW, LENGTH)
    network.compile(keras.optimizers.SGD(0.07))
    network.optimizer.build(network.trainable_variables)
    blocks = tf.constant(next(stream))
    tables = ((network.inputs_table, blocks), (network.outputs_table, blocks[:, WINDOW:-WINDOW]))

    @tf.function
    def look_up():
        return [tf.gather(table.value, rows) for table, rows in tables]

    contexts, words = look_up()
    interpreted = tf.function(network.gradients)
    compiled = tf.function(network.gradients, jit_compile=True)
    _, *gradients = compiled(blocks, contexts, words)

    @tf.function
    def update():
        for (table, rows), gradient in zip(tables, gradients, strict=True):
            rows, flat = tf.reshape(rows, [-1]), tf.reshape(gradient, (-1, DIMENSIONS))
            paced = flat * (1e-9 * paces(rows, VOCABULARY))[:, None]
            table.value.scatter_sub(tf.IndexedSlices(paced, rows))

    step = tf.function(lambda: network.train_step(blocks))
    return {
        "cutting blocks": _median(lambda: next(stream)),
        "looking rows up": _median(look_up),
        "loss and gradients, TensorFlow's own operations": _median(lambda: interpreted(blocks, contexts, words)),
        "loss and gradients, compiled by XLA": _median(lambda: compiled(blocks, contexts, words)),
        "subtracting them from the tables": _median(update),
        "the whole step": _median(step),
        "floor: its products at the speed of a large one": _products(LENGTH, network.negatives) / _speed_of_products(),
        "floor: its rows at the speed of copying": _traffic(LENGTH) / _speed_of_copying(),
    }


def _products(length: int, negatives: int) -> float:
    """Floating-point operations of the five products of all blocks."""
    return BATCH * 2 * length * DIMENSIONS * (2 * (length + 2 * WINDOW) + 3 * negatives)


def _traffic(length: int) -> float:
    """Bytes that are copied: rows looked up, and gradients subtracted from them."""
    return BATCH * (2 * length + 2 * WINDOW) * DIMENSIONS * 4 * 2


def _speed_of_products() -> float:
    """Floating-point operations a second in one product of two large matrices."""
    import tensorflow as tf

    matrix = tf.random.normal((1024, 1024))
    multiply = tf.function(lambda: matrix @ matrix)
    return 2 * 1024**3 / _median(multiply)


def _speed_of_copying() -> float:
    """Bytes a second."""
    source = np.ones(50_000_000, np.float32)
    target = np.empty_like(source)
    return source.nbytes / _median(lambda: np.copyto(target, source), 5)


def _median(call: Callable[[], object], calls: int = CALLS) -> float:
    call()
    call()
    seconds = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _epoch(keep: bool) -> float:
    """Seconds of a step within `Model.fit`, in a process of its own; without the first ones, which are compiled in."""
    code = f"from benchmarks.word_step import _fitted; _fitted({keep})"
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def _fitted(keep: bool) -> None:
    import keras

    from models import memory
    from models.words.model import BlockCBOW
    from models.words.options import Options
    from models.words.train import AT_ONCE, LENGTH, batches_of
    from models.words.windows import Stream, keep_chances

    if keep:
        memory.keep_freed()
    tokens, counts = _text()
    options = Options(dimensions=DIMENSIONS, window=WINDOW, batch=BATCH)
    chances = keep_chances(counts, options.sample)
    network = BlockCBOW(counts, chances, DIMENSIONS, WINDOW, LENGTH)
    network.compile(keras.optimizers.SGD(0.07), steps_per_execution=AT_ONCE)
    batches = batches_of(options, Stream(tokens, chances, WINDOW), 0)
    network.fit(batches, steps_per_epoch=2 * AT_ONCE, verbose=0)
    began = time.perf_counter()
    network.fit(batches, steps_per_epoch=STEPS, verbose=0)
    print(json.dumps((time.perf_counter() - began) / STEPS))


if __name__ == "__main__":
    main()

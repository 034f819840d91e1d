"""What happens while word vectors are trained: a line of progress, the state on disk, scores after an epoch."""

import sys
import time
from pathlib import Path

import keras
import numpy as np

from models.words.corpus import Corpus
from models.words.errors import DivergedError
from models.words.evaluate import nearest, scores_of_tables
from models.words.options import Options

STATE = "state.npz"
EVERY = 2.0  # seconds between lines of progress


class Progress(keras.callbacks.Callback):
    """Words a second, loss and the time left, on one line."""

    def __init__(self, steps: int, done: int, tokens: int):
        super().__init__()
        self.steps, self.started, self.tokens = steps, done, tokens
        self.began = self.shown = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        now = time.perf_counter()
        if now - self.shown < EVERY:
            return
        self.shown = now
        done = steps_done(self.model)
        epochs = self.params["epochs"]
        rate = (done - self.started) / (now - self.began)
        left = max(0, self.steps * epochs - done) / max(rate, 1e-9)
        words = rate * self.tokens / self.steps
        text = f"epoch {1 + done // self.steps} {done % self.steps / self.steps:.0%}  {words:,.0f} words/s"
        print(f"{text}  loss {logs['loss']:.3f}  {left:.0f} s to its end", file=sys.stderr, flush=True)


class Saving(keras.callbacks.Callback):
    """Keeps the weights, those of the optimizer too, so that a killed run goes on."""

    def __init__(self, run: Path, every: float):
        super().__init__()
        self.path, self.every, self.saved = run / STATE, every, time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        if time.perf_counter() - self.saved > self.every:
            self.save()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        self.save()

    def save(self) -> None:
        """Writes beside the last state, then takes its place."""
        scratch = self.path.with_suffix(".part.npz")
        np.savez(scratch, *(keras.ops.convert_to_numpy(it) for it in variables_of(self.model)))
        scratch.replace(self.path)
        self.saved = time.perf_counter()


def restore(network: keras.Model, run: Path) -> None:
    """Loads what Saving kept, if there is any."""
    path = run / STATE
    if path.exists():
        with np.load(path) as state:
            for variable, value in zip(variables_of(network), state.values(), strict=True):
                variable.assign(value)


def steps_done(network: keras.Model) -> int:
    """Steps since training began, those of earlier calls too."""
    return int(keras.ops.convert_to_numpy(network.optimizer.iterations))


def variables_of(network: keras.Model) -> list:
    """What a run needs to go on: the weights, and what the optimizer keeps."""
    optimizer = [it for it in network.optimizer.variables if it is not network.optimizer._learning_rate]
    return [*network.weights, *optimizer]


class Watch(keras.callbacks.Callback):
    """Stops a run whose loss is no number, before its weights take the place of the last good ones."""

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        if not np.isfinite(logs["loss"]):
            step = steps_done(self.model)
            raise DivergedError(f"The loss is no number at step {step}.", "Give a smaller --learning_rate.")


class Scoring(keras.callbacks.Callback):
    """Prints loss, scores and neighbours after every epoch."""

    def __init__(self, corpus: Corpus, options: Options, asked: list[str]):
        super().__init__()
        self.words, self.options, self.asked = corpus.words, options, asked

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        tables = self.model.tables()
        print(f"epoch {epoch + 1}: loss {logs['loss']:.3f}", flush=True)
        if self.options.sets:
            found = scores_of_tables(self.words, *tables, self.options.language, Path(self.options.sets))
            print(f"  {found.line()}")
        print(nearest(self.words, *tables, self.asked), flush=True)

"""What happens while word vectors are trained: a line of progress, the state on disk, scores after an epoch."""

import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models import recipe
from models.words.corpus import Corpus
from models.words.errors import DivergedError, StateError
from models.words.evaluate import nearest, scores_of_tables
from models.words.options import NOT_LEARNED_BY, Options

STATE = "state.npz"
PROGRESS_EVERY = 2.0  # seconds between lines of progress

Logs = Mapping[str, Any] | None  # Keras hands none before the first batch
log = logging.getLogger(__name__)


class Progress(keras.callbacks.Callback):  # type: ignore[misc]  # Keras comes without types
    """Words a second, loss and the time left, on one line."""

    def __init__(self, steps: int, done: int, tokens: int) -> None:
        super().__init__()
        self.steps, self.started, self.tokens = steps, done, tokens
        self.began = self.shown = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        now = time.perf_counter()
        if now - self.shown < PROGRESS_EVERY:
            return
        self.shown = now
        done = steps_done(self.model)
        epochs = self.params["epochs"]
        rate = (done - self.started) / (now - self.began)
        left = max(0, self.steps * epochs - done) / max(rate, 1e-9)
        words = rate * self.tokens / self.steps
        text = f"epoch {1 + done // self.steps} {done % self.steps / self.steps:.0%}  {words:,.0f} words/s"
        log.info("%s  loss %.3f  %.0f s to its end", text, loss_in(logs), left)


class Saving(keras.callbacks.Callback):  # type: ignore[misc]  # Keras comes without types
    """Keeps the weights, those of the optimizer too, so that a killed run goes on."""

    def __init__(self, run: Path, every: float) -> None:
        super().__init__()
        self.path, self.every, self.saved = run / STATE, every, time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if time.perf_counter() - self.saved > self.every:
            self.save()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.save()

    def save(self) -> None:
        """Writes beside the last state, then takes its place: a full disk loses nothing. Raises StateError."""
        scratch = self.path.with_suffix(".part.npz")
        try:
            np.savez(scratch, *map(keras.ops.convert_to_numpy, variables_of(self.model)))
            scratch.replace(self.path)
        except OSError as error:
            scratch.unlink(missing_ok=True)
            raise StateError(f"The state cannot be written: {error}.", "Free some space and go on.") from error
        self.saved = time.perf_counter()


def hold_to_recipe(options: Options, corpus: Corpus) -> None:
    """Keeps what a run begins with. Raises StateError where it has learnt by other options or of other texts."""
    vocabulary = json.dumps([corpus.words, corpus.counts.tolist()]).encode()
    now = recipe.recipe_of(options, NOT_LEARNED_BY, texts=hashlib.sha256(vocabulary).hexdigest())
    recipe.hold(now, Path(options.run), STATE, StateError)


def restore(network: keras.Model, run: Path) -> None:
    """Loads what Saving kept, if there is any. Raises StateError if it is of another network or vocabulary."""
    path = run / STATE
    if path.exists():
        with np.load(path) as state:
            values, variables = list(state.values()), variables_of(network)
        if [value.shape for value in values] != [tuple(variable.shape) for variable in variables]:
            raise StateError(f"{path} is of other options or texts.", "Give another --run, or delete it.")
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def steps_done(network: keras.Model) -> int:
    """Steps since training began, those of earlier calls too."""
    return int(keras.ops.convert_to_numpy(network.optimizer.iterations))


def loss_in(logs: Logs) -> float:
    """The loss that Keras hands to a callback; no number if it hands none."""
    return float((logs or {}).get("loss", np.nan))


def variables_of(network: keras.Model) -> Sequence[keras.Variable]:
    """What a run needs to go on: the weights, and what the optimizer keeps."""
    optimizer = network.optimizer
    kept = [variable for variable in optimizer.variables if variable is not optimizer._learning_rate]
    return [*network.weights, *kept]


class Watch(keras.callbacks.Callback):  # type: ignore[misc]  # Keras comes without types
    """Stops a run whose loss is no number, before its weights take the place of the last good ones."""

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if not np.isfinite(loss_in(logs)):
            step = steps_done(self.model)
            cause = f"The loss is no number at step {step}."
            raise DivergedError(cause, "Begin another --run with a smaller --learning_rate.")


class Scoring(keras.callbacks.Callback):  # type: ignore[misc]  # Keras comes without types
    """Logs loss, scores and neighbours after every epoch."""

    def __init__(self, corpus: Corpus, options: Options, asked: list[str]) -> None:
        super().__init__()
        self.words, self.options, self.asked = corpus.words, options, asked

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        inputs, outputs = self.model.tables()
        log.info("epoch %d: loss %.3f", epoch + 1, loss_in(logs))
        if self.options.sets:
            scores = scores_of_tables(self.words, inputs, outputs, self.options.language, Path(self.options.sets))
            log.info("  %s", scores.line())
        if shown := nearest(self.words, inputs, outputs, self.asked):
            log.info("%s", shown)

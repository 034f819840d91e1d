"""Fits the FAQ matcher: by pairs of texts, from where a killed run stopped, and by the triplet loss on FAQ sets."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models import tracking
from models.losses.errors import DivergedError, StateError
from models.losses.faq.data import Asked, FaqSet
from models.losses.faq.material import STATE, Material
from models.losses.faq.model import Design, InBatchSoftmax, matcher, pair_model
from models.losses.faq.options import Options
from models.losses.faq.predict import whole
from models.losses.faq.text import padded, token_lists
from models.losses.functions.triplet import Triplet

FAQ_BATCH = 128  # questions
WARM_UP = 100  # steps to the full learning rate
PROGRESS_EVERY = 100  # steps

log = logging.getLogger(__name__)


def network_of(options: Options, material: Material) -> keras.Model:
    """A fresh matcher."""
    keras.utils.set_random_seed(options.seed)
    design = Design(options.encoder, len(material.vectors), options.dimensions)
    return matcher(design, material.vectors, material.log_weights)


def pretrain(network: keras.Model, options: Options, material: Material) -> None:
    """Teaches the encoder by pairs, from where a killed run stopped. Raises DivergedError and StateError."""
    if not options.steps:
        return
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-6, max(1, options.steps - WARM_UP), 0.02, warmup_target=options.learning_rate, warmup_steps=WARM_UP
    )
    model = pair_model(network)
    model.compile(keras.optimizers.Adam(schedule, beta_2=0.99), InBatchSoftmax())
    model.optimizer.build(model.trainable_variables)
    state = Path(options.run) / STATE
    done, saved, began, losses = _restore(model, state), time.perf_counter(), time.perf_counter(), []
    for step in range(done, options.steps):
        questions, answers = material.mixture.batch(np.random.default_rng((options.seed, step)))
        losses.append(_fit_batch(model, questions, answers, np.arange(len(questions)), step))
        if (step + 1) % PROGRESS_EVERY == 0:
            tracking.log({"loss": np.mean(losses[-PROGRESS_EVERY:])}, step + 1)
            left = (time.perf_counter() - began) / (step + 1 - done) * (options.steps - step - 1)
            log.info("step %d  loss %.3f  %.0f s to its end", step + 1, np.mean(losses[-PROGRESS_EVERY:]), left)
        if time.perf_counter() - saved > options.save_every or step + 1 == options.steps:
            _save(model, state)
            saved = time.perf_counter()


def _fit_batch(model: keras.Model, questions: np.ndarray, answers: np.ndarray, ids: np.ndarray, step: int) -> float:
    loss = float(model.train_on_batch([questions, answers], ids.astype(np.float32)))
    if not np.isfinite(loss):
        raise DivergedError(f"The loss is no number at step {step + 1}.", "Give a smaller learning rate.")
    return loss


def _variables(model: keras.Model) -> list[Any]:
    optimizer = model.optimizer
    return [*model.weights, *(one for one in optimizer.variables if one is not optimizer._learning_rate)]


def _save(model: keras.Model, path: Path) -> None:
    """Writes beside the last state, then takes its place: a full disk loses nothing. Raises StateError."""
    scratch = path.with_suffix(".part.npz")
    try:
        np.savez(scratch, *map(keras.ops.convert_to_numpy, _variables(model)))
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise StateError(f"The state cannot be written: {error}.", "Free some space and go on.") from error


def _restore(model: keras.Model, path: Path) -> int:
    """Loads what `_save` kept, if there is any; the steps that were done."""
    if not path.exists():
        return 0
    with np.load(path) as state:
        for variable, value in zip(_variables(model), state.values(), strict=True):
            variable.assign(value)
    return int(model.optimizer.iterations)


def fine_tune(network: keras.Model, options: Options, tokenizer: Any, asked: dict[FaqSet, list[Asked]]) -> None:
    """Trains on questions of the FAQ sets by the triplet loss. Raises DivergedError.

    Args:
        asked: of each set, the questions to learn from.
    """
    random = np.random.default_rng(options.seed)
    batches = sum(-(-len(found) // FAQ_BATCH) for found in asked.values())
    schedule = keras.optimizers.schedules.PolynomialDecay(
        options.faq_learning_rate, max(1, options.epochs * batches), options.faq_learning_rate / 20
    )
    model = pair_model(network)
    model.compile(
        keras.optimizers.Adam(schedule, beta_2=0.99), Triplet(options.margin, options.negatives, options.seed)
    )
    texts = {faq: _Tokens.of(tokenizer, faq, found) for faq, found in asked.items()}
    for epoch in range(options.epochs):
        losses = []
        for tokens in texts.values():
            for rows in np.array_split(random.permutation(len(tokens.right)), -(-len(tokens.right) // FAQ_BATCH)):
                questions, answers, ids = tokens.batch(rows, random, options.word_dropout)
                losses.append(_fit_batch(model, questions, answers, ids, epoch))
        tracking.log({"loss on the FAQ sets": np.mean(losses)}, options.steps + epoch + 1)
        log.info("epoch %d on the FAQ sets: loss %.4f", epoch + 1, np.mean(losses))


@dataclass(frozen=True)
class _Tokens:
    """Questions [n, length], the rows of their entries [n], and entries' questions and wholes [entries, length]."""

    questions: np.ndarray
    right: np.ndarray
    titles: np.ndarray
    wholes: np.ndarray

    @classmethod
    def of(cls, tokenizer: Any, faq: FaqSet, asked: Sequence[Asked]) -> "_Tokens":
        entries = faq.entries
        lists = [
            token_lists(tokenizer, texts)
            for texts in (
                [one.text for one in asked],
                [entry.question for entry in entries],
                [whole(entry) for entry in entries],
            )
        ]
        width = max(len(tokens) for one in lists for tokens in one)  # one shape, so that it is compiled once
        questions, titles, wholes = (padded(one, width) for one in lists)
        return cls(questions, np.array([one.row for one in asked]), titles, wholes)

    def batch(
        self, rows: np.ndarray, random: np.random.Generator, dropout: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each question twice, with its entry's question and with the whole entry, and the entry's number."""
        right = self.right[rows]
        questions = np.concatenate([self.questions[rows]] * 2)
        questions = np.where(random.random(questions.shape) < dropout, 0, questions)
        return questions, np.concatenate([self.titles[right], self.wholes[right]]), np.concatenate([right, right])

"""A checkpoint as teacher: what it is right in is kept where a network learns something new.

A network learns of each picture what it says, and how probable its teacher holds every symbol in every column (Hinton
et al., arXiv:1503.02531); the latter by the probability that the teacher gives the text, so that its mistakes are not
learnt, and pictures of a maker that it does not know teach what they say alone (Li and Hoiem, arXiv:1606.09282, have
the old network answer for all).
"""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from hub_utils.checkpoint import read_json
from models.captcha.data import LOOK_ALIKES
from models.captcha.encoding import MAX_LABEL, Encoding
from models.captcha.errors import CaptchaError
from models.captcha.model import SaturatingCTC
from models.captcha.pool import Batch, Mixture
from models.captcha.predict import Solver, load

IMPOSSIBLE = -30.0  # logit of a symbol that the teacher does not know


@keras.saving.register_keras_serializable("captcha")
class TaughtCTC(SaturatingCTC):
    """The loss of what a picture says, and what a network's probabilities in each column diverge from its teacher's, in
    nats, times the trust in that. Labels are as of `taught_batch`."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each picture, [batch]."""
        labels, trust, logits = y_true[:, :MAX_LABEL], y_true[:, MAX_LABEL], y_true[:, MAX_LABEL + 1 :]
        told = ops.log_softmax(ops.reshape(logits, ops.shape(y_pred)))
        divergence = ops.sum(ops.exp(told) * (told - ops.log_softmax(y_pred)), axis=(1, 2))
        return super().call(ops.cast(labels, "int32"), y_pred) + trust * divergence


def check_teacher(folder: Path, encoding: Encoding) -> None:
    """Raises CaptchaError for a checkpoint that a network of this encoding cannot be taught by."""
    known = Encoding(**read_json(folder / "config.json")["encoding"])
    if replace(known, charset=encoding.charset) != encoding or not encoding.charset.startswith(known.charset):
        raise CaptchaError(
            "The teacher sees pictures otherwise than the network, or knows other symbols.",
            "Name a checkpoint that the network comes from, or none: --teacher ''.",
        )


def taught_batch(mixture: Mixture, folder: Path, classes: int, index: int, width: int | None = None) -> Batch:
    """A batch of a mixture whose labels are followed by the trust in the teacher and by its logits.

    Args:
        mixture: what to take batch `index` from, of `width` if it is given
        folder: the checkpoint that teaches; only one that reads sequences can
        classes: of the network that is taught, whose last ones the teacher may not know

    Returns:
        pictures as of `Mixture.batch`, and float32 [size, MAX_LABEL + 1 + steps * classes]
    """
    pictures, labels = mixture.batch(index, width)
    solver, prior = _teacher(folder)
    scores = np.stack(solver.scores(list(solver.reader.encoding.normalise(pictures))))
    known = labels.max(axis=1) < scores.shape[2]
    trust = np.zeros(len(labels))
    trust[known] = solver.reader.legibility(scores[known], labels[known])
    logits = np.full((*scores.shape[:2], classes), IMPOSSIBLE)
    logits[..., : scores.shape[2]] = scores + prior
    return pictures, np.hstack([labels, trust[:, None], logits.reshape(len(labels), -1)]).astype(np.float32)


@functools.cache
def _teacher(folder: Path) -> tuple[Solver, np.ndarray]:
    """The teacher, and what its logits lack of those that it learnt: look-alikes are made rarer afterwards."""
    solver, rarer = load(folder), read_json(folder / "config.json").get("look_alikes", 0.0)
    return solver, np.array([rarer if symbol in LOOK_ALIKES else 0.0 for symbol in solver.reader.symbols])

"""What a training run says and keeps after each epoch."""

import csv
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import keras
import numpy as np
from PIL import Image

from models.captcha.answers import Reading
from models.captcha.encoding import Encoding, map_by_shape
from models.captcha.reader import Reader
from models.captcha.score import score

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examples:
    """Captchas as a network takes them, each float32 [height, width, channels], and what they say."""

    images: tuple[np.ndarray, ...]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Image.Image, str]], encoding: Encoding) -> Self:
        """Encodes pictures and their texts."""
        images, labels = zip(*((encoding.image(image), text) for image, text in pairs), strict=True)
        return cls(images, labels)


class ReadingScore(keras.callbacks.Callback):  # type: ignore[misc]  # keras comes without types
    """Reads the validation captchas after each epoch: the share of whole strings of each set goes into the logs.

    `val_whole` is the mean over the sets, so that a small one counts as much as a large one.
    """

    def __init__(self, encoding: Encoding, sets: Mapping[str, Examples], batch: int):
        super().__init__()
        self.encoding, self.sets, self.batch = encoding, sets, batch

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Scores, logs, and adds `val_whole` to what other callbacks are told."""
        shares = {
            name: score(map_by_shape(self._read, examples.images), examples.labels).whole
            for name, examples in self.sets.items()
        }
        if logs is not None:
            logs["val_whole"] = float(np.mean(list(shares.values())))
        log.info(" - ".join(["whole", *(f"{name} {share:.3f}" for name, share in shares.items())]))

    def _read(self, images: np.ndarray) -> list[Reading]:
        answers = self.model.predict(images, batch_size=self.batch, verbose=0)
        return Reader(self.encoding, answers.shape[1]).read(answers)


class Resumable(keras.callbacks.Callback):  # type: ignore[misc]  # keras comes without types
    """Keeps the latest state of a run, replaced in one move so that a kill leaves the one before whole."""

    def __init__(self, path: Path):
        super().__init__()
        self.path = path

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Saves the network with its optimizer."""
        partial = self.path.with_name("partial.keras")
        self.model.save(partial)
        partial.replace(self.path)


def best_score(run: Path) -> float | None:
    """The best validation score that a run has reached; None before its first epoch."""
    return max((float(epoch["val_whole"]) for epoch in logged_epochs(run)), default=None)


def logged_epochs(run: Path) -> list[dict[str, str]]:
    """What is known of each epoch of a run, oldest first."""
    path = run / "log.csv"
    if not path.exists():
        return []
    with path.open(newline="") as rows:
        return list(csv.DictReader(rows))

"""What a training run is held to, and what it says and keeps after each epoch."""

import csv
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import keras
import numpy as np
from PIL import Image

from models import recipe
from models.captcha.answers import Reading
from models.captcha.encoding import Encoding, map_by_shape
from models.captcha.errors import CaptchaError
from models.captcha.labelled import labelled
from models.captcha.options import AFTERWARDS, PLACES, Options
from models.captcha.reader import Reader
from models.captcha.score import score
from models.captcha.start import folder_of

LATEST = "latest.keras"  # its state after its latest epoch

log = logging.getLogger(__name__)


def hold_to_recipe(options: Options, encoding: Encoding) -> None:
    """Holds a run that has learnt something to the options, pictures and weights that it began with.

    Raises:
        CaptchaError: they are others now; names them. Or the pictures of --data cannot be read.
        HubError: the checkpoint of --from cannot be had.
    """
    run, now = Path(options.run), _recipe(options, encoding)
    changed = recipe.changed(now, run)
    if changed and (run / LATEST).exists():
        cause = f"{run} has the run of other options ({', '.join(changed)})."
        raise CaptchaError(cause, "Give another --run, or the same options.")
    if changed:
        (run / "drawn" / "weights.npy").unlink(missing_ok=True)  # by another checkpoint, or of a run with --focus
    run.mkdir(parents=True, exist_ok=True)
    recipe.keep(now, run)


def _recipe(options: Options, encoding: Encoding) -> dict[str, Any]:
    """What a run learns by, as JSON has it: the options, the texts of --data, the weights of --from."""
    texts = {source: sorted(labelled(source).table["label"]) for source in options.data}
    weights = (folder_of(options.start) / "model.keras").read_bytes() if options.start else b""
    return recipe.recipe_of(options, (*PLACES, *AFTERWARDS, "start")) | {  # of which the weights tell
        "what the network sees": asdict(encoding),
        "the texts of --data": hashlib.sha256(json.dumps(texts).encode()).hexdigest(),
        "the weights of --from": hashlib.sha256(weights).hexdigest(),
    }


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

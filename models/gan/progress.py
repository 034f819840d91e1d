"""What is kept while a pair of networks is trained: a line of progress, a log, pictures, and snapshots."""

import csv
import logging
import time
from pathlib import Path

import keras
import numpy as np

from models import tracking
from models.gan.design import latents_of
from models.gan.errors import StateError
from models.gan.media import grid, image_of
from models.gan.trainer import REPORTED, Trainer

LINE_EVERY = 5.0  # seconds between lines of progress
GRID_SIZE = 64  # pictures
LOG = "log.csv"

log = logging.getLogger(__name__)


class Progress:
    """Steps a second, the critic's distance and penalty, and the time left; each tenth second's means in log.csv."""

    def __init__(self, trainer: Trainer, run: Path):
        self.trainer, self.path, self.started = trainer, run / LOG, trainer.step
        self.began = self.shown = time.perf_counter()
        self.means: list[dict[str, float]] = []
        if not trainer.step:
            self._write(["step", *REPORTED], "w")

    def __call__(self, reported: dict[str, float]) -> None:
        self.means.append(reported)
        now, step, steps = time.perf_counter(), self.trainer.step, self.trainer.options.steps
        if now - self.shown < LINE_EVERY and step < steps:
            return
        mean = [float(np.mean([one[name] for one in self.means])) for name in REPORTED]
        rate = (step - self.started) / (now - self.began)
        text = "  ".join(f"{name} {value:.3f}" for name, value in zip(REPORTED, mean, strict=True))
        log.info("step %d of %d  %.1f/s  %s  %.0f s left", step, steps, rate, text, (steps - step) / rate)
        self._write([step, *(f"{value:.5g}" for value in mean)], "a")
        tracking.log(dict(zip(REPORTED, mean, strict=True)), step)
        self.shown, self.means = now, []

    def _write(self, row: list[object], mode: str) -> None:
        with self.path.open(mode, encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerow(row)


def snapshot_steps(steps: int, count: int) -> list[int]:
    """When snapshots are kept: the untrained network, then steps at a constant ratio from 100 on."""
    last = max(1, steps)
    later = np.unique(np.round(np.geomspace(min(100, last), last, max(1, count - 1))).astype(int))
    return [0, *later.tolist()]


def snapshot_path(run: Path, step: int) -> Path:
    """Where the weights of the averaged generator at a step are kept."""
    return run / "snapshots" / f"step-{step}.npz"


def keep_snapshot(trainer: Trainer, run: Path) -> None:
    """Stores the averaged generator; a full disk leaves no half of one. Raises StateError."""
    path = snapshot_path(run, trainer.step)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"part-{path.name}")
    try:
        np.savez(scratch, *trainer.average.get_weights())
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise StateError(f"A snapshot cannot be written: {error}.", "Free some space and go on.") from error


def read_snapshot(path: Path) -> list[np.ndarray]:
    """The weights, as `set_weights` takes them."""
    with np.load(path) as state:
        return [state[f"arr_{index}"] for index in range(len(state.files))]


def draw_grid(trainer: Trainer, run: Path) -> None:
    """Writes 64 pictures of the averaged generator, always of the same latents, to grids/."""
    design = trainer.design
    latents = latents_of(design, GRID_SIZE, seed=0)
    kinds = np.arange(GRID_SIZE, dtype=np.int32) % max(1, design.classes)
    pictures = trainer.average([latents, kinds] if design.classes else latents, training=False)
    pictures = np.round(keras.ops.convert_to_numpy(pictures) * 255).astype(np.uint8)
    folder = run / "grids"
    folder.mkdir(exist_ok=True)
    image_of(grid(pictures)).save(folder / f"step-{trainer.step:06d}.png")

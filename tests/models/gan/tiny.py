"""A small image set of our own drawing, and what is trained on it in seconds."""

import struct
from pathlib import Path

import numpy as np

SIDE = 8


def shapes(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Bars, lying (class 0) or standing (class 1), at random places: uint8 [count, 8, 8], int64 [count]."""
    random = np.random.default_rng(seed)
    labels = random.integers(2, size=count)
    pixels = random.integers(0, 40, (count, SIDE, SIDE), dtype=np.uint8)
    for picture, label in zip(pixels, labels, strict=True):
        place = random.integers(1, SIDE - 2)
        view = picture if label == 0 else picture.T
        view[place : place + 2, 1:-1] = 200 + random.integers(40)
    return pixels, labels


def write_idx(folder: Path, training: int = 600, test: int = 300) -> Path:
    """The shapes as four idx files, as MNIST is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, count, seed in (("train", training, 0), ("t10k", test, 1)):
        pixels, labels = shapes(count, seed)
        for name, values in ((f"{part}-images-idx3-ubyte", pixels), (f"{part}-labels-idx1-ubyte", labels)):
            head = bytes([0, 0, 8, values.ndim]) + b"".join(struct.pack(">I", size) for size in values.shape)
            (folder / name).write_bytes(head + values.astype(np.uint8).tobytes())
    return folder


def options(data: Path, run: Path, **given):
    """A run of a few steps."""
    from models.gan.options import Options

    small = {"steps": 12, "snapshots": 4, "filters": 8, "critic_filters": 8, "latent": 8, "batch": 16}
    places = {"data": str(data), "run": str(run), "output": str(run / "checkpoint")}
    return Options(**{"judge_steps": 30, "grid_every": 10} | small | places | given)

"""Loads a checkpoint folder and draws with it, through ONNX Runtime: pictures, walks, and how it learnt to draw."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from models.gan import checkpoint
from models.gan.answers import Neighbour
from models.gan.design import latents_of
from models.gan.errors import NoClassError, OutOfRangeError, WrongSizeError
from models.gan.judge import FILE as JUDGE
from models.gan.judge import Judge

if TYPE_CHECKING:
    import onnxruntime

MAX_PICTURES = 64  # pictures of one call
SEEDS = 2**31
MAX_FRAMES = 240  # of a walk, at most
MAX_ROWS = 256  # pictures of one run of a network, in memory


class Gan:
    """A generator, its critic and its training snapshots; safe to share between threads.

    Pictures are uint8 [n, height, width, channels]; latents float32 [n, latent], normal of length √latent on average.
    """

    def __init__(self, folder: str | os.PathLike[str]):
        self._folder = Path(folder)
        self.config = checkpoint.read_config(self._folder)
        self.design = checkpoint.design_of(self.config)
        self.names: tuple[str, ...] = tuple(self.config["names"])
        self.knobs: tuple[str, ...] = tuple(self.config.get("knobs", ()))  # what each direction changes, see knobs.py
        self.steps: tuple[int, ...] = (*self.config["snapshots"], self.config["step"])
        self._generator = _session(self._folder / checkpoint.GENERATOR)
        self._snapshots: dict[int, onnxruntime.InferenceSession] = {}
        self._loading = Lock()

    def sample(self, count: int = 16, seed: int = 0, kind: int | None = None, truncation: float = 1.0) -> np.ndarray:
        """Draws pictures; the same arguments give the same bytes.

        Args:
            count: 1 to 64.
            seed: 0 to 2³¹ − 1; the first pictures of a seed are the same whatever the count.
            kind: the class of all; None for all classes in turn.
            truncation: 0 to 2, how far latents are from the middle: below 1 pictures are safer and less varied.

        Raises:
            OutOfRangeError: one of them is.
        """
        return self.render(self.latents(count, seed, truncation), self.kinds(count, kind))

    def latents(self, count: int, seed: int, truncation: float = 1.0) -> np.ndarray:
        """The latents of a seed, float32 [count, latent]. Raises OutOfRangeError."""
        _check_range("count", count, 1, MAX_PICTURES)
        _check_range("seed", seed, 0, SEEDS - 1)
        _check_range("truncation", truncation, 0, 2)
        return latents_of(self.design, int(count), int(seed), truncation)

    def kinds(self, count: int, kind: int | None = None) -> np.ndarray:
        """A class for each picture, int32 [count]: the one asked for, or all in turn. Raises OutOfRangeError."""
        classes = self.design.classes
        if kind is None or kind < 0:
            return np.arange(count, dtype=np.int32) % max(1, classes)
        if kind >= classes:
            there = f"It has classes 0 to {classes - 1}." if classes else "Give none: it was trained without classes."
            raise NoClassError(f"There is no class {kind}.", there)
        return np.full(count, kind, np.int32)

    def render(self, latents: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """The pictures of latents, float32 [n, latent], and classes, int32 [n]."""
        return _bytes(self.shades(latents, kinds))

    def shades(self, latents: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """The same before they are rounded to bytes, float32 [n, height, width, channels] in 0 to 1."""
        return _run(self._generator, latents, kinds)

    def walk(self, ends: np.ndarray, kinds: np.ndarray, frames: int = 60, loop: bool = False) -> np.ndarray:
        """Pictures on the way from latent to latent, on great circles, in one batch.

        Args:
            ends: the latents to pass through, float32 [2 or more, latent].
            kinds: a class of each, int32; the way changes class in the middle between two.
            frames: 2 to 240 pictures.
            loop: also goes back to the first.

        Raises:
            OutOfRangeError: fewer than two latents, or frames out of range.
        """
        _check_range("number of frames", frames, 2, MAX_FRAMES)
        if len(ends) < 2:
            raise OutOfRangeError("A walk needs two ends.", "Give two seeds or more.")
        if loop:
            ends, kinds = np.concatenate([ends, ends[:1]]), np.concatenate([kinds, kinds[:1]])
        places = np.linspace(0, len(ends) - 1, frames, endpoint=not loop)
        legs = np.minimum(places.astype(int), len(ends) - 2)
        latents = slerp(ends[legs], ends[legs + 1], (places - legs)[:, None])
        return self.render(latents.astype(np.float32), kinds[np.rint(places).astype(int)])

    @property
    def directions(self) -> np.ndarray:
        """Unit directions of latents, each of which changes what `knobs` says, float32 [d, latent]."""
        return self.gallery.directions

    def move(self, latents: np.ndarray, amounts: Sequence[float]) -> np.ndarray:
        """Latents moved along the first directions, by standard deviations of −6 to 6. Raises OutOfRangeError."""
        for amount in amounts:
            _check_range("slider", amount, -6, 6)
        steps = np.asarray(amounts, np.float32)[: len(self.directions)]
        return latents + steps @ self.directions[: len(steps)]

    def grow_up(self, latents: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """The same latents through every snapshot and the last step, uint8 [steps, n, height, width, channels]."""
        return np.stack([self.render_at(step, latents, kinds) for step in self.steps])

    def render_at(self, step: int, latents: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """The pictures of latents and classes as the generator of a snapshot draws them, one of `steps`."""
        if step == self.steps[-1]:
            return self.render(latents, kinds)
        with self._loading:
            if not self._snapshots:
                snapshots = checkpoint.read_snapshots(self._folder / checkpoint.SNAPSHOTS)
                self._snapshots = {step: _session(network) for step, network in snapshots.items()}
        return _bytes(_run(self._snapshots[step], latents, kinds))

    def score(self, pictures: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        """What the critic says of pictures, float32 [n]: the lower, the more real.

        Raises:
            OutOfRangeError: they are of another size than those that it was trained with.
        """
        design = self.design
        wanted = design.height, design.width, design.channels
        if pictures.shape[1:] != wanted:
            found = "×".join(map(str, pictures.shape[1:]))
            raise WrongSizeError(f"The picture is {found}, not {'×'.join(map(str, wanted))}.", "Scale it first.")
        return _run(self._critic, pictures.astype(np.float32) / 255, kinds)[:, 0]

    def nearest(self, pictures: np.ndarray, top: int = 3) -> list[list[Neighbour]]:
        """The real pictures of the gallery that the judge finds most like each picture, nearest first.

        The gallery is a small part of the training set: what is not found there may still be a copy.
        """
        features, known = self.judge(pictures)[0], self._gallery_features
        squares = (known * known).sum(axis=1) - 2 * features @ known.T + (features * features).sum(axis=1)[:, None]
        order = np.argsort(squares, axis=1, kind="stable")[:, :top]
        return [
            [Neighbour(int(place), float(np.sqrt(max(0, row[place])))) for place in places]
            for row, places in zip(squares, order, strict=True)
        ]

    @cached_property
    def gallery(self) -> checkpoint.Gallery:
        """Some real pictures of the training set."""
        return checkpoint.read_gallery(self._folder, self.design.cell)

    @cached_property
    def judge(self) -> Judge:
        """The frozen classifier."""
        return Judge(self._folder / JUDGE)

    @cached_property
    def _critic(self) -> "onnxruntime.InferenceSession":
        return _session(self._folder / checkpoint.CRITIC)

    @cached_property
    def _gallery_features(self) -> np.ndarray:
        return self.judge(self.gallery.pixels)[0]


def load(folder: str | os.PathLike[str]) -> Gan:
    """Loads a checkpoint folder."""
    return Gan(folder)


def slerp(first: np.ndarray, second: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Between vectors [n, latent] along the great circle, lengths changing evenly; `share` 0 to 1, [n, 1]."""
    lengths = [np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-12 for vectors in (first, second)]
    units = first / lengths[0], second / lengths[1]
    angle = np.arccos(np.clip((units[0] * units[1]).sum(axis=1, keepdims=True), -1, 1))
    straight = np.sin(angle) < 1e-6
    weights = [
        np.where(straight, line, np.sin(line * angle) / np.where(straight, 1, np.sin(angle)))
        for line in (1 - share, share)
    ]
    length = (1 - share) * lengths[0] + share * lengths[1]
    return length * (weights[0] * units[0] + weights[1] * units[1])


def _check_range(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise OutOfRangeError(f"The {name} is {value}.", f"Give {least} to {most}.")


def _session(network: Path | bytes) -> "onnxruntime.InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry(
        "session.intra_op.allow_spinning", "0"
    )  # threads that wait leave the processor to others
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _run(session: "onnxruntime.InferenceSession", values: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """The only output, for as many rows as there are, some at once."""
    names = [given.name for given in session.get_inputs()]
    parts = []
    for start in range(0, len(values), MAX_ROWS):
        rows = slice(start, start + MAX_ROWS)
        given = dict(zip(names, (values[rows], kinds[rows]), strict=False))  # without classes there is one input
        parts.append(session.run(None, given)[0])
    return np.concatenate(parts)


def _bytes(pictures: np.ndarray) -> np.ndarray:
    return np.rint(pictures * 255).astype(np.uint8)

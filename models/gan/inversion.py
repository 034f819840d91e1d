"""A picture of one's own: the latent whose picture is nearest to it, and a walk from there.

Levenberg and Marquardt's method on the differences of the pixels: the generator is served without its gradient, but
its latent has 64 numbers only, and a batch of 64 pictures, each with one of them a little larger, gives the whole
Jacobian. `python -m benchmarks latents` compares it with random latents and with guessed gradients (SPSA).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.gan.design import latents_of
from models.gan.errors import OutOfRangeError
from models.gan.media import address, enlarge, png, webp
from models.gan.predict import Gan, load
from models.gan.show import class_name, read_picture

TRIED, BEGINNINGS = 256, 4  # random latents, and the nearest of them, from each of which the search goes down
STEPS = 20  # of each beginning, at most
SECONDS = 15.0  # of all
WIDTH = 0.03  # of a finite difference
PRIOR = 1e-3  # weight of the latent's square beside the pixels', so that it stays one that the generator was taught
DAMPINGS = np.array([0.1, 0.3, 1, 3, 10, 30, 100, 1000])  # tried at once, times the last one that helped
SETTLED = 1e-4  # of the loss; a step that gains less is the last
WALK_FRAMES = 48


@dataclass(frozen=True)
class Found:
    """The nearest picture so far, after `step` of at most `steps`.

    `picture` is the one that was sent, `drawn` the nearest, both data addresses; `error` the root of the mean square of
    their difference in shares of 255 shades; `latent` what it is drawn from. `walk`, such an address too, goes from it
    to the picture of the seed `to` and back, and is there at the end.
    """

    picture: str
    drawn: str
    kind: str | None
    error: float
    latent: tuple[float, ...]
    step: int
    steps: int
    to: int
    walk: str | None = None


def find_latent(folder: str, file: str, kind: int | None = None, to: int = 2) -> Iterator[Found]:
    """Searches, and yields what is nearest after each step, at the end with the walk.

    Args:
        folder: of a checkpoint.
        file: the picture, of the size that the generator draws.
        kind: its class; None for what the judge reads.
        to: the seed where the walk ends.

    Raises:
        OutOfRangeError: no picture, one of another size or of a single shade, a class or a seed that there is not.
    """
    gan = load(folder)
    picture = read_picture(gan, Path(file))
    if picture.min() == picture.max():
        raise OutOfRangeError("All of the picture is of one shade.", "Give one that shows something.")
    if kind is None and gan.design.classes:
        kind = int(gan.judge(picture[None])[1][0, 0])
    kinds, end = gan.kinds(1, kind), gan.latents(1, to)
    search = Search(gan, picture, int(kinds[0]))
    found = None
    for step, (error, latent) in enumerate(search.steps()):
        drawn = gan.render(latent[None], kinds)[0]
        found = Found(
            address(png(enlarge(picture))),
            address(png(enlarge(drawn))),
            class_name(gan, int(kinds[0])),
            error,
            tuple(np.round(latent.astype(float), 4).tolist()),
            step,
            BEGINNINGS * STEPS,
            to,
        )
        yield found
    assert found
    way = [enlarge(one) for one in gan.walk(np.stack([latent, end[0]]), kinds.repeat(2), WALK_FRAMES)]
    shots = np.stack([*way, *way[-2:0:-1]])
    yield replace(found, walk=address(webp(shots), "image/webp"))


class Search:
    """Goes down from some beginnings; in pictures of squares, on one value a square."""

    def __init__(self, gan: Gan, picture: np.ndarray, kind: int):
        self._gan, self._kind, self._cell = gan, kind, gan.design.cell
        height, width, channels = picture.shape
        squares = (picture / 255).reshape(height // self._cell, self._cell, width // self._cell, self._cell, channels)
        self._wanted = squares.mean(axis=(1, 3)).ravel()

    def steps(self) -> Iterator[tuple[float, np.ndarray]]:
        """The error and the latent, float32 [latent], that are best so far, before the first step and after each."""
        end, latents = time.monotonic() + SECONDS, self.beginnings()
        best = self.error(latents[0]), latents[0]
        yield best
        for beginning in latents:
            for latent in self._descend(beginning):
                best = min(best, (self.error(latent), latent), key=lambda one: one[0])
                yield best
                if time.monotonic() > end:
                    return

    def beginnings(self, count: int = TRIED) -> np.ndarray:
        """The nearest of `count` random latents, nearest first, float32 [BEGINNINGS, latent]."""
        latents = self._allowed(latents_of(self._gan.design, count, seed=0))
        return latents[np.argsort(self.losses(latents), kind="stable")[:BEGINNINGS]]

    def _descend(self, latent: np.ndarray) -> Iterator[np.ndarray]:
        """Latents with ever smaller losses, from the first step to the last."""
        units, damping, loss = np.eye(len(latent), dtype=np.float32), 1.0, self.losses(latent[None])[0]
        for _ in range(STEPS):
            drawn = self._draw(latent[None])[0]
            jacobian = (self._draw(latent + WIDTH * units) - drawn) / WIDTH  # [latent, pixels]
            slope = jacobian @ (self._wanted - drawn) - PRIOR * latent
            curvature = jacobian @ jacobian.T + PRIOR * units
            steps = [np.linalg.solve(curvature + scale * units, slope) for scale in damping * DAMPINGS]
            tried = self._allowed((latent + np.stack(steps)).astype(np.float32))
            losses = self.losses(tried)
            place = int(losses.argmin())
            if loss - losses[place] <= SETTLED * loss:
                return
            latent, loss, damping = tried[place], losses[place], damping * DAMPINGS[place]
            yield latent

    def _allowed(self, latents: np.ndarray) -> np.ndarray:
        """The article's latents are uniform in −1 to 1."""
        return np.clip(latents, -1, 1) if self._gan.design.network == "article" else latents

    def _draw(self, latents: np.ndarray) -> np.ndarray:
        """float64 [n, pixels] in 0 to 1."""
        kinds = np.full(len(latents), self._kind, np.int32)
        shades = self._gan.shades(latents, kinds)[:, :: self._cell, :: self._cell]
        return shades.reshape(len(latents), -1).astype(np.float64)

    def losses(self, latents: np.ndarray) -> np.ndarray:
        """What the search lowers, float64 [n]: the sum of the squares of the pixels' differences, and the prior."""
        apart = self._draw(latents) - self._wanted
        return (apart * apart).sum(axis=1) + PRIOR * (latents * latents).sum(axis=1)

    def error(self, latent: np.ndarray) -> float:
        """The root of the mean square of the pixels' differences, in shares of 255 shades."""
        apart = self._draw(latent[None])[0] - self._wanted
        return float(np.sqrt((apart * apart).mean()))

"""What is told about pictures: small frozen values. Images are data addresses, PNG unless another format is named."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Neighbour:
    """A real picture, by its place in the gallery, and its distance in the judge's features."""

    place: int
    distance: float


@dataclass(frozen=True)
class Picture:
    """One picture: its place among those of its seed (or of what was sent), the name of its class, the critic's score.

    The lower the score, the more real; it compares only with scores of the same critic.
    """

    image: str
    place: int
    kind: str | None
    score: float


@dataclass(frozen=True)
class Sheet:
    """Pictures, and what draws them again. `archive` is a ZIP with every picture, all on one sheet, and a manifest."""

    pictures: tuple[Picture, ...]
    seed: int | None
    kind: int | None
    truncation: float
    archive: str


@dataclass(frozen=True)
class Animation:
    """A WebP animation that repeats for ever, how many frames it has, and the seeds that it passes through."""

    image: bytes
    frames: int
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Growth:
    """The same latents at every step: one sheet of pictures a step, and the Fréchet classifier distance measured there.

    `distances` is empty where the checkpoint does not tell them.
    """

    steps: tuple[int, ...]
    sheets: tuple[str, ...]
    distances: tuple[float, ...]
    seed: int


@dataclass(frozen=True)
class Real:
    """A real picture, the name of its class, and its distance."""

    image: str
    kind: str | None
    distance: float


@dataclass(frozen=True)
class Nearest:
    """A generated picture and the real ones most like it, nearest first; `among` pictures of the training set were
    searched, not all of it.
    """

    picture: Picture
    real: tuple[Real, ...]
    among: int

"""What a generator and its critic are made for: the sizes of pictures, latents and networks."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Design:
    """What a pair of networks is made for.

    `cell` is the side of the squares that pictures are made of (see data.cell_of): inside, the networks work on one
    value a square. `filters` and `critic_filters` are those of the convolutions next to the last, and of the first.
    """

    network: str  # dcgan or article
    height: int
    width: int
    channels: int
    classes: int = 0
    cell: int = 1
    latent: int = 64
    filters: int = 32
    critic_filters: int = 32

    @property
    def grid(self) -> tuple[int, int]:
        """Height and width in squares."""
        return self.height // self.cell, self.width // self.cell

    @property
    def doublings(self) -> int:
        """How often the convolutional generator doubles its side: until 4 to 8 squares are left on the shorter one."""
        side, times = min(self.grid), 0
        while side % 2 == 0 and side >= 8:
            side, times = side // 2, times + 1
        return times


def latents_of(design: Design, count: int, seed: int, truncation: float = 1.0) -> np.ndarray:
    """What a generator is asked with, float32 [count, latent]: normal, or of the article's network uniform in −1 to 1.

    Args:
        design: of the generator.
        count, seed: the first ones of a seed are the same whatever the count.
        truncation: how far from the middle they are, 1 as in training.
    """
    random, shape = np.random.default_rng(seed), (count, design.latent)
    drawn = random.uniform(-1, 1, shape) if design.network == "article" else random.standard_normal(shape)
    return (drawn * truncation).astype(np.float32)

"""Stacked digits (Metz and others 2017): three random digits as the red, green and blue of a picture, 1,000 modes.

The frozen judge of the bundled digits reads every colour of a drawn picture, and so names its mode.
"""

import numpy as np

import hub_utils
from models import gan
from models.gan.data import Images
from models.gan.judge import Judge

MODES = 1_000
DRAWN = 26_000  # pictures, the usual number (Lin and others 2018, PacGAN)
READABLE = 0.95  # of test digits that the judge must read, or the set is none of digits


def digits_judge() -> Judge:
    """The classifier in the bundled checkpoint of digits."""
    return gan.load(hub_utils.fetch("gan-digits")).judge


def are_digits(images: Images, judge: Judge) -> bool:
    """Whether the judge reads these pictures as they are labelled."""
    if images.labels is None or images.pixels.shape[1:] != (28, 28, 1):
        return False
    return bool((judge(images.pixels)[1][:, 0] == images.labels).mean() >= READABLE)


def stacked(images: Images, count: int, seed: int = 0) -> Images:
    """`count` pictures, uint8 [count, 28, 28, 3], each of three digits drawn by lot; no classes are told."""
    rows = np.random.default_rng(seed).integers(len(images), size=(count, 3))
    return Images(np.concatenate([images.pixels[rows[:, colour]] for colour in range(3)], axis=-1))


def modes_of(pixels: np.ndarray, judge: Judge) -> np.ndarray:
    """The mode of each picture, int64 [n], 0 to 999: the three digits as the judge reads them."""
    hundreds, tens, ones = (judge(pixels[..., colour : colour + 1])[1][:, 0] for colour in range(3))
    return 100 * hundreds + 10 * tens + ones

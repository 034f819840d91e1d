"""WGAN-GP after kexue.fm article 4439: pictures from latents, walks, growing up, and points that learn while one looks.

model = load(hub_utils.fetch("gan-digits"))
model.sample(16, seed=1)
"""

from models.gan.answers import Animation, Growth, Nearest, Picture, Real, Sheet
from models.gan.by_hand import MAX_MOVES, by_hand, check_moves
from models.gan.errors import (
    DataError,
    DivergedError,
    GanError,
    NoClassError,
    OutOfRangeError,
    StateError,
    WrongSizeError,
)
from models.gan.inversion import Found, find_latent
from models.gan.options import PENALTIES
from models.gan.playground import TARGETS, Frame, live
from models.gan.predict import MAX_FRAMES, MAX_PICTURES, SEEDS, Gan, load
from models.gan.show import MAX_FILES, MAX_WALKS, grow, move, nearest, rank, sample, score_files, walk

__all__ = [
    "MAX_FILES",
    "MAX_FRAMES",
    "MAX_MOVES",
    "MAX_PICTURES",
    "MAX_WALKS",
    "PENALTIES",
    "SEEDS",
    "TARGETS",
    "Animation",
    "DataError",
    "DivergedError",
    "Found",
    "Frame",
    "Gan",
    "GanError",
    "Growth",
    "Nearest",
    "NoClassError",
    "OutOfRangeError",
    "Picture",
    "Real",
    "Sheet",
    "StateError",
    "WrongSizeError",
    "by_hand",
    "check_moves",
    "find_latent",
    "grow",
    "live",
    "load",
    "move",
    "nearest",
    "rank",
    "sample",
    "score_files",
    "walk",
]

"""WGAN-GP after kexue.fm article 4439: pictures from latents, walks, growing up, and points that learn while one looks.

model = load(hub_utils.fetch("gan-digits"))
model.sample(16, seed=1)
"""

from models.gan.answers import Animation, Growth, Nearest, Picture, Real, Sheet
from models.gan.errors import (
    DataError,
    DivergedError,
    GanError,
    NoClassError,
    OutOfRangeError,
    StateError,
    WrongSizeError,
)
from models.gan.options import PENALTIES
from models.gan.playground import TARGETS, Frame, live
from models.gan.predict import FRAMES, MOST, SEEDS, Gan, load
from models.gan.show import MOST_SENT, WALKERS, grown, moved, nearest, ranked, sampled, scored, walked

__all__ = [
    "FRAMES",
    "MOST",
    "MOST_SENT",
    "PENALTIES",
    "SEEDS",
    "TARGETS",
    "WALKERS",
    "Animation",
    "DataError",
    "DivergedError",
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
    "grown",
    "live",
    "load",
    "moved",
    "nearest",
    "ranked",
    "sampled",
    "scored",
    "walked",
]

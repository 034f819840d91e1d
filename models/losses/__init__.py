"""Losses after kexue.fm article 4493: against over-confidence, for matching, for features that gather.

curve_of("focal", {"gamma": 2.0})
"""

from models.losses.errors import DivergedError, LossesError, OutOfRangeError, UnknownLossError
from models.losses.functions.curves import Curve, curve_of
from models.losses.functions.registry import LOSSES, Loss, Parameter, checked
from models.losses.functions.source import source_of

__all__ = [
    "LOSSES",
    "Curve",
    "DivergedError",
    "Loss",
    "LossesError",
    "OutOfRangeError",
    "Parameter",
    "UnknownLossError",
    "checked",
    "curve_of",
    "source_of",
]

"""Losses after kexue.fm article 4493: against over-confidence, for matching, for features that gather.

curve_of("focal", {"gamma": 2.0})
"""

from models.losses.effects.table import Effect, effects_table
from models.losses.errors import (
    DivergedError,
    FaqEmptyError,
    FaqError,
    FaqFormatError,
    FaqTooLargeError,
    LossDivergedError,
    LossesError,
    OutOfRangeError,
    PointsError,
    QuestionError,
    UnknownLossError,
)
from models.losses.faq import (
    MAX_ANSWER,
    MAX_ENTRIES,
    MAX_QUESTION,
    MAX_TOP,
    Answers,
    Entry,
    Faq,
    Match,
    check_entries,
    entries,
    read_entries,
)
from models.losses.faq import load as load_faq
from models.losses.functions.curves import Curve, curve_of
from models.losses.functions.registry import LOSSES, Loss, Parameter, checked
from models.losses.functions.source import source_of
from models.losses.playground.frames import Frame, Moment, Pair, Regions
from models.losses.playground.points import MOST_POINTS, TASKS, Point, check_points, make_data
from models.losses.playground.training import (
    LEARNING_RATE,
    LEARNING_RATES,
    MAX_STEPS,
    OPTIMIZERS,
    SEEDS,
    STEPS,
    check_run,
    compare_live,
    train_live,
)

__all__ = [
    "LEARNING_RATE",
    "LEARNING_RATES",
    "LOSSES",
    "MAX_ANSWER",
    "MAX_ENTRIES",
    "MAX_QUESTION",
    "MAX_STEPS",
    "MAX_TOP",
    "MOST_POINTS",
    "OPTIMIZERS",
    "SEEDS",
    "STEPS",
    "TASKS",
    "Answers",
    "Curve",
    "DivergedError",
    "Effect",
    "Entry",
    "Faq",
    "FaqEmptyError",
    "FaqError",
    "FaqFormatError",
    "FaqTooLargeError",
    "Frame",
    "Loss",
    "LossDivergedError",
    "LossesError",
    "Match",
    "Moment",
    "OutOfRangeError",
    "Pair",
    "Parameter",
    "Point",
    "PointsError",
    "QuestionError",
    "Regions",
    "UnknownLossError",
    "check_entries",
    "check_points",
    "check_run",
    "checked",
    "compare_live",
    "curve_of",
    "effects_table",
    "entries",
    "load_faq",
    "make_data",
    "read_entries",
    "source_of",
    "train_live",
]

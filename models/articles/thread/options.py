"""What can be chosen of how threads are read: the method, and for measuring the heuristics and weights of `records`."""

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["records", "positions", "structured"]
METHODS: tuple[Method, ...] = get_args(Method)
Letters = Literal["chinese", "any"]


@dataclass(frozen=True)
class Heuristics:
    """Which heuristics of `records` are used; all of them, but for an ablation."""

    shapes: bool = True
    segments: bool = True
    outer: bool = True
    boundaries: bool = True
    opening: bool = True
    structured: bool = True
    furniture: bool = True
    columns: bool = True


@dataclass(frozen=True)
class Weights:
    """What was chosen by looking at pages; `evaluate --leave-out` chooses it without the site that is scored.

    `untimed` and `unnamed` are the shares that a member without a time, without a name earns of what one with both
    does. `outer_share` is the share of the best score that a group around it must reach by what lies outside the inner
    group, `segment_gain` how much more than the best elements runs of siblings must earn. `regularity` is the power of
    the likeness to the other members by which a member's earning is multiplied.
    """

    untimed: float = 0.35
    unnamed: float = 0.6
    outer_share: float = 0.3
    segment_gain: float = 1.15
    regularity: float = 1.0


ALL_HEURISTICS, WEIGHTS = Heuristics(), Weights()

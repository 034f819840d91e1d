"""What can be chosen of how threads are read: the method, and for measuring the heuristics of `records`."""

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["records", "positions", "structured"]
METHODS: tuple[Method, ...] = get_args(Method)
Letters = Literal["chinese", "any"]


@dataclass(frozen=True)
class Heuristics:
    """Which heuristics of `records` are used; all of them, but for an ablation."""

    runs: bool = True
    boundaries: bool = True
    opening: bool = True
    structured: bool = True
    furniture: bool = True
    columns: bool = True


ALL_HEURISTICS = Heuristics()

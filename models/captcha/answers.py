"""What is said of a captcha: its text, how sure that is, and what else it may say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self


@dataclass(frozen=True)
class Character:
    """One character that was read, how probable it is given the others, and what else it may be, likeliest first."""

    text: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]


class Characters(Sequence[Character]):
    """The characters of a text, found when one first looks at them: who wants the text alone does not wait for them."""

    def __init__(self, find: Callable[[], tuple[Character, ...]]):
        self._find = find

    @cached_property
    def _characters(self) -> tuple[Character, ...]:
        return self._find()

    def __len__(self) -> int:
        return len(self._characters)

    def __getitem__(self, place: Any) -> Any:
        return self._characters[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._characters == tuple(other)

    def __hash__(self) -> int:
        return hash(self._characters)

    def __repr__(self) -> str:
        return repr(self._characters)


@dataclass(frozen=True)
class Guess:
    """Another reading of a whole captcha, and how probable it is."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What a captcha says.

    `confidence` is the probability that the whole text is right, upper and lower case counting as the same, as nearly
    every form does; `unsure` says that it is under the threshold. The characters' own probabilities tell case apart.
    `others` are the next best readings, as many as were asked for. `part` is where the captcha was found in a picture
    of much more, as a screenshot is: left, top, right, bottom in its pixels.
    """

    text: str
    confidence: float
    unsure: bool
    characters: Sequence[Character] = ()
    others: tuple[Guess, ...] = ()
    part: tuple[int, int, int, int] | None = None

    def with_characters(self) -> Self:
        """The same, its characters found, as it is sent and stored."""
        return replace(self, characters=tuple(self.characters))

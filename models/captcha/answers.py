"""What is said of a captcha: its text, how sure that is, and what else it may say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Character:
    """One character that was read, how probable it is given the others, and what else it may be, likeliest first."""

    text: str
    probability: float
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Guess:
    """Another reading of a whole captcha, and how probable it is."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What a captcha says.

    `confidence` is the probability that the whole text is right, upper and lower case counting as the same, as nearly
    every form does; `unsure` says that it is under the threshold. `characters`, if they were asked for, tell what else
    each may be, and by their own probabilities case apart. `others` are the next best readings, as many as were asked
    for. `part` is where the captcha was found in a picture of much more, as a screenshot is: left, top, right, bottom
    in its pixels.
    """

    text: str
    confidence: float
    unsure: bool
    characters: tuple[Character, ...] = ()
    others: tuple[Guess, ...] = ()
    part: tuple[int, int, int, int] | None = None

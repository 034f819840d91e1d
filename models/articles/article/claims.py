"""What the sources of a page claim of it, and which claim is believed.

Every source (JSON-LD, microdata, meta elements, the texts around the title, …) is right more or less often; that is the
confidence of its claim. Sources that agree support each other: the confidence of a claim is one minus the probability
that all of them err, each supporter counted for less as sources copy from each other (the noisy-or of truth discovery,
Yin, Han and Yu 2008).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

Source = Literal[
    "JSON-LD", "microdata", "meta", "heading", "window title", "byline", "label", "marked element", "signature",
    "text", "time element", "address", "htmldate",
]  # fmt: skip
Value = TypeVar("Value")

DEPENDENCE = 0.5  # share of a supporter's confidence that counts
HIGHEST = 0.99
MAX_CLAIMS = 60  # of one field; those that come first are kept


@dataclass(frozen=True)
class Claim(Generic[Value]):
    """What a source says, and how likely it is right, 0 to 1."""

    value: Value
    source: Source
    confidence: float


def believed(claims: Iterable[Claim[Value]], agreement: Callable[[Value, Value], float]) -> tuple[Claim[Value], ...]:
    """The claims from the best to the worst, each with the confidence that the others give it.

    `agreement(one, other)` says how much a source that claims `other` speaks for `one`, 0 to 1. Of claims that are as
    good the first stays first.
    """
    known = list(claims)[:MAX_CLAIMS]
    supported = [replace(claim, confidence=_supported(claim, known, agreement)) for claim in known]
    return tuple(sorted(supported, key=lambda claim: -claim.confidence))


def _supported(
    claim: Claim[Value], claims: Sequence[Claim[Value]], agreement: Callable[[Value, Value], float]
) -> float:
    support: dict[Source, float] = {}
    for other in claims:
        if other.source != claim.source:
            told = DEPENDENCE * other.confidence * agreement(claim.value, other.value)
            support[other.source] = max(support.get(other.source, 0.0), told)
    doubt = 1 - claim.confidence
    for told in support.values():
        doubt *= 1 - told
    return round(min(HIGHEST, 1 - doubt), 3)

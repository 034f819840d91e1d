"""What a shell text would do: values without sentences, which `words` puts into a language.

Places are in characters of the text, lines and columns count from 1.
"""

from dataclasses import dataclass
from typing import Literal

Harm = Literal["safe", "unknown", "careful", "destroys"]
HARMS: tuple[Harm, ...] = ("safe", "unknown", "careful", "destroys")  # in rising order


@dataclass(frozen=True)
class Finding:
    """One thing that a command does: the key of its sentences in strings.toml and what is put into them.

    `safe` changes nothing that exists. `unknown` is not seen from the text. `careful` changes or deletes what it names,
    and nothing else. `destroys` reaches further than it names, or leaves no way back.
    """

    key: str
    harm: Harm
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """One command of a text: its place, what it is, and its findings, the worst first.

    `within` says where it stands if it does not run at once: in a function, or as a text that another command runs.
    """

    start: int
    end: int
    line: int
    column: int
    text: str
    harm: Harm
    findings: tuple[Finding, ...]
    within: str = ""


@dataclass(frozen=True)
class Explanation:
    """A shell text, its worst harm, a verdict for each command in its order, and keys of what to do first after it."""

    text: str
    harm: Harm
    verdicts: tuple[Verdict, ...]
    first_minute: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A finding in words: what is touched, why, and a safer form, which may be empty."""

    harm: Harm
    touched: str
    why: str
    safer: str


@dataclass(frozen=True)
class WordedVerdict:
    """A verdict in words; `place` is its line and column, `harm_words` how bad it is."""

    place: str
    text: str
    harm: Harm
    harm_words: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Words:
    """An explanation in one language."""

    harm: Harm
    harm_words: str
    verdicts: tuple[WordedVerdict, ...]
    first_minute: tuple[str, ...]


def worst(harms: "list[Harm] | tuple[Harm, ...]") -> Harm:
    """The worst of some harms; safe if there is none."""
    return max(harms, key=HARMS.index, default="safe")

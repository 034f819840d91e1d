"""What rules are made of: the table of them, options taken apart, findings."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.recovery.commands.answers import Finding, Harm
from models.recovery.commands.calls import Call
from models.recovery.commands.reach import Reach, reach_of
from models.recovery.commands.shell_words import UNKNOWN, Word, plain


class Judge(Protocol):
    """Judges what a command itself runs."""

    def call(self, call: Call) -> list[Finding]:
        """The findings of a command."""

    def text(self, text: str, of: Call) -> list[Finding]:
        """The findings of a shell text that a command runs."""


Rule = Callable[[Call, Judge], Iterable[Finding]]
RULES: dict[str, Rule] = {}

WIDE: tuple[Reach, ...] = ("root", "system", "home", "parent", "here", "hidden")  # more than one folder that is named


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Enters a rule for commands of these names."""

    def enter(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return enter


@dataclass(frozen=True)
class Given:
    """A command's options, without their dashes, those with a value, and its other words."""

    options: frozenset[str]
    pairs: tuple[tuple[str, Word], ...]
    operands: tuple[Word, ...]

    @property
    def values(self) -> dict[str, Word]:
        """The value of each option; the last if it is given several times."""
        return dict(self.pairs)

    def has(self, *names: str) -> bool:
        """Whether one of these options is given."""
        return bool(self.options & set(names))


def given(call: Call, valued: Collection[str] = (), bundled: bool = True, leading: bool = False) -> Given:
    """Takes the words of a command apart.

    Args:
        call: the command.
        valued: options that are followed by a value, without dashes.
        bundled: whether -rf means -r -f.
        leading: whether options end where another word stands, as those of sudo do.
    """
    options: set[str] = set()
    pairs: list[tuple[str, Word]] = []
    operands: list[Word] = []
    words, ended = list(call.words), False
    while words:
        word = words.pop(0)
        text = word.value
        if ended or not text.startswith("-") or text == "-":
            operands.append(word)
            ended |= leading
        elif text == "--":
            ended = True
        elif text.startswith("--") or not bundled:
            name, sign, value = text.lstrip("-").partition("=")
            options.add(name)
            if sign:
                pairs.append((name, Word(value, word.pieces) if UNKNOWN in value else plain(value)))
            elif name in valued and words:
                pairs.append((name, words.pop(0)))
        else:
            for place, letter in enumerate(text[1:], 1):
                options.add(letter)
                if letter in valued:
                    if text[place + 1 :]:
                        pairs.append((letter, plain(text[place + 1 :])))
                    elif words:
                        pairs.append((letter, words.pop(0)))
                    break
    return Given(frozenset(options), tuple(pairs), tuple(operands))


def unknown_part(call: Call, words: Sequence[Word]) -> Finding:
    """One of a program's own commands that no rule knows."""
    return finding("unknown-command", "unknown", target=f"{call.name} {shown(words[:2])}".strip())


def finding(key: str, harm: Harm, **values: str) -> Finding:
    """A finding with its values as text."""
    return Finding(key, harm, tuple(values.items()))


def reach(word: Word, call: Call) -> Reach:
    """How far a word of a command reaches, from where the command stands."""
    return reach_of(word.path, call.here)


def emptied_reach(word: Word, call: Call) -> Reach | None:
    """How far a word reaches if its variables are empty; None if it has none that may be."""
    return reach_of(word.emptied(), call.here) if word.unguarded() else None


def shown(words: Iterable[Word]) -> str:
    """Words as they stand in the text."""
    return " ".join(word.source for word in words)


def names_of(word: Word) -> str:
    """The variables of a word."""
    return ", ".join(name if name.startswith(("$", "`", "<")) else f"${name}" for name in word.unguarded())

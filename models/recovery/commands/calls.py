"""Simple commands as they stand in a text: their words, where their input comes from, and what is known there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.recovery.commands.shell_words import Word


@dataclass(frozen=True)
class Redirect:
    """Where a command's input or output goes: the operator, such as >, and the file."""

    operator: str
    target: Word


@dataclass(frozen=True, eq=False)
class Call:
    """A simple command: its words without the name, and what is known where it stands.

    Two are one if they are the same object: a pipe is a chain of them, too long to be compared.
    """

    name: str
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...] = ()
    start: int = 0
    end: int = 0
    upstream: "Call | None" = None  # whose output it reads
    fed: str | None = None  # a text that the command itself gives it to read
    here: str | None = None  # the folder that the text has gone to
    unsure: bool = False  # whether it has gone there without looking if that worked
    within: str = ""
    wrappers: tuple[str, ...] = ()  # sudo, nohup, xargs and so on, which stand before it
    body: tuple["Call", ...] = ()  # commands of the function that it calls
    bomb: bool = False  # a function that starts itself more than once


def simple(words: Sequence[Word], of: Call) -> Call:
    """A command given by words within another, as sudo and xargs have it."""
    name = words[0].literal or ""
    read = tuple(redirect for redirect in of.redirects if redirect.operator == "<")
    return replace(of, name=name, words=tuple(words[1:]), redirects=read, body=(), wrappers=(*of.wrappers, of.name))

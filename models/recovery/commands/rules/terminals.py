"""Terminals within a terminal: screen and tmux, and the commands that they are given to run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call, simple
from models.recovery.commands.rules.base import Judge, finding, given, rule, shown
from models.recovery.commands.shell_words import Word

BEFORE_TMUX = ("L", "S", "f", "c", "T")  # options of tmux itself that have a value
STARTING = {  # what runs a command, and its options that have a value
    "new-session": "ceFfnstxy", "new": "ceFfnstxy", "new-window": "ceFnt", "neww": "ceFnt", "split-window": "ceFlpt",
    "splitw": "ceFlpt", "respawn-pane": "cet", "respawnp": "cet", "respawn-window": "cet", "respawnw": "cet",
    "run-shell": "cdt", "run": "cdt", "pipe-pane": "t", "pipep": "t", "display-popup": "bcdehsSTtwxy", "popup":
    "bcdehsSTtwxy",
}  # fmt: skip
TYPING = ("send-keys", "send")
ENDING = ("kill-server", "kill-session", "kill-window", "killw", "kill-pane", "killp")
KEYS = ("Enter", "C-m", "KPEnter", "C-c", "Escape", "Space")


@rule("screen")
def screen(call: Call, judge: Judge) -> Iterator[Finding]:
    """Starts a program in a terminal of its own, or sends a command to one."""
    words = given(call, tuple("cehpsStT"), leading=True)
    inner = words.operands
    if words.has("X"):
        yield from _screen_command(inner, call, judge)
    elif inner and not words.has("r", "x", "R", "ls", "list", "wipe"):  # which name a session
        yield from judge.call(simple(inner, call))


def _screen_command(words: Sequence[Word], call: Call, judge: Judge) -> Iterator[Finding]:
    name = words[0].value if words else ""
    if name == "stuff":
        text = " ".join(word.value for word in words[1:])
        yield from judge.text(text.replace("^M", "\n").replace("\\n", "\n"), call)
    elif name in ("quit", "kill"):
        yield finding("kill", "careful", target=f"screen {shown(call.words)}")
    elif name in ("screen", "exec") and words[1:]:
        yield from judge.call(simple(words[1:], call))
    elif name:
        yield finding("unknown-command", "unknown", target=f"screen {shown(call.words)}")


@rule("tmux", "byobu")
def tmux(call: Call, judge: Judge) -> Iterator[Finding]:
    """Starts programs in terminals of their own, or types into them; its commands are parted by semicolons."""
    words = given(call, BEFORE_TMUX, leading=True)
    if "c" in words.values:
        yield from judge.text(words.values["c"].value, call)
    for ends, part in groupby(words.operands, lambda word: word.value == ";"):
        if not ends:
            name, *rest = part
            yield from _tmux_command(name.value, replace(call, words=tuple(rest)), judge)


def _tmux_command(name: str, call: Call, judge: Judge) -> Iterator[Finding]:
    if name in STARTING:
        yield from _run(given(call, tuple(STARTING[name]), leading=True).operands, call, judge)
    elif name in TYPING:
        words = given(call, ("t", "N"), leading=True).operands
        yield from judge.text(" ".join("\n" if word.value in KEYS else word.value for word in words), call)
    elif name in ("if-shell", "if"):
        for word in given(call, ("t",), leading=True).operands[:1]:
            yield from judge.text(word.value, call)
    elif name in ENDING:
        yield finding("kill", "careful", target=f"tmux {name} {shown(call.words)}".strip())


def _run(words: Sequence[Word], call: Call, judge: Judge) -> Iterator[Finding]:
    """One word is a text for a shell, several are a program and its words."""
    if len(words) == 1:
        yield from judge.text(words[0].value, call)
    elif words:
        yield from judge.call(simple(words, call))

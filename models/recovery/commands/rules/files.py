"""Deleting, moving and copying files: rm, mv, cp, truncate, sed -i."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.reach import is_stream
from models.recovery.commands.rules.base import (
    WIDE,
    Given,
    Judge,
    emptied_reach,
    finding,
    given,
    names_of,
    reach,
    rule,
    shown,
)
from models.recovery.commands.shell_words import UNKNOWN, Word


def answered(call: Call) -> bool:
    """Whether `yes` answers the questions that a command asks."""
    return call.upstream is not None and call.upstream.name == "yes"


def deleted(words: Iterable[Word], call: Call, whole: bool, asks: bool = False) -> Iterator[Finding]:
    """What deleting does to each word.

    Args:
        words: what is deleted.
        call: the command, for where it stands.
        whole: with all that is in folders.
        asks: whether it asks about each.
    """
    for word in words:
        far, empty = reach(word, call), emptied_reach(word, call)
        target = {"target": word.source}
        if asks:
            yield finding("rm-asks", "careful", **target)
        elif far == "nothing":
            continue
        elif (far in WIDE and (whole or word.has_glob)) or far in ("vital", "device"):
            yield finding(f"rm-{far}", "destroys", **target)
        elif far == "everything_in" and call.here is not None and word.value.lstrip("./") in ("*", "**"):
            yield _in_folder(word, call)
        elif empty in (*WIDE, "vital") and (whole or word.has_glob):
            yield finding("rm-variable", "destroys", **target, names=names_of(word), empty=word.emptied() or "/")
        elif word.splits():
            yield finding("rm-unquoted", "careful", **target, names=names_of(word) or word.source)
        elif UNKNOWN in word.value and word.value.strip(UNKNOWN) == "":
            yield finding("rm-unseen", "careful", **target)
        elif word.has_glob:
            yield finding("rm-glob", "careful", **target)
        elif whole:
            yield finding("rm-folder", "careful", **target)
        else:
            yield finding("rm-file", "careful", **target)


def _in_folder(word: Word, call: Call) -> Finding:
    """All of the folder that the text has gone to, if it got there."""
    folder = (call.here or "").replace(UNKNOWN, "$…")
    if call.unsure or UNKNOWN in (call.here or ""):
        return finding("rm-after-cd", "destroys", target=word.source, folder=folder)
    return finding("rm-glob", "careful", target=f"{folder}/{word.source}")


def stray_space(words: tuple[Word, ...]) -> str | None:
    """Words that look as if a space had got into one: `* .o`, `build /`, `~ /x`."""
    for first, second in pairwise(words):
        if first.start == second.start:  # both of one word with braces
            continue
        one, other = (word.value if not word.quoted else "name" for word in (first, second))
        if one in ("*", "~", "/") and other.startswith((".", "/", "_", "-")) and other not in (".", "..", "./"):
            return f"{one} {other}"
        if other in ("*", "/", "/*", "~") and not one.startswith("-"):
            return f"{one} {other}"
        if one in ("/", "./", "../", "~/"):
            return f"{one} {other}"
    return None


WINDOWS = (
    r"[\"']?[a-z]:[\\/]*(\*(\.\*)?|(windows|users|program ?files|programdata|documents)\b.*)?[\"']?"  # folders of it
)


@rule("rm", "unlink")
def rm(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Deletes for good: there is no trash."""
    words = given(call, ("interactive",))
    asks = words.has("i", "interactive") and not words.has("f") and not answered(call)
    stray = stray_space(words.operands)
    if stray and not asks:
        yield finding("rm-stray-space", "destroys", target=stray, joined=stray.replace(" ", ""))
    yield from deleted(words.operands, call, words.has("r", "R", "recursive"), asks)


@rule("rmdir", "rd", "del", "erase", "deltree")
def rmdir(call: Call, judge: Judge) -> Iterator[Finding]:
    """Deletes empty folders alone; but on Windows, by /s, all that is in one."""
    flags = {word.value.lower() for word in call.words if re.fullmatch(r"/[a-zA-Z](:.*)?", word.value)}
    words = [word for word in call.words if word.value.lower() not in flags]
    whole = "/s" in flags or call.name == "deltree"
    if not flags and call.name in ("rmdir", "rd"):
        return
    for word in words:
        if re.fullmatch(WINDOWS, word.source, re.IGNORECASE) and whole:
            yield finding("rm-system", "destroys", target=word.source)
        else:
            yield from deleted([word], call, whole)


def _kept(words: Given) -> bool:
    """Whether nothing that exists is replaced without a copy or a question."""
    return words.has("n", "no-clobber", "i", "interactive", "b", "backup", "S", "suffix")


def _split(words: Given) -> tuple[tuple[Word, ...], Word | None]:
    """Sources and target."""
    target = words.values.get("t") or words.values.get("target-directory")
    if target is not None:
        return words.operands, target
    return words.operands[:-1], words.operands[-1] if words.operands else None


@rule("mv")
def mv(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Renames or moves, and replaces what is there."""
    words = given(call, ("t", "target-directory", "S", "suffix"))
    sources, target = _split(words)
    if target is None:
        return
    stray = stray_space(sources)
    if stray:
        yield finding("mv-stray-space", "destroys", target=stray, joined=stray.replace(" ", ""), into=target.source)
    if not sources and target.has_glob:
        yield finding("mv-no-target", "destroys", target=target.source)
        return
    for word in sources:
        far, empty = reach(word, call), emptied_reach(word, call)
        if far in ("root", "system", "vital") or (far in ("home", "parent") and not stray):
            yield finding("mv-wide", "destroys", target=word.source, into=target.source)
        elif empty in ("root", "system", "home"):
            yield finding("rm-variable", "destroys", target=word.source, names=names_of(word), empty=word.emptied())
        elif far in ("here", "hidden"):
            yield finding("mv-all", "careful", target=word.source, into=target.source)
    yield from _onto(target, call, words, sources, "mv")


@rule("cp", "install", "scp")
def cp(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Copies, and replaces what is there."""
    words = given(
        call, ("t", "target-directory", "S", "suffix", "m", "o", "g", "P") if call.name != "cp" else ("t", "S")
    )
    sources, target = _split(words)
    if target is None:
        return
    if not sources and target.has_glob:
        yield finding("mv-no-target", "destroys", target=target.source)
        return
    yield from _onto(target, call, words, sources, "cp")


def _onto(target: Word, call: Call, words: Given, sources: tuple[Word, ...], verb: str) -> Iterator[Finding]:
    far = reach(target, call)
    if far == "device":
        yield finding("write-device", "destroys", target=target.source)
    elif is_stream(target.value):
        if verb == "mv":
            yield finding("mv-null", "destroys", target=shown(sources))
    elif not _kept(words):
        yield finding(f"{verb}-onto", "careful", target=target.source, sources=shown(sources))


@rule("ln")
def ln(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Makes links; with -f it replaces what is there."""
    words = given(call, ("t", "S"))
    if words.has("f", "force") and not _kept(words) and words.operands:
        yield finding("ln-force", "careful", target=words.operands[-1].source)


@rule("truncate")
def truncate(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Cuts files."""
    words = given(call, ("s", "size", "r", "reference"))
    size = words.values.get("s") or words.values.get("size")
    if size is not None and size.value.startswith(("+", ">")):
        return
    for word in words.operands:
        far = reach(word, call)
        yield finding("truncate", "destroys" if far in ("device", "vital") else "careful", target=word.source)


@rule("shred", "srm", "wipe", "scrub")
def shred(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Overwrites, so that nothing can be recovered."""
    words = given(call, ("n", "s", "iterations", "size"))
    for word in words.operands:
        yield finding("shred-device" if reach(word, call) == "device" else "shred", "destroys", target=word.source)


@rule("sed")
def sed(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Edits a stream; with -i files."""
    flags = [word.value for word in call.words if word.value.startswith("-")]
    edits = [
        flag for flag in flags if flag.startswith(("--in-place", "-i")) or (not flag.startswith("--") and "i" in flag)
    ]
    if edits and edits[0] in ("-i", "--in-place", "-ni", "-Ei", "-ri", "-ie", "-nri", "-nEi") and call.words:
        yield finding("sed-in-place", "careful", target=call.words[-1].source)


@rule("perl", "ruby")
def perl(call: Call, judge: Judge) -> Iterator[Finding]:
    """Runs a program; with -i it edits files."""
    flags = [word.value for word in call.words if word.value.startswith("-") and not word.value.startswith("--")]
    if any(
        flag == "-i" or (flag.endswith("i") and set(flag[1:]) <= set("pnelaiw0")) or flag == "-pie" for flag in flags
    ):
        yield finding("sed-in-place", "careful", target=call.words[-1].source)
        return
    if any(flag.startswith("-i.") or "i." in flag for flag in flags):
        return
    from models.recovery.commands.rules.scripts import program

    yield from program(call, judge)

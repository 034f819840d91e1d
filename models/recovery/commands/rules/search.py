"""find and xargs: what is found is deleted or given to a command."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.recovery.commands.answers import Finding, worst
from models.recovery.commands.calls import Call, simple
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
from models.recovery.commands.shell_words import Piece, Word

STRONG = {  # tests that choose by what a file is called, contains or how old it is
    "-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-regex", "-iregex", "-lname", "-mtime", "-mmin",
    "-atime", "-amin", "-ctime", "-cmin", "-newer", "-anewer", "-cnewer", "-newermt", "-newerat", "-newerct", "-size",
    "-empty", "-user", "-group", "-uid", "-gid", "-perm", "-inum", "-samefile", "-links", "-nouser", "-nogroup",
    "-used",
}  # fmt: skip
ONE_VALUE = STRONG - {"-empty", "-nouser", "-nogroup"} | {
    "-type",
    "-xtype",
    "-maxdepth",
    "-mindepth",
    "-fstype",
    "-printf",
}
ACTIONS = ("-exec", "-execdir", "-ok", "-okdir")
FOUND = Word("{}", (Piece("variable", "{}", True, True),))


@dataclass(frozen=True)
class Action:
    """What find does with what it found, and how many tests stand before and behind."""

    name: str
    words: tuple[Word, ...]
    tests_before: int
    tests_behind: int
    alternatives: bool


def parse_find(call: Call) -> tuple[tuple[Word, ...], list[Action], int]:
    """The places where is searched, the actions in their order, and the number of tests that choose."""
    words = [word for word in call.words if word.value not in ("-H", "-L", "-P")]
    start = next(
        (place for place, word in enumerate(words) if word.value.startswith(("-", "(", "!")) and not word.quoted),
        len(words),
    )
    paths, rest = tuple(words[:start]), words[start:]
    raw: list[tuple[str, tuple[Word, ...], int]] = []
    tests, alternatives, place = 0, False, 0
    while place < len(rest):
        text = rest[place].value
        place += 1
        if text in ACTIONS:
            inner = []
            while place < len(rest) and rest[place].value not in (";", "+"):
                inner.append(FOUND if rest[place].value == "{}" else rest[place])
                place += 1
            place += 1
            raw.append((text, tuple(inner), tests))
        elif text == "-delete":
            raw.append((text, (), tests))
        elif text in ("-fprint", "-fls", "-fprintf", "-fprint0"):
            raw.append((text, tuple(rest[place : place + 1]), tests))
            place += 1
        elif text in ("-o", "-or"):
            alternatives = True
        elif text in ONE_VALUE:
            place += 1
            tests += text in STRONG
        elif text in STRONG:
            tests += 1
    return paths, [Action(*action, tests - action[2], alternatives) for action in raw], tests


def searched(paths: tuple[Word, ...], call: Call) -> str:
    """How far a search goes: `wide`, `variable` or `named`."""
    reaches = [reach(path, call) for path in paths] or ["here"]
    if any(far in WIDE for far in reaches):
        return "wide"
    if any(
        emptied_reach(path, call) in (*WIDE, "nothing") for path in paths if not path.quoted or path.value[-1:] == "/"
    ):
        return "variable"
    return "named"


@rule("find", "fd", "fdfind")
def find(call: Call, judge: Judge) -> Iterator[Finding]:
    """Searches; actions delete or run."""
    paths, actions, _ = parse_find(call)
    for action in actions:
        if action.name == "-delete":
            yield from _found_deleted(action, paths, call)
        elif action.name.startswith("-f"):
            yield finding("redirect-replaces", "careful", target=shown(action.words))
        elif action.words:
            yield from _found_given(action, paths, call, judge)


def _found_deleted(action: Action, paths: tuple[Word, ...], call: Call) -> Iterator[Finding]:
    where = shown(paths) or "."
    far = searched(paths, call)
    if not action.tests_before and action.tests_behind:
        yield finding("find-delete-first", "destroys", target=where)
    elif far == "variable":
        yield finding("find-variable", "destroys", target=where, names=", ".join(map(names_of, paths)))
    elif not action.tests_before and far == "wide":
        yield finding("find-delete-all", "destroys", target=where)
    elif action.tests_before and _is_root(paths, call):
        yield finding("find-root", "destroys", target=where)
    elif action.alternatives:
        yield finding("find-or", "careful", target=where)
    else:
        yield finding("find-delete", "careful", target=where)


def _is_root(paths: tuple[Word, ...], call: Call) -> bool:
    return any(reach(path, call) in ("root", "system") for path in paths)


def _found_given(action: Action, paths: tuple[Word, ...], call: Call, judge: Judge) -> Iterator[Finding]:
    inner = simple(action.words, replace(call, upstream=None))
    harm = worst([one.harm for one in judge.call(inner)])
    if action.name.startswith("-ok"):
        if harm != "safe":
            yield finding("rm-asks", "careful", target=shown(action.words))
        return
    if harm == "careful" and inner.name in ("rm", "shred", "unlink", "mv"):
        yield from _found_deleted(action, paths, call)
    elif harm != "safe":
        yield from judge.call(inner)


XARGS = (
    "I", "n", "P", "L", "d", "s", "a", "E", "max-args", "max-procs", "max-lines", "delimiter", "max-chars", "arg-file",
)  # fmt: skip
PARALLEL = (
    "I", "n", "N", "P", "j", "L", "d", "s", "a", "S", "jobs", "max-args", "arg-file", "sshlogin", "delay", "timeout",
    "joblog", "results", "colsep", "delimiter",
)  # fmt: skip


@rule("xargs", "parallel")
def xargs(call: Call, judge: Judge) -> Iterator[Finding]:
    """Gives what it reads to a command, by default parted at every space."""
    options = given(call, PARALLEL if call.name == "parallel" else XARGS, leading=True)
    words = [word for word in options.operands if word.value not in (":::", ":::+", "::::")]
    placeholder = _placeholder(options)
    zero = placeholder is not None or options.has("0", "null", "d", "delimiter")
    if not words:
        return
    inner_words = [
        replace(FOUND, source=word.source) if placeholder and placeholder in word.value else word for word in words
    ]
    inner = simple(inner_words if placeholder else [*inner_words, FOUND], replace(call, upstream=None, fed=None))
    found = [one for one in judge.call(inner) if one.harm not in ("safe",)]
    if not found:
        return
    source = call.upstream
    if inner.name in ("rm", "unlink", "shred", "mv") and source is not None:
        yield from _deleted_from(source, inner, call)
        if not zero:
            yield finding("xargs-spaces", "careful", target=shown(words))
        if worst([one.harm for one in found]) == "destroys":
            yield from found
        return
    if not zero:
        yield finding("xargs-spaces", "careful", target=shown(words))
    yield from found


def _placeholder(options: Given) -> str | None:
    """What a name is put in for."""
    for name in ("I", "i", "replace"):
        if options.has(name):
            return options.values[name].value if name in options.values else "{}"
    return None


def _deleted_from(source: Call, inner: Call, call: Call) -> Iterator[Finding]:
    """Deleting what another command lists."""
    if source.name == "find":
        paths, _, tests = parse_find(source)
        action = Action("-exec", (), tests, 0, False)
        yield from _found_deleted(action, paths, source)
    elif source.name == "ls" and not any(word.value and not word.value.startswith("-") for word in source.words):
        yield finding("xargs-all", "destroys", target="ls")
    elif source.name == "git" and [word.value for word in source.words[:1]] == ["ls-files"]:
        yield finding("xargs-all", "destroys", target=f"git {shown(source.words)}")
    else:
        yield finding("xargs-rm", "careful", target=f"{source.name} {shown(source.words)}".strip())

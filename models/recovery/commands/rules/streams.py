"""Output that goes into files: redirects, tee, sort -o, and files that are read while they are replaced."""

import re
from collections.abc import Iterator, Set

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.reach import is_stream
from models.recovery.commands.rules.base import Judge, finding, given, names_of, reach, rule
from models.recovery.commands.shell_words import UNKNOWN, Word

REPLACING = (">", ">|", "&>", ">&")
NOT_FILES = {"echo", "printf", ":", "true", "test", "export"}  # whose words name no files that they read


def redirected(call: Call) -> Iterator[Finding]:
    """What a command's redirects replace."""
    targets = [
        redirect.target
        for redirect in call.redirects
        if redirect.operator in REPLACING and not _is_descriptor(redirect.operator, redirect.target.value)
    ]
    read = files_read(call) if targets else set()
    for target in targets:
        if target.value:
            yield from replaced(target, call, read)


def _is_descriptor(operator: str, text: str) -> bool:
    return is_stream(text) or (operator == ">&" and (text.isdigit() or text == "-"))


def replaced(target: Word, call: Call, read: Set[str] = frozenset()) -> Iterator[Finding]:
    """A file that gets new content, from a command that may read the very file."""
    far, shown = reach(target, call), {"target": target.source}
    if far == "device":
        yield finding("write-device", "destroys", **shown)
    elif target.value.startswith("/proc/sysrq"):
        yield finding("sysrq", "destroys", **shown)
    elif far == "vital" and target.value.split("/")[-1] not in (".git",):
        yield finding("replace-vital", "destroys", **shown)
    elif target.value in read:
        yield finding("redirect-same", "destroys", **shown)
    elif call.name in ("", ":", "true") and not call.words and call.fed is None:
        yield finding("redirect-empties", "careful", **shown)
    elif target.value.startswith(("/proc/", "/sys/")):
        yield finding("kernel-setting", "careful", **shown)
    elif target.splits() or UNKNOWN in target.value:
        yield finding("redirect-variable", "careful", **shown, names=names_of(target) or target.source)
    else:
        yield finding("redirect-replaces", "careful", **shown)


def files_read(call: Call) -> set[str]:
    """What the command, and those whose output it gets, may read, as a redirect would name it."""
    names: set[str] = set()
    step: Call | None = call
    while step is not None:
        words = () if step.name in NOT_FILES else step.words
        names |= {word.value for word in words}
        names |= {redirect.target.value for redirect in step.redirects if redirect.operator == "<"}
        step = step.upstream
    return names | {name.removeprefix("./") for name in names}


@rule("tee", "sponge")
def tee(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Writes what it reads into files; without -a it replaces them."""
    words = given(call)
    read = files_read(call.upstream) if call.name == "tee" and call.upstream else set()
    for target in words.operands:
        if is_stream(target.value):
            continue
        far = reach(target, call)
        if far == "device":
            yield finding("write-device", "destroys", target=target.source)
        elif words.has("a", "append"):
            continue
        elif target.value in read:
            yield finding("redirect-same", "destroys", target=target.source)
        else:
            yield from replaced(target, Call(call.name, (), (), here=call.here, fed=""))


@rule("sort", "uniq", "shuf")
def sort(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Reads; with -o it writes into a file, which may be the one that it reads."""
    output = given(call, ("o", "output", "k", "t", "S", "T", "n" if call.name == "shuf" else "")).values
    target = output.get("o") or output.get("output")
    if target is not None:
        yield from replaced(target, Call("sort", (), (), here=call.here, fed=""))


WRITTEN = re.compile(r"(?:print|printf)\b[^;}]*>(?!>)\s*\"([^\"]+)\"")


@rule("awk", "gawk", "mawk")
def awk(call: Call, judge: Judge) -> Iterator[Finding]:
    """A program over lines, which may write files and run commands itself."""
    words = given(call, ("F", "v", "f", "i"))
    if "i" in words.values:
        yield finding("sed-in-place", "careful", target=call.words[-1].source)
    for word in words.operands[:1]:
        for name in WRITTEN.findall(word.value):
            yield finding("redirect-replaces", "careful", target=name)
        for text in re.findall(r"system\(\s*\"([^\"]*)\"", word.value):
            yield from judge.text(text, call)


@rule("wget", "curl")
def fetched(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Fetches; with an output file it replaces that."""
    option = ("O", "output-document") if call.name == "wget" else ("o", "output")
    valued = (*option, "H", "d", "X", "u", "A", "e", "P", "header", "data", "request", "user")
    words = given(call, valued)
    for name in option:
        target = words.values.get(name)
        if target is not None and target.value != "-" and not is_stream(target.value):
            yield from replaced(target, Call(call.name, (), (), here=call.here, fed=""))
    method = words.values.get("X") or words.values.get("request")
    if method is not None and method.value.upper() == "DELETE":
        yield finding("service-delete", "careful", target=call.words[-1].source)

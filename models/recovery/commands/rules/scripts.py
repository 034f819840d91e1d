"""Commands that run other commands: sudo, sh -c, eval, scripts; and what cannot be seen of them."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call, simple
from models.recovery.commands.rules.base import Judge, finding, given, rule, shown
from models.recovery.commands.shell_words import UNKNOWN, Word

SHELLS = ("sh", "bash", "dash", "zsh", "ksh", "fish", "ash")
QUIET_MODULES = (  # of Python's own, those that change nothing that exists
    *("http.server", "json.tool", "venv", "timeit", "pydoc", "this", "site", "sysconfig", "platform", "calendar"),
    *("ast", "py_compile", "compileall", "tokenize", "dis", "ensurepip", "zoneinfo", "mimetypes", "base64"),
)
INTERPRETERS = ("python", "python3", "node", "php", "perl", "ruby", "deno", "lua", "Rscript")
FETCHERS = ("curl", "wget", "fetch", "aria2c", "http")
WRAPPERS: dict[str, tuple[str, ...]] = {  # and their options that have a value
    "sudo": ("u", "g", "C", "h", "p", "U", "D", "R", "T", "r", "t", "user", "group", "host", "prompt", "other-user",
             "chdir", "chroot", "close-from", "command-timeout", "role", "type"),
    "doas": ("u", "C"), "nohup": (), "time": ("f", "o", "format", "output"),
    "env": ("u", "C", "S", "unset", "chdir", "split-string"), "nice": ("n", "adjustment"),
    "ionice": ("c", "n", "class", "classdata"), "command": (), "builtin": (), "exec": ("a",), "setsid": (),
    "stdbuf": ("i", "o", "e", "input", "output", "error"), "chroot": (), "busybox": (), "toybox": (),
    "timeout": ("s", "k", "signal", "kill-after"), "strace": ("o", "e", "p", "P", "s", "u", "E", "a", "b", "O", "S"),
    "caffeinate": ("t", "w"), "unbuffer": (), "then": (), "coproc": (), "proxychains": ("f",), "fakeroot": ("s", "i"),
    "chrt": ("T", "P", "D"), "taskset": (), "flock": ("w", "E", "timeout", "conflict-exit-code"), "entr": (),
    "systemd-run": ("p", "u", "t", "M", "H", "property", "unit", "slice", "description", "uid", "gid", "nice",
                    "working-directory", "on-calendar", "on-active", "on-boot", "setenv"),
    "ltrace": ("o", "e", "l", "n", "p", "s", "u", "a"), "pkexec": ("user",), "gosu": (),
    "unshare": ("S", "G", "R", "w"), "nsenter": ("t", "S", "G", "target", "setuid", "setgid"),
    "prlimit": (), "xvfb-run": ("n", "s", "e", "f", "p"),
}  # fmt: skip
PLACED = {"timeout": 1, "chroot": 1, "chrt": 1, "taskset": 1, "flock": 1, "gosu": 1}  # words before the command
ASKING = {  # what runs no command: sudo -l, command -v
    "sudo": ("v", "V", "l", "K", "list", "validate", "version", "remove-timestamp"),
    "command": ("v", "V"),
}


def unwrapped(call: Call, judge: Judge) -> Iterator[Finding]:
    """The command behind sudo and its like."""
    options = given(call, WRAPPERS[call.name], leading=True)
    if options.has(*ASKING.get(call.name, ())):
        return
    text = options.values.get("S") or options.values.get("split-string") if call.name == "env" else None
    words = list(options.operands)
    while words and call.name in ("env", "sudo") and "=" in words[0].value:
        words.pop(0)
    words = words[PLACED.get(call.name, 0) :]
    if text is not None:
        yield from _ran(" ".join([text.value, *(word.value for word in words)]), text.source, call, judge)
    elif words and call.name == "flock" and words[0].value in ("-c", "--command"):
        yield from _ran(" ".join(word.value for word in words[1:]), shown(words[1:]), call, judge)
    elif words:
        yield from _run_by(call, words, judge)
    elif call.name == "sudo" and call.words and not options.has("k", "reset-timestamp"):
        yield finding("root-shell", "careful", target=f"sudo {shown(call.words)}")


def _run_by(call: Call, words: list[Word], judge: Judge) -> Iterator[Finding]:
    found = judge.call(simple(words, call))
    yield from found
    if call.name in ("sudo", "doas") and any(one.harm in ("careful", "destroys") for one in found):
        yield finding("sudo", "careful", target=shown(words))


for _name in WRAPPERS:
    rule(_name)(unwrapped)


@rule("su", "runuser")
def su(call: Call, judge: Judge) -> Iterator[Finding]:
    """Another user's shell."""
    words = given(call, ("c", "s", "g", "G", "w", "command", "session-command", "shell", "group", "supp-group"))
    inner = words.values.get("c") or words.values.get("command")
    behind = given(call, ("u", "g", "G", "user", "group"), leading=True)
    if call.name == "runuser" and behind.has("u", "user") and behind.operands:
        yield from _run_by(call, list(behind.operands), judge)
    elif inner is None:
        yield finding("root-shell", "careful", target=f"su {shown(call.words)}")
    else:
        yield from _ran(inner.value, inner.source, call, judge)


@rule("eval", "trap", "watch", "at", "batch", "ssh")
def evaluated(call: Call, judge: Judge) -> Iterator[Finding]:
    """Texts that are run as commands, at once or later, here or elsewhere."""
    words = call.words
    if call.name == "trap":
        words = tuple(word for word in words[:1] if not word.value.startswith("-"))
    elif call.name == "watch":
        words = given(call, ("n", "q", "interval", "equexit"), leading=True).operands
    elif call.name == "ssh":
        words = given(call, tuple("BbcDEeFIiJLlmOoPpQRSWw"), leading=True).operands[1:]
    elif call.name in ("at", "batch"):
        text = text_read(call)
        if text:
            yield from _ran(text, "stdin", _without_input(call), judge)
        return
    if words:
        text = " ".join(word.value for word in words)
        # within double quotes a later $( ) of the text is not run here
        yield from _ran(text, shown(words), replace(call, here=None) if call.name == "ssh" else call, judge)
    elif call.name == "ssh":
        yield from _read_commands(call, judge)


def _ran(text: str, source: str, call: Call, judge: Judge) -> Iterator[Finding]:
    """A text that is run: explained if it is seen, else said to be unseen."""
    if UNKNOWN in text:
        fetched = any(re.search(rf"[(`]\s*{name}\b", source) for name in FETCHERS)
        if fetched:
            yield finding("runs-fetched", "careful", target=source)
        elif text.strip(UNKNOWN + " ") == "":
            yield finding("runs-unseen", "careful", target=source)
            return
        text = text.replace(UNKNOWN, '"$UNSEEN"')
        if fetched:
            return
    yield from judge.text(text, call)


@rule(*SHELLS, "source", ".")
def shell(call: Call, judge: Judge) -> Iterator[Finding]:
    """A shell: with -c a text, with a name a script, else what it reads."""
    words = list(call.words)
    if call.name in SHELLS:
        for place, word in enumerate(words):
            text = word.value
            if text.startswith("-") and not text.startswith("--") and "c" in text and words[place + 1 :]:
                yield from _ran(words[place + 1].value, words[place + 1].source, call, judge)
                return
    flags = {word.value for word in words}
    if flags & {"--version", "--help", "-n"}:
        return
    script = next((word for word in words if not word.value.startswith("-")), None)
    reads = "-s" in flags or script is None
    if script is not None and not reads:
        yield _script(script.source, script.value)
    else:
        yield from _read_commands(call, judge)


def _read_commands(call: Call, judge: Judge) -> Iterator[Finding]:
    """Commands that a shell reads, if it is given any."""
    if call.upstream is not None or call.fed is not None:
        yield from _piped(call, judge)
    elif any(redirect.operator == "<" for redirect in call.redirects):
        yield finding("runs-file", "unknown", target=shown(redirect.target for redirect in call.redirects))


def _script(source: str, value: str) -> Finding:
    if source.startswith("<("):
        fetched = any(name in source for name in FETCHERS)
        return finding("runs-fetched" if fetched else "runs-unseen", "careful", target=source)
    return finding("runs-file", "unknown", target=source if value else value)


def _piped(call: Call, judge: Judge) -> Iterator[Finding]:
    text = text_read(call)
    step, fetched, decoded = call.upstream, False, False
    while step is not None:
        fetched |= step.name in FETCHERS
        decoded |= step.name in ("base64", "xxd", "openssl", "gunzip", "zcat", "gpg", "base32", "rev", "tr")
        step = step.upstream
    if text is not None:
        yield from judge.text(text, _without_input(call))
    elif fetched:
        yield finding("runs-fetched", "careful", target=call.upstream.name if call.upstream else "")
    elif decoded:
        yield finding("runs-hidden", "careful", target=call.name)
    else:
        yield finding("runs-unseen", "careful", target=call.name)


def _without_input(call: Call) -> Call:
    """The same, for which nothing is left to be read."""
    return replace(call, upstream=None, fed=None, redirects=())


def text_read(call: Call) -> str | None:
    """The text that a command reads, if this text itself gives it: a heredoc, echo, printf, base64 of those."""
    step, decoders = call, 0
    while step.fed is None and step.upstream is not None and (_copies(step.upstream) or _decodes(step.upstream)):
        step = step.upstream
        decoders += _decodes(step)
    text = step.fed if step.fed is not None else _printed(step.upstream)
    while decoders and text is not None:
        text, decoders = _decoded(text), decoders - 1
    return text


def _copies(call: Call) -> bool:
    return call.name == "cat" and [word.value for word in call.words] in ([], ["-"])


def _decodes(call: Call) -> bool:
    return call.name == "base64" and bool({"-d", "-D", "--decode", "-di"} & {word.value for word in call.words})


def _printed(call: Call | None) -> str | None:
    """What echo or printf give."""
    if call is None or call.name not in ("echo", "printf"):
        return None
    texts = [word.value for word in call.words]
    while texts and texts[0] in ("-e", "-n", "-E", "-en", "-ne"):
        texts.pop(0)
    text = " ".join(texts)
    if call.name == "printf":
        text = text.replace("\\n", "\n").replace("%s", "")
    return None if UNKNOWN in text and not text.strip(UNKNOWN + " ") else text.replace(UNKNOWN, '"$UNSEEN"')


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode() or None
    except (binascii.Error, UnicodeDecodeError):
        return None


@rule(*INTERPRETERS)
def program(call: Call, judge: Judge) -> Iterator[Finding]:
    """A program in another language."""
    words = list(call.words)
    flags = {word.value for word in words}
    if flags & {"--version", "-V", "--help"} or not (words or call.upstream or call.fed):
        return
    for place, word in enumerate(words[:-1]):
        if word.value in ("-c", "-e", "-r", "--eval", "-E", "-pe", "-ne", "-n", "-p"):
            yield from _other_language(words[place + 1].value, words[place + 1].source)
            return
    if not words or words == [] or flags == {"-"}:
        step = call.upstream
        fetched = step is not None and step.name in FETCHERS
        yield finding("runs-fetched" if fetched else "runs-unseen", "careful", target=call.name)
    elif "-m" in flags:
        yield from _module(call, words, judge)
    else:
        script = next((word for word in words if not word.value.startswith("-")), words[0])
        yield finding("runs-file", "unknown", target=script.source)


def _module(call: Call, words: list[Word], judge: Judge) -> Iterator[Finding]:
    """A module that Python runs: pip is a command, and what is neither that nor in the standard library is unseen."""
    place = next(place for place, word in enumerate(words) if word.value == "-m") + 1
    name = words[place].value if words[place:] else ""
    if name in ("pip", "conda"):
        yield from judge.call(simple(words[place:], call))
    elif name and name not in QUIET_MODULES:
        yield finding("runs-module", "unknown", target=name, file=f"{name.replace('.', '/')}.py")


DELETING = re.compile(
    r"rmtree|unlink|os\.remove|rmdirSync|rmSync|\bsystem\(|shutil\.move|File\.delete|rm_rf|subprocess|exec\("
)


def _other_language(text: str, source: str) -> Iterator[Finding]:
    if DELETING.search(text):
        yield finding("program-deletes", "careful", target=source)


@rule("alias")
def alias(call: Call, judge: Judge) -> Iterator[Finding]:
    """A name for a text, which is run when it is used."""
    for word in call.words:
        name, sign, text = word.value.partition("=")
        if sign and text:
            harm = [one for one in judge.text(text.replace(UNKNOWN, '"$UNSEEN"'), call) if one.harm == "destroys"]
            yield from harm
            if name in ("rm", "mv", "cp", "ls", "cd", "sudo", "git", "cat", "echo") and not text.startswith(name):
                yield finding("alias-hides", "careful", target=name, text=text)


@rule(
    "make", "ninja", "gmake", "just", "rake", "ansible-playbook", "gradle", "mvn", "cargo", "go", "npx", "yarn", "pnpm"
)
def build(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Runs what a project's own file says."""
    texts = [word.value for word in call.words]
    if not {"-n", "--version", "--help", "--dry-run"} & set(texts):
        yield finding("runs-project", "unknown", target=f"{call.name} {shown(call.words)}".strip())

"""How far a path or a pattern reaches: a file, all that is in a folder, the whole machine."""

import posixpath
from fnmatch import fnmatchcase
from typing import Literal, get_args

from models.recovery.commands.shell_words import UNKNOWN, Word

Reach = Literal[  # the farthest first
    "root", "system", "home", "device", "vital", "parent", "here", "hidden", "everything_in", "glob", "named", "nothing"
]
WIDE_PATTERNS = ("*", "**", ".*", "*.*", "?*", "*?", ".[!.]*", ".??*")
MAX_PATTERN = 100  # characters of a pattern that is compared with names; a longer one may find any
WIDTHS: tuple[Reach, ...] = get_args(Reach)
_SYSTEM = """
bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys usr var Applications Library
System Users Volumes
"""
SYSTEM = frozenset(_SYSTEM.split())
_DEEP_SYSTEM = """
usr/bin usr/lib usr/local usr/sbin usr/share usr/lib64 usr/include var/lib var/log var/www var/spool etc/ssh
etc/systemd usr/local/bin usr/local/lib
"""
DEEP_SYSTEM = frozenset(_DEEP_SYSTEM.split())
VITAL = ("etc/passwd", "etc/shadow", "etc/group", "etc/fstab", "etc/sudoers", "etc/hosts", "etc/ssh/sshd_config")
STREAMS = ("null", "zero", "full", "random", "urandom", "stdin", "stdout", "stderr", "fd", "tcp", "udp", "ptmx", "pts",
           "console")  # fmt: skip
LINES = ("tty", "cu.", "lp", "rfcomm", "vcs")  # terminals, serial lines and printers, with a number behind
VITAL_NAMES = (".git", ".ssh", ".gnupg")


def reach_of(text: str, here: str | None = None) -> Reach:
    """How far a path or pattern reaches.

    Args:
        text: a path as `Word.path` gives it.
        here: the folder that the text itself has gone to, which a relative path is taken from.
    """
    if text == "":
        return "nothing"
    if here is not None and not text.startswith(("/", "~", UNKNOWN)):
        text = f"{here.rstrip('/')}/{text}"
    from_home = text.startswith("~")
    while text.startswith("./") and len(text) > 2:
        text = text[2:].lstrip("/") or "."
    head, _, last = text.rstrip("/").rpartition("/")
    wide = last in WIDE_PATTERNS
    if text.startswith("/"):
        return _absolute(text, wide, last)
    if from_home:
        inner = posixpath.normpath(text).partition("/")[2]
        if inner in ("", *WIDE_PATTERNS):
            return "home"
        return _inner(inner, wide, last)
    normal = posixpath.normpath(text)
    if normal == ".." or normal.startswith("../"):
        rest = [part for part in normal.split("/") if part != ".."]
        return "parent" if not rest or (wide and len(rest) == 1) else _inner(normal, wide, last)
    if normal == ".":
        return "here"
    if wide and not head:
        return "hidden" if last.startswith(".") else "here"
    return _inner(normal, wide, last)


def width(word: Word, here: str | None) -> tuple[int, int]:
    """How far a word reaches, with its variables empty and as it stands; less is farther."""
    own = WIDTHS.index(reach_of(word.path, here))
    empty = WIDTHS.index(reach_of(word.emptied(), here)) if word.unguarded() else len(WIDTHS)
    return min(own, empty), own


def _inner(path: str, wide: bool, last: str) -> Reach:
    if path.split("/")[-1] in VITAL_NAMES:
        return "vital"
    if wide:
        return "everything_in"
    return "glob" if any(sign in path for sign in "*?[") else "named"


def _absolute(text: str, wide: bool, last: str) -> Reach:
    path = posixpath.normpath(text).lstrip("/")
    if path in ("", "*", ".*", "**"):
        return "root"
    parts = path.split("/")
    if parts[0] == "dev" and len(parts) > 1 and not wide:
        return "named" if parts[1] == "shm" or is_stream(f"/{path}") else "device"
    if pattern := _of_system(path):
        return pattern
    folder = "/".join(parts[:-1]) if wide else path
    if folder in SYSTEM or folder in DEEP_SYSTEM:
        return "system"
    if parts[0] in ("home", "Users") and len(folder.split("/")) == 2:
        return "home"
    if folder == "root":
        return "home"
    if path in VITAL or parts[0] == "boot":
        return "vital"
    return _inner(path, wide, last)


def _of_system(path: str) -> Reach | None:
    """What a pattern such as /e* or /usr/l* reaches, if it may find folders of the system."""
    parts = path.split("/")
    if not set(path) & set("*?[") or len(parts) > 3 or (len(parts) > 1 and parts[-1] in WIDE_PATTERNS):
        return None
    if parts[0] in ("home", "Users") and len(parts) == 2:
        return "home"
    if not any(_finds(parts, folder.split("/")) for folder in (*SYSTEM, *DEEP_SYSTEM, "tmp")):
        return None
    return "root" if len(parts) == 1 else "system"


def _finds(patterns: list[str], names: list[str]) -> bool:
    return len(patterns) == len(names) and all(
        len(pattern) > MAX_PATTERN or fnmatchcase(name, pattern) for pattern, name in zip(patterns, names, strict=True)
    )


def is_stream(text: str) -> bool:
    """Whether writing there changes no file: /dev/null, a terminal, a serial line, a descriptor."""
    name = text[len("/dev/") :].split("/")[0] if text.startswith("/dev/") else ""
    return name in STREAMS or name.startswith(LINES)

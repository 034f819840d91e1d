"""How far a path or a pattern reaches: a file, all that is in a folder, the whole machine."""

import posixpath
from typing import Literal

from models.recovery.commands.shell_words import UNKNOWN

Reach = Literal[
    "root", "system", "home", "parent", "here", "hidden", "device", "vital", "everything_in", "glob", "named", "nothing"
]
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
    wide = last in ("*", "**", ".*", "{*,.*}", "*.*", "{.*,*}", "*,.*", "{,.[!.],..?}*")
    if text.startswith("/"):
        return _absolute(text, wide, last)
    if from_home:
        inner = posixpath.normpath(text).partition("/")[2]
        if inner in ("", "*", ".*", "**"):
            return "home"
        return _inner(inner, wide, last)
    normal = posixpath.normpath(text)
    if normal == ".." or normal.startswith("../"):
        rest = [part for part in normal.split("/") if part != ".."]
        return "parent" if not rest or (wide and len(rest) == 1) else _inner(normal, wide, last)
    if normal == ".":
        return "here"
    if wide and not head:
        return "hidden" if last == ".*" else "here"
    return _inner(normal, wide, last)


def _inner(path: str, wide: bool, last: str) -> Reach:
    if path.split("/")[-1] in VITAL_NAMES:
        return "vital"
    if wide:
        return "everything_in"
    return "glob" if any(sign in path for sign in "*?[") else "named"


def _absolute(text: str, wide: bool, last: str) -> Reach:
    path = posixpath.normpath(text).lstrip("/")
    if path in ("", "*", ".*", "**", "{*,.*}"):
        return "root"
    parts = path.split("/")
    if parts[0] == "dev" and len(parts) > 1 and not wide:
        return "named" if parts[1] == "shm" or is_stream(f"/{path}") else "device"
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


def is_stream(text: str) -> bool:
    """Whether writing there changes no file: /dev/null, a terminal, a serial line, a descriptor."""
    name = text[len("/dev/") :].split("/")[0] if text.startswith("/dev/") else ""
    return name in STREAMS or name.startswith(LINES)

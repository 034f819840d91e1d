"""Files that are whole or absent, whatever stops the process or the machine."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Writes beside the target, then renames over it."""
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.lock")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            sync(file.fileno())
        move(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)  # where the disk is full


def move(source: Path, target: Path) -> None:
    """Renames, over the target if there is one, and makes the new name last."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            sync(folder)
        finally:
            os.close(folder)


@contextmanager
def only_process(root: Path) -> Iterator[None]:
    """Keeps other servers away from a folder while this one runs, however it ends.

    Raises:
        BlockingIOError: another server has it.
    """
    lock = FileLock(root / "in-use", blocking=False)
    try:
        with lock:
            yield
    except Timeout:
        raise BlockingIOError(f"Another local Hub serves {root}; stop it or choose another --root.") from None


def sync(descriptor: int) -> None:
    """Waits until what was written is on the disk."""
    os.fsync(descriptor)

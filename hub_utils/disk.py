"""Small files of our own on disk: whole or not at all, by one writer at a time, and where they lie."""

import os
import re
import tempfile
from pathlib import Path

from filelock import FileLock

POLL = 0.01  # seconds between two looks whether a lock is free


def own_cache(namespace: str) -> Path:
    """The folder that huggingface_hub keeps for a library's own files, made if need be; `hf cache` knows of it."""
    from huggingface_hub import cached_assets_path, constants

    # Given here, since huggingface_hub binds its default at import, also where tests or HF_HOME move the cache.
    return cached_assets_path("kexue-space", namespace, "default", assets_dir=constants.HF_ASSETS_CACHE)


def slug(*parts: str) -> str:
    """A file name that tells apart what differs in letters and digits."""
    return "--".join(re.sub(r"[^\w.-]+", "--", part) for part in parts)


def lock(folder: Path, name: str = ".lock") -> FileLock:
    """What one thread of all processes that share a folder holds at a time; the folder is made. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / name, poll_interval=POLL)


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Writes a file beside its place, down to the disk, and moves it there in one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(partial).chmod(mode)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise

"""Large files: content-addressed by SHA-256 in `name.git/lfs/objects/ab/cd/abcd…`, where git-lfs keeps its own.

Each repository has its own, so that knowing the digest of a private file does not give access to it, and so that a
deleted repository leaves nothing behind. Git holds a pointer file in their place (git-lfs `docs/spec.md`).
"""

import hashlib
import re
import shutil
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import TypeGuard

from starlette.concurrency import run_in_threadpool

from hub_utils.local_hub.errors import RefusalError, too_large
from hub_utils.local_hub.storage.files import move, sync

_OID = re.compile(r"[0-9a-f]{64}")
_CHUNK = 2**20


def is_oid(oid: object) -> TypeGuard[str]:
    return isinstance(oid, str) and bool(_OID.fullmatch(oid))


class Blobs:
    """The large files of one repository."""

    def __init__(self, repository: Path) -> None:
        self._folder = repository / "lfs"

    def path(self, oid: str) -> Path:
        """Where an object lies or would lie; `oid` has been checked with `is_oid`."""
        return self._folder / "objects" / oid[:2] / oid[2:4] / oid

    def size(self, oid: str) -> int | None:
        """The size of an object in bytes, None if it is not here."""
        path = self.path(oid)
        return path.stat().st_size if path.exists() else None

    def unfinished(self, upload: str) -> Path:
        """The file into which an upload is written until its digest has been verified."""
        folder = self._folder / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / upload

    def sweep(self, age: float) -> None:
        """Removes uploads that were given up: last written to more than `age` seconds ago."""
        for path in self.unfinished("-").parent.iterdir():
            with suppress(FileNotFoundError):  # an upload that has just been finished by another thread
                if path.stat().st_mtime < time.time() - age:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    async def receive(self, stream: AsyncIterator[bytes], oid: str, size: int) -> None:
        """Streams a whole object to disk and keeps it if size and digest are as promised."""
        path = self.unfinished(uuid.uuid4().hex)
        try:
            await write_stream(stream, path, 0, size, exact=True)
            await run_in_threadpool(self.finish, path, oid, size)
        finally:
            path.unlink(missing_ok=True)

    def finish(self, path: Path, oid: str, size: int) -> None:
        """Verifies an uploaded file and moves it to its place; a wrong one is removed.

        Raises:
            RefusalError: size or SHA-256 differ from what was promised.
        """
        if not path.exists():
            raise RefusalError(404, "This upload is unknown or was given up; start it again")
        with path.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            correct = (digest, file.tell()) == (oid, size)
            if correct:
                sync(file.fileno())
        if not correct:
            path.unlink(missing_ok=True)
            raise RefusalError(400, f"The uploaded content does not have the promised SHA-256 {oid} and size {size}")
        move(path, self.path(oid))


async def write_stream(stream: AsyncIterator[bytes], path: Path, offset: int, limit: int, *, exact: bool) -> str:
    """Writes a request body into a file from `offset` on, never holding it whole; returns its MD5 for an ETag.

    Raises:
        RefusalError: the body is longer than `limit` bytes, or shorter where it is to be `exact`.
    """
    digest, written = hashlib.md5(usedforsecurity=False), 0
    path.touch()
    with path.open("rb+") as file:
        file.seek(offset)
        async for chunk in stream:
            written += len(chunk)
            if written > limit:
                raise too_large("The uploaded content", limit)
            digest.update(chunk)
            file.write(chunk)
    if exact and written != limit:
        raise RefusalError(400, f"The upload broke off: {written} of {limit} bytes")
    return digest.hexdigest()

"""Pictures out of a ZIP file that a stranger sent: bounded in number and size, and never written to disk."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from models.captcha.errors import CaptchaError, UnsafeArchiveError

MAX_MEMBER = 10 * 2**20  # bytes of one unpacked file
MAX_UNPACKED = 100 * 2**20  # bytes of all together
READ_FAILURES = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def is_archive(path: str) -> bool:
    """Whether a file is a ZIP archive, by its content."""
    return zipfile.is_zipfile(path)


def members(path: str, most: int) -> Iterator[tuple[str, bytes | CaptchaError]]:
    """Each file of an archive in its order: its name, and its bytes or why it is not read.

    Refused are names that lead out of the archive, links, encrypted and damaged files, what is larger than MAX_MEMBER
    or makes all together larger than MAX_UNPACKED, and all but the first `most` files.

    Raises:
        UnsafeArchiveError: the file itself is no archive that can be listed.
    """
    try:
        archive = zipfile.ZipFile(path)
    except READ_FAILURES as problem:
        raise UnsafeArchiveError(
            f"The archive cannot be opened: {problem}.", "Pack it again as a plain ZIP."
        ) from problem
    left, count = MAX_UNPACKED, 0
    with archive:
        for member in archive.infolist():
            if member.is_dir() or member.filename.startswith("__MACOSX/"):
                continue
            count += 1
            content = _content(archive, member, left) if count <= most else _too_many(most)
            left -= len(content) if isinstance(content, bytes) else 0
            yield member.filename, content


def _too_many(most: int) -> CaptchaError:
    return UnsafeArchiveError(f"At most {most} pictures are read at once.", "Send the rest in a second archive.")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes | CaptchaError:
    name = PurePosixPath(member.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        return UnsafeArchiveError("Its name leads out of the archive.", "Pack it again without such names.")
    if stat.S_ISLNK(member.external_attr >> 16):
        return UnsafeArchiveError("It is a link.", "Pack the picture itself.")
    limit = min(MAX_MEMBER, left)
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)  # what the directory says of the size may be a lie
    except READ_FAILURES as problem:
        return UnsafeArchiveError(
            f"It cannot be unpacked: {problem}.", "Pack it again as a plain ZIP, without a password."
        )
    if len(content) > limit:
        return UnsafeArchiveError(f"It unpacks to more than {limit:,} bytes.", "Send smaller pictures, or fewer.")
    return content

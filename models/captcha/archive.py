"""Pictures out of ZIP files that a stranger sent: bounded in number, size and work, and never written to disk."""

import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from models.captcha.errors import CaptchaError, UnsafeArchiveError
from models.zip_members import DAMAGED, METHODS, is_hidden, names_of

MAX_MEMBER = 10 * 2**20  # bytes of one unpacked file
MAX_ARCHIVE = 10_000_000  # bytes of an archive as it was sent
MAX_UNPACKED = 100 * 2**20  # bytes of all together
MAX_LISTED = 100_000  # members, hidden ones too, of all archives that are looked into: about a second

Content = str | bytes | CaptchaError  # a path, the bytes of a file, or why there are none
_Some = TypeVar("_Some", bound=Content)
_Read = Callable[[int], tuple[_Some, int]]  # from the bytes that may be unpacked: a content, and how many that took


def is_archive(path: str) -> bool:
    """Whether a file is a ZIP archive, by its content."""
    return zipfile.is_zipfile(path)


def members(path: str, most: int) -> Iterator[tuple[str, bytes | CaptchaError]]:
    """Each file of an archive in its order, but for hidden ones: its name, and its bytes or why it is not read.

    Refused are names that lead out of the archive, links, encrypted and damaged files, what is larger than MAX_MEMBER
    or makes all together larger than MAX_UNPACKED. Where there are more than `most` files, the last of as many says so.

    Raises:
        UnsafeArchiveError: the file itself is no archive that can be listed.
    """
    with _open(path) as archive:
        yield from _first(_entries_of(archive), most)


def contents(paths: Iterable[str], most: int) -> Iterator[tuple[str, Content]]:
    """The name and the content of each file, and of each file in an archive as `members` gives them.

    There are never more than `most` in all, whatever the archives hold; where more were sent, the last says so.
    """
    return _first(_entries(paths, most), most)


def _first(entries: Iterator[tuple[str, _Read[_Some]]], most: int) -> Iterator[tuple[str, _Some | CaptchaError]]:
    left = MAX_UNPACKED
    for number, (name, read) in zip(range(1, most + 1), entries, strict=False):
        content, taken = read(left)
        left -= taken
        more = number == most and next(entries, None)
        yield name, _too_many(most) if more else content


def _entries(paths: Iterable[str], most: int) -> Iterator[tuple[str, _Read[Content]]]:
    listed = 0
    for path in paths:
        name = Path(path).name
        if not is_archive(path):
            yield name, _given(path)
            continue
        if listed > MAX_LISTED:
            yield name, _given(_too_many(most))
            return
        try:
            archive = _open(path)
        except UnsafeArchiveError as error:
            yield name, _given(error)
            continue
        with archive:
            listed += len(archive.infolist())
            for member, read in _entries_of(archive):
                yield f"{name}/{member}", read


def _given(content: Content) -> _Read[Content]:
    return lambda _left: (content, 0)


def _open(path: str) -> zipfile.ZipFile:
    if Path(path).stat().st_size > MAX_ARCHIVE:  # its table of contents is read whole
        raise UnsafeArchiveError(f"The archive has more than {MAX_ARCHIVE:,} bytes.", "Send it in parts.")
    try:
        return zipfile.ZipFile(path)
    except DAMAGED as problem:
        raise UnsafeArchiveError(
            f"The archive cannot be opened: {problem}.", "Pack it again as a plain ZIP."
        ) from problem


def _entries_of(archive: zipfile.ZipFile) -> Iterator[tuple[str, _Read[bytes | CaptchaError]]]:
    members = archive.infolist()
    for member, name in zip(members, names_of(members), strict=True):
        if not member.is_dir() and not is_hidden(name):
            yield name, partial(_content, archive, member, name)


def _too_many(most: int) -> CaptchaError:
    return UnsafeArchiveError(f"At most {most} pictures are read at once.", "Send the rest in a second archive.")


def _content(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, left: int
) -> tuple[bytes | CaptchaError, int]:
    """What is in a member, and how many bytes had to be unpacked to know."""
    if refusal := _refusal(member, name, limit := min(MAX_MEMBER, left)):
        return refusal, 0
    try:
        with archive.open(member) as stream:
            content = stream.read(limit)  # no more than the directory says, even if that is a lie
    except DAMAGED as problem:
        remedy = "Pack it again as a plain ZIP, without a password."
        return UnsafeArchiveError(f"It cannot be unpacked: {problem}.", remedy), member.file_size
    return content, len(content)


def _refusal(member: zipfile.ZipInfo, name: str, limit: int) -> CaptchaError | None:
    """Why a member is not even opened."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name.split("/")[0]:
        return UnsafeArchiveError("Its name leads out of the archive.", "Pack it again without such names.")
    if stat.S_ISLNK(member.external_attr >> 16):
        return UnsafeArchiveError("It is a link.", "Pack the picture itself.")
    if member.file_size > limit:
        return UnsafeArchiveError(f"It unpacks to more than {limit:,} bytes.", "Send smaller pictures, or fewer.")
    if member.compress_type not in METHODS:
        remedy = "Pack it again as a plain ZIP, without a password."
        return UnsafeArchiveError("It cannot be unpacked: it is packed in an unusual way.", remedy)
    return None

"""The pages in a ZIP archive, by their names as whoever packed them wrote them; what a Mac adds is left out.

    for name, content in pages_in_zip("saved.zip", most=20): ...

Nothing is written to disk, and a bomb is unpacked no further than a page may be large.
"""

import re
import stat
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

from models.articles.errors import PageError
from models.articles.page.saved import MAX_SAVED
from models.zip_members import DAMAGED, METHODS, is_hidden, names_of

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive"})
MAX_MEMBERS = 500_000  # of an archive: some seconds
AGAIN = "Pack it again as a plain ZIP, without a password."
DIGITS = re.compile(r"(\d{1,9})")


def is_zip(begin: bytes) -> bool:
    """Whether bytes are the beginning of a ZIP archive."""
    return begin.startswith((b"PK\3\4", b"PK\5\6"))


def pages_in_zip(
    file: str | IO[bytes], most: int | None = None, total: int | None = None
) -> Iterator[tuple[str, bytes | PageError]]:
    """The name of each page and its bytes, or why they are not read, in the order of the names (2 before 10).

    Raises PageError for what is no ZIP archive, one without pages, or with more than `most` of them, and where they
    unpack to more than `total` bytes together.
    """
    try:
        archive = ZipFile(file)
    except DAMAGED as error:
        raise PageError(f"The ZIP archive cannot be opened ({error}).", AGAIN) from error
    with archive:
        pages = _pages(archive)
        if not pages:
            raise PageError("The ZIP archive has no pages.", f"Pack files of {', '.join(sorted(SUFFIXES))}.")
        if most is not None and len(pages) > most:
            raise PageError(f"The ZIP archive has {len(pages):,} pages, more than {most}.", "Pack fewer.")
        unpacked = 0
        for name, member in pages:
            content = _content(archive, member)
            unpacked += len(content) if isinstance(content, bytes) else 0
            if total is not None and unpacked > total:
                raise PageError(f"The ZIP archive unpacks to more than {total:,} bytes.", "Pack fewer pages.")
            yield name, content


def _pages(archive: ZipFile) -> list[tuple[str, ZipInfo]]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise PageError(f"The ZIP archive has more than {MAX_MEMBERS:,} files.", "Pack fewer.")
    named = zip(names_of(members), members, strict=True)
    pages = [
        (name, member)
        for name, member in named
        if PurePosixPath(name).suffix.lower() in SUFFIXES and not is_hidden(name)
    ]
    return sorted(pages, key=lambda page: [int(it) if it.isdecimal() else it for it in DIGITS.split(page[0])])


def _content(archive: ZipFile, member: ZipInfo) -> bytes | PageError:
    if member.file_size > MAX_SAVED:
        return PageError(f"The page has {member.file_size:,} bytes, more than {MAX_SAVED:,}.", "Save a part of it.")
    if stat.S_ISLNK(member.external_attr >> 16) or member.compress_type not in METHODS:
        return PageError("The page is a link, or packed in an unusual way.", AGAIN)
    try:
        with archive.open(member) as stream:
            return stream.read(MAX_SAVED)  # no more than the directory says, even if that is a lie
    except DAMAGED as error:
        return PageError(f"The page cannot be unpacked ({error}).", AGAIN)

"""Saved pages that visitors send: HTML, what browsers save, and ZIP archives of both."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.articles import ArticlesError, workers
from models.articles.page.saved import is_saved, without_data
from models.articles.page.zipped import is_zip
from models.articles.tasks import unzip

MAX_PAGE_BYTES = 5_000_000  # bytes of a page; the median page of the web has some 30,000
MAX_FILE_BYTES = 30_000_000  # of one with its pictures, or of a ZIP
MAX_BYTES = 60_000_000  # of all pages of a call
MAX_PAGES = 20  # pages in one call


class PageTooLargeError(ArticlesError):
    """A page, or a template, that is larger than any that is read."""


def is_archive(path: str) -> bool:
    """Whether a file is a ZIP archive, by its content."""
    with Path(path).open("rb") as file:
        return is_zip(file.read(4))


def check_file(path: str) -> None:
    """Raises PageTooLargeError for a file that is too large; pictures and fonts in a page do not count as the page."""
    size = Path(path).stat().st_size
    if size > MAX_FILE_BYTES:
        raise _too_large("file", size, MAX_FILE_BYTES)
    if size > MAX_PAGE_BYTES and not is_archive(path):
        check_page_size(Path(path).read_bytes())


def check_page_size(page: bytes | str) -> None:
    """Raises PageTooLargeError for a page that is too large without what its data URIs hold."""
    if len(page) > MAX_PAGE_BYTES and not is_saved(page) and (size := len(without_data(page))) > MAX_PAGE_BYTES:
        raise _too_large("page", size, MAX_PAGE_BYTES)


def pages_of(files: Sequence[str]) -> Iterator[tuple[str, bytes | ArticlesError]]:
    """The name of each page and its bytes, or why it is not read; those of an archive in the order of their names."""
    left = MAX_BYTES
    for path in files:
        for name, page in _pages_in(path):
            size = len(page) if isinstance(page, bytes) else 0
            yield name, page if size <= left else _too_large("set of pages", MAX_BYTES - left + size, MAX_BYTES)
            left -= size


def _pages_in(path: str) -> Iterator[tuple[str, bytes | ArticlesError]]:
    try:
        check_file(path)
        if is_archive(path):
            unpacked = workers.run(unzip, path, MAX_PAGES, MAX_BYTES)  # in a process that can be ended
            yield from ((name, _checked(page)) for name, page in unpacked)
        else:
            yield Path(path).name, Path(path).read_bytes()
    except ArticlesError as error:
        yield Path(path).name, error


def _checked(page: bytes | ArticlesError) -> bytes | ArticlesError:
    try:
        check_page_size(page if isinstance(page, bytes) else b"")
    except PageTooLargeError as error:
        return error
    return page


def _too_large(kind: str, size: int, most: int) -> PageTooLargeError:
    return PageTooLargeError(
        f"A {kind} has {size:,} bytes, more than {most:,}.", "Give the part of its HTML that holds the text."
    )

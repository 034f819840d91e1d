"""What visitors send to the articles tab: addresses, pasted HTML and files, looked at before any page is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Literal

from demos.articles.files import (
    MAX_PAGES,
    check_file,
    check_page_size,
    is_archive,
    pages_of,
)
from demos.articles.served import Kind, check_checkpoint, check_checkpoint_of, check_thread_checkpoint
from demos.articles.visits import visited
from demos.shared.refusals import Checks
from models.articles import ArticlesError
from models.articles.tasks import Visit
from models.articles.web.addresses import Policy
from models.articles.web.fetch import Fetcher, fetch

LANGUAGES: dict[str, Literal["en", "zh"]] = {"en": "en", "zh": "zh"}  # of the word vectors
MIN_TEMPLATE_PAGES = 2  # pages that a template can be learnt from
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


class NoPageError(ArticlesError):
    """Nothing to read was given."""


class TooManyPagesError(ArticlesError):
    """More pages than one call may have."""


class SeveralPagesError(ArticlesError):
    """Several pages where one is read."""


class TooFewPagesError(ArticlesError):
    """One page where several are needed."""


class TwoSourcesError(ArticlesError):
    """HTML and files at the same time, or addresses that are not one for each file."""


class BadTimeError(ArticlesError):
    """A time that cannot be read."""


class NoKeywordsError(ArticlesError):
    """A text in a language that there are no word vectors for."""


@dataclass(frozen=True)
class Source:
    """A page as it came: its HTML, its address if that is known, and of one that was fetched, how."""

    html: bytes | str
    url: str | None = None
    fetched: datetime | None = None
    content_type: str | None = None
    visit: Visit | None = None


def sources(
    urls: str | None, html: str | None, files: Sequence[str] | None, least: int = 1, most: int = MAX_PAGES
) -> list[Source]:
    """The pages that were given; they are fetched only where there is neither HTML nor a file.

    Args:
        urls: addresses, parted by white space; beside HTML or files they only say where these come from.
        html: one page.
        files: paths of several, or of ZIP archives of them.
        least, most: how many pages are read.

    Raises:
        ArticlesError: nothing, or too much, was given, or a page could not be fetched (FetchError).
    """
    check_sources(urls, html, files, least, most)
    addresses = (urls or "").split()
    if files:
        contents = [_readable(content) for _, content in pages_of(files)]
        check_count(len(contents), least, most)
        _check_addresses(len(contents), len(addresses))
        return [Source(content, url) for content, url in zip_longest(contents, addresses)]
    if html and has_text(html):
        return [Source(html, addresses[0] if addresses else None)]
    return [_fetch_page(url) for url in addresses]


def _readable(content: bytes | ArticlesError) -> bytes:
    if isinstance(content, ArticlesError):
        raise content
    return content


def _fetch_page(url: str) -> Source:
    found = visited(url, lambda: fetch(url, Fetcher))
    page = found.page
    return Source(page.content, page.url, found.moment, page.content_type, found.as_visit(url))


def has_text(html: str | None) -> bool:
    """Whether anything was pasted."""
    return bool(html and html.strip())


def check_sources(
    urls: str | None, html: str | None, files: Sequence[str] | None, least: int = 1, most: int = MAX_PAGES
) -> None:
    """Raises ArticlesError for nothing, too many pages, too large ones, and addresses that are not fetched."""
    files, addresses = files or [], (urls or "").split()
    if files and has_text(html):
        raise TwoSourcesError("HTML was pasted and files were given.", "Remove one of the two.")
    count = len(files) or (1 if has_text(html) else len(addresses))
    if not any(map(is_archive, files)):  # which may have any number
        _check_addresses(len(files), len(addresses))
        check_count(count, least, most)
    for file in files:
        check_file(file)
    check_page_size(html or "")
    if not files and not has_text(html):
        for url in addresses:
            Policy().check_url(url)


def _check_addresses(files: int, addresses: int) -> None:
    if files and addresses not in (0, files):
        raise TwoSourcesError(
            f"{files} files have {addresses} addresses.", "Give one address for each file, or none at all."
        )


def check_count(count: int, least: int, most: int) -> None:
    """Raises ArticlesError for no page, too few, or too many."""
    if not count:
        raise NoPageError("There is no page yet.", "Give an address, HTML or a file, or click an example.")
    if count < least:
        raise TooFewPagesError(
            f"{count} page was given, at least {least} are needed.", "Add more pages of the same site."
        )
    if count > most == 1:
        raise SeveralPagesError(
            f"{count} pages were given, and an article is read from one.",
            "Give one, read them as a thread, or open the section for several pages.",
        )
    if count > most:
        raise TooManyPagesError(f"{count} pages were given, at most {most} are read at once.", "Give fewer.")


def check_template(template: str | None) -> None:
    """Raises ArticlesError for a file that is too large to be a template."""
    if template:
        check_file(template)


def check_time(text: str | None) -> datetime | None:
    """The time that was typed, None for an empty field. Raises BadTimeError."""
    try:
        return datetime.fromisoformat(text.strip()) if text and text.strip() else None
    except ValueError:
        raise BadTimeError(f"{text!r} is no time.", "Write it like 2024-05-01 or 2024-05-01 12:30.") from None


def check_language(language: str | None, text: str) -> Literal["en", "zh"]:
    """The language, en or zh, that word vectors know a text in. Raises NoKeywordsError."""
    spoken = (language or "").lower()[:2] or ("zh" if _HAN.search(text) else "en")
    if spoken not in LANGUAGES:
        raise NoKeywordsError(
            f"The text is in the language {spoken!r}.", "There are word vectors for English and Chinese."
        )
    return LANGUAGES[spoken]


def check_batch(files: Sequence[str] | None) -> None:
    """Raises ArticlesError for no file or too many; one that is too large costs only its own row."""
    if not any(map(is_archive, files or ())):
        check_count(len(files or ()), 1, MAX_PAGES)


def check_page(url: str | None, html: str | None, files: Sequence[str] | None) -> None:
    """Raises ArticlesError for anything but one page that can be read."""
    check_sources(url, html, files, most=1)


def check_pages(urls: str | None, html: str | None, files: Sequence[str] | None) -> None:
    """Raises ArticlesError for pages that no thread can be read from."""
    check_sources(urls, html, files)


def check_kind(urls: str | None, html: str | None, files: Sequence[str] | None, kind: Kind) -> None:
    """Raises ArticlesError for pages that nothing of this kind can be read from: an article is read from one."""
    check_sources(urls, html, files, most=1 if kind == "article" else MAX_PAGES)


def check_site(files: Sequence[str] | None, urls: str | None) -> None:
    """Raises ArticlesError for pages that no template can be learnt from."""
    check_sources(urls, "", files, least=MIN_TEMPLATE_PAGES)


CHECKS: Checks = {
    "url": check_page,
    "urls": check_pages,
    "template": check_template,
    "fetched": check_time,
    "checkpoint": check_checkpoint,
}
THREAD_CHECKS: Checks = {**CHECKS, "checkpoint": check_thread_checkpoint}
READ_CHECKS: Checks = {**CHECKS, "thread_checkpoint": check_thread_checkpoint}
COMPARISON_CHECKS: Checks = {**CHECKS, "urls": check_kind, "first": check_checkpoint_of, "second": check_checkpoint_of}
BATCH_CHECKS: Checks = {**CHECKS, "files": check_batch}
TEMPLATE_CHECKS: Checks = {"files": check_site}

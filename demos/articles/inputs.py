"""What visitors send to the articles tab: addresses, pasted HTML and files, looked at before any page is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from demos.articles.served import Kind, check_checkpoint, check_checkpoint_of, check_thread_checkpoint
from demos.shared.refusals import Checks
from models.articles import ArticlesError
from models.articles.web.addresses import Policy
from models.articles.web.fetch import Fetcher, fetch

MAX_PAGE_BYTES = 5_000_000  # bytes of a page; the median page of the web has some 30,000
MAX_PAGES = 20  # pages in one call
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


class PageTooLargeError(ArticlesError):
    """A page, or a template, that is larger than any that is read."""


class TwoSourcesError(ArticlesError):
    """HTML and files at the same time, or addresses that are not one for each file."""


class BadTimeError(ArticlesError):
    """A time that cannot be read."""


class NoKeywordsError(ArticlesError):
    """A text in a language that there are no word vectors for."""


@dataclass(frozen=True)
class Source:
    """A page as it came: its HTML, its address if that is known, and if it was fetched, when, and its Content-Type."""

    html: bytes | str
    url: str | None = None
    fetched: datetime | None = None
    content_type: str | None = None


def sources(urls: str | None, html: str | None, files: Sequence[str] | None) -> list[Source]:
    """The pages that were given; they are fetched only where there is neither HTML nor a file.

    Args:
        urls: addresses, parted by white space; beside HTML or files they only say where these come from.
        html: one page.
        files: paths of several.

    Raises:
        ArticlesError: nothing, or too much, was given, or a page could not be fetched (FetchError).
    """
    check_sources(urls, html, files)
    addresses = (urls or "").split()
    if files:
        return [Source(content_of(file), url) for file, url in zip_longest(files, addresses)]
    if html and has_text(html):
        return [Source(html, addresses[0] if addresses else None)]
    return [_fetch_page(url) for url in addresses]


def _fetch_page(url: str) -> Source:
    page = fetch(url, Fetcher)
    return Source(page.content, page.url, datetime.now(UTC), page.content_type)


def content_of(file: str) -> bytes:
    """The bytes of a page. Raises PageTooLargeError."""
    _check_size(Path(file).stat().st_size)
    return Path(file).read_bytes()


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
    if files and addresses and len(addresses) != len(files):
        raise TwoSourcesError(
            f"{len(files)} files have {len(addresses)} addresses.", "Give one address for each file, or none at all."
        )
    count = len(files) or (1 if has_text(html) else len(addresses))
    _check_count(count, least, most)
    for size in [Path(file).stat().st_size for file in files] or [len(html or "")]:
        _check_size(size)
    if not files and not has_text(html):
        for url in addresses:
            Policy().check_url(url)


def _check_count(count: int, least: int, most: int) -> None:
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


def _check_size(size: int) -> None:
    if size > MAX_PAGE_BYTES:
        raise PageTooLargeError(
            f"A page has {size:,} bytes, more than {MAX_PAGE_BYTES:,}.",
            "Give the part of its HTML that holds the text.",
        )


def check_template(template: str | None) -> None:
    """Raises ArticlesError for a file that is too large to be a template."""
    if template:
        _check_size(Path(template).stat().st_size)


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
    _check_count(len(files or ()), 1, MAX_PAGES)


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
COMPARISON_CHECKS: Checks = {**CHECKS, "urls": check_kind, "first": check_checkpoint_of, "second": check_checkpoint_of}
BATCH_CHECKS: Checks = {**CHECKS, "files": check_batch}
TEMPLATE_CHECKS: Checks = {"files": check_site}

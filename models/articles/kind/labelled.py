"""Pages whose kind is known: of sets of articles and threads, of Formasaurus, of a copy of WCXB, of a folder.

A folder is told apart by what it holds:

truth.jsonl        pages of articles, or of threads where a line has `posts`; `kind` in a line says otherwise
index.json         the data of Formasaurus, of which `labels.toml` says some
ground-truth/      a copy of WCXB 1.0, or of one of its parts: `<id>.json` with `page_type`, and `html/<id>.html.gz`
<kind>/<site>/     somebody's own pages, one file each
"""

import gzip
import json
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from models.articles.errors import LabelsError
from models.articles.kind.words import KINDS

LABELS = Path(__file__).with_name("labels.toml")
GZIP = b"\x1f\x8b"
PAGES = ("*.html", "*.htm", "*.html.gz", "*.htm.gz")


@dataclass(frozen=True)
class KnownPage:
    """A page, its kind, the data set (`source`) and site that it is left out with, its number there, its address if
    that is known, and its main text if that is."""

    html: bytes
    kind: str
    source: str
    site: str
    id: str
    url: str | None = None
    text: str | None = None


def known_pages(folder: Path) -> Iterator[KnownPage]:
    """The pages of a folder whose kind is known. Raises LabelsError for a folder of another layout."""
    if (folder / "truth.jsonl").is_file():
        return _of_truth(folder)
    if (folder / "index.json").is_file():
        return _of_formasaurus(folder)
    if next(folder.glob("**/ground-truth"), None):
        return of_wcxb(folder)
    if any((folder / kind).is_dir() for kind in KINDS):
        return _of_folders(folder)
    raise LabelsError(f"{folder.name} holds no pages whose kind is known.", f"Put them into {', '.join(KINDS)}.")


def of_wcxb(folder: Path) -> Iterator[KnownPage]:
    """The pages of a copy of WCXB 1.0: every `ground-truth/<id>.json` in it, at any depth, that has its page.

    Files that are no such object, name another kind or have no page are passed over; a copy without any is refused.
    Raises LabelsError.
    """
    found = False
    for file in sorted(folder.glob("**/ground-truth/*.json")):
        told = _json(file)
        kind = page_type(told)
        page = _page_of(file.parent.with_name("html"), file.stem) if kind in KINDS else None
        if page is not None and kind is not None:
            found = True
            inner = told.get("ground_truth")
            truth: dict[str, Any] = inner if isinstance(inner, dict) else told
            text, url = truth.get("main_content") or truth.get("articleBody"), told.get("url") or truth.get("url")
            yield KnownPage(_bytes(page), kind, "wcxb", site_of(url) or file.stem, file.stem, url, text)
    if not found:
        raise LabelsError(
            f"{folder.name} has no page of WCXB.", "Keep its folders ground-truth and html beside each other."
        )


def page_type(told: dict[str, Any]) -> str | None:
    """The kind that a file of WCXB names: `page_type`, a word or an object with `primary`, at the top or inside."""
    for place in (told, told.get("_internal"), told.get("ground_truth"), told.get("metadata")):
        value = place.get("page_type") if isinstance(place, dict) else None
        value = value.get("primary") if isinstance(value, dict) else value
        if isinstance(value, str):
            return value.strip().lower()
    return None


def site_of(url: str | None) -> str:
    """The host of an address without its `www.`, or nothing."""
    try:
        return urlsplit(url or "").netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def _of_truth(folder: Path) -> Iterator[KnownPage]:
    for number, line in enumerate((folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()):
        known = json.loads(line)
        kind = known.get("kind") or ("forum" if "posts" in known else "article")
        text = known.get("articleBody") or known.get("main_content")
        url, name = known.get("url"), str(known.get("id") or number)
        site = known.get("site") or site_of(url) or name
        source = known.get("source") or folder.name
        yield KnownPage(_bytes(folder / known["file"]), kind, source, site, name, url, text)


def _of_formasaurus(folder: Path) -> Iterator[KnownPage]:
    index = _json(folder / "index.json")
    for kind, numbers in tomllib.loads(LABELS.read_text(encoding="utf-8")).items():
        for number in numbers:
            name = f"html/{number}.html"
            if (folder / name).is_file():
                url = index.get(name, {}).get("url")
                yield KnownPage(_bytes(folder / name), kind, "formasaurus", site_of(url) or name, name, url)


def _of_folders(folder: Path) -> Iterator[KnownPage]:
    for kind in KINDS:
        for site in sorted((folder / kind).iterdir()) if (folder / kind).is_dir() else ():
            for file in sorted(file for pattern in PAGES for file in site.glob(pattern)):
                yield KnownPage(_bytes(file), kind, folder.name, site.name, f"{site.name}/{file.name}")


def _page_of(folder: Path, stem: str) -> Path | None:
    return next((file for end in (".html.gz", ".html") if (file := folder / f"{stem}{end}").is_file()), None)


def _json(file: Path) -> dict[str, Any]:
    """An object of JSON; an empty one for what is none."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _bytes(file: Path) -> bytes:
    try:
        content = file.read_bytes()
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except (OSError, EOFError, zlib.error) as error:
        raise LabelsError(f"{file.name} cannot be read ({type(error).__name__}).", "Save it again.") from error

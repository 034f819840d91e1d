"""Thread pages that are labelled post by post, and where the labelled posts stand on them.

A folder has `truth.jsonl` (one page a line: id, file, site, engine, url, posts with author, time, time_attr, the first
and last 40 characters of the content as head and tail, and its length as chars) and the gzipped pages that it names. Or
it has pages that somebody saved, `a.html`, and beside each its posts, `a.json`: a list with author, date and content.
"""

import gzip
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from models.articles.errors import LabelsError
from models.articles.page.outline import Outline

REFERENCE = Path(__file__).with_name("reference_pages")  # written for it, no page of a site, and never trained on
ENDS = 40  # characters of the head and the tail of a post
MIN_CHARACTERS, MIN_WIDE = 20, 6  # of a post that is scored; in Chinese, Japanese and Korean
LEAST, MOST, SLACK = 0.3, 1.4, 60  # characters of a post's text as a share of those labelled, and so many more
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# By what a page says of itself; used to leave out whole families of engines, never to read a page.
FAMILIES = (
    "xenforo", "vbulletin", "discourse", "ipstype", "phpbb", "wp-content", "vanilla", "simple machines", "mybb",
    "sstatic", "discuz", "blogger.com", "nodebb",
)  # fmt: skip

Truth = dict[str, Any]  # a post as the truth file has it
Span = tuple[int, int]  # pieces [first, last)


@dataclass(frozen=True)
class Labelled:
    """A page with its true posts, in page order."""

    site: str
    engine: str
    name: str
    url: str | None
    html: bytes
    posts: list[Truth]
    source: str = ""  # data set, for its licence
    folder: str = ""

    @property
    def family(self) -> str:
        """The engine as labelled, without its version; else the one that the page names, else the site."""
        if self.engine and self.engine != self.site:
            return re.split(r"[ /]", self.engine.lower())[0]
        page = self.html[:400_000].decode("utf-8", "replace").lower()
        return next((family for family in FAMILIES if family in page), self.site)


def labelled_pages(folder: Path) -> list[Labelled]:
    """The pages of a folder that are labelled post by post. Raises LabelsError."""
    truth = folder / "truth.jsonl"
    if truth.is_file():
        told = map(json.loads, truth.read_text(encoding="utf-8").splitlines())
        pages = [_listed_page(folder, page) for page in told if page.get("posts")]
    else:
        pages = [_saved_page(file) for file in sorted(folder.glob("*.htm*")) if file.with_suffix(".json").is_file()]
    if not pages:
        raise LabelsError(
            f"{folder.name} has no labelled threads.", "Put beside each a.html its posts as a.json, or a truth.jsonl."
        )
    return pages


def reference_pages() -> list[Labelled]:
    """The eight pages that are in this repository, each in the style of another kind of engine."""
    told = json.loads((REFERENCE / "truth.json").read_text(encoding="utf-8"))
    return [_reference_page(page) for page in told]


def _reference_page(page: dict[str, Any]) -> Labelled:
    posts = [labelled_post(post | {"shown": post["time"]}) for post in page["posts"]]
    html = (REFERENCE / page["file"]).read_bytes()
    return Labelled(page["site"], page["engine"], page["site"], page["url"], html, posts, "reference", "reference")


def _listed_page(folder: Path, page: dict[str, Any]) -> Labelled:
    html = gzip.decompress((folder / page["file"]).read_bytes())
    url, source = page.get("url"), page.get("source") or folder.name
    return Labelled(page["site"], page.get("engine") or "", page["id"], url, html, page["posts"], source, folder.name)


def _saved_page(file: Path) -> Labelled:
    """A page that somebody saved, with its posts beside it: a list, or the JSON of a thread as the app gives it."""
    try:
        told = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        posts = [labelled_post(post) for post in (told["posts"] if isinstance(told, dict) else told)]
        url = told.get("url") if isinstance(told, dict) else None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        cause = f"{file.with_suffix('.json').name} tells no posts ({type(error).__name__})."
        raise LabelsError(cause, 'Write a list of {"author": …, "date": …, "content": …}.') from error
    site = urlsplit(url or "").hostname or file.parent.name
    return Labelled(site, "", file.stem, url, file.read_bytes(), posts, file.parent.name, file.parent.name)


def labelled_post(post: dict[str, Any]) -> Truth:
    """A post of known content, and of author, date and shown time where these are known, as the truth file has it."""
    text = " ".join(post["content"].split())
    known = {"author": post.get("author"), "time": post.get("shown"), "time_attr": post.get("date")}
    return known | {"head": text[:ENDS], "tail": text[-ENDS:], "chars": len(text)}


def bare(text: str | None) -> str:
    """Letters and digits alone, lower case."""
    return re.sub(r"[\W_]+", "", text or "").lower()


def least_characters(text: str) -> int:
    """How long a post that begins with this text must be to be scored."""
    return MIN_WIDE if WIDE.search(text) else MIN_CHARACTERS


def is_scored(post: Truth) -> bool:
    """Whether a labelled post is long enough to be told from others by its head and tail."""
    return bool(post.get("chars", 0) >= least_characters(post["head"]))


def spans_of(outline: Outline, posts: Sequence[Truth]) -> list[Span | None]:
    """Where each labelled post stands on the page; None for one that is too short, or not found."""
    texts = [bare(piece) for piece in outline.pieces]
    starts = list(accumulate(map(len, texts), initial=0))[:-1]
    page = "".join(texts)
    spans: list[Span | None] = []
    at = 0
    for post in posts:
        found = (_find(page, post, at) or _find(page, post, 0)) if is_scored(post) else None
        if found is None:
            spans.append(None)
            continue
        first, at = bisect_right(starts, found[0]) - 1, found[1]
        spans.append((first, max(first + 1, bisect_left(starts, at))))
    return spans


def _find(page: str, post: Truth, at: int) -> Span | None:
    """The characters of a post, from its head to its tail, if they are about as many as labelled."""
    head, tail, size = bare(post["head"]), bare(post["tail"]), post["chars"]
    start = page.find(head, at)
    while start >= 0:
        end = page.find(tail, max(start, start + int(LEAST * size) - len(tail)))
        if end >= 0 and end + len(tail) - start <= MOST * size + SLACK:
            return start, end + len(tail)
        start = page.find(head, start + 1)
    return None

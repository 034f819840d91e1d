"""The scores of thread reading on labelled pages.

python -m models.articles.thread.evaluate --data folder folder      a line for each engine, and the sums
python -m models.articles.thread.evaluate --data folder --method positions

The figures with whole engines left out are the training's (`train.py`). A folder is as `labelled.py` describes.

A post is found when the text of one of ours holds its head and its tail, compared without white space and punctuation,
and is about as long: two posts in one are not found, one that quotes another whole is. The share of authors is of all
posts that show one, that of days of the found posts that do.
"""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from models.articles.answers import Post
from models.articles.errors import NoThreadError
from models.articles.page.times import Clock
from models.articles.thread.extraction import extract_thread
from models.articles.thread.growing import MeasuredPage, grown_model
from models.articles.thread.labelled import Labelled, Truth, bare, is_scored, labelled_pages, least_characters
from models.articles.thread.options import Method
from models.evaluation import option, parse_options, run

SHORT, LONG, SLACK = 0.65, 1.4, (25, 60)  # of the characters labelled that ours may have, less and more so many
DAY = re.compile(r"(\d{4})[-/.年 ]{1,2}(\d{1,2})[-/.月 ]{1,2}(\d{1,2})(?!:|\d)")
HEADER = "| | pages | posts | precision | recall | F1 | author | day |\n| --- |" + " ---: |" * 7

Reader = Callable[[bytes, str | None], Sequence[Post]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """Scores of thread reading on labelled pages."""

    data: list[str] = option([], "folders of labelled pages")
    method: Method = option("records", "how posts are found")


@dataclass
class Tally:
    """Counts of posts: true, said, found; of the found ones those whose author or day is known, and is right.

    Of pages that are no thread `bare_pages` counts all, `silent` those on which no post is said.
    """

    pages: int = 0
    true: int = 0
    said: int = 0
    found: int = 0
    named: int = 0
    authors: int = 0
    dated: int = 0
    days: int = 0
    bare_pages: int = 0
    silent: int = 0

    def add(self, other: "Tally") -> None:
        """Adds the counts of another."""
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))

    @property
    def f1(self) -> float:
        """F1 of found posts."""
        return 2 * self.found / max(1, self.said + self.true)

    def line(self, name: str) -> str:
        """A row of a Markdown table."""
        shares = (
            (self.found, self.said),
            (self.found, self.true),
            None,
            (self.authors, self.named),
            (self.days, self.dated),
        )
        cells = [self.f1 if pair is None else pair[0] / pair[1] if pair[1] else float("nan") for pair in shares]
        return f"| {name} | {self.pages} | {self.true} | {' | '.join(f'{cell:.3f}' for cell in cells)} |"


def tally_of(page: Labelled, posts: Sequence[Post]) -> Tally:
    """Counts of one page. An author counts as known where the page shows one, whether or not its post is found."""
    truth = [true for true in page.posts if is_scored(true)]
    texts = [(bare(post.content), len(" ".join(post.content.split()))) for post in posts]
    said = sum(size >= least_characters(post.content) for (_, size), post in zip(texts, posts, strict=True))
    tally = Tally(pages=1, true=len(truth), said=said, named=sum(bool(true.get("author")) for true in truth))
    if not page.posts:
        tally.bare_pages, tally.silent = 1, int(not posts)
    used: set[int] = set()
    for true in truth:
        head, tail, size = bare(true["head"]), bare(true["tail"]), true["chars"]
        fits = (SHORT * size - SLACK[0], LONG * size + SLACK[1])
        for at, (text, length) in enumerate(texts):
            if at not in used and head in text and tail in text and fits[0] <= length <= fits[1]:
                used.add(at)
                tally.found += 1
                _add_fields(tally, true, posts[at])
                break
    return tally


def _add_fields(tally: Tally, true: Truth, said: Post) -> None:
    tally.authors += bool(true.get("author")) and bare(said.author) == bare(true["author"])
    attribute, shown = (true.get(name) or "" for name in ("time_attr", "time"))
    day = _day(attribute) or _day(Clock().read(attribute)) or _day(shown)
    tally.dated += day is not None
    tally.days += day is not None and _day(said.date) == day


def _day(text: str | None) -> tuple[int, ...] | None:
    """Year, month and day of a time that begins with them."""
    found = DAY.match(text or "")
    return tuple(map(int, found.groups())) if found else None


def by_method(method: Method, **options: Any) -> Reader:
    """A reader by one of our methods, no posts where there is no thread; `options` are those of `extract_thread`."""

    def read(html: bytes, url: str | None) -> tuple[Post, ...]:
        try:
            return extract_thread([html], [url], method=method, **options).posts
        except NoThreadError:
            return ()

    return read


def tallies(pages: Iterable[Labelled], read: Reader) -> dict[str, Tally]:
    """Counts by engine, or by site where the engine is not known."""
    by_engine: dict[str, Tally] = {}
    for page in pages:
        by_engine.setdefault(page.engine or page.site, Tally()).add(tally_of(page, read(page.html, page.url)))
    return by_engine


def total(by_engine: dict[str, Tally]) -> Tally:
    """The sum over engines."""
    whole = Tally()
    for tally in by_engine.values():
        whole.add(tally)
    return whole


def mean_f1(by_engine: dict[str, Tally]) -> float:
    """The mean over engines of F1; those on which there is no post and none is said count for nothing."""
    scored = [tally.f1 for tally in by_engine.values() if tally.true or tally.said]
    return sum(scored) / max(1, len(scored))


def leave_families_out(
    pages: Sequence[Labelled], measured: Sequence[MeasuredPage], seed: int = 0
) -> dict[str, dict[str, Tally]]:
    """By folder and engine, each family of engines read by forests that saw no page of it.

    Args:
        pages: those that are scored.
        measured: those that are learned from, measured; pages of the family that is scored are left out.
        seed: of the forests.
    """
    families = sorted({page.family for page in pages})
    by_folder: dict[str, dict[str, Tally]] = {}
    for number, family in enumerate(families, 1):
        log.info("%s, %d of %d families, is left out.", family, number, len(families))
        model = grown_model([page for page in measured if page.family != family], seed)
        for page in (page for page in pages if page.family == family):
            by_engine = by_folder.setdefault(page.folder, {})
            tally = tally_of(page, by_method("records", model=model)(page.html, page.url))
            by_engine.setdefault(page.engine or page.site, Tally()).add(tally)
    return dict(sorted(by_folder.items()))


def table(by_engine: dict[str, Tally]) -> str:
    """A Markdown table, a line for each engine and the sums, and the mean over engines."""
    lines = [HEADER, *(tally.line(engine) for engine, tally in by_engine.items()), total(by_engine).line("**all**")]
    return "\n".join([*lines, "", f"Mean F1 over {len(by_engine)} engines: {mean_f1(by_engine):.3f}"])


def main(options: Options) -> None:
    """Prints the table. Raises ArticlesError."""
    pages = [page for folder in options.data for page in labelled_pages(Path(folder))]
    print(table(tallies(pages, by_method(options.method))))


if __name__ == "__main__":
    run(main, lambda: parse_options(Options))

"""The scores of thread reading on labelled pages.

python -m models.articles.thread.evaluate --data folder               a line for each site, and the sums
python -m models.articles.thread.evaluate --data folder --method positions
python -m models.articles.thread.evaluate --data folder --leave_out   weights chosen without the site that is scored

The folder has `truth.jsonl` (one page a line: file, site, engine, url, posts with author, time, time_attr, and the
first and last 40 characters of the content as head and tail) and the gzipped pages that it names.

A post is found when one of ours holds its head and its tail, compared without white space and punctuation, and no
second post. Two readings of the last: `strict` refuses a post that quotes another in full, for it holds that one too;
`whole` refuses only what is longer than the truth by more than half.
"""

import gzip
import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from models.articles.answers import Post
from models.articles.errors import ArticlesError, NoThreadError
from models.articles.thread.extraction import extract_thread
from models.articles.thread.options import Method, Weights
from models.evaluation import option, parse_options, run

MIN_CHARACTERS = 20  # shorter posts are not scored
TOO_LONG, SLACK = 1.5, 200  # a found post has at most this times the characters of the true one, and so many more
GRID = {"untimed": (0.25, 0.35, 0.5), "regularity": (0.5, 1.0, 2.0), "outer_share": (0.2, 0.3, 0.45)}

Reader = Callable[[bytes, str | None], tuple[Post, ...]]
Truth = dict[str, Any]  # a post as the truth file has it

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """Scores of thread reading on labelled pages."""

    data: str = option("", "folder with truth.jsonl and the gzipped pages that it names")
    method: Method = option("records", "how posts are found")
    leave_out: bool = option(False, "choose the weights of records without the site that is scored: 27 times the work")


@dataclass(frozen=True)
class Labelled:
    """A page with its true posts, in page order."""

    site: str
    engine: str
    name: str
    url: str | None
    html: bytes
    posts: list[Truth]


@dataclass
class Tally:
    """Counts of posts: true, said, found by the two readings, authors and times right of those that show one."""

    pages: int = 0
    true: int = 0
    said: int = 0
    strict: int = 0
    whole: int = 0
    authors: list[int] = field(default_factory=lambda: [0, 0])
    times: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, other: "Tally") -> None:
        """Adds the counts of another."""
        for name in ("pages", "true", "said", "strict", "whole"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.authors, other.authors), (self.times, other.times)):
            mine[0] += theirs[0]
            mine[1] += theirs[1]

    def scores(self, found: int) -> tuple[float, float, float]:
        """Precision, recall and F1 of a count of found posts."""
        precision, recall = found / max(1, self.said), found / max(1, self.true)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)

    def line(self, name: str) -> str:
        """A row of a Markdown table."""
        precision, recall, strict = self.scores(self.strict)
        shares = [right / known if known else float("nan") for right, known in (self.authors, self.times)]
        cells = (precision, recall, strict, self.scores(self.whole)[2], *shares)
        return f"| {name} | {self.pages} | {self.true} | {' | '.join(f'{cell:.3f}' for cell in cells)} |"


HEADER = (
    "| | pages | posts | precision | recall | F1 strict | F1 whole | author | time |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def labelled_pages(folder: Path) -> list[Labelled]:
    """The pages of a folder that are labelled post by post. Raises ArticlesError if there is no truth.jsonl."""
    truth = folder / "truth.jsonl"
    if not truth.is_file():
        raise ArticlesError(f"There is no {truth}.", "Name a folder of labelled pages as --data.")
    pages = map(json.loads, truth.read_text(encoding="utf-8").splitlines())
    return [_labelled_page(folder, page) for page in pages if page.get("posts")]


def _labelled_page(folder: Path, page: dict[str, Any]) -> Labelled:
    html = gzip.decompress((folder / page["file"]).read_bytes())
    return Labelled(page["site"], page.get("engine") or "", page["id"], page.get("url"), html, page["posts"])


def bare(text: str | None) -> str:
    """Letters and digits alone, lower case."""
    return re.sub(r"[\W_]+", "", text or "").lower()


def tally_of(page: Labelled, posts: Iterable[Post]) -> Tally:
    """Counts of one page."""
    truth = [true for true in page.posts if true["chars"] >= MIN_CHARACTERS]
    said = [post for post in posts if len(post.content) >= MIN_CHARACTERS]
    texts = [bare(post.content) for post in said]
    marks = [(bare(true["head"]), bare(true["tail"])) for true in truth]
    tally = Tally(pages=1, true=len(truth), said=len(said))
    used: set[int] = set()
    for true, (head, tail) in zip(truth, marks, strict=True):
        holding = [at for at, text in enumerate(texts) if at not in used and head in text and tail in text]
        strict = [at for at in holding if sum(a in texts[at] and b in texts[at] for a, b in marks) == 1]
        whole = [at for at in holding if len(said[at].content) <= TOO_LONG * true["chars"] + SLACK]
        choice = next(iter(strict or sorted(whole, key=lambda at: len(texts[at]))), None)
        if choice is None:
            continue
        used.add(choice)
        tally.strict += bool(strict)
        tally.whole += bool(whole)
        _add_fields(tally, true, said[choice])
    return tally


def _add_fields(tally: Tally, true: Truth, said: Post) -> None:
    if true.get("author"):
        tally.authors[1] += 1
        tally.authors[0] += bare(said.author) == bare(true["author"])
    if true.get("time") or true.get("time_attr"):
        tally.times[1] += 1
        tally.times[0] += same_time(true, said)


def same_time(true: Truth, said: Post) -> bool:
    """Whether the time shown is the true one, or stands within it, or the day is that of the machine's attribute."""
    shown, label = bare(said.shown), bare(true.get("time"))
    if len(shown) >= 4 and label and (shown in label or label in shown):
        return True
    return said.date is not None and said.date[:10] == (true.get("time_attr") or "")[:10]


def by_method(method: Method, **options: Any) -> Reader:
    """A reader by one of our methods, no posts where there is no thread; `options` are those of `extract_thread`."""

    def read(html: bytes, url: str | None) -> tuple[Post, ...]:
        try:
            return extract_thread([html], [url], method=method, **options).posts
        except NoThreadError:
            return ()

    return read


def tallies(pages: Iterable[Labelled], read: Reader) -> dict[str, Tally]:
    """Counts by site."""
    by_site: dict[str, Tally] = {}
    for page in pages:
        by_site.setdefault(page.site, Tally()).add(tally_of(page, read(page.html, page.url)))
    return by_site


def total(by_site: dict[str, Tally]) -> Tally:
    """The sum over sites."""
    whole = Tally()
    for tally in by_site.values():
        whole.add(tally)
    return whole


def leave_one_site_out(pages: Sequence[Labelled]) -> dict[str, Tally]:
    """Each site scored with the weights that are best on all the others."""
    grid = [Weights(**dict(zip(GRID, values, strict=True))) for values in product(*GRID.values())]
    scored = []
    for number, weights in enumerate(grid, 1):
        log.info("Weights %d of %d: %s.", number, len(grid), weights)
        scored.append(tallies(pages, by_method("records", weights=weights)))
    by_site = {}
    for site in scored[0]:
        others = [total({name: tally for name, tally in of_all.items() if name != site}) for of_all in scored]
        ranks = [
            (tally.scores(tally.whole)[2], weights == Weights()) for tally, weights in zip(others, grid, strict=True)
        ]
        by_site[site] = scored[ranks.index(max(ranks))][site]
    return by_site


def main(options: Options) -> None:
    """Prints the table. Raises ArticlesError."""
    pages = labelled_pages(Path(options.data))
    by_site = leave_one_site_out(pages) if options.leave_out else tallies(pages, by_method(options.method))
    print(HEADER)
    for site, tally in by_site.items():
        print(tally.line(site))
    print(total(by_site).line("**all**"))


if __name__ == "__main__":
    run(main, lambda: parse_options(Options))

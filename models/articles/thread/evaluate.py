"""The scores of thread reading on labelled pages.

python -m models.articles.thread.evaluate --data folder               a line for each site, and the sums
python -m models.articles.thread.evaluate --data folder --method positions
python -m models.articles.thread.evaluate --data folder --leave-out   weights chosen without the site that is scored

The folder has `truth.jsonl` (one page a line: file, site, engine, url, posts with author, time, time_attr, and the
first and last 40 characters of the content as head and tail) and the gzipped pages that it names.

A post is found when one of ours holds its head and its tail, compared without white space and punctuation, and no
second post. Two readings of the last: `strict` refuses a post that quotes another in full, for it holds that one too;
`whole` refuses only what is longer than the truth by more than half.
"""

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from models.articles.answers import Post
from models.articles.thread.extraction import METHODS, extract_thread
from models.articles.thread.records import Weights

SHORTEST = 20  # characters: shorter posts are not scored
TOO_LONG, SLACK = 1.5, 200  # a found post has at most this times the characters of the true one, and so many more
GRID = {"untimed": (0.25, 0.35, 0.5), "regularity": (0.5, 1.0, 2.0), "outer_share": (0.2, 0.3, 0.45)}

Reader = Callable[[bytes, str | None], tuple[Post, ...]]


@dataclass(frozen=True)
class Labelled:
    """A page with its true posts, as dictionaries of the truth file."""

    site: str
    engine: str
    name: str
    url: str | None
    html: bytes
    posts: list[dict]


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
        return f"| {name} | {self.pages} | {self.true} | {' | '.join(f'{it:.3f}' for it in cells)} |"


HEADER = (
    "| | pages | posts | precision | recall | F1 strict | F1 whole | author | time |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def labelled_pages(folder: Path) -> list[Labelled]:
    """The pages of a folder that are labelled post by post."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [it for it in map(json.loads, lines) if it.get("posts")]
    return [
        Labelled(
            it["site"], it.get("engine") or "", it["id"], it.get("url"),
            gzip.decompress((folder / it["file"]).read_bytes()), it["posts"],
        )
        for it in pages
    ]  # fmt: skip


def bare(text: str | None) -> str:
    """Letters and digits alone, lower case."""
    return re.sub(r"[\W_]+", "", text or "").lower()


def tally_of(page: Labelled, posts: Iterable[Post]) -> Tally:
    """Counts of one page."""
    truth = [it for it in page.posts if it["chars"] >= SHORTEST]
    said = [it for it in posts if len(it.content) >= SHORTEST]
    texts = [bare(it.content) for it in said]
    marks = [(bare(it["head"]), bare(it["tail"])) for it in truth]
    tally = Tally(pages=1, true=len(truth), said=len(said))
    used: set[int] = set()
    for true, (head, tail) in zip(truth, marks, strict=True):
        holding = [it for it, text in enumerate(texts) if it not in used and head in text and tail in text]
        strict = [it for it in holding if sum(a in texts[it] and b in texts[it] for a, b in marks) == 1]
        whole = [it for it in holding if len(said[it].content) <= TOO_LONG * true["chars"] + SLACK]
        choice = next(iter(strict or sorted(whole, key=lambda it: len(texts[it]))), None)
        if choice is None:
            continue
        used.add(choice)
        tally.strict += bool(strict)
        tally.whole += bool(whole)
        _add_fields(tally, true, said[choice])
    return tally


def _add_fields(tally: Tally, true: dict, said: Post) -> None:
    if true.get("author"):
        tally.authors[1] += 1
        tally.authors[0] += bare(said.author) == bare(true["author"])
    if true.get("time") or true.get("time_attr"):
        tally.times[1] += 1
        tally.times[0] += same_time(true, said)


def same_time(true: dict, said: Post) -> bool:
    """Whether the time shown is the true one, or stands within it, or the day is that of the machine's attribute."""
    shown, label = bare(said.shown), bare(true.get("time"))
    if len(shown) >= 4 and label and (shown in label or label in shown):
        return True
    return bool(said.date) and said.date[:10] == (true.get("time_attr") or "")[:10]


def by_method(method: str, **options: object) -> Reader:
    """A reader by one of our methods."""
    return lambda html, url: extract_thread([html], [url], method=method, **options).posts


def tallies(pages: Iterable[Labelled], read: Reader) -> dict[str, Tally]:
    """Counts by site."""
    found: dict[str, Tally] = {}
    for page in pages:
        found.setdefault(page.site, Tally()).add(tally_of(page, read(page.html, page.url)))
    return found


def total(by_site: dict[str, Tally]) -> Tally:
    """The sum over sites."""
    whole = Tally()
    for tally in by_site.values():
        whole.add(tally)
    return whole


def left_out(pages: list[Labelled]) -> dict[str, Tally]:
    """Each site scored with the weights that are best on all the others."""
    grid = [Weights(**dict(zip(GRID, values, strict=True))) for values in product(*GRID.values())]
    scored = [tallies(pages, by_method("records", weights=weights)) for weights in grid]
    found = {}
    for site in scored[0]:
        others = [total({name: it for name, it in one.items() if name != site}) for one in scored]
        best = max(range(len(grid)), key=lambda it: (others[it].scores(others[it].whole)[2], grid[it] == Weights()))
        found[site] = scored[best][site]
    return found


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with truth.jsonl and html/")
    parser.add_argument("--method", choices=METHODS, default="records")
    parser.add_argument("--leave-out", action="store_true", help="choose the weights without the site that is scored")
    asked = parser.parse_args()
    pages = labelled_pages(asked.data)
    by_site = left_out(pages) if asked.leave_out else tallies(pages, by_method(asked.method))
    print(HEADER)
    for site, tally in by_site.items():
        print(tally.line(site))
    print(total(by_site).line("**all**"))


if __name__ == "__main__":
    main()

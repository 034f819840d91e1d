"""Forum threads: the articles' algorithm, Harvest, trafilatura, structured data alone and ours on labelled pages.

KEXUE_FORUMS="folder folder" python -m benchmarks threads

The folders are as `models.articles.thread.labelled` describes, the counts those of its `evaluate`. Then our scores by
kind of site, and what is lost when one heuristic is left out. Without a folder only the speed on our own example pages
is printed.

Ours is the bundled checkpoint. Where its card names the pages among those that it learned from, its figures with whole
engines left out are the ones to hold beside a peer's: `models.articles.thread.train` prints them.
"""

import logging
import os
import time
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass, fields
from io import StringIO
from pathlib import Path

from lxml.html import fromstring

import models.articles
from benchmarks._command import begin
from models.articles.answers import Post
from models.articles.page.date_order import date_order
from models.articles.page.encoding import decode
from models.articles.page.times import Clock
from models.articles.thread.evaluate import HEADER, Reader, Tally, by_method, tallies, total
from models.articles.thread.labelled import Labelled, labelled_pages
from models.articles.thread.options import Heuristics

EXAMPLES = Path(models.articles.__file__).parent / "examples"
KINDS = (
    ("questions and answers", ("stack exchange",)),
    ("nested comments", ("reddit", "lobsters", "lemmy", "hacker")),
    ("discourse", ("discourse",)),
    ("archives", ("archive", "archiver")),
)  # all others are boards
ABLATIONS = {
    "runs": "posts may be runs of siblings",
    "boundaries": "records grow to their boundaries",
    "opening": "an opening post in other markup",
    "structured": "JSON-LD and microdata fill gaps",
    "furniture": "signatures and edit notes go",
    "columns": "the content is a column of the records",
}


@dataclass(frozen=True)
class Measured:
    """A way of reading: its counts, and pages a second."""

    name: str
    tally: Tally
    rate: float


def main() -> None:
    """Prints the tables."""
    folders = os.environ.get("KEXUE_FORUMS", "").split()
    if folders:
        pages = []
        for folder in folders:
            of_folder = labelled_pages(Path(folder))
            pages += of_folder
            print(f"\n{Path(folder).name}\n")
            print(table([measure(name, read, of_folder) for name, read in readers().items()]))
        print("\n" + kinds_table(pages))
        print("\n" + ablation_table(pages))
    else:
        print("Scores are left out: name folders of labelled pages in KEXUE_FORUMS.")
    print(f"\n{example_rate():.0f} of our example pages a second")


def readers() -> dict[str, Reader]:
    """The ways that are compared."""
    return {
        "articles 4422 and 4430, as written": by_method("positions", letters="chinese"),
        "articles 4422 and 4430, letters of any script": by_method("positions", letters="any"),
        "trafilatura, one text a page": trafilatura_text,
        "JSON-LD and microdata": by_method("structured"),
        "Harvest 1.1.0": harvest_posts,
        "ours, records": by_method("records"),
    }


def trafilatura_text(html: bytes, url: str | None) -> tuple[Post, ...]:
    """All that trafilatura takes from a page, as one post: it does not tell posts apart."""
    import trafilatura

    text = trafilatura.extract(html, url=url, favor_recall=True, include_comments=True) or ""
    return (Post(None, None, None, text, 1, None, 0, None),)


def harvest_posts(html: bytes, url: str | None) -> tuple[Post, ...]:
    """What Harvest takes from a page (Weichselbraun et al. 2020); where it fails, nothing.

    Where an author is a link, it gives its address; the name is the text of that link.
    """
    from harvest import extract_data

    page = decode(html).text
    names = {link.get("href"): " ".join(link.itertext()) for link in fromstring(page.encode()).iter("a")}
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            logging.disable(logging.WARNING)  # one of its warnings is none that logging can print
            found = extract_data(page, url or "https://forum.example/")["posts"]
    except Exception:
        return ()
    finally:
        logging.disable(logging.NOTSET)
    posts = []
    for number, post in enumerate(found, 1):
        author, shown = names.get(post.get("user"), post.get("user")), str(post.get("datetime") or "")
        posts.append(Post(author, _day_of(shown), shown, post["post_text"], number, None, 0, None))
    return tuple(posts)


def _day_of(shown: str) -> str | None:
    """A time in ISO 8601, as we read it: Harvest gives it as the page has it."""
    return Clock(order=date_order([shown], "")).read(shown)


def measure(name: str, read: Reader, pages: list[Labelled]) -> Measured:
    """Counts over all pages, and the time that they took."""
    read(pages[0].html, pages[0].url)  # imports are not timed
    began = time.perf_counter()
    tally = total(tallies(pages, read))
    return Measured(name, tally, len(pages) / (time.perf_counter() - began))


def table(measured: list[Measured]) -> str:
    """Markdown: one line for each way."""
    head, rule = HEADER.split("\n")
    lines = [f"{head} pages/s |", f"{rule} ---: |"]
    return "\n".join(lines + [f"{way.tally.line(way.name)} {way.rate:.1f} |" for way in measured])


def kind_of(page: Labelled) -> str:
    """The kind of site that a page is from, by the name of its engine in the truth."""
    engine = page.engine.lower()
    return next((kind for kind, words in KINDS if any(word in engine for word in words)), "boards")


def kinds_table(pages: list[Labelled]) -> str:
    """Markdown: ours by kind of site."""
    kinds: dict[str, list[Labelled]] = {}
    for page in pages:
        kinds.setdefault(kind_of(page), []).append(page)
    counted = {kind: total(tallies(some, by_method("records"))) for kind, some in sorted(kinds.items())}
    return "\n".join([HEADER, *(tally.line(kind) for kind, tally in counted.items())])


def ablation_table(pages: list[Labelled]) -> str:
    """Markdown: ours with one heuristic left out."""
    ways: dict[str, Reader] = {"all": by_method("records")}
    for heuristic in fields(Heuristics):
        without = Heuristics(**{heuristic.name: False})
        ways[f"without: {ABLATIONS[heuristic.name]}"] = by_method("records", heuristics=without)
    return "\n".join([HEADER, *(total(tallies(pages, read)).line(name) for name, read in ways.items())])


def example_rate() -> float:
    """Example pages read in a second."""
    pages = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.html"))]
    read = by_method("records")
    began = time.perf_counter()
    for _ in range(5):
        for html in pages:
            read(html, None)
    return 5 * len(pages) / (time.perf_counter() - began)


if __name__ == "__main__":
    begin(main)

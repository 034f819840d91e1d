"""The rows of a card: posts, authors and times on engines left out, and on the pages that are in this repository."""

import json
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from models.articles.thread.evaluate import Labelled, Reader, Tally, tallies, total

REFERENCE = Path(__file__).with_name("reference_pages")  # written for it, no page of a site, and never trained on
REFERENCE_SET = "eight pages written for it, of engines never trained on"
TASK, F1, AUTHOR, TIME = "web-content-extraction", "F1 of posts", "authors right", "times right"
LEFT_OUT, ALL, MEAN = "engines left out", "all posts", "mean of the engines"
ENDS = 40  # characters at either end of a post by which it is found


def reference_pages() -> list[Labelled]:
    """The eight pages that are in this repository, each in the style of another engine."""
    pages = json.loads((REFERENCE / "truth.json").read_text(encoding="utf-8"))
    return [_labelled(page) for page in pages]


def _labelled(page: dict[str, Any]) -> Labelled:
    posts = [
        {
            "author": post["author"],
            "time": post["time"],
            "head": post["content"][:ENDS],
            "tail": post["content"][-ENDS:],
            "chars": len(post["content"]),
        }
        for post in page["posts"]
    ]
    html = (REFERENCE / page["file"]).read_bytes()
    return Labelled(page["site"], page["engine"], page["site"], page["url"], html, posts)


def reference_results(read: Reader) -> list[dict[str, Any]]:
    """The results of a reader on the pages that are in this repository."""
    return _of(REFERENCE_SET, total(tallies(reference_pages(), read)))


def left_out_results(by_engine: Mapping[str, Tally]) -> list[dict[str, Any]]:
    """The results of readers that never met the engine that they read: of all posts, the mean, then of each engine."""
    results = _of(f"{ALL}, {LEFT_OUT}", total(dict(by_engine)))
    scores = {engine: tally.scores(tally.whole)[2] for engine, tally in by_engine.items() if tally.true}
    results.append(_row(f"{MEAN}, {LEFT_OUT}", F1, fmean(scores.values()), len(scores)))
    return results + [
        _row(f"{engine}, left out", F1, value, by_engine[engine].true) for engine, value in sorted(scores.items())
    ]


def _of(dataset: str, tally: Tally) -> list[dict[str, Any]]:
    rows = [_row(dataset, F1, tally.scores(tally.whole)[2], tally.true)]
    shares = ((AUTHOR, tally.authors), (TIME, tally.times))
    return rows + [_row(dataset, metric, right / known, known) for metric, (right, known) in shares if known]


def _row(dataset: str, metric: str, value: float, n: int) -> dict[str, Any]:
    return {"task": TASK, "dataset": dataset, "metric": metric, "value": value, "n": n}

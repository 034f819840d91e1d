"""The rows of a card: posts, authors and days with whole engines left out, and on the pages in this repository."""

from typing import Any

from models.articles.thread.choice import ThreadModel
from models.articles.thread.evaluate import Tally, by_method, mean_f1, tallies, total
from models.articles.thread.labelled import reference_pages

TASK = "web-content-extraction"
F1, MEAN_F1, AUTHOR, DAY = "F1 of posts", "F1, mean of engines", "authors right", "days right"
NO_THREAD = "no post said where there is no thread"
REFERENCE_SET = "eight pages written for it, of engines never trained on"
LEFT_OUT = "engines left out"


def rows(dataset: str, by_engine: dict[str, Tally]) -> list[dict[str, Any]]:
    """The results of a data set: F1 of posts, its mean over engines, and what is right of the posts that show it."""
    whole = total(by_engine)
    told = [(F1, whole.f1, whole.true), (MEAN_F1, mean_f1(by_engine), len(by_engine))] if whole.true else []
    if whole.bare_pages:
        told.append((NO_THREAD, whole.silent / whole.bare_pages, whole.bare_pages))
    if whole.named:
        told.append((AUTHOR, whole.authors / whole.named, whole.named))
    if whole.dated:
        told.append((DAY, whole.days / whole.dated, whole.dated))
    return [{"task": TASK, "dataset": dataset, "metric": name, "value": value, "n": n} for name, value, n in told]


def left_out_results(by_folder: dict[str, dict[str, Tally]]) -> list[dict[str, Any]]:
    """The rows of all sets together, then of each; every engine read by forests that saw no page of its family."""
    every: dict[str, Tally] = {}
    for folder, by_engine in by_folder.items():
        every |= {f"{folder} {engine}": tally for engine, tally in by_engine.items()}
    together = rows(f"all sets, {LEFT_OUT}", every) if len(by_folder) > 1 else []
    apart = (rows(f"{folder}, {LEFT_OUT}", by_engine) for folder, by_engine in by_folder.items())
    return together + [row for of_source in apart for row in of_source]


def reference_results(model: ThreadModel) -> list[dict[str, Any]]:
    """What a model reads of the pages that are in this repository."""
    return rows(REFERENCE_SET, tallies(reference_pages(), by_method("records", model=model)))

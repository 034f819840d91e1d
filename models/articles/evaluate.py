"""The scores on the cards of this system, computed again from the weights.

    python -m models.articles.evaluate                                   the ten pages in this repository, in seconds
    python -m models.articles.evaluate --revision v2 --promote           scores v2 and today's pin, and moves the pin

The figures with whole sites left out are of trees that are not served and of pages that are not ours to pass on:
`models.articles.article.train` gives them, where the pages are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import hub_utils
from hub_utils.checkpoint import read_json
from models.articles.article import predict, results
from models.articles.errors import ForestError
from models.articles.kind import predict as kind_predict
from models.articles.kind import results as kind_results
from models.articles.thread import predict as thread_predict
from models.articles.thread import results as thread_results
from models.evaluation import Metrics, Recomputed, is_promotion, option, parse_options, promote, run, write_metrics

ROUNDING = 0.002  # of F1, where another version of a library reads a text block otherwise


@dataclass
class Options:
    """Scores a checkpoint of articles, threads or kinds."""

    folder: str = option("checkpoints/articles", "the checkpoint")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    save: bool = option(False, "write the scores into metrics.json and the card")
    promote: bool = option(False, "move the pin of the folder's name to --revision, if it is not worse")
    force: bool = option(False, "also if it is worse; the pin table then says so")


def articles_again(folder: Path) -> list[dict[str, Any]]:
    """The results that can be had from a checkpoint of articles alone."""
    return results.reference_results(predict.load(folder), peer=False)


def threads_again(folder: Path) -> list[dict[str, Any]]:
    """The results that can be had from a checkpoint of threads alone."""
    return thread_results.reference_results(thread_predict.load(folder))


def kinds_again(folder: Path) -> list[dict[str, Any]]:
    """The results that can be had from a checkpoint of kinds alone."""
    return kind_results.reference_results(kind_predict.load(folder))


# By a forest that only such a checkpoint has.
AGAIN: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    predict.ARTICLE: articles_again,
    thread_predict.GROUP: threads_again,
    kind_predict.NAMES["article"]: kinds_again,
}


def results_again(folder: Path) -> list[dict[str, Any]]:
    """The results that can be computed again from a checkpoint alone. Raises ForestError."""
    forests = read_json(folder / "config.json").get("forests", {})
    for name, again in AGAIN.items():
        if name in forests:
            return again(folder)
    raise ForestError(f"{folder.name} has none of the forests {', '.join(AGAIN)}.", "Choose another checkpoint.")


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """The results on the pages of this repository, the first of them in the place of the headline's.

    Args:
        folder: checkpoint folder.
        whole: makes no difference: it takes seconds.
    """
    again = {
        (row["dataset"], row["metric"]): Recomputed(row["value"], ROUNDING, f"{row['n']} pages")
        for row in results_again(folder)
    }
    (dataset, metric), first = next(iter(again.items()))
    return Recomputed(first.value, first.tolerance, first.sample, again, instead=(dataset, metric))


def metrics(folder: Path) -> Metrics:
    """The headline and the results by which revisions are compared: those that can be computed again."""
    again = results_again(folder)
    headline = {"name": f"{again[0]['metric']}, {again[0]['dataset']}", "value": again[0]["value"]}
    return {"command": "python -m models.articles.evaluate", "headline": headline, "results": again}


def promote_revision(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same pages; the pin moves if that is no loss. Raises HubError."""
    name = Path(options.folder).name
    return promote(name, options.revision, lambda checkpoint: metrics(checkpoint.path), options.force)


def save(folder: Path) -> None:
    """Writes what can be computed again into metrics.json, and the card; other results stay."""
    told, again = read_json(folder / "metrics.json"), results_again(folder)
    known = {(row["dataset"], row["metric"]): row for row in again}
    told["results"] = [known.get((row["dataset"], row["metric"]), row) for row in told["results"]]
    write_metrics(folder, told)
    hub_utils.write_card(folder)


def main(options: Options) -> None:
    """Prints the scores, or promotes a revision. Raises ArticlesError and HubError."""
    if is_promotion(options):
        promote_revision(options)
        return
    folder = Path(options.folder)
    if options.save:
        save(folder)
    for row in results_again(folder):
        print(f"{row['metric']} {row['value']:.4f} on {row['n']} pages: {row['dataset']}")


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

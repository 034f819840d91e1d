"""Grows the forests that read threads, scores them with whole engines left out, saves a checkpoint and publishes it.

    python -m models.articles.thread.engines --out engines/
    python -m models.articles.thread.train --data forums/ forums2/ forums_web52/ engines/
    python -m models.articles.thread.train --data … --publish user/threads --tag v2
    python -m models.articles.thread.train --from threads --data my_forum/ --output runs/mine/checkpoint
    python -m models.articles.thread.train --from threads --data feedback/ --output runs/mine/checkpoint

A folder is one of labelled pages, see `labelled.py`; variants of pages that were found (`variants.py`) are learned from
too. On two cores 550 pages take two minutes, and the figures with engines left out ten more.

With --from, trees are added to those of a checkpoint: a dozen pages of a forum are enough. A quarter of the pages is
set aside, and read before and after. A folder may also hold what visitors said: threads that were read rightly, pages
that are none, posts that are none, names of authors. These pages are fetched again.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from models.articles import cards, train
from models.articles.errors import LabelsError
from models.articles.feedback import told
from models.articles.thread import feedback, predict
from models.articles.thread.choice import FEATURES, ThreadModel
from models.articles.thread.evaluate import by_method, leave_families_out, table, tallies
from models.articles.thread.growing import MeasuredPage, grown_further, grown_model, measured_page, measured_variants
from models.articles.thread.labelled import Labelled, labelled_pages
from models.articles.thread.results import left_out_results, reference_results, rows
from models.evaluation import Metrics, option, parse_options, run

MODULE = "models.articles.thread.train"
OWN = "pages set aside"
SERVING = "python -m models.articles.thread.engines"
SERVED = "engine"  # the source of pages that engines served to us: no figures are taken on them

log = logging.getLogger(__name__)


@dataclass
class Options(train.Options):
    """Trains the checkpoint `threads`."""

    output: str = option("checkpoints/threads", "folder of the checkpoint; the extractor reads the default")
    folds: int = option(1, "0: no figures with engines left out are taken")


def pages_of(options: Options) -> list[Labelled]:
    """The pages to learn from. Raises LabelsError and HubError."""
    folders, said = train.sources_of(options)
    pages = [page for folder in folders for page in labelled_pages(folder)]
    for source in said:
        pages += feedback.labelled_by(told(source, "threads"), predict.load(train.start_of(options)))
    if not pages:
        raise LabelsError("There are no labelled pages.", "Name folders of some, or of feedback, as --data.")
    return pages


def anew(options: Options, pages: Sequence[Labelled]) -> None:
    """Grows a checkpoint from pages alone, with the figures on engines left out."""
    measured = _with_variants(pages)
    model = grown_model(measured, options.seed)
    found = [page for page in pages if page.source != SERVED]
    apart = leave_families_out(found, measured, options.seed) if options.folds else {}
    results = left_out_results(apart)
    _export(options, model, pages, _told_of(options, pages), results)
    for folder, by_engine in apart.items():
        print(f"\n{folder}, each family of engines read by forests that saw no page of it\n\n{table(by_engine)}")


def further(options: Options, pages: Sequence[Labelled]) -> None:
    """Adds trees to a checkpoint, and reads the pages that were set aside before and after."""
    before = predict.load(train.start_of(options))
    learnt, aside = train.set_aside(pages, lambda page: page.name)
    after = grown_further(before, _with_variants(learnt), options.seed)
    pairs = [rows(OWN, tallies(aside, by_method("records", model=model))) for model in (before, after)]
    pairs = [own + reference_results(model) for own, model in zip(pairs, (before, after), strict=True)]
    training = f"`{train.command(MODULE, options)}`: trees added to {options.start}; {len(aside)} pages were set aside."
    _export(options, after, learnt, training, pairs[1][: -len(reference_results(after))])
    found = [{(one["metric"], one["dataset"]): one for one in results} for results in pairs]
    shared = [key for key in found[0] if key in found[1]]
    print(train.before_and_after([(", ".join(key), found[0][key], found[1][key]) for key in shared]))


def _with_variants(pages: Sequence[Labelled]) -> list[MeasuredPage]:
    measured = []
    for number, page in enumerate(pages, 1):
        measured += [measured_page(page), *([] if page.source == SERVED else measured_variants(page))]
        if number % 100 == 0:
            log.info("%d of %d pages are measured.", number, len(pages))
    return measured


def _told_of(options: Options, pages: Sequence[Labelled]) -> str:
    families = {page.family for page in pages if page.source != SERVED}
    made = sorted({page.engine for page in pages if page.source == SERVED})
    served = f" {', '.join(made)} served pages of our own words (`{SERVING}`)." if made else ""
    return (
        f"`{train.command(MODULE, options)}`: gradient boosting of trees by scikit-learn; one forest chooses the list "
        "that is the thread, one the posts in it, one the column of the authors' names. Of each page that was "
        "found variants are learned from too: with comments hung under its posts, with its class words spelt anew, and "
        "with some posts cut to a word or without a name. The figures with "
        f"engines left out: each of {len(families)} families of engines is read by forests grown without it.{served}"
    )


def _export(
    options: Options, model: ThreadModel, pages: Sequence[Labelled], training: str, first: list[dict[str, Any]]
) -> None:
    sources = Counter(page.source for page in pages)
    posts = sum(len(page.posts) for page in pages)
    data = cards.data_told(dict(sources.most_common()), posts, "posts")
    if options.start:
        data = f"{data} Before that, what {Path(options.start).name} was trained on."
    summary = (
        "Finds the posts of a forum thread, or the comments below an article, and who wrote each: small boosted trees, "
        "read with NumPy alone, on the shape of what a page repeats. After articles 4422 and 4430 of kexue.fm."
    )
    card = cards.THREADS | {"summary": summary, "data": data, "training": training}
    train.export(model.forests, card, options, partial(_metrics, options, model, first))


def _metrics(options: Options, model: ThreadModel, first: list[dict[str, Any]], _folder: Path) -> Metrics:
    """The content of metrics.json: the results on pages that were not learnt from come first."""
    results = first + reference_results(model)
    headline = {"name": f"{results[0]['metric']}, {results[0]['dataset']}", "value": results[0]["value"]}
    return {"command": train.command(MODULE, options), "headline": headline, "results": results}


def main(options: Options) -> None:
    """Trains, saves and publishes. Raises ArticlesError and HubError."""
    pages = pages_of(options)
    log.info("%d pages, %d forests.", len(pages), len(FEATURES))
    (further if options.start else anew)(options, pages)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

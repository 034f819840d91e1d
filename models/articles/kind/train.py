"""Grows the forests that tell which kind a page is, scores them on sites left out, saves a checkpoint, publishes it.

    python -m models.articles.kind.manuals --out manuals
    python -m models.articles.kind.train --data articles/ forums/ formasaurus/data manuals/
    python -m models.articles.kind.train --data … --publish user/kinds --tag v2
    python -m models.articles.kind.train --from kinds --data my_pages/ --output runs/mine/checkpoint

A folder is one of pages whose kind is known, see `labelled.py`; `manuals.py` saves documentation, and what few pages
show of shops and firms today, `pages.py` makes up. On two cores 2,000 pages take two minutes, and the figures with
sites left out three more.
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
from models.articles.kind import predict
from models.articles.kind.growing import WRITTEN, MeasuredPage, grow, grow_further, measured_pages, told_apart
from models.articles.kind.labelled import known_pages
from models.articles.kind.pages import written_pages
from models.articles.kind.results import confusions, left_out_results, reference_results, rows, told_by
from models.articles.kind.words import KINDS
from models.evaluation import Metrics, option, parse_options, run

MODULE = "models.articles.kind.train"
OWN = "pages set aside"

log = logging.getLogger(__name__)


@dataclass
class Options(train.Options):
    """Trains the checkpoint `kinds`."""

    output: str = option("checkpoints/kinds", "folder of the checkpoint; the extractor reads the default")
    folds: int = option(3, "parts of the sites for the figures on sites left out; 0: no such figures are taken")
    written: int = option(200, "made-up sites whose pages are learnt from too, three pages each")


def pages_of(options: Options) -> list[MeasuredPage]:
    """The pages to learn from, measured. Raises LabelsError."""
    if options.feedback:
        raise LabelsError("Visitors say nothing of kinds yet.", "Give pages of known kind as --data.")
    pages = [page for folder in options.data for page in measured_pages(known_pages(Path(folder)))]
    if not pages:
        raise LabelsError("No pages whose kind is known were given.", "Name their folders as --data.")
    return pages


def anew(options: Options, pages: Sequence[MeasuredPage]) -> None:
    """Grows a checkpoint from pages alone, with the figures on sites left out."""
    every = [*pages, *measured_pages(written_pages(options.written))]
    if missing := [kind for kind in KINDS if all(page.kind != kind for page in every)]:
        raise LabelsError(f"No page is of the kind {missing[0]}.", "Give pages of every kind, or some --written sites.")
    apart = told_apart(every, options.folds, options.seed) if options.folds > 1 else []
    told = [(page.kind, KINDS[int(probability.argmax())]) for page, probability in apart]
    _export(options, grow(every, options.seed), every, _told_of(options), left_out_results(apart) if apart else [])
    if told:
        print(f"\nPages of sites left out\n\n{confusions(told)}")


def further(options: Options, pages: Sequence[MeasuredPage]) -> None:
    """Adds trees to a checkpoint, and tells the pages that were set aside before and after."""
    before = predict.load(train.start_of(options))
    learnt, aside = train.set_aside(pages, lambda page: f"{page.site} {page.measured.tobytes()[:99]!r}")
    after = grow_further(before, learnt, options.seed)
    pairs = [rows(OWN, told_by(model, aside)) for model in (before, after)]
    training = f"`{train.command(MODULE, options)}`: trees added to {options.start}; {len(aside)} pages were set aside."
    _export(options, after, learnt, training, pairs[1])
    print(train.before_and_after([(one["metric"], one, other) for one, other in zip(*pairs, strict=True)]))


def _told_of(options: Options) -> str:
    return (
        f"`{train.command(MODULE, options)}`: gradient boosting of trees by scikit-learn, one forest for each kind, on "
        "what is measured of a whole page. Every page is learnt twice, once as if its address were not known and it "
        f"declared nothing. The figures with sites left out: the sites are dealt into {options.folds} parts, and each "
        "is told by forests grown on the others; made-up sites are learnt from in all, and scored in none."
    )


def _export(
    options: Options,
    model: predict.KindModel,
    pages: Sequence[MeasuredPage],
    training: str,
    first: list[dict[str, Any]],
) -> None:
    data = cards.data_told(dict(Counter(page.source for page in pages).most_common()), len(pages), "kinds")
    if options.start:
        data = f"{data} Before that, what {Path(options.start).name} was trained on."
    card = cards.KINDS | {"data": data, "training": training}
    forests = {name: model[kind] for kind, name in predict.NAMES.items()}
    train.export(forests, card, options, partial(_metrics, options, model, first))


def _metrics(options: Options, model: predict.KindModel, first: list[dict[str, Any]], _folder: Path) -> Metrics:
    """The content of metrics.json: the results on pages that were not learnt from come first."""
    results = first + reference_results(model)
    headline = {"name": f"{results[0]['metric']}, {results[0]['dataset']}", "value": results[0]["value"]}
    return {"command": train.command(MODULE, options), "headline": headline, "results": results}


def main(options: Options) -> None:
    """Trains, saves and publishes. Raises ArticlesError and HubError."""
    pages = pages_of(options)
    log.info("%d pages, %d of them written.", len(pages), sum(page.source == WRITTEN for page in pages))
    (further if options.start else anew)(options, pages)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

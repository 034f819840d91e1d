"""Grows the trees that tell a page's article from the rest, scores them, saves a checkpoint folder and publishes it.

    python -m models.articles.article.train --data articles/
    python -m models.articles.article.train --data articles/ --publish user/articles --tag v2
    python -m models.articles.article.train --from articles --data my_pages/ --output runs/mine/checkpoint
    python -m models.articles.article.train --from articles --feedback feedback --output runs/mine/checkpoint

A folder is one of labelled pages, see `labelled.py`. On two cores 350 pages take about two minutes, most of them to
read the pages, and five more to score trees that were grown without the sites that they read.

With --from, trees are added to those of a checkpoint, in seconds: ten pages of a site are enough. A quarter of the
pages is set aside, and read before and after. --feedback takes the pages of which visitors said that they were read
rightly, or which line was missing or too much: they are fetched again.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from models.articles import cards, train
from models.articles.article import feedback, predict
from models.articles.article.evaluate import scored_apart
from models.articles.article.extraction import extract
from models.articles.article.growing import TrainingPage, grow, grow_further, training_page
from models.articles.article.labelled import f1, labelled_pages
from models.articles.article.predict import ArticleModel
from models.articles.article.results import F1, left_out_results, reference_results, row
from models.articles.errors import LabelsError
from models.articles.feedback import told
from models.evaluation import Metrics, option, parse_options, run

MODULE = "models.articles.article.train"
OWN = "pages set aside"

log = logging.getLogger(__name__)


@dataclass
class Options(train.Options):
    """Trains the checkpoint `articles`."""

    output: str = option("checkpoints/articles", "folder of the checkpoint; the extractor reads the default")


def pages_of(options: Options) -> list[TrainingPage]:
    """The pages to learn from, measured. Raises LabelsError and HubError."""
    folders, said = train.sources_of(options)
    labelled = [page for folder in folders for page in labelled_pages(folder)]
    for source in said:
        labelled += feedback.labelled_by(told(source, "articles"), predict.load(train.start_of(options)))
    pages = [training_page(page) for page in labelled]
    known = [page for page in pages if page.weight.any()]
    if len({bool(belongs) for page in known for belongs in page.belongs}) < 2:
        raise LabelsError("No text block of the pages belongs to an article, or all do.", "Give whole pages as saved.")
    return known


def anew(options: Options, pages: Sequence[TrainingPage]) -> None:
    """Grows a checkpoint from pages alone, with the figures on sites left out."""
    model = grow(pages, options.seed)
    trees, nodes = (sum(len(getattr(forest, part)) for forest in model.forests.values()) for part in ("roots", "value"))
    log.info("%d trees of %d nodes from %d pages.", trees, nodes, len(pages))
    sites = {page.labelled.site for page in pages}
    scored = options.folds > 1 and len(sites) > 1
    apart = left_out_results(scored_apart(pages, options.folds)) if scored else []
    card = _card(options, pages, _told_of(options, len(sites)))
    train.export(model.forests, card, options, partial(_metrics, options, model, apart))
    print(table(apart))


def further(options: Options, pages: Sequence[TrainingPage]) -> None:
    """Adds trees to a checkpoint, and reads the pages that were set aside before and after."""
    before = predict.load(train.start_of(options))
    learnt, aside = train.set_aside(pages, lambda page: str(page.labelled.known.get("id") or page.labelled.site))
    after = grow_further(before, learnt, options.seed)
    scores = [own_results(aside, model) for model in (before, after)]
    written = [reference_results(model, peer=False) for model in (before, after)]
    added = len(after.first.roots) - len(before.first.roots)
    training = (
        f"`{train.command(MODULE, options)}`: {added} trees added to each forest of "
        f"{Path(options.start).name}, each a Newton step; {len(aside)} pages were set aside."
    )
    card = _card(options, learnt, training)
    train.export(after.forests, card, options, partial(_metrics, options, after, scores[1]))
    pairs = zip(*(first + second for first, second in zip(scores, written, strict=True)), strict=True)
    print(train.before_and_after([(one["dataset"], one, other) for one, other in pairs]))


def own_results(pages: Sequence[TrainingPage], model: ArticleModel) -> list[dict[str, Any]]:
    """F1 of a model on somebody's own pages, none where no whole article is known."""
    values = [
        f1(extract(page.labelled.html, page.labelled.known.get("url"), model=model).text, page.labelled.body)
        for page in pages
        if page.labelled.body
    ]
    return [row(OWN, F1, values)] if values else []


def _told_of(options: Options, sites: int) -> str:
    return (
        f"`{train.command(MODULE, options)}`: gradient boosting of trees on what is measured of each text block, by "
        f"scikit-learn. The figures with sites left out: the {sites} sites are dealt into {options.folds} parts, and "
        "each is read by trees grown on the others. Trafilatura is asked for pages whose expected F1 is under "
        f"{predict.SURE:g}, which is chosen by them."
    )


def _card(options: Options, pages: Sequence[TrainingPage], training: str) -> dict[str, Any]:
    sources = Counter(page.labelled.source for page in pages)
    data = cards.data_told(dict(sources.most_common()), sum(len(page.weight) for page in pages))
    if options.start:
        data = f"{data} Before that, what {Path(options.start).name} was trained on."
    summary = (
        "Tells which text blocks of a web page belong to its article: small boosted trees, read with NumPy alone, on "
        "each block's shape and surroundings and the page's own structured data; for doubtful pages a second forest "
        "knows what trafilatura takes. After article 4413 of kexue.fm."
    )
    return cards.ARTICLES | {"summary": summary, "data": data, "training": training}


def _metrics(options: Options, model: ArticleModel, first: list[dict[str, Any]], _folder: Path) -> Metrics:
    """The content of metrics.json: the results on pages that were not learnt from come first."""
    results = first + reference_results(model)
    headline = {"name": f"{results[0]['metric']}, {results[0]['dataset']}", "value": results[0]["value"]}
    return {"command": train.command(MODULE, options), "headline": headline, "results": results}


def table(results: Sequence[dict[str, Any]]) -> str:
    """Results as a Markdown table."""
    lines = ["| data | metric | value | n |", "| --- | --- | ---: | ---: |"]
    lines += [f"| {one['dataset']} | {one['metric']} | {one['value']:.3f} | {one['n']} |" for one in results]
    return "\n".join(lines)


def main(options: Options) -> None:
    """Trains, saves and publishes. Raises ArticlesError and HubError."""
    pages = pages_of(options)
    (further if options.start else anew)(options, pages)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

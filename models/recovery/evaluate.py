"""The scores on the card of a checkpoint of this system, computed again from its weights.

python -m models.recovery.evaluate --folder checkpoints/blocks
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hub_utils
from hub_utils.checkpoint import read_json
from models.evaluation import (
    Metrics,
    Recomputed,
    is_promotion,
    open_folder,
    option,
    parse_options,
    promote,
    run,
    write_metrics,
)
from models.recovery.blocks import drawn
from models.recovery.blocks.evaluate import ACCURACY, REFERENCE_SET, answers, drawn_score, merged, result, results_of
from models.recovery.blocks.predict import load
from models.recovery.blocks.score import Score, by_name, confusion_table, score_of

STANDARD_ERRORS = 4  # compressors of other versions of Python write other bytes for the same contents


@dataclass
class Options:
    """Scores the network that tells what a block of a disk holds, on blocks that are drawn again."""

    folder: str = option("checkpoints/blocks", "the checkpoint")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    save: bool = option(False, "write the scores into metrics.json and the card")
    promote: bool = option(False, "move the pin of the folder's name to --revision, if it is not worse")
    force: bool = option(False, "also if it is worse; the pin table then says so")


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """The balanced accuracy on the blocks drawn again, and the same with 'compressed' and 'random' as one kind.

    Args:
        folder: checkpoint folder.
        whole: makes no difference: it takes seconds.
    """
    score = drawn_score(load(folder), folder)
    sample = f"{score.n} blocks drawn again"
    tolerance = STANDARD_ERRORS * _error(score)
    others = {(row["dataset"], ACCURACY): Recomputed(row["value"], tolerance, sample) for row in
              results_of(REFERENCE_SET, score)}  # fmt: skip
    return Recomputed(score.accuracy, tolerance, sample, others)


def _error(score: Score) -> float:
    return (score.interval[1] - score.interval[0]) / (2 * 1.96)


def metrics(folder: Path) -> Metrics:
    """The headline and its result on the blocks of the bundled checkpoint, by which revisions are compared."""
    score = drawn_score(load(folder), Path(Options().folder))
    headline = {"name": ACCURACY, "value": score.accuracy}
    return {"command": "python -m models.recovery.evaluate", "headline": headline,
            "results": [result(REFERENCE_SET, score)]}  # fmt: skip


def promote_revision(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same blocks; the pin moves if that is no loss. Raises HubError."""
    name = Path(options.folder).name
    return promote(name, options.revision, lambda checkpoint: metrics(checkpoint.path), options.force)


def save(folder: Path) -> None:
    """Draws the test set, scores the weights on it, and writes metrics.json and the card; other results stay."""
    told, blocks = read_json(folder / "metrics.json"), drawn.draw()
    given = answers(load(folder), blocks)
    score = score_of(blocks.kinds, given)
    told["results"] = [row for row in told["results"] if not row["dataset"].startswith(REFERENCE_SET)]
    told["results"] += results_of(REFERENCE_SET, score)
    told["headline"] = {"name": ACCURACY, "value": score.accuracy}
    told["confusion"][REFERENCE_SET] = score.confusion.round(4).tolist()
    told["sources"][REFERENCE_SET] = {name: list(share) for name, share in by_name(blocks, given).items()}
    told["packages"] = drawn.versions()
    write_metrics(folder, told)
    hub_utils.write_card(folder)


def main(options: Options) -> None:
    """Prints the scores, or promotes a revision. Raises RecoveryError and HubError."""
    if is_promotion(options):
        promote_revision(options)
        return
    blocks = open_folder(load, options.folder)
    if options.save:
        save(Path(options.folder))
    score = drawn_score(blocks, Path(options.folder))
    together = merged(score).accuracy
    print(f"{ACCURACY} {score.accuracy:.1%} of {score.n} blocks, {together:.1%} with archives and noise as one")
    print(confusion_table(score))


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

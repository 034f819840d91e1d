"""The scores on the card of a checkpoint of this system, computed again from its weights.

python -m models.recovery.evaluate --folder checkpoints/blocks
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hub_utils
from models.evaluation import Metrics, Recomputed, option, parse_options, promote, run
from models.recovery.blocks.evaluate import ACCURACY, REFERENCE_SET, merged, result, results_of, stored_score
from models.recovery.blocks.predict import load
from models.recovery.blocks.score import confusion_table

ROUNDING = 2e-3  # between machines: where two kinds are equally probable, the last bit decides


@dataclass
class Options:
    """Scores the network that tells what a block of a disk holds, on the blocks that its checkpoint carries."""

    folder: str = option("checkpoints/blocks", "the checkpoint")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    promote: bool = option(False, "move the pin of the folder's name to --revision, if it is not worse")
    force: bool = option(False, "also if it is worse; the pin table then says so")


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """The balanced accuracy on the stored blocks, and the same with 'compressed' and 'random' as one kind.

    Args:
        folder: checkpoint folder.
        whole: makes no difference: it takes a second.
    """
    score = stored_score(load(folder), folder)
    sample = f"{score.n} stored blocks"
    others = {(row["dataset"], ACCURACY): Recomputed(row["value"], ROUNDING, sample) for row in
              results_of(REFERENCE_SET, score)}  # fmt: skip
    return Recomputed(score.accuracy, ROUNDING, sample, others)


def metrics(folder: Path) -> Metrics:
    """The headline and its result on the blocks of the bundled checkpoint, by which revisions are compared."""
    score = stored_score(load(folder), Path(Options().folder))
    headline = {"name": ACCURACY, "value": score.accuracy}
    return {"command": "python -m models.recovery.evaluate", "headline": headline,
            "results": [result(REFERENCE_SET, score)]}  # fmt: skip


def promote_revision(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same blocks; the pin moves if that is no loss. Raises HubError."""
    name = Path(options.folder).name
    return promote(name, options.revision, lambda checkpoint: metrics(checkpoint.path), options.force)


def main(options: Options) -> None:
    """Prints the scores, or promotes a revision. Raises RecoveryError and HubError."""
    if options.promote:
        promote_revision(options)
        return
    score = stored_score(load(options.folder), Path(options.folder))
    together = merged(score).accuracy
    print(f"{ACCURACY} {score.accuracy:.1%} of {score.n} blocks, {together:.1%} with archives and noise as one")
    print(confusion_table(score))


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

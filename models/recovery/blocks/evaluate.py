"""The scores on the card, of blocks drawn again: python -m models.recovery.evaluate prints them."""

from pathlib import Path
from typing import Any

import numpy as np

from hub_utils.checkpoint import read_json
from models.recovery.blocks import drawn
from models.recovery.blocks.data import BlockSet
from models.recovery.blocks.predict import Blocks
from models.recovery.blocks.score import Score, score_of

REFERENCE_SET = "makers and packages never trained on, drawn again"
ACCURACY = "balanced accuracy"
TASK = "file-fragment-classification"


def answers(network: Blocks, blocks: BlockSet) -> np.ndarray:
    """The place of each block's most probable kind, int64 [n]."""
    return network.probabilities(np.ascontiguousarray(blocks.blocks)).argmax(axis=1)


def drawn_score(network: Blocks, folder: Path) -> Score:
    """The score on the blocks that are drawn again. Raises OtherPackagesError if they would not be those of the
    checkpoint's metrics.json."""
    drawn.check_versions(read_json(folder / "metrics.json").get("packages", {}))
    blocks = drawn.draw()
    return score_of(blocks.kinds, answers(network, blocks))


def result(dataset: str, score: Score) -> dict[str, Any]:
    """One row of metrics.json."""
    about = {"task": TASK, "dataset": dataset, "metric": ACCURACY, "n": score.n}
    return about | {"value": score.accuracy, "interval": list(score.interval)}


def results_of(dataset: str, score: Score) -> list[dict[str, Any]]:
    """The accuracy, and that of the two kinds that nothing can tell apart counted as one."""
    return [result(dataset, score), result(f"{dataset}, compressed and random as one", merged(score))]


def merged(score: Score) -> Score:
    """The score if 'compressed' and 'random' were one kind."""
    from models.recovery.blocks.kinds import KINDS

    shares, (one, other) = score.confusion.copy(), (KINDS.index("compressed"), KINDS.index("random"))
    shares[:, one] += shares[:, other]
    shares[one] = (shares[one] + shares[other]) / (2 if shares[other].any() else 1)
    rows = [place for place in range(len(KINDS)) if place != other and shares[place].any()]
    right = shares[rows, rows]
    accuracy = float(right.mean())
    error = float(np.sqrt((right * (1 - right)).sum() / max(1, score.n / len(rows)))) / len(rows)
    return Score(accuracy, (max(0.0, accuracy - 1.96 * error), min(1.0, accuracy + 1.96 * error)), score.n, shares)

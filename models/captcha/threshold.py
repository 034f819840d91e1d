"""Chooses the confidence under which a reading is flagged unsure, on makers that were never trained on.

python -m models.captcha.threshold --unseen runs/makers/* another_folder          prints what each maker would meet
python -m models.captcha.threshold --unseen runs/makers/* another_folder --save   and stores it in the checkpoint

Each row of the table is of a maker that had no say in its threshold: the others chose it. What is stored, all chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from models.captcha.calibrate import MAX_FLAGGED_RIGHT
from models.captcha.checkpoint import set_confidence
from models.captcha.errors import UnreadableImageError
from models.captcha.labelled import labelled, names_of
from models.captcha.predict import Solver, load
from models.evaluation import open_folder, option, parse_options, run


@dataclass(frozen=True)
class Readings:
    """Of the captchas of one maker: how confident each reading was, float [n], and which were right, bool [n]."""

    confidences: np.ndarray
    right: np.ndarray

    def sure_and_wrong(self, threshold: float) -> float:
        """The share of all captchas that are misread without a flag."""
        return float(np.mean(~self.right & (self.confidences >= threshold)))

    def flagged_right(self, threshold: float) -> float:
        """The share of right readings that carry the flag; 0 if none is right."""
        return float(np.mean(self.confidences[self.right] < threshold)) if self.right.any() else 0.0


@dataclass
class Options:
    """Chooses the threshold of the unsure flag."""

    folder: str = option("checkpoints/captcha", "checkpoint folder")
    unseen: list[str] = option([], "labelled folders of makers never trained on, two at least")
    save: bool = option(False, "store the threshold in the checkpoint")


def readings_of(solver: Solver, source: str) -> Readings:
    """Reads the labelled captchas of a maker. Raises CaptchaError."""
    images, labels = zip(*labelled(source).all(), strict=True)
    found = solver.solve(images)
    right = [reading.text.casefold() == label.casefold() for reading, label in zip(found, labels, strict=True)]
    return Readings(np.array([reading.confidence for reading in found]), np.array(right))


def threshold_of(makers: Mapping[str, Readings]) -> float:
    """The confidence that MAX_FLAGGED_RIGHT of the right readings stay under, each right reading counting alike."""
    right = np.concatenate([readings.confidences[readings.right] for readings in makers.values()])
    return float(np.quantile(right, MAX_FLAGGED_RIGHT)) if len(right) else 0.5


def without(makers: Mapping[str, Readings], name: str) -> dict[str, Readings]:
    """The makers but for one."""
    return {other: readings for other, readings in makers.items() if other != name}


def table(makers: Mapping[str, Readings]) -> str:
    """For each maker the threshold that the others choose, and what it does there, in per cent."""
    rows = [f"{'maker left out':<28}{'n':>5}{'right':>7}{'threshold':>11}{'sure and wrong':>16}{'right, flagged':>16}"]
    for name, readings in makers.items():
        threshold = threshold_of(without(makers, name))
        rows.append(
            f"{name:<28}{len(readings.right):>5}{readings.right.mean():>7.1%}{threshold:>11.3f}"
            f"{readings.sure_and_wrong(threshold):>16.1%}{readings.flagged_right(threshold):>16.1%}"
        )
    return "\n".join(rows)


def main(options: Options) -> None:
    """Prints the table, and stores the threshold if asked. Raises CaptchaError and HubError."""
    names = names_of(options.unseen)
    if len(set(names.values())) < 2:
        raise UnreadableImageError("One maker cannot be left out of one.", "Name two labelled folders at least.")
    solver = open_folder(load, options.folder)
    makers = {name: readings_of(solver, source) for source, name in names.items()}
    chosen = round(threshold_of(makers), 3)
    print(f"{table(makers)}\nAll choose {chosen}; it was {solver.threshold}.")
    if options.save:
        set_confidence(Path(options.folder), solver.reader.temperature, chosen)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

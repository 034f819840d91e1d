"""The scores on the card.

python -m models.gan.evaluate --folder checkpoints/gan-digits --data mnist/          prints the table
python -m models.gan.evaluate --folder checkpoints/gan-digits --data mnist/ --save   also writes them for the card
python -m models.gan.evaluate --folder checkpoints/gan-digits --data mnist/ --revision v2 --promote
                                             scores v2 and today's pin, and moves the pin if v2 is not worse

Every row compares as many pictures with the test part of the set, in the features of the checkpoint's own judge: ours;
real pictures of the training part (no generator can be much better); a draw from the set's principal components, and
the untrained generator (anything that has learnt is better).
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import hub_utils
from hub_utils.errors import CorruptCheckpointError
from models.evaluation import (
    Metrics,
    Recomputed,
    is_promotion,
    open_folder,
    option,
    parse_options,
    promote,
    run,
    shown_command,
    write_metrics,
)
from models.gan.checkpoint import REFERENCE, read_reference, write_reference
from models.gan.data import Images, floats, read
from models.gan.errors import DataError, WrongSizeError
from models.gan.options import public
from models.gan.predict import MAX_PICTURES, Gan, load
from models.gan.score import Moments, Quality, frechet, frechet_of_more, moments, nearest, principal, quality

OURS, REAL, PRINCIPAL, UNTRAINED = "generated", "real, of the training part", "principal components", "untrained"
FRECHET, KERNEL = "Fréchet classifier distance", "kernel classifier distance"
AGREEMENT, ACCURACY = "read as its class by the judge", "accuracy of the judge"
COPY_RATIO = "distance to training pictures over that of test pictures"
MAX_SCORED = 10_000  # pictures of a row
MAX_COPIES = 2_000  # of which the nearest training picture is looked for
SAMPLE_SIZE = 5_000  # pictures from which figures are computed again in seconds
SAMPLE_TOLERANCE = 0.3  # of the distance: over four standard deviations of 40 such samples, which were 6 % and 7 %
ROUNDING = 1e-3  # of a figure: processors add in orders of their own, and a shade may round to the next one


@dataclass(frozen=True)
class Scores:
    """Of one checkpoint on one image set.

    `rows` has the quality of each row of the table, and `growth` the Fréchet classifier distance of the generator at
    each step. `agreement` is the share of samples that the judge reads as their class, None without classes;
    `accuracy` the judge's on real test pictures. `copy_ratio` is the median distance, in pixels' units of 0 to 1, from
    generated pictures to the nearest training picture over that of test pictures: far under 1 they are copies.
    `reference` are the moments of the features of the test pictures that every row is compared with.
    """

    rows: dict[str, Quality]
    growth: dict[int, float]
    agreement: float | None
    accuracy: float | None
    copy_ratio: float
    reference: Moments


def check_pictures(gan: Gan, images: Images) -> None:
    """Raises WrongSizeError and DataError for pictures that are not of the kind that a generator draws."""
    design = gan.design
    drawn, given = (design.height, design.width, design.channels), images.pixels.shape[1:]
    if given != drawn:
        drawn_size, given_size = (f"{width}×{height}×{channels}" for height, width, channels in (drawn, given))
        cause = f"The pictures have {given_size} values, those that are drawn {drawn_size}."
        raise WrongSizeError(cause, "Give the set that the generator was trained on.")
    if design.classes and images.labels is None:
        cause = f"The pictures have no classes, and the generator knows {design.classes}."
        raise DataError(cause, "Give the set that the generator was trained on.")


def scores_of(gan: Gan, training: Images, test: Images) -> Scores:
    """Scores of a checkpoint; takes about a minute for 10,000 pictures of 28×28. Raises GanError for other pictures."""
    check_pictures(gan, test)
    count = min(MAX_SCORED, len(test))
    real, known = gan.judge(test.pixels[:count])
    latents, kinds = scored_latents(gan, count)
    made = {step: gan.judge(gan.render_at(step, latents, kinds)) for step in gan.steps}
    growth = {step: frechet(features, real) for step, (features, _) in made.items()}
    features, read_as = made[gan.steps[-1]]
    chosen = np.random.default_rng(0).permutation(len(training))[:count]
    rows = {
        OURS: quality(features, real),
        REAL: quality(gan.judge(training.pixels[chosen])[0], real[: len(chosen)]),
        PRINCIPAL: quality(gan.judge(principal(training.pixels, count))[0], real),
        UNTRAINED: quality(made[gan.steps[0]][0], real),
    }
    agreement = float((read_as[:, 0] == kinds).mean()) if gan.design.classes else None
    accuracy = None if test.labels is None else float((known[:, 0] == test.labels[:count]).mean())
    copy_ratio = _copy_ratio(gan.render(latents[:MAX_COPIES], kinds[:MAX_COPIES]), training, test, gan.design.cell)
    return Scores(rows, growth, agreement, accuracy, copy_ratio, moments(real))


def scored_latents(gan: Gan, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Latents and classes of the `count` samples that are scored; none is truncated."""
    starts = range(0, count, MAX_PICTURES)
    parts = [gan.latents(min(MAX_PICTURES, count - start), seed=start) for start in starts]
    return np.concatenate(parts), gan.kinds(count)


def _copy_ratio(made: np.ndarray, training: Images, test: Images, cell: int) -> float:
    training_rows, made_rows, test_rows = (
        floats(pixels[:, ::cell, ::cell].reshape(len(pixels), -1))
        for pixels in (training.pixels, made, test.pixels[:MAX_COPIES])
    )
    return float(np.median(nearest(made_rows, training_rows)) / np.median(nearest(test_rows, training_rows)))


def recompute(folder: Path, whole: bool) -> Recomputed:
    """The Fréchet classifier distance, and the share that is read as its class, computed again from the weights.

    Args:
        folder: the checkpoint, with the moments of the test pictures' features in reference.safetensors.
        whole: on all the samples that the figures were measured on; else on SAMPLE_SIZE of them, each class alike,
            extrapolated to all.

    Raises:
        CorruptCheckpointError: there is no reference.
    """
    if not (folder / REFERENCE).is_file():
        raise CorruptCheckpointError(f"{folder.name} has no {REFERENCE}.", "Score it again with `evaluate --save`.")
    gan, reference = load(folder), read_reference(folder)
    latents, kinds = scored_latents(gan, reference.count)
    whole = whole or reference.count <= SAMPLE_SIZE
    strata = np.arange(reference.count)[None] if whole else _strata(kinds, SAMPLE_SIZE)
    rows = strata.ravel()
    features, read_as = gan.judge(gan.render(latents[rows], kinds[rows]))
    distance = frechet_of_more(features.reshape(*strata.shape, -1), reference, reference.count)
    tolerance = (ROUNDING if whole else SAMPLE_TOLERANCE) * distance
    sample = f"{len(rows):,} of {reference.count:,} pictures"
    others = {(gan.config["dataset"], FRECHET): Recomputed(distance, tolerance, sample)}
    if gan.design.classes:
        agreement = float((read_as[:, 0] == kinds[rows]).mean())
        error = np.sqrt(agreement * (1 - agreement) / len(rows))
        tolerance_of_share = ROUNDING if whole else float(4 * error)
        others[gan.config["dataset"], AGREEMENT] = Recomputed(agreement, tolerance_of_share, sample)
    return Recomputed(distance, tolerance, sample, others)


def _strata(kinds: np.ndarray, count: int) -> np.ndarray:
    """About `count` places by class, as many of each, int64 [classes, places]; always the same ones."""
    random, classes = np.random.default_rng(0), np.unique(kinds)
    each = count // len(classes)
    return np.stack([random.choice(np.flatnonzero(kinds == kind), each, replace=False) for kind in classes])


def table(scores: Scores) -> str:
    """The scores as aligned text."""
    pictures = f"{scores.reference.count:,} pictures"
    lines = [f"{pictures:<30}{'Fréchet':>10}{'kernel':>10}{'precision':>11}{'recall':>8}"]
    lines += [
        f"{name:<30}{row.frechet:>10.2f}{row.kernel:>10.4f}{row.precision:>11.3f}{row.recall:>8.3f}"
        for name, row in scores.rows.items()
    ]
    lines.append("Fréchet by step: " + ", ".join(f"{step}: {value:.2f}" for step, value in scores.growth.items()))
    if scores.agreement is not None:
        lines.append(f"read as their class {scores.agreement:.1%}, real ones {scores.accuracy:.1%}")
    lines.append(f"distance to the nearest training picture, over that of test pictures: {scores.copy_ratio:.2f}")
    return "\n".join(lines)


def metrics(scores: Scores, dataset: str, command: str) -> Metrics:
    """The content of metrics.json."""
    headline = {"name": FRECHET, "value": scores.rows[OURS].frechet, "unit": "", "lower_is_better": True}
    growth = {str(step): value for step, value in scores.growth.items()}
    results = [{"task": "image-generation", "n": scores.reference.count} | row for row in _results(scores, dataset)]
    return {"command": command, "headline": headline, "results": results, "growth": growth}


def _results(scores: Scores, dataset: str) -> Iterator[dict[str, Any]]:
    words = {"frechet": FRECHET, "kernel": KERNEL}
    for name, row in scores.rows.items():
        about = {"dataset": dataset if name == OURS else f"{dataset}, {name}"}
        for field, value in asdict(row).items():
            unit = {"unit": ""} if field in words else {}
            yield about | {"metric": words.get(field, field), "value": value} | unit
    if scores.agreement is not None:
        yield {"dataset": dataset, "metric": AGREEMENT, "value": scores.agreement}
        yield {"dataset": f"{dataset}, real", "metric": ACCURACY, "value": scores.accuracy}
    copies = min(MAX_COPIES, scores.reference.count)
    yield {"dataset": dataset, "unit": "", "n": copies, "metric": COPY_RATIO, "value": scores.copy_ratio}


@dataclass
class Options:
    """Scores a generator."""

    folder: str = option("checkpoints/gan-digits", "the checkpoint")
    data: str = option("", "the image set it was trained on: a folder of idx files or images, a ZIP, or a Hub data set")
    save: bool = option(False, "write metrics.json and reference.safetensors into the checkpoint")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    promote: bool = option(False, "move the pin of the folder's name to --revision, if it is not worse on this set")
    force: bool = option(False, "also if it is worse; the pin table then says so")


def command(options: Options) -> str:
    """The command that gives these scores, without the folders of this machine."""
    how = ("save", "revision", "promote", "force")
    return shown_command("models.gan.evaluate", options, how, {"folder": ""}, public)


def save_scores(folder: Path, scores: Scores, shown: str) -> None:
    """Writes metrics.json, with the command that gives them, and reference.safetensors into a checkpoint."""
    write_metrics(folder, metrics(scores, load(folder).config["dataset"], shown))
    write_reference(folder, scores.reference)


def promote_revision(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same set; the pin moves if that is no loss. Raises HubError."""
    training, test = read(options.data)

    def score(checkpoint: hub_utils.Checkpoint) -> Metrics:
        gan = load(checkpoint)
        return metrics(scores_of(gan, training, test), gan.config["dataset"], command(options))

    return promote(Path(options.folder).name, options.revision, score, options.force)


def main(options: Options) -> None:
    """Prints the scores, and saves them if asked; or promotes a revision. Raises GanError and HubError."""
    if is_promotion(options):
        promote_revision(options)
        return
    scores = scores_of(open_folder(load, options.folder), *read(options.data))
    print(table(scores))
    if options.save:
        save_scores(Path(options.folder), scores, command(options))


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

"""The scores on the card.

python -m models.gan.evaluate --folder checkpoints/gan-digits --data mnist/          prints the table
python -m models.gan.evaluate --folder checkpoints/gan-digits --data mnist/ --save   also writes metrics.json
python -m models.gan.evaluate --folder checkpoints/gan-digits --data mnist/ --revision v2 --promote
                                             scores v2 and today's pin, and moves the pin if v2 is not worse

Every row compares as many pictures with the test part of the set, in the features of the checkpoint's own judge: ours;
real pictures of the training part (no generator can be much better); a draw from the set's principal components, and
the untrained generator (anything that has learnt is better).
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import hub_utils
from models.gan.checkpoint import write_metrics
from models.gan.data import Images, read
from models.gan.predict import Gan, load
from models.gan.score import Quality, frechet, nearest, principal, quality

OURS, REAL, PRINCIPAL, UNTRAINED = "generated", "real, of the training part", "principal components", "untrained"
MOST = 10_000  # pictures of a row
COPIES = 2_000  # of which the nearest training picture is looked for


@dataclass(frozen=True)
class Scores:
    """Of one checkpoint on one image set.

    `rows` has the quality of each row of the table, and `growth` the Fréchet classifier distance of the generator at
    each step. `agreement` is the share of samples that the judge reads as their class, None without classes;
    `accuracy` the judge's on real test pictures. `copied` is the median distance, in pixels' units of 0 to 1, from
    generated pictures to the nearest training picture over that of test pictures: far under 1 they are copies.
    """

    rows: dict[str, Quality]
    growth: dict[int, float]
    agreement: float | None
    accuracy: float | None
    copied: float
    n: int


def scores_of(gan: Gan, training: Images, test: Images) -> Scores:
    """Scores of a checkpoint; takes about a minute for 10,000 pictures of 28×28."""
    count = min(MOST, len(test))
    real, known = gan.judge(test.pixels[:count])
    latents, kinds = drawn(gan, count)
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
    classes = bool(gan.design.classes)
    agreement = float((read_as[:, 0] == kinds).mean()) if classes else None
    accuracy = float((known[:, 0] == test.labels[:count]).mean()) if classes else None
    copied = _copied(gan.render(latents[:COPIES], kinds[:COPIES]), training, test, gan.design.cell)
    return Scores(rows, growth, agreement, accuracy, copied, count)


def drawn(gan: Gan, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Latents and classes of `count` samples; what is scored is never truncated."""
    parts = [gan.latents(min(64, count - start), start) for start in range(0, count, 64)]
    return np.concatenate(parts), gan.kinds(count)


def _copied(made: np.ndarray, training: Images, test: Images, cell: int) -> float:
    training_rows, made_rows, test_rows = (
        pixels[:, ::cell, ::cell].reshape(len(pixels), -1).astype(np.float32) / 255
        for pixels in (training.pixels, made, test.pixels[:COPIES])
    )
    return float(np.median(nearest(made_rows, training_rows)) / np.median(nearest(test_rows, training_rows)))


def table(scores: Scores) -> str:
    """The scores as aligned text."""
    lines = [f"{scores.n:,} pictures{'':<18}{'Fréchet':>10}{'kernel':>10}{'precision':>11}{'recall':>8}"]
    lines += [
        f"{name:<30}{row.frechet:>10.2f}{row.kernel:>10.4f}{row.precision:>11.3f}{row.recall:>8.3f}"
        for name, row in scores.rows.items()
    ]
    lines.append("Fréchet by step: " + ", ".join(f"{step}: {value:.2f}" for step, value in scores.growth.items()))
    if scores.agreement is not None:
        lines.append(f"read as their class {scores.agreement:.1%}, real ones {scores.accuracy:.1%}")
    lines.append(f"distance to the nearest training picture, over that of test pictures: {scores.copied:.2f}")
    return "\n".join(lines)


def metrics(scores: Scores, dataset: str, command: str) -> dict[str, Any]:
    """The content of metrics.json."""
    headline = {"name": "Fréchet classifier distance", "value": scores.rows[OURS].frechet, "unit": ""}
    headline["lower_is_better"] = True
    growth = {str(step): value for step, value in scores.growth.items()}
    results = [{"task": "image-generation", "n": scores.n} | row for row in _results(scores, dataset)]
    return {"command": command, "headline": headline, "results": results, "growth": growth}


def _results(scores: Scores, dataset: str) -> Iterator[Mapping[str, Any]]:
    words = {"frechet": "Fréchet classifier distance", "kernel": "kernel classifier distance"}
    for name, row in scores.rows.items():
        about = {"dataset": dataset if name == OURS else f"{dataset}, {name}"}
        for field, value in asdict(row).items():
            unit = {"unit": ""} if field in words else {}
            yield about | {"metric": words.get(field, field), "value": value} | unit
    if scores.agreement is not None:
        yield {"dataset": dataset, "metric": "read as its class by the judge", "value": scores.agreement}
        yield {"dataset": f"{dataset}, real", "metric": "accuracy of the judge", "value": scores.accuracy}
    about = {"dataset": dataset, "unit": "", "n": min(COPIES, scores.n)}
    yield about | {"metric": "distance to training pictures over that of test pictures", "value": scores.copied}


@dataclass
class Options:
    """Scores a generator."""

    folder: str = "checkpoints/gan-digits"
    data: str = ""  # the image set it was trained on
    save: bool = False  # write metrics.json
    revision: str = ""  # branch, tag or commit of the repo that the settings name, to be promoted
    promote: bool = False  # move the pin of the folder's name to --revision, if it is not worse on this set
    force: bool = False  # also if it is worse; the pin table then says so


def promoted(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same set; the pin moves if that is no loss. Raises HubError."""
    training, test = read(options.data)

    def scored(checkpoint: hub_utils.Checkpoint) -> dict[str, Any]:
        gan = load(checkpoint)
        return metrics(scores_of(gan, training, test), gan.config["dataset"], command(options))

    return hub_utils.promote(Path(options.folder).name, options.revision, score=scored, force=options.force)


def command(options: Options) -> str:
    """The command that gives these scores, without the folders of this machine."""
    name = Path(options.data).name if Path(options.data).exists() else options.data
    return f"python -m models.gan.evaluate --folder {Path(options.folder).as_posix()} --data {name}"


def main(options: Options) -> None:
    if options.promote:
        promoted(options)
        return
    gan, (training, test) = load(options.folder), read(options.data)
    scores = scores_of(gan, training, test)
    print(table(scores))
    if options.save:
        write_metrics(Path(options.folder), metrics(scores, gan.config["dataset"], command(options)))


if __name__ == "__main__":
    from transformers import HfArgumentParser

    try:
        main(*HfArgumentParser(Options).parse_args_into_dataclasses())
    except hub_utils.HubError as error:
        sys.exit(f"{type(error).__name__}: {error}")

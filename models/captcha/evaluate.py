"""The scores on the card.

python -m models.captcha.evaluate                             draws unseen captchas and prints the table
python -m models.captcha.evaluate --save                      also writes them into the checkpoint, as metrics.json
python -m models.captcha.evaluate --n 0 --data my_folder      scores labelled pictures alone
python -m models.captcha.evaluate --data my_folder --split test   those of their texts that were not trained on
python -m models.captcha.evaluate --unseen runs/makers/*      also those of makers that it was never trained on
python -m models.captcha.evaluate --revision v2 --promote     scores v2 and today's pin on these sets, and moves the pin

Without the fonts of `python -m models.captcha.fetch_fonts` the unseen ones are the two families of this project.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from PIL import Image

import hub_utils
from hub_utils.checkpoint import read_json
from models.captcha.data import Recipe, charset_drawn
from models.captcha.encoding import Encoding
from models.captcha.errors import CaptchaError
from models.captcha.fonts import FOLDER, if_fetched
from models.captcha.labelled import labelled, names_of
from models.captcha.predict import Solver, load
from models.captcha.score import Score, score
from models.captcha.styles import CAPTCHA, WHEEZY
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

MODULE = "models.captcha.evaluate"
HEADLINE_N = 2000  # captchas that the headline of a card is measured on
SAMPLED = 400  # of them, for a check that takes seconds
ROUNDING = 0.005  # of a share: a processor that sums in another order may read one in 200 otherwise


@dataclass(frozen=True)
class TestSet:
    """What it is called on the card, and its pictures with their texts, which can be gone through once."""

    dataset: str
    examples: Iterable[tuple[Image.Image, str]]


@dataclass
class Options:
    """Scores a captcha checkpoint on drawn captchas and on labelled ones."""

    folder: str = option("checkpoints/captcha", "checkpoint folder to score")
    n: int = option(HEADLINE_N, "captchas of each drawn test set; 0 for none")
    data: list[str] = option([], "labelled folders or data sets of the Hub")
    split: Literal["", "validation", "test"] = option(
        "", "which texts of --data count: validation or test; all if empty"
    )
    unseen: list[str] = option([], "labelled folders of makers never trained on, all of whose texts count")
    fonts: str = option(str(FOLDER), "folder of the typefaces that are never trained on; '' for the bundled ones alone")
    save: bool = option(False, "write the scores into the checkpoint, as metrics.json")
    revision: str = option("", "branch, tag or commit of the repo that the settings name, to be promoted")
    promote: bool = option(False, "move the pin to --revision, if it is not worse on these test sets")
    force: bool = option(False, "move the pin even if --revision is worse; the table of pins then says so")


def named_test_sets(encoding: Encoding, options: Options) -> dict[str, TestSet]:
    """The test sets that a network of this encoding can be asked to read.

    Raises:
        CaptchaError: there are none, or a source has no text of the split.
    """
    sets = _drawn_sets(encoding, options) if options.n else {}
    names = names_of([*options.data, *options.unseen], sets)
    for source in options.data:
        pictures = labelled(source).split(options.split) if options.split else labelled(source)
        name = names[source]
        if not pictures.rows:
            remedy = "Leave --split out, or label more pictures: one text in ten belongs to it."
            raise CaptchaError(f"{source} has no text of the split {options.split}.", remedy)
        sets[name] = TestSet(f"{name}, texts not trained on" if options.split else name, pictures.all())
    for source in options.unseen:
        name = names[source]
        sets[name] = TestSet(f"{name}, a maker never trained on", labelled(source).all())
    if not sets:
        raise CaptchaError("There is nothing to score.", "Give --n, --data or --unseen.")
    return sets


def _default_style(encoding: Encoding) -> tuple[str, Recipe]:
    """The captchas of the headline, and what they are called on the card."""
    lengths, charset = (encoding.slots or 4,), charset_drawn(encoding.charset)
    return f"{CAPTCHA}, default style, 4 characters", Recipe(("default",), lengths, charset, "test")


def _drawn_sets(encoding: Encoding, options: Options) -> dict[str, TestSet]:
    name, default = _default_style(encoding)
    unseen = partial(replace, default, fonts=if_fetched(options.fonts))
    sets = {
        "default": (name, default),
        "fonts": (f"{CAPTCHA}, fonts never trained on", unseen(styles=("library-unseen",))),
        "painter": ("our painter, fonts never trained on", unseen(styles=("painter-unseen",))),
        "wheezy": (f"{WHEEZY}, fonts never trained on", unseen(styles=("wheezy-unseen",))),
    }
    if not encoding.slots:
        sets["lengths"] = (f"{CAPTCHA}, default style, 4 to 6 characters", replace(default, lengths=(4, 5, 6)))
    return {key: TestSet(dataset, map(recipe.example, range(options.n))) for key, (dataset, recipe) in sets.items()}


def score_sets(solver: Solver, sets: Mapping[str, TestSet]) -> dict[str, Score]:
    """How each test set is read."""
    return {name: score_of(solver, test_set.examples) for name, test_set in sets.items()}


def score_of(solver: Solver, examples: Iterable[tuple[Image.Image, str]]) -> Score:
    """Reads each picture once and compares."""
    images, labels = zip(*examples, strict=True)
    return score(solver.solve(images), labels)


def table(scores: Mapping[str, Score]) -> str:
    """The scores as aligned text, in per cent; of wrong and right readings the share that is flagged unsure."""
    header = f"{'folded':>8}  {'95 %':<11}{'with case':>10}{'product':>9}{'baseline':>9}{'ECE':>6}{'unsure: wrong':>15}"
    rows = [f"{'test set':<26}{'n':>6}{header}{'right':>7}"]
    for name, found in scores.items():
        low, high = found.interval
        rows.append(
            f"{name:<26}{found.n:>6}{found.whole:>8.1%}  {f'{low:.1%}-{high:.1%}':<11}{found.exact:>10.1%}"
            f"{found.product:>9.1%}{found.baseline:>9.2%}{found.calibration_error:>6.3f}"
            f"{found.unsure_of_wrong:>15.0%}{found.unsure_of_right:>7.0%}"
        )
    return "\n".join(rows)


def reliability(found: Score) -> str:
    """The reliability diagram: of the readings of each confidence, how many are right."""
    rows = ["confidence     n  right"]
    for low, n, right in found.reliability:
        bar = "#" * round(40 * right) + "-" * round(40 * (1 - right))
        rows.append(
            f"{low:.1f} to {low + 0.1:.1f}{n:>6}{right:>7.1%} |{bar}|" if n else f"{low:.1f} to {low + 0.1:.1f}     0"
        )
    return "\n".join(rows)


def confusions(found: Score) -> str:
    """Which characters are taken for which, most frequent first."""
    return ", ".join(f"{real} read as {read} {times}x" for real, read, times in found.confusions)


def report(scores: Mapping[str, Score]) -> str:
    """The table of all test sets, and for each its confusions and its reliability diagram."""
    details = [f"\n{name}: {confusions(found)}\n{reliability(found)}" for name, found in scores.items()]
    return "\n".join([table(scores), *details])


def command(options: Options) -> str:
    """The command line that gives these scores, as a card shows it."""
    shown = replace(options, split=options.split if options.data else "", folder=Path(options.folder).as_posix())
    elsewhere = ("fonts", "save", "revision", "promote", "force")
    return shown_command(MODULE, shown, elsewhere, {"folder": None, "n": None})


def metrics(options: Options, sets: Mapping[str, TestSet], scores: Mapping[str, Score]) -> Metrics:
    """The content of metrics.json; case-folded exact match first, since it is what the articles report."""
    results: list[Metrics] = []
    for name, found in scores.items():
        about = {"task": "image-to-text", "split": "test", "dataset": sets[name].dataset, "n": found.n}
        results.append(about | {"metric": "exact match, case folded", "value": found.whole, "interval": found.interval})
        results.append(about | {"metric": "exact match", "value": found.exact})
    first = next(iter(scores.values()))
    return {
        "command": command(options),
        "headline": {"name": "exact match, case folded", "value": first.whole, "unit": "fraction"},
        "results": results,
        "scores": {name: asdict(found) for name, found in scores.items()},
    }


def recompute(folder: Path, whole: bool) -> Recomputed:
    """The headline again: exact match, case folded, of default captchas with 4 characters.

    Args:
        folder: the checkpoint folder.
        whole: on all captchas that it is measured on, within ROUNDING; else on some of them, chosen by seed, within
            four standard errors more.

    Raises:
        CorruptCheckpointError: the card's headline is of other pictures.
    """
    solver = load(folder)
    dataset, recipe = _default_style(solver.reader.encoding)
    told = read_json(folder / "metrics.json")["results"][0]["dataset"]
    if told != dataset:
        raise hub_utils.CorruptCheckpointError(f"The headline of {folder.name} is of {told}, not of {dataset}.")
    chosen = range(HEADLINE_N) if whole else random.Random(0).sample(range(HEADLINE_N), SAMPLED)
    share = score_of(solver, map(recipe.example, chosen)).whole
    error = 0.0 if whole else (share * (1 - share) / len(chosen)) ** 0.5
    return Recomputed(share, ROUNDING + 4 * error, f"{len(chosen)} captchas ({dataset})")


def promote_revision(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same sets; the pin moves if that is no loss. Raises HubError."""

    def score_checkpoint(checkpoint: hub_utils.Checkpoint) -> Metrics:
        solver = load(checkpoint)
        return metrics(options, sets := named_test_sets(solver.reader.encoding, options), score_sets(solver, sets))

    return promote("captcha", options.revision, score_checkpoint, options.force)


def main(options: Options) -> None:
    """Prints the scores, and saves them if asked; or promotes a revision. Raises CaptchaError and HubError."""
    if is_promotion(options):
        promote_revision(options)
        return
    solver = open_folder(load, options.folder)
    sets = named_test_sets(solver.reader.encoding, options)
    scores = score_sets(solver, sets)
    print(report(scores))
    if options.save:
        write_metrics(Path(options.folder), metrics(options, sets, scores))


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

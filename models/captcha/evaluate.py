"""The scores on the card.

python -m models.captcha.evaluate                             draws unseen captchas and prints the table
python -m models.captcha.evaluate --save                      also writes them into the checkpoint, as metrics.json
python -m models.captcha.evaluate --n 0 --data my_folder      scores labelled pictures alone
python -m models.captcha.evaluate --data my_folder --split test   those of their texts that were not trained on
python -m models.captcha.evaluate --unseen runs/makers/*      also those of makers that it was never trained on
python -m models.captcha.evaluate --revision v2 --promote     scores v2 and today's pin on these sets, and moves the pin

Without the fonts of `python -m models.captcha.fetch_fonts` the unseen ones are the two families of this project.
"""

import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

import hub_utils
from models.captcha.checkpoint import write_metrics
from models.captcha.data import Recipe, charset_drawn
from models.captcha.encoding import Encoding
from models.captcha.fonts import FOLDER, if_fetched
from models.captcha.labelled import labelled
from models.captcha.predict import Solver, load
from models.captcha.score import Score, score
from models.captcha.styles import CAPTCHA, WHEEZY


@dataclass(frozen=True)
class Trial:
    """A test set: what it is called on the card, and its pictures with their texts."""

    dataset: str
    examples: Iterable[tuple[Image.Image, str]]


@dataclass
class Options:
    """Scores a captcha checkpoint."""

    folder: str = "checkpoints/captcha"
    data: list[str] = field(default_factory=list)  # labelled folders or Hub data sets
    split: str = ""  # which texts of --data: validation or test; all if empty
    unseen: list[str] = field(default_factory=list)  # labelled folders of makers never trained on: all their texts
    n: int = 2000  # captchas of each drawn test set
    fonts: str = str(FOLDER)
    save: bool = False  # write metrics.json
    revision: str = ""  # branch, tag or commit of the repo that the settings name, to be promoted
    promote: bool = False  # move the pin to --revision, if it is not worse on these test sets
    force: bool = False  # also if it is worse; the pin table then says so


def trials(encoding: Encoding, options: Options) -> dict[str, Trial]:
    """The test sets that a network of this encoding can be asked to read."""
    found = _drawn(encoding, options) if options.n else {}
    for source in options.data:
        pictures = labelled(source).split(options.split) if options.split else labelled(source)
        name = Path(source).name
        if pictures.rows:
            found[name] = Trial(f"{name}, texts not trained on" if options.split else name, pictures.all())
    for source in options.unseen:
        name = Path(source).name
        found[name] = Trial(f"{name}, a maker never trained on", labelled(source).all())
    return found


def _drawn(encoding: Encoding, options: Options) -> dict[str, Trial]:
    fonts = if_fetched(options.fonts)
    four = {"lengths": (encoding.slots or 4,), "charset": charset_drawn(encoding.charset), "split": "test"}
    sets = {
        "default": (f"{CAPTCHA}, default style, 4 characters", Recipe(("default",), **four)),
        "fonts": (f"{CAPTCHA}, fonts never trained on", Recipe(("library-unseen",), **four, fonts=fonts)),
        "painter": ("our painter, fonts never trained on", Recipe(("painter-unseen",), **four, fonts=fonts)),
        "wheezy": (f"{WHEEZY}, fonts never trained on", Recipe(("wheezy-unseen",), **four, fonts=fonts)),
    }
    if not encoding.slots:
        longer = Recipe(("default",), **four | {"lengths": (4, 5, 6)})
        sets["lengths"] = (f"{CAPTCHA}, default style, 4 to 6 characters", longer)
    return {name: Trial(dataset, map(recipe.example, range(options.n))) for name, (dataset, recipe) in sets.items()}


def score_of(solver: Solver, examples: Iterable[tuple[Image.Image, str]]) -> Score:
    """Reads each picture once and compares."""
    images, labels = zip(*examples, strict=True)
    return score(solver.solve(images), labels)


def table(scores: dict[str, Score]) -> str:
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


def metrics(options: Options, sets: dict[str, Trial], scores: dict[str, Score]) -> dict[str, Any]:
    """The content of metrics.json; case-folded exact match first, since it is what the articles report."""
    results = []
    for name, found in scores.items():
        about = {"task": "image-to-text", "split": "test", "dataset": sets[name].dataset, "n": found.n}
        results.append(about | {"metric": "exact match, case folded", "value": found.whole, "interval": found.interval})
        results.append(about | {"metric": "exact match", "value": found.exact})
    given = [f"--folder {Path(options.folder).as_posix()}", f"--n {options.n}"]
    given += [f"--data {' '.join(options.data)}", f"--split {options.split}"] if options.data else []
    given += [f"--unseen {' '.join(options.unseen)}"] if options.unseen else []
    first = next(iter(scores.values()))
    return {
        "command": " ".join(["python -m models.captcha.evaluate", *given]),
        "headline": {"name": "exact match, case folded", "value": first.whole, "unit": "fraction"},
        "results": results,
        "scores": {name: asdict(found) for name, found in scores.items()},
    }


def promoted(options: Options) -> hub_utils.Promotion:
    """Scores a revision and today's pin on the same sets; the pin moves if that is no loss. Raises HubError."""

    def scored(checkpoint: hub_utils.Checkpoint) -> dict[str, Any]:
        solver = load(checkpoint)
        sets = trials(solver.reader.encoding, options)
        return metrics(options, sets, {name: score_of(solver, trial.examples) for name, trial in sets.items()})

    return hub_utils.promote("captcha", options.revision, score=scored, force=options.force)


def main(options: Options) -> None:
    if options.promote:
        promoted(options)
        return
    solver = load(options.folder)
    sets = trials(solver.reader.encoding, options)
    scores = {name: score_of(solver, trial.examples) for name, trial in sets.items()}
    print(table(scores))
    for name, found in scores.items():
        print(f"\n{name}: {confusions(found)}", reliability(found), sep="\n")
    if options.save:
        write_metrics(Path(options.folder), metrics(options, sets, scores))


if __name__ == "__main__":
    from transformers import HfArgumentParser

    try:
        main(*HfArgumentParser(Options).parse_args_into_dataclasses())
    except hub_utils.HubError as error:
        sys.exit(f"{type(error).__name__}: {error}")

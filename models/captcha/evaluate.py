"""The scores on the card.

python -m models.captcha.evaluate                   draws unseen captchas, prints the table, writes metrics.json
python -m models.captcha.evaluate --data my_folder  scores labelled pictures, writes nothing
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from models.captcha.checkpoint import write_metrics
from models.captcha.data import Encoding, Recipe, charset_drawn
from models.captcha.labelled import labelled
from models.captcha.predict import Solver, load
from models.captcha.score import Score, score


@dataclass(frozen=True)
class Trial:
    """A test set that is drawn, of texts of the split `test`."""

    dataset: str
    recipe: Recipe


def trials(encoding: Encoding) -> dict[str, Trial]:
    """The test sets that a network of this encoding can be asked to read."""
    four = {"lengths": (encoding.slots or 4,), "charset": charset_drawn(encoding.charset), "split": "test"}
    sets = {
        "default": Trial("captcha 0.7.1, default style, 4 characters", Recipe(("default",), **four)),
        "styles": Trial("captcha 0.7.1, training fonts and sizes, 4 characters", Recipe(**four)),
        "unseen": Trial("captcha 0.7.1, fonts never trained on, 4 characters", Recipe(("unseen",), **four)),
    }
    if not encoding.slots:
        longer = Recipe(("default",), **four | {"lengths": (4, 5, 6)})
        sets["lengths"] = Trial("captcha 0.7.1, default style, 4 to 6 characters", longer)
    return sets


def evaluate(solver: Solver, n: int) -> dict[str, Score]:
    """Sweeps once over `n` captchas of every trial."""
    sets = trials(solver.reader.encoding).items()
    return {name: score_of(solver, map(trial.recipe.example, range(n))) for name, trial in sets}


def score_of(solver: Solver, examples: Iterator[tuple[Image.Image, str]]) -> Score:
    """Reads each picture once and compares."""
    arrays, labels = zip(*((solver.reader.encoding.image(image), text) for image, text in examples), strict=True)
    return score([solver.reader.read(answer) for answer in solver.scores(arrays)], labels)


def table(scores: dict[str, Score]) -> str:
    """The scores as aligned text, in per cent."""
    rows = [
        f"{'test set':<14}{'n':>6}{'folded':>8}  {'95 %':<11}{'with case':>10}{'product':>9}{'baseline':>9}{'ECE':>6}"
    ]
    for name, found in scores.items():
        low, high = found.interval
        rows.append(
            f"{name:<14}{found.n:>6}{found.whole:>8.1%}  {f'{low:.1%}-{high:.1%}':<11}{found.exact:>10.1%}"
            f"{found.product:>9.1%}{found.baseline:>9.2%}{found.calibration_error:>6.3f}"
        )
    return "\n".join(rows)


def confusions(found: Score) -> str:
    """Which characters are taken for which, most frequent first."""
    return ", ".join(f"{real} read as {read} {times}x" for real, read, times in found.confusions)


def metrics(folder: Path, encoding: Encoding, scores: dict[str, Score]) -> dict[str, Any]:
    """The content of metrics.json; case-folded exact match first, since it is what the articles report."""
    sets = trials(encoding)
    shared = {"task": "image-to-text", "split": "test"}
    results = []
    for name, found in scores.items():
        about = shared | {"dataset": sets[name].dataset, "n": found.n}
        results.append(about | {"metric": "exact match, case folded", "value": found.whole, "interval": found.interval})
        results.append(about | {"metric": "exact match", "value": found.exact})
    return {
        "command": f"python -m models.captcha.evaluate --folder {folder.as_posix()} --n {scores['default'].n}",
        "headline": {"name": "exact match, case folded", "value": scores["default"].whole, "unit": "fraction"},
        "results": results,
        "scores": {name: asdict(found) for name, found in scores.items()},
    }


@dataclass
class Options:
    """Scores a captcha checkpoint."""

    folder: str = "checkpoints/captcha"
    data: str = ""  # labelled folder or Hub data set, instead of drawn captchas
    n: int = 2000  # captchas of each drawn test set


def main(options: Options) -> None:
    folder = Path(options.folder)
    solver = load(folder)
    if options.data:
        found = score_of(solver, labelled(options.data).all())
        print(table({Path(options.data).name: found}), confusions(found), sep="\n")
        return
    scores = evaluate(solver, options.n)
    print(table(scores), f"default: {confusions(scores['default'])}", sep="\n")
    write_metrics(folder, metrics(folder, solver.reader.encoding, scores))


if __name__ == "__main__":
    from transformers import HfArgumentParser

    main(*HfArgumentParser(Options).parse_args_into_dataclasses())

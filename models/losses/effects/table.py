"""The measured effects: pairs of runs, the interval of what they differ by, and what may be said of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

TABLE = Path(__file__).parents[1] / "effects.json"
CONFIDENCE = 0.95  # of the intervals
LOWER_IS_BETTER = {"ece", "nll", "noise_uniform", "noise_gaussian", "noise_shuffled", "spread"}

Question = Literal["confidence", "matching", "centres"]
Verdict = Literal["better", "worse", "no clear difference"]


@dataclass(frozen=True)
class Effect:
    """What one change does to one measure.

    `baseline` and `changed` name what is compared; `before` and `after` are their means over runs. `difference` is the
    mean of after − before, from `low` to `high` its 95 % interval by Student's t over runs, each with its own split,
    first weights and batches, the same for both. `verdict` is about the interval: whether it leaves 0 out, and on
    which side.
    """

    question: Question
    data: str
    measure: str
    baseline: str
    changed: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    runs: int
    lower_is_better: bool
    verdict: Verdict


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean by Student's t; of differences that are all the same, just that."""
    from scipy.stats import t  # half a second

    values = np.asarray(differences, float)
    mean, error = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    reach = float(t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * error
    return mean - reach, mean + reach


def verdict(low: float, high: float, lower_is_better: bool) -> Verdict:
    """What an interval of after − before says."""
    if low <= 0 <= high:
        return "no clear difference"
    return "better" if (high < 0) == lower_is_better else "worse"


def effect(
    question: Question, data: str, measure: str, baseline: str, changed: str, before: Sequence[float],
    after: Sequence[float],
) -> Effect:  # fmt: skip
    """The effect of a change from the values of `measure` in each run, paired by place; at least two runs."""
    differences = np.subtract(after, before)
    lower = measure in LOWER_IS_BETTER
    low, high = interval(list(differences))
    return Effect(
        question, data, measure, baseline, changed, float(np.mean(before)), float(np.mean(after)),
        float(np.mean(differences)), low, high, len(differences), lower, verdict(low, high, lower),
    )  # fmt: skip


Runs = Mapping[str, Sequence[Mapping[str, float]]]  # by name of what was trained: the measures of each run


def effects(
    question: Question, data: str, runs: Runs, pairs: Sequence[tuple[str, str]], measures: Sequence[str]
) -> Iterator[Effect]:
    """The effects of going from one of `runs` to another, for each of the pairs and measures."""
    for baseline, changed in pairs:
        for measure in measures:
            before, after = ([run[measure] for run in runs[name]] for name in (baseline, changed))
            yield effect(question, data, measure, baseline, changed, before, after)


def write(path: Path, command: str, found: Sequence[Effect]) -> None:
    """Stores a table with the command that gives it; figures to five digits."""
    rows = [{name: _rounded(value) for name, value in asdict(row).items()} for row in found]
    content = {"command": command, "effects": rows}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    return round(value, 5) if isinstance(value, float) else value


def effects_table(path: Path = TABLE) -> list[Effect]:
    """The effects that were measured, as the tab and the card show them."""
    rows = json.loads(path.read_text(encoding="utf-8"))["effects"]
    return [Effect(**row) for row in rows]


def text(found: Sequence[Effect]) -> str:
    """The table as aligned text."""
    head = f"{'question':<11}{'data':<21}{'measure':<15}{'from':<20}{'to':<18}{'before':>8}{'after':>8}"
    lines = [f"{head}{'difference, 95 % interval':>32}  verdict"]
    for row in found:
        names = f"{row.question:<11}{row.data:<21}{row.measure:<15}{row.baseline:<20}{row.changed:<18}"
        change = f"{row.difference:+.3f} ({row.low:+.3f} to {row.high:+.3f})"
        lines.append(f"{names}{row.before:>8.3f}{row.after:>8.3f}{change:>32}  {row.verdict}")
    return "\n".join(lines)

"""The numbers of two revisions side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub_utils import card

Metrics = Mapping[str, Any]  # the content of a metrics.json


@dataclass(frozen=True)
class Compared:
    """One metric on one set of data; None where a revision does not give it."""

    dataset: str
    metric: str
    unit: str
    first: float | None
    second: float | None

    def __str__(self) -> str:
        cells = ["–" if value is None else card.format_value(value, self.unit) for value in (self.first, self.second)]
        return f"{cells[0]:>18}{cells[1]:>18}  {self.metric}, {self.dataset}"


def results_of(metrics: Metrics) -> Sequence[Any]:
    """The results of a metrics.json, none where they are no list: others may have written it."""
    results = metrics.get("results")
    return results if isinstance(results, list | tuple) else ()


def compare(first: Metrics, second: Metrics) -> tuple[Compared, ...]:
    """Every number of two metrics.json, in the order of the second, then what only the first has."""
    ones, others = _numbers(first), _numbers(second)
    return tuple(
        Compared(*key, ones.get(key), others.get(key)) for key in (*others, *(key for key in ones if key not in others))
    )


def is_worse(candidate: card.Headline, today: card.Headline) -> bool:
    """Whether a headline is worse than another of the same name."""
    if candidate.lower_is_better:
        return candidate.value > today.value
    return candidate.value < today.value


def _numbers(metrics: Metrics) -> dict[tuple[str, str, str], float]:
    """Value by data, metric and unit; what is not as a card has it is left out."""
    numbers: dict[tuple[str, str, str], float] = {}
    for result in results_of(metrics):
        if isinstance(result, Mapping) and isinstance(result.get("value"), int | float):
            dataset, metric, unit = result.get("dataset"), result.get("metric"), result.get("unit", "fraction")
            if isinstance(dataset, str) and isinstance(metric, str) and isinstance(unit, str):
                numbers[dataset, metric, unit] = result["value"]
    return numbers

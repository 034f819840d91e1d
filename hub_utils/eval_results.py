"""`.eval_results/*.yaml`: numbers of a card that were measured on data sets of the Hub, which gathers them by data set.

The form is that of https://huggingface.co/docs/hub/eval-results; `model-index` in the card has all numbers. The Hub
shows such a number beside others only where the data set is registered as a benchmark; elsewhere it is kept.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from hub_utils.card import Result

FILE = ".eval_results/kexue-space.yaml"  # ours; others may have put theirs beside it by pull requests
PLACE = re.compile(r"\.eval_results/[\w.-]{1,100}\.yaml")
MALFORMED = (  # what reading one raises: the 30th of February is a ValueError, !!bool x a LookupError
    *(yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError),
)
MAX_FILES, MAX_BYTES, MAX_TEXT = 20, 50_000, 500  # files of a repo, bytes of each, characters of a text in it


@dataclass(frozen=True)
class HubResult:
    """A number as the Hub gathers it: of a task of one of its data sets. `source` is an address, where one is given."""

    dataset: str
    task: str
    value: float
    date: str | None = None
    source: str | None = None
    notes: str | None = None


def render(results: Iterable["Result"], hub_ids: Mapping[str, str], command: str) -> str | None:
    """The file for the results on data sets that `hub_ids` gives an id by their name; None if there are none."""
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml

    from hub_utils.card import format_value, identifier

    entries = [
        EvalResultEntry(
            dataset_id=hub_ids[result.dataset],
            task_id=identifier(result.metric),
            value=result.value,
            notes="; ".join(
                part
                for part in (
                    f"{result.metric} on {result.dataset}, {result.split}",
                    f"{result.n} examples" if result.n else "",
                    "95 % interval " + " to ".join(format_value(bound, result.unit) for bound in result.interval)
                    if result.interval
                    else "",
                    command,
                )
                if part
            ),
        )
        for result in results
        if result.dataset in hub_ids
    ]
    if not entries:
        return None
    return yaml.safe_dump(eval_result_entries_to_yaml(entries), sort_keys=False, allow_unicode=True, width=1000)


def parse(text: bytes) -> tuple[HubResult, ...]:
    """What a file says, as far as it is in the Hub's form: others write such files too."""
    try:
        content = yaml.safe_load(text.decode("utf-8", "replace"))
        return tuple(_entries(content)) if isinstance(content, list) else ()
    except MALFORMED:
        return ()


def _entries(content: list[Any]) -> Iterator[HubResult]:
    for item in content:
        if not isinstance(item, dict) or not isinstance(item.get("dataset"), dict):
            continue
        dataset, value, source = item["dataset"], item.get("value"), item.get("source")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            continue
        name, task = _text(dataset.get("id")), _text(dataset.get("task_id"))
        if name and task:
            address = _text(source.get("url")) if isinstance(source, dict) else None
            yield HubResult(name, task, float(value), _text(item.get("date")), address, _text(item.get("notes")))


def _text(value: object) -> str | None:
    """What is a text, a number or a date, with ? for halves of characters, which YAML can spell and no page show."""
    told = isinstance(value, str | int | float) or hasattr(value, "isoformat")
    return str(value)[:MAX_TEXT].encode("utf-8", "replace").decode() if told else None

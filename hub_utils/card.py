"""The model card: README.md, written from the `card` section of config.json and from metrics.json.

config.json   "card": the fields of `About`
metrics.json  "command": what prints the numbers, "headline": the one that a tab shows, a `Headline`,
              "results": all of them, each the fields of a `Result`, "training_log": the address of the log of its
              training, if there is one, "peers": what others make of the same data, a `Peers`, if they were tried;
              other keys are the system's own
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from hub_utils import eval_results
from hub_utils.checkpoint import read_json
from hub_utils.errors import CardInvalidError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from huggingface_hub import ModelCardData

T = TypeVar("T", bound="DataclassInstance")


@dataclass(frozen=True)
class About:
    """What a card says apart from numbers. `sources` are the articles and papers; `usage` is Python code."""

    title: str
    summary: str
    licence: str
    data: str
    training: str
    limits: list[str]
    out_of_scope: list[str]
    usage: str
    sources: list[str]
    pipeline_tag: str | None = None
    intended_use: str | None = None
    library: str = "keras"
    tags: list[str] | tuple[str, ...] = ()
    languages: list[str] | tuple[str, ...] = ()
    datasets: list[str] | tuple[str, ...] = ()  # Hub ids
    demo: str | None = None  # address of a running Space
    hub_datasets: dict[str, str] | None = None  # ids on the Hub of data sets, by their names in the results


@dataclass(frozen=True)
class Result:
    """One number. `interval` is its 95 % confidence interval, `n` the examples; a `fraction` is printed in per cent."""

    task: str
    dataset: str
    metric: str
    value: int | float
    split: str = "test"
    unit: str = "fraction"
    interval: list[float] | tuple[float, ...] | None = None
    n: int | None = None

    def __post_init__(self) -> None:
        numbers = (self.value, *(self.interval or ()))
        if not all(isinstance(number, int | float) and _is_finite(number) for number in numbers):
            raise CardInvalidError(f"{self.metric} on {self.dataset} is not a finite number.")
        if self.unit == "fraction" and not all(0 <= number <= 1 for number in numbers):
            raise CardInvalidError(f"{self.metric} on {self.dataset} is {self.value}, which is not a fraction of one.")
        if self.interval and (len(self.interval) != 2 or not self.interval[0] <= self.value <= self.interval[1]):
            raise CardInvalidError(f"The interval of {self.metric} on {self.dataset} does not hold its value.")


@dataclass(frozen=True)
class Headline:
    """The number that a tab shows beside the model's name, and by which revisions are compared."""

    name: str
    value: int | float
    unit: str = "fraction"
    lower_is_better: bool = False  # as of distances

    def __post_init__(self) -> None:
        if not _is_finite(self.value):  # NaN is neither better nor worse than anything
            raise CardInvalidError(f"{self.name} is not a finite number.")


@dataclass(frozen=True)
class Peers:
    """What ours and others made of the same data in one run of `command`.

    `names` are those of the others, `rows` hold a data set, how many examples it has, our fraction and theirs.
    """

    metric: str
    command: str
    names: list[str]
    rows: list[list[Any]]

    def __post_init__(self) -> None:
        for row in self.rows:
            fractions = all(isinstance(value, int | float) and 0 <= value <= 1 for value in row[2:])
            if len(row) != 3 + len(self.names) or not fractions:
                raise CardInvalidError(f"The row {row} of peers has not a fraction for each of them.")

    def table(self) -> str:
        """The rows in Markdown."""
        lines = [
            f"| {self.metric} | n | ours | {' | '.join(self.names)} |",
            "| --- | ---:" + " | ---:" * len(self.rows[0][2:]) + " |",
        ]
        for name, n, *values in self.rows:
            lines.append(f"| {name} | {n} | {' | '.join(format_value(value, 'fraction') for value in values)} |")
        return "\n".join(lines)


def write_card(folder: Path) -> Path:
    """Writes the card of a checkpoint folder into it, and beside it what the Hub gathers; returns the card's path.

    Raises:
        CardInvalidError: something that a card must say is missing, unknown or impossible.
        CorruptCheckpointError: config.json or metrics.json is not a JSON object.
    """
    card = Path(folder) / "README.md"
    card.write_text(render(folder), encoding="utf-8")
    gathered, told = Path(folder) / eval_results.FILE, render_eval_results(folder)
    if told:
        gathered.parent.mkdir(exist_ok=True)
        gathered.write_text(told, encoding="utf-8")
    else:
        gathered.unlink(missing_ok=True)
    return card


def render_eval_results(folder: Path) -> str | None:
    """`.eval_results/kexue-space.yaml` as text, None where no number was measured on a data set of the Hub."""
    about, results, metrics, _ = _told(folder)
    return eval_results.render(results, about.hub_datasets or {}, metrics["command"])


def render(folder: Path) -> str:
    """The card as text: a YAML block with `model-index` that the Hub reads, and Markdown that people read."""
    from huggingface_hub import ModelCard

    about, results, metrics, config = _told(folder)
    text = f"---\n{_metadata(about, results).to_yaml()}\n---\n\n{_prose(about, results, metrics, config)}"
    return str(ModelCard(text))


def _told(folder: Path) -> tuple[About, list[Result], dict[str, Any], dict[str, Any]]:
    """What a folder says of itself and its numbers, and its metrics.json and config.json; raises CardInvalidError."""
    config, metrics = (read_json(Path(folder) / file) for file in ("config.json", "metrics.json"))
    if "card" not in config:
        raise CardInvalidError("config.json has no section 'card'.")
    about = _of(About, config["card"], "The card section of config.json")
    if not isinstance(metrics.get("results", []), list):
        raise CardInvalidError("The results in metrics.json are no list.")
    results = [_of(Result, result, "A result in metrics.json") for result in metrics.get("results", ())]
    if not results or not metrics.get("command"):
        raise CardInvalidError("metrics.json lacks the results or the command that gives them.")
    headline(metrics)
    return about, results, metrics, config


def headline(metrics: Mapping[str, Any]) -> Headline:
    """The headline of a metrics.json; raises CardInvalidError."""
    return _of(Headline, metrics.get("headline", {}), "The headline of metrics.json")


def format_value(value: float, unit: str) -> str:
    """A number as people read it: 0.93 of one as 93.0 %, others with four digits and their unit."""
    return f"{value:.1%}".replace("%", " %") if unit == "fraction" else f"{value:.4g} {unit}".strip()


def _is_finite(number: float) -> bool:
    """Whether a float can hold it: a whole number of hundreds of digits is one in JSON, too."""
    return -sys.float_info.max <= number <= sys.float_info.max


def _of(kind: type[T], content: Mapping[str, Any], where: str) -> T:
    """Reads a dataclass from JSON: every field that has no default must be there, and no other."""
    if not isinstance(content, Mapping):
        raise CardInvalidError(f"{where} is not a JSON object.")
    known = {field.name: field for field in fields(kind)}
    empty = [name for name in known if content.get(name) in (None, "", [])]
    missing = [name for name in empty if known[name].default is MISSING]
    unknown = sorted(set(content) - set(known))
    if missing or unknown:
        raise CardInvalidError(
            f"{where} lacks {', '.join(missing) or 'nothing'}; unknown: {', '.join(unknown) or 'nothing'}."
        )
    wrong = [name for name, value in content.items() if not isinstance(value, _classes(known[name].type))]
    if wrong:
        raise CardInvalidError(f"{where} has values of the wrong type: {', '.join(wrong)}.")
    return kind(**content)


def _classes(annotation: Any) -> tuple[type, ...]:
    """The classes of a field's annotation: list and tuple of `list[str] | tuple[str, ...]`."""
    parts = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return tuple(get_origin(part) or part for part in parts)


def _metadata(about: About, results: list[Result]) -> "ModelCardData":
    from huggingface_hub import EvalResult, ModelCardData

    return ModelCardData(
        license=about.licence,
        language=list(about.languages) or None,
        library_name=about.library,
        pipeline_tag=about.pipeline_tag,
        tags=["kexue-space", *about.tags],
        datasets=list(about.datasets) or None,
        model_name=about.title,
        eval_results=[
            EvalResult(
                task_type=result.task,
                dataset_type=identifier(result.dataset),  # results of one type and split are merged under one name
                dataset_name=result.dataset,
                dataset_split=result.split,
                metric_type=identifier(result.metric),
                metric_name=result.metric,
                metric_value=result.value,
                metric_args={"n": result.n, "interval_95": list(result.interval) if result.interval else None},
            )
            for result in results
        ],
    )


def identifier(name: str) -> str:
    """A name in the small letters, digits and underscores of the Hub's own identifiers."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()  # é as e
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "unnamed"


def _prose(about: About, results: list[Result], metrics: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    command, log = metrics["command"], metrics.get("training_log")
    peers = _of(Peers, metrics["peers"], "The peers of metrics.json") if "peers" in metrics else None
    here = f"`make run` in the Kexue Space repository, then <http://127.0.0.1:7860/?tab={config['system']}>."
    sections = {
        "Usage": f"```python\n{about.usage.strip()}\n```",
        "Demo": f"Kexue Space: <{about.demo}>." if about.demo else f"Kexue Space: {here}",
        "Metrics": f"{_table(results)}\n\nGiven by `{command}`.",
        "Beside others": f"{peers.table()}\n\nGiven by `{peers.command}`, all in one run." if peers else "",
        "Data": about.data,
        "Training": about.training + (f"\n\nIts log: <{log}>." if log else ""),
        "Limits": _list(about.limits),
        "Intended use": about.intended_use,
        "Out-of-scope use": _list(about.out_of_scope),
        "Licence": f"{about.licence}, for the weights and for the code that made them.",
        "Citation": "After these articles and papers:\n\n" + _list(f"<{source}>" for source in about.sources),
    }
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections.items() if text)
    return f"# {about.title}\n\n{about.summary}\n\n{body}\n"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(results: list[Result]) -> str:
    rows = ["| data | split | metric | value | 95 % interval | n |", "| --- | --- | --- | ---: | --- | ---: |"]
    for result in results:
        interval = " to ".join(format_value(bound, result.unit) for bound in result.interval or ())
        cells = (
            result.dataset,
            result.split,
            result.metric,
            format_value(result.value, result.unit),
            interval,
            result.n or "",
        )
        rows.append(f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |")
    return "\n".join(rows)

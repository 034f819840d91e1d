"""What is there to show of checkpoints: which is served, its card, its revisions, two of them side by side."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Condition
from typing import Any, Literal

from cachetools import TTLCache, cached

from hub_utils import card, client, eval_results, pins
from hub_utils.checkpoint import FILES, Checkpoint, Origin
from hub_utils.choices import BUNDLED, choices, resolve
from hub_utils.comparison import Compared, compare, results_of
from hub_utils.errors import CardInvalidError, HubError, NoSuchRevisionError, NotOfferedError, translated
from hub_utils.fetch import bundled, fetch
from hub_utils.history import revisions

MAX_CARD_BYTES = 200_000  # bytes of a README.md; the bundled ones have at most 20,000
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_IMAGE = re.compile(r"!\[")
_TAG = re.compile(r"<(?!https?://)")
_LANGUAGE = re.compile(r"^```\w+$", re.MULTILINE)  # of code, which a page would paint in colours too pale to read


@dataclass(frozen=True)
class ServedCheckpoint:
    """What is served under a name. `kind` none: it cannot be had; `size` is in bytes, `date` that of the commit."""

    name: str
    system: str
    kind: Literal["bundled", "hub", "cache", "none"]
    repo: str | None = None
    revision: str | None = None
    date: datetime | None = None
    size: int = 0
    headline: card.Headline | None = None
    pin: str | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """One number of a card; `interval` is its 95 % confidence interval, `n` the examples."""

    dataset: str
    split: str
    metric: str
    value: float
    unit: str
    interval: tuple[float, float] | None
    n: int | None


@dataclass(frozen=True)
class CheckpointCard:
    """What the card of one revision says; `hf` and `python` are the lines that get it, `files` sizes in bytes.

    `hub_results` are the numbers in its `.eval_results/`, which the Hub gathers by data set.
    """

    name: str
    kind: Literal["bundled", "hub", "cache"]
    repo: str | None
    revision: str | None
    headline: card.Headline | None
    results: tuple[Number, ...]
    command: str | None
    hub_results: tuple[eval_results.HubResult, ...]
    files: dict[str, int]
    hf: str | None
    python: str


@dataclass(frozen=True)
class Comparison:
    """The numbers of two revisions; `first` and `second` are their commits, or `bundled`."""

    name: str
    first: str
    second: str
    results: tuple[Compared, ...]


def list_checkpoints() -> tuple[ServedCheckpoint, ...]:
    """Every checkpoint of the pin table as it is served, at most a minute old; one that cannot be had says why."""
    return tuple(_served_now(name) for name in pins.TABLE)


def _served_key(name: str) -> tuple[str | None, str, str | None]:
    """The Hub and the repo that the settings name for a checkpoint, none where they name none."""
    repo = next((repo for repo in choices(name) if repo != BUNDLED), None)
    return client.api().endpoint if repo else None, name, repo


@cached(TTLCache(client.MAX_ANSWERS, client.ANSWER_TTL), key=_served_key, condition=Condition())
def _served_now(name: str) -> ServedCheckpoint:
    system = pins.entry(name).system
    try:
        found = fetch(name)
    except HubError as error:
        return ServedCheckpoint(name, system, "none", steps=(str(error),))
    origin = found.origin
    of_hub = revisions(name, origin.repo).find(origin.revision) if origin.repo and origin.revision else None
    return ServedCheckpoint(
        name=name,
        system=system,
        kind=origin.kind,
        repo=origin.repo,
        revision=origin.revision,
        date=of_hub.date if of_hub else None,
        size=sum(_sizes(found.path).values()),
        headline=_headline(found.metrics),
        pin=pins.entry(name).revision if origin.repo else None,
        steps=origin.steps,
    )


def checkpoint_card(name: str, repo: str | None = None, revision: str | None = None) -> tuple[CheckpointCard, str]:
    """The card of what is served, or of a revision that may be chosen, for which no weights are fetched.

    Args:
        name: one of the names in the pin table.
        repo: one of `choices(name)`; by default what is served.
        revision: a branch, a tag or a full commit id of the repo; main by default.

    Returns:
        Its numbers, files and lines, and its text as Markdown that a page may show.

    Raises:
        NotOfferedError, NoSuchRevisionError, HubUnreachableError: as `choose`.
        CorruptCheckpointError: its README.md is larger than a card is.
        HubError: what is served cannot be had.
    """
    if repo is None and revision is None:
        return _card_in_folder(fetch(name))
    place = resolve(name, repo, revision)
    if place is None:
        return _card_in_folder(bundled(name))
    return _card_on_hub(name, place.repo, place.revision)


def _card_in_folder(found: Checkpoint) -> tuple[CheckpointCard, str]:
    page = found.path / "README.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    gathered = found.path / eval_results.FILE
    results = eval_results.parse(gathered.read_bytes()) if gathered.is_file() else ()
    return _card(found.name, found.origin, found.metrics, _sizes(found.path), results), prose(text)


def _card_key(name: str, repo: str, commit: str) -> tuple[str, str, str, str]:
    return client.api().endpoint, name, repo, commit


@cached(TTLCache(client.MAX_ANSWERS, client.ANSWER_TTL), key=_card_key, condition=Condition())
def _card_on_hub(name: str, repo: str, commit: str) -> tuple[CheckpointCard, str]:
    known = revisions(name, repo).find(commit)
    hub = client.api()
    with translated(repo, commit), client.waiting(hub):
        info = hub.model_info(repo, revision=commit, timeout=client.TIMEOUT, files_metadata=True)
        page = client.small_file(repo, "README.md", commit, MAX_CARD_BYTES) or b""
        listed = {file.rfilename: file.size or 0 for file in info.siblings or ()}
        results = tuple(_hub_results(repo, commit, listed))
    sizes = {file: size for file, size in listed.items() if file in FILES or eval_results.PLACE.fullmatch(file)}
    metrics = (known and known.metrics) or {}
    origin = Origin("hub", repo, commit, ())
    return _card(name, origin, metrics, sizes, results), prose(page.decode("utf-8", "replace"))


def _hub_results(repo: str, commit: str, listed: dict[str, int]) -> Iterator[eval_results.HubResult]:
    """Those of every file that the Hub would read, ours and what others have added."""
    files = [file for file in sorted(listed) if eval_results.PLACE.fullmatch(file)]
    for file in files[: eval_results.MAX_FILES]:
        if listed[file] <= eval_results.MAX_BYTES:
            yield from eval_results.parse(client.small_file(repo, file, commit, eval_results.MAX_BYTES) or b"")


def _card(
    name: str,
    origin: Origin,
    metrics: Mapping[str, Any],
    files: dict[str, int],
    results: tuple[eval_results.HubResult, ...],
) -> CheckpointCard:
    hf = f"hf download {origin.repo} --revision {origin.revision}" if origin.repo else None
    theirs = f'fetch("{name}", revision="{origin.revision}", repo="{origin.repo}")'
    given = theirs if origin.repo else f'choose("{name}", "bundled")'
    return CheckpointCard(
        name=name,
        kind=origin.kind,
        repo=origin.repo,
        revision=origin.revision,
        headline=_headline(metrics),
        results=tuple(_numbers(metrics)),
        command=metrics.get("command") if isinstance(metrics.get("command"), str) else None,
        hub_results=results,
        files=files,
        hf=hf,
        python=f"import hub_utils\n\nfolder = hub_utils.{given}",
    )


def compare_revisions(name: str, repo: str, first: str, second: str) -> Comparison:
    """The numbers of two revisions of a repo, each a commit that `revisions(name, repo)` lists, or `bundled`.

    Raises:
        NoSuchRevisionError: one is not listed.
        NotOfferedError: the repo is not.
    """
    if repo not in choices(name):
        raise NotOfferedError(f"{repo} is not among the choices for {name}.")
    metrics = [_metrics(name, repo, revision) for revision in (first, second)]
    return Comparison(name, first, second, compare(*metrics))


def _metrics(name: str, repo: str, revision: str) -> Mapping[str, Any]:
    if revision == BUNDLED:
        return bundled(name).metrics
    found = revisions(name, repo).find(revision)
    if found is None:
        raise NoSuchRevisionError(f"{repo} lists no revision {revision!r}.")
    return found.metrics or {}


def prose(text: str) -> str:
    """A card as Markdown that a page may show: without its metadata, pictures from elsewhere, or HTML."""
    body = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"))
    return _LANGUAGE.sub("```", _TAG.sub("&lt;", _IMAGE.sub("[", body)))


def _numbers(metrics: Mapping[str, Any]) -> Iterator[Number]:
    for result in results_of(metrics):
        try:
            told = card.Result(**result)
        except (CardInvalidError, TypeError):  # not as a card has it
            continue
        interval = (told.interval[0], told.interval[1]) if told.interval else None
        yield Number(told.dataset, told.split, told.metric, told.value, told.unit, interval, told.n)


def _headline(metrics: Mapping[str, Any]) -> card.Headline | None:
    try:
        return card.headline(metrics)
    except CardInvalidError:
        return None


def _sizes(folder: Path) -> dict[str, int]:
    return {file: (folder / file).stat().st_size for file in FILES if (folder / file).is_file()}

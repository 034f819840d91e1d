"""What the trainings of articles and of threads have in common: where they begin, which pages they set aside, the
checkpoint folder that they end with, and its publication.

    python -m models.articles.article.train --data articles/
    python -m models.articles.article.train --from articles --data my_pages/ --output runs/mine/checkpoint
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import hub_utils
from models import tracking
from models.articles import checkpoint
from models.articles.errors import LabelsError
from models.articles.feedback import is_feedback
from models.articles.forest import Forest
from models.evaluation import Metrics, option, shown_command, write_metrics

HELD_OUT = 4  # of somebody's own pages every fourth is not learnt from, to see what the others taught
PLACES = ("output", "publish", "tag", "track")  # options that say where, not how

Page = TypeVar("Page")


@dataclass
class Options:
    """What to learn from, where to begin, and where the trees go."""

    data: list[str] = option(
        [], "folders of labelled pages, a truth.jsonl or a.html beside a.txt or a.json; or of feedback"
    )
    start: str = option("", "checkpoint to go on from: its name, or a folder; none: anew", "--from")
    feedback: str = option("", "what visitors said and agreed to be kept: the folder of KEXUE_FEEDBACK, or a data set")
    output: str = option("", "folder of the checkpoint")
    publish: str = option("", "repo to publish to, user/name")
    tag: str = option("", "tag of the published revision")
    track: bool = option(False, tracking.MEANING)
    seed: int = option(0, "seed of the features that each split may ask for")
    folds: int = option(5, "parts of the sites for the figures on sites left out; 0: no such figures are taken")


def start_of(options: Options) -> Path:
    """The folder of the checkpoint to go on from. Raises HubError."""
    return Path(options.start) if Path(options.start).is_dir() else Path(hub_utils.fetch(options.start))


def sources_of(options: Options) -> tuple[list[Path], list[str]]:
    """The folders of labelled pages, and where visitors' feedback is: as --feedback, and what is such of --data.

    Raises LabelsError where there is feedback and no checkpoint to go on from.
    """
    said = [folder for folder in options.data if is_feedback(folder)]
    given = said + ([options.feedback] if options.feedback else [])
    if given and not options.start:
        raise LabelsError("What visitors said is not enough to begin with.", "Name a checkpoint as --from.")
    return [Path(folder) for folder in options.data if folder not in said], given


def set_aside(pages: Sequence[Page], name: Callable[[Page], str]) -> tuple[list[Page], list[Page]]:
    """Pages to learn from, and a quarter of them to be scored on, the same in every run.

    Raises LabelsError for fewer than two.
    """
    if len(pages) < 2:
        raise LabelsError(f"There are {len(pages)} labelled pages to learn from.", "Label at least two.")
    ordered = sorted(pages, key=lambda page: zlib.crc32(name(page).encode()))
    count = max(1, len(pages) // HELD_OUT)
    return ordered[count:], ordered[:count]


def command(module: str, options: Options) -> str:
    """The command line that trains so, without the folders of this machine."""

    def public(name: str, value: str) -> str:
        return Path(value).name if name in ("data", "start", "feedback") else value

    return shown_command(module, options, PLACES, public=public)


def export(
    forests: Mapping[str, Forest], card: Mapping[str, Any], options: Options, metrics: Callable[[Path], Metrics]
) -> Path:
    """Writes the checkpoint folder, scores it, writes its card, and publishes it if asked.

    Args:
        forests: by name.
        card: what the card says.
        options: say where.
        metrics: the content of metrics.json, of the folder with the forests.

    Raises HubError.
    """
    folder = checkpoint.save(forests, card, Path(options.output))
    write_metrics(folder, metrics(folder))
    hub_utils.write_card(folder)
    print(f"Saved {folder}.")
    if options.publish:
        print(f"Published {hub_utils.publish(folder, options.publish, tag=options.tag or None)}.")
    return folder


def before_and_after(results: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> str:
    """A Markdown table of pairs of results, of the checkpoint that was started from and of the new one."""
    lines = ["| | n | before | after |", "| --- | ---: | ---: | ---: |"]
    for name, before, after in results:
        lines.append(f"| {name} | {after['n']} | {before['value']:.3f} | {after['value']:.3f} |")
    return "\n".join(lines)

"""Articles from many pages, at a speed that grows with the machines: files or a data set in, Parquet out.

python -m models.articles.batch pages/ --output runs/articles                      WARC, HTML, ZIP, JSON lines, Parquet
python -m models.articles.batch user/pages --output runs/articles --workers 8      a data set of the Hub, streamed
python -m models.articles.batch CC-MAIN.warc.gz --output runs/cc --push user/articles

The same command goes on where it was stopped: a task (a share of the files) that is done is not done again. The
pipeline is datatrove's, so that the same one runs on Ray, Slurm or Hugging Face Jobs: see pipeline.py.
"""

import hashlib
import json
import logging
import re
import shlex
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.io import get_datafolder

from models.articles.batch import archives
from models.articles.batch.command import OutputOptions, card_command, finish, parse_options
from models.articles.batch.pipeline import Input, article_pipeline
from models.articles.batch.push import Summary
from models.articles.errors import ArticlesError
from models.articles.workers import Bounds
from models.evaluation import option, run
from models.zip_members import is_hidden

MODULE = "models.articles.batch"
TABLE = r"(?:data|failed)/\d+\.parquet"  # in an output folder
NOTHING = re.compile(r"(?!)")
MAX_TASKS = 1000  # of many small files, each task takes several

log = logging.getLogger(__name__)


@dataclass
class Options(OutputOptions):
    """Takes the articles out of a file, a folder (also of S3 or the Hub), or a data set of the Hub."""

    workers: int = option(1, "tasks at the same time; each has a process for reading and one for parsing")
    tasks: int = option(0, f"shares of the input; 0: as many as it has files, at most {MAX_TASKS}")
    column: str = option("html", "of rows, the one that has the page")
    split: str = option("train", "of a data set, the one that is read")
    seconds: float = option(10.0, "seconds that a page may take")


def extract_all(where: str, options: Options) -> Summary:
    """Takes the articles out of all pages of an input that have not been read yet, and counts all that have.

    Raises:
        ArticlesError: there are no pages, or the output folder has those of another input.
    """
    source = find_input(where, options)
    tasks = options.tasks or min(len(source.files) or _file_count(source), MAX_TASKS)
    output = Path(options.output)
    _claim_output(output, source, tasks)
    LocalPipelineExecutor(
        article_pipeline(source, str(output), Bounds(seconds=options.seconds)),
        tasks=tasks,
        workers=min(options.workers, tasks),
        logging_dir=str(output / "logs"),
    ).run()
    return summary(output)


def find_input(where: str, options: Options) -> Input:
    """The files of an input, or the data set that it names. Raises ArticlesError."""
    path = Path(where)
    if path.is_file():
        folder, names = str(path.parent), [path.name]
    elif path.is_dir() or "://" in where:
        folder, names = where, get_datafolder(where).list_files(recursive=True)
    elif where.count("/") == 1 and not path.suffix and not where.startswith((".", "/")):
        return Input(where, (), options.column, options.split)
    else:
        raise ArticlesError(f"There is no {where}.", "Name a file, a folder or a data set of the Hub.")
    own = _own_tables(Path(options.output), path)
    files = tuple(
        sorted(name for name in names if archives.kind_of(name) and not is_hidden(name) and not own.fullmatch(name))
    )
    if not files:
        raise ArticlesError(f"There are no pages in {where}.", archives.FILES)
    return Input(folder, files, options.column, options.split)


def _own_tables(output: Path, folder: Path) -> re.Pattern[str]:
    """The names in a folder of what this command writes, where its output lies in what it reads."""
    within = output.resolve()
    if not within.is_relative_to(folder.resolve()):
        return NOTHING
    place = "/".join(within.relative_to(folder.resolve()).parts)
    return re.compile(rf"{re.escape(place)}/{TABLE}" if place else TABLE)


def _file_count(source: Input) -> int:
    """How many files a data set has; with more tasks than that, each would read all of it and skip what is not its."""
    from datasets import load_dataset

    try:
        return load_dataset(source.folder, split=source.split, streaming=True).num_shards
    except (OSError, ValueError) as error:  # unknown, or no such split
        cause = f"The data set {source.folder} cannot be read: {error}."
        raise ArticlesError(cause, "Check its name, --split, and whether the Hub can be reached.") from error


def _claim_output(output: Path, source: Input, tasks: int) -> None:
    """Notes in the output folder what is read into it, or refuses to mix in something else."""
    names = json.dumps([source.files or source.folder, source.column, source.split])
    about = {"tasks": tasks, "files": len(source.files), "input": hashlib.sha256(names.encode()).hexdigest()}
    note, told = output / "input.json", json.dumps(about)
    if not note.exists():
        output.mkdir(parents=True, exist_ok=True)
        note.write_text(told, encoding="utf-8")
    elif note.read_text(encoding="utf-8", errors="replace") != told:  # or damaged, as by a disk that was full
        raise ArticlesError(f"{output} has the articles of another input.", "Name a new folder as --output.")


def summary(output: Path) -> Summary:
    """What all tasks that are done have counted, in this run or an earlier one."""
    counts: Counter[str] = Counter()
    for done in (output / "logs" / "completions").glob("*"):
        for step in json.loads((output / "logs" / "stats" / f"{done.name}.json").read_text(encoding="utf-8")):
            if step["name"].endswith("Articles"):
                for name, stat in step["stats"].items():
                    counts[name] += int(stat["total"] if isinstance(stat, dict) else stat)
    failed = {name.removeprefix("failed: "): count for name, count in counts.items() if name.startswith("failed: ")}
    return Summary(counts["pages"], counts["articles"], failed)


def command(where: str, options: Options) -> str:
    """The command of a run as a card shows it, without the folders of this machine."""
    name = where if where.count("/") == 1 and not Path(where).exists() else Path(where).name
    return card_command(MODULE, shlex.quote(name), options, leave_out=("workers", "tasks"))


def main(request: tuple[str, Options]) -> None:
    """Reads an input, prints how that went, and publishes the articles if that was asked for.

    Raises ArticlesError, and HubError if the Hub does not take the articles.
    """
    where, options = request
    before, began = summary(Path(options.output)).pages, time.monotonic()
    done = extract_all(where, options)
    seconds = time.monotonic() - began
    log.info("%.0f seconds, %.1f pages a second", seconds, (done.pages - before) / seconds)
    finish(done, options, command(where, options))


parse = partial(parse_options, MODULE, Options, "input", "file, folder or data set of the Hub")

if __name__ == "__main__":
    run(main, parse)

"""Articles from many pages, at a speed that grows with the machines: files or a data set in, Parquet out.

python -m models.articles.batch pages/ --output runs/articles                      WARC, HTML, JSON lines, Parquet
python -m models.articles.batch user/pages --output runs/articles --workers 8      a data set of the Hub, streamed
python -m models.articles.batch CC-MAIN.warc.gz --output runs/cc --push user/articles

The same command goes on where it was stopped: a task (a share of the files) that is done is not done again. The steps
are datatrove's, so that the same pipeline runs on Ray, Slurm or Hugging Face Jobs: see steps.py.
"""

import hashlib
import json
import shlex
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.io import get_datafolder

from models.articles.batch import archives
from models.articles.batch.pipeline import Input, steps
from models.articles.batch.push import Summary, push
from models.articles.errors import ArticlesError
from models.articles.workers import Bounds

MOST_TASKS = 1000  # of many small files, each task takes several


@dataclass
class Options:
    """How pages are read. The input is a file, a folder (also of S3 or the Hub), or a data set of the Hub."""

    output: str  # folder for data/, failed/ and logs/
    workers: int = 1  # tasks at the same time; each has a process for reading and one for parsing
    tasks: int = 0  # shares that the input is divided into; 0: as many as it has files, at most 1000
    column: str = "html"  # of rows, the one that has the page
    split: str = "train"  # of a data set
    seconds: float = 10.0  # that a page may take
    push: str = ""  # user/name of a data set on the Hub
    private: bool = False  # makes a new data set private


def run(where: str, options: Options) -> Summary:
    """Takes the articles out of all pages of an input that have not been read yet, and counts all that have.

    Raises:
        ArticlesError: there are no pages, or the output folder has those of another input.
    """
    source = found(where, options)
    tasks = options.tasks or min(len(source.files) or _shards(source), MOST_TASKS)
    output = Path(options.output)
    _begin(output, source, tasks)
    LocalPipelineExecutor(
        steps(source, str(output), Bounds(seconds=options.seconds)),
        tasks=tasks,
        workers=min(options.workers, tasks),
        logging_dir=str(output / "logs"),
    ).run()
    return summary(output)


def found(where: str, options: Options) -> Input:
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
    files = tuple(sorted(name for name in names if archives.kind(name)))
    if not files:
        raise ArticlesError(f"There are no pages in {where}.", "Name .warc, .html, .jsonl or .parquet files.")
    return Input(folder, files, options.column, options.split)


def _shards(source: Input) -> int:
    """How many files a data set has; with more tasks than that, each would read all of it and skip what is not its."""
    from datasets import load_dataset

    try:
        return load_dataset(source.folder, split=source.split, streaming=True).num_shards
    except (OSError, ValueError) as error:  # unknown, or no such split
        cause = f"The data set {source.folder} cannot be read: {error}."
        raise ArticlesError(cause, "Check its name, --split, and whether the Hub can be reached.") from error


def _begin(output: Path, source: Input, tasks: int) -> None:
    """Says in the output folder what is read into it, or refuses to mix in something else."""
    names = json.dumps([source.files or source.folder, source.column, source.split])
    about = {"tasks": tasks, "files": len(source.files), "input": hashlib.sha256(names.encode()).hexdigest()}
    told = output / "input.json"
    if not told.exists():
        output.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(about), encoding="utf-8")
    elif json.loads(told.read_text(encoding="utf-8")) != about:
        raise ArticlesError(f"{output} has the articles of another input.", "Name a new folder as --output.")


def summary(output: Path) -> Summary:
    """What all tasks that are done have counted, in this run or an earlier one."""
    counted: Counter[str] = Counter()
    for done in (output / "logs" / "completions").glob("*"):
        for step in json.loads((output / "logs" / "stats" / f"{done.name}.json").read_text(encoding="utf-8")):
            if step["name"].endswith("Articles"):
                totals = {name: it["total"] if isinstance(it, dict) else it for name, it in step["stats"].items()}
                counted.update({name: int(total) for name, total in totals.items()})
    failed = {name.removeprefix("failed: "): it for name, it in counted.items() if name.startswith("failed: ")}
    return Summary(counted["pages"], counted["articles"], failed)


def parsed(arguments: Sequence[str] | None = None) -> tuple[str, Options]:
    """The input and the options of a command line."""
    from transformers import HfArgumentParser

    parser = HfArgumentParser(Options, prog="python -m models.articles.batch", description=Options.__doc__)
    parser.add_argument("input", help="file, folder or data set of the Hub")
    options, rest = parser.parse_args_into_dataclasses(arguments)
    return rest.input, options


def command(where: str, options: Options) -> str:
    """The command of a run as a card shows it, without the folders of this machine."""
    name = where if where.count("/") == 1 and not Path(where).exists() else Path(where).name
    return f"python -m models.articles.batch {shlex.quote(name)} --output articles"


def main(arguments: Sequence[str] | None = None) -> int:
    where, options = parsed(arguments)
    try:
        before, started = summary(Path(options.output)).pages, time.monotonic()
        done = run(where, options)
        spent = time.monotonic() - started
        print(f"{done}\nin {spent:.0f} seconds, {(done.pages - before) / spent:.1f} pages a second")
        if options.push:
            commit = push(Path(options.output), options.push, done, command(where, options), options.private)
            print(f"published as {options.push} at {commit}")
    except ArticlesError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

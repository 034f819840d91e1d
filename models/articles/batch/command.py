"""What the commands that write articles share: their options, how they are read, and what is done at the end."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from models.articles.batch.push import Summary, push
from models.evaluation import option, shown_command

WHERE = ("output", "push", "private")  # options that say where articles go, not how they are made


@dataclass
class OutputOptions:
    """Where articles go."""

    output: str = option("runs/articles", "folder for data/, failed/ and what a run notes")
    push: str = option("", "user/name of a data set on the Hub that the articles are published to")
    private: bool = option(False, "whether a new data set is private")


Options = TypeVar("Options", bound=OutputOptions)


def parse_options(
    module: str, kind: type[Options], source: str, meaning: str, arguments: list[str] | None = None
) -> tuple[str, Options]:
    """The source and the options of a command line; argparse ends the program for those that there are not.

    Args:
        module: what stands after `python -m`.
        kind: the dataclass of options.
        source: name of the argument that says what is read, and `meaning` its help.
        arguments: the command line, by default that of this process.
    """
    from transformers import HfArgumentParser  # a second

    parser = HfArgumentParser(cast(Any, kind), prog=f"python -m {module}", description=kind.__doc__)
    parser.add_argument(source, help=meaning)
    options, rest = parser.parse_args_into_dataclasses(arguments)
    return getattr(rest, source), options


def finish(summary: Summary, options: OutputOptions, command: str) -> None:
    """Prints how a run went, and publishes its articles if that was asked for.

    Args:
        summary: how it went.
        options: where it wrote, and what it publishes to.
        command: the command line that gives the same articles, for the card.

    Raises:
        ArticlesError: there are no articles to be published.
        HubError: the Hub did not take them.
    """
    print(summary)
    if options.push:
        commit = push(Path(options.output), options.push, summary, command, options.private)
        print(f"published as {options.push} at {commit}")


def card_command(module: str, source: str, options: OutputOptions, leave_out: tuple[str, ...] = ()) -> str:
    """The command line that gives the same articles, as a card shows it.

    Args:
        module: what stands after `python -m`, and `source` after that.
        options: those of the run.
        leave_out: options that change how fast it is, and no article.
    """
    return shown_command(f"{module} {source}", options, leave_out=(*WHERE, *leave_out))

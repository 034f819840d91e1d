"""What the commands that train and score have in common: options with their help, a command line as a card shows it,
numbers on disk, promotion, and a figure computed again from weights.
"""

import json
import shlex
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from errors import ExplainedError
from models import tracking
from settings import start_logging

if TYPE_CHECKING:
    import hub_utils

Options = TypeVar("Options")
Model = TypeVar("Model")
Folder = TypeVar("Folder", str, Path)
Metrics = dict[str, Any]  # the content of metrics.json
LOG = "training_log"  # its key with an address


def option(default: Any, meaning: str, *aliases: str) -> Any:
    """A field of a dataclass of options, with what `--help` says of it.

    Args:
        default: its value; of a list a copy is made for each command.
        meaning: what it does, with its unit.
        aliases: other names on the command line, such as --from, which the name of a field cannot be.
    """
    metadata = {"help": meaning.replace("%", "%%")} | ({"aliases": list(aliases)} if aliases else {})
    if isinstance(default, list):
        return field(default_factory=lambda: list(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def parse_options(kind: type[Options], arguments: list[str] | None = None) -> Options:
    """The options of a command line; argparse ends the program for those that there are not."""
    from transformers import HfArgumentParser  # a second

    options: Options = HfArgumentParser(cast(Any, kind), prog=command_name()).parse_args_into_dataclasses(arguments)[0]
    return options


def command_name() -> str | None:
    """`python -m models.captcha.train`, where argparse before Python 3.14 says train.py."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    return f"python -m {spec.name.removesuffix('.__main__')}" if spec else None


def _system() -> str:
    """The package of models/ whose command this is."""
    return ((command_name() or "").rpartition("models.")[2] or "models").split(".")[0]


def shown_command(
    module: str,
    options: Any,
    leave_out: Collection[str] = (),
    defaults: Mapping[str, Any] | None = None,
    public: Callable[[str, str], str] = lambda _name, value: value,
) -> str:
    """The command line that gives these options, as a card shows it.

    Args:
        module: what stands after `python -m`.
        options: an instance of a dataclass of options.
        leave_out: names of those that say where, not how.
        defaults: other defaults than those of the dataclass, by name.
        public: makes of an option's name and value what may be told to everybody, such as a path without this machine's
            folders.
    """
    usual = vars(type(options)()) | dict(defaults or {})
    words = [f"python -m {module}"]
    for one in fields(options):
        value = getattr(options, one.name)
        if value == usual[one.name] or one.name in leave_out:
            continue
        flag = next(iter(one.metadata.get("aliases", ())), f"--{one.name}")
        values = value if isinstance(value, list) else [value]
        words += [flag, *(shlex.quote(public(one.name, str(part))) for part in values)]
    return " ".join(words)


def without_place(value: str) -> str:
    """A path as everybody may see it: of one that begins at this machine's root its name alone."""
    return Path(value).name if Path(value).is_absolute() else value


class FolderError(ExplainedError):
    """A folder that a command was given, and that no checkpoint can be opened from."""


def open_folder(load: Callable[[Folder], Model], folder: Folder) -> Model:
    """The checkpoint in a folder that a command was given, opened by the loader of its system.

    Raises:
        FolderError: there is no such folder, or what is in it does not load.
    """
    try:
        return load(folder)
    except ExplainedError:
        raise
    except Exception as error:  # of many kinds: no such file, cut off, of another system
        cause = f"{folder} holds no checkpoint that can be opened ({type(error).__name__}: {error})."
        raise FolderError(cause, "Name the folder that a training of this system has written.") from error


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes a JSON file as people read it."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_metrics(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Stores the numbers on the card of a checkpoint folder; the address of its training's log stays."""
    tracking.log({f"{row['metric']}: {row['dataset']}": row["value"] for row in metrics.get("results", ())})
    path = folder / "metrics.json"
    before = json.loads(path.read_text(encoding="utf-8")).get(LOG) if path.is_file() else None
    logged = tracking.link() or before
    write_json(path, {**metrics, LOG: logged} if logged else metrics)


class PromotionError(ExplainedError):
    """A command that names a revision and does not say what for, or that is to promote none."""


def is_promotion(options: Any) -> bool:
    """Whether a command that scores is to promote a revision instead. Raises PromotionError for half of that."""
    if options.promote and not options.revision:
        raise PromotionError("--promote promotes a revision, and none is named.", "Name one: --revision v2.")
    if options.revision and not options.promote:
        cause = f"Scored is what --folder has, not the revision {options.revision}."
        raise PromotionError(cause, "Add --promote, which scores it and today's pin; or leave --revision out.")
    return bool(options.promote)


def promote(
    name: str, revision: str, score: Callable[["hub_utils.Checkpoint"], Metrics], force: bool
) -> "hub_utils.Promotion":
    """Scores a revision and today's pin alike; the pin moves if that is no loss. Raises hub_utils.HubError."""
    import hub_utils

    return hub_utils.promote(name, revision, score=score, force=force)


def run(main: Callable[[Options], object], parse: Callable[[], Options]) -> None:
    """A command from its door to its exit status: what it was asked for, what is logged, and one line for a refusal."""
    start_logging()
    try:
        options = parse()
        with tracking.tracked(options, _system()):
            main(options)
    except ExplainedError as error:
        sys.exit(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Recomputed:
    """The headline figure of a checkpoint, computed again from its weights.

    `tolerance` is how far metrics.json may be from it: of a sample, four standard errors; else what rounding does.
    `others` are further results that could be computed again, by data set and metric as the card names them. Where the
    headline is of data that may not be passed on, `instead` names the result that stands for it.
    """

    value: float
    tolerance: float
    sample: str
    others: Mapping[tuple[str, str], "Recomputed"] = field(default_factory=dict)
    instead: tuple[str, str] | None = None

    def agrees(self, told: float) -> bool:
        """Whether a figure that is told is this one."""
        return abs(told - self.value) <= self.tolerance

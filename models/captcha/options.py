"""The options of a training run, its command line, and the command line as a model card shows it."""

import shlex
from dataclasses import asdict, dataclass, field
from pathlib import Path

from transformers import HfArgumentParser
from transformers.hf_argparser import HfArg

from models.captcha.fonts import FOLDER

PLACES = ("run", "output", "publish", "tag", "workers")  # options that say where, not how
FINE_TUNING = {  # minutes on two cores; drawn captchas keep it from forgetting the others
    "epochs": 8,
    "steps": 40,
    "batch": 64,
    "learning_rate": 5e-4,
    "pool": 4000,
    "drawn": 0.4,
    "keep": "last",  # so that all held-out pictures can tell how good it has become
}


@dataclass
class Options:
    """How to train. The defaults are those of the bundled checkpoint, but for its --data."""

    network: str = "house"  # house, article-cnn or article-xception
    start: str = HfArg(default="", aliases=["--from"])  # checkpoint to go on from: a name of ours, or a folder
    grown: bool = False  # with --from: build --network anew, and what the checkpoint has of it begins with its weights
    data: list[str] = field(default_factory=list)  # labelled folders or Hub data sets
    unseen: list[str] = field(default_factory=list)  # labelled folders of makers never trained on, for the card
    drawn: float = 1.0  # share of each batch that is drawn, with --data
    styles: list[str] = field(default_factory=list)  # drawn, see styles.py; all those of training if none is named
    fonts: str = str(FOLDER)  # see fonts.py; '' for the bundled fonts alone
    pool: int = 200_000  # captchas drawn ahead, each of which is seen several times
    epochs: int = 58
    steps: int = 200  # batches an epoch
    batch: int = 128
    learning_rate: float = 2e-3
    precision: str = "float32"  # bfloat16 trains a third faster where the processor has it
    blend: float = 1.0  # share of the trained weights in the result; the rest are those that the run began with
    keep: str = "best"  # epoch: the one that reads most validation captchas, or the last
    validation: int = 400  # drawn captchas
    test: int = 2000  # captchas of each test set
    seed: int = 0
    workers: int = 1  # processes that make batches; twice as many draw the pool
    run: str = "runs/captcha"
    output: str = "runs/captcha/checkpoint"
    publish: str = ""  # user/repo on the Hub
    tag: str = ""


def parsed(arguments: list[str] | None = None) -> Options:
    """The options of a command line; with --from, those left out are the ones for fine-tuning."""
    parser = HfArgumentParser(Options)
    if parser.parse_known_args(arguments)[0].start:
        parser.set_defaults(**FINE_TUNING)
    return parser.parse_args_into_dataclasses(arguments)[0]


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    defaults = asdict(Options()) | (FINE_TUNING if options.start else {})
    given = {name: value for name, value in asdict(options).items() if value != defaults[name] and name not in PLACES}
    words = ["python -m models.captcha.train"]
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        words += ["--from" if name == "start" else f"--{name}", *(shlex.quote(_public(str(it))) for it in values)]
    return " ".join(words)


def _public(value: str) -> str:
    """The last part of an absolute path; anything else as it is."""
    return Path(value).name if Path(value).is_absolute() else value

"""The options of a training run, its command line, and the command line as a model card shows it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from models import tracking
from models.captcha.fonts import FOLDER
from models.evaluation import option, shown_command

MODULE = "models.captcha.train"
FORMER_NAMES = {"house": "resnet-ctc"}  # of networks, in commands on the cards of earlier checkpoints
PLACES = ("run", "output", "publish", "tag", "workers", "track")  # options that say where, not how
AFTERWARDS = ("epochs", "keep", "blend", "blend_with", "unseen", "test")  # of a run that has begun, these may change
FINE_TUNING = {  # minutes on two cores; drawn captchas keep it from forgetting the others
    "epochs": 8,
    "steps": 40,
    "batch": 64,
    "learning_rate": 5e-4,
    "pool": 4000,
    "drawn": 0.4,
    "keep": "last",  # so that all held-out pictures can tell how good it has become
    "blend": 0.7,  # nearly all that was learnt, and little of what was known is lost: `python -m benchmarks teach`
}


@dataclass
class Options:
    """Trains a captcha network. The defaults are those of the bundled checkpoint, but for its --data; with --from they
    are those of a fine-tuning that takes minutes."""

    network: str = option("resnet-ctc", "what to train: resnet-ctc, article-cnn or article-xception")
    start: str = option("", "checkpoint to go on from: a name of ours, or a folder", "--from")
    anew: bool = option(False, "with --from: the weights of the checkpoint in --network as it is now, in all else")
    symbols: str = option(
        "", "with --from: symbols to learn that the checkpoint does not know, of the labels of --data"
    )
    data: list[str] = option([], "labelled folders or data sets of the Hub")
    unseen: list[str] = option([], "labelled folders of makers never trained on, for the card")
    drawn: float = option(1.0, "share of each batch that is drawn, with --data")
    styles: list[str] = option(
        [], "styles to draw, see styles.py, default*3 thrice as often; all those of training if none is named"
    )
    fonts: str = option(str(FOLDER), "folder of typefaces, see fonts.py; '' for the bundled ones alone")
    pool: int = option(200_000, "captchas drawn ahead, each of which is seen several times")
    epochs: int = option(58, "epochs in all")
    steps: int = option(200, "batches of an epoch")
    batch: int = option(128, "pictures of a batch")
    learning_rate: float = option(2e-3, "greatest learning rate; it falls to nothing in a line")
    saturation: float = option(
        0.0, "how soon CTC's loss of a picture saturates, so that what is illegible pulls less; 0: not at all"
    )
    teacher: str = option(
        "", "checkpoint whose answers are learnt too, as far as they are right: a name of ours, or a folder"
    )
    frozen: bool = option(
        False, "with --from: normalise by what the checkpoint normalises by in use, not by each batch; to end with"
    )
    focus: bool = option(False, "with --from: show most what the checkpoint does not read yet and may come to read")
    look_alikes: float = option(
        0.0, "nats by which 0, O, o, 1, I and l are given less than was learnt: makers leave out what they draw twice"
    )
    precision: Literal["float32", "bfloat16"] = option(
        "float32", "float32, or bfloat16, which trains a third faster where the processor has it"
    )
    blend: float = option(1.0, "share of the trained weights in the result; the rest are those that the run began with")
    blend_with: str = option(
        "", "checkpoint whose weights are the rest, if not those of --from: networks of one origin are better together"
    )
    keep: Literal["best", "last"] = option(
        "best", "epoch that is kept: best, which reads most validation captchas, or last"
    )
    validation: int = option(400, "drawn validation captchas")
    test: int = option(2000, "captchas of each drawn test set")
    seed: int = option(0, "seed of the weights, the pictures and their order")
    workers: int = option(1, "processes that make batches; twice as many draw the pool")
    run: str = option("runs/captcha", "folder of the run's state, from which a killed run goes on")
    output: str = option("runs/captcha/checkpoint", "where to write the checkpoint folder")
    publish: str = option("", "user/repo on the Hub to publish to")
    tag: str = option("", "tag of what is published")
    track: bool = option(False, tracking.MEANING)

    def __post_init__(self) -> None:
        self.network = FORMER_NAMES.get(self.network, self.network)


def parse_options(arguments: list[str] | None = None) -> Options:
    """The options of a command line; with --from, those left out are the ones for fine-tuning."""
    from transformers import HfArgumentParser  # a second

    parser = HfArgumentParser(cast(Any, Options))
    given = parser.parse_known_args(arguments)[0]
    if given.start:
        parser.set_defaults(**fine_tuning(cast(Options, given)))
    options: Options = parser.parse_args_into_dataclasses(arguments)[0]
    return options


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    return shown_command(MODULE, options, PLACES, fine_tuning(options) if options.start else None, _public)


def fine_tuning(options: Options) -> dict[str, Any]:
    """The defaults with --from, by which a checkpoint is its own teacher, unless it is made another network of; new
    symbols are not blended: it has none."""
    taught = {} if options.anew else {"teacher": options.start}
    return FINE_TUNING | taught | ({"blend": 1.0} if options.symbols else {})


def _public(_name: str, value: str) -> str:
    """The last part of an absolute path; anything else as it is."""
    return Path(value).name if Path(value).is_absolute() else value

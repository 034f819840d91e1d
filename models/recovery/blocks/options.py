"""The options of a training run, and the command line as a model card shows it."""

from dataclasses import dataclass
from pathlib import Path

from models import evaluation, tracking
from models.evaluation import option, shown_command

PLACES = ("output", "publish", "tag", "threads", "track")


@dataclass
class Options:
    """Trains the network that tells what a block of a disk holds. The defaults are those of the bundled checkpoint, but
    for its texts."""

    texts: list[str] = option([], "texts to train on, plain or .bz2, names begin with en or zh")
    unseen_texts: list[str] = option([], "texts never trained on, for the card")
    per_kind: int = option(12_000, "blocks of each kind to train on")
    epochs: int = option(10, "times that each block is seen")
    batch: int = option(128, "blocks of a step")
    learning_rate: float = option(2e-3, "of AdamW at the first step; falls to zero along a cosine")
    seed: int = option(0, "of the blocks that are cut, the first weights and the order")
    threads: int = option(1, "of TensorFlow; 0 leaves them to it")
    output: str = option("checkpoints/blocks", "folder of the checkpoint")
    publish: str = option("", "repo to publish to, user/name")
    tag: str = option("", "tag of the published revision")
    track: bool = option(False, tracking.MEANING)


def parse_options(arguments: list[str] | None = None) -> Options:
    """The options of a command line."""
    return evaluation.parse_options(Options, arguments)


def command(options: Options) -> str:
    """The command that trains so, without the folders of this machine."""
    return shown_command("models.recovery.blocks.train", options, PLACES, public=_public)


def _public(name: str, value: str) -> str:
    return Path(value).name if "texts" in name else value

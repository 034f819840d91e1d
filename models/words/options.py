"""The options of a training run, its command line, and the command line as a model card shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from models import evaluation, tracking
from models.evaluation import option, shown_command, without_place
from models.words.errors import OutOfRangeError

Network = Literal["block-cbow", "cbow", "skip-gram", "house"]  # the last: an older name of the first
Architecture = Literal["cbow", "skip-gram"]  # of the articles' networks
Objective = Literal["random-softmax", "sampled-softmax", "negative-sampling", "nce"]
BLOCK_LENGTH = 32  # targets of a block: a longer one has more products with zeros, a shorter one more margins
# Of each number of a run the least that is one
ONE = ("dimensions", "window", "negatives", "min_count", "epochs", "batch", "parts", "workers")
LEAST: dict[str, float] = dict.fromkeys(ONE, 1) | {
    "words": 3, "phrases": 0, "sample": 0, "gap_steps": 0, "learning_rate": 1e-6,
}  # fmt: skip
PLACES = ("run", "output", "publish", "tag", "workers", "sets", "credits", "track")  # options that say where, not how
# Those that what is learned does not depend on: of the texts their words do, wherever they lie
NOT_LEARNED_BY = (*PLACES, "data", "save_every", "words", "parts", "gap_steps")


@dataclass
class Options:
    """How to train. The defaults are those of the bundled English checkpoint, but for its --data."""

    data: list[str] = option([], "text files, folders of them, or Hub data sets")
    language: Literal["en", "zh"] = option("en", "language of the texts")
    network: Network = option(
        "block-cbow",
        "CBOW over blocks of text, or the articles' cbow or skip-gram; house is the first's older name",
    )
    objective: Objective = option(
        "random-softmax",
        "loss of the articles' networks; sampled softmax is with log Q and without hits, as TensorFlow's",
    )
    shared: bool = option(False, "one table for input and output, of the articles' networks")
    log_q: bool = option(False, "subtract log Q(w) from the logits, of the articles' networks")
    keep_hits: bool = option(True, "let the target be drawn as its own negative, of the articles' networks")
    dimensions: int = option(200, "of a vector")
    window: int = option(5, "words on either side of a target that are its context")
    negatives: int = option(32, "words that a target is told from")
    strength: float = option(5.0, "how many negatives of word2vec those of block-cbow stand for")
    min_count: int = option(10, "times that a word must occur to be trained on")
    phrases: int = option(0, "passes that make one word of two that often come together")
    sample: float = option(1e-4, "share of the corpus above which words are thinned out; 0 thins none")
    epochs: int = option(8, "times that the corpus is read")
    batch: int = option(128, "blocks of 32 words of block-cbow, windows of the articles' networks")
    learning_rate: float = option(0.07, "of the first step; it falls to nearly 0")
    seed: int = option(0, "of weights and of the order of the text")
    save_every: float = option(60.0, "seconds between two states that a killed run goes on from")
    words: int = option(50_000, "words kept in the checkpoint, the most frequent ones")
    parts: int = option(15_000, "parts of words that are kept, for words outside the vocabulary")
    gap_steps: int = option(3000, "steps at most that fit what each offset from a gap tells, once the tables are there")
    sets: str = option(
        "", "folder with test sets that are scored after every epoch too; else models/words/sets, at the end"
    )
    workers: int = option(2, "processes that segment text")
    run: str = option("runs/words-en", "folder of the run: its corpus, state and log")
    output: str = option("runs/words-en/checkpoint", "checkpoint folder that is written")
    credits: str = option("", "of the texts, for the model card: whose they are, and under which licence")
    publish: str = option("", "user/repo on the Hub that the checkpoint is published to")
    tag: str = option("", "tag of what is published")
    track: bool = option(False, tracking.MEANING)

    def __post_init__(self) -> None:
        if self.network == "house":
            self.network = "block-cbow"
        check_least(self, LEAST)
        if self.network == "block-cbow" and self.negatives > BLOCK_LENGTH:
            remedy = f"Give 1 to {BLOCK_LENGTH}, with {self.network}."
            raise OutOfRangeError(f"--negatives is {self.negatives:g}.", remedy)


def check_least(options: object, least: Mapping[str, float]) -> None:
    """Raises OutOfRangeError for a number of a command that is less than its least."""
    for name, bound in least.items():
        if not getattr(options, name) >= bound:
            raise OutOfRangeError(f"--{name} is {getattr(options, name):g}.", f"Give {bound:g} or more.")


parse_options = partial(evaluation.parse_options, Options)


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    return shown_command("models.words.train", options, PLACES, public=public_name)


def public_name(name: str, value: str) -> str:
    """An option's value without the folders of this machine; the id of a data set of the Hub is whole."""
    if name in ("folder", "sets"):
        return without_place(value) if name == "folder" else Path(value).name
    return Path(value).name if name == "data" and (Path(value).is_absolute() or Path(value).exists()) else value

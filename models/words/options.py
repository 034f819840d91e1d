"""The options of a training run, its command line, and the command line as a model card shows it."""

import shlex
from dataclasses import asdict, dataclass, field
from pathlib import Path

from transformers import HfArgumentParser

PLACES = ("run", "output", "publish", "tag", "workers", "sets", "credits")  # options that say where, not how


@dataclass
class Options:
    """How to train. The defaults are those of the bundled English checkpoint, but for its --data."""

    data: list[str] = field(default_factory=list)  # text files, folders of them, or Hub data sets
    language: str = "en"
    network: str = "house"  # house, cbow or skip-gram; the last two are the articles'
    objective: str = "random-softmax"  # of the articles' networks; or sampled-softmax, negative-sampling, nce
    shared: bool = False  # one table for input and output, of the articles' networks
    log_q: bool = False  # subtract log Q(w) from the logits, of the articles' networks
    keep_hits: bool = True  # let the target be drawn as its own negative, of the articles' networks
    dimensions: int = 200
    window: int = 5
    negatives: int = 32
    strength: float = 5.0  # of the house network: how many negatives of word2vec they stand for
    min_count: int = 10
    phrases: int = 0  # passes that make one word of two that often come together, see phrases.py
    sample: float = 1e-4
    epochs: int = 8
    batch: int = 128  # blocks of 32 words of the house network, windows of the articles'
    learning_rate: float = 0.07
    seed: int = 0
    save_every: float = 60.0  # seconds
    words: int = 50_000  # kept in the checkpoint, the most frequent ones
    parts: int = 15_000  # of words, for those outside the vocabulary
    sets: str = ""  # folder with test sets, see evaluate.py; scored after every epoch
    workers: int = 2  # processes that segment text
    run: str = "runs/words-en"
    output: str = "runs/words-en/checkpoint"
    credits: str = ""  # of the texts, for the model card: whose they are, and under which licence
    publish: str = ""  # user/repo on the Hub
    tag: str = ""


def parsed(arguments: list[str] | None = None) -> Options:
    """The options of a command line."""
    return HfArgumentParser(Options).parse_args_into_dataclasses(arguments)[0]


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    defaults = asdict(Options())
    given = {name: value for name, value in asdict(options).items() if value != defaults[name] and name not in PLACES}
    words = ["python -m models.words.train"]
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        words += [f"--{name}", *(shlex.quote(Path(str(it)).name if name == "data" else str(it)) for it in values)]
    return " ".join(words)

"""The options of a training run, its command line, and the command line as a model card shows it."""

import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

PENALTIES = ("gradient-one-sided", "gradient-two-sided", "difference-one-sided", "difference-two-sided")
PLACES = (
    "run",
    "output",
    "publish",
    "tag",
    "credits",
    "title",
    "name",
    "names",
    "dataset",
)  # options that say where and whose, not how


@dataclass
class Options:
    """How to train. The defaults are those of the bundled checkpoints, but for their --data."""

    data: str = ""  # a folder of idx files or images, a ZIP of images, or a Hub data set
    network: str = "house"  # or article, the perceptrons of article 4439
    latent: int = 64
    filters: int = 32
    critic_filters: int = 32
    penalty: str = "gradient-two-sided"  # one of PENALTIES
    strength: float = 10.0  # λ of the penalty
    critic_steps: int = 2  # for each step of the generator
    batch: int = 64
    steps: int = 7_000  # of the generator
    learning_rate: float = 4e-4  # falls to zero, along a line
    beta_1: float = 0.0
    beta_2: float = 0.9
    average: float = 0.999  # decay of the generator's moving average, which is what is kept
    seed: int = 0
    snapshots: int = 7  # kept of its youth, closer together at the beginning
    grid_every: int = 500  # steps between pictures of progress
    judge_steps: int = 1_500  # of the classifier in whose features pictures are scored
    save_every: float = 60.0  # seconds
    threads: int = 0  # of TensorFlow; 0 for as many as there are cores
    run: str = "runs/gan"
    output: str = "runs/gan/checkpoint"
    name: str = "gan-digits"  # of the checkpoint, for the usage on the model card
    title: str = "Pictures from a WGAN-GP"  # of the model card
    dataset: str = ""  # how the model card calls the images; the name of --data if empty
    names: str = ""  # of the classes, parted by commas; numbers if empty
    credits: str = ""  # of the images, for the model card: whose they are, and under which licence
    publish: str = ""  # user/repo on the Hub
    tag: str = ""


def parsed(arguments: list[str] | None = None) -> Options:
    """The options of a command line."""
    from transformers import HfArgumentParser

    return HfArgumentParser(Options).parse_args_into_dataclasses(arguments)[0]


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    defaults = asdict(Options())
    given = {name: value for name, value in asdict(options).items() if value != defaults[name] and name not in PLACES}
    given.pop("threads", None)
    words = ["python -m models.gan.train"]
    for name, value in given.items():
        words += [f"--{name}", shlex.quote(Path(value).name if name == "data" and Path(value).exists() else str(value))]
    return " ".join(words)

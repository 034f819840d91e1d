"""The options of a training run, its command line, and the command line as a model card shows it."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from models import evaluation, tracking
from models.evaluation import option, shown_command, without_place
from models.gan.errors import OutOfRangeError
from models.gan.properties import ANY, check_names

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
    "threads",
    "hub_dataset",
    "knobs",
    "track",
)
# Those that what the networks learn does not depend on: of the data the pictures do, wherever they lie
NOT_LEARNED_BY = (*PLACES, "data", "save_every", "grid_every", "judge_steps")

ONE = (
    "latent",
    "filters",
    "critic_filters",
    "critic_steps",
    "batch",
    "steps",
    "snapshots",
    "grid_every",
    "judge_steps",
)
RANGES: dict[str, tuple[float, float]] = dict.fromkeys(ONE, (1, math.inf)) | {
    "learning_rate": (1e-9, math.inf),
    "strength": (0, math.inf),
    "beta_1": (0, 0.99999),
    "beta_2": (0, 0.99999),
    "average": (0, 0.99999),
    "seed": (0, 2_000_000_000),  # from which numbers of turns are counted up, in 32 bits
    "save_every": (0, math.inf),
    "threads": (0, math.inf),
}


@dataclass
class Options:
    """How to train. The defaults are those of the bundled checkpoints, but for their --data."""

    data: str = option("", "a folder of idx files or images, a ZIP of images, or a Hub data set")
    network: Literal["dcgan", "article"] = option(
        "dcgan", "convolutions as of DCGAN, or the perceptrons of article 4439"
    )
    latent: int = option(64, "numbers that a picture is drawn from")
    filters: int = option(32, "of the generator's convolution next to the last; doubled with every halving of the side")
    critic_filters: int = option(32, "of the critic's first convolution; doubled with every halving of the side")
    objective: Literal["wgan", "r3gan"] = option("wgan", "what the networks want of scores, see objectives.py")
    penalty: Literal[
        "gradient-one-sided", "gradient-two-sided", "difference-one-sided", "difference-two-sided", "zero-centred"
    ] = option("gradient-two-sided", "what holds the critic's slope at one, or for r3gan, zero-centred, at nothing")
    strength: float = option(10.0, "weight λ of the penalty")
    augment: str = option("", "for small sets, what the critic sees them changed by, parted by commas, see augment.py")
    critic_steps: int = option(2, "steps of the critic for each of the generator")
    batch: int = option(64, "pictures of a step")
    steps: int = option(7_000, "steps of the generator")
    learning_rate: float = option(4e-4, "of Adam at the first step; falls to zero along a line")
    beta_1: float = option(0.0, "decay of Adam's mean of gradients")
    beta_2: float = option(0.9, "decay of Adam's mean of squared gradients")
    average: float = option(0.999, "decay of the generator's moving average, which is what is kept")
    seed: int = option(0, "of the first weights, the order of the pictures and every draw")
    snapshots: int = option(7, "generators kept on the way, closer together at the beginning")
    grid_every: int = option(500, "steps between pictures of progress")
    judge_steps: int = option(1_500, "steps of the classifier in whose features pictures are scored")
    save_every: float = option(60.0, "seconds between states from which a killed run goes on")
    threads: int = option(0, "threads of TensorFlow; 0 for as many as there are cores")
    run: str = option("runs/gan", "folder of the state, the log, the snapshots and the pictures of progress")
    output: str = option("runs/gan/checkpoint", "folder of the checkpoint")
    name: str = option("gan-digits", "of the checkpoint, for the usage on the model card")
    title: str = option("", "of the model card; what trained the networks if empty")
    dataset: str = option("", "how the model card calls the images; the name of --data if empty")
    hub_dataset: str = option("", "id of the images on the Hub, if --data is a copy of them; the scores are told there")
    names: str = option("", "of the classes, parted by commas; numbers if empty")
    knobs: str = option("", "of the app, parted by commas, see knobs.py; such as suit any picture if empty")
    credits: str = option("", "of the images, for the model card: whose they are, and under which licence")
    publish: str = option("", "user/repo on the Hub, where the checkpoint and its snapshots are published")
    tag: str = option("", "of the published checkpoint")
    track: bool = option(False, tracking.MEANING)

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            if not least <= (value := getattr(self, name)) <= most:
                upper = " or more" if most == math.inf else f" to {most:,}"
                raise OutOfRangeError(f"--{name} is {value:,}.", f"Give {least:g}{upper}.")
        if self.penalty not in (fitting := PENALTIES_OF[self.objective]):
            raise OutOfRangeError(
                f"The penalty {self.penalty} does not go with {self.objective}.", f"Choose one of {', '.join(fitting)}."
            )
        for name in self.augmentations:
            if name not in AUGMENTATIONS:
                raise OutOfRangeError(
                    f"There is no augmentation {name!r}.", f"Choose among {', '.join(AUGMENTATIONS)}; commas part them."
                )
        check_names(self.knob_names)

    @property
    def knob_names(self) -> tuple[str, ...]:
        """The names in --knobs, or those that suit any picture."""
        return tuple(self.knobs.split(",")) if self.knobs else ANY

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names in --names."""
        return tuple(name.strip() for name in self.names.split(",") if name.strip())

    def names_of(self, classes: int) -> tuple[str, ...]:
        """A name for each class: those in --names, or numbers. Raises OutOfRangeError for more or fewer names."""
        names = self.class_names or tuple(map(str, range(classes)))
        if len(names) != classes:
            remedy = f"Give {classes}, parted by commas." if classes else "Give none."
            raise OutOfRangeError(f"--names has {len(names)}, and this network knows {classes} classes.", remedy)
        return names

    @property
    def augmentations(self) -> tuple[str, ...]:
        """The names in --augment."""
        return tuple(name.strip() for name in self.augment.split(",") if name.strip())


AUGMENTATIONS = ("translation", "cutout", "brightness")
PENALTIES: tuple[str, ...] = get_args(Options.__annotations__["penalty"])
PENALTIES_OF = {"wgan": PENALTIES[:4], "r3gan": PENALTIES[4:]}
R3GAN = {"penalty": "zero-centred", "critic_steps": 1, "strength": 0.1}  # defaults with --objective r3gan


def parse_options(arguments: list[str] | None = None) -> Options:
    """The options of a command line; with --objective r3gan, those left out are the ones that go with it."""
    from transformers import HfArgumentParser  # a second

    parser = HfArgumentParser(cast(Any, Options), prog=evaluation.command_name())
    if parser.parse_known_args(arguments)[0].objective == "r3gan":
        parser.set_defaults(**R3GAN)
    options: Options = parser.parse_args_into_dataclasses(arguments)[0]
    return options


def command(options: Options) -> str:
    """The command that gives these options, without the folders of this machine."""
    usual = R3GAN if options.objective == "r3gan" else {}
    return shown_command("models.gan.train", options, PLACES, usual, public)


def public(name: str, value: str) -> str:
    """What may be told of an option: of the data its name alone, where it is a file or folder here."""
    if name == "folder":
        return without_place(value)
    return Path(value).name if name == "data" and (Path(value).is_absolute() or Path(value).exists()) else value

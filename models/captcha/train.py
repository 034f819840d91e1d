"""Fits a captcha network, scores it on unseen captchas, saves a checkpoint folder and, if asked, publishes it.

    python -m models.captcha.fetch_fonts                  once: the typefaces to draw with
    python -m models.captcha.train                        the house network on drawn captchas
    python -m models.captcha.train --data a b --drawn .8  with labelled pictures (labelled.py) in a fifth of a batch
    python -m models.captcha.train --from captcha --data my_folder   fine-tunes the served checkpoint in minutes
    python -m models.captcha.train --network article-cnn --styles default  the 48,712 parameters of article 4138
    python -m models.captcha.train --publish user/captcha --tag v1

The bundled checkpoint: the third command with seven sources of labelled captchas, --epochs 58 and --precision bfloat16,
about 95 minutes on two CPU cores; its card has the scores (`python -m models.captcha.evaluate`). What 100 pictures of a
new maker teach it in two minutes: `python -m benchmarks teach`.

The small network of article 4138, --network article-cnn --styles default --fonts '' --pool 40000 --epochs 30 --steps
150, reads 50.2 % of 2000 unseen captchas of the captcha library's default style (letters alone, case aside), after 8
minutes. The article's 46 % are of other captchas, and of pictures that it was trained on.

A killed run goes on where it stopped when the same command is given again; its state is in --run.
"""

import functools
import json
import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras
import numpy as np
from transformers import HfArgumentParser
from transformers.hf_argparser import HfArg

import hub_utils
from models.captcha import evaluate
from models.captcha.calibrate import calibrated
from models.captcha.checkpoint import save, set_confidence
from models.captcha.data import Recipe, charset_drawn
from models.captcha.encoding import Encoding
from models.captcha.fonts import FOLDER
from models.captcha.labelled import labelled
from models.captcha.model import NETWORKS, Network, in_float32, loss_of
from models.captcha.pool import Batch, Mixture, Pool, drawn, gathered, stream
from models.captcha.predict import load
from models.captcha.progress import Examples, ReadingScore, Resumable, best_so_far, logged
from models.captcha.styles import TRAINING_STYLES

SHOWN = 256  # pictures of each pool
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
    data: list[str] = field(default_factory=list)  # labelled folders or Hub data sets
    drawn: float = 1.0  # share of each batch that is drawn, with --data
    styles: list[str] = field(default_factory=list)  # drawn, see styles.py; all those of training if none is named
    fonts: str = str(FOLDER)  # see fonts.py; '' for the bundled fonts alone
    pool: int = 200_000  # captchas drawn ahead, each of which is seen several times
    epochs: int = 58
    steps: int = 200  # batches an epoch
    batch: int = 128
    learning_rate: float = 2e-3
    precision: str = "float32"  # bfloat16 trains a third faster where the processor has it
    keep: str = "best"  # epoch: the one that reads most validation captchas, or the last
    validation: int = 400  # drawn captchas
    test: int = 2000  # captchas of each test set
    seed: int = 0
    workers: int = 1  # processes that make batches; twice as many draw the pool
    run: str = "runs/captcha"
    output: str = "runs/captcha/checkpoint"
    publish: str = ""  # user/repo on the Hub
    tag: str = ""


def learning_rate(epoch: int, _current: float = 0.0, *, epochs: int, peak: float) -> float:
    """A gentle first epoch in long runs, and a linear descent to nothing."""
    return peak * min(0.3 if epoch == 0 and epochs > 20 else 1.0, 1 - epoch / epochs)


def network_of(options: Options) -> Network:
    """The network to train: a new one, or the one of a checkpoint to start from."""
    if not options.start:
        return NETWORKS[options.network]
    folder = start_of(options)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return Network(
        build=lambda _: keras.models.load_model(folder / "model.keras", compile=False),
        summary=config["network"],
        encoding=Encoding(**config["encoding"]),
        quantised=config.get("quantised", False),
    )


def start_of(options: Options) -> Path:
    """The folder of the checkpoint to start from. Raises HubError."""
    return Path(options.start) if Path(options.start).is_dir() else Path(hub_utils.fetch(options.start))


def recipe_of(encoding: Encoding, options: Options, split: str, styles: tuple[str, ...]) -> Recipe:
    """Which captchas to draw for a network."""
    lengths = {"lengths": (encoding.slots,)} if encoding.slots else {}
    return Recipe(
        styles,
        charset=charset_drawn(encoding.charset),
        split=split,
        seed=options.seed,
        fonts=options.fonts,
        mixed=True,
        **lengths,
    )


def pools(encoding: Encoding, options: Options) -> tuple[Pool, ...]:
    """What batches are mixed from: drawn captchas and those of --data."""
    run, share = Path(options.run), options.drawn if options.data else 1.0
    found = []
    if share > 0:
        recipe = recipe_of(encoding, options, "train", tuple(options.styles) or TRAINING_STYLES)
        found.append(drawn(recipe, encoding, options.pool, run / "drawn", 2 * options.workers, share))
    if share < 1:
        sources = [labelled(source).split("train") for source in options.data]
        found.append(gathered(sources, encoding, run / "data", 1 - share))
    return tuple(found)


def held_out(encoding: Encoding, options: Options, split: str = "validation") -> dict[str, Examples]:
    """Captchas never trained on: drawn ones, in new fonts too, and those of each source of --data."""
    found = {}
    if not options.data or options.drawn > 0:
        for style in ("default",) if options.styles == ["default"] else ("default", "painter-unseen"):
            recipe = recipe_of(encoding, options, split, (style,))
            found[style] = Examples.of(map(recipe.example, range(options.validation // 2)), encoding)
    for source in options.data:
        pictures = labelled(source).split(split)
        if pictures.rows:
            found[Path(source).name] = Examples.of(pictures.all(), encoding)
    return found


def compiled(network: Network, options: Options) -> keras.Model:
    """A fresh network with its loss and AdamW."""
    keras.utils.set_random_seed(options.seed)
    keras.config.set_dtype_policy("mixed_bfloat16" if options.precision == "bfloat16" else "float32")
    model = network.build(network)
    model.compile(keras.optimizers.AdamW(options.learning_rate, clipnorm=1.0), loss_of(network))
    return model


def fit(network: Network, options: Options) -> keras.Model:
    """Trains until the epochs are over; returns the network of the best or last epoch, in float32."""
    run, encoding = Path(options.run), network.encoding
    run.mkdir(parents=True, exist_ok=True)
    latest, best = run / "latest.keras", run / "best.keras"
    sources, validation = pools(encoding, options), held_out(encoding, options)
    model = keras.models.load_model(latest) if latest.exists() else compiled(network, options)
    done = int(model.optimizer.iterations) // options.steps
    rate = functools.partial(learning_rate, epochs=options.epochs, peak=options.learning_rate)
    callbacks = [
        ReadingScore(encoding, validation, options.batch),
        keras.callbacks.LearningRateScheduler(rate),
        keras.callbacks.ModelCheckpoint(
            best, "val_whole", save_best_only=True, mode="max", initial_value_threshold=best_so_far(run)
        ),
        Resumable(latest),
        keras.callbacks.CSVLogger(run / "log.csv", append=done > 0),
        keras.callbacks.TerminateOnNaN(),
    ]
    if done < options.epochs:
        batches = _batches(sources, encoding, options, start=done * options.steps)
        rhythm = {"initial_epoch": done, "epochs": options.epochs, "steps_per_epoch": options.steps}
        model.fit(batches, callbacks=callbacks, verbose=2, **rhythm)
    return in_float32(keras.models.load_model(best if options.keep == "best" else latest, compile=False))


def _batches(sources: tuple[Pool, ...], encoding: Encoding, options: Options, start: int) -> Iterator[Batch]:
    make = Mixture(sources, options.batch, options.seed).batch
    for pictures, labels in stream(make, start, options.workers):
        yield encoding.normalised(pictures), labels


def about(network: Network, options: Options) -> dict[str, str]:
    """What the model card says of this network and this run."""
    seen = len(logged(Path(options.run))) * options.steps * options.batch
    kept = "that which reads most validation captchas" if options.keep == "best" else "the last"
    loss = "cross-entropy at each position" if network.encoding.slots else "connectionist temporal classification"
    return {
        "network": network.summary,
        "summary": f"Reads the text of a captcha image: {network.summary}. After articles 4138 and 4503 of kexue.fm.",
        "data": _data(options),
        "training": (
            f"`{command(options)}`: {loss}, AdamW, {options.epochs} epochs of {options.steps} batches of "
            f"{options.batch}, {seen:,} pictures in all; the epoch kept is {kept}. The "
            "temperature and the threshold of the unsure flag are set on validation captchas too."
        ),
    }


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


def _data(options: Options) -> str:
    """What the model card says of the data."""
    drawn_ones = (
        f"{options.pool:,} captchas drawn ahead by the captcha 0.7.1 package and by our own painter, in free fonts of "
        f"{'Debian and ' if options.fonts else ''}PyPI, each seen several times and changed anew every time. Texts are "
        "split by hash into training, validation and test. Never trained on: the fonts named unseen in fonts.py, and "
        "the whole maker wheezy.captcha. Half of the drawn validation captchas show unseen fonts."
    )
    labelled_ones = (
        f"Labelled pictures: {', '.join(Path(it).name for it in options.data)}; of each the texts whose hash says "
        "training. They are not part of this repository."
    )
    parts = [drawn_ones] if options.drawn > 0 or not options.data else []
    return " ".join(parts + ([labelled_ones] if options.data else []))


def export(model: keras.Model, network: Network, options: Options) -> Path:
    """Writes the checkpoint folder: the network, calibrated on validation captchas and scored on test captchas."""
    shown = _shown(network, options) if network.quantised else None
    folder = save(model, network.encoding, about(network, options), Path(options.output), shown)
    solver = load(folder)
    validation = held_out(network.encoding, options).values()
    scores = [answer for examples in validation for answer in solver.scores(examples.images)]
    reader = calibrated(solver.reader, scores, [label for examples in validation for label in examples.labels])
    set_confidence(folder, reader.temperature, reader.threshold)
    evaluate.main(evaluate.Options(str(folder), options.data, "test", options.test, options.fonts, save=True))
    hub_utils.write_card(folder)
    return folder


def _shown(network: Network, options: Options) -> np.ndarray:
    """Training pictures, unchanged, by which a network is quantised."""
    parts = [pool.pictures[:SHOWN] for pool in pools(network.encoding, options)]
    return network.encoding.normalised(np.concatenate(parts))


def compared(options: Options, folder: Path) -> str:
    """How the checkpoint that was started from and the new one read the pictures of --data that none was trained on."""
    scores = {}
    for source in options.data:
        pictures = labelled(source).split("validation", "test")
        for name, place in (("before", start_of(options)), ("after", folder)):
            if pictures.rows:
                scores[f"{name}: {Path(source).name}"] = evaluate.score_of(load(place), pictures.all())
    return evaluate.table(scores) if scores else "All labelled pictures were trained on; none is left to compare."


def main(options: Options) -> None:
    network = network_of(options)
    folder = export(fit(network, options), network, options)
    print(f"Saved {folder}.")
    if options.start:
        print(compared(options, folder))
    if options.publish:
        print(f"Published {hub_utils.publish(folder, options.publish, tag=options.tag or None)}.")


def parsed(arguments: list[str] | None = None) -> Options:
    """The options of a command line; with --from, those left out are the ones for fine-tuning."""
    parser = HfArgumentParser(Options)
    if parser.parse_known_args(arguments)[0].start:
        parser.set_defaults(**FINE_TUNING)
    return parser.parse_args_into_dataclasses(arguments)[0]


if __name__ == "__main__":
    main(parsed())

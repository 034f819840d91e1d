"""Fits a captcha network, scores it on unseen captchas, saves a checkpoint folder and, if asked, publishes it.

    python -m models.captcha.train                        the house network on endless drawn captchas
    python -m models.captcha.train --network article-cnn  the 48,712 parameters of article 4138
    python -m models.captcha.train --data my_folder       on labelled pictures, see labelled.py
    python -m models.captcha.train --publish user/captcha --tag v1

The first command took about 90 minutes on two CPU cores that other work kept busy, and reads 96.9 % of unseen captchas
of the library's default style with 4 characters, case folded (`python -m models.captcha.evaluate`).

A killed run goes on where it stopped when the same command is given again; its state is in --run.
"""

import csv
import functools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np

import hub_utils
from models.captcha import evaluate
from models.captcha.calibrate import calibrated
from models.captcha.checkpoint import save, set_confidence
from models.captcha.data import DRAWN, TRAINING_STYLES, Batch, Recipe, batch_of, charset_drawn, encoded, stream
from models.captcha.labelled import Labelled, labelled
from models.captcha.model import NETWORKS, Network, loss_of
from models.captcha.predict import Reader, load
from models.captcha.score import Score, score

VALIDATION_STYLES = ("default", "unseen")
PLACES = ("run", "output", "publish", "tag")  # options that say where, not how


@dataclass
class Options:
    """How to train. The defaults give the bundled checkpoint."""

    network: str = "house"  # house, article-cnn or article-xception
    data: str = ""  # labelled folder or Hub data set instead of drawn captchas
    epochs: int = 40
    steps: int = 100  # batches an epoch
    batch: int = 64
    learning_rate: float = 2e-3
    patience: int = 15  # epochs without a better validation score before stopping
    validation: int = 512  # captchas
    test: int = 2000  # captchas of each test set
    seed: int = 0
    workers: int = 1  # processes that draw
    run: str = "runs/captcha"
    output: str = "runs/captcha/checkpoint"
    publish: str = ""  # user/repo on the Hub
    tag: str = ""


def learning_rate(epoch: int, _current: float = 0.0, *, epochs: int, peak: float) -> float:
    """Two epochs of warm-up, a plateau, and a linear descent over the last third."""
    return peak * min(1.0, (epoch + 1) / 2, (epochs - epoch) / (epochs / 3))


def recipe_of(network: Network, options: Options, split: str) -> Recipe | Labelled:
    """What to train or validate on: drawn captchas, or the labelled pictures of --data."""
    if options.data:
        return labelled(options.data, options.seed).split(split)
    encoding = network.encoding
    styles = TRAINING_STYLES if split == "train" else VALIDATION_STYLES
    lengths = (encoding.slots,) if encoding.slots else (4, 5, 6)
    return Recipe(styles, lengths, charset_drawn(encoding.charset), split, options.seed)


class ReadingScore(keras.callbacks.Callback):
    """Reads the validation captchas after each epoch: whole strings, positions and the loss go into the logs."""

    def __init__(self, network: Network, images: np.ndarray, labels: list[str], batch: int):
        super().__init__()
        self.network, self.images, self.labels, self.batch = network, images, labels, batch

    def readings_score(self) -> Score:
        scores = self.model.predict(self.images, batch_size=self.batch, verbose=0)
        reader = Reader(self.network.encoding, scores.shape[1])
        return score([reader.read(answer) for answer in scores], self.labels)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        found = self.readings_score()
        logs["val_whole"] = found.whole
        logs["val_product"] = found.product
        positions = " ".join(f"{position:.3f}" for position in found.positions)
        print(f" - whole {found.whole:.3f} - with case {found.exact:.3f} - positions {positions}", flush=True)


class Resumable(keras.callbacks.Callback):
    """Keeps the latest state of a run, replaced in one move so that a kill leaves the one before whole."""

    def __init__(self, path: Path):
        super().__init__()
        self.path = path

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        partial = self.path.with_name("partial.keras")
        self.model.save(partial)
        partial.replace(self.path)


def compiled(network: Network, options: Options) -> keras.Model:
    """A fresh network with its loss and AdamW."""
    keras.utils.set_random_seed(options.seed)
    model = network.build(network)
    model.compile(keras.optimizers.AdamW(options.learning_rate, clipnorm=1.0), loss_of(network))
    return model


def fit(network: Network, options: Options) -> keras.Model:
    """Trains until the epochs are over or validation stops improving; returns the best network."""
    run = Path(options.run)
    run.mkdir(parents=True, exist_ok=True)
    latest, best = run / "latest.keras", run / "best.keras"
    model = keras.models.load_model(latest) if latest.exists() else compiled(network, options)
    done = int(model.optimizer.iterations) // options.steps
    validation = recipe_of(network, options, "validation")
    images, labels = _held_out(validation, network, options.validation)
    callbacks = [
        ReadingScore(network, images, labels, options.batch),
        keras.callbacks.LearningRateScheduler(
            functools.partial(learning_rate, epochs=options.epochs, peak=options.learning_rate)
        ),
        keras.callbacks.ModelCheckpoint(
            best, "val_whole", save_best_only=True, mode="max", initial_value_threshold=_best_so_far(run)
        ),
        Resumable(latest),
        keras.callbacks.CSVLogger(run / "log.csv", append=done > 0),
        keras.callbacks.EarlyStopping("val_whole", mode="max", patience=options.patience),
        keras.callbacks.TerminateOnNaN(),
    ]
    if done < options.epochs:
        batches = _batches(recipe_of(network, options, "train"), network, options, start=done * options.steps)
        rhythm = {"initial_epoch": done, "epochs": options.epochs, "steps_per_epoch": options.steps}
        model.fit(batches, callbacks=callbacks, **rhythm)
    return keras.models.load_model(best, compile=False)  # without the optimizer, twice the size of the weights


def _best_so_far(run: Path) -> float | None:
    return max((float(epoch["val_whole"]) for epoch in _logged(run)), default=None)


def _logged(run: Path) -> list[dict[str, str]]:
    """What is known of each epoch of a run, oldest first."""
    log = run / "log.csv"
    if not log.exists():
        return []
    with log.open(newline="") as rows:
        return list(csv.DictReader(rows))


def _batches(recipe: Recipe | Labelled, network: Network, options: Options, start: int) -> Iterator[Batch]:
    make = functools.partial(batch_of, recipe, network.encoding, options.batch)
    return stream(make, start, options.workers)


def _held_out(recipe: Recipe | Labelled, network: Network, n: int) -> tuple[np.ndarray, list[str]]:
    examples = [recipe.example(index) for index in range(n)]
    images, _ = encoded(iter(examples), network.encoding)
    return images, [text for _, text in examples]


def about(network: Network, options: Options) -> dict[str, str]:
    """What the model card says of this network and this run."""
    defaults = Options()
    given = {name: value for name, value in asdict(options).items() if value != getattr(defaults, name)}
    command = " ".join(
        ["python -m models.captcha.train"] + [f"--{name} {given[name]}" for name in given if name not in PLACES]
    )
    epochs, seen = len(_logged(Path(options.run))), options.steps * options.batch
    loss = "cross-entropy at each position" if network.encoding.slots else "connectionist temporal classification"
    return {
        "summary": f"Reads the text of a captcha image: {network.summary}. After articles 4138 and 4503 of kexue.fm.",
        "data": f"The labelled pictures of {Path(options.data).name}." if options.data else DRAWN,
        "training": (
            f"`{command}`: {loss}, AdamW, {epochs} epochs of {options.steps} batches of {options.batch}, "
            f"{epochs * seen:,} pictures in all; kept is the epoch that reads most validation captchas. The "
            "temperature and the threshold of the unsure flag are set on validation captchas too."
        ),
    }


def export(model: keras.Model, network: Network, options: Options) -> Path:
    """Writes the checkpoint folder: the network, calibrated on validation captchas and scored on test captchas."""
    folder = save(model, network.encoding, about(network, options), Path(options.output))
    solver = load(folder)
    images, labels = _held_out(recipe_of(network, options, "validation"), network, options.validation)
    reader = calibrated(solver.reader, solver.scores(images), labels)
    set_confidence(folder, reader.temperature, reader.threshold)
    evaluate.main(evaluate.Options(str(folder), n=options.test))
    hub_utils.write_card(folder)
    return folder


def main(options: Options) -> None:
    network = NETWORKS[options.network]
    folder = export(fit(network, options), network, options)
    print(f"Saved {folder}.")
    if options.publish:
        print(f"Published {hub_utils.publish(folder, options.publish, tag=options.tag or None)}.")


if __name__ == "__main__":
    from transformers import HfArgumentParser

    main(*HfArgumentParser(Options).parse_args_into_dataclasses())

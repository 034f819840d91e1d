"""Fits a captcha network, scores it on unseen captchas, saves a checkpoint folder and, if asked, publishes it.

    python -m models.captcha.fetch_fonts                  once: the typefaces to draw with
    python -m models.captcha.train                        resnet-ctc on drawn captchas
    python -m models.captcha.train --data a b --drawn .8  with labelled pictures (labelled.py) in a fifth of a batch
    python -m models.captcha.train --from captcha --data my_folder   fine-tunes the served checkpoint in minutes
    python -m models.captcha.train --from captcha --data my_sums --symbols "+-="   also teaches it new symbols
    python -m models.captcha.train --network article-cnn --styles default  the 48,712 parameters of article 4138
    python -m models.captcha.train --publish user/captcha --tag v1

The bundled checkpoint: the third command with seven sources of labelled captchas, --epochs 58 and --precision bfloat16,
about 95 minutes on two CPU cores; then, from there, 44 epochs more with svg-captcha's pictures, another hour; then 14
short ones in which it grew to know a column's neighbours and to take wide pictures, blended (--blend) with what it had
been, another hour; 12, 44 and 72 on the ideas of `painting/ideas.py`, blended too, the last with two more sources,
three and a half hours on a core that was shared; 60, 60 and 32 with --saturation 0.1, three hours more, of which the
first gained more than those 72; 100 with --focus, in the last 41 of which pictures kept their proportions, an hour and
a half; 25 with --frozen, the last 13 without --focus, in twenty minutes; 36 with --focus and 28 with --frozen, the last
14 without --focus, in an hour, the result half and half with what it had been (--blend_with); 16 with itself as
--teacher, in which the default style was drawn thrice as often, blended, in twelve minutes; and 60 with two ideas more
and texts of up to ten characters, half and half with what it had been, in an hour that was shared. Its card has the
commands and the scores; `chain.py` goes through such stages from nothing. What 100 pictures of a new maker teach it:
`python -m benchmarks teach`.

A checkpoint that learns something new is its own teacher, so that it keeps what it knew; with --teacher '' it learns a
little more of the new.

The small network of article 4138, --network article-cnn --styles default --fonts '' --pool 40000 --epochs 30 --steps
150, reads 50.2 % of 2000 unseen captchas of the captcha library's default style (letters alone, case aside), after 8
minutes. The article's 46 % are of other captchas, and of pictures that it was trained on.

`python -m benchmarks.makers` draws two kinds of folders: svg-captcha's for --data, and those of makers that are never
trained on for --unseen, whose rows on the card tell how well a new maker is read.

A killed run goes on where it stopped when the same command is given again, or one with more --epochs; its state is in
--run. Another training needs a --run of its own.
"""

import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import keras
import numpy as np

import hub_utils
from models import memory, tracking
from models.captcha import evaluate
from models.captcha.calibrate import calibrate
from models.captcha.card import card_texts
from models.captcha.checkpoint import pictures_seen, save, set_confidence
from models.captcha.data import LENGTHS, Recipe, charset_drawn
from models.captcha.emphasis import emphasise
from models.captcha.encoding import Encoding
from models.captcha.errors import CaptchaError
from models.captcha.labelled import labelled, names_of
from models.captcha.model import Network, blend, freeze, loss_of, with_precision
from models.captcha.options import Options, parse_options
from models.captcha.pool import Batch, Mixture, Pool, draw_pool, gather_pool, stream
from models.captcha.predict import load
from models.captcha.progress import (
    LATEST,
    Examples,
    ReadingScore,
    Resumable,
    best_score,
    hold_to_recipe,
    logged_epochs,
)
from models.captcha.start import folder_of, network_of, other_of, with_rarer_look_alikes
from models.captcha.styles import TRAINING_STYLES, as_often
from models.captcha.teacher import TaughtCTC, check_teacher, taught_batch
from models.evaluation import Metrics, run, write_metrics

MAX_SHOWN = 256  # pictures of each pool by which a network is quantised

log = logging.getLogger(__name__)


def learning_rate(epoch: int, _current: float = 0.0, *, epochs: int, peak: float) -> float:
    """A gentle first epoch in long runs, and a linear descent to nothing."""
    return peak * min(0.3 if epoch == 0 and epochs > 20 else 1.0, 1 - epoch / epochs)


def recipe_of(encoding: Encoding, options: Options, split: str, styles: tuple[str, ...]) -> Recipe:
    """Which captchas to draw for a network."""
    return Recipe(
        styles,
        lengths=(encoding.slots,) if encoding.slots else LENGTHS,
        charset=charset_drawn(encoding.charset),
        split=split,
        seed=options.seed,
        fonts=options.fonts,
        mixed=True,
    )


@dataclass(frozen=True)
class Material:
    """What a run learns from and is judged by: pools that batches are mixed from, and captchas never trained on."""

    pools: tuple[Pool, ...]
    validation: dict[str, Examples]


def material(encoding: Encoding, options: Options) -> Material:
    """Draws and gathers what a run needs; what an earlier call of the same had drawn is kept."""
    return Material(_pools(encoding, options), _validation(encoding, options))


def _pools(encoding: Encoding, options: Options) -> tuple[Pool, ...]:
    """Drawn captchas and those of --data, which are looked at first: drawing takes minutes."""
    folder, share = Path(options.run), options.drawn if options.data else 1.0
    if options.data and not 0 <= share < 1:
        cause = f"With --drawn {share:g} no share of a batch is left for --data."
        raise CaptchaError(cause, "Give the share that is drawn, 0 to less than 1, such as .8.")
    found = []
    if share < 1:
        sources = [labelled(source).split("train") for source in options.data]
        found.append(gather_pool(sources, encoding, folder / "data", 1 - share))
    if share > 0:
        recipe = recipe_of(encoding, options, "train", as_often(options.styles) or TRAINING_STYLES)
        drawn = draw_pool(recipe, encoding, options.pool, folder / "drawn", 2 * options.workers, share)
        found.insert(0, emphasise(drawn, load(folder_of(options.start))) if options.focus else drawn)
    return tuple(found)


def _validation(encoding: Encoding, options: Options) -> dict[str, Examples]:
    """Drawn captchas, in new fonts too, and those of each source of --data."""
    found = {}
    if not options.data or options.drawn > 0:
        for style in ("default",) if options.styles == ["default"] else ("default", "painter-unseen"):
            recipe = recipe_of(encoding, options, "validation", (style,))
            found[style] = Examples.of(map(recipe.example, range(options.validation // 2)), encoding)
    for source, name in names_of(options.data, found).items():
        pictures = labelled(source).split("validation")
        if pictures.rows:
            found[name] = Examples.of(pictures.all(), encoding)
    return found


def compile_network(network: Network, options: Options) -> keras.Model:
    """A fresh network with its loss and AdamW."""
    keras.utils.set_random_seed(options.seed)
    policy = "mixed_bfloat16" if options.precision == "bfloat16" else "float32"
    model = with_precision(network.build(network), policy)
    if options.frozen:
        freeze(model)
    taught = _is_taught(network.encoding, options)
    loss = TaughtCTC(options.saturation) if taught else loss_of(network, options.saturation)
    model.compile(keras.optimizers.AdamW(options.learning_rate, clipnorm=1.0), loss)
    return model


def fit(network: Network, options: Options, material: Material) -> keras.Model:
    """Trains until the epochs are over; returns the network of the best or last epoch, in float32."""
    memory.keep_freed()
    folder, encoding = Path(options.run), network.encoding
    folder.mkdir(parents=True, exist_ok=True)
    latest, best = folder / LATEST, folder / "best.keras"
    model = keras.models.load_model(latest) if latest.exists() else compile_network(network, options)
    done = int(model.optimizer.iterations) // options.steps
    rate = functools.partial(learning_rate, epochs=options.epochs, peak=options.learning_rate)
    callbacks = [
        ReadingScore(encoding, material.validation, options.batch),
        keras.callbacks.LearningRateScheduler(rate),
        keras.callbacks.ModelCheckpoint(
            best, "val_whole", save_best_only=True, mode="max", initial_value_threshold=best_score(folder)
        ),
        Resumable(latest),
        keras.callbacks.CSVLogger(folder / "log.csv", append=done > 0),
        keras.callbacks.TerminateOnNaN(),
        *tracking.epochs_logged(),
    ]
    if done < options.epochs:
        batches = _batches(material.pools, encoding, options, start=done * options.steps)
        rhythm = {"initial_epoch": done, "epochs": options.epochs, "steps_per_epoch": options.steps}
        model.fit(batches, callbacks=callbacks, verbose=2, **rhythm)
    trained = with_precision(
        keras.models.load_model(best if options.keep == "best" else latest, compile=False), "float32"
    )
    for layer in trained.layers:  # what was frozen may be trained again
        layer.trainable = True
    if options.blend == 1:
        return trained
    return blend(compile_network(other_of(network, options), options), trained, options.blend)


def _is_taught(encoding: Encoding, options: Options) -> bool:
    return bool(options.teacher) and not encoding.slots


def _batches(pools: tuple[Pool, ...], encoding: Encoding, options: Options, start: int) -> Iterator[Batch]:
    mixture = Mixture(pools, options.batch, options.seed)
    batch: Callable[..., Batch] = mixture.batch
    if _is_taught(encoding, options):
        batch = functools.partial(taught_batch, mixture, folder_of(options.teacher), encoding.classes)
    # Keras takes which sides vary from the first two batches
    each = [batch(start + place, width) for place, width in enumerate(mixture.widths)]
    for pictures, labels in chain(each, stream(batch, start + len(each), options.workers)):
        yield encoding.normalise(pictures), labels


def pictures_of(options: Options) -> tuple[int, int]:
    """How many pictures a run has trained with, and how many the checkpoint had seen that it went on from."""
    before = pictures_seen(folder_of(options.start)) if options.start else 0
    return len(logged_epochs(Path(options.run))) * options.steps * options.batch, before


def export(model: keras.Model, network: Network, options: Options, material: Material) -> Path:
    """Writes the checkpoint folder: the network, calibrated on validation captchas and scored on test captchas."""
    shown = _pictures_to_quantise_by(network, material.pools) if network.quantised else ()
    here, before = pictures_of(options)
    about = card_texts(network.summary, network.encoding, options, here, before)
    folder = save(model, network.encoding, about, Path(options.output), shown, here + before, options.look_alikes)
    solver = load(folder)
    validation = material.validation.values()
    scores = [answer for examples in validation for answer in solver.scores(examples.images)]
    reader = calibrate(solver.reader, scores, [label for examples in validation for label in examples.labels])
    set_confidence(folder, reader.temperature, reader.threshold)
    write_metrics(folder, _metrics(folder, options))
    hub_utils.write_card(folder)
    return folder


def _metrics(folder: Path, options: Options) -> Metrics:
    """How a checkpoint reads the test captchas, drawn and labelled, of the sources that have some."""
    tested = evaluate.Options(
        str(folder),
        options.test,
        data=[source for source in options.data if labelled(source).split("test").rows],
        split="test",
        unseen=options.unseen,
        fonts=options.fonts,
    )
    solver = load(folder)
    sets = evaluate.named_test_sets(solver.reader.encoding, tested)
    scores = evaluate.score_sets(solver, sets)
    log.info("Scores:\n%s", evaluate.report(scores))
    return evaluate.metrics(tested, sets, scores)


def _pictures_to_quantise_by(network: Network, pools: tuple[Pool, ...]) -> list[np.ndarray]:
    """Training pictures, unchanged, by which a network is quantised."""
    shown = (pool.picture(row) for pool in pools for row in range(min(MAX_SHOWN, len(pool.labels))))
    return [network.encoding.normalise(pixels[None]) for pixels in shown]


def train(network: Network, options: Options) -> Path:
    """Fits a network and writes its checkpoint folder. Raises CaptchaError and HubError."""
    if _is_taught(network.encoding, options):
        check_teacher(folder_of(options.teacher), network.encoding)
    hold_to_recipe(options, network.encoding)
    found = material(network.encoding, options)
    trained = with_rarer_look_alikes(fit(network, options, found), network.encoding, options.look_alikes)
    return export(trained, network, options, found)


def comparison(options: Options, folder: Path) -> str:
    """How the checkpoint that was started from and the new one read the pictures of --data that none was trained on."""
    scores = {}
    for source, name in names_of(options.data).items():
        pictures = labelled(source).split("validation", "test")
        for when, place in (("before", folder_of(options.start)), ("after", folder)):
            if pictures.rows:
                scores[f"{when}: {name}"] = evaluate.score_of(load(place), pictures.all())
    return evaluate.table(scores) if scores else "All labelled pictures were trained on; none is left to compare."


def main(options: Options) -> None:
    """Trains, compares with what was started from, and publishes if asked. Raises CaptchaError and HubError."""
    network = network_of(options)
    folder = train(network, options)
    print(f"Saved {folder}.")
    if options.start:
        print(comparison(options, folder))
    if options.publish:
        print(f"Published {hub_utils.publish(folder, options.publish, tag=options.tag or None)}.")


if __name__ == "__main__":
    run(main, parse_options)

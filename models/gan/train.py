"""Trains a generator against a critic, WGAN-GP or R3GAN, keeps snapshots, scores, saves and, if asked, publishes.

    python -m models.gan.train --data mnist/ --steps 7000
    python -m models.gan.train --data mnist/ --network article --latent 10 --penalty gradient-one-sided \\
        --critic_steps 5 --batch 100 --learning_rate 1e-4 --beta_1 0.5 --beta_2 0.999     article 4439, its perceptrons
    python -m models.gan.train --data mnist/ --objective r3gan                                 see objectives.py
    python -m models.gan.train --data ylecun/mnist --publish user/gan-digits --tag v1

A killed run goes on where it stopped when the same command is given again; its state, pictures of its progress and its
snapshots are in --run. A command of other options or pictures does not go on with it.

On several machines the same command runs on each, with the addresses of all in TF_CONFIG, as in models/words/train.py.
They share every batch out equally; the first one alone writes. Batch normalisation sees each process's share.
"""

import json
import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

import hub_utils
from models import evaluation
from models.gan import checkpoint, evaluate, knobs
from models.gan.data import Images, cell_of, read
from models.gan.design import Design
from models.gan.judge import FILE as JUDGE
from models.gan.judge import Judge, train_judge
from models.gan.options import Options, command, parse_options
from models.gan.predict import load
from models.gan.progress import Progress, draw_grid, keep_snapshot, read_snapshot, snapshot_path, snapshot_steps
from models.gan.trainer import Trainer, hold_to_recipe

ARTICLE, PROJECTION = "https://kexue.fm/archives/4439", "https://arxiv.org/abs/1802.05637"


@dataclass(frozen=True)
class Manner:
    """How networks are trained, as a card says it."""

    title: str
    tag: str
    told: str
    source: str


MANNERS = {
    "wgan": Manner("Pictures from a WGAN-GP", "wgan-gp", "with a gradient penalty", "https://arxiv.org/abs/1704.00028"),
    "r3gan": Manner(
        "Pictures from an R3GAN",
        "r3gan",
        "by R3GAN's relativistic loss with a zero-centred penalty",
        "https://arxiv.org/abs/2501.05441",
    ),
}

log = logging.getLogger(__name__)


def design_of(options: Options, images: Images) -> Design:
    """Networks for pictures of this size, these colours and these classes."""
    height, width, channels = images.pixels.shape[1:]
    if options.network == "article":
        return Design("article", height, width, channels, latent=options.latent)
    sizes = options.latent, options.filters, options.critic_filters
    return Design("dcgan", height, width, channels, images.classes, cell_of(images.pixels), *sizes)


def fit(options: Options, images: Images) -> Trainer:
    """Trains until the steps are over."""
    run = Path(options.run)
    run.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(design_of(options, images), options)
    if trainer.place.first:
        hold_to_recipe(options, images)
    trainer.restore(run)
    if not trainer.place.first:  # the first process writes
        while trainer.step < options.steps:
            trainer.train(images)
        return trainer
    kept = set(snapshot_steps(options.steps, options.snapshots))
    progress, saved = Progress(trainer, run), time.perf_counter()
    if trainer.step == 0:
        keep_snapshot(trainer, run)
    while trainer.step < options.steps:
        progress(trainer.train(images))
        if trainer.step in kept:
            keep_snapshot(trainer, run)
        if trainer.step % options.grid_every == 0:
            draw_grid(trainer, run)
        if time.perf_counter() - saved > options.save_every or trainer.step == options.steps:
            trainer.save(run)
            saved = time.perf_counter()
    return trainer


def export(options: Options, trainer: Trainer, training: Images, test: Images) -> Path:
    """Writes the checkpoint folder: networks, snapshots, judge, gallery, scores, card."""
    folder, run = Path(options.output), Path(options.run)
    snapshots = _snapshots(options, trainer)
    about = _about(options, trainer, training, judge_of(options, training, test), len(snapshots))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(run / JUDGE, folder / JUDGE)
    checkpoint.save(trainer.average, trainer.critic, snapshots, trainer.design, about, folder)
    checkpoint.write_gallery(folder, training, trainer.design.cell)
    names = options.knob_names
    checkpoint.replace_directions(folder, knobs.directions(load(folder), names), names)
    score(options, folder, training, test)
    hub_utils.write_card(folder)
    return folder


def _snapshots(options: Options, trainer: Trainer) -> dict[int, list[np.ndarray]]:
    """The weights of the generator at the earlier steps at which they were kept."""
    paths = {step: snapshot_path(Path(options.run), step) for step in snapshot_steps(options.steps, options.snapshots)}
    return {step: read_snapshot(path) for step, path in paths.items() if step < trainer.step and path.exists()}


def score(options: Options, folder: Path, training: Images, test: Images) -> None:
    """Writes the scores of a checkpoint into it."""
    scores = evaluate.scores_of(load(folder), training, test)
    log.info("Scores of %s:\n%s", folder, evaluate.table(scores))
    evaluate.save_scores(folder, scores, evaluate.command(evaluate.Options(str(folder), options.data)))


def judge_of(options: Options, training: Images, test: Images) -> float:
    """Teaches a judge of the images, unless the run has one of them; returns its accuracy on the test part."""
    run = Path(options.run)
    kept, seed, steps = run / "judge.json", options.seed, options.judge_steps
    recipe = {"pictures": training.digest, "test": test.digest, "steps": steps, "seed": seed}
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if known.get("recipe") != recipe:
        known = {"recipe": recipe, "accuracy": train_judge(training, test, run / JUDGE, steps, seed)}
        evaluation.write_json(kept, known)
    return float(known["accuracy"])


def _about(options: Options, trainer: Trainer, images: Images, accuracy: float, snapshots: int) -> dict[str, Any]:
    """What config.json and the model card say of this run."""
    design, name = trainer.design, options.dataset or Path(options.data).stem
    size = f"{design.width}×{design.height}"
    hub_id = options.hub_dataset or ("" if Path(options.data).exists() else options.data)
    manner = MANNERS[options.objective]
    judged = Judge(Path(options.run) / JUDGE).sha256
    return {
        "step": trainer.step,
        "dataset": name,
        "names": options.names_of(design.classes),
        "title": options.title or manner.title,
        "tags": ["gan", manner.tag, "onnx"],
        "sources": [ARTICLE, manner.source, PROJECTION],
        "hub_datasets": {name: hub_id} if hub_id else None,
        "summary": (
            f"Pictures of {size} pixels in the manner of {name}, drawn by a generator of "
            f"{trainer.generator.count_params():,} weights that was trained against a critic of "
            f"{trainer.critic.count_params():,} {manner.told}, in Keras. After article 4439 of kexue.fm."
        ),
        "data": (
            f"{name}: {len(images):,} pictures of {size} to train on. {options.credits}".strip()
            + f" {min(checkpoint.GALLERY_SIZE, len(images))} of them are in `{checkpoint.GALLERY}`, under their own "
            'licence; "is it a copy?" in the app searches these, not all.'
        ),
        "training": (
            f"`{command(options)}`. The generator is its moving average; snapshots of it at "
            f"{snapshots} earlier steps are kept in eight bits. The judge (`{JUDGE}`, SHA-256 `{judged}`) is a network "
            f"of three convolutions, trained on the same pictures; it is right about {accuracy:.1%} of the test part."
        ),
        "usage": (
            "import hub_utils\nfrom models import gan\n\n"
            f'model = gan.load(hub_utils.fetch("{options.name}"))\n'
            "pictures = model.sample(16, seed=1)  # uint8 [16, height, width, channels]"
        ),
    }


def publish(options: Options, folder: Path, trainer: Trainer, training: Images, test: Images) -> str:
    """Publishes every snapshot as a revision of its own, then the last step; returns its commit.

    With --tag v1 the snapshots have tags too, v1-step-N. What such a tag names already is passed over, so that a
    publication that was killed goes on.
    """
    config, weights = checkpoint.read_config(folder), trainer.average.get_weights()
    for step in config["snapshots"]:
        earlier = Path(options.run) / "published" / f"step-{step}"
        shutil.copytree(folder, earlier, dirs_exist_ok=True)
        trainer.average.set_weights(read_snapshot(snapshot_path(Path(options.run), step)))
        checkpoint.replace_generator(trainer.average, step, earlier)
        tag = f"{options.tag}-step-{step}" if options.tag else None
        if not (tag and hub_utils.published(earlier, options.publish, tag)):
            score(options, earlier, training, test)
            hub_utils.publish(earlier, options.publish, tag=tag)
    trainer.average.set_weights(weights)
    before = hub_utils.published(folder, options.publish, options.tag) if options.tag else None
    return before or hub_utils.publish(folder, options.publish, tag=options.tag or None)


def main(options: Options) -> None:
    """Trains, saves and publishes. Raises GanError and HubError."""
    if options.threads:
        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    training, test = read(options.data)
    options.names_of(design_of(options, training).classes)  # or they are refused now, not when all is trained
    trainer = fit(options, training)
    if not trainer.place.first:
        return
    folder = export(options, trainer, training, test)
    print(f"Saved {folder}.")
    if options.publish:
        print(f"Published {publish(options, folder, trainer, training, test)}.")


if __name__ == "__main__":
    evaluation.run(main, parse_options)

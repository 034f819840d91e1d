"""Trains a generator against a critic, WGAN-GP, keeps snapshots, scores, saves and, if asked, publishes.

    python -m models.gan.train --data mnist/ --steps 20000
    python -m models.gan.train --data mnist/ --network article --latent 10 --penalty gradient-one-sided \\
        --critic_steps 5 --batch 100 --learning_rate 1e-4 --beta_1 0.5 --beta_2 0.999     article 4439, its perceptrons
    python -m models.gan.train --data ylecun/mnist --publish user/gan-digits --tag v1

A killed run goes on where it stopped when the same command is given again; its state, pictures of its progress and its
snapshots are in --run.
"""

import time
from pathlib import Path

import tensorflow as tf

from models.gan.data import Images, cell_of, read
from models.gan.model import Design
from models.gan.options import Options, parsed
from models.gan.progress import Progress, draw_grid, keep_snapshot, snapshot_steps
from models.gan.trainer import Trainer


def design_of(options: Options, images: Images) -> Design:
    """Networks for pictures of this size, these colours and these classes."""
    height, width, channels = images.pixels.shape[1:]
    if options.network == "article":
        return Design("article", height, width, channels, latent=options.latent)
    sizes = options.latent, options.filters, options.critic_filters
    return Design("house", height, width, channels, images.classes, cell_of(images.pixels), *sizes)


def fit(options: Options, images: Images) -> Trainer:
    """Trains until the steps are over."""
    run = Path(options.run)
    run.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(design_of(options, images), options)
    trainer.restore(run)
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


def main(options: Options) -> None:
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    training, _ = read(options.data)
    fit(options, training)


if __name__ == "__main__":
    main(parsed())

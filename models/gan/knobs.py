"""Directions of the latent space that each change one thing that is seen, and what they are called.

Latents are fitted to properties of their pictures by least squares, within classes (as Shen et al. 2020,
https://arxiv.org/abs/1907.10786, find directions of faces); the direction of a property is the one among those of all
that leaves the others as they are.

python -m models.gan.knobs checkpoints/gan-digits

prints what each knob changes, in standard deviations of the property; --knobs stroke,slant chooses others and writes
them.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.evaluation import open_folder, run
from models.gan import checkpoint
from models.gan.design import latents_of
from models.gan.predict import Gan, load
from models.gan.properties import PROPERTIES, TINY, check_names

SAMPLES, HELD_OUT = 3_000, 300  # latents that directions are found by, and those that they are measured on
TURN = 3.0  # how far to either side a knob is turned for that


def directions(gan: Gan, names: Sequence[str]) -> np.ndarray:
    """Unit latents along which one property grows and the others stay, float32 [properties, latent]."""
    latents, kinds = _latents(gan, SAMPLES, seed=0)
    values = _properties(gan.shades(latents, kinds), names)
    for kind in np.unique(kinds):
        values[kinds == kind] -= values[kinds == kind].mean(axis=0)
    slopes = np.linalg.lstsq(latents, values / (values.std(axis=0) + TINY), rcond=None)[0]
    ways = np.linalg.pinv(slopes)
    return np.ascontiguousarray(ways / (np.linalg.norm(ways, axis=1, keepdims=True) + TINY), np.float32)


def effects(gan: Gan) -> np.ndarray:
    """What turning each knob from −TURN to TURN changes: [knobs, properties], in standard deviations within a class."""
    latents, kinds = _latents(gan, HELD_OUT, seed=1)

    def measured(latents: np.ndarray) -> np.ndarray:
        return _properties(gan.shades(latents.astype(np.float32), kinds), gan.knobs)

    values = measured(latents)
    spread = np.sqrt(np.mean([values[kinds == kind].var(axis=0) for kind in np.unique(kinds)], axis=0))
    turned = [measured(latents + TURN * way) - measured(latents - TURN * way) for way in gan.directions]
    return np.stack([change.mean(axis=0) / spread for change in turned])


def table(gan: Gan) -> str:
    """The effects as Markdown, a row for each knob."""
    rows = [f"| knob | {' | '.join(gan.knobs)} |", f"| --- |{' ---: |' * len(gan.knobs)}"]
    for name, changes in zip(gan.knobs, effects(gan), strict=True):
        rows.append(f"| {name} | {' | '.join(f'{change:+.1f}' for change in changes)} |")
    return "\n".join(rows)


def _properties(shades: np.ndarray, names: Sequence[str]) -> np.ndarray:
    return np.stack([PROPERTIES[name](shades) for name in names], axis=1)


def _latents(gan: Gan, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    return latents_of(gan.design, count, seed), gan.kinds(count)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m models.gan.knobs", description=__doc__.partition("\n\n")[2])
    parser.add_argument("folder", type=Path, help="of a checkpoint")
    parser.add_argument("--knobs", default="", help=f"some of {', '.join(PROPERTIES)}, parted by commas")
    return parser.parse_args()


def main(given: argparse.Namespace) -> None:
    """Writes the knobs that are asked for, and prints what each changes. Raises GanError and FolderError."""
    gan = open_folder(load, given.folder)
    if given.knobs:
        names = given.knobs.split(",")
        check_names(names)
        checkpoint.replace_directions(given.folder, directions(gan, names), names)
        gan = load(given.folder)
    print(table(gan))


if __name__ == "__main__":
    run(main, arguments)

"""Whether drawing and changing captchas keep up with training, in pictures a second.

Drawing and changing are of one process; training has as many as there are cores, waits for nothing, and is timed within
`Model.fit` with what `models.memory` does and without, each in a process of its own.
"""

import time
from collections.abc import Iterator
from itertools import repeat
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from benchmarks._command import begin
from benchmarks._timing import number_apart, print_step
from models.captcha.augment import augment
from models.captcha.data import Recipe
from models.captcha.fonts import FOLDER

if TYPE_CHECKING:
    from models.captcha.encoding import Encoding

PICTURES, BATCH, STEPS = 400, 128, 12


def main() -> None:
    """Prints the table."""
    from models.captcha.model import NETWORKS

    encoding = NETWORKS["resnet-ctc"].encoding
    recipe = Recipe(fonts=str(FOLDER), mixed=True)
    recipe.example(0)  # opens the fonts
    began = time.perf_counter()
    pictures = [encoding.pixels(recipe.example(index)[0]) for index in range(PICTURES)]
    drawn = time.perf_counter()
    for index, pixels in enumerate(pictures):
        augment(pixels, Random(index))
    changed = time.perf_counter()
    kept, given_back = (
        BATCH / number_apart("benchmarks.captcha_step", f"_print_step_time({keep})") for keep in (True, False)
    )
    print("| captchas | a second |\n| --- | ---: |")
    print(f"| drawn | {PICTURES / (drawn - began):.0f} |")
    print(f"| changed anew | {PICTURES / (changed - drawn):.0f} |")
    print(f"| trained on, freed memory kept | {kept:.0f} |")
    print(f"| trained on, freed memory given back | {given_back:.0f} |")


def _print_step_time(keep: bool) -> None:
    """Prints the seconds of a training step."""
    from models import memory
    from models.captcha.model import NETWORKS
    from models.captcha.options import Options
    from models.captcha.train import compile_network

    if keep:
        memory.keep_freed()
    network = NETWORKS["resnet-ctc"]
    model = compile_network(network, Options())
    print_step(model, _batches(network.encoding), STEPS, warm=4)


def _batches(encoding: "Encoding") -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """One batch of each width, from which Keras takes what varies, then the usual width for ever."""
    noise, label = np.random.default_rng(0), encoding.label("a1B2")
    each = [
        (noise.random((BATCH, encoding.height, width, encoding.channels), np.float32), np.tile(label, (BATCH, 1)))
        for width in encoding.widths
    ]
    yield from each
    yield from repeat(each[0])


if __name__ == "__main__":
    begin(main)

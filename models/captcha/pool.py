"""Pictures drawn ahead and kept on disk, so that drawing never starves training; batches mixed from them.

Drawing costs as much time as a training step on the same picture: a pool is drawn once by all cores and each of its
pictures is then seen several times, changed anew every time by `augment`.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import count, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from random import Random
from threading import Thread

import numpy as np
from tqdm import tqdm

from models.captcha.augment import augmented
from models.captcha.data import Recipe
from models.captcha.encoding import LONGEST, Encoding
from models.captcha.labelled import Labelled

CHUNK = 500  # pictures that a process draws before it reports

Batch = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Pool:
    """A folder with pictures.npy, uint8 [n, height, width, channels], and labels.npy, int32 [n, longest]."""

    folder: Path
    share: float = 1.0  # of each batch

    @functools.cached_property
    def pictures(self) -> np.ndarray:
        """uint8 [n, height, width, channels], read from disk as needed."""
        return np.load(self.folder / "pictures.npy", mmap_mode="r")

    @functools.cached_property
    def labels(self) -> np.ndarray:
        """int32 [n, longest], as Encoding.label gives them."""
        return np.load(self.folder / "labels.npy", mmap_mode="r")


def drawn(recipe: Recipe, encoding: Encoding, size: int, folder: Path, workers: int, share: float = 1.0) -> Pool:
    """A pool of `size` examples of a recipe; what a killed call had drawn is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    _begin(folder, {"recipe": asdict(recipe), "encoding": asdict(encoding)}, encoding, size)
    done = np.load(folder / "done.npy")
    missing = np.flatnonzero(~done).tolist()
    if not missing:
        return Pool(folder, share)
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent) as executor:
        draw = functools.partial(_draw_chunk, recipe, encoding, folder)
        for chunk in tqdm(executor.map(draw, missing), "Drawing", len(missing), unit_scale=CHUNK, unit=" pictures"):
            done[chunk] = True
            np.save(folder / "done.npy", done)
    return Pool(folder, share)


def _begin(folder: Path, about: dict, encoding: Encoding, size: int) -> None:
    """Makes room for the pictures, unless it is there from an earlier call of the same."""
    told, text = folder / "pool.json", json.dumps(about | {"size": size})
    if told.exists() and told.read_text(encoding="utf-8") == text:
        return
    told.unlink(missing_ok=True)
    longest = encoding.slots or LONGEST
    shape = (size, encoding.height, encoding.width, encoding.channels)
    np.lib.format.open_memmap(folder / "pictures.npy", "w+", np.uint8, shape)
    np.lib.format.open_memmap(folder / "labels.npy", "w+", np.int32, (size, longest))
    np.save(folder / "done.npy", np.zeros(-(-size // CHUNK), bool))
    told.write_text(text, encoding="utf-8")


def _draw_chunk(recipe: Recipe, encoding: Encoding, folder: Path, chunk: int) -> int:
    pictures = np.load(folder / "pictures.npy", mmap_mode="r+")
    labels = np.load(folder / "labels.npy", mmap_mode="r+")
    for index in range(chunk * CHUNK, min((chunk + 1) * CHUNK, len(pictures))):
        image, text = recipe.example(index)
        pictures[index], labels[index] = encoding.pixels(image), encoding.label(text)
    pictures.flush()
    return chunk


def gathered(sources: Sequence[Labelled], encoding: Encoding, folder: Path, share: float = 1.0) -> Pool:
    """A pool of labelled pictures. Of a small source each picture stands in it more than once: its weight in a batch
    is the square root of its number of pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    largest = max(len(source.rows) for source in sources)
    pairs = [
        (encoding.pixels(image), encoding.label(text))
        for source in sources
        for image, text in source.all()
        for _ in range(round((largest / len(source.rows)) ** 0.5))
    ]
    pictures, labels = zip(*pairs, strict=True)
    np.save(folder / "pictures.npy", np.stack(pictures))
    np.save(folder / "labels.npy", np.stack(labels))
    return Pool(folder, share)


@dataclass(frozen=True)
class Mixture:
    """Batches from pools, each by its share; batch `index` is always the same."""

    pools: tuple[Pool, ...]
    size: int
    seed: int = 0

    def batch(self, index: int) -> Batch:
        """Pictures uint8 [size, height, width, channels], not normalised, and labels int32 [size, longest]."""
        generator = np.random.default_rng((self.seed, index))
        source = Random(f"{self.seed}/{index}")
        shares = np.array([pool.share for pool in self.pools])
        counts = generator.multinomial(self.size, shares / shares.sum())
        pictures, labels = [], []
        for pool, number in zip(self.pools, counts, strict=True):
            for row in generator.integers(len(pool.labels), size=number):
                pictures.append(augmented(pool.pictures[row], source))
                labels.append(pool.labels[row])
        return np.stack(pictures), np.stack(labels)


def stream(make_batch: Callable[[int], Batch], start: int = 0, workers: int = 1) -> Iterator[Batch]:
    """Endless batches from number `start` on, made in order by `workers` processes a few batches ahead.

    Starting at the step a run had reached continues it with the very batches it would have seen.
    """
    if workers == 0:
        yield from map(make_batch, count(start))
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent) as executor:
        numbers = count(start)
        waiting = [executor.submit(make_batch, number) for number in islice(numbers, 4 * workers)]
        while True:
            yield waiting.pop(0).result()
            waiting.append(executor.submit(make_batch, next(numbers)))


def _end_with_parent() -> None:
    """A killed training run must not leave its drawing processes waiting for ever."""

    def watch() -> None:
        parent_process().join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()

"""Pictures drawn ahead and kept on disk, so that drawing never starves training; batches mixed from them.

Drawing costs as much time as a training step on the same picture: a pool is drawn once by all cores and each of its
pictures is then seen several times, changed anew every time by `augment`.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count, islice
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from threading import Thread

import numpy as np
from tqdm import tqdm

from models import processes
from models.captcha.augment import augment
from models.captcha.data import Recipe
from models.captcha.encoding import MAX_LABEL, Encoding
from models.captcha.errors import UnreadableImageError
from models.captcha.labelled import Labelled

CHUNK = 500  # pictures that a process draws before it reports

Batch = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Pool:
    """A folder with pictures.npy, uint8 [n, height, widest, channels], of which widths.npy, int32 [n], says how much of
    each row counts, and labels.npy, int32 [n, longest]; weights.npy, float [n], if some are shown more often."""

    folder: Path
    share: float = 1.0  # of each batch

    def __reduce__(self):  # to another process goes where the pictures are, not the pictures
        return Pool, (self.folder, self.share)

    @functools.cached_property
    def pictures(self) -> np.ndarray:
        """uint8 [n, height, widest, channels], read from disk as needed."""
        return np.load(self.folder / "pictures.npy", mmap_mode="r")

    @functools.cached_property
    def widths(self) -> np.ndarray:
        """int32 [n]."""
        return np.load(self.folder / "widths.npy")

    @functools.cached_property
    def rows(self) -> dict[int, np.ndarray]:
        """Which pictures have each width that occurs."""
        return {int(width): np.flatnonzero(self.widths == width) for width in np.unique(self.widths)}

    @property
    def is_weighed(self) -> bool:
        """Whether some pictures are shown more often than others."""
        return (self.folder / "weights.npy").exists()

    @functools.cached_property
    def weights(self) -> np.ndarray:
        """How often each picture is shown beside the others, float64 [n]."""
        return np.load(self.folder / "weights.npy") if self.is_weighed else np.ones(len(self.labels))

    @functools.cached_property
    def chances(self) -> dict[int, np.ndarray]:
        """Of each width that occurs, the probability of each of its `rows`."""
        return {width: self.weights[rows] / self.weights[rows].sum() for width, rows in self.rows.items()}

    def picture(self, row: int) -> np.ndarray:
        """uint8 [height, width, channels]."""
        return self.pictures[row, :, : self.widths[row]]

    @functools.cached_property
    def labels(self) -> np.ndarray:
        """int32 [n, longest], as Encoding.label gives them."""
        return np.load(self.folder / "labels.npy", mmap_mode="r")


def weigh(pool: Pool, weights: np.ndarray) -> Pool:
    """The pool, its pictures shown by these weights, float [n]."""
    np.save(partial := pool.folder / "partial.npy", weights)
    partial.replace(pool.folder / "weights.npy")
    return Pool(pool.folder, pool.share)


def draw_pool(recipe: Recipe, encoding: Encoding, size: int, folder: Path, workers: int, share: float = 1.0) -> Pool:
    """A pool of `size` examples of a recipe; what a killed call had drawn is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    _make_room(folder, {"recipe": asdict(recipe), "encoding": asdict(encoding)}, encoding, size)
    done = np.load(folder / "done.npy")
    missing = np.flatnonzero(~done).tolist()
    if not missing:
        return Pool(folder, share)
    with processes.executor(workers, _end_with_parent) as executor:
        draw = functools.partial(_draw_chunk, recipe, encoding, folder)
        for chunk in tqdm(executor.map(draw, missing), "Drawing", len(missing), unit_scale=CHUNK, unit=" pictures"):
            done[chunk] = True
            np.save(folder / "done.npy", done)
    return Pool(folder, share)


def _make_room(folder: Path, about: dict, encoding: Encoding, size: int) -> None:
    """Makes room for the pictures, unless it is there from an earlier call of the same."""
    told, text = folder / "pool.json", json.dumps(about | {"size": size})
    if told.exists() and told.read_text(encoding="utf-8") == text:
        return
    told.unlink(missing_ok=True)
    (folder / "weights.npy").unlink(missing_ok=True)
    longest = encoding.slots or MAX_LABEL
    shape = (size, encoding.height, max(encoding.widths), encoding.channels)
    np.lib.format.open_memmap(folder / "pictures.npy", "w+", np.uint8, shape)
    np.lib.format.open_memmap(folder / "widths.npy", "w+", np.int32, (size,))
    np.lib.format.open_memmap(folder / "labels.npy", "w+", np.int32, (size, longest))
    np.save(folder / "done.npy", np.zeros(-(-size // CHUNK), bool))
    told.write_text(text, encoding="utf-8")


def _draw_chunk(recipe: Recipe, encoding: Encoding, folder: Path, chunk: int) -> int:
    pictures, widths, labels = (
        np.load(folder / f"{name}.npy", mmap_mode="r+") for name in ("pictures", "widths", "labels")
    )
    for index in range(chunk * CHUNK, min((chunk + 1) * CHUNK, len(pictures))):
        image, text = recipe.example(index)
        pixels = encoding.pixels(image)
        pictures[index, :, : pixels.shape[1]] = pixels
        widths[index], labels[index] = pixels.shape[1], encoding.label(text)
    pictures.flush()
    return chunk


def gather_pool(sources: Sequence[Labelled], encoding: Encoding, folder: Path, share: float = 1.0) -> Pool:
    """A pool of labelled pictures. Of a small source each picture stands in it more than once: its weight in a batch
    is the square root of its number of pictures. Raises CaptchaError if there are none, or a label does not fit."""
    sources = [source for source in sources if source.rows]
    if not sources:
        raise UnreadableImageError(
            "All labelled pictures are held out, to be scored on.", "Label more: of ten texts eight are learnt from."
        )
    folder.mkdir(parents=True, exist_ok=True)
    largest = max(len(source.rows) for source in sources)
    pairs = [
        (encoding.pixels(image), encoding.label(text))
        for source in sources
        for image, text in source.all()
        for _ in range(round((largest / len(source.rows)) ** 0.5))
    ]
    pictures, labels = zip(*pairs, strict=True)
    widest = max(encoding.widths)
    filled = [np.pad(pixels, ((0, 0), (0, widest - pixels.shape[1]), (0, 0))) for pixels in pictures]
    np.save(folder / "pictures.npy", np.stack(filled))
    np.save(folder / "widths.npy", np.array([pixels.shape[1] for pixels in pictures], np.int32))
    np.save(folder / "labels.npy", np.stack(labels))
    return Pool(folder, share)


@dataclass(frozen=True)
class Mixture:
    """Batches from pools, each by its share, of pictures of one width, each as often as it occurs; batch `index` is
    always the same."""

    pools: tuple[Pool, ...]
    size: int
    seed: int = 0

    def batch(self, index: int, width: int | None = None) -> Batch:
        """Pictures uint8 [size, height, width, channels], not normalised, and labels int32 [size, longest]; of a width
        drawn by chance if none is given."""
        generator, shares = np.random.default_rng((self.seed, index)), self._shares.values()
        if width is None:
            width = int(generator.choice(self.widths, p=[share.sum() for share in shares]))
        generator = np.random.default_rng((self.seed, index, width))
        source = Random(f"{self.seed}/{index}")
        counts = generator.multinomial(self.size, self._shares[width] / self._shares[width].sum())
        pictures, labels = [], []
        for pool, number in zip(self.pools, counts, strict=True):
            for row in generator.choice(pool.rows[width], number, p=pool.chances[width]) if number else ():
                pictures.append(augment(pool.picture(row), source))
                labels.append(pool.labels[row])
        return np.stack(pictures), np.stack(labels)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that occur."""
        return tuple(self._shares)

    @functools.cached_property
    def _shares(self) -> dict[int, np.ndarray]:
        """For each width the share that the pictures of that width in each pool have of all that is seen."""
        shares = np.array([pool.share for pool in self.pools]) / sum(pool.share for pool in self.pools)
        shown = [
            {width: pool.weights[rows].sum() / pool.weights.sum() for width, rows in pool.rows.items()}
            for pool in self.pools
        ]
        widths = sorted(set().union(*shown))
        return {width: shares * [part.get(width, 0.0) for part in shown] for width in widths}


def stream(make_batch: Callable[[int], Batch], start: int = 0, workers: int = 1) -> Iterator[Batch]:
    """Endless batches from number `start` on, made in order by `workers` processes a few batches ahead.

    Starting at the step a run had reached continues it with the very batches it would have seen.
    """
    if workers == 0:
        yield from map(make_batch, count(start))
    with processes.executor(workers, _end_with_parent) as executor:
        numbers = count(start)
        waiting = [executor.submit(make_batch, number) for number in islice(numbers, 4 * workers)]
        while True:
            yield waiting.pop(0).result()
            waiting.append(executor.submit(make_batch, next(numbers)))


def _end_with_parent() -> None:
    """A killed training run must not leave its drawing processes waiting for ever."""

    def watch(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    if parent := parent_process():
        Thread(target=watch, args=(parent,), daemon=True).start()

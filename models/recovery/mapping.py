"""The map of an image: what kind of data lies where, by samples.

map_image("disk.img").stretches

It asks the network of the checkpoint `blocks`, and only reads the image.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from models.recovery.answers import Progress, Stretch
from models.recovery.beginnings import packed_spans
from models.recovery.blocks import BLOCK_BYTES, Blocks, load
from models.recovery.errors import UnknownKindError
from models.recovery.source import Source

BUNDLED = Path(__file__).parents[2] / "checkpoints" / "blocks"
CELLS, MOST_CELLS = 512, 4_096
SAMPLES = 8  # blocks of a cell that are looked at
LARGEST_LOOKED_THROUGH = 1 << 30  # bytes of an image that is read whole for files that look random
AT_ONCE = 1_024  # blocks between two reports of progress
CELL_BYTES = 4_096  # the least of a cell: a block of most file systems


@dataclass(frozen=True)
class ImageMap:
    """What lies where on an image.

    `shares` has for each cell of `cell_bytes` bytes the mean probability of each of `kinds`, [cells][kinds]; the last
    cell may be smaller. `stretches` are neighbouring cells whose most probable kind is the same. `totals` are the
    shares of the whole image.
    """

    size: int
    cell_bytes: int
    kinds: tuple[str, ...]
    shares: tuple[tuple[float, ...], ...]
    stretches: tuple[Stretch, ...]
    totals: tuple[float, ...]


@cache
def bundled() -> Blocks:
    """The network of the checkpoint that comes with the project."""
    return load(BUNDLED)


def map_image(path: str | Path, cells: int = CELLS, blocks: Blocks | None = None, device: bool = False) -> ImageMap:
    """What kind of data lies where on an image, by SAMPLES blocks of each cell.

    Args:
        path: the image; it is only read.
        cells: how many cells the map has at most, 1 to MOST_CELLS; none is smaller than CELL_BYTES.
        blocks: the network; the bundled one if none is given.
        device: whether a block device is meant.

    Raises:
        UnknownKindError: there cannot be so many cells.
        SourceError: there is no image, or none that can be looked at.
    """
    answer = None
    for step in scan_map(path, cells, blocks, device):
        if isinstance(step, ImageMap):
            answer = step
    assert answer is not None
    return answer


def scan_map(
    path: str | Path, cells: int = CELLS, blocks: Blocks | None = None, device: bool = False
) -> Iterator[Progress | ImageMap]:
    """As `map_image`, with progress over the bytes of the image; the map comes last."""
    if not 1 <= cells <= MOST_CELLS:
        raise UnknownKindError(f"A map of {cells} cells cannot be drawn.", f"Ask for 1 to {MOST_CELLS:,}.")
    network = blocks or bundled()
    with Source(path, device) as source:
        size = source.size
        yield Progress(0, size, 0)
        cell = -(-size // cells)
        cell = -(-cell // CELL_BYTES) * CELL_BYTES
        starts = range(0, size, cell)
        rows: list[np.ndarray] = []
        group = max(1, AT_ONCE // SAMPLES)
        for first in range(0, len(starts), group):
            some = starts[first : first + group]
            samples = [_sample(source, start, min(cell, size - start)) for start in some]
            given = network.probabilities(np.concatenate(samples))
            rows += [part.mean(axis=0) for part in np.split(given, np.cumsum([len(part) for part in samples])[:-1])]
            yield Progress(min(size, some[-1] + cell), size, 0)
        shares = np.stack(rows)
        if size <= LARGEST_LOOKED_THROUGH:
            _call_packed(shares, packed_spans(source), cell, network.kinds)
    yield _map_of(shares, size, cell, network.kinds)


def _call_packed(shares: np.ndarray, spans: Iterable[tuple[int, int]], cell: int, kinds: tuple[str, ...]) -> None:
    """Counts as compressed what seems random of cells, as far as files lie there that are compressed."""
    random, compressed = kinds.index("random"), kinds.index("compressed")
    covered = np.zeros(len(shares))
    for start, end in spans:
        for number in range(start // cell, min(-(-end // cell), len(shares))):
            covered[number] += (min(end, (number + 1) * cell) - max(start, number * cell)) / cell
    moved = shares[:, random] * covered.clip(0, 1)
    shares[:, compressed] += moved
    shares[:, random] -= moved


def _sample(source: Source, start: int, length: int) -> np.ndarray:
    """Blocks of a cell, evenly spread, uint8 [n, BLOCK_BYTES]; what is less than a block is filled up with zeros."""
    count = max(1, min(SAMPLES, length // BLOCK_BYTES))
    places = [start + int(part) // BLOCK_BYTES * BLOCK_BYTES for part in np.linspace(0, length, count, endpoint=False)]
    pieces = [source.read(place, min(BLOCK_BYTES, start + length - place)) for place in places]
    joined = b"".join(piece.ljust(BLOCK_BYTES, b"\0") for piece in pieces)
    return np.frombuffer(joined, np.uint8).reshape(-1, BLOCK_BYTES)


def _map_of(shares: np.ndarray, size: int, cell: int, kinds: tuple[str, ...]) -> ImageMap:
    best = shares.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    stretches = tuple(
        Stretch(
            first * cell,
            min(last * cell, size) - first * cell,
            kinds[int(best[first])],
            round(float(shares[first:last, int(best[first])].mean()), 3),
        )
        for first, last in pairwise(edges)
    )
    lengths = np.full(len(shares), cell)
    lengths[-1] = size - cell * (len(shares) - 1)
    totals = (shares * lengths[:, None]).sum(axis=0) / size
    rounded = tuple(tuple(row) for row in shares.astype(float).round(3).tolist())
    return ImageMap(size, cell, kinds, rounded, stretches, tuple(totals.round(4).tolist()))

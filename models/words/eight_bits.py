"""Tables of vectors in eight bits with one scale a row, a quarter of float32: read where they lie in their file, which
all processes that have them open share, and turned into floats a few rows at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROWS = 4096  # that are floats at a time: some 3 MB of 200 dimensions, about what a processor's cache holds


@dataclass(frozen=True)
class EightBits:
    """A table, int8 [rows, dimensions] and float32 [rows]: rows that are asked for are float32."""

    numbers: np.ndarray
    scale: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numbers.shape

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, rows: Any) -> np.ndarray:
        return dequantise(self.numbers[rows], self.scale[rows])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self[:] if dtype is None else self[:].astype(dtype)

    def blocks(self) -> Iterator[slice]:
        """All rows, some at a time."""
        return (slice(start, start + ROWS) for start in range(0, len(self), ROWS))

    def products(self, vectors: np.ndarray) -> np.ndarray:
        """The products of vectors, float32 [n, dimensions], with all rows: float32 [n, rows]."""
        found = np.empty((len(vectors), len(self)), np.float32)
        for rows in self.blocks():
            np.matmul(vectors, self[rows].T, out=found[:, rows])
        return found


def quantise(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 [rows, dimensions] and float32 [rows]: their products come within half a scale of the table."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    return np.rint(table / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def dequantise(numbers: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """float32 [rows, dimensions]."""
    return np.multiply(numbers, scale[..., None], dtype=np.float32)


def mapped(file: Path, name: str) -> np.ndarray:
    """A tensor int8 of a safetensors file, in place."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        tensor = json.loads(stream.read(length))[name]
    return np.memmap(file, np.int8, "r", 8 + length + tensor["data_offsets"][0], tuple(tensor["shape"]))

"""Loads a checkpoint folder and tells the kinds of blocks, through ONNX Runtime.

blocks = load(hub_utils.fetch("blocks"))
blocks.probabilities(pieces)     # uint8 [n, 512] to float32 [n, kinds]
"""

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.recovery.blocks import checkpoint
from models.recovery.errors import RecoveryError

if TYPE_CHECKING:
    import onnxruntime

MAX_ROWS = 512  # blocks at a time: their embeddings then stay in a processor's cache


class WrongBlockError(RecoveryError):
    """Bytes that do not have the size of the blocks that a network was trained on."""


class Blocks:
    """A network that tells what a block holds. Safe to use from several threads."""

    def __init__(self, folder: str | os.PathLike[str]):
        self._folder = Path(folder)
        self.config = checkpoint.read_config(self._folder)
        self.kinds: tuple[str, ...] = tuple(self.config["kinds"])
        self.block_bytes: int = self.config["block_bytes"]

    def probabilities(self, blocks: np.ndarray) -> np.ndarray:
        """How probable each kind is, float32 [n, kinds].

        Args:
            blocks: uint8 [n, size], size a multiple of `block_bytes`: the answers for the pieces of a larger block
                are averaged as logarithms, empty ones left out unless all are.

        Raises:
            WrongBlockError: they have another shape or type.
        """
        if blocks.ndim != 2 or blocks.shape[1] % self.block_bytes or not blocks.shape[1] or blocks.dtype != np.uint8:
            raise WrongBlockError(
                f"The blocks are {blocks.dtype} {list(blocks.shape)}.",
                f"Give bytes, uint8 [n, {self.block_bytes}] or a multiple of that.",
            )
        pieces = blocks.reshape(-1, self.block_bytes)
        empty = (pieces == pieces[:, :1]).all(axis=1)
        weights = np.where(empty, 0, 1).reshape(len(blocks), -1, 1).astype(np.float32)
        weights[~weights.any(axis=(1, 2))] = 1
        logs = self._logs(pieces, empty).reshape(len(blocks), -1, len(self.kinds))
        return _softmax((logs * weights).sum(axis=1) / weights.sum(axis=1))

    def kind(self, block: bytes) -> str:
        """The most probable kind of one block of `block_bytes` bytes or a multiple. Raises WrongBlockError."""
        return self.kinds[int(self.probabilities(np.frombuffer(block, np.uint8)[None])[0].argmax())]

    def _logs(self, pieces: np.ndarray, empty: np.ndarray) -> np.ndarray:
        """Logarithms of probabilities. A block of one byte repeated is empty, which needs no network to be told."""
        logs = np.full((len(pieces), len(self.kinds)), np.log(1e-6), np.float32)
        logs[:, self.kinds.index("empty")] = 0
        used = np.flatnonzero(~empty)
        for start in range(0, len(used), MAX_ROWS):
            rows = used[start : start + MAX_ROWS]
            logits = self._session.run(None, {self._input: pieces[rows].astype(np.int32)})[0]
            logs[rows] = np.log(_softmax(logits / self.config["temperature"]) + 1e-9)
        return logs

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # a scan goes on beside other visitors
        path = self._folder / checkpoint.MODEL
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _input(self) -> str:
        name: str = self._session.get_inputs()[0].name
        return name


def load(folder: str | os.PathLike[str]) -> Blocks:
    """Loads a checkpoint folder."""
    return Blocks(folder)


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)

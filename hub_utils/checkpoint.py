"""The checkpoint folder, the same on the Hub, in the cache and in `checkpoints/`: what must be in it, and is it sound.

| file | for |
| --- | --- |
| README.md | the model card, written by card.py |
| .eval_results/ | those of its numbers that the Hub gathers by data set, written by card.py too |
| config.json | everything that `predict` needs, its `format` and `system`, the shapes of its `tensors`, its `card` |
| metrics.json | the numbers on the card |
| model.keras, model.onnx | the network, for fine-tuning and for serving |
| vectors.safetensors, tokenizer.json | word vectors and their vocabulary |
| model.safetensors | trees, instead of a network |
"""

import json
import logging
import os
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from hub_utils import eval_results, pins
from hub_utils.errors import CorruptCheckpointError, IncompatibleCheckpointError

FORMAT = 1
REQUIRED = ("config.json", "metrics.json")
WEIGHTS = ("model.onnx", "vectors.safetensors", "model.safetensors")  # at least one of them
SLOW_FILE_BYTES = 25_000_000  # bytes: more is slow to fetch on a Space's first start, and is said
MAX_FILE_BYTES = 100_000_000  # bytes: more is refused, before it is downloaded

log = logging.getLogger(__name__)


Kind = Literal["bundled", "hub", "cache"]


@dataclass(frozen=True)
class Origin:
    """Where a checkpoint came from. `revision` is the full commit id; `steps` tell in order how it was found."""

    kind: Kind
    repo: str | None
    revision: str | None
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Checkpoint(os.PathLike[str]):
    """A sound checkpoint folder; `open`, `Path` and the `load` functions take it like a path."""

    path: Path
    name: str
    origin: Origin

    def __fspath__(self) -> str:
        return str(self.path)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The content of config.json."""
        return read_json(self.path / "config.json")

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """The content of metrics.json."""
        return read_json(self.path / "metrics.json")


def validate(folder: Path, system: str | None = None) -> None:
    """Cheap checks, some milliseconds: what must be there is there, nothing is cut off, this version can read it.

    Args:
        folder: the checkpoint folder.
        system: the package under models/ that it must be for, any if None.

    Raises:
        CorruptCheckpointError: a file is missing, empty, too large or not of its kind.
        IncompatibleCheckpointError: a newer format, or a checkpoint of another system.
    """
    for file in REQUIRED:
        if not (folder / file).is_file():
            raise CorruptCheckpointError(f"{folder.name} has no {file}.")
    if not any((folder / file).is_file() for file in WEIGHTS):
        raise CorruptCheckpointError(f"{folder.name} has neither {' nor '.join(WEIGHTS)}.")
    _check_config(read_json(folder / "config.json"), system)
    for file, sound in FILES.items():
        path = folder / file
        if path.is_file():
            check_size(file, path.stat().st_size)
            if not sound(path):
                raise CorruptCheckpointError(f"{file} is empty, cut off or not what its name says.")


def check_size(file: str, size: int) -> None:
    """Warns of a large file and refuses a huge one; `size` in bytes."""
    if size > MAX_FILE_BYTES:
        most = f"{MAX_FILE_BYTES / 1e6:.0f} MB"
        raise CorruptCheckpointError(f"{file} has {size / 1e6:.0f} MB; at most {most} are served.")
    if size > SLOW_FILE_BYTES:
        quick = SLOW_FILE_BYTES / 1e6
        log.warning("%s has %.0f MB, more than the %.0f MB that start quickly.", file, size / 1e6, quick)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object; raises CorruptCheckpointError if the file holds anything else."""
    try:
        content = parse_json(path.read_bytes())
    except ValueError:
        raise CorruptCheckpointError(f"{path.name} is not JSON.") from None
    if not isinstance(content, dict):
        raise CorruptCheckpointError(f"{path.name} is not a JSON object.")
    return content


def parse_json(content: bytes) -> Any:
    """What JSON in UTF-8 says.

    Raises ValueError for anything else, for what is nested too deeply, and for halves of characters, `\\ud800`, which
    no page and no log can show.
    """
    text = content.decode("utf-8")
    try:
        value = json.loads(text)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("It is nested too deeply.") from error
    return value


def _check_config(config: dict[str, Any], system: str | None) -> None:
    written, found = config.get("format"), config.get("system")
    if not isinstance(written, int) or found not in {line.system for line in pins.TABLE.values()}:
        raise IncompatibleCheckpointError(
            "config.json is not that of a Kexue Space checkpoint.", "Use a repo that hub_utils.publish has written."
        )
    if written > FORMAT:
        raise IncompatibleCheckpointError(f"The checkpoint has format {written}, this version reads up to {FORMAT}.")
    if system not in (None, found):
        raise IncompatibleCheckpointError(
            f"The checkpoint is for {found}, not for {system}.", "Correct the repo's name."
        )


def _is_json(path: Path) -> bool:
    return bool(read_json(path))


def _is_text(path: Path) -> bool:
    return path.stat().st_size > 0


def _is_protobuf(path: Path) -> bool:
    """Walks the outermost fields: a cut-off file, an error page and an LFS pointer all break their lengths."""
    data, position = memoryview(path.read_bytes()), 0
    try:
        while position < len(data):
            key, position = _varint(data, position)
            if key & 7 == 0:
                _, position = _varint(data, position)
            elif key & 7 == 2:
                length, position = _varint(data, position)
                position += length
            else:  # ModelProto has only integers and length-delimited fields
                return False
    except IndexError:
        return False
    return position == len(data) > 0


def _varint(data: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):  # at most ten bytes
        byte = data[position]
        value, position = value | (byte & 0x7F) << shift, position + 1
        if byte < 0x80:
            return value, position
    raise IndexError("no varint")


def _is_safetensors(path: Path) -> bool:
    """Eight bytes of header length, a JSON header, and exactly the data whose offsets it gives."""
    with path.open("rb") as stream:
        length, size = int.from_bytes(stream.read(8), "little"), path.stat().st_size
        if not 2 <= length <= size - 8:
            return False
        try:
            header = json.loads(stream.read(length))
            ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        except (ValueError, AttributeError, LookupError, TypeError, RecursionError):
            return False
    return bool(ends) and 8 + length + max(ends) == size


# The only files that are ever fetched or published, so that no repo can bring pickles or code, and a test of each.
FILES = {
    "README.md": _is_text,
    eval_results.FILE: _is_text,
    "config.json": _is_json,
    "metrics.json": _is_json,
    "model.keras": zipfile.is_zipfile,
    "model.onnx": _is_protobuf,
    "critic.onnx": _is_protobuf,  # of a GAN, with the classifier that scores it, its snapshots, and real pictures
    "judge.onnx": _is_protobuf,
    "snapshots.safetensors": _is_safetensors,
    "gallery.safetensors": _is_safetensors,
    "reference.safetensors": _is_safetensors,  # mean and covariance of the features that a distance is measured from
    "vectors.safetensors": _is_safetensors,
    "model.safetensors": _is_safetensors,  # trees of articles and threads
    "tokenizer.json": _is_json,
    "tokenizer_config.json": _is_json,
}
SERVING = tuple(
    file for file in FILES if file not in ("model.keras", eval_results.FILE)
)  # what a copy must have to be served

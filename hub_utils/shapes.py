"""Do the weights have the shapes that config.json says? Told by the files' headers, without loading a model."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hub_utils.checkpoint import Checkpoint
from hub_utils.errors import CorruptCheckpointError, IncompatibleCheckpointError

Shape = list[int | None]  # None: any size, as of a batch


def check_shapes(checkpoint: Checkpoint) -> None:
    """Compares the tensors of the weights with what config.json promises of them.

    Raises:
        CorruptCheckpointError: config.json lacks what says the shapes, or a file has no header that can be read.
        IncompatibleCheckpointError: they disagree.
    """
    config = checkpoint.config
    expect, read = SYSTEMS.get(config.get("system"), (None, None))
    if expect is None:
        return
    try:
        expected = expect(config)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        raise CorruptCheckpointError(
            f"config.json of {checkpoint.name} does not say the shapes of its tensors."
        ) from None
    found = read(checkpoint.path)
    for tensor, shape in expected.items():
        if not _agree(found.get(tensor), shape):
            cause = f"{tensor} of {checkpoint.name} has the shape {found.get(tensor)}, config.json says {shape}."
            raise IncompatibleCheckpointError(cause, "Publish weights and config.json of the same training.")


def _agree(found: Shape | None, expected: Shape) -> bool:
    if found is None or len(found) != len(expected):
        return False
    return all(one is None or other is None or one == other for one, other in zip(found, expected, strict=True))


def _captcha(config: Mapping[str, Any]) -> dict[str, Shape]:
    encoding = config["encoding"]
    classes = len(encoding["charset"]) + (0 if encoding["slots"] else 1)  # the blank
    return {
        "input": [None, encoding["height"], encoding["width"], encoding["channels"]],
        "output": [None, int(config["steps"]), classes],
    }


def _words(config: Mapping[str, Any]) -> dict[str, Shape]:
    table = [int(config["words"]), int(config["dimensions"])]
    return {"input": table, "output": table, "part": [int(config["parts"]), table[1]], "counts": table[:1]}


def _gan(config: Mapping[str, Any]) -> dict[str, Shape]:
    design = config["design"]
    return {
        "input": [None, design["latent"]],
        "output": [None, design["height"], design["width"], design["channels"]],
    }


def _onnx(folder: Path) -> dict[str, Shape]:
    """The shapes of the first input and output of model.onnx."""
    import onnx  # here: half a second

    try:
        graph = onnx.load(folder / "model.onnx", load_external_data=False).graph
        ends = {"input": graph.input[0], "output": graph.output[0]}
    except Exception as error:  # protobuf's own, the operating system's, or no inputs
        raise CorruptCheckpointError(f"model.onnx cannot be read ({type(error).__name__}).") from error
    return {name: [size.dim_value or None for size in end.type.tensor_type.shape.dim] for name, end in ends.items()}


def _safetensors(folder: Path) -> dict[str, Shape]:
    """The shapes of the tensors in vectors.safetensors."""
    try:
        with (folder / "vectors.safetensors").open("rb") as stream:
            header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
        return {name: tensor["shape"] for name, tensor in header.items() if name != "__metadata__"}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CorruptCheckpointError(f"vectors.safetensors cannot be read ({type(error).__name__}).") from error


# Of each system: what config.json promises, and where the shapes are written.
SYSTEMS: dict[str, tuple[Callable, Callable]] = {
    "captcha": (_captcha, _onnx),
    "gan": (_gan, _onnx),
    "words": (_words, _safetensors),
}

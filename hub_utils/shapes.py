"""Do the weights have the shapes that config.json says? Told by the files' headers, without loading a model.

"tensors": {"model.onnx": {"image": [null, 64, 64, 3], ...}}   in config.json, by file and name; null is a free size

Of an ONNX file these are its inputs and outputs, of a safetensors file all that it holds.
"""

import json
from pathlib import Path

from hub_utils.checkpoint import WEIGHTS, Checkpoint
from hub_utils.errors import CorruptCheckpointError, IncompatibleCheckpointError

Shape = list[int | None]
FILES = (*WEIGHTS, "critic.onnx", "judge.onnx")  # those whose shapes are compared, as far as a folder has them


def check_shapes(checkpoint: Checkpoint) -> None:
    """Compares the tensors of the weights with what config.json says of them.

    Raises:
        CorruptCheckpointError: config.json does not say any shapes, or a file has no header that can be read.
        IncompatibleCheckpointError: they disagree.
    """
    told = checkpoint.config.get("tensors")
    if not isinstance(told, dict) or not all(isinstance(shapes, dict) for shapes in told.values()):
        raise CorruptCheckpointError(f"config.json of {checkpoint.name} does not say the shapes of its tensors.")
    found = tensor_shapes(checkpoint.path)
    for file in sorted(told.keys() | found.keys()):
        ours, theirs = found.get(file, {}), told.get(file, {})
        for tensor in sorted(ours.keys() | theirs.keys()):
            if tensor not in ours or tensor not in theirs or ours[tensor] != theirs[tensor]:
                raise IncompatibleCheckpointError(
                    f"{tensor} in {file} of {checkpoint.name} has the shape {ours.get(tensor)}, config.json says "
                    f"{theirs.get(tensor)}.",
                    "Publish weights and config.json of the same training.",
                )


def tensor_shapes(folder: Path) -> dict[str, dict[str, Shape]]:
    """The section `tensors` of config.json, read off the headers of a folder's weights.

    Raises:
        CorruptCheckpointError: a file has no header that can be read.
    """
    files = [folder / file for file in FILES if (folder / file).is_file()]
    return {file.name: _onnx_shapes(file) if file.suffix == ".onnx" else _safetensors_shapes(file) for file in files}


def _onnx_shapes(file: Path) -> dict[str, Shape]:
    """The shapes of a network's inputs and outputs."""
    import onnx  # here: half a second

    try:
        graph = onnx.load(file, load_external_data=False).graph
        weights = {weight.name for weight in graph.initializer}  # which older exporters list among the inputs
        ends = [end for end in (*graph.input, *graph.output) if end.name not in weights]
        return {end.name: [size.dim_value or None for size in end.type.tensor_type.shape.dim] for end in ends}
    except Exception as error:  # protobuf's own, or the operating system's
        raise CorruptCheckpointError(f"{file.name} cannot be read ({type(error).__name__}).") from error


def _safetensors_shapes(file: Path) -> dict[str, Shape]:
    """The shapes of all tensors."""
    try:
        with file.open("rb") as stream:
            length = min(int.from_bytes(stream.read(8), "little"), file.stat().st_size)
            header = json.loads(stream.read(length))
        return {name: tensor["shape"] for name, tensor in header.items() if name != "__metadata__"}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CorruptCheckpointError(f"{file.name} cannot be read ({type(error).__name__}).") from error

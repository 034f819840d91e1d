"""A checkpoint folder that is valid in every respect and a few hundred bytes long."""

import json
import zipfile
from pathlib import Path
from typing import Any

import onnx

Shapes = tuple[tuple[int, ...], tuple[int, ...]]

CARD = {
    "title": "Tiny reader",
    "summary": "Answers with its input.",
    "licence": "apache-2.0",
    "data": "None.",
    "training": "`python -m tests.hub_utils.tiny_checkpoint`",
    "limits": ["It reads nothing.", "It never did."],
    "out_of_scope": ["Reading."],
    "usage": 'hub_utils.fetch("captcha")',
    "sources": ["https://kexue.fm/archives/4138"],
    "pipeline_tag": "image-to-text",
    "languages": ["en", "zh"],
    "tags": ["captcha"],
}
RESULT = {"task": "image-to-text", "dataset": "drawn, 4 characters", "metric": "exact match", "value": 0.875, "n": 8}
METRICS = {
    "command": "python -m models.captcha.evaluate checkpoints/captcha",
    "headline": {"name": "exact match", "value": 0.875, "unit": "fraction"},
    "results": [
        RESULT | {"interval": [0.53, 0.98]},
        RESULT | {"metric": "edit distance", "value": 1.5, "unit": "characters"},
        RESULT | {"dataset": "drawn, 6 characters", "value": 0.25},
    ],
}
TENSORS = {"model.onnx": {"x": [1], "y": [1]}}


def write(
    folder: Path, system: str = "captcha", scale: float = 1.0, shapes: Shapes = ((1,), (1,)), **config: Any
) -> Path:
    """Writes the folder; `scale` is a weight of its network, so that two folders can differ.

    `shapes` are those that the network says of its input and output; a further argument is an entry of config.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"format": 1, "system": system, "tensors": TENSORS, "card": CARD} | config
    (folder / "config.json").write_text(json.dumps(settings))
    (folder / "metrics.json").write_text(json.dumps(METRICS))
    (folder / "model.onnx").write_bytes(network(scale, shapes))
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        archive.writestr(zipfile.ZipInfo("config.json"), "{}")
    return folder


def network(scale: float, shapes: Shapes = ((1,), (1,))) -> bytes:
    """An ONNX model with one multiplication."""
    kind = onnx.TensorProto.FLOAT
    ends = [onnx.helper.make_tensor_value_info(name, kind, shape) for name, shape in zip("xy", shapes, strict=True)]
    weight = onnx.helper.make_tensor("scale", kind, [1], [scale])
    node = onnx.helper.make_node("Mul", ["x", "scale"], ["y"])
    graph = onnx.helper.make_graph([node], "tiny", ends[:1], ends[1:], [weight])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)]).SerializeToString()


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder."""
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}

"""The checkpoint folder of a generator: what is written, read back, and said about it on the card.

config.json            the networks' sizes, the classes' names, the steps of the snapshots, the card
model.keras            the averaged generator, for fine-tuning; model.onnx the same; critic.onnx, judge.onnx
snapshots.safetensors  the generator's youth: for each step its ONNX graph, and the large weights in eight bits
gallery.safetensors    some real pictures, their classes, and the directions of the latents that change pictures most
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.gan.data import Images
from models.gan.design import Design

if TYPE_CHECKING:
    import keras
    import onnx

FORMAT = 1
LARGE = 256  # numbers from which on a weight is kept in fewer bits
ROW = 32  # weights that share one scale, of a snapshot
GALLERY = 600  # real pictures
GENERATOR, CRITIC, SNAPSHOTS, SHOWN = "model.onnx", "critic.onnx", "snapshots.safetensors", "gallery.safetensors"

CARD = {
    "licence": "apache-2.0",
    "pipeline_tag": "unconditional-image-generation",
    "library": "keras",
    "tags": ["gan", "wgan-gp", "onnx"],
    "limits": [
        "It draws what its training set has, nothing else; what is rare there is drawn badly or never.",
        "The Fréchet classifier distance is taken in the features of the judge in this folder: it is no FID, and "
        "compares only with figures of the same judge.",
    ],
    "out_of_scope": ["Passing a generated picture off as a real one."],
    "intended_use": "Learning and teaching.",
    "sources": [
        "https://kexue.fm/archives/4439",
        "https://arxiv.org/abs/1704.00028",
        "https://arxiv.org/abs/1802.05637",
    ],
}


@dataclass(frozen=True)
class Gallery:
    """Real pictures, uint8 [n, height, width, channels], their classes int64 [n] or None, and latent directions.

    `directions` are unit vectors, float32 [d, latent], those that change the judge's features most first.
    """

    pixels: np.ndarray
    labels: np.ndarray | None
    directions: np.ndarray


def save(
    generator: "keras.Model",
    critic: "keras.Model",
    youth: Mapping[int, Sequence[np.ndarray]],
    design: Design,
    about: Mapping[str, Any],
    folder: Path,
) -> Path:
    """Writes config.json, model.keras and the networks as ONNX; `write_gallery` adds the rest.

    A judge that is in the folder already gets its shapes into config.json too.

    Args:
        generator: the averaged one, at the last step.
        critic: at the last step.
        youth: the generator's weights at earlier steps, as `get_weights` gives them.
        design: of both networks.
        about: `step` that the weights are of, `dataset` and `names` of its classes, and title, summary, data, training
            and usage of the card.
        folder: where to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generator.save(folder / "model.keras")
    grown = generator.get_weights()
    states = {}
    for step, weights in youth.items():
        generator.set_weights(weights)
        states[step] = _exported(generator, folder / GENERATOR)
    generator.set_weights(grown)
    _write_halved(_exported(generator, folder / GENERATOR), folder / GENERATOR)
    _write_halved(_exported(critic, folder / CRITIC), folder / CRITIC)
    write_snapshots(states, folder / SNAPSHOTS)
    card = CARD | {key: about[key] for key in ("title", "summary", "data", "training", "usage")}
    config = {"format": FORMAT, "system": "gan", "dataset": about["dataset"], "names": list(about["names"])}
    config |= {"step": about["step"], "snapshots": sorted(states), "design": asdict(design)}
    config |= {"tensors": tensor_shapes(folder), "card": card}
    _write(folder / "config.json", config)
    return folder


def replace_generator(generator: "keras.Model", step: int, folder: Path) -> None:
    """Makes a folder that of an earlier step: its own networks, and only the snapshots before it."""
    from safetensors.numpy import load_file, save_file

    generator.save(folder / "model.keras")
    _write_halved(_exported(generator, folder / GENERATOR), folder / GENERATOR)
    config = read_config(folder)
    kept = [at for at in config["snapshots"] if at < step]
    tensors = {key: it for key, it in load_file(folder / SNAPSHOTS).items() if int(key.split("/")[0]) in kept}
    save_file(tensors, folder / SNAPSHOTS)
    _write(folder / "config.json", config | {"step": step, "snapshots": kept})


def read_config(folder: Path) -> dict[str, Any]:
    """The content of config.json."""
    return json.loads((folder / "config.json").read_text(encoding="utf-8"))


def design_of(config: Mapping[str, Any]) -> Design:
    """The sizes of the networks."""
    return Design(**config["design"])


def write_metrics(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Stores the numbers on the card."""
    _write(folder / "metrics.json", metrics)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _exported(network: "keras.Model", path: Path) -> "onnx.ModelProto":
    import onnx

    network([np.zeros((1, *given.shape[1:]), given.dtype) for given in network.inputs])  # export wants a called one
    network.export(path, format="onnx", verbose=False)
    return onnx.load(path)


def _write_halved(model: "onnx.ModelProto", path: Path) -> None:
    """Writes a network with its large weights in 16 bits, which ONNX Runtime widens once when it loads them."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    for tensor in _large(model):
        half = f"{tensor.name}/half"
        graph.initializer.append(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), half))
        graph.node.insert(0, helper.make_node("Cast", [half], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
    onnx.save(model, path)


def write_snapshots(models: Mapping[int, "onnx.ModelProto"], path: Path) -> None:
    """Stores the network of every step: step/graph without its large weights, and these in eight bits.

    A scale for every ROW of numbers keeps them within half of it. Large weights are removed from the models.
    """
    from onnx import numpy_helper
    from safetensors.numpy import save_file

    tensors = {}
    for step, model in models.items():
        for tensor in _large(model):
            values = numpy_helper.to_array(tensor)
            rows = np.pad(values.ravel(), (0, -values.size % ROW)).reshape(-1, ROW)
            scale = (np.maximum(np.abs(rows).max(axis=1), 1e-6) / 127).astype(np.float16)
            whole = np.rint(rows / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8)
            tensors[f"{step}/weight/{tensor.name}"] = whole.ravel()[: values.size].reshape(values.shape)
            tensors[f"{step}/scale/{tensor.name}"] = scale
            model.graph.initializer.remove(tensor)
        tensors[f"{step}/graph"] = np.frombuffer(model.SerializeToString(), np.uint8)
    save_file(tensors, path)


def _large(model: "onnx.ModelProto") -> list:
    from onnx import TensorProto

    return [it for it in model.graph.initializer if it.data_type == TensorProto.FLOAT and np.prod(it.dims) >= LARGE]


def read_snapshots(path: Path) -> dict[int, bytes]:
    """The ONNX network of every step, its weights widened again."""
    import onnx
    from onnx import numpy_helper
    from safetensors.numpy import load_file

    tensors, found = load_file(path), {}
    for key in sorted(key for key in tensors if key.endswith("/graph")):
        step = key.split("/")[0]
        model = onnx.load_from_string(tensors[key].tobytes())
        for name in [it for it in tensors if it.startswith(f"{step}/weight/")]:
            numbers, title = tensors[name], name.split("/", 2)[2]
            scale = np.repeat(tensors[f"{step}/scale/{title}"].astype(np.float32), ROW)[: numbers.size]
            model.graph.initializer.append(numpy_helper.from_array(numbers * scale.reshape(numbers.shape), title))
        found[int(step)] = model.SerializeToString()
    return found


def write_gallery(folder: Path, images: Images, cell: int, directions: np.ndarray) -> None:
    """Stores GALLERY real pictures, evenly spaced, one value for each of their squares, and latent directions."""
    from safetensors.numpy import save_file

    rows = np.linspace(0, len(images) - 1, min(GALLERY, len(images))).astype(int)
    tensors = {"pixels": np.ascontiguousarray(images.pixels[rows, ::cell, ::cell]), "directions": directions}
    if images.labels is not None:
        tensors["labels"] = images.labels[rows].astype(np.uint8)
    save_file(tensors, folder / SHOWN)


def read_gallery(folder: Path, cell: int) -> Gallery:
    """The real pictures at their full size."""
    from safetensors.numpy import load_file

    tensors = load_file(folder / SHOWN)
    pixels = tensors["pixels"].repeat(cell, axis=1).repeat(cell, axis=2)
    labels = tensors.get("labels")
    return Gallery(pixels, None if labels is None else labels.astype(np.int64), tensors["directions"])

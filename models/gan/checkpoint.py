"""The checkpoint folder of a generator: what is written, read back, and said about it on the card.

config.json            the networks' sizes, the classes' names, the steps of snapshots, a digest of weights, the card
model.keras            the averaged generator, for fine-tuning; model.onnx the same; critic.onnx, judge.onnx
snapshots.safetensors  the generator at earlier steps: for each its ONNX graph, and the large weights in eight bits
gallery.safetensors    some real pictures, their classes, and directions of latents that config.json names, see knobs.py
reference.safetensors  mean, covariance and number of the judge's features of the real test pictures
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.evaluation import write_json
from models.gan.data import Images
from models.gan.design import Design
from models.gan.score import Moments

if TYPE_CHECKING:
    import keras
    import onnx

FORMAT = 1
MIN_PACKED_SIZE = 256  # numbers of a weight that is kept in fewer bits
SCALE_SPAN = 32  # weights that share one scale, of a snapshot
GALLERY_SIZE = 600  # real pictures
GENERATOR, CRITIC, SNAPSHOTS = "model.onnx", "critic.onnx", "snapshots.safetensors"
GALLERY, REFERENCE = "gallery.safetensors", "reference.safetensors"
OLD_NAMES = {"house": "dcgan"}  # of networks, in configs that were written before they had these

CARD = {
    "licence": "apache-2.0",
    "pipeline_tag": "unconditional-image-generation",
    "library": "keras",
    "limits": [
        "It draws what its training set has, nothing else; what is rare there is drawn badly or never.",
        "The Fréchet classifier distance is taken in the features of the judge in this folder: it is no FID, and "
        "compares only with figures of the same judge.",
    ],
    "out_of_scope": ["Passing a generated picture off as a real one."],
    "intended_use": "Learning and teaching.",
}


@dataclass(frozen=True)
class Gallery:
    """Real pictures, uint8 [n, height, width, channels], their classes int64 [n] or None, and latent directions.

    `directions` are unit vectors, float32 [d, latent].
    """

    pixels: np.ndarray
    labels: np.ndarray | None
    directions: np.ndarray


def save(
    generator: "keras.Model",
    critic: "keras.Model",
    snapshots: Mapping[int, Sequence[np.ndarray]],
    design: Design,
    about: Mapping[str, Any],
    folder: Path,
) -> Path:
    """Writes config.json, model.keras and the networks as ONNX; `write_gallery` adds the rest.

    A judge that is in the folder already gets its shapes into config.json too.

    Args:
        generator: the averaged one, at the last step.
        critic: at the last step.
        snapshots: the generator's weights at earlier steps, as `get_weights` gives them.
        design: of both networks.
        about: `step` that the weights are of, `dataset` and `names` of its classes, and title, summary, data, training,
            usage, tags and sources of the card; `hub_datasets` too if the pictures are on the Hub.
        folder: where to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generator.save(folder / "model.keras")
    last = generator.get_weights()
    graphs = {}
    for step, weights in snapshots.items():
        generator.set_weights(weights)
        graphs[step] = _onnx_of(generator, folder / GENERATOR)
    generator.set_weights(last)
    _write_halves(_onnx_of(generator, folder / GENERATOR), folder / GENERATOR)
    _write_halves(_onnx_of(critic, folder / CRITIC), folder / CRITIC)
    write_snapshots(graphs, folder / SNAPSHOTS)
    card = CARD | {key: about[key] for key in ("title", "summary", "data", "training", "usage", "tags", "sources")}
    card |= {"hub_datasets": about["hub_datasets"]} if about.get("hub_datasets") else {}
    config = {"format": FORMAT, "system": "gan", "dataset": about["dataset"], "names": list(about["names"])}
    config |= {"step": about["step"], "snapshots": sorted(graphs), "design": asdict(design)}
    config["weights"] = _digest(last)
    config |= {"tensors": tensor_shapes(folder), "card": card}
    write_json(folder / "config.json", config)
    return folder


def replace_generator(generator: "keras.Model", step: int, folder: Path) -> None:
    """Makes a folder that of an earlier step: its own networks, and only the snapshots before it, if there are any."""
    from safetensors.numpy import load_file

    generator.save(folder / "model.keras")
    _write_halves(_onnx_of(generator, folder / GENERATOR), folder / GENERATOR)
    config = read_config(folder)
    kept = [at for at in config["snapshots"] if at < step]
    tensors = {key: values for key, values in load_file(folder / SNAPSHOTS).items() if int(key.split("/")[0]) in kept}
    _store_snapshots(tensors, folder / SNAPSHOTS)
    other = {"step": step, "snapshots": kept, "weights": _digest(generator.get_weights())}
    write_json(folder / "config.json", config | other)


def _digest(weights: Sequence[np.ndarray]) -> str:
    """The SHA-256 of a network's weights; its files differ each time that they are written."""
    digest = hashlib.sha256()
    for weight in weights:
        digest.update(np.ascontiguousarray(weight).data)
    return digest.hexdigest()


def read_config(folder: Path) -> dict[str, Any]:
    """The content of config.json."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config


def design_of(config: Mapping[str, Any]) -> Design:
    """The sizes of the networks."""
    network = config["design"]["network"]
    return Design(**config["design"] | {"network": OLD_NAMES.get(network, network)})


def _onnx_of(network: "keras.Model", path: Path) -> "onnx.ModelProto":
    import onnx

    network([np.zeros((1, *given.shape[1:]), given.dtype) for given in network.inputs])  # export wants a called one
    network.export(path, format="onnx", verbose=False)
    return onnx.load(path)


def _write_halves(model: "onnx.ModelProto", path: Path) -> None:
    """Writes a network with its large weights in 16 bits, which ONNX Runtime widens once when it loads them."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    for tensor in _large_weights(model):
        half = f"{tensor.name}/half"
        graph.initializer.append(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), half))
        graph.node.insert(0, helper.make_node("Cast", [half], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
    onnx.save(model, path)


def write_snapshots(models: Mapping[int, "onnx.ModelProto"], path: Path) -> None:
    """Stores the network of every step: step/graph without its large weights, and these in eight bits.

    A scale for every SCALE_SPAN of numbers keeps them within half of it. Large weights are removed from the models.
    """
    from onnx import numpy_helper

    tensors = {}
    for step, model in models.items():
        for tensor in _large_weights(model):
            values = numpy_helper.to_array(tensor)
            rows = np.pad(values.ravel(), (0, -values.size % SCALE_SPAN)).reshape(-1, SCALE_SPAN)
            scale = (np.maximum(np.abs(rows).max(axis=1), 1e-6) / 127).astype(np.float16)
            whole = np.rint(rows / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8)
            tensors[f"{step}/weight/{tensor.name}"] = whole.ravel()[: values.size].reshape(values.shape)
            tensors[f"{step}/scale/{tensor.name}"] = scale
            model.graph.initializer.remove(tensor)
        tensors[f"{step}/graph"] = np.frombuffer(model.SerializeToString(), np.uint8)
    _store_snapshots(tensors, path)


def _store_snapshots(tensors: Mapping[str, np.ndarray], path: Path) -> None:
    """Writes a file of snapshots, or none: one without tensors would be refused as cut off."""
    from safetensors.numpy import save_file

    if tensors:
        save_file(dict(tensors), path)
    else:
        path.unlink(missing_ok=True)


def _large_weights(model: "onnx.ModelProto") -> "list[onnx.TensorProto]":
    from onnx import TensorProto

    weights = [tensor for tensor in model.graph.initializer if tensor.data_type == TensorProto.FLOAT]
    return [tensor for tensor in weights if np.prod(tensor.dims) >= MIN_PACKED_SIZE]


def read_snapshots(path: Path) -> dict[int, bytes]:
    """The ONNX network of every step, its weights widened again."""
    import onnx
    from onnx import numpy_helper
    from safetensors.numpy import load_file

    tensors: dict[str, np.ndarray] = load_file(path)
    networks = {}
    for key in sorted(key for key in tensors if key.endswith("/graph")):
        step = key.split("/")[0]
        model = onnx.load_from_string(tensors[key].tobytes())
        for name in [key for key in tensors if key.startswith(f"{step}/weight/")]:
            numbers, title = tensors[name], name.split("/", 2)[2]
            scale = np.repeat(tensors[f"{step}/scale/{title}"].astype(np.float32), SCALE_SPAN)[: numbers.size]
            model.graph.initializer.append(numpy_helper.from_array(numbers * scale.reshape(numbers.shape), title))
        networks[int(step)] = model.SerializeToString()
    return networks


def write_gallery(folder: Path, images: Images, cell: int) -> None:
    """Stores GALLERY_SIZE real pictures, evenly spaced, one value for each of their squares."""
    from safetensors.numpy import save_file

    rows = np.linspace(0, len(images) - 1, min(GALLERY_SIZE, len(images))).astype(int)
    tensors = {"pixels": np.ascontiguousarray(images.pixels[rows, ::cell, ::cell])}
    if images.labels is not None:
        tensors["labels"] = images.labels[rows].astype(np.uint8)
    save_file(tensors, folder / GALLERY)


def replace_directions(folder: Path, directions: np.ndarray, names: Sequence[str]) -> None:
    """Writes other latent directions into a folder that has a gallery, and what they are called: see knobs.py."""
    from safetensors.numpy import load_file, save_file

    save_file(load_file(folder / GALLERY) | {"directions": directions}, folder / GALLERY)
    write_json(folder / "config.json", read_config(folder) | {"knobs": list(names)})


def read_gallery(folder: Path, cell: int) -> Gallery:
    """The real pictures at their full size."""
    from safetensors.numpy import load_file

    tensors = load_file(folder / GALLERY)
    pixels = tensors["pixels"].repeat(cell, axis=1).repeat(cell, axis=2)
    labels = tensors.get("labels")
    return Gallery(pixels, None if labels is None else labels.astype(np.int64), tensors["directions"])


def write_reference(folder: Path, reference: Moments) -> None:
    """Stores the moments of the judge's features of real pictures, which the Fréchet distance is measured from."""
    from safetensors.numpy import save_file

    tensors = {"mean": reference.mean, "covariance": reference.covariance, "count": np.array([reference.count])}
    save_file(tensors, folder / REFERENCE)


def read_reference(folder: Path) -> Moments:
    """What `write_reference` has stored. Raises FileNotFoundError where it has not."""
    from safetensors.numpy import load_file

    tensors = load_file(folder / REFERENCE)
    return Moments(tensors["mean"], tensors["covariance"], int(tensors["count"][0]))

"""The checkpoint folder of a matcher: what is written, read back, and said about it on the card.

Token vectors are rounded to eight bits, each row in steps of a power of two, before anything is written. So model.keras
and model.onnx hold the same numbers, the first packed by its ZIP, the second as int8: a quarter of float32 each.
"""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.evaluation import write_json
from models.losses.faq.text import write_tokenizer

if TYPE_CHECKING:
    import keras

FORMAT = 1
KERAS, ONNX = "model.keras", "model.onnx"
OUTPUTS = ("question", "answer")
TABLES = ("vectors", "embeddings")  # weights of token vectors, of the bag and of the LSTM

CARD = {
    "title": "FAQ matcher, English and Chinese",
    "licence": "apache-2.0",
    "library": "keras",
    "pipeline_tag": "sentence-similarity",
    "tags": ["faq", "retrieval", "triplet-loss", "onnx"],
    "languages": ["en", "zh"],
    "limits": [
        "It knows words, not the world: a question told as a story, without a word of the FAQ, it seldom finds.",
        "It adds words up, so that it does not see who did what to whom, nor a 'not'.",
        "The questions that it is scored on were written for this project, not collected from customers.",
        "One language at a time: a Chinese question finds little in an English FAQ.",
    ],
    "out_of_scope": ["Answering where a wrong answer does harm, such as in medicine or law, without a person."],
    "intended_use": "Learning and teaching, a first search in a FAQ of up to 2,000 entries.",
    "usage": (
        "import hub_utils\nfrom models import losses\n\n"
        'faq = losses.load_faq(hub_utils.fetch("faq"))\n'
        'print(faq.ask("Can I get my money back?", losses.read_entries("faq.csv")))'
    ),
    "sources": [
        "https://kexue.fm/archives/4493",
        "https://arxiv.org/abs/1503.03832",
        "https://arxiv.org/abs/1705.00652",
    ],
}


def save(
    network: "keras.Model", tokenizer: Any, settings: Mapping[str, Any], about: Mapping[str, str], folder: Path
) -> Path:
    """Writes the network, whose token vectors it rounds, the tokenizer and config.json.

    Args:
        network: a `model.matcher`.
        tokenizer: of the `tokenizers` package.
        settings: `encoder`, `dimensions`, `words_weight` and `threshold`, see `predict.Faq`.
        about: summary, data and training of the card.
        folder: where to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    round_tables(network)
    network.save(folder / KERAS)
    _pack(folder / KERAS)
    network(np.ones((1, 2), np.int32))  # export wants a called one
    network.export(folder / ONNX, format="onnx", verbose=False)
    _pack_onnx(folder / ONNX, tokenizer.get_vocab_size())
    write_tokenizer(tokenizer, folder)
    config = {"format": FORMAT, "system": "losses"} | dict(settings)
    config |= {"tokens": tokenizer.get_vocab_size(), "tensors": tensor_shapes(folder)}
    write_json(folder / "config.json", config | {"card": CARD | dict(about)})
    return folder


def read_config(folder: Path) -> dict[str, Any]:
    """The content of config.json."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config


def steps_of(table: np.ndarray) -> np.ndarray:
    """The step of each row, float32 [rows]: the least power of two by which 127 steps reach its largest number."""
    largest = np.maximum(np.abs(table).max(axis=1), 1e-9)
    return np.exp2(np.ceil(np.log2(largest / 127))).astype(np.float32)


def whole_steps(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 [rows, d] and float32 [rows], whose products are within half a step of the table."""
    steps = steps_of(table)
    return np.rint(table / steps[:, None]).clip(-127, 127).astype(np.int8), steps


def round_tables(network: "keras.Model") -> None:
    """Puts whole steps in place of token vectors."""
    for weight in network.weights:
        if weight.name in TABLES:
            numbers, steps = whole_steps(np.asarray(weight))
            weight.assign(numbers * steps[:, None])


def _pack(path: Path) -> None:
    """Writes a ZIP again with its files deflated; Keras stores them as they are."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _pack_onnx(path: Path, tokens: int) -> None:
    """Stores token vectors as int8 with a step a row, multiplied where they are looked up: never the whole table."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(path)
    graph = model.graph
    table = next(tensor for tensor in graph.initializer if tensor.dims[:1] == [tokens] and tensor.dims[1:] != [1])
    numbers, steps = whole_steps(numpy_helper.to_array(table))
    parts = {f"{table.name}/int8": numbers, f"{table.name}/step": steps[:, None]}
    graph.initializer.remove(table)
    graph.initializer.extend(numpy_helper.from_array(part, name) for name, part in parts.items())
    nodes = [made for node in graph.node for made in (_lookups(node, *parts) if table.name in node.input else (node,))]
    del graph.node[:]
    graph.node.extend(nodes)
    _name_outputs(graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _lookups(node: Any, numbers: str, steps: str) -> tuple[Any, ...]:
    """What stands for a `Gather` of rows: of their numbers and of their steps, and the product of both."""
    from onnx import TensorProto, helper

    assert node.op_type == "Gather"
    tokens, rows = node.input[1], node.output[0]
    return (
        helper.make_node("Gather", [numbers, tokens], [f"{rows}/int8"], axis=0),
        helper.make_node("Cast", [f"{rows}/int8"], [f"{rows}/whole"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [steps, tokens], [f"{rows}/step"], axis=0),
        helper.make_node("Mul", [f"{rows}/whole", f"{rows}/step"], [rows]),
    )


def _name_outputs(graph: Any) -> None:
    """Calls the outputs `question` and `answer`, whatever the exporter called them."""
    from onnx import helper

    for output in graph.output:
        wanted = next((name for name in OUTPUTS if name in output.name), None)
        if wanted and wanted != output.name:
            graph.node.append(helper.make_node("Identity", [output.name], [wanted]))
            output.name = wanted

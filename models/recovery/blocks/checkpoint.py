"""The checkpoint folder: what is written, read back, and said about it on the card.

config.json  the kinds, the size of a block, the temperature of the probabilities, the card
model.keras  the network, for fine-tuning; model.onnx the same, whose answers are logits
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.evaluation import write_json
from models.recovery.blocks.kinds import BLOCK_BYTES, KINDS

if TYPE_CHECKING:
    import keras

FORMAT = 1
MODEL = "model.onnx"

CARD = {
    "title": "Kinds of disk blocks",
    "licence": "apache-2.0",
    "library": "keras",
    "languages": ["en", "zh"],
    "tags": ["file-fragment-classification", "data-recovery", "forensics", "onnx"],
    "limits": [
        "What is compressed well and what is encrypted look the same in 512 bytes: 'compressed' and 'random' are often "
        "taken for each other, and must be.",
        "Text inside programs and databases is text: such a block may be called prose or records.",
        "It tells kinds, not contents: whether a block belongs to a deleted file, a file system knows.",
        "An encoding that it has never met (Big5) it does not take for text; a programming language it mostly does.",
        "The headline's test set is what can be drawn again anywhere: mostly made contents and formats in files of "
        "Python packages. It is easier than the files of a whole machine, which the rows "
        "'kinds of file never trained on' tell of: made SVG, for one, is told far better than SVG files are.",
        "The figures are not wholly blind: after a first run two labels were corrected (POD is prose, scripts are no "
        "programs), the made databases got longer cells, and dropout was doubled.",
    ],
    "out_of_scope": ["Proof of anything about a person: it guesses from bytes."],
    "intended_use": "A map of a disk image, and finding the text in it.",
    "sources": ["https://kexue.fm/archives/4491", "https://arxiv.org/abs/1710.09435"],
    "usage": (
        "import hub_utils\nfrom models.recovery import blocks\n\n"
        'model = blocks.load(hub_utils.fetch("blocks"))\n'
        'print(model.kind(open("disk.img", "rb").read(512)))'
    ),
}


def save(model: "keras.Model", about: Mapping[str, Any], folder: Path) -> Path:
    """Writes the network and config.json.

    Args:
        model: the network.
        about: the temperature, and the summary, data and training of the card.
        folder: where to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "model.keras")
    model(np.zeros((1, BLOCK_BYTES), np.int32))  # export wants a called one
    model.export(folder / MODEL, format="onnx", verbose=False)
    card = CARD | {key: about[key] for key in ("summary", "data", "training")}
    config = {"format": FORMAT, "system": "recovery", "kinds": list(KINDS), "block_bytes": BLOCK_BYTES}
    config |= {"temperature": about["temperature"], "tensors": tensor_shapes(folder), "card": card}
    write_json(folder / "config.json", config)
    return folder


def read_config(folder: Path) -> dict[str, Any]:
    """The content of config.json."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config

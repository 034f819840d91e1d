"""The checkpoint folder of a captcha network: what is written, and how much it has learnt from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.captcha.card import CARD
from models.captcha.quantise import quantise
from models.evaluation import write_json

if TYPE_CHECKING:
    import keras

    from models.captcha.encoding import Encoding

FORMAT = 1


def save(
    model: "keras.Model",
    encoding: "Encoding",
    about: Mapping[str, str],
    folder: Path,
    shown: Sequence[np.ndarray] = (),
    pictures: int = 0,
    look_alikes: float = 0.0,
) -> Path:
    """Writes model.keras without its optimizer, the same network as model.onnx, and config.json.

    Args:
        model: the network, in float32
        encoding: what it takes and gives
        about: what kind of network it is, and the summary, the data and the training of the model card
        folder: where to write
        shown: inputs, float32 [1, height, width, channels], by which model.onnx is quantised; none leaves it in floats
        pictures: how many it was trained with, in this run and in those that it went on from
        look_alikes: by how many nats the network gives `data.LOOK_ALIKES` less than it learnt to
    """
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "model.keras")
    blank = np.zeros((1, encoding.height, min(encoding.widths), encoding.channels), np.float32)
    steps = model(blank).shape[1]  # export wants a built graph
    model.export(folder / "model.onnx", format="onnx", verbose=False)
    if shown:
        quantise(folder / "model.onnx", folder / "model.onnx", shown)
    config = {
        "format": FORMAT,
        "system": "captcha",
        "encoding": asdict(encoding),
        "network": about["network"],
        "quantised": bool(shown),
        "pictures_seen": pictures,
        "look_alikes": look_alikes,
        "steps": steps,
        "temperature": 1.0,
        "threshold": 0.5,
        "tensors": tensor_shapes(folder),
        "card": CARD | {key: about[key] for key in ("summary", "data", "training")},
    }
    write_json(folder / "config.json", config)
    return folder


def set_confidence(folder: Path, temperature: float, threshold: float) -> None:
    """Stores how scores become confidences, and under which confidence a reading is unsure."""
    config = _config(folder)
    write_json(folder / "config.json", config | {"temperature": temperature, "threshold": threshold})


def pictures_seen(folder: Path) -> int:
    """How many pictures a network was trained with, in its own run and in those that it went on from; 0 if config.json
    does not say."""
    seen: int = _config(folder).get("pictures_seen", 0)
    return seen


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config

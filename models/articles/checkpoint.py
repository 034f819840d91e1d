"""The checkpoint folders `articles`, `threads` and `kinds`: small forests, and what is said of them on the card.

config.json        the forests (`forest.py`), the shapes of their tensors, the card
model.safetensors  their nodes
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hub_utils.shapes import tensor_shapes
from models.articles import forest
from models.articles.forest import Forest
from models.evaluation import write_json

FORMAT = 1


def save(forests: Mapping[str, Forest], card: Mapping[str, Any], folder: Path) -> Path:
    """Writes model.safetensors and config.json.

    Args:
        forests: by name, such as `article`.
        card: what the card says, of `cards.py`, with `summary`, `data` and `training`.
        folder: where to write.

    Raises ForestError for forests that would not be served.
    """
    folder.mkdir(parents=True, exist_ok=True)
    section = forest.save(forests, folder)
    config = {"format": FORMAT, "system": "articles", "forests": section, "tensors": tensor_shapes(folder)}
    write_json(folder / "config.json", config | {"card": dict(card)})
    return folder

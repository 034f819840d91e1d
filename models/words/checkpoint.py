"""The checkpoint folder of word vectors: what is written, read back, and said about it on the card.

vectors.safetensors holds both tables and the parts of words in eight bits with one scale a row: a quarter of float32.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.evaluation import write_json
from models.words.parts import Parts
from models.words.vocabulary import read_words, write_tokenizer

FORMAT = 1
TABLES = ("input", "output", "part")  # each with its scales, in vectors.safetensors

CARD = {
    "licence": "apache-2.0",
    "library": "keras",
    "tags": ["word2vec", "word-embeddings", "cbow"],
    "limits": [
        "One vector a word, whatever it means in a sentence; words of opposite meaning are near one another.",
        "What the texts say of people, peoples and trades, prejudices included, is in the vectors.",
        "Words outside the vocabulary are put together from parts, and marked so: a guess from spelling.",
    ],
    "out_of_scope": ["Judging people, or deciding about them, by words that describe them."],
    "intended_use": "Learning and teaching, search by meaning, features of small classifiers.",
    "sources": [
        "https://kexue.fm/archives/4402",
        "https://kexue.fm/archives/4515",
        "https://arxiv.org/abs/1301.3781",
        "https://arxiv.org/abs/1310.4546",
    ],
}


@dataclass(frozen=True)
class Tables:
    """What training gives. Rows are words by frequency; row 0 stands for all others and is not used.

    `inputs` and `outputs` are float32 [words, dimensions]: a word as context, and as what a context predicts.
    """

    words: Sequence[str]
    counts: np.ndarray
    inputs: np.ndarray
    outputs: np.ndarray
    parts: Parts


def save(tables: Tables, about: dict[str, Any], folder: Path) -> Path:
    """Writes vectors.safetensors, tokenizer.json and config.json.

    Args:
        about: language, window, `prior`, `temperature` and `pair_temperature` (see calibrate.py), and title, summary,
            data, training, usage and languages of the card.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {"counts": tables.counts.astype(np.int32), "part_names": _name_bytes(tables.parts.names)}
    for name, table in zip(TABLES, (tables.inputs, tables.outputs, tables.parts.vectors), strict=True):
        tensors[name], tensors[f"{name}_scale"] = quantise(table)
    save_file(tensors, folder / "vectors.safetensors")
    write_tokenizer(folder, tables.words, about["language"])
    card = CARD | {key: about[key] for key in ("title", "summary", "data", "training", "usage", "languages")}
    config = {"format": FORMAT, "system": "words"} | {
        key: about[key] for key in ("language", "window", "prior", "temperature", "pair_temperature")
    }
    shape = {"words": len(tables.words), "dimensions": tables.inputs.shape[1], "parts": len(tables.parts.names)}
    write_json(folder / "config.json", config | shape | {"tensors": tensor_shapes(folder), "card": card})
    return folder


def read(folder: Path) -> tuple[Tables, dict[str, Any]]:
    """The tables, in float32, and the content of config.json."""
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tensors = load_file(folder / "vectors.safetensors")
    names = tensors["part_names"].tobytes().decode().split("\n")
    inputs, outputs, parts = (dequantise(tensors[name], tensors[f"{name}_scale"]) for name in TABLES)
    of_words = Parts(config["language"], tuple(names), parts)
    return Tables(read_words(folder), tensors["counts"].astype(np.int64), inputs, outputs, of_words), config


def quantise(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 [rows, dimensions] and float32 [rows]: their products come within half a scale of the table."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    return np.rint(table / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def dequantise(numbers: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """float32 [rows, dimensions]."""
    return numbers * scale[:, None]


def _name_bytes(names: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(names).encode(), np.uint8)

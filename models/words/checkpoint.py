"""The checkpoint folder of word vectors: what is written, read back, and said about it on the card.

vectors.safetensors holds both tables, the parts of words and what each offset from a gap tells in eight bits with one
scale a row: a quarter of float32.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hub_utils.shapes import tensor_shapes
from models.evaluation import write_json
from models.words.eight_bits import EightBits, mapped, quantise
from models.words.offsets import Offsets
from models.words.parts import Parts
from models.words.vocabulary import read_words, write_tokenizer

FORMAT = 1
TABLES = ("input", "output", "part")  # each with its scales, in vectors.safetensors
OFFSETS = "offset"  # a table that checkpoints of before there was one do not have

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

    `inputs` and `outputs` give float32 [words, dimensions], a word as context, and as what a context predicts: arrays,
    or EightBits where they were read. Without `offsets` the order of words around a gap tells nothing.
    """

    words: Sequence[str]
    counts: np.ndarray
    inputs: Any
    outputs: Any
    parts: Parts
    offsets: Offsets | None = None


def save(tables: Tables, about: dict[str, Any], folder: Path) -> Path:
    """Writes vectors.safetensors, tokenizer.json and config.json.

    Args:
        about: language, window, `phrases` if words were joined (see phrases.py), `prior`, `temperature` and
            `pair_temperature` (see calibrate.py), and title, summary, data, training, usage and languages of the card;
            its tags too, if they are others.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {"counts": tables.counts.astype(np.int32), "part_names": _name_bytes(tables.parts.names)}
    named = dict(zip(TABLES, (tables.inputs, tables.outputs, tables.parts.vectors), strict=True))
    if tables.offsets is not None:
        named[OFFSETS] = tables.offsets.matrices
    for name, table in named.items():
        tensors[name], tensors[f"{name}_scale"] = quantise(np.asarray(table))
    unfinished = folder / "vectors.safetensors.part"
    save_file(tensors, unfinished)
    unfinished.replace(folder / "vectors.safetensors")  # who has the old one open keeps it
    write_tokenizer(folder, tables.words, about["language"])
    card = CARD | {key: about[key] for key in ("title", "summary", "data", "training", "usage", "languages")}
    card["tags"] = about.get("tags", card["tags"])
    config = {"format": FORMAT, "system": "words"} | {
        key: about[key] for key in ("language", "window", "prior", "temperature", "pair_temperature")
    }
    config |= {"phrases": about["phrases"]} if about.get("phrases") else {}
    shape = {"words": len(tables.words), "dimensions": tables.inputs.shape[1], "parts": len(tables.parts.names)}
    write_json(folder / "config.json", config | shape | {"tensors": tensor_shapes(folder), "card": card})
    return folder


def read(folder: Path) -> tuple[Tables, dict[str, Any]]:
    """The tables, their vectors in eight bits where they lie, and the content of config.json."""
    from safetensors import safe_open

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    file = folder / "vectors.safetensors"
    with safe_open(file, "np") as tensors:
        names = tensors.get_tensor("part_names").tobytes().decode().split("\n")
        counts = tensors.get_tensor("counts").astype(np.int64)
        stored = {name for name in (*TABLES, OFFSETS) if name in tensors.keys()}  # noqa: SIM118, no mapping
        read = {name: EightBits(mapped(file, name), tensors.get_tensor(f"{name}_scale")) for name in stored}
    parts = Parts(config["language"], tuple(names), read["part"])
    offsets = Offsets(read[OFFSETS]) if OFFSETS in read else None
    return Tables(read_words(folder), counts, read["input"], read["output"], parts, offsets), config


def _name_bytes(names: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(names).encode(), np.uint8)

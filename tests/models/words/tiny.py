"""Small corpora and a small checkpoint of random vectors."""

from pathlib import Path

import numpy as np

from models.words import checkpoint
from models.words.corpus import UNKNOWN
from models.words.parts import fit_parts
from models.words.predict import unit_sum

WORDS = [UNKNOWN, "the", "king", "queen", "man", "woman", "apple", "pear", "royal", "piano"]
ABOUT = {
    "language": "en",
    "window": 3,
    "prior": 1.0,
    "temperature": 1.0,
    "pair_temperature": 2.0,
    "title": "Tiny",
    "summary": "Random vectors.",
    "data": "None.",
    "training": "None.",
    "usage": "words.load(folder)",
    "languages": ["en"],
}


def tables(seed: int = 0, words: list[str] = WORDS, language: str = "en", dimensions: int = 8) -> checkpoint.Tables:
    """Random ones, but for the analogy man : king = woman : queen."""
    random = np.random.default_rng(seed)
    inputs = random.normal(size=(len(words), dimensions)).astype(np.float32)
    if "queen" in words:
        place = {word: words.index(word) for word in ("king", "queen", "man", "woman")}
        inputs[place["queen"]] = inputs[place["king"]] - inputs[place["man"]] + inputs[place["woman"]]
    inputs[0] = 0
    counts = np.append(0, 1000 // np.arange(1, len(words)))
    parts = fit_parts(words[1:], unit_sum(inputs, inputs)[1:], np.ones(len(words) - 1), language, 100)
    return checkpoint.Tables(words, counts, inputs, inputs.copy(), parts)


def saved(folder: Path, **about) -> Path:
    """A checkpoint folder of `tables`."""
    return checkpoint.save(tables(), ABOUT | about, folder)

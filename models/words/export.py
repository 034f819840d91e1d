"""Writes the vectors of a checkpoint in word2vec's format, which gensim, spaCy and others read.

    python -m models.words.export --folder checkpoints/words-en --output words-en.bin
    gensim.models.KeyedVectors.load_word2vec_format("words-en.bin", binary=True)

A file that ends in .bin is binary, any other text.
"""

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.evaluation import open_folder, option, parse_options, run
from models.words.predict import Vectors, load

log = logging.getLogger(__name__)


@dataclass
class Options:
    """Exports word vectors."""

    folder: str = option("checkpoints/words-en", "the checkpoint")
    output: str = option("words-en.bin", "the file that is written: binary if it ends in .bin, else text")


def write(vectors: Vectors, path: Path) -> None:
    """Writes the unit vectors of the vocabulary, float32, the most frequent word first; the folder may be new."""
    words, units = vectors.words[1:], vectors.units[1:]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(f"{len(words)} {units.shape[1]}\n".encode())
        for word, row in zip(words, units, strict=True):
            if path.suffix == ".bin":
                stream.write(word.encode() + b" " + row.astype("<f4").tobytes() + b"\n")
            else:
                stream.write(f"{word} {' '.join(f'{value:.6g}' for value in row.tolist())}\n".encode())


def main(options: Options) -> None:
    write(open_folder(load, options.folder), Path(options.output))
    log.info("Wrote %s.", options.output)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))

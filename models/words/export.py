"""Writes the vectors of a checkpoint in word2vec's format, which gensim, spaCy and others read.

    python -m models.words.export --folder checkpoints/words-en --output words-en.bin
    gensim.models.KeyedVectors.load_word2vec_format("words-en.bin", binary=True)

A file that ends in .bin is binary, any other text.
"""

from dataclasses import dataclass
from pathlib import Path

from models.words.predict import Vectors, load


@dataclass
class Options:
    """Exports word vectors."""

    folder: str = "checkpoints/words-en"
    output: str = "words-en.bin"


def write(vectors: Vectors, path: Path) -> None:
    """Writes the unit vectors of the vocabulary, float32, the most frequent word first."""
    words, units = vectors.words[1:], vectors.units[1:]
    with path.open("wb") as stream:
        stream.write(f"{len(words)} {units.shape[1]}\n".encode())
        for word, row in zip(words, units, strict=True):
            if path.suffix == ".bin":
                stream.write(word.encode() + b" " + row.astype("<f4").tobytes() + b"\n")
            else:
                stream.write(f"{word} {' '.join(f'{value:.6g}' for value in row.tolist())}\n".encode())


def main(options: Options) -> None:
    write(load(options.folder), Path(options.output))
    print(f"Wrote {options.output}.")


if __name__ == "__main__":
    from transformers import HfArgumentParser

    main(*HfArgumentParser(Options).parse_args_into_dataclasses())

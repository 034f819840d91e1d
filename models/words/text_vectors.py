"""Word vectors of others, as word2vec, GloVe and fastText write them: a line of text for a word and its numbers."""

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import mode
from typing import BinaryIO, Self

import numpy as np

from models.words.answers import Neighbour, Neighbours, ResolvedWord
from models.words.errors import NotInFileError, VectorFileError
from models.words.predict import SUGGESTIONS, one_word, spelt_alike, top_indices, unit

MAX_BYTES = 10_000_000  # of a file; read in about a second
MAX_DIMENSIONS = 4096
LOOKED_AT = 100  # lines that tell how many numbers a vector has
_HEADER = re.compile(rb"\d{1,9}[ \t]+(\d{1,9})\s*")  # word2vec's and fastText's first line: words and dimensions
_SAVE_AS_TEXT = "Save the vectors as text: a word and its numbers on each line, parted by spaces."
_FIRST_LINES = f"Give a part of it: the first lines, up to {MAX_BYTES // 10**6} MB, are the most frequent words."


class TextVectors:
    """Vectors of a text file, ready to be asked; of a word that stands in it twice the first line counts."""

    def __init__(self, words: Sequence[str], vectors: np.ndarray) -> None:
        first = {word: row for row, word in reversed(list(enumerate(words)))}
        self.words = sorted(first, key=first.__getitem__)
        self.units = unit(vectors[[first[word] for word in self.words]])
        self._places = {word: place for place, word in enumerate(self.words)}
        self._folded = {word.casefold(): place for place, word in reversed(list(enumerate(self.words)))}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads a file, with or without the first line that tells how much follows.

        Raises:
            VectorFileError: it is too large, no text, or a line is not a word and as many finite numbers as the others
                have. A last line without an end is left out then: `head -c` cuts it off.
        """
        with path.open("rb") as stream:
            return cls(*_table(*_lines(stream)))

    def find(self, word: str) -> ResolvedWord:
        """A word of the file as it stands there; case counts only where the file has both.

        Raises:
            TextError: nothing, or more than LONGEST_WORD characters.
            NotInFileError: the file does not have it.
        """
        word = one_word(word)
        place = self._places.get(word, self._folded.get(word.casefold()))
        if place is None:
            similar = spelt_alike(word, self.words, SUGGESTIONS)
            hint = f"Did you mean {', '.join(similar)}?" if similar else "Try another word."
            raise NotInFileError(f"The file does not have {word!r}.", hint)
        return ResolvedWord(self.words[place], True, 0, typed=word)

    def neighbours(self, word: str, top: int = 10) -> Neighbours:
        """The words nearest to a word, itself left out. Raises as `find`."""
        asked = self.find(word)
        return self._nearest((asked,), self._vector(asked), top)

    def analogy(self, a: str, b: str, c: str, top: int = 10) -> Neighbours:
        """What is to c as b is to a: the words nearest to b - a + c, these three left out. Raises as `find`."""
        asked = tuple(map(self.find, (a, b, c)))
        one, two, three = map(self._vector, asked)
        return self._nearest(asked, two - one + three, top)

    def _vector(self, asked: ResolvedWord) -> np.ndarray:
        vector: np.ndarray = self.units[self._places[asked.word]]
        return vector

    def _nearest(self, asked: tuple[ResolvedWord, ...], vector: np.ndarray, top: int) -> Neighbours:
        scores = self.units @ unit(vector)
        left_out = {word.word for word in asked}
        ranked = top_indices(scores, top + len(asked))
        found = [place for place in ranked if self.words[place] not in left_out][:top]
        return Neighbours(asked, tuple(Neighbour(self.words[place], float(scores[place]), 0) for place in found))


def _lines(stream: BinaryIO) -> tuple[list[bytes], bool]:
    """The lines with something in them, and whether the last one has an end."""
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise VectorFileError(f"The file is larger than {MAX_BYTES // 10**6} MB.", _FIRST_LINES)
    if b"\0" in content:
        raise VectorFileError("The file is not text.", _SAVE_AS_TEXT)
    lines = [line for line in content.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    return lines, content.endswith((b"\n", b"\r"))


def _table(found: list[bytes], ended: bool) -> tuple[list[str], np.ndarray]:
    """The words and their vectors, float32 [words, dimensions]; a last line that is cut off is none."""
    header = _HEADER.fullmatch(found[0]) if found else None
    if header:
        del found[0]
    if not found:
        raise VectorFileError("The file has no vectors.", _SAVE_AS_TEXT)
    dimensions = _dimensions(found[:LOOKED_AT], int(header[1]) if header else None)
    if not ended and len(found) > 1 and _is_cut_off(found[-1], dimensions):
        del found[-1]
    for row, line in enumerate(found):
        if len(line) <= 2 * dimensions:  # too short, a number being a space and a digit: no table is made for it
            _word_and_numbers(line, dimensions, row + 1)
    words: list[str] = []
    vectors = np.empty((len(found), dimensions), np.float32)
    for row, line in enumerate(found):
        word, numbers = _word_and_numbers(line, dimensions, row + 1)
        words.append(word)
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused
            vectors[row] = numbers
    if broken := np.flatnonzero(~np.isfinite(vectors).all(axis=1)).tolist():
        raise VectorFileError(
            f"The vector of {words[broken[0]]!r} holds numbers that are not finite.",
            f"Take out the {len(broken)} line(s) with nan or inf.",
        )
    return words, vectors


def _dimensions(lines: Sequence[bytes], told: int | None) -> int:
    """How many numbers a vector has: as many as are told where a line ends in so many, else as most lines end in; a
    word may end in numbers too, as in `route 66 0.1 0.2`."""
    counts = [_numbers_at_end(line) for line in lines]
    count = told if told and told in counts else mode([count for count in counts if count > 1] or [max(counts)])
    if not 1 < count <= MAX_DIMENSIONS:
        raise VectorFileError(f"A vector has {count} numbers.", f"Give 2 to {MAX_DIMENSIONS}. {_SAVE_AS_TEXT}")
    return count


def _numbers_at_end(line: bytes) -> int:
    """How many numbers a line ends in; its first piece is the word, even where it is a number."""
    count = 0
    for piece in reversed(line.split()[1:]):
        try:
            float(piece)
        except ValueError:
            break
        count += 1
    return count


def _is_cut_off(line: bytes, dimensions: int) -> bool:
    """Whether a line is not a word and its numbers."""
    try:
        _word_and_numbers(line, dimensions, 0)
    except VectorFileError:
        return True
    return False


def _word_and_numbers(line: bytes, dimensions: int, row: int) -> tuple[str, np.ndarray]:
    """The word of a line, which may hold spaces, and its numbers."""
    pieces = line.split()
    try:
        if len(pieces) <= dimensions:
            raise ValueError
        return b" ".join(pieces[:-dimensions]).decode(), np.array(pieces[-dimensions:], np.float64)
    except UnicodeDecodeError as problem:
        raise VectorFileError(f"Vector {row} has a word that is not UTF-8.", "Save the file as UTF-8.") from problem
    except ValueError as problem:
        raise VectorFileError(f"Vector {row} is not a word and {dimensions} numbers.", _SAVE_AS_TEXT) from problem

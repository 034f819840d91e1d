"""Lines of text from files, folders, packed files or the Hub, a few megabytes at a time."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from models.words.errors import CorpusError

CHUNK_BYTES = 4_000_000  # bytes of text that a process segments at once
OPENERS: dict[str, Callable[..., Any]] = {".bz2": bz2.open, ".gz": gzip.open, ".xz": lzma.open}
FILES = (".txt", *OPENERS)  # what ends so is no data set, whose name may have dots
UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError)  # of a packed file that is damaged or cut off, too
LOOKED_AT = 8_000  # first bytes of a file; a text has no zero among them, while UTF-16 and what is packed have


def chunks(sources: Sequence[str], size: int = CHUNK_BYTES) -> Iterator[list[bytes]]:
    """The lines of all sources, about `size` bytes at a time."""
    gathered: list[bytes] = []
    total = 0
    for line in (line for source in sources for line in lines(source)):
        gathered.append(line)
        total += len(line)
        if total >= size:
            yield gathered
            gathered, total = [], 0
    if gathered:
        yield gathered


def lines(source: str) -> Iterator[bytes]:
    """The lines of a text file, plain or packed, of all such files in a folder, or of a Hub data set (user/name).

    Raises:
        CorpusError: there is nothing of that name, or it is no text that can be read.
    """
    path = Path(source)
    if path.exists():
        files = files_of(path)
        if not files:
            raise CorpusError(f"{path} has no file whose name ends in .txt.", "Name files themselves, or rename them.")
        for file in files:
            yield from _file_lines(file)
    elif source.count("/") == 1 and path.suffix not in FILES:
        yield from _dataset_lines(source)
    else:
        raise CorpusError(f"There is no text at {source}.", "Name a file, a folder or a data set of the Hub.")


def files_of(path: Path) -> list[Path]:
    """A file itself, or the texts of a folder, packed ones too; a Mac's hidden ones are none."""
    if not path.is_dir():
        return [path]
    named = (file for file in path.rglob("*") if ".txt" in file.suffixes[-2:] and not file.name.startswith("."))
    return sorted(file for file in named if file.is_file())


def _file_lines(path: Path) -> Iterator[bytes]:
    """The lines of a text file, plain or packed. Raises CorpusError."""
    try:
        with OPENERS.get(path.suffix, open)(path, "rb") as stream:
            if b"\0" in stream.peek(LOOKED_AT)[:LOOKED_AT]:
                packed = ", ".join(OPENERS)
                raise CorpusError(f"{path.name} is no text in UTF-8.", f"Give such text, plain or packed: {packed}.")
            yield from bounded_lines(stream)
    except UNREADABLE as error:
        raise CorpusError(f"{path.name} cannot be read: {error}.", "Get the file anew, or leave it out.") from error


def bounded_lines(stream: BinaryIO, most: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The lines of a stream; one of more than `most` bytes in pieces, parted between words, or else characters."""
    rest = b""
    while line := stream.readline(most):
        line, rest = rest + line, b""
        if len(line) >= most and not line.endswith(b"\n"):
            last = next((n for n in range(1, 5) if line[-n] & 0xC0 != 0x80), 0)  # bytes of the last character
            cut = line.rfind(b" ") + 1 or len(line) - last
            line, rest = line[:cut], line[cut:]
        yield line
    if rest:
        yield rest


def _dataset_lines(name: str) -> Iterator[bytes]:
    """The column `text` of the training split of a Hub data set, row by row, without downloading it whole."""
    from datasets import load_dataset

    try:
        for row in load_dataset(name, split="train", streaming=True):
            if "text" not in row:
                raise CorpusError(f"{name} has no column text, only {', '.join(row)}.", "Choose another data set.")
            yield from (line.encode() for line in (row["text"] or "").splitlines())
    except CorpusError:
        raise
    except Exception as error:  # of many kinds: no such repo, no network, no such format
        raise CorpusError(
            f"There is no text at {name}, neither here nor on the Hub: {error}.", "Name a file, a folder or a data set."
        ) from error

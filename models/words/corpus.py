"""Corpora: texts (see `texts`), segmented once, kept as numbers on disk.

    corpus = encode(Recipe(("texts/",), "en", min_count=10), Path("runs/corpus"))
    corpus.tokens      int32 [n], memory-mapped: ranks of words, 0 between lines
    corpus.words       the word of each rank, the most frequent one first; words[0] stands for all others

Memory holds the distinct words and a few chunks of text, never the corpus, be it one line. Words rarer than `min_count`
are dropped before windows are cut, as word2vec does.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from tqdm import tqdm

from models import processes
from models.words import phrases
from models.words.errors import CorpusError
from models.words.languages import LANGUAGES
from models.words.texts import chunks, files_of

UNKNOWN = "[UNK]"
VOCABULARY = "vocabulary.json"
MAX_HELD_OUT = 200_000  # tokens
MAX_DISTINCT_WORDS = 20_000_000  # counted at the same time; then those seen once are forgotten

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Recipe:
    """What was read, and how; the same recipe gives the same corpus."""

    sources: tuple[str, ...]
    language: str
    min_count: int
    most: int | None = None  # words kept, the most frequent ones; all if None
    phrases: int = 0  # passes that join pairs of words, see phrases.py


@dataclass(frozen=True)
class Corpus:
    """A folder with tokens.npy and VOCABULARY."""

    folder: Path

    @cached_property
    def tokens(self) -> np.ndarray:
        """int32 [n]: ranks, 0 between lines."""
        return np.load(self.folder / "tokens.npy", mmap_mode="r")

    @cached_property
    def about(self) -> dict[str, Any]:
        """The recipe, words, counts, and how many tokens and undecodable lines there were."""
        return json.loads((self.folder / VOCABULARY).read_text(encoding="utf-8"))

    @cached_property
    def words(self) -> list[str]:
        """The word of each rank."""
        return self.about["words"]

    @cached_property
    def counts(self) -> np.ndarray:
        """int64 [words]: how often each occurs; 0 for rank 0."""
        return np.array(self.about["counts"])


def split(tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is trained on, and what is held out."""
    held_out = min(MAX_HELD_OUT, len(tokens) // 50)
    return tokens[: len(tokens) - held_out], tokens[len(tokens) - held_out :]


def encode(recipe: Recipe, folder: Path, workers: int = 2) -> Corpus:
    """Segments and numbers a corpus, unless `folder` already holds it, of the same texts.

    Raises:
        CorpusError: there is no such text, or no word in it is frequent enough.
    """
    if _holds(folder, recipe):
        return Corpus(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / VOCABULARY).unlink(missing_ok=True)  # a kill leaves no new tokens beside it
    raw, digests = folder / "raw.int32", _digests(recipe.sources)
    census = _segment_corpus(recipe, raw, workers)
    if census.undecodable:
        log.warning("%s What cannot be decoded in them is left out.", not_utf8(census.undecodable))
    for _ in range(recipe.phrases):
        phrases.join_phrases(raw, census, recipe.min_count)
    ranked = census.ranking(recipe.min_count, recipe.most)
    if len(ranked) < 2:
        found = f"The corpus has {len(ranked)} words that occur {recipe.min_count} times or more."
        if census.undecodable:
            raise CorpusError(f"{found} {not_utf8(census.undecodable)}", "Save the texts as UTF-8.")
        raise CorpusError(found, "Give more text, or a smaller --min_count.")
    kept = _write_ranks(raw, ranked, len(census.counts), folder / "tokens.npy")
    names, counts = census.names(), census.counts
    about = {
        "recipe": asdict(recipe),
        "texts": digests,
        "tokens": int(counts.sum()),
        "kept": kept,
        "undecodable_lines": census.undecodable,
        "words": [UNKNOWN, *(names[number] for number in ranked)],
        "counts": [0, *(int(counts[number]) for number in ranked)],
    }
    scratch = folder / f"{VOCABULARY}.part"
    scratch.write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    scratch.replace(folder / VOCABULARY)
    raw.unlink()
    return Corpus(folder)


def _holds(folder: Path, recipe: Recipe) -> bool:
    """Whether a folder has the corpus of a recipe; who has read a text may take it away.

    That of older versions has no phrases, and no digests: it is read again where the texts are here.
    """
    if not (folder / VOCABULARY).exists():
        return False
    about = {"texts": {}} | Corpus(folder).about
    made, wanted = {"phrases": 0} | about["recipe"], json.loads(json.dumps(asdict(recipe)))
    now = _digests(recipe.sources).items()
    return bool(made == wanted and all(about["texts"].get(source) == digest for source, digest in now))


def _digests(sources: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of each source that is here: of its files' own, in their order. Raises CorpusError."""
    here = [source for source in sources if Path(source).exists()]
    return {source: hashlib.sha256(b"".join(map(_digest, files_of(Path(source))))).hexdigest() for source in here}


def _digest(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        raise CorpusError(f"{file.name} cannot be read: {error.strerror}.", "Leave it out.") from None


def not_utf8(lines: int) -> str:
    """What is said of lines that could not be decoded."""
    return f"{lines:,} lines are not UTF-8." if lines != 1 else "One line is not UTF-8."


class Census:
    """Every distinct word, numbered as they come, and how often each was seen."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.counts = np.zeros(1 << 16, np.int64)
        self.undecodable = 0
        self._next = 0

    def add(self, words: list[str], tokens: np.ndarray) -> np.ndarray:
        """Counts the tokens of a chunk, numbers in its own list of words, -1 between lines; returns global numbers."""
        numbers = self.numbers_of(words)
        self.counts[numbers] += np.bincount(tokens[tokens >= 0], minlength=len(words))
        if len(self.numbers) > MAX_DISTINCT_WORDS:
            self.numbers = {word: number for word, number in self.numbers.items() if self.counts[number] > 1}
        return np.append(numbers, np.int32(-1))[tokens]

    def numbers_of(self, words: list[str]) -> np.ndarray:
        """The numbers of words, int32; new ones get the next, and a count of 0."""
        numbers = np.array([self._number(word) for word in words], np.int32)
        while self._next > len(self.counts):
            self.counts = np.concatenate([self.counts, np.zeros_like(self.counts)])
        return numbers

    def _number(self, word: str) -> int:
        number = self.numbers.get(word)
        if number is None:
            number = self.numbers[word] = self._next
            self._next += 1
        return number

    def names(self) -> dict[int, str]:
        """The word of each number."""
        return {number: word for word, number in self.numbers.items()}

    def ranking(self, min_count: int, most: int | None) -> list[int]:
        """The numbers of the words that are frequent enough, the most frequent first, equals by the alphabet."""
        frequent = [(-int(self.counts[n]), word) for word, n in self.numbers.items() if self.counts[n] >= min_count]
        return [self.numbers[word] for _, word in sorted(frequent)[:most]]


def _segment_corpus(recipe: Recipe, raw: Path, workers: int) -> Census:
    """Writes every token as the number of its word, -1 between lines."""
    census = Census()
    work = partial(_segment_lines, recipe.language)
    with raw.open("wb") as out, processes.executor(workers) as executor:
        progress = tqdm(unit="B", unit_scale=True, desc="Segmenting")
        for words, tokens, undecodable, size in map_ahead(executor, work, chunks(recipe.sources), 2 * workers):
            census.add(words, tokens).tofile(out)
            census.undecodable += undecodable
            progress.update(size)
    return census


def map_ahead(
    executor: ProcessPoolExecutor, work: Callable[[Item], Answer], items: Iterable[Item], number: int
) -> Iterator[Answer]:
    """Like map, in order, with at most `number` items under way."""
    items = iter(items)
    waiting = [executor.submit(work, item) for item in islice(items, number)]
    while waiting:
        yield waiting.pop(0).result()
        waiting += [executor.submit(work, item) for item in islice(items, 1)]


def _segment_lines(language: str, lines: list[bytes]) -> tuple[list[str], np.ndarray, int, int]:
    """The distinct words of a chunk, its tokens as int32 numbers of them with -1 after each line, and its bad lines."""
    numbers: dict[str, int] = {}
    tokens: list[int] = []
    undecodable = 0
    segment = LANGUAGES[language].words
    for line in lines:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            undecodable += 1
            text = line.decode(errors="replace")
        tokens += [numbers.setdefault(word, len(numbers)) for word in segment(text)]
        tokens.append(-1)
    return list(numbers), np.array(tokens, np.int32), undecodable, sum(map(len, lines))


def _write_ranks(raw: Path, ranked: list[int], distinct: int, target: Path) -> int:
    """Writes the ranks of the kept words, 0 between lines that still have any; returns how many words are left."""
    ranks = np.full(distinct + 1, -1, np.int32)
    ranks[ranked] = np.arange(1, len(ranked) + 1)
    ranks[-1] = 0  # where -1 points to
    kept = 0
    scratch = target.with_suffix(".part")
    with scratch.open("wb") as out:
        for old in phrases.pieces(raw):
            new = ranks[old]
            new = new[new >= 0]
            new = new[np.append(True, (new[1:] != 0) | (new[:-1] != 0))] if len(new) else new
            kept += int(np.count_nonzero(new))
            new.tofile(out)
    np.save(target, np.memmap(scratch, np.int32, "r"))
    scratch.unlink()
    return kept

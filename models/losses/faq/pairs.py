"""Pairs of texts that belong together, which teach an encoder before it sees a FAQ.

| source | pair |
| --- | --- |
| texts | a run of words of a sentence, and other sentences of its paragraph |
| WordNet | words of a meaning, its definition, its examples, the meaning above it |
| CC-CEDICT | a Chinese word and what it means in English |
| phrases.txt | ways in which people speak of the same matter, in both languages |
"""

import bz2
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from models.losses.errors import CorpusError
from models.losses.faq.data import SETS
from models.losses.faq.text import padded, token_lists

LONGEST = 40  # tokens of either side of a pair
SENTENCES = 6  # of a paragraph that are kept
LEAST_TOKENS = 4  # of a sentence
REPEATED = 0.3  # share of pairs whose second side also has half of the first one's words: shared words count too
AT_ONCE = 20_000  # texts that are split into tokens together
PARTS = {"en": re.compile(r"(?<=[.!?])\s+"), "zh": re.compile(r"(?<=[。！？；])")}

Sides = tuple[list[np.ndarray], list[np.ndarray]]


class Source(Protocol):
    """Something that gives pairs."""

    def draw(self, random: np.random.Generator, n: int) -> Sides:
        """`n` pairs of token lists, or as many as it has."""


def paragraphs(files: Iterable[str]) -> Iterator[str]:
    """The lines of text files that hold anything. Raises CorpusError for one that cannot be read."""
    for file in files:
        try:
            opened: Any = bz2.open if file.endswith(".bz2") else open
            with opened(file, "rt", encoding="utf-8") as stream:
                yield from filter(None, map(str.strip, stream))
        except (OSError, EOFError, UnicodeDecodeError) as error:  # a packed file that is cut off ends too soon
            raise CorpusError(
                f"{Path(file).name} cannot be read ({type(error).__name__}).", "Give text files in UTF-8."
            ) from None


@dataclass(frozen=True)
class Paragraphs:
    """Sentences as tokens, one after the other.

    Attributes:
        tokens: of all sentences, uint16.
        starts: where each sentence begins, and the end.
        first: the first sentence of each paragraph, and the number of sentences.
    """

    tokens: np.ndarray
    starts: np.ndarray
    first: np.ndarray

    @classmethod
    def of(cls, tokenizer: Any, files: Sequence[str], language: str) -> "Paragraphs":
        """The paragraphs of text files that have two sentences or more. Raises CorpusError if there are none."""
        tokens, starts, first = [], [0], [0]
        for batch in _batches(paragraphs(files)):
            sentences = [PARTS[language].split(paragraph)[:SENTENCES] for paragraph in batch]
            lists = iter(token_lists(tokenizer, [text[:400] for part in sentences for text in part]))
            for part in sentences:
                kept = [found for found in (next(lists)[:LONGEST] for _ in part) if len(found) >= LEAST_TOKENS]
                if len(kept) < 2:
                    continue
                tokens += [np.array(found, np.uint16) for found in kept]
                starts += [starts[-1] + length for length in np.cumsum([len(found) for found in kept])]
                first.append(first[-1] + len(kept))
        if len(first) == 1:
            raise CorpusError("The texts have no paragraph of two sentences.", "Give more text, a paragraph a line.")
        return cls(np.concatenate(tokens), np.array(starts), np.array(first))

    def sentence(self, index: int) -> np.ndarray:
        """The tokens of a sentence."""
        return self.tokens[self.starts[index] : self.starts[index + 1]]

    def draw(self, random: np.random.Generator, n: int) -> Sides:
        """Pairs of paragraphs that follow each other by twos: the hardest wrong answer is from the same article."""
        at = random.integers(0, max(1, len(self.first) - 2), n // 2)
        sides: Sides = [], []
        for paragraph in np.concatenate([at, np.minimum(at + 1, len(self.first) - 2)]):
            start, end = self.first[paragraph], self.first[paragraph + 1]
            asked, told = random.permutation(np.arange(start, end))[:2]
            question, answer = _cut(self.sentence(asked), random), self.sentence(told)
            if random.random() < REPEATED:
                answer = np.concatenate([answer[: LONGEST // 2], question[random.random(len(question)) < 0.5]])
            elif told + 1 < end and told + 1 != asked:
                answer = np.concatenate([answer, self.sentence(told + 1)])
            sides[0].append(question)
            sides[1].append(answer[:LONGEST])
        return sides


def _cut(sentence: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A run of 4 to 19 tokens of a sentence."""
    size = int(random.integers(LEAST_TOKENS, 20))
    start = random.integers(0, max(1, len(sentence) - size + 1))
    return sentence[start : start + size]


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := [text for _, text in zip(range(AT_ONCE), texts, strict=False)]:
        yield batch


@dataclass(frozen=True)
class Synset:
    """A meaning of WordNet: its words, its definition and examples, and the numbers of the meanings above it."""

    words: tuple[str, ...]
    definition: str
    examples: str
    above: tuple[int, ...]


def read_wordnet(folder: Path) -> list[Synset]:
    """The meanings of WordNet 3, whose files are described in wndb(5WN). Raises CorpusError."""
    found: list[tuple[tuple[str, ...], str, list[tuple[str, str]]]] = []
    places: dict[tuple[str, str], int] = {}
    for kind in ("noun", "verb", "adj", "adv"):
        for line in paragraphs([str(folder / f"data.{kind}")]):
            head, bar, gloss = line.partition(" | ")
            fields = head.split()
            if not bar or not fields[0].isdigit() or len(fields) < 6:  # of the licence
                continue
            words = tuple(
                fields[4 + 2 * number].split("(")[0].replace("_", " ") for number in range(int(fields[3], 16))
            )
            above = [(kind, fields[at + 1]) for at, field in enumerate(fields) if field in ("@", "@i", "&")]
            places[kind, fields[0]] = len(found)
            found.append((words, gloss, above))
    if not found:
        raise CorpusError("There is no WordNet in the folder.", "Give the folder that has data.noun in it.")
    return [
        Synset(words, gloss.split('; "')[0], " ".join(re.findall(r'"(.*?)"', gloss)), _known(places, above))
        for words, gloss, above in found
    ]


def _known(places: dict[tuple[str, str], int], wanted: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    return tuple(places[one] for one in wanted if one in places)


class WordNet:
    """Pairs of a meaning's words, definition, examples, and of the meaning above it."""

    def __init__(self, tokenizer: Any, synsets: Sequence[Synset]) -> None:
        self._synsets = synsets
        self._words = _arrays(tokenizer, [", ".join(synset.words) for synset in synsets])
        self._definitions = _arrays(tokenizer, [synset.definition for synset in synsets])
        self._examples = _arrays(tokenizer, [synset.examples for synset in synsets])
        singles = iter(_arrays(tokenizer, [word for synset in synsets for word in synset.words]))
        self._singles = [[next(singles) for _ in synset.words] for synset in synsets]

    def _whole(self, index: int) -> np.ndarray:
        return np.concatenate([self._words[index], self._definitions[index]])

    def draw(self, random: np.random.Generator, n: int) -> Sides:
        """`n` pairs, of each kind as many as there are."""
        sides: Sides = [], []
        while len(sides[0]) < n:
            index, kind = int(random.integers(len(self._synsets))), random.random()
            singles, above = self._singles[index], self._synsets[index].above
            if kind < 0.35:
                pair = singles[random.integers(len(singles))], self._definitions[index]
            elif kind < 0.55 and len(singles) > 1:
                one, other = random.permutation(len(singles))[:2]
                pair = singles[one], singles[other]
            elif kind < 0.75:
                pair = self._examples[index], self._whole(index)
            elif above:
                pair = self._whole(index), self._whole(above[random.integers(len(above))])
            else:
                continue
            _append(sides, pair, random)
        return sides


def read_cedict(file: Path) -> list[tuple[str, str]]:
    """Simplified words and their meanings, of the lines `traditional simplified [pinyin] /meaning/…/`.

    Raises:
        CorpusError: the file cannot be read, or has no such line.
    """
    entries = (re.match(r"\S+ (\S+) \[.*?\] /(.*)/$", line) for line in paragraphs([str(file)]))
    pairs = ((found[1], _meanings(found[2].split("/"))) for found in entries if found)
    kept = [(word, meaning) for word, meaning in pairs if len(meaning) > 2]
    if not kept:
        raise CorpusError(f"{file.name} has no line of CC-CEDICT.", "Give the text file of CC-CEDICT, unpacked.")
    return kept


def _meanings(parts: Sequence[str]) -> str:
    left_out = ("variant of", "surname", "CL:")
    kept = [part for part in parts if not any(mark in part for mark in left_out)]
    return re.sub(r"\[.*?\]", "", "; ".join(kept))


class Couples:
    """Pairs that stand in a list, drawn either way round."""

    def __init__(self, tokenizer: Any, couples: Sequence[tuple[str, str]]) -> None:
        self._sides = [_arrays(tokenizer, side) for side in zip(*couples, strict=True)]

    def draw(self, random: np.random.Generator, n: int) -> Sides:
        """`n` pairs."""
        sides: Sides = [], []
        while len(sides[0]) < n:
            index = random.integers(len(self._sides[0]))
            _append(sides, (self._sides[0][index], self._sides[1][index]), random)
        return sides


def read_phrases() -> list[list[str]]:
    """The lines of phrases.txt: phrases that are about the same matter."""
    lines = (SETS / "phrases.txt").read_text(encoding="utf-8").splitlines()
    return [[phrase.strip() for phrase in line.split(";")] for line in lines if line and not line.startswith("#")]


class Phrases:
    """Pairs of phrases of the same line."""

    def __init__(self, tokenizer: Any, groups: Sequence[Sequence[str]]) -> None:
        self._groups = [[tokens for tokens in _arrays(tokenizer, group) if len(tokens)] for group in groups]
        self._groups = [group for group in self._groups if len(group) > 1]

    def draw(self, random: np.random.Generator, n: int) -> Sides:
        """A pair of each line, of `n` lines at most: one or two phrases, and one to four others."""
        sides: Sides = [], []
        for index in random.permutation(len(self._groups))[:n]:
            group = self._groups[index]
            order = random.permutation(len(group))
            first = 1 + int(len(group) > 2 and random.random() < 0.3)
            last = first + random.integers(1, 5)
            sides[0].append(np.concatenate([group[at] for at in order[:first]])[:LONGEST])
            sides[1].append(np.concatenate([group[at] for at in order[first:last]])[:LONGEST])
        return sides


def _arrays(tokenizer: Any, texts: Iterable[str]) -> list[np.ndarray]:
    return [np.array(tokens[:LONGEST], np.uint16) for tokens in token_lists(tokenizer, list(texts))]


def _append(sides: Sides, pair: tuple[np.ndarray, np.ndarray], random: np.random.Generator) -> None:
    """Adds a pair, either way round, unless a side is empty or both are the same."""
    one, other = pair[:: 1 if random.random() < 0.5 else -1]
    if len(one) and len(other) and not np.array_equal(one, other):
        sides[0].append(one[:LONGEST])
        sides[1].append(other[:LONGEST])


@dataclass(frozen=True)
class Mixture:
    """Several sources, and how many pairs of a batch each gives."""

    sources: Sequence[tuple[Source, int]]

    def batch(self, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Tokens of questions and of answers, int32 [pairs, LONGEST] each."""
        questions: list[np.ndarray] = []
        answers: list[np.ndarray] = []
        for source, n in self.sources:
            one, other = source.draw(random, n)
            questions += one
            answers += other
        return padded(questions, LONGEST), padded(answers, LONGEST)

"""Our word vectors beside gensim 4.4.0: same tokens, same cores, same run; scores and wall time of both.

KEXUE_TEXT="texts/" KEXUE_WORD_SETS="wordsim/" python -m benchmarks words
KEXUE_TEXT="texts/" KEXUE_WORD_SETS="wordsim/" KEXUE_LANGUAGE=zh python -m benchmarks words

Both are CBOW with negative sampling, 200 dimensions, window 5, and get text that is segmented already; both count
words, and both may use two threads. gensim reads its fastest input, a file with one sentence a line. Then the time of
one question to the bundled checkpoint.

KEXUE_WORD_SETS="wordsim/" python -m benchmarks words

trains nothing, and sets the bundled checkpoint beside what one would take instead: wordllama's vectors, distilled from
a language model, for English, and how alike two words are spelt, which needs no model.
"""

import os
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

import hub_utils
from benchmarks._command import begin
from benchmarks._timing import median
from models import words
from models.words.corpus import Corpus
from models.words.errors import WordsError
from models.words.evaluate import Scores, pair_scores, scores_of, scores_of_tables
from models.words.options import Options
from models.words.predict import unit

MIN_COUNT = {"en": 10, "zh": 5}
OUR_EPOCHS, THEIR_EPOCHS = {"en": 3, "zh": 2}, 5
QUERIES = 50
PIECE = {"en": 3, "zh": 1}  # characters that stand for a word where spelling is compared
SPELLING_DIMENSIONS = 4096

Row = Callable[[str], np.ndarray | None]  # the unit vector of a word, if there is one


@dataclass(frozen=True)
class Run:
    """One training: scores, seconds, raw words a second over all epochs; no time where it was trained before."""

    name: str
    scores: Scores
    seconds: float | None = None
    rate: float | None = None


def main() -> None:
    """Prints the tables."""
    texts, sets = (os.environ.get(variable, "") for variable in ("KEXUE_TEXT", "KEXUE_WORD_SETS"))
    language = os.environ.get("KEXUE_LANGUAGE", "en")
    if language not in MIN_COUNT:
        raise SystemExit(f"KEXUE_LANGUAGE={language!r} is none of {', '.join(MIN_COUNT)}.")
    if texts and sets:
        print(training_table([run(texts.split(), Path(sets), language) for run in (ours, theirs, trained_before)]))
    else:
        print("Training is left out: name texts in KEXUE_TEXT and the folder of test sets in KEXUE_WORD_SETS.")
    if sets:
        print(standing_table(language, Path(sets)))
    print(query_table(language))


def _options(texts: list[str], language: Any, run: str) -> Options:
    return Options(data=texts, language=language, min_count=MIN_COUNT[language], epochs=OUR_EPOCHS[language], run=run)


def corpus_of_texts(texts: list[str], language: str) -> Corpus:
    """The texts, segmented once."""
    from models.words.train import corpus_of

    return corpus_of(_options(texts, language, f"runs/words-{language}-bench"))


def ours(texts: list[str], sets: Path, language: str) -> Run:
    """Our network over blocks."""
    from models.words.train import fit

    corpus = corpus_of_texts(texts, language)
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        network = fit(_options(texts, language, place), corpus)
        seconds = time.perf_counter() - began
    inputs, outputs = network.tables()
    scores = scores_of_tables(corpus.words, inputs, outputs, language, sets)
    epochs = OUR_EPOCHS[language]
    return Run(f"ours, {epochs} epochs", scores, seconds, epochs * corpus.about["kept"] / seconds)


def theirs(texts: list[str], sets: Path, language: str) -> Run:
    """gensim's Word2Vec."""
    from gensim.models import Word2Vec

    corpus = corpus_of_texts(texts, language)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "sentences.txt"
        _write_sentences(corpus, file)
        began = time.perf_counter()
        model = Word2Vec(
            corpus_file=str(file), vector_size=200, window=5, negative=5, sample=1e-4, min_count=1, workers=2,
            epochs=THEIR_EPOCHS,
        )  # fmt: skip
        seconds = time.perf_counter() - began
    rows = [model.wv.key_to_index[word] for word in corpus.words[1:]]
    table = np.vstack([np.zeros((1, 200), np.float32), model.wv.vectors[rows]])
    scores = scores_of_tables(corpus.words, table, table, language, sets)
    return Run(f"gensim, {THEIR_EPOCHS} epochs", scores, seconds, THEIR_EPOCHS * corpus.about["kept"] / seconds)


def trained_before(_: list[str], sets: Path, language: str) -> Run:
    """The bundled checkpoint, on the words of its own vocabulary."""
    return Run("ours, bundled", scores_of(words.load(hub_utils.fetch(f"words-{language}")), sets))


def _write_sentences(corpus: Corpus, file: Path) -> None:
    """The same tokens as text, a line a line."""
    names = np.array(corpus.words, object)
    with file.open("w", encoding="utf-8") as stream:
        for line in np.split(corpus.tokens, np.flatnonzero(corpus.tokens == 0)):
            stream.write(" ".join(names[line[line != 0]].tolist()) + "\n")


def training_table(runs: list[Run]) -> str:
    """Markdown: one line for each run."""
    first = runs[0].scores
    names = [*first.known, *first.analogies]
    lines = [f"| | seconds | words/s | {' | '.join(names)} |", f"| --- |{' ---: |' * (2 + len(names))}"]
    for run in runs:
        scores = run.scores.known | run.scores.analogies
        cells = " | ".join(f"{score.value:.3f}" for score in scores.values())
        times = ("" if number is None else f"{number:,.0f}" for number in (run.seconds, run.rate))
        lines.append(f"| {run.name} | {' | '.join(times)} | {cells} |")
    return "\n".join(lines)


def standing_table(language: str, sets: Path) -> str:
    """Markdown: rank correlations of vectors that are there already, all words of each set that they know."""
    rows: dict[str, Row] = {"ours, bundled": bundled(language), "alike in spelling": partial(spelling, language)}
    if language == "en":
        rows["wordllama 0.4"] = distilled()
    scores = {name: pair_scores(row, language, sets) for name, row in rows.items()}
    names = list(scores["ours, bundled"])
    lines = [f"\n| share of the pairs | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    for name, found in scores.items():
        cells = " | ".join(f"{score.value:.3f} ({score.coverage:.0%})" for score in found.values())
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def bundled(language: str) -> Row:
    """The bundled checkpoint, which puts unknown words together from their parts."""
    vectors = words.load(hub_utils.fetch(f"words-{language}"))

    def row(word: str) -> np.ndarray | None:
        try:
            return vectors.vector(word)
        except WordsError:
            return None

    return row


def distilled() -> Row:
    """The vectors in wordllama's wheel, the mean of a word's tokens."""
    import wordllama

    wheel = Path(wordllama.__file__).parent  # where 0.4.0 looks for its tokenizer under another name by itself
    model = wordllama.WordLlama.load(cache_dir=wheel, disable_download=True)
    return lambda word: unit(model.embed([word])[0])


def spelling(language: str, word: str) -> np.ndarray:
    """How often each piece of a word's spelling occurs in it, as a unit vector."""
    size = PIECE[language]
    padded = f"^{word.lower()}$" if size > 1 else word
    counts = np.zeros(SPELLING_DIMENSIONS)
    for start in range(len(padded) - size + 1):
        counts[zlib.crc32(padded[start : start + size].encode()) % SPELLING_DIMENSIONS] += 1
    return unit(counts)


def _ask_next(ask: Callable[[str], object], words_asked: Iterator[str]) -> None:
    ask(next(words_asked))


def query_table(language: str) -> str:
    """Markdown: milliseconds of questions to the bundled checkpoint, everything but loading."""
    vectors = words.load(hub_utils.fetch(f"words-{language}"))
    sentence = {"en": ("she played the", "in the orchestra"), "zh": ("他是中国著名的", "，出生于北京")}[language]
    common = vectors.words[100 : 100 + QUERIES]
    asked: dict[str, Callable[[str], object]] = {
        "neighbours of a word, whole vocabulary": vectors.neighbours,
        "analogy": lambda word: vectors.analogy(word, common[0], common[1]),
        "word for a gap": lambda _: vectors.predict(*sentence),
    }
    words_asked = cycle(common)
    lines = [f"\n| {len(vectors.words) - 1:,} words | median ms |", "| --- | ---: |"]
    for name, ask in asked.items():
        lines.append(f"| {name} | {1e3 * median(partial(_ask_next, ask, words_asked), QUERIES):.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    begin(main)

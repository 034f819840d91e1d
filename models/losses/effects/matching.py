"""Question 2: do triplets find the answer to a question that is asked in other words?

The article's own matcher, from scratch: each answer is known with three of its questions and asked for with two more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import keras
import numpy as np

from models.losses.effects.fitting import Fit
from models.losses.effects.table import Effect, effects
from models.losses.faq.data import Language, read_set
from models.losses.functions.triplet import Triplet
from models.losses.functions.ways import encoder, turn

LANGUAGES: dict[str, Language] = {"English": "en", "Chinese": "zh"}
HELD_OUT = 2  # ways to ask an entry that are for testing
LENGTH = 32  # tokens of a text; those beyond are not read
EPOCHS, BATCH = 20, 36
DIMENSIONS, WIDTH = 128, 64  # as in the article
PADDING, UNKNOWN = 0, 1
MEASURES = ("recall_at_1", "mrr")
PAIRS = (  # what is compared: from, to
    ("random choice", "random"),
    ("TF-IDF, words", "random"),
    ("TF-IDF, characters", "random"),
    ("random, symmetric", "random"),
    ("random", "semi-hard"),
    ("random", "hard"),
)


@dataclass(frozen=True)
class Split:
    """Answers, questions to learn from and to test with; `known_of` and `test_of` say which answer is whose."""

    answers: list[str]
    known: list[str]
    known_of: np.ndarray
    test: list[str]
    test_of: np.ndarray


def entries(language: Language) -> list[tuple[str, list[str]]]:
    """Each answer of our FAQ with the ways to ask for it."""
    return [(item.answer, [item.question, *item.paraphrases]) for item in read_set(language).items]


def split(found: Sequence[tuple[str, list[str]]], seed: int) -> Split:
    """Holds HELD_OUT ways to ask of each entry out."""
    random = np.random.default_rng(seed)
    known: list[tuple[int, str]] = []
    test: list[tuple[int, str]] = []
    for number, (_, ways) in enumerate(found):
        order = random.permutation(len(ways))
        test += [(number, ways[place]) for place in order[:HELD_OUT]]
        known += [(number, ways[place]) for place in order[HELD_OUT:]]
    columns = ([text for _, text in known], np.array([n for n, _ in known], np.int32))
    return Split([answer for answer, _ in found], *columns, [t for _, t in test], np.array([n for n, _ in test]))


def tokens(text: str) -> list[str]:
    """English words in lower case, and single Chinese characters and digits."""
    return re.findall(r"[a-z']+|[0-9]|[\u4e00-\u9fff]", text.lower())


class Vocabulary:
    """Numbers for the tokens of some texts; 0 is padding, 1 any other token."""

    def __init__(self, texts: Sequence[str]):
        words = sorted({word for text in texts for word in tokens(text)})
        self._numbers = {word: number for number, word in enumerate(words, UNKNOWN + 1)}

    def __len__(self) -> int:
        return len(self._numbers) + UNKNOWN + 1

    def rows(self, texts: Sequence[str]) -> np.ndarray:
        """Int32 [texts, LENGTH]."""
        found = np.full((len(texts), LENGTH), PADDING, np.int32)
        for row, text in zip(found, texts, strict=True):
            numbers = [self._numbers.get(word, UNKNOWN) for word in tokens(text)[:LENGTH]] or [UNKNOWN]
            row[: len(numbers)] = numbers
        return found


class Matcher(keras.Layer):  # type: ignore[misc]  # Keras comes without types
    """The article's encoders; called on questions, their answers and the answers' numbers it gives the mean loss."""

    def __init__(self, size: int, negatives: str, symmetric: bool = False):
        super().__init__()
        self.encode, self.turned = encoder(size, DIMENSIONS, WIDTH), turn(WIDTH, symmetric)
        self.loss = Triplet(0.1, negatives)
        self.draws = self.loss._random  # so that each run begins with draws of its own seed

    def call(
        self, questions: keras.KerasTensor, answers: keras.KerasTensor, ids: keras.KerasTensor
    ) -> keras.KerasTensor:
        """The mean loss."""
        pairs = keras.ops.stack([self.turned(self.encode(questions)), self.encode(answers)], axis=1)
        return self.loss(ids, pairs)

    def cosines(self, questions: np.ndarray, answers: np.ndarray) -> np.ndarray:
        """[questions, answers] from their tokens."""
        asked, said = np.asarray(self.turned(self.encode(questions))), np.asarray(self.encode(answers))
        return _units(asked) @ _units(said).T


def _units(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def ranking(similar: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """MEASURES of similarities [questions, answers]; of those that are the same, the expectation over their order."""
    own = similar[np.arange(len(right)), right][:, None]
    before, same = (similar > own).sum(axis=1), (similar == own).sum(axis=1)
    places = 1 / np.arange(1, similar.shape[1] + 1)
    summed = np.concatenate([[0], np.cumsum(places)])
    reciprocal = (summed[before + same] - summed[before]) / same
    return {"recall_at_1": float(((before == 0) / same).mean()), "mrr": float(reciprocal.mean())}


def tf_idf(asked: Split, analyzer: str, language: Language) -> np.ndarray:
    """Cosines of TF-IDF vectors, [questions, answers]; an answer's text is itself and the questions it is known with.

    Args:
        asked: what is known and what is asked.
        analyzer: "words" (in Chinese those of jieba) or "characters", one to three of them.
        language: "en" or "zh".
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [
        " ".join([answer, *(asked.known[place] for place in np.flatnonzero(asked.known_of == number))])
        for number, answer in enumerate(asked.answers)
    ]
    if analyzer == "characters":
        vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True)
    else:
        vectors = TfidfVectorizer(analyzer=_words_of(language), sublinear_tf=True)
    known = vectors.fit_transform(texts)
    return (vectors.transform(asked.test) @ known.T).toarray()


def _words_of(language: Language) -> Callable[[str], list[str]]:
    if language == "en":
        return tokens
    import jieba  # two seconds

    jieba.setLogLevel("ERROR")
    return lambda text: [word for word in jieba.lcut(text) if word.strip()]


def measure(runs: int, fast: bool = False) -> Iterator[Effect]:
    """The article's matcher beside what needs no training, without the question's own layer, and by its negatives.

    Args:
        runs: seeds, at least two.
        fast: one epoch and few entries only, to see that it works.
    """
    for name, language in LANGUAGES.items():
        found = _runs(language, runs, fast)
        yield from effects("matching", f"FAQ, {name}", found, PAIRS, MEASURES)


def _runs(language: Language, runs: int, fast: bool) -> dict[str, list[dict[str, float]]]:
    """By name of what answers: the measures of each run."""
    every = entries(language)[: BATCH if fast else None]
    words = Vocabulary([text for answer, ways in every for text in (answer, *ways)])
    makers = {name: partial(Matcher, len(words), name) for name in ("random", "semi-hard", "hard")}
    makers["random, symmetric"] = partial(Matcher, len(words), "random", symmetric=True)
    example = [np.ones((2, LENGTH), np.int32), np.ones((2, LENGTH), np.int32), np.arange(2, dtype=np.int32)]
    fits = {name: Fit(make, example, fused=not fast) for name, make in makers.items()}
    found: dict[str, list[dict[str, float]]] = {name: [] for pair in PAIRS for name in pair}
    for seed in range(runs):
        asked = split(every, seed)
        words = Vocabulary([*asked.answers, *asked.known])  # smaller than all words: the embedding has rows to spare
        answers, questions = words.rows(asked.answers), words.rows(asked.known)
        untrained = {"TF-IDF, words": "words", "TF-IDF, characters": "characters"}
        similar = {name: tf_idf(asked, kind, language) for name, kind in untrained.items()}
        similar["random choice"] = np.zeros((len(asked.test), len(asked.answers)))
        for name, fit in fits.items():
            network = fit(seed, [questions, answers[asked.known_of], asked.known_of], 1 if fast else EPOCHS, BATCH)
            similar[name] = network.cosines(words.rows(asked.test), answers)
        for name, cosines in similar.items():
            found[name].append(ranking(cosines, asked.test_of))
    return found

"""Loads a checkpoint folder and asks FAQs, through ONNX Runtime.

An entry is matched by its question and by the whole of it, question and answer in one: the mean of both cosines is its
`meaning`, that of the TF-IDF cosines of both its `words`, and its score mixes the two as the checkpoint says.
"""

import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from models.losses.errors import QuestionError
from models.losses.faq import checkpoint
from models.losses.faq.answers import Answers, Entry, Match
from models.losses.faq.file import MAX_QUESTION, check_entries
from models.losses.faq.text import UNKNOWN, padded, read_tokenizer, token_lists, whole_characters
from models.losses.faq.tfidf import TfIdf

if TYPE_CHECKING:
    import onnxruntime

MAX_TOP = 20  # matches of one question
KEPT_FAQS = 3  # whose vectors and words are remembered: the largest takes 100 MB
ROWS_AT_ONCE = 16  # texts of one run of the network, which keeps the memory of its largest one


@dataclass(frozen=True)
class Index:
    """A FAQ ready to be asked: vectors of its questions and of its whole entries, [entries, features], and words."""

    questions: np.ndarray
    wholes: np.ndarray
    question_words: TfIdf
    whole_words: TfIdf


@dataclass(frozen=True)
class Scores:
    """Of questions against entries, float32 [questions, entries] each."""

    meaning: np.ndarray
    words: np.ndarray

    def mixed(self, words_weight: float) -> np.ndarray:
        """What matches are ranked by."""
        return (1 - words_weight) * self.meaning + words_weight * self.words


class Faq:
    """A matcher ready to be asked; safe to share between threads.

    config.json has `words_weight`, the weight of shared words in a score, and `threshold`, the score of the best match
    under which the answer is probably not in the FAQ.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self.config = checkpoint.read_config(self._folder)
        self.words_weight: float = self.config["words_weight"]
        self.threshold: float = self.config["threshold"]
        self._indexes: OrderedDict[tuple[Entry, ...], Index] = OrderedDict()
        self._lock = Lock()

    def ask(self, question: str, entries: Sequence[Entry], top: int = 5) -> Answers:
        """The entries of a FAQ that answer a question best; none where nothing of the question could be read.

        Args:
            question: in any words, English or Chinese, as the FAQ is; 300 characters at most.
            entries: the FAQ, 2,000 entries at most.
            top: how many, 1 to 20.

        Raises:
            QuestionError: no question, one that is too long, or a number of matches that is not served.
            FaqEmptyError, FaqTooLargeError: the FAQ is empty, has too many entries, or one that is too long.
        """
        asked = whole_characters(question.strip())
        if not asked:
            raise QuestionError("There is no question.", "Type one, in your own words.")
        if len(asked) > MAX_QUESTION:
            raise QuestionError(f"The question has {len(asked):,} characters.", f"Give at most {MAX_QUESTION}.")
        if not 1 <= top <= MAX_TOP:
            raise QuestionError(f"{top} matches cannot be shown.", f"Ask for 1 to {MAX_TOP}.")
        scores = self.scores([asked], entries)
        if not (self._knows(asked) or scores.words.any()):
            return Answers(asked, (), True, self.threshold)
        mixed = scores.mixed(self.words_weight)[0]
        best = np.argsort(-mixed, kind="stable")[:top]
        matches = tuple(
            Match(
                int(row),
                entries[row].question,
                entries[row].answer,
                float(mixed[row]),
                float(scores.meaning[0, row]),
                float(scores.words[0, row]),
            )
            for row in best
        )
        return Answers(asked, matches, matches[0].score < self.threshold, self.threshold)

    def scores(self, questions: Sequence[str], entries: Sequence[Entry]) -> Scores:
        """How questions fit all entries of a FAQ. Raises FaqEmptyError and FaqTooLargeError."""
        index = self._index(entries)
        vectors = self.question_vectors(questions)
        meaning = (vectors @ index.questions.T + vectors @ index.wholes.T) / 2
        words = [(index.question_words.cosines(text) + index.whole_words.cosines(text)) / 2 for text in questions]
        return Scores(meaning, np.stack(words))

    def question_vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts as questions, float32 [texts, features]; zero for a text without a known token."""
        return self._encode(texts, "question")

    def answer_vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of texts as what is answered, float32 [texts, features]."""
        return self._encode(texts, "answer")

    def _knows(self, text: str) -> bool:
        """Whether a token of it is in the vocabulary."""
        unknown = self._tokenizer.token_to_id(UNKNOWN)
        return any(token != unknown for token in token_lists(self._tokenizer, [text])[0])

    def _index(self, entries: Sequence[Entry]) -> Index:
        """The FAQ's vectors and words, remembered by its content, so that a second question takes milliseconds."""
        key = tuple(entries)
        with self._lock:
            if key in self._indexes:
                self._indexes.move_to_end(key)
                return self._indexes[key]
        found = self._make_index(check_entries(key))
        with self._lock:
            self._indexes[key] = found
            while len(self._indexes) > KEPT_FAQS:
                self._indexes.popitem(last=False)
        return found

    def _make_index(self, entries: Sequence[Entry]) -> Index:
        questions = [entry.question for entry in entries]
        wholes = [whole(entry) for entry in entries]
        return Index(self.answer_vectors(questions), self.answer_vectors(wholes), TfIdf(questions), TfIdf(wholes))

    def _encode(self, texts: Sequence[str], output: str) -> np.ndarray:
        parts = []
        for start in range(0, len(texts), ROWS_AT_ONCE):
            tokens = padded(token_lists(self._tokenizer, texts[start : start + ROWS_AT_ONCE]))
            parts.append(self._session.run([output], {self._session.get_inputs()[0].name: tokens})[0])
        return np.concatenate(parts)

    @cached_property
    def _tokenizer(self) -> Any:
        return read_tokenizer(self._folder)

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # a question is one product; two threads wait for each other longer
        return onnxruntime.InferenceSession(self._folder / checkpoint.ONNX, options, providers=["CPUExecutionProvider"])


def whole(entry: Entry) -> str:
    """All that an entry says."""
    return f"{entry.question} {entry.answer}"


def load(folder: str | os.PathLike[str]) -> Faq:
    """Loads a checkpoint folder."""
    return Faq(folder)

"""What is chosen on topics that are left out in turn: how much shared words weigh, and when an answer is unsure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.losses.faq.data import FOLDS, Asked, FaqSet
from models.losses.faq.predict import Scores, whole
from models.losses.faq.score import best_threshold, ranks
from models.losses.faq.text import padded, token_lists
from models.losses.faq.tfidf import TfIdf

if TYPE_CHECKING:
    import keras

WEIGHTS = tuple(number / 20 for number in range(21))  # of shared words, that are tried

Fit = Callable[[dict[FaqSet, list[Asked]]], "keras.Model"]


@dataclass(frozen=True)
class Choice:
    """The weight of shared words in a score, the score under which an answer is unsure, and the recall of the folds."""

    words_weight: float
    threshold: float
    recall: float


def choose(fitted: Fit, tokenizer: Any, sets: Sequence[FaqSet]) -> Choice:
    """Trains without the topics of each fold and asks them: each fold's entries are the FAQ.

    Args:
        fitted: trains on the questions of each set that it is given.
        tokenizer: of the network.
        sets: one a language.
    """
    own: list[tuple[Scores, np.ndarray]] = []
    foreign: list[Scores] = []
    for fold in range(FOLDS):
        network = fitted({faq: faq.known([t for t in faq.open_topics if t not in faq.fold(fold)]) for faq in sets})
        for faq in sets:
            rows = faq.rows(faq.fold(fold))
            asked, others = faq.questions(faq.fold(fold)), faq.held_out(faq.fold((fold + 1) % FOLDS))
            right = np.array([rows.index(one.row) for one in asked])
            own.append((scores_of(network, tokenizer, faq, rows, [one.text for one in asked]), right))
            foreign.append(scores_of(network, tokenizer, faq, rows, [one.text for one in others]))
    recalls = [float(np.mean([_recall(scores.mixed(weight), right) for scores, right in own])) for weight in WEIGHTS]
    best = WEIGHTS[int(np.argmax(_smooth(recalls)))]
    tops = np.concatenate([_tops_of_right(scores.mixed(best), right) for scores, right in own])
    foreign_tops = np.concatenate([scores.mixed(best).max(axis=1) for scores in foreign])
    return Choice(best, best_threshold(tops, foreign_tops), recalls[WEIGHTS.index(best)])


def scores_of(network: "keras.Model", tokenizer: Any, faq: FaqSet, rows: Sequence[int], texts: Sequence[str]) -> Scores:
    """How texts fit some entries of a set, as `predict.Faq.scores` has it of a checkpoint."""
    entries = [faq.items[row].entry for row in rows]
    titles, wholes = [entry.question for entry in entries], [whole(entry) for entry in entries]
    vectors = _vectors(network, tokenizer, texts, "question")
    answers = [_vectors(network, tokenizer, part, "answer") for part in (titles, wholes)]
    meaning = (vectors @ answers[0].T + vectors @ answers[1].T) / 2
    indexes = [TfIdf(titles), TfIdf(wholes)]
    words = np.stack([(indexes[0].cosines(text) + indexes[1].cosines(text)) / 2 for text in texts])
    return Scores(meaning, words)


def _vectors(network: "keras.Model", tokenizer: Any, texts: Sequence[str], output: str) -> np.ndarray:
    return np.asarray(network(padded(token_lists(tokenizer, texts)))[output])


def _recall(scores: np.ndarray, right: np.ndarray) -> float:
    return float((ranks(scores, right) == 1).mean())


def _smooth(values: Sequence[float]) -> np.ndarray:
    """The mean of each value and its neighbours: a single lucky weight is not chosen."""
    edged = np.pad(np.asarray(values), 1, mode="edge")
    return (edged[:-2] + edged[1:-1] + edged[2:]) / 3


def _tops_of_right(scores: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The best scores of the questions whose right entry comes first: a wrong answer may be called unsure."""
    return scores.max(axis=1)[ranks(scores, right) == 1]

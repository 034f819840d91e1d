"""From the probabilities of a network to texts, how sure each is, and what else each character might be.

Class 0 is the blank of a network that reads a sequence; see `ctc` for the sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.captcha.ctc import (
    Text,
    best_of_length,
    collapse,
    likeliest_texts,
    substitutions,
    text_probabilities,
)

MIN_PROBABILITY = 1e-8  # of an allowed class at a step: 38 steps of it are still above the smallest float64


@dataclass(frozen=True)
class Decoding:
    """What is read, as classes [length], and how probable it is."""

    classes: np.ndarray
    confidence: float


def decode_slots(probabilities: np.ndarray, allowed: np.ndarray, lower: np.ndarray | None = None) -> Decoding:
    """Reads fixed positions.

    Args:
        probabilities: [positions, classes]
        allowed: bool [classes], what may be answered; the rest counts as impossible
        lower: int [classes], which class each counts as in the confidence; itself if None
    """
    probabilities = restrict(probabilities, allowed)
    classes = probabilities.argmax(axis=1)
    shares, (text,) = merge_cases(probabilities, [classes], lower)
    return Decoding(classes, float(shares[np.arange(len(text)), text].prod()))


def decode_sequences(
    probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None = None, lower: np.ndarray | None = None
) -> list[Decoding]:
    """Reads sequences with blanks: of each the text of the likeliest path, of one of `lengths` if they are given.

    Args:
        probabilities: [sequences, steps, classes], class 0 the blank
        allowed: bool [classes]; the blank must be among them
        lengths: within 1 to steps // 2, where a path always exists
        lower: int [classes], which class each counts as in the confidence; itself if None
    """
    probabilities = restrict(probabilities, allowed)
    paths = probabilities.argmax(axis=2)
    texts = [_text(sequence, path, lengths) for sequence, path in zip(probabilities, paths, strict=True)]
    confidences = text_probabilities(*merge_cases(probabilities, texts, lower)) if texts else ()
    return [Decoding(text, min(float(confidence), 1.0)) for text, confidence in zip(texts, confidences, strict=True)]


def decode_sequence(
    probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None = None, lower: np.ndarray | None = None
) -> Decoding:
    """Reads one sequence, [steps, classes]; see `decode_sequences`."""
    return decode_sequences(probabilities[None], allowed, lengths, lower)[0]


def substitutes(probabilities: np.ndarray, allowed: np.ndarray, text: np.ndarray) -> np.ndarray:
    """How probable each class is for each character of a text that was read, given its others: [length, classes].

    Args:
        probabilities: of one sequence, [steps, classes]
        allowed: bool [classes]
        text: its classes
    """
    if not len(text):
        return np.zeros((0, probabilities.shape[1]))
    sums = substitutions(restrict(probabilities, allowed)[None], [text])[0]
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def next_best_slots(probabilities: np.ndarray, count: int) -> list[Text]:
    """The `count` most probable readings of fixed positions, [positions, classes], but the first; and how probable."""
    texts: list[Text] = [((), 1.0)]
    for row in probabilities:
        best = np.argsort(-row)[: count + 1].tolist()
        longer = [((*text, index), before * float(row[index])) for text, before in texts for index in best]
        texts = sorted(longer, key=lambda text: -text[1])[: count + 1]
    return texts[1:]


def next_best_texts(
    probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None, text: Sequence[int], count: int
) -> list[Text]:
    """The `count` most probable readings of one sequence other than `text`, as classes, with their probabilities."""
    found = likeliest_texts(restrict(probabilities, allowed), 8 * count)
    others = [(classes, probability) for classes, probability in found if classes and classes != tuple(text)]
    return [other for other in others if lengths is None or len(other[0]) in lengths][:count]


def restrict(probabilities: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Probabilities [..., classes] of what is allowed, none under MIN_PROBABILITY, that sum to 1."""
    kept = np.where(allowed, np.maximum(probabilities.astype(np.float64), MIN_PROBABILITY), 0.0)
    return kept / kept.sum(axis=-1, keepdims=True)


def merge_cases(
    probabilities: np.ndarray, texts: Sequence[np.ndarray], lower: np.ndarray | None
) -> tuple[np.ndarray, Sequence[np.ndarray]]:
    """Probabilities and texts in which classes are those that they count as."""
    if lower is None:
        return probabilities, texts
    return probabilities @ np.eye(len(lower))[lower], [lower[text] for text in texts]


def _text(probabilities: np.ndarray, path: np.ndarray, lengths: range | None) -> np.ndarray:
    classes = collapse(path)
    if lengths is None or len(classes) in lengths:
        return classes
    logs = np.log(np.maximum(probabilities, 1e-300))
    texts = [best_of_length(logs, length) for length in lengths]
    if len(texts) == 1:
        return texts[0]
    all_alike = np.broadcast_to(probabilities, (len(texts), *probabilities.shape))
    return texts[int(text_probabilities(all_alike, texts).argmax())]

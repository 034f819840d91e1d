"""From the probabilities of a network to texts, how sure each is, and what else each character might be.

Class 0 is the blank of a network that reads a sequence; see `ctc` for the sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.captcha.ctc import Text, best_of_length, collapse, likeliest_texts, substitutions

MIN_PROBABILITY = 1e-8  # of an allowed class at a step: 38 steps of it are still above the smallest float64


@dataclass(frozen=True)
class Decoding:
    """`classes` [length], and `posteriors` [length, classes]: how probable each is for a character, given the rest."""

    classes: np.ndarray
    confidence: float
    posteriors: np.ndarray


def decode_slots(probabilities: np.ndarray, allowed: np.ndarray) -> Decoding:
    """Reads fixed positions.

    Args:
        probabilities: [positions, classes]
        allowed: bool [classes], what may be answered; the rest counts as impossible
    """
    posteriors = restrict(probabilities, allowed)
    classes = posteriors.argmax(axis=1)
    return Decoding(classes, float(posteriors.max(axis=1).prod()), posteriors)


def decode_sequences(probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None = None) -> list[Decoding]:
    """Reads sequences with blanks: of each the text of the likeliest path, of one of `lengths` if they are given.

    Args:
        probabilities: [sequences, steps, classes], class 0 the blank
        allowed: bool [classes]; the blank must be among them
        lengths: within 1 to steps // 2, where a path always exists
    """
    probabilities = restrict(probabilities, allowed)
    paths = probabilities.argmax(axis=2)
    texts = [_text(sequence, path, lengths) for sequence, path in zip(probabilities, paths, strict=True)]
    filled = [index for index, text in enumerate(texts) if len(text)]
    swapped = [np.zeros((0, probabilities.shape[2]))] * len(texts)
    if filled:
        sums = substitutions(probabilities[filled], [texts[index] for index in filled])
        for index, alternatives in zip(filled, sums, strict=True):
            swapped[index] = alternatives
    return [_decoding(*parts) for parts in zip(probabilities, texts, swapped, strict=True)]


def decode_sequence(probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None = None) -> Decoding:
    """Reads one sequence, [steps, classes]; see `decode_sequences`."""
    return decode_sequences(probabilities[None], allowed, lengths)[0]


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


def _text(probabilities: np.ndarray, path: np.ndarray, lengths: range | None) -> np.ndarray:
    classes = collapse(path)
    if lengths is None or len(classes) in lengths:
        return classes
    logs = np.log(np.maximum(probabilities, 1e-300))
    texts = [best_of_length(logs, length) for length in lengths]
    if len(texts) == 1:
        return texts[0]
    sums = substitutions(np.broadcast_to(probabilities, (len(texts), *probabilities.shape)), texts)
    return max(zip(texts, sums, strict=True), key=lambda pair: pair[1][0, pair[0][0]])[0]


def _decoding(probabilities: np.ndarray, text: np.ndarray, alternatives: np.ndarray) -> Decoding:
    confidence = alternatives[0, text[0]] if len(text) else probabilities[:, 0].prod()
    posteriors = alternatives / alternatives.sum(axis=1, keepdims=True)
    return Decoding(text, float(min(confidence, 1.0)), posteriors)

"""From the scores of a network to readings: calibrated, within what is asked for, with what else may be said."""

from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from models.captcha.answers import Character, Characters, Guess, Reading
from models.captcha.constraints import Length, lengths_of, symbols_of
from models.captcha.ctc import text_probabilities
from models.captcha.decode import (
    Decoding,
    decode_sequences,
    decode_slots,
    merge_cases,
    next_best_slots,
    next_best_texts,
    restrict,
    substitutes,
)
from models.captcha.encoding import Encoding

MAX_ALTERNATIVES = 5  # characters shown for each position, the chosen one first


@dataclass(frozen=True)
class Reader:
    """Turns the scores of a network into readings."""

    encoding: Encoding
    steps: int
    threshold: float = 0.5
    temperature: float = 1.0

    @property
    def longest(self) -> int:
        """The most characters that can be asked for; up to here a reading of every length exists."""
        return self.encoding.slots or self.steps // 2

    def read(
        self, scores: np.ndarray, charset: str | None = None, length: Length | None = None, others: int = 0
    ) -> list[Reading]:
        """Reads the scores of images, float32 [images, steps, classes]: logits, or probabilities for fixed slots."""
        allowed, lengths = self.allowed(charset), self.lengths(length)
        probabilities = self.probabilities(scores)
        if self.encoding.slots:
            decodings = [decode_slots(positions, allowed, self.lower) for positions in probabilities]
        else:
            decodings = decode_sequences(probabilities, allowed, lengths, self.lower)
        kept = probabilities.astype(np.float32)  # half the size, as long as somebody may ask for the characters
        readings = list(map(partial(self._reading, allowed), kept, decodings))
        if not others:
            return readings
        return [
            replace(reading, others=self._others(image, allowed, lengths, decoding.classes, others))
            for image, decoding, reading in zip(probabilities, decodings, readings, strict=True)
        ]

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, float64 [images, steps, classes]."""
        logits = np.log(np.maximum(scores, 1e-12)) if self.encoding.slots else scores
        powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / self.temperature, dtype=np.float64)
        return powers / powers.sum(axis=-1, keepdims=True)

    def legibility(self, scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """How probable the texts of images are by their scores, case aside: [images].

        Args:
            scores: of a network that reads sequences, float32 [images, steps, classes]
            labels: int32 [images, longest], as of `Encoding.label`
        """
        texts = [label[label > 0] for label in labels]
        return text_probabilities(*merge_cases(self.probabilities(scores), texts, self.lower))

    @cached_property
    def symbols(self) -> str:
        """What each class says; a space for the blank."""
        return self.encoding.charset if self.encoding.slots else " " + self.encoding.charset

    @cached_property
    def lower(self) -> np.ndarray:
        """For each class that of its symbol's lower case, or itself: int [classes]."""
        places = {symbol: place for place, symbol in enumerate(self.symbols)}
        return np.array([places.get(symbol.lower(), place) for symbol, place in places.items()])

    def allowed(self, charset: str | None) -> np.ndarray:
        """Which classes may be answered, bool [classes].

        Raises:
            ConstraintError: an empty charset, or symbols that the model does not know.
        """
        known = self.encoding.charset
        asked = symbols_of(charset, known)
        symbols = [symbol in asked for symbol in known]
        return np.asarray(symbols if self.encoding.slots else [True, *symbols])

    def lengths(self, length: Length | None) -> range | None:
        """How many characters may be answered; None for any.

        Raises:
            ConstraintError: a length that the model cannot give.
        """
        return lengths_of(length, self.encoding.slots or 1, self.longest)

    def _reading(self, allowed: np.ndarray, probabilities: np.ndarray, decoding: Decoding) -> Reading:
        text = "".join(self.symbols[index] for index in decoding.classes)
        characters = Characters(partial(self._characters, probabilities, allowed, decoding.classes))
        return Reading(text, decoding.confidence, decoding.confidence < self.threshold, characters)

    def _characters(self, probabilities: np.ndarray, allowed: np.ndarray, text: np.ndarray) -> tuple[Character, ...]:
        found = restrict(probabilities, allowed) if self.encoding.slots else substitutes(probabilities, allowed, text)
        return tuple(_character(self.symbols, chosen, row) for chosen, row in zip(text.tolist(), found, strict=True))

    def _others(
        self, probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None, text: np.ndarray, count: int
    ) -> tuple[Guess, ...]:
        if self.encoding.slots:
            found = next_best_slots(restrict(probabilities, allowed), count)
        else:
            found = next_best_texts(probabilities, allowed, lengths, text.tolist(), count)
        return tuple(Guess("".join(self.symbols[index] for index in text), confidence) for text, confidence in found)


def _character(symbols: str, chosen: int, probabilities: np.ndarray) -> Character:
    best = np.argsort(-probabilities)[:MAX_ALTERNATIVES].tolist()
    others = [index for index in best if index != chosen and probabilities[index] > 0]
    ranked = [chosen, *others][:MAX_ALTERNATIVES]
    alternatives = tuple((symbols[index], float(probabilities[index])) for index in ranked)
    return Character(symbols[chosen], alternatives[0][1], alternatives)

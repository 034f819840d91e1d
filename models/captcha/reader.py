"""From the scores of a network to readings: calibrated, within what is asked for, with what else may be said."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.captcha.answers import Character, Guess, Reading
from models.captcha.constraints import Length, lengths_of, symbols_of
from models.captcha.decode import (
    Decoding,
    decode_sequences,
    decode_slots,
    next_best_slots,
    next_best_texts,
    restrict,
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
            decodings = [decode_slots(positions, allowed) for positions in probabilities]
        else:
            decodings = decode_sequences(probabilities, allowed, lengths)
        readings = [self._reading(decoding) for decoding in decodings]
        if not others:
            return readings
        return [
            replace(reading, others=self._others(image, allowed, lengths, reading, others))
            for image, reading in zip(probabilities, readings, strict=True)
        ]

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, float64 [images, steps, classes]."""
        logits = np.log(np.maximum(scores, 1e-12)) if self.encoding.slots else scores
        powers = np.exp((logits - logits.max(axis=-1, keepdims=True)) / self.temperature, dtype=np.float64)
        return powers / powers.sum(axis=-1, keepdims=True)

    @cached_property
    def symbols(self) -> str:
        """What each class says; a space for the blank."""
        return self.encoding.charset if self.encoding.slots else " " + self.encoding.charset

    @cached_property
    def _same_letter(self) -> np.ndarray:
        """Which classes are one letter, whatever its case: [classes, classes]."""
        folded = np.array([symbol.casefold() for symbol in self.symbols])
        return (folded[:, None] == folded).astype(float)

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

    def _reading(self, decoding: Decoding) -> Reading:
        order = np.argsort(-decoding.posteriors, axis=1)[:, :MAX_ALTERNATIVES].tolist()
        characters = tuple(
            _character(self.symbols, chosen, row, best)
            for chosen, row, best in zip(decoding.classes.tolist(), decoding.posteriors, order, strict=True)
        )
        text = "".join(character.text for character in characters)
        confidence = min(1.0, decoding.confidence * self._either_case(decoding))
        return Reading(text, confidence, confidence < self.threshold, characters)

    def _either_case(self, decoding: Decoding) -> float:
        """How much more probable the text is if case does not count, its characters taken as independent."""
        either = decoding.posteriors @ self._same_letter
        places = np.arange(len(decoding.classes))
        return float(np.prod(either[places, decoding.classes] / decoding.posteriors[places, decoding.classes]))

    def _others(
        self, probabilities: np.ndarray, allowed: np.ndarray, lengths: range | None, reading: Reading, count: int
    ) -> tuple[Guess, ...]:
        if self.encoding.slots:
            found = next_best_slots(restrict(probabilities, allowed), count)
        else:
            read = [self.symbols.index(symbol) for symbol in reading.text]
            found = next_best_texts(probabilities, allowed, lengths, read, count)
        return tuple(Guess("".join(self.symbols[index] for index in text), confidence) for text, confidence in found)


def _character(symbols: str, chosen: int, probabilities: np.ndarray, best: list[int]) -> Character:
    others = [index for index in best if index != chosen and probabilities[index] > 0]
    ranked = [chosen, *others][:MAX_ALTERNATIVES]
    alternatives = tuple((symbols[index], float(probabilities[index])) for index in ranked)
    return Character(symbols[chosen], alternatives[0][1], alternatives)

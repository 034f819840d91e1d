"""From the probabilities of a network to a text, how sure it is, and what else each character might be.

Connectionist temporal classification: Graves et al. 2006. All arrays are float64; class 0 is the blank.
"""

from dataclasses import dataclass

import numpy as np

FLOOR = 1e-8  # least probability of a class at a step: 32 steps of it are still above the smallest float64


@dataclass(frozen=True)
class Decoding:
    """`classes` [length] and `posteriors` [length, classes]: a row holds the chances of a character, given the rest."""

    classes: np.ndarray
    confidence: float
    posteriors: np.ndarray


def decode_slots(probabilities: np.ndarray, allowed: np.ndarray) -> Decoding:
    """Reads fixed positions.

    Args:
        probabilities: [positions, classes]
        allowed: bool [classes], what may be answered; the rest counts as impossible
    """
    posteriors = _restricted(probabilities, allowed)
    classes = posteriors.argmax(axis=1)
    return Decoding(classes, float(posteriors.max(axis=1).prod()), posteriors)


def decode_sequence(probabilities: np.ndarray, allowed: np.ndarray, length: int | None = None) -> Decoding:
    """Reads a sequence with blanks: the text of the likeliest path, of `length` characters if that is given.

    Args:
        probabilities: [steps, classes], class 0 the blank
        allowed: bool [classes]; the blank must be among them
        length: 1 to steps // 2, within which a path always exists
    """
    chances = _restricted(probabilities, allowed)
    classes = _collapsed(chances.argmax(axis=1))
    if length is not None and len(classes) != length:
        classes = _best_of_length(np.log(np.maximum(chances, 1e-300)), length)
    alternatives = _substitutions(chances, classes)
    confidence = alternatives[0, classes[0]] if len(classes) else chances[:, 0].prod()
    posteriors = alternatives / alternatives.sum(axis=1, keepdims=True)
    return Decoding(classes, float(min(confidence, 1.0)), posteriors)


def _restricted(probabilities: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    chances = np.where(allowed, np.maximum(probabilities.astype(np.float64), FLOOR), 0.0)
    return chances / chances.sum(axis=1, keepdims=True)


def _collapsed(path: np.ndarray) -> np.ndarray:
    """Merges repeats, then drops blanks."""
    changes = np.concatenate(([True], path[1:] != path[:-1])) if len(path) else np.zeros(0, bool)
    return path[changes & (path != 0)]


def _best_of_length(log_chances: np.ndarray, length: int) -> np.ndarray:
    """Viterbi over (characters so far, last class): the likeliest path that collapses to `length` characters.

    `inside[n, c]` ends in the n-th character being c, `after[n]` in a blank behind n characters.
    """
    steps, classes = log_chances.shape
    inside = np.full((length + 1, classes), -np.inf)
    after = np.full(length + 1, -np.inf)
    after[0] = 0.0  # nothing read yet
    trail = []  # per step: was each state reached from itself (0), a blank (1), or another character (2), and which
    for step in range(steps):
        best, runner_up = _two_best(inside)
        rival = np.where(np.arange(classes) == best[:, None], runner_up[:, None], best[:, None])
        other = np.take_along_axis(inside, rival, axis=1)
        entering = np.stack([after[:, None].repeat(classes, 1), other])[:, :-1]  # from n - 1 characters to n
        options = np.full((3, length + 1, classes), -np.inf)
        options[0], options[1:, 1:] = inside, entering
        came = options.argmax(axis=0)
        from_character = inside.max(axis=1) > after
        trail.append((came, rival, from_character, inside.argmax(axis=1)))
        after = np.maximum(after, inside.max(axis=1)) + log_chances[step, 0]
        inside = options.max(axis=0) + log_chances[step]
        inside[:, 0] = inside[0] = -np.inf
    return _walked_back(trail, inside, after, length)


def _two_best(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The columns of the best and the second-best score of each row."""
    order = np.argpartition(scores, -2, axis=1)[:, -2:]
    pair = np.take_along_axis(scores, order, axis=1)
    first = pair.argmax(axis=1)[:, None]
    return np.take_along_axis(order, first, 1)[:, 0], np.take_along_axis(order, 1 - first, 1)[:, 0]


def _walked_back(trail: list, inside: np.ndarray, after: np.ndarray, length: int) -> np.ndarray:
    classes = []
    last = int(inside[length].argmax())
    current = last if inside[length, last] >= after[length] else 0  # 0: in a blank
    characters = length
    for came, rival, from_character, best in reversed(trail):
        if current == 0:
            current = int(best[characters]) if from_character[characters] else 0
            continue
        way = came[characters, current]
        if way == 0:
            continue
        classes.append(current)
        current = int(rival[characters - 1, current]) if way == 2 else 0
        characters -= 1
    return np.asarray(classes[::-1])


def _substitutions(chances: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Probability of the text with its character i replaced by class c, for every i and c: [length, classes].

    Exact: the forward and backward sums of CTC meet in the run of the replaced character. The column of the character
    itself holds the probability of the text as it is.
    """
    steps, length = len(chances), len(classes)
    before_blank, before_character = _prefix_sums(chances, classes)
    behind = _prefix_sums(chances[::-1], classes[::-1])
    after_blank, after_character = (sums[::-1, ::-1] for sums in behind)
    differs_before = np.ones((length, chances.shape[1]))
    differs_before[np.arange(1, length), classes[:-1]] = 0  # the same character twice needs a blank between
    differs_after = np.ones_like(differs_before)
    differs_after[np.arange(length - 1), classes[1:]] = 0
    run = np.zeros_like(differs_before)
    total = np.zeros_like(run)
    for step in range(steps):
        entering = before_blank[step][:, None] + differs_before * before_character[step][:, None]
        run = (run + entering) * chances[step]
        total += run * (after_blank[step + 1][:, None] + differs_after * after_character[step + 1][:, None])
    total[:, 0] = 0
    return total


def _prefix_sums(chances: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Forward sums of CTC, both [steps + 1, length].

    Entry [t, i] is the probability that the first t steps read the i characters before character i and end in a blank
    (or at the very beginning), or end in character i - 1 itself.
    """
    steps, length = len(chances), len(classes)
    blank = np.zeros((steps + 1, length + 1))
    character = np.zeros((steps + 1, length + 1))  # [t, i]: the last step is the i-th character
    blank[0, 0] = 1
    repeated = np.zeros(length, bool)
    repeated[1:] = classes[1:] == classes[:-1]
    for step in range(steps):
        blank[step + 1] = (blank[step] + character[step]) * chances[step, 0]
        entering = blank[step, :-1] + np.where(repeated, 0, character[step, :-1])
        character[step + 1, 1:] = (character[step, 1:] + entering) * chances[step, classes]
    return blank[:, :length], character[:, :length]

"""The sums and searches of connectionist temporal classification (Graves et al. 2006), exact, in float64.

Probabilities are [..., steps, classes], class 0 the blank; a path takes one class a step, and collapses to a text by
merging repeats, then dropping blanks. A text's probability is the sum over its paths.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

OTHER_CLASSES = 10  # considered for a character beside its own

Text = tuple[tuple[int, ...], float]  # its classes, and its probability


def collapse(path: np.ndarray) -> np.ndarray:
    """Merges repeats, then drops blanks."""
    changes = np.concatenate(([True], path[1:] != path[:-1])) if len(path) else np.zeros(0, bool)
    return path[changes & (path != 0)]


def text_probabilities(probabilities: np.ndarray, texts: Sequence[np.ndarray]) -> np.ndarray:
    """How probable each text is, [texts], of probabilities [texts, steps, classes]; texts as of `substitutions`."""
    lengths = np.array([len(text) for text in texts], int)
    in_blank, in_character = _prefix_sums(
        probabilities.swapaxes(0, 1), _padded_texts(texts, lengths.max(initial=0) + 1)
    )
    places = np.arange(len(texts))
    return np.asarray(in_blank[-1, places, lengths] + in_character[-1, places, lengths])


def substitutions(probabilities: np.ndarray, texts: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Probability of each text with its character i replaced by class c, for every i and c: [length, classes] a text.

    The forward and backward sums meet in the run of the replaced character. The column of the character itself holds
    the probability of the text as it is. Only the OTHER_CLASSES likeliest others of a picture are summed; 0 stands for
    the rest.

    Args:
        probabilities: [texts, steps, classes]
        texts: the classes of each, none of them empty
    """
    lengths = np.array([len(text) for text in texts], int)
    classes = _padded_texts(texts, lengths.max())
    before, after = _sums_around(probabilities, texts, lengths, classes)
    kept = _candidate_classes(probabilities, classes)
    same = classes[:, :, None] == kept[:, None]  # the same character twice needs a blank between
    differs_before, differs_after = np.ones(same.shape), np.ones(same.shape)
    differs_before[:, 1:] -= same[:, :-1]
    differs_after[:, :-1] -= same[:, 1:]
    entering = before[0][:-1, :, :, None] + differs_before * before[1][:-1, :, :, None]
    leaving = after[0][1:, :, :, None] + differs_after * after[1][1:, :, :, None]
    steps = np.take_along_axis(probabilities, kept[:, None], axis=2).swapaxes(0, 1)
    total = np.zeros((*classes.shape, probabilities.shape[2]))
    np.put_along_axis(total, kept[:, None], _sum_over_runs(steps[:, :, None], entering, leaving), axis=2)
    total[..., 0] = 0
    return [row[:length] for row, length in zip(total, lengths, strict=True)]


def _candidate_classes(probabilities: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The classes of each text and the likeliest others at any step: [texts, up to OTHER_CLASSES + length]."""
    peaks = probabilities.max(axis=1)
    np.put_along_axis(peaks, classes, 2.0, axis=1)
    count = min(probabilities.shape[2], OTHER_CLASSES + classes.shape[1])
    return np.argpartition(-peaks, count - 1, axis=1)[:, :count]


def _sums_around(
    probabilities: np.ndarray, texts: Sequence[np.ndarray], lengths: np.ndarray, classes: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What `_prefix_sums` gives for the characters before each character, and for those behind it."""
    backwards = _padded_texts([text[::-1] for text in texts], classes.shape[1])
    both = _prefix_sums(
        np.concatenate([probabilities, probabilities[:, ::-1]]).swapaxes(0, 1), np.concatenate([classes, backwards])
    )
    mirrored = np.maximum(lengths[:, None] - 1 - np.arange(classes.shape[1]), 0)[None]
    before = [sums[:, : len(texts)] for sums in both]
    after = [np.take_along_axis(sums[::-1, len(texts) :], mirrored.repeat(len(sums), 0), axis=2) for sums in both]
    return before, after


def _padded_texts(texts: Sequence[np.ndarray], longest: int) -> np.ndarray:
    padded = np.zeros((len(texts), longest), int)
    for row, text in zip(padded, texts, strict=True):
        row[: len(text)] = text
    return padded


def _sum_over_runs(probabilities: np.ndarray, entering: np.ndarray, leaving: np.ndarray) -> np.ndarray:
    """Sum over all runs of steps of entering before the first x the probabilities of all x leaving after the last."""
    runs = np.zeros((len(entering) + 1, *entering.shape[1:]))  # up to each step
    for before, probability, enter, run in zip(runs, probabilities, entering, runs[1:], strict=False):
        np.add(before, enter, out=run)
        run *= probability
    return np.asarray(np.einsum("t...,t...->...", runs[1:], leaving))


def _prefix_sums(probabilities: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Forward sums, both [steps + 1, texts, length].

    Entry [t, n, i] is the probability that the first t steps read the i characters before character i of text n and
    end in a blank (or at the very beginning), or end in character i - 1 itself.

    Args:
        probabilities: [steps, texts, classes]
        classes: [texts, length]
    """
    steps, (texts, length) = len(probabilities), classes.shape
    states = np.zeros((texts, 2 * length + 1), int)  # blank, first character, blank, second character, ...
    states[:, 1::2] = classes
    own = np.take_along_axis(probabilities, states[None], axis=2)
    skips = np.zeros(states.shape)  # a character may follow another one without a blank, if they differ
    skips[:, 3::2] = classes[:, 1:] != classes[:, :-1]
    factors = np.stack([skips * own, own, own], axis=3)  # of the states that one is reached from: two before, one, it
    sums = np.zeros((steps + 1, texts, states.shape[1] + 2))  # two states before the first, for those that are skipped
    sums[0, :, 2] = 1
    for before, factor, after in zip(sliding_window_view(sums, 3, axis=2), factors, sums[1:, :, 2:], strict=False):
        np.vecdot(before, factor, out=after)
    return sums[:, :, 2:-1:2], sums[:, :, 1:-2:2]


def likeliest_texts(probabilities: np.ndarray, count: int, width: int = 16, least: float = 1e-4) -> list[Text]:
    """The most probable texts and their probabilities by prefix beam search (Graves 2012, Hannun et al. 2014).

    Args:
        probabilities: [steps, classes]
        count: how many
        width: prefixes kept at each step
        least: classes under this probability at a step are not followed there, so that sums may miss as much
    """
    # prefix: probability that it ends in a blank, and in its last character
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for row in probabilities:
        followed = [int(index) for index in np.flatnonzero(row > least) if index]
        grown: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for prefix, (blank, character) in beams.items():
            grown[prefix][0] += (blank + character) * row[0]
            if prefix:
                grown[prefix][1] += character * row[prefix[-1]]
            for index in followed:
                entering = blank if prefix and prefix[-1] == index else blank + character
                grown[(*prefix, index)][1] += entering * row[index]
        best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:width]
        beams = {prefix: (blank, character) for prefix, (blank, character) in best}
    ranked = sorted(((prefix, sum(parts)) for prefix, parts in beams.items()), key=lambda text: -text[1])
    return ranked[:count]


def best_of_length(log_probabilities: np.ndarray, length: int) -> np.ndarray:
    """Viterbi over (characters so far, last class): the likeliest path that collapses to `length` characters.

    `inside[n, c]` ends in the n-th character being c, `after[n]` in a blank behind n characters.
    """
    steps, classes = log_probabilities.shape
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
        after = np.maximum(after, inside.max(axis=1)) + log_probabilities[step, 0]
        inside = options.max(axis=0) + log_probabilities[step]
        inside[:, 0] = inside[0] = -np.inf
    return _traced_back(trail, inside, after, length)


def _two_best(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The columns of the best and the second-best score of each row."""
    order = np.argpartition(scores, -2, axis=1)[:, -2:]
    pair = np.take_along_axis(scores, order, axis=1)
    first = pair.argmax(axis=1)[:, None]
    return np.take_along_axis(order, first, 1)[:, 0], np.take_along_axis(order, 1 - first, 1)[:, 0]


def _traced_back(trail: list, inside: np.ndarray, after: np.ndarray, length: int) -> np.ndarray:
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

"""Decoding against the definition: every path of a small problem is enumerated."""

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.captcha.decode import decode_sequence, decode_slots, substitutes

STEPS, CLASSES = 6, 4
ALL = np.ones(CLASSES, bool)


def collapse(path):
    return tuple(symbol for symbol, _ in itertools.groupby(path) if symbol)


def enumerated(probabilities):
    """Probability of every text, and of each length the text of the likeliest path."""
    totals, best = defaultdict(float), {}
    for path in itertools.product(range(CLASSES), repeat=STEPS):
        probability = float(np.prod(probabilities[np.arange(STEPS), path]))
        text = collapse(path)
        totals[text] += probability
        if probability > best.get(len(text), (0.0, ()))[0]:
            best[len(text)] = (probability, text)
    return totals, {length: text for length, (_, text) in best.items()}


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_reading_of_given_length_is_the_best_path_with_its_exact_probability(seed, length):
    probabilities = np.random.default_rng(seed).dirichlet(np.full(CLASSES, 0.5), STEPS).clip(1e-6)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    totals, best = enumerated(probabilities)
    decoding = decode_sequence(probabilities, ALL, range(length, length + 1))
    text = tuple(decoding.classes.tolist())
    assert text == best[length]
    assert decoding.confidence == pytest.approx(totals[text])
    posteriors = substitutes(probabilities, ALL, decoding.classes)
    for position in range(length):
        swapped = [totals[(*text[:position], symbol, *text[position + 1 :])] for symbol in range(1, CLASSES)]
        assert posteriors[position, 1:] == pytest.approx(np.asarray(swapped) / sum(swapped))


@pytest.mark.parametrize("seed", range(12))
def test_of_several_lengths_the_most_probable_best_path_is_read_unless_the_best_of_all_fits(seed):
    probabilities = np.random.default_rng(seed).dirichlet(np.full(CLASSES, 0.5), STEPS).clip(1e-6)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    totals, best = enumerated(probabilities)
    free = collapse(probabilities.argmax(axis=1))
    for lengths in (range(1, 3), range(2, 4), range(1, 4)):
        text = tuple(decode_sequence(probabilities, ALL, lengths).classes.tolist())
        assert text == (free if len(free) in lengths else max((best[length] for length in lengths), key=totals.get))


@pytest.mark.parametrize("seed", range(5))
def test_without_a_length_the_best_path_of_all_is_read(seed):
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(CLASSES), STEPS)
    assert tuple(decode_sequence(probabilities, ALL).classes) == collapse(probabilities.argmax(axis=1))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 16), st.sets(st.integers(1, 62), min_size=1))
def test_only_what_is_allowed_is_ever_read(seed, length, symbols):
    probabilities = np.random.default_rng(seed).dirichlet(np.full(63, 0.02), 32)
    allowed = np.zeros(63, bool)
    allowed[[0, *symbols]] = True
    decoding = decode_sequence(probabilities, allowed, range(length, length + 1))
    assert len(decoding.classes) == length
    assert set(decoding.classes.tolist()) <= symbols
    assert 0 <= decoding.confidence <= 1
    assert set(decode_sequence(probabilities, allowed).classes.tolist()) <= symbols


def test_a_blank_image_reads_as_nothing():
    probabilities = np.tile([0.97, 0.01, 0.01, 0.01], (STEPS, 1))
    decoding = decode_sequence(probabilities, ALL)
    assert decoding.classes.size == 0
    assert decoding.confidence == pytest.approx(0.97**STEPS)


def test_slots_answer_each_position_within_the_allowed_classes():
    probabilities = np.asarray([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    free = decode_slots(probabilities, np.ones(3, bool))
    assert free.classes.tolist() == [0, 2] and free.confidence == pytest.approx(0.42)
    bound = decode_slots(probabilities, np.asarray([False, True, True]))
    assert bound.classes.tolist() == [1, 2] and bound.confidence == pytest.approx(2 / 3 * 6 / 9)


LOWER = np.array([0, 1, 2, 1])  # class 3 is the capital of class 1


@pytest.mark.parametrize("seed", range(8))
def test_how_probable_a_text_is_counts_both_cases_where_they_count_as_one(seed):
    """All texts that differ in case alone; a capital and its small letter side by side need a blank between them, as
    the same letter twice does, which is all that is left out."""
    probabilities = np.random.default_rng(seed).dirichlet(np.full(CLASSES, 0.5), STEPS).clip(1e-6)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    expected = defaultdict(float)
    for path in itertools.product(range(CLASSES), repeat=STEPS):
        expected[collapse(LOWER[list(path)])] += float(np.prod(probabilities[np.arange(STEPS), path]))
    decoding = decode_sequence(probabilities, ALL, lower=LOWER)
    assert decoding.classes.tolist() == decode_sequence(probabilities, ALL).classes.tolist()  # which tell case apart
    assert decoding.confidence == pytest.approx(expected[tuple(LOWER[decoding.classes])])


def test_in_fixed_positions_both_cases_count_as_one_too():
    probabilities = np.asarray([[0.1, 0.4, 0.2, 0.3], [0.05, 0.05, 0.9, 0.0]])
    decoding = decode_slots(probabilities, np.ones(4, bool), LOWER)
    assert decoding.classes.tolist() == [1, 2] and decoding.confidence == pytest.approx(0.7 * 0.9)

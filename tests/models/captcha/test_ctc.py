"""The sums of CTC against their definition: every path of a small problem is enumerated."""

import itertools
from collections import defaultdict
from functools import partial

import numpy as np
import pytest

from models.captcha import ctc, decode
from models.captcha.ctc import collapse, likeliest_texts, substitutions, text_probabilities
from models.captcha.decode import next_best_slots, next_best_texts, restrict
from models.captcha.encoding import Encoding
from models.captcha.reader import Reader

STEPS, CLASSES = 6, 4
ALL = np.ones(CLASSES, bool)
TEXTS = [text for length in (1, 2, 3) for text in itertools.product(range(1, CLASSES), repeat=length)]


def drawn(seed, steps=STEPS, classes=CLASSES, spread=0.7):
    """Probabilities [steps, classes] of no network."""
    probabilities = np.random.default_rng(seed).dirichlet(np.full(classes, spread), steps).clip(1e-6)
    return probabilities / probabilities.sum(axis=1, keepdims=True)


def text_of(path):
    return tuple(symbol for symbol, _ in itertools.groupby(path) if symbol)


def paths(probabilities):
    """Every path, and its probability."""
    steps, classes = probabilities.shape
    for path in itertools.product(range(classes), repeat=steps):
        yield path, float(np.prod(probabilities[np.arange(steps), path]))


def enumerated(probabilities):
    """The probability of every text that there is."""
    totals = defaultdict(float)
    for path, probability in paths(probabilities):
        totals[text_of(path)] += probability
    return totals


def test_a_path_collapses_by_merging_repeats_then_dropping_blanks():
    for path in itertools.product(range(3), repeat=5):
        assert tuple(collapse(np.asarray(path)).tolist()) == text_of(path)
    assert collapse(np.zeros(0, int)).size == 0


def test_texts_of_all_lengths_have_their_exact_probabilities():
    totals = enumerated(probabilities := drawn(7))
    found = text_probabilities(np.stack([probabilities] * len(TEXTS)), [np.asarray(text) for text in TEXTS])
    np.testing.assert_allclose(found, [totals[text] for text in TEXTS])


@pytest.mark.parametrize("seed", range(3))
def test_every_substitution_in_every_text_has_its_exact_probability(seed):
    """Repeated characters, which need a blank between them, among them; texts of all lengths together."""
    probabilities = [drawn(seed), drawn(seed + 100)]
    totals = [enumerated(one) for one in probabilities]
    which = [number % 2 for number in range(len(TEXTS))]
    sums = substitutions(np.stack([probabilities[one] for one in which]), [np.asarray(text) for text in TEXTS])
    for one, text, found in zip(which, TEXTS, sums, strict=True):
        assert found.shape == (len(text), CLASSES)
        for position in range(len(text)):
            texts = [(*text[:position], symbol, *text[position + 1 :]) for symbol in range(1, CLASSES)]
            assert found[position, 1:] == pytest.approx([totals[one][other] for other in texts], rel=1e-9)
            assert found[position, 0] == 0


@pytest.mark.parametrize("seed", range(2))
def test_the_sums_up_to_each_character_are_those_over_all_beginnings(seed):
    texts = [text for text in TEXTS if len(text) == 3]
    one = drawn(seed)
    all_alike = np.repeat(one[:, None], len(texts), axis=1)
    in_blank, in_character = ctc._prefix_sums(all_alike, np.asarray(texts))
    assert in_blank.shape == in_character.shape == (STEPS + 1, len(texts), 3)
    expected = defaultdict(float)
    for steps in range(STEPS + 1):
        for path, probability in paths(one[:steps]):
            expected[steps, text_of(path), not path or path[-1] == 0] += probability
    for steps, number, before in np.ndindex(in_blank.shape):
        begun = texts[number][:before]
        assert in_blank[steps, number, before] == pytest.approx(expected[steps, begun, True])
        assert in_character[steps, number, before] == pytest.approx(expected[steps, begun, False])


def test_only_the_likeliest_other_classes_are_summed(monkeypatch):
    monkeypatch.setattr(ctc, "OTHER_CLASSES", 2)  # the blank is one of them
    probabilities = np.full((5, 6), 0.02)
    probabilities[:, 0], probabilities[0, 2], probabilities[2, 4], probabilities[4, 5] = 0.4, 0.9, 0.3, 0.2
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    found = substitutions(probabilities[None], [np.asarray([2])])[0]
    totals = enumerated(probabilities)
    assert found[0] == pytest.approx([0, 0, totals[(2,)], 0, totals[(4,)], 0])


@pytest.mark.parametrize("seed", range(4))
def test_a_beam_that_is_wide_enough_finds_every_text_with_its_exact_probability(seed):
    probabilities = drawn(seed)
    totals = enumerated(probabilities)
    found = likeliest_texts(probabilities, 1000, width=10_000, least=0.0)
    assert {text: probability for text, probability in found if probability} == pytest.approx(dict(totals))
    ranked = [probability for _, probability in found]
    assert ranked == sorted(ranked, reverse=True)
    assert found[:3] == likeliest_texts(probabilities, 3, width=10_000, least=0.0)


@pytest.mark.parametrize("seed", range(6))
def test_the_beam_as_it_is_used_finds_the_next_best_texts_of_a_network_that_is_rather_sure(seed):
    probabilities = drawn(seed, spread=0.15)
    totals = enumerated(probabilities)
    best = sorted(totals, key=totals.get, reverse=True)
    found = likeliest_texts(probabilities, 3)
    assert [text for text, _ in found] == best[:3]
    assert [probability for _, probability in found] == pytest.approx([totals[text] for text in best[:3]], abs=0.01)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("length", [None, 2])
@pytest.mark.parametrize("banned", [None, 3])
def test_the_next_best_texts_keep_to_what_is_asked_and_leave_out_the_reading(seed, length, banned, monkeypatch):
    exact = partial(likeliest_texts, width=10_000, least=0.0)
    monkeypatch.setattr(decode, "likeliest_texts", lambda probabilities, _count: exact(probabilities, 1000))
    allowed = ALL.copy()
    if banned:
        allowed[banned] = False
    probabilities = drawn(seed, spread=0.4)
    totals = enumerated(restrict(probabilities, allowed))
    fitting = [text for text in totals if text and length in (None, len(text)) and banned not in text]
    ranked = sorted(fitting, key=totals.get, reverse=True)
    lengths = range(length, length + 1) if length else None
    found = next_best_texts(probabilities, allowed, lengths, list(ranked[0]), 2)
    assert [text for text, _ in found] == ranked[1:3]
    assert [probability for _, probability in found] == pytest.approx([totals[text] for text in ranked[1:3]])


def test_the_next_best_readings_of_fixed_positions_are_the_next_most_probable_products():
    probabilities = drawn(3, steps=3)
    products = {
        text: float(np.prod(probabilities[np.arange(3), text])) for text in itertools.product(range(4), repeat=3)
    }
    ranked = sorted(products, key=products.get, reverse=True)
    found = next_best_slots(probabilities, 5)
    assert [text for text, _ in found] == ranked[1:6]
    assert [probability for _, probability in found] == pytest.approx([products[text] for text in ranked[1:6]])


def test_a_reader_gives_as_many_next_best_readings_as_are_asked_for():
    reader = Reader(Encoding(8, 24, 1, "ink", "abc"), STEPS, temperature=2.0)
    logits = 2 * np.log(drawn(5, spread=0.3))  # which its temperature makes those probabilities again
    totals = enumerated(drawn(5, spread=0.3))
    reading = reader.read(logits[None].astype(np.float32), others=3)[0]
    ranked = sorted((text for text in totals if text), key=totals.get, reverse=True)
    texts = ["".join("abc"[symbol - 1] for symbol in text) for text in ranked]
    assert [guess.text for guess in reading.others] == [text for text in texts if text != reading.text][:3]
    told = {guess.text: guess.confidence for guess in reading.others}
    assert told == pytest.approx({text: totals[ranked[texts.index(text)]] for text in told}, abs=2e-3)
    assert reader.read(logits[None].astype(np.float32))[0].others == ()

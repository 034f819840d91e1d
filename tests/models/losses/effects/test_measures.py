"""What is measured, by hand: calibration, noise, neighbours, spread, ranks; and that no test sample is learned from."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from models.losses.effects import centres, confidence, digits, matching

ALL = digits.digits()


def test_calibration_errors_are_gaps_between_confidence_and_accuracy_in_bins_of_equal_mass():
    top = np.array([0.9, 0.6, 0.8, 0.7])
    right = np.array([True, False, True, True])
    error = confidence.expected_calibration_error
    assert error(top, right, bins=2) == pytest.approx((abs(0.65 - 0.5) + abs(0.85 - 1)) / 2)
    assert error(top, right, bins=1) == pytest.approx(0)
    assert error(top, right, bins=4) == error(top, right, bins=9) == pytest.approx((0.1 + 0.6 + 0.2 + 0.3) / 4)
    assert error(np.ones(20), np.zeros(20, bool)) == 1


def test_a_calibrated_network_has_nearly_no_error():
    random = np.random.default_rng(0)
    top = random.uniform(0.5, 1, 20_000)
    right = random.random(20_000) < top
    assert confidence.expected_calibration_error(top, right) < 0.02
    assert confidence.expected_calibration_error(top, random.random(20_000) < top - 0.2) == pytest.approx(0.2, abs=0.02)


def test_noise_is_of_three_kinds_and_none_is_a_digit():
    found = confidence.noise(ALL.images[:200], 0)
    assert set(found) == set(confidence.NOISE)
    for images in found.values():
        assert images.shape == (200, 64)
        assert images.dtype == np.float32
        assert (images.min(), images.max()) >= (0, 0.99)
        assert not (images == ALL.images[:200]).all(axis=1).any()
    shuffled = found["noise_shuffled"]
    assert (np.sort(shuffled, axis=1) == np.sort(ALL.images[:200], axis=1)).all()
    assert (shuffled[0] != confidence.noise(ALL.images[:200], 1)["noise_shuffled"][0]).any()


def test_digits_are_told_from_noise_by_pairs():
    assert confidence.auroc(np.array([0.9, 0.8]), np.array([0.1, 0.2, 0.3])) == 1
    assert confidence.auroc(np.array([0.5, 0.2]), np.array([0.5, 0.4])) == pytest.approx((0.5 + 1) / 4)


def rows(part: digits.Digits) -> set[bytes]:
    return {image.tobytes() + bytes([label]) for image, label in zip(part.images, part.labels, strict=True)}


def test_digits_are_split_evenly_and_apart():
    known, test = digits.split(ALL, 100, 3)
    assert np.bincount(known.labels).tolist() == [10] * 10
    assert len(known.labels) + len(test.labels) == len(ALL.labels) == 1797
    assert not rows(known) & rows(test)
    assert rows(known) | rows(test) == rows(ALL)  # each image with its own label
    assert rows(digits.split(ALL, 100, 4)[0]) != rows(known)


def test_noisier_digits_keep_their_labels_and_their_range():
    found = confidence.shifted(ALL, 0)
    assert (found.labels == ALL.labels).all()
    assert 0.1 < np.abs(found.images - ALL.images).mean() < 0.4
    assert (found.images.min(), found.images.max()) == (0, 1)


def test_each_digit_is_left_out_as_often_as_every_other_and_never_learned_from():
    assert np.bincount([digit for seed in range(10) for digit in centres.left_out(seed)]).tolist() == [3] * 10
    for seed in (0, 7):
        known, seen, unseen = centres.parts(ALL, seed)
        assert set(unseen.labels) == set(centres.left_out(seed))
        assert set(known.labels) == set(seen.labels) == set(range(7))
        total = len(known.labels) + len(seen.labels) + len(unseen.labels)
        assert total == len(ALL.labels)
        pixels = [{image.tobytes() for image in part.images} for part in (known, seen, unseen)]
        assert not pixels[0] & pixels[1] and not pixels[0] & pixels[2]


def test_neighbours_vote_and_a_sample_is_no_neighbour_of_its_own():
    line = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.25]])
    assert centres.neighbour_accuracy(line, np.array([0, 0, 0, 1, 1, 1]), count=2) == 1
    assert centres.neighbour_accuracy(line, np.array([0, 0, 1, 1, 1, 1]), count=2) == pytest.approx(5 / 6)
    assert centres.neighbour_accuracy(line, np.arange(6), count=1) == 0


def test_spread_is_the_distance_within_over_the_distance_between():
    features = np.array([[0.0, 0], [0, 2], [4, 1], [4, 1], [0, 11], [0, 11]])
    labels = np.array([3, 3, 5, 5, 9, 9])
    between = np.mean([4, 10, np.hypot(4, 10)])
    assert centres.spread(features, labels) == pytest.approx((1 + 1) / 6 / between)


def test_ranks_count_ties_by_their_expectation():
    similar = np.array([[0.9, 0.1, 0.5], [0.9, 0.1, 0.5], [0.3, 0.3, 0.2], [0, 0, 0]])
    found = matching.ranking(similar, np.array([0, 1, 1, 2]))
    assert found["recall_at_1"] == pytest.approx((1 + 0 + 1 / 2 + 1 / 3) / 4)
    assert found["mrr"] == pytest.approx((1 + 1 / 3 + (1 + 1 / 2) / 2 + (1 + 1 / 2 + 1 / 3) / 3) / 4)


@pytest.mark.parametrize("language", matching.LANGUAGES.values())
def test_no_way_to_ask_is_both_known_and_tested(language):
    entries = matching.entries(language)
    asked = matching.split(entries, 1)
    assert len(asked.answers) == len(set(asked.answers)) >= 100
    assert not set(zip(asked.known, asked.known_of, strict=True)) & set(zip(asked.test, asked.test_of, strict=True))
    assert np.bincount(asked.test_of).tolist() == [2] * len(entries)
    assert np.bincount(asked.known_of).min() >= 2
    for text, number in [*zip(asked.known, asked.known_of, strict=True), *zip(asked.test, asked.test_of, strict=True)]:
        assert text in entries[number][1]
    assert matching.split(entries, 2).test != asked.test


@pytest.mark.parametrize("language", matching.LANGUAGES.values())
@pytest.mark.parametrize("analyzer", ["words", "characters"])
def test_tf_idf_finds_what_is_asked_in_the_same_words(language, analyzer):
    asked = matching.split(matching.entries(language), 0)
    same = matching.Split(asked.answers, asked.known, asked.known_of, asked.known, asked.known_of)
    assert matching.ranking(matching.tf_idf(same, analyzer, language), same.test_of)["recall_at_1"] > 0.9
    assert matching.ranking(matching.tf_idf(asked, analyzer, language), asked.test_of)["recall_at_1"] < 0.9


def test_tokens_are_words_and_characters_and_unknown_ones_have_a_number():
    assert matching.tokens("Don't wait: 12天 内") == ["don't", "wait", "1", "2", "天", "内"]
    words = matching.Vocabulary(["b a", "天"])
    assert len(words) == 5
    assert words.rows(["a 天 x", ""])[:, :4].tolist() == [[2, 4, 1, 0], [1, 0, 0, 0]]
    assert words.rows(["a " * 99]).shape == (1, matching.LENGTH)

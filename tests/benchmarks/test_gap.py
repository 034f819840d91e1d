"""What the benchmark of gaps counts."""

import numpy as np

from benchmarks.gap import by_counts, fit, gaps, mixed, pairs_in

TEXT = np.array([1, 2, 3, 0, 1, 2, 1, 2, 3, 0, 2, 3])


def test_pairs_are_counted_as_they_stand():
    assert pairs_in(TEXT, np.array([1, 2, 3, 2]), np.array([2, 3, 1, 1])).tolist() == [3, 3, 0, 1]


def test_a_gap_has_a_known_word_on_either_side():
    assert sorted(gaps(TEXT).tolist()) == [1, 5, 6, 7]


def test_shares_go_to_what_tells_the_words():
    places = gaps(TEXT)
    by_word, left, right = by_counts(TEXT, np.bincount(TEXT), TEXT, places)
    for tells, others in ((left, right), (right, left)):
        assert ((tells >= 0) & (tells <= 1)).all() and not np.array_equal(tells, others)
    shares = fit(by_word, left, np.zeros(len(places)))
    assert shares[0] > 0 and np.log(mixed(shares, by_word, left, right)).sum() > np.log(by_word).sum()

from itertools import islice

import numpy as np

from models.words.windows import Stream, keep_probabilities

TOKENS = np.tile(np.array([1, 2, 3, 4, 5, 0, 6, 7, 0], np.int32), 40)
ALL = np.ones(8, np.float32)


def test_windows_stop_at_the_ends_of_lines():
    contexts, targets = next(Stream(TOKENS, ALL, 2).windows(100))
    for context, target in zip(contexts.tolist(), targets.tolist(), strict=True):
        expected = {
            1: [0, 0, 2, 3], 2: [0, 1, 3, 4], 3: [1, 2, 4, 5], 4: [2, 3, 5, 0], 5: [3, 4, 0, 0],
            6: [0, 0, 7, 0], 7: [0, 6, 0, 0],
        }  # fmt: skip
        assert context == expected[target]


def test_every_target_comes_once_an_epoch():
    stream = Stream(TOKENS, ALL, 2)
    number = int((TOKENS != 0).sum())
    _, targets = next(stream.windows(number))
    assert np.bincount(targets).tolist() == np.bincount(TOKENS[TOKENS != 0]).tolist()


def test_blocks_cover_the_text_without_overlap():
    found = next(Stream(TOKENS, ALL, 3).blocks(len(TOKENS) // 10, 10))
    assert found.shape == (36, 16)
    assert np.bincount(found[:, 3:-3].ravel()).tolist() == np.bincount(TOKENS).tolist()


def test_the_same_seed_gives_the_same_batches_and_another_one_others():
    batches = [list(islice(Stream(TOKENS, ALL, 2, seed).blocks(4, 8), 20)) for seed in (1, 1, 2)]
    assert all(np.array_equal(*pair) for pair in zip(*batches[:2], strict=True))
    assert not all(np.array_equal(*pair) for pair in zip(*batches[1:], strict=True))


def test_frequent_words_are_kept_as_word2vec_keeps_them():
    counts = np.array([0, 900_000, 99_900, 100])
    keep = keep_probabilities(counts, 1e-3)
    share = 0.9
    assert keep[0] == 1
    assert np.isclose(keep[1], 1e-3 / share + np.sqrt(1e-3 / share), rtol=1e-5)
    assert keep[3] == 1
    assert keep_probabilities(counts, 0).tolist() == [1, 1, 1, 1]


def test_thinning_drops_about_what_it_should():
    counts = np.bincount(np.full(100_000, 1), minlength=2)
    keep = np.array([1, 0.3], np.float32)
    stream = Stream(np.full(100_000, 1, np.int32), keep, 1)
    first_epoch = int(np.count_nonzero(stream.keep[stream.tokens] > np.random.default_rng(0).random(100_000)))
    assert abs(first_epoch - stream.expected(counts)) < 1000

from itertools import islice

import numpy as np
import pytest

from models.words.errors import CorpusError
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


@pytest.mark.parametrize("batches", [Stream(TOKENS, ALL, 2).blocks(100, 32), Stream(TOKENS, ALL, 2).windows(1000)])
def test_a_text_that_fills_no_batch_is_refused(batches):
    with pytest.raises(CorpusError, match="--batch"):
        next(batches)


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


def test_thinning_drops_what_it_should():
    tokens = np.tile(np.array([1, 2], np.int32), 50_000)
    stream = Stream(tokens, np.array([1, 0.3, 1], np.float32), 1)
    share = 0.3 / 1.3  # of word 1, once it is thinned
    assert np.isclose(np.mean(next(stream.blocks(500, 100)) == 1), share, atol=0.01)
    contexts, targets = next(stream.windows(50_000))
    assert np.isclose(np.mean(targets == 1), share, atol=0.01)
    assert np.isclose(np.mean(contexts == 1), 1 - share, atol=0.01)  # those between which the targets stand, all there
    assert stream.expected(np.bincount(tokens)) == 65_000


def test_every_epoch_has_an_order_of_its_own():
    stream = Stream(TOKENS, ALL, 2)
    number = int((TOKENS != 0).sum())
    (_, first), (_, second) = islice(stream.windows(number), 2)
    assert not np.array_equal(first, second)

"""The order of the words around a gap: what is read around it, and that the fit learns which word comes where."""

from dataclasses import replace

import numpy as np
import pytest

from models import words
from models.words import checkpoint
from models.words.offsets import Offsets, around
from tests.models.words import tiny

TEXT = np.array([1, 2, 3, 0, 4, 5, 99, 6, 7, 0, 8, 9, 1, 2], np.int32)


def test_the_nearest_word_comes_first_and_no_line_is_crossed():
    found = around(TEXT, np.array([4, 5, 7]), 3, 50)
    assert found.tolist() == [[0, 0, 0, 5, 0, 6], [4, 0, 0, 0, 6, 7], [0, 5, 4, 7, 0, 0]]


def test_each_offset_has_a_matrix_of_its_own(tmp_path):
    tables, dimensions = tiny.tables(), 8
    matrices = np.random.default_rng(1).normal(size=(6 * dimensions + 1, dimensions)).astype(np.float32)
    checkpoint.save(replace(tables, offsets=Offsets(matrices)), tiny.ABOUT, tmp_path)
    vectors = words.load(tmp_path)
    assert vectors.tables.offsets.reach == 3
    ranks = np.array([[2, 1, 0, 5, 0, 4]])
    logs = vectors.gap_log_probabilities(ranks)[0]
    context = matrices[-1] + sum(
        tables.inputs[rank] @ matrices[place * dimensions : (place + 1) * dimensions]
        for place, rank in enumerate(ranks[0])
    )
    scores = tables.outputs[1:] @ context + np.log(tables.counts[1:])
    expected = scores - np.log(np.exp(scores).sum())
    assert np.allclose(logs[1:], expected, atol=0.3)  # what eight bits round
    assert np.exp(logs[1:]).sum() == pytest.approx(1, abs=1e-5)
    guesses = vectors.predict("the king", "woman", top=9).guesses
    alone = vectors.gap_log_probabilities(np.array([[2, 1, 0, 5, 0, 0]]))[0]
    free = [rank for rank in np.argsort(-alone) if rank not in (0, 1, 2, 5)]
    assert [guess.word for guess in guesses[: len(free)]] == [vectors.words[rank] for rank in free]


def test_a_checkpoint_without_them_counts_nearer_words_more(tmp_path):
    vectors = words.load(tiny.saved(tmp_path))
    inputs = np.asarray(vectors.tables.inputs)
    context = (3 * inputs[2] + 2 * inputs[1] + 3 * inputs[5]) / 8
    expected = vectors.log_probabilities(context[None], vectors.config["temperature"])
    assert np.allclose(vectors.gap_log_probabilities(np.array([[2, 1, 0, 5, 0, 0]])), expected, atol=1e-5)


@pytest.mark.training
def test_the_fit_learns_what_comes_before_what():
    pytest.importorskip("tensorflow")
    from models.words.fit_offsets import fit_offsets, perplexity

    tables, random = tiny.tables(), np.random.default_rng(0)
    cycle = np.tile(np.arange(1, 10, dtype=np.int32), 400)
    text = np.concatenate([np.append(piece, 0) for piece in np.array_split(cycle, 300)]).astype(np.int32)
    fitted = fit_offsets(tables, tiny.ABOUT, text, 300)
    assert perplexity(tables, fitted, tiny.ABOUT["prior"], text) < 2
    assert perplexity(tables, fitted, tiny.ABOUT["prior"], text[::-1].copy()) > 9  # backwards it is another language
    assert perplexity(tables, fitted, tiny.ABOUT["prior"], random.permutation(text)) > 9


def test_texts_that_nothing_can_be_fitted_on_are_refused(tmp_path):
    pytest.importorskip("tensorflow")
    from models.words.errors import CorpusError, OutOfRangeError
    from models.words.fit_offsets import Options, main

    folder, text = tiny.saved(tmp_path / "checkpoint"), tmp_path / "text.txt"
    chosen = Options(str(folder), [str(text)], min_count=1, workers=1, run=str(tmp_path / "run"))
    text.write_text("the king of the apple\n" * 9)
    with pytest.raises(CorpusError, match="Give the texts of its training, 1,024 words or more"):
        main(chosen)
    text.write_text("nothing that this one knows\n" * 900)
    with pytest.raises(CorpusError, match="0 of them the checkpoint's"):
        main(chosen)
    with pytest.raises(OutOfRangeError, match="--workers is 0"):
        Options(workers=0)

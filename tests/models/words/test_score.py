import numpy as np
import pytest

from models.words.calibrate import contexts_of, fit_probabilities
from models.words.errors import SetFileError
from models.words.evaluate import Options, check_sets, command
from models.words.score import analogy_score, pair_score, pairs, questions


def test_correlation_counts_pairs_with_vectors_alone():
    one = np.eye(3)
    rows = [(one[0], one[0], 9.0), (one[0], (one[0] + one[1]) / 2, 5.0), (one[0], one[2], 1.0), (None, one[0], 3.0)]
    found = pair_score(rows)
    assert found.value == 1
    assert found.coverage == 0.75
    turned = [(one[0], one[0], 1.0), (one[0], one[2], 5.0), (one[0], (one[0] + one[1]) / 2, 3.0)]
    assert pair_score(turned).value == -1


def test_analogies_leave_out_their_own_words_and_rare_ones():
    names = ["", "man", "king", "woman", "queen", "rare"]
    units = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0, 0.9, 1]], float)
    units /= np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1e-9)
    asked = [("man", "king", "woman", "queen"), ("man", "king", "woman", "rare"), ("man", "king", "x", "queen")]

    def lookup(word):
        return names.index(word) if word in names else None

    found = analogy_score(units, lookup, asked, most=5)
    assert found.value == 1
    assert np.isclose(found.coverage, 1 / 3)


def test_order_alone_counts_in_a_rank_correlation():
    one = np.eye(2)[0]
    rows = [(one, np.array([cosine, 0]), judgement) for cosine, judgement in ((0.1, 0), (0.2, 1), (0.9, 2), (0.91, 99))]
    assert pair_score(rows).value == 1


def test_an_analogy_is_not_answered_by_a_word_that_it_asks_with():
    units = np.array([[0, 0, 0], [1, 0, 0], [0.95, 0.31, 0], [0, 0, 1], [0, 0.6, 0.8]])
    assert ((units[2] - units[1] + units[3]) @ units.T).argmax() == 3
    assert analogy_score(units, {"a": 1, "b": 2, "c": 3, "d": 4}.get, [("a", "b", "c", "d")]).value == 1


def test_the_command_names_the_sets_without_their_folder():
    options = Options("checkpoints/words-en", "/a/folder/wordsim", save=True)
    assert command(options) == "python -m models.words.evaluate --folder checkpoints/words-en --sets wordsim"
    assert command(Options("runs/mine")) == "python -m models.words.evaluate --folder runs/mine"


def test_files_are_read(tmp_path):
    (tmp_path / "p.tsv").write_text("a\tb\t1.5\nc\td\t2\n")
    (tmp_path / "q.txt").write_text(": one\na b c d\n\n: two\ne f g h\n")
    assert pairs(tmp_path / "p.tsv") == [("a", "b", 1.5), ("c", "d", 2.0)]
    assert questions(tmp_path / "q.txt") == [("a", "b", "c", "d"), ("e", "f", "g", "h")]


def test_contexts_are_what_surrounds_a_word_the_nearer_the_heavier():
    text = np.append(np.arange(1, 30), [0, 99])  # every word once, the end of a line, a word beyond the tables
    contexts, single, targets = contexts_of(text, np.eye(31, dtype=np.float32), window=2)
    assert sorted(targets) == list(range(3, 30))
    for target, context, one in zip(targets, contexts, single, strict=True):
        near = {target - 2: 0.5, target - 1: 1.0, target + 1: 1.0, target + 2: 0.5}
        weights = np.array([near.get(rank, 0) * (rank < 30) for rank in range(31)])
        assert np.allclose(context, weights / weights.sum())
        assert one.argmax() in near


def test_calibration_finds_the_temperature_that_text_was_drawn_with():
    random = np.random.default_rng(0)
    contexts, outputs = random.normal(size=(3000, 6)), random.normal(size=(41, 6))
    counts = np.append(0, random.integers(10, 1000, 40))
    scores = contexts @ outputs[1:].T / 1.7 + np.log(counts[1:] / counts.sum())
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    targets = 1 + (probabilities.cumsum(axis=1) > random.random((3000, 1))).argmax(axis=1)
    prior, temperature, perplexity = fit_probabilities(contexts, targets, outputs, counts)
    assert np.isclose(prior, 1, atol=0.1)
    assert np.isclose(temperature, 1.7, atol=0.15)
    assert 1 < perplexity < 40
    assert np.isclose(fit_probabilities(contexts, targets, outputs, counts, prior=1.0)[1], 1.7, atol=0.15)
    assert fit_probabilities(contexts, targets, outputs, counts, prior=0.5)[0] == 0.5


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("en_ws353_all.tsv", "word 1\tword 2\tHuman (mean)\nsun\tmoon\t7\n", r"Line 1 of en_ws353_all\.tsv is 'word 1"),
        ("en_ws353_all.tsv", "sun\tmoon\t7\n\nsun moon 7\n", "Line 3 .*parted by tabs"),
        ("en_ws353_all.tsv", "sun\tmoon\t7\n".encode("utf-16"), "Save it as UTF-8"),
        ("en_google_analogies_questions-words.txt", ": capitals\nrome italy paris\n", "Line 2 .*four words"),
    ],
)
def test_a_set_that_cannot_be_read_is_told_by_its_line(tmp_path, name, content, told):
    (tmp_path / "en_ws353_all.tsv").write_text("sun\tmoon\t7\n\n")
    check_sets(tmp_path, "en")  # blank lines are none
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SetFileError, match=told):
        check_sets(tmp_path, "en")

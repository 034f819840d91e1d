"""Questions to a small checkpoint, written and read back."""

import json

import numpy as np
import pytest

from models import words
from models.words import checkpoint, eight_bits
from models.words.export import write
from models.words.parts import fit_parts, parts_of
from models.words.predict import unit, unit_sum
from tests.models.words import tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.saved(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def vectors(folder):
    return words.load(folder)


def test_eight_bits_are_near_enough():
    table = np.random.default_rng(0).normal(size=(50, 30)).astype(np.float32) * np.logspace(-4, 2, 50)[:, None]
    numbers, scale = eight_bits.quantise(table)
    assert numbers.dtype == np.int8
    errors = np.abs(eight_bits.dequantise(numbers, scale) - table).max(axis=1)
    assert (errors <= np.abs(table).max(axis=1) / 253).all()  # of each row, half of one of its 127 steps


def test_what_is_read_is_what_was_written(folder):
    tables, config = checkpoint.read(folder)
    original = tiny.tables()
    assert tables.words == original.words
    assert tables.counts.tolist() == original.counts.tolist()
    assert np.allclose(tables.inputs, original.inputs, atol=0.02)
    assert tables.parts.names == original.parts.names
    assert config["window"] == 3


def test_tables_are_read_in_place_and_some_rows_at_a_time_say_the_same(folder, monkeypatch):
    tables, _ = checkpoint.read(folder)
    assert isinstance(tables.inputs.numbers, np.memmap) and not tables.inputs.numbers.flags.owndata
    whole, contexts = np.asarray(tables.outputs), np.asarray(tables.inputs)[1:3]
    monkeypatch.setattr(eight_bits, "ROWS", 3)
    assert np.allclose(tables.outputs.products(contexts), contexts @ whole.T, rtol=1e-5)
    by_rows = words.load(folder).units
    expected = unit_sum(np.asarray(tables.inputs), whole)
    expected[0] = 0
    assert np.array_equal(by_rows, expected)


def test_neighbours_are_exact_and_leave_the_word_out(vectors):
    found = vectors.neighbours("King ", top=3)
    cosines = vectors.units @ vectors.vector("king")
    best = [rank for rank in np.argsort(-cosines) if rank not in (0, vectors.rank("king"))][:3]
    assert [near.word for near in found.neighbours] == [vectors.words[rank] for rank in best]
    assert np.allclose([near.similarity for near in found.neighbours], cosines[best])
    assert found.asked[0] == words.ResolvedWord("king", True, int(tiny.tables().counts[2]), typed="King")


def test_neighbours_can_be_asked_among_a_list_and_above_a_frequency(vectors):
    among = vectors.neighbours("king", among=["pear", "apple", "king", "kingly"])
    assert {near.word for near in among.neighbours} == {"pear", "apple", "kingly"}
    frequent = vectors.neighbours("king", top=100, least=300)
    assert {near.word for near in frequent.neighbours} == {"the", "queen"}
    both = vectors.neighbours("king", among=["pear", "queen"], least=300)
    assert [near.word for near in both.neighbours] == ["queen"]


def test_an_analogy_is_solved_without_its_own_words(vectors):
    found = vectors.analogy("man", "king", "woman", top=1)
    assert found.neighbours[0].word == "queen"
    assert len(found.asked) == 3
    man, king, woman, queen = map(vectors.vector, ("man", "king", "woman", "queen"))
    assert np.isclose(found.neighbours[0].similarity, queen @ unit(king - man + woman))


def test_an_unknown_word_is_made_of_its_parts_and_says_so(vectors):
    found = vectors.neighbours("kings")
    assert not found.asked[0].known
    assert "<ki" in found.asked[0].parts
    assert "king" in found.asked[0].similar
    assert found.neighbours[0].word == "king"


def test_a_word_unknown_in_every_part_is_refused_with_spellings(vectors):
    with pytest.raises(words.UnknownWordError) as refusal:
        vectors.find("zzz")
    assert "zzz" in refusal.value.cause
    assert refusal.value.remedy


@pytest.mark.parametrize("word", ["", "  ", "a" * 65, "a\x00b", "line\nbreak"])
def test_what_is_no_word_is_refused(vectors, word):
    with pytest.raises(words.TextError):
        vectors.find(word)


def test_similarities_are_a_table_of_cosines(vectors):
    found = vectors.similarities(["king", "queen"], ["man", "woman", "king"])
    assert np.isclose(found.cosines[0][2], 1)
    assert np.isclose(found.cosines[1][0], vectors.similarity("queen", "man"))


def test_the_odd_one_fits_the_others_least(vectors):
    found = vectors.odd_one_out(["king", "queen", "royal"])
    assert [score for _, score in found.ranked] == sorted(score for _, score in found.ranked)
    king, queen, royal = map(vectors.vector, ("king", "queen", "royal"))
    assert np.isclose(dict(found.ranked)["king"], king @ unit(queen + royal))
    with pytest.raises(words.TextError):
        vectors.odd_one_out(["king", "queen"])


def test_probabilities_sum_to_one_and_are_those_of_a_softmax(vectors):
    gap = vectors.predict("the king", "queen", top=100)
    assert np.isclose(sum(guess.probability for guess in gap.guesses), 1, atol=1e-4)
    tables = vectors.tables
    ranks, weights = [1, 2, 3], np.array([2, 3, 3])
    context = (tables.inputs[ranks] * weights[:, None]).sum(axis=0) / weights.sum()
    scores = tables.outputs[1:] @ context + np.log(tables.counts[1:] / tables.counts.sum())
    scores[[rank - 1 for rank in ranks]] = -np.inf  # what the sentence says already is no guess
    expected = np.exp(scores) / np.exp(scores).sum()
    order = [rank for rank in np.argsort(-expected, kind="stable") if expected[rank]]
    assert [guess.word for guess in gap.guesses if guess.probability] == [tables.words[1 + rank] for rank in order]
    assert np.isclose(gap.guesses[0].probability, expected.max(), atol=1e-5)


def test_temperature_and_prior_are_those_of_the_checkpoint(tmp_path):
    vectors = words.load(tiny.saved(tmp_path, temperature=1.7, prior=0.6))
    tables = vectors.tables
    scores = tables.outputs[1:] @ tables.inputs[2] / 1.7 + 0.6 * np.log(tables.counts[1:] / tables.counts.sum())
    scores[1] = -np.inf  # king itself
    expected = np.exp(scores) / np.exp(scores).sum()
    found = {guess.word: guess.probability for guess in vectors.predict("king", top=100).guesses}
    assert np.allclose([found[word] for word in tables.words[1:]], expected, atol=1e-5)


def test_a_gap_without_known_words_beside_it_is_refused(vectors):
    with pytest.raises(words.TextError):
        vectors.predict("???", "123")


def test_keywords_are_words_of_the_text_in_bounded_time(vectors):
    found = vectors.keywords("The king and the queen eat a pear, the king twice." * 2000, top=3)
    assert {keyword.word for keyword in found} <= set(tiny.WORDS)
    assert {keyword.word: keyword.times for keyword in vectors.keywords("king king king")} == {"king": 3}
    with pytest.raises(words.TextError):
        vectors.keywords("1234 !?")


def test_a_keyword_makes_the_other_words_more_probable(vectors):
    tables, ranks, times = vectors.tables, [2, 1, 6], np.array([2, 1, 1])
    frequency = np.log(tables.counts[1:] / tables.counts.sum())
    scores = tables.inputs[ranks] @ tables.outputs[1:].T / tiny.ABOUT["pair_temperature"] + frequency
    gains = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)) - frequency
    gains = gains[:, np.array(ranks) - 1]
    weights = np.sqrt(1e-4 / np.exp(frequency[np.array(ranks) - 1])) * np.log1p(times)
    np.fill_diagonal(gains, 0)
    gains -= weights @ gains / (weights.sum() - weights)
    expected = {}
    for row, rank in enumerate(ranks):
        others = [column for column in range(3) if column != row]
        mean = np.average(gains[row, others], weights=weights[others])
        expected[tables.words[rank]] = weights[row] * mean
    found = {keyword.word: keyword.score for keyword in vectors.keywords("king the apple king")}
    assert found == pytest.approx({word: score for word, score in expected.items() if score > 0}, abs=1e-5)


def test_words_that_hold_sentences_together_are_no_keywords():
    found = words.load("checkpoints/words-en").keywords(
        "The king and the queen eat a pear in the garden, the king too."
    )
    assert found and {keyword.word for keyword in found} <= {"king", "queen", "eat", "pear", "garden", "too"}
    assert all(keyword.score > 0 for keyword in found)


def test_a_gap_is_not_filled_with_the_words_beside_it():
    gap = words.load("checkpoints/words-en").predict("The orchestra played a", "by Beethoven in the concert hall")
    assert {"the", "orchestra", "played", "a", "by", "beethoven"}.isdisjoint(guess.word for guess in gap.guesses)


def test_a_gap_is_not_filled_with_what_the_sentence_says_further_away_but_for_words_that_hold_it_together():
    before = "The volcano erupted last year and the people of the village fled from the"
    gap = words.load("checkpoints/words-en").predict(before, "in fear", top=50)
    guesses = {guess.word for guess in gap.guesses}
    assert guesses.isdisjoint({"people", "year", "last", "volcano", "erupted"})
    assert {"of", "and"} <= guesses | {*gap.before, *gap.after}


def test_a_text_that_says_every_word_leaves_no_word_for_its_gap(vectors):
    gap = vectors.predict(" ".join(tiny.WORDS) * 2)
    assert all(guess.probability == 0 for guess in gap.guesses)


def test_the_sum_of_both_tables_is_what_words_are_compared_by():
    inputs, outputs = np.array([[2, 0], [0, 3]]), np.array([[0, 5], [0, 1]])
    assert np.allclose(unit_sum(inputs, outputs), [[0.5**0.5, 0.5**0.5], [0, 1]])


def test_a_map_places_every_word_once_and_the_same_seed_gives_the_same_map(vectors):
    asked = ["king", "queen", "man", "woman", "king"]
    pca = words.map_words(vectors, asked, "pca", around=2)
    assert len({place.word.word for place in pca.places}) == len(pca.places) > 4
    assert 0 < pca.explained <= 1
    one, other = (words.map_words(vectors, asked, "tsne", seed=4) for _ in range(2))
    assert one == other
    assert words.map_words(vectors, asked, "tsne", seed=5) != one
    for wrong in (["king", "queen"], ["king"] * 5):
        with pytest.raises(words.TextError):
            words.map_words(vectors, wrong)


def test_parts_of_a_word_carry_its_ends():
    assert parts_of("cat", "en") == ["<ca", "cat", "at>", "<cat", "cat>", "<cat>"]
    assert {len(part) for part in parts_of("orchestra", "en")} == {3, 4, 5, 6}
    assert parts_of("数学", "zh") == ["数", "学", "<数", "数学", "学>", "<数学", "数学>"]


def test_fitted_parts_restore_the_words_that_they_are_of():
    random = np.random.default_rng(0)
    known = ["".join(random.choice(list("abcd"), 5)) for _ in range(300)]
    truth = {part: random.normal(size=6) for word in known for part in parts_of(word, "en")}
    table = np.array([np.mean([truth[part] for part in parts_of(word, "en")], axis=0) for word in known])
    found = fit_parts(known, table, np.ones(len(known)), "en", 100_000)
    errors = [np.linalg.norm(found.vector(word) - row) for word, row in zip(known, table, strict=True)]
    assert np.mean(errors) < 0.2 * np.mean(np.linalg.norm(table, axis=1))


def test_gensim_reads_what_is_exported(vectors, tmp_path):
    gensim = pytest.importorskip("gensim.models")
    for name in ("words.bin", "words.txt"):
        write(vectors, tmp_path / "new" / name)
        read = gensim.KeyedVectors.load_word2vec_format(tmp_path / "new" / name, binary=name.endswith("bin"))
        assert read.index_to_key == vectors.words[1:]
        assert np.allclose(read["king"], vectors.vector("king"), atol=1e-5)


def test_transformers_opens_the_vocabulary(folder):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer("The KING, oddly.")["input_ids"] == [1, 2, 0]


def test_config_is_all_that_is_needed_and_no_vector_is_longer_than_one(folder, vectors):
    assert json.loads((folder / "config.json").read_text())["format"] == 1
    assert np.allclose(np.linalg.norm(vectors.units[1:], axis=1), 1, atol=1e-5)
    assert unit(np.zeros(3)).tolist() == [0, 0, 0]

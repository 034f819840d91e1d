import json

import numpy as np
import pytest
from tokenizers import Tokenizer

from models import words
from models.words import checkpoint, phrases
from models.words.corpus import Corpus, Recipe, encode
from models.words.errors import CorpusError
from tests.models.words import tiny


@pytest.fixture
def text(tmp_path):
    """Common words in any order, and a name of three words that are never seen apart."""
    random = np.random.default_rng(0)
    common = [f"{a}{b}" for a in "bdfgklmnprst" for b in "aeiou"]
    lines = []
    for number in range(600):
        line = list(random.choice(common, 20))
        if number % 10 == 0:
            line[10:10] = ["new", "york", "times"]
        lines.append(" ".join(line))
    path = tmp_path / "text.txt"
    path.write_text("\n".join(lines))
    return path


def tokens_of(text, folder, passes, **given):
    corpus = encode(Recipe((str(text),), "en", 5, phrases=passes, **given), folder, workers=1)
    return corpus, [corpus.words[rank] for rank in corpus.tokens]


@pytest.mark.parametrize(
    ("passes", "expected"),
    [(0, {"new": 60, "york": 60, "times": 60}), (1, {"new_york": 60, "times": 60}), (2, {"new_york_times": 60})],
)
def test_words_that_are_never_seen_apart_become_one(text, tmp_path, passes, expected):
    corpus, tokens = tokens_of(text, tmp_path / "corpus", passes)
    names = [word for word in corpus.words if set(word.split("_")) & {"new", "york", "times"}]
    assert {name: tokens.count(name) for name in names} == expected
    assert dict(zip(corpus.words, corpus.counts.tolist(), strict=True)) | expected == {
        word: tokens.count(word) if rank else 0 for rank, word in enumerate(corpus.words)
    }
    assert not [word for word in corpus.words if "_" in word and word not in expected]


def test_phrases_are_met_in_a_text_the_longest_first(tmp_path):
    names = [*tiny.WORDS, "new", "york", "new_york", "new_york_times"]
    folder = checkpoint.save(tiny.tables(words=names), tiny.ABOUT | {"phrases": 2}, tmp_path / "checkpoint")
    vectors = words.load(folder)
    told = "The king of New York, a new_york man: the New York Times, the new piano."
    known = ["the", "king", "new_york", "new_york", "man", "the", "new_york_times", "the", "new", "piano"]
    assert vectors.known_words(told) == known
    assert vectors.find("New York").word == vectors.find("new_york").word == "new_york"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.encode("the new_york piano").tokens == ["the", "new_york", "piano"]
    assert vectors.config["phrases"] == 2


def test_without_phrases_no_words_are_joined(tmp_path):
    vectors = words.load(tiny.saved(tmp_path / "checkpoint"))
    assert vectors.known_words("the king_queen") == ["the", "king", "queen"]
    assert "phrases" not in vectors.config


def test_offsets_are_fitted_on_a_text_with_the_phrases_of_its_training(tmp_path):
    pytest.importorskip("tensorflow")
    from models.words import fit_offsets

    folder = checkpoint.save(tiny.tables(), tiny.ABOUT | {"phrases": 2}, tmp_path / "checkpoint")
    (tmp_path / "text.txt").write_text("the king of the apple\n" * 9)
    run = tmp_path / "run"
    with pytest.raises(CorpusError, match="words or more"):
        fit_offsets.main(fit_offsets.Options(str(folder), [str(tmp_path / "text.txt")], 1, workers=1, run=str(run)))
    assert Corpus(run / "corpus").about["recipe"]["phrases"] == 2


def test_pieces_give_what_the_whole_gives_but_for_their_ends(text, tmp_path, monkeypatch):
    whole = tokens_of(text, tmp_path / "whole", 1)[1].count("new_york")
    monkeypatch.setattr(phrases, "PIECE_TOKENS", 1000)
    assert whole - 13 <= tokens_of(text, tmp_path / "pieces", 1)[1].count("new_york") <= whole


def test_the_rarest_pairs_are_forgotten_when_there_are_too_many(text, tmp_path, monkeypatch):
    monkeypatch.setattr(phrases, "MAX_PAIRS", 100)
    assert tokens_of(text, tmp_path / "corpus", 1)[1].count("new_york") == 60


def test_phrases_do_not_overlap_or_reach_over_lines():
    found = phrases.Phrases(phrases.keys_of(np.array([1, 2, 3], np.int32)), np.array([12, 23], np.int32))
    assert found.join(np.array([1, 2, 3, 0, 2, 3, 1, -1, 2], np.int32)).tolist() == [12, 3, 0, 23, 1, -1, 2]
    same = phrases.Phrases(phrases.keys_of(np.array([4, 4], np.int32)), np.array([44], np.int32))
    assert same.join(np.array([4, 4, 4, 4, 4], np.int32)).tolist() == [44, 44, 4]


def test_equation_6():
    counts = np.array([0, 50, 50, 9900])
    key = phrases.keys_of(np.array([1, 2]))
    score = (30 - phrases.DISCOUNT) / (50 * 50) * 10_000
    assert score == 100
    assert len(phrases.strong_pairs(key, np.array([30]), counts, 1, threshold=99.9)) == 1
    assert len(phrases.strong_pairs(key, np.array([30]), counts, 1, threshold=100.0)) == 0
    assert len(phrases.strong_pairs(key, np.array([30]), counts, 31, threshold=99.9)) == 0
    assert [len(phrases.strong_pairs(key, np.array([times]), counts, 1)) for times in (30, 31)] == [0, 1]


def test_a_corpus_of_before_there_were_phrases_is_kept(text, tmp_path):
    folder = tmp_path / "corpus"
    tokens_of(text, folder, 0)
    about = json.loads((folder / "vocabulary.json").read_text())
    del about["recipe"]["phrases"]
    (folder / "vocabulary.json").write_text(json.dumps(about))
    tokens_of(text.rename(tmp_path / "moved.txt").with_name("text.txt"), folder, 0)

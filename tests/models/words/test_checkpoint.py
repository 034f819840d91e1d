"""The bundled checkpoints: floors under what their cards tell, and under what they answer here."""

import json
from pathlib import Path

import pytest

from hub_utils.card import render
from hub_utils.checkpoint import read_json
from hub_utils.errors import CorruptCheckpointError
from hub_utils.shapes import tensor_shapes
from models import words
from models.verify import check
from models.words.evaluate import BUNDLED_SETS, metrics, scores_of
from models.words.score import analogy_score
from tests.models.words import tiny

BUNDLED = Path(__file__).parents[3] / "checkpoints"
CAPITALS = {  # ours: what is to each country as its capital is to France
    "en": ("france", {"france": "paris", "japan": "tokyo", "italy": "rome", "germany": "berlin", "greece": "athens",
                      "spain": "madrid", "russia": "moscow", "egypt": "cairo", "cuba": "havana", "iraq": "baghdad"}),
    "zh": ("法国", {"法国": "巴黎", "日本": "东京", "英国": "伦敦", "德国": "柏林", "希腊": "雅典",
                  "西班牙": "马德里", "俄罗斯": "莫斯科", "埃及": "开罗", "古巴": "哈瓦那", "伊拉克": "巴格达"}),
}  # fmt: skip
ODD = {"en": ["breakfast", "lunch", "dinner", "carpet"], "zh": ["苹果", "香蕉", "葡萄", "汽车"]}


@pytest.fixture(scope="module", params=["en", "zh"])
def vectors(request):
    return words.load(BUNDLED / f"words-{request.param}")


def test_capitals_are_found_by_analogy(vectors):
    first, capitals = CAPITALS[vectors.language.code]
    asked = [(first, capitals[first], country, capital) for country, capital in capitals.items() if country != first]
    found = analogy_score(vectors.units, vectors.rank, asked)
    assert found.coverage == 1
    assert found.value >= 0.6


def test_accented_words_are_whole_and_in_the_vocabulary_of_english():
    vectors = words.load(BUNDLED / "words-en")
    found = [vectors.find(word) for word in ("café", "Württemberg", "fiancé", "Schrödinger", "ｐｉａｎｏ")]
    assert [word.word for word in found] == ["cafe", "wurttemberg", "fiance", "schrodinger", "piano"]
    assert all(word.known for word in found)
    assert not any(vectors.find(fragment).known for fragment in ("fianc", "rttemberg", "poincar", "dinger"))


def test_the_order_of_words_counts_for_a_gap(vectors):
    before, after = {"en": ("he", "born"), "zh": ("他", "出生")}[vectors.language.code]
    one, other = vectors.predict(before, after, 5), vectors.predict(after, before, 5)
    assert [guess.word for guess in one.guesses] != [guess.word for guess in other.guesses]


def test_the_odd_one_is_found(vectors):
    asked = ODD[vectors.language.code]
    assert vectors.odd_one_out(asked).ranked[0][0] == asked[-1]


FLOORS = {"WordSim-353": 0.72, "wordsim-240": 0.5, "wordsim-297": 0.58}  # rank correlation over known words
TOLD = {"SimLex-999, words of the vocabulary": 0.34, "Google analogies": 0.52}  # of sets that may not lie here


def test_scores_are_above_their_floors_and_those_of_the_card(vectors):
    scores = scores_of(vectors, BUNDLED_SETS)
    assert all(scores.known[name].value >= floor for name, floor in FLOORS.items() if name in scores.known)
    assert all(score.coverage >= 0.95 for score in scores.all.values())
    told = read_json(BUNDLED / f"words-{vectors.language.code}" / "metrics.json")
    by_name = {(result["dataset"], result["metric"]): result for result in told["results"]}
    again = metrics(scores, "")
    assert again["headline"]["value"] == pytest.approx(told["headline"]["value"], abs=1e-4)
    for result in again["results"]:
        same = by_name[result["dataset"], result["metric"]]
        assert result["n"] == same["n"]
        assert result["value"] == pytest.approx(same["value"], abs=1e-4)
    assert "again" in check(BUNDLED / f"words-{vectors.language.code}", whole=False)


@pytest.mark.parametrize("folder", sorted(BUNDLED.glob("words-*")), ids=lambda folder: folder.name)
def test_a_coverage_is_told_of_the_whole_set_and_a_score_of_what_was_covered(folder):
    results = read_json(folder / "metrics.json")["results"]
    for score, coverage in zip(results[::2], results[1::2], strict=True):
        assert (coverage["metric"], coverage["dataset"]) == ("coverage", score["dataset"])
        assert score["n"] == pytest.approx(coverage["n"] * coverage["value"], abs=1e-6)


@pytest.mark.parametrize("figure", ["headline", "accuracy", "coverage"])
def test_a_forged_figure_is_refused(tmp_path, figure):
    for file in (BUNDLED / "words-en").iterdir():
        (tmp_path / file.name).symlink_to(file)
    told = read_json(tmp_path / "metrics.json")
    results = [result for result in told["results"] if result["metric"] == figure]
    for forged in results or [told["headline"]]:
        forged["value"] = 0.99
    (tmp_path / "metrics.json").unlink()
    (tmp_path / "metrics.json").write_text(json.dumps(told))
    with pytest.raises(CorruptCheckpointError, match=r"0\.9900"):
        check(tmp_path, whole=False)


def test_the_card_is_above_its_floors():
    results = read_json(BUNDLED / "words-en" / "metrics.json")["results"]
    for dataset, floor in TOLD.items():
        assert next(it["value"] for it in results if it["dataset"] == dataset) >= floor


def test_the_folder_is_small_and_its_card_up_to_date(vectors):
    folder = BUNDLED / f"words-{vectors.language.code}"
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 25_000_000
    assert (folder / "README.md").read_text(encoding="utf-8") == render(folder)


def test_eight_bits_answer_in_words(vectors):
    word = vectors.words[500]
    found = vectors.neighbours(word)
    assert len(found.neighbours) == 10
    assert found.asked[0].known


def test_what_is_saved_says_the_shapes_of_its_tensors(tmp_path):
    folder, saved = tiny.saved(tmp_path), tiny.tables()
    told = read_json(folder / "config.json")["tensors"]
    assert told == tensor_shapes(folder)
    assert told["vectors.safetensors"]["input"] == list(saved.inputs.shape)

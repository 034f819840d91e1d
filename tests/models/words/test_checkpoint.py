"""The bundled checkpoints: floors under what their cards tell, and under what they answer here."""

from pathlib import Path

import pytest

from hub_utils.card import render
from hub_utils.checkpoint import read_json
from models import words
from models.words.evaluate import scores_of
from models.words.score import analogy_score

BUNDLED = Path(__file__).parents[3] / "checkpoints"
DATA = Path(words.__file__).parent / "sets"
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


def test_the_odd_one_is_found(vectors):
    asked = ODD[vectors.language.code]
    assert vectors.odd_one_out(asked).ranked[0][0] == asked[-1]


FLOORS = {"WordSim-353": 0.72, "wordsim-240": 0.5, "wordsim-297": 0.58}  # rank correlation over known words
TOLD = {"SimLex-999, words of the vocabulary": 0.34, "Google analogies": 0.52}  # of sets that may not lie here


def test_scores_are_above_their_floors_and_those_of_the_card(vectors):
    found = scores_of(vectors, DATA)
    results = read_json(BUNDLED / f"words-{vectors.language.code}" / "metrics.json")["results"]
    for name, score in found.known.items():
        assert score.value >= FLOORS[name]
        told = next(it for it in results if it["dataset"] == f"{name}, words of the vocabulary")
        assert score.value == pytest.approx(told["value"], abs=1e-6)
        assert found.all[name].coverage >= 0.95


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

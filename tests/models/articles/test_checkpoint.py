"""The bundled checkpoint of articles: its card, its figures, and pages that are read by the model that is given."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hub_utils.card import render
from hub_utils.errors import CorruptCheckpointError
from models import articles, verify
from models.articles import ForestError, checkpoint, evaluate, tasks
from models.articles.article import results
from models.articles.article.labelled import REFERENCE
from models.articles.article.predict import BUNDLED, load_kept
from tests.waiting import PATIENCE

PAGE = (REFERENCE / "news.html").read_bytes()


@pytest.fixture
def copied(tmp_path) -> Path:
    return shutil.copytree(BUNDLED, tmp_path / "articles")


@pytest.fixture
def greedy(copied) -> Path:
    """A checkpoint that takes nearly everything."""
    forests = articles.load(BUNDLED).forests
    card = json.loads((copied / "config.json").read_text(encoding="utf-8"))["card"]
    greedy = {name: replace(trees, baseline=trees.baseline + 8) for name, trees in forests.items()}
    return checkpoint.save(greedy, card, copied)


def forge(folder: Path, metric: str, value: float) -> None:
    content = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for row in content["results"]:
        if (row["dataset"], row["metric"]) == (results.REFERENCE_SET, metric):
            row["value"] = value
            row.pop("interval")
    (folder / "metrics.json").write_text(json.dumps(content), encoding="utf-8")


def test_the_card_is_the_one_that_config_and_metrics_give():
    assert (BUNDLED / "README.md").read_text(encoding="utf-8") == render(BUNDLED)


def test_the_first_figures_are_those_with_sites_left_out_and_ours_are_ahead():
    rows = json.loads((BUNDLED / "metrics.json").read_text(encoding="utf-8"))["results"]
    by_name = {(row["dataset"], row["metric"]): row["value"] for row in rows}
    assert rows[0]["dataset"] == "all pages, sites left out"
    sets = [dataset for dataset, metric in by_name if metric == results.PEER]
    assert len(sets) == 5
    assert all(by_name[dataset, results.F1] > by_name[dataset, results.PEER] for dataset in sets)


def test_what_can_be_computed_again_is_that_of_the_weights(copied):
    said = verify.check(BUNDLED)
    assert results.REFERENCE_SET in said and "may not be passed on" in said
    told = json.loads((copied / "metrics.json").read_text(encoding="utf-8"))
    told["headline"]["value"] += 0.01
    (copied / "metrics.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(CorruptCheckpointError, match="headline is no result"):
        verify.check(copied)


@pytest.mark.parametrize("value", [0.9999, 0.9, 0.0])
def test_a_forged_figure_is_refused(copied, value):
    forge(copied, results.F1, value)
    with pytest.raises(CorruptCheckpointError, match="apart"):
        verify.check(copied)


def test_figures_of_other_weights_are_refused_until_they_are_saved(greedy):
    with pytest.raises(CorruptCheckpointError, match="apart"):
        verify.check(greedy)
    evaluate.save(greedy)
    assert verify.check(greedy)
    assert (greedy / "README.md").read_text(encoding="utf-8") == render(greedy)


def test_a_worse_checkpoint_has_a_worse_headline_of_the_same_name(greedy):
    worse, today = evaluate.metrics(greedy)["headline"], evaluate.metrics(BUNDLED)["headline"]
    assert worse["name"] == today["name"] and worse["value"] < today["value"] - 0.05


def test_a_folder_of_no_forest_that_is_known_is_told(copied):
    config = json.loads((copied / "config.json").read_text(encoding="utf-8"))
    config["forests"]["other"] = config["forests"].pop("article")
    (copied / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ForestError, match="none of the forests article"):
        evaluate.results_again(copied)
    with pytest.raises(ForestError, match="no forest 'article'"):
        articles.load(copied)


def test_a_page_is_read_by_the_model_that_is_given(greedy):
    bundled, taken = articles.extract(PAGE), articles.extract(PAGE, model=articles.load(greedy))
    assert len(taken.text) > 1.2 * len(bundled.text)
    assert articles.extract(PAGE, model=articles.load(BUNDLED)) == bundled


def test_processes_read_by_the_folder_that_they_are_told_and_keep_what_they_opened(greedy):
    difference = tasks.read_by_both(PAGE, None, "balanced", None, (str(BUNDLED), str(greedy)), ("bundled", "me/it@1"))
    assert difference.settings == ("bundled", "me/it@1")
    assert difference.characters[0] < difference.characters[1]
    assert {(piece.first, piece.second) for piece in difference.pieces} >= {("kept", "kept"), ("navigation", "kept")}
    assert (
        tasks.read_article(PAGE, None, "balanced", None, str(greedy)).article.text
        == articles.extract(PAGE, model=articles.load(greedy)).text
    )
    shutil.rmtree(greedy)
    assert load_kept(str(greedy)) is load_kept(str(greedy))


def test_reading_needs_numpy_alone():
    script = (
        "import sys; from models import articles; articles.load('checkpoints/articles'); "
        "print(*{'sklearn', 'tensorflow', 'keras', 'onnxruntime', 'torch'} & set(sys.modules))"
    )
    root = BUNDLED.parents[1]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, cwd=root)
    assert (done.stdout.split(), done.returncode) == ([], 0), done.stderr


def test_the_bundled_forest_asks_for_what_is_measured():
    model = load_kept()
    for trees, count in ((model.first, 123), (model.second, 144)):
        assert np.unique(trees.feature).max() < len(trees.features) == len(set(trees.features)) == count

"""Forests: what scikit-learn grows, as it is kept, added to, and refused where it is none."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from threadpoolctl import threadpool_limits

from models.articles import ForestError, boosting, forest
from models.articles.forest import Forest

FEATURES = ("height", "weight", "age", "pace", "grip", "reach")


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1, user_api="openmp"):
        yield


@pytest.fixture(scope="module")
def examples() -> tuple[np.ndarray, np.ndarray]:
    measured = np.random.default_rng(1).normal(size=(400, len(FEATURES))).astype(np.float32)
    return measured, measured[:, 0] * measured[:, 1] > 0.1


@pytest.fixture(scope="module")
def grown(examples) -> Forest:
    measured, truth = examples
    weight = np.ones(len(truth))
    return boosting.grow(measured, truth, weight, FEATURES, max_iter=20, max_leaf_nodes=6, random_state=0)


@pytest.fixture
def folder(grown, tmp_path):
    write(tmp_path, grown)
    return tmp_path


def write(folder, trees: Forest, name: str = "group") -> None:
    (folder / "config.json").write_text(json.dumps({"forests": forest.save({name: trees}, folder)}))


def change(folder, **tensors: np.ndarray) -> None:
    """Writes other tensors, as no `save` would."""
    content = load_file(folder / forest.WEIGHTS)
    save_file(content | {f"group.{name}": tensor for name, tensor in tensors.items()}, folder / forest.WEIGHTS)


def tell(folder, **told: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["forests"]["group"] |= told
    (folder / "config.json").write_text(json.dumps(config))


def opened(folder) -> Forest:
    return forest.load(folder, {"group": FEATURES})["group"]


def test_the_forest_says_what_scikit_learn_says(examples):
    from sklearn.ensemble import HistGradientBoostingClassifier

    measured, truth = examples
    model = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6, random_state=0).fit(measured, truth)
    trees = boosting.from_scikit_learn(model, FEATURES)
    assert np.allclose(trees.probability(measured), model.predict_proba(measured)[:, 1], atol=1e-5)
    assert trees.settings["max_iter"] == 20


def test_what_was_saved_is_what_is_loaded(grown, folder, examples):
    loaded = opened(folder)
    assert (loaded.probability(examples[0]) == grown.probability(examples[0])).all()
    assert (loaded.features, loaded.depth, loaded.settings) == (FEATURES, grown.depth, grown.settings)


def test_several_forests_lie_in_one_file_and_each_is_asked_with_its_own_features(grown, tmp_path, examples):
    other = replace(grown, features=("other", *FEATURES[1:]), baseline=1.0)
    section = forest.save({"author": grown, "time": other}, tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"forests": section}))
    loaded = forest.load(tmp_path, {"time": other.features, "author": FEATURES})
    assert loaded["time"].log_odds(examples[0]) - loaded["author"].log_odds(examples[0]) == pytest.approx(
        1.0 - grown.baseline
    )
    assert list(forest.load(tmp_path, {"time": other.features})) == ["time"]
    with pytest.raises(ForestError, match=r"no forest 'group'.*another|right kind"):
        forest.load(tmp_path, {"group": FEATURES})


@pytest.mark.parametrize("features", [FEATURES[:-1], (*FEATURES, "more"), FEATURES[::-1], ()])
def test_a_forest_that_asks_for_other_features_is_refused(folder, features):
    with pytest.raises(ForestError, match="other features than are measured") as raised:
        forest.load(folder, {"group": features})
    assert "Train it again" in raised.value.remedy


def one_node(name: str, value: float):
    def changed(trees: Forest) -> dict[str, np.ndarray]:
        tensor = getattr(trees, name).astype(np.float32 if name in forest.FLOATS else np.int32)
        tensor[len(tensor) // 2] = value
        return {name: tensor}

    return changed


def circle(trees: Forest) -> dict[str, np.ndarray]:
    """The first tree's root leads back to itself on one side."""
    left = trees.left.astype(np.int32)
    left[trees.roots[0]] = trees.roots[0]
    return {"left": left}


@pytest.mark.parametrize(
    ("change_of", "reason"),
    [
        (one_node("left", -1), "not there"),
        (one_node("right", 10**6), "not there"),
        (one_node("roots", 10**6), "not there"),
        (one_node("feature", len(FEATURES)), "not named"),
        (one_node("feature", -1), "not named"),
        (one_node("value", math.nan), "not finite"),
        (one_node("threshold", math.inf), "not finite"),
        (circle, "no leaf"),
        (lambda trees: {"value": trees.value[:-1]}, "different lengths"),
        (lambda trees: {"roots": np.zeros(0, np.int32)}, "no trees"),
        (lambda trees: {"roots": np.zeros(forest.MAX_TREES + 1, np.int32)}, "more than"),
        (lambda trees: {"value": trees.value[None]}, "no row of numbers"),
        (lambda trees: {"left": trees.left.astype(np.float32)}, "no row of numbers"),
        (lambda trees: {"value": trees.value.astype(np.int32)}, "no row of numbers"),
    ],
)
def test_nodes_that_lead_nowhere_are_refused(grown, folder, change_of, reason):
    change(folder, **change_of(grown))
    with pytest.raises(ForestError, match=reason):
        opened(folder)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"depth": 10**9}, "deeper"), ({"depth": -1}, "deeper"), ({"depth": True}, "lacks a part"),
        ({"depth": 1}, "no leaf"), ({"depth": "7"}, "lacks a part"), ({"baseline": None}, "lacks a part"),
        ({"baseline": math.inf}, "not finite"), ({"features": None}, "lacks a part"), ({"features": []}, "not named"),
        ({"settings": 3}, "lacks a part"),
    ],
)  # fmt: skip
def test_what_config_says_of_a_forest_is_looked_at(folder, told, reason):
    tell(folder, **told)
    with pytest.raises(ForestError, match=reason):
        opened(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"forests": []}', '{"forests": {"group": 1}}', "\ud800"])
def test_a_config_that_names_no_forests_is_refused(folder, content):
    (folder / "config.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(ForestError):
        opened(folder)


@pytest.mark.parametrize("content", [b"", b"\x08\0\0\0\0\0\0\0{}      ", b"<html>" * 30])
def test_weights_that_cannot_be_read_are_refused(folder, content):
    (folder / forest.WEIGHTS).write_bytes(content)
    with pytest.raises(ForestError):
        opened(folder)


def test_a_folder_without_them_is_refused(tmp_path):
    with pytest.raises(ForestError, match="FileNotFoundError"):
        opened(tmp_path)


def test_what_would_be_refused_is_not_saved(grown, tmp_path):
    with pytest.raises(ForestError, match="no leaf"):
        forest.save({"group": replace(grown, depth=1)}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_more_trees_fit_what_the_first_had_not_met(grown, examples):
    """Others for whom the truth is turned round; nothing is forgotten of how to answer the first by a few trees."""
    measured, truth = examples
    strange = measured + np.float32([0, 0, 6, 0, 0, 0])
    both, right = np.vstack([measured, strange]), np.concatenate([truth, ~truth])
    further = boosting.grow_further(grown, both, right, np.ones(len(right)), max_leaf_nodes=8)
    assert ((grown.probability(strange) > 0.5) == ~truth).mean() < 0.3
    assert ((further.probability(strange) > 0.5) == ~truth).mean() > 0.8
    assert len(further.roots) == len(grown.roots) + boosting.FURTHER
    assert further.features == grown.features


def test_odds_that_are_right_stay(examples):
    """Each step is Newton's: where the truth is a coin as probable as is said, nothing is learnt but chance."""
    measured, _ = examples
    half = Forest(*[np.zeros(1, int)], np.zeros(1, np.float32), *[np.zeros(1, int)] * 2, np.zeros(1, np.float32),
                  np.zeros(1, int), 0, 0.0, FEATURES)  # fmt: skip
    truth = np.arange(len(measured)) % 2 == 0
    further = boosting.grow_further(half, measured, truth, np.ones(len(truth)), trees=5, min_samples_leaf=200)
    assert further.baseline == pytest.approx(0, abs=1e-6)
    always = boosting.grow_further(half, measured, np.ones(len(truth), bool), np.ones(len(truth)), trees=1)
    assert always.log_odds(measured) == pytest.approx(0.2)  # a tenth of the Newton step from one half, which is 2


@pytest.mark.parametrize("leaves", [2, 8, 9])
def test_small_trees_give_the_same_without_being_walked_down(examples, leaves):
    measured, truth = examples
    settings = {"max_iter": 12, "max_leaf_nodes": leaves, "min_samples_leaf": 5, "random_state": 0}
    trees = boosting.grow(measured, truth, np.ones(len(truth)), FEATURES, **settings)
    assert (trees.masks is None) == (leaves > 8)
    over = np.concatenate(
        [measured, np.full((1, len(FEATURES)), np.nan, np.float32), trees.threshold[:60].reshape(-1, 6)]
    )
    assert trees.log_odds(over) == pytest.approx(trees._walked(over), abs=1e-5)
    assert trees.log_odds(measured[:0]).shape == (0,)


def test_a_tree_that_is_one_leaf_has_its_value(grown):
    leaf = int(np.flatnonzero(grown.left == np.arange(len(grown.left)))[0])
    alone = replace(grown, roots=np.array([leaf]), depth=0)
    assert alone.masks is not None
    assert alone.log_odds(np.zeros((2, len(FEATURES)))) == pytest.approx(alone.baseline + grown.value[[leaf, leaf]])

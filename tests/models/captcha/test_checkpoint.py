"""The bundled checkpoint: a floor under its quality, and its two forms equal."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from hub_utils.card import render
from hub_utils.errors import CorruptCheckpointError
from models import verify
from models.captcha import CaptchaError, load
from models.captcha.checkpoint import pictures_seen
from models.captcha.data import Recipe
from models.captcha.encoding import map_by_shape
from models.captcha.evaluate import recompute, score_of

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "captcha"
FLOORS = {"default": 0.95, "unseen": 0.8, "painted": 0.42, "wheezy": 0.6}  # of 200 captchas, case aside


@pytest.fixture(scope="module")
def solver():
    return load(BUNDLED)


@pytest.mark.parametrize("style", FLOORS)
def test_no_checkpoint_is_bundled_that_reads_less(solver, style):
    recipe = Recipe((style,), (4,), split="test", seed=2017)
    assert score_of(solver, map(recipe.example, range(200))).whole >= FLOORS[style]


def test_the_unsure_flag_catches_wrong_readings_and_spares_right_ones(solver):
    recipe = Recipe(("default",), (4, 5, 6), split="test", seed=2018)
    found = score_of(solver, map(recipe.example, range(600)))
    assert found.unsure_of_wrong >= 0.5
    assert found.unsure_of_right <= 0.1
    assert found.calibration_error <= 0.06


@pytest.mark.training
def test_what_is_served_reads_like_what_was_trained(solver):
    """model.onnx computes in eight bits, model.keras in floats: now and then a close call falls the other way."""
    import keras

    recipe = Recipe(("default",), split="test", seed=2019)
    model = keras.saving.load_model(BUNDLED / "model.keras")
    images = [solver.reader.encoding.image(recipe.example(index)[0]) for index in range(100)]
    trained = map_by_shape(lambda alike: solver.reader.read(model.predict(alike, verbose=0)), images)
    served = map_by_shape(solver.reader.read, solver.scores(images))
    pairs = list(zip(trained, served, strict=True))
    assert np.mean([one.text == other.text for one, other in pairs]) >= 0.93
    assert np.mean([abs(one.confidence - other.confidence) for one, other in pairs]) <= 0.05


def test_the_card_is_the_one_that_config_and_metrics_give():
    assert (BUNDLED / "README.md").read_text(encoding="utf-8") == render(BUNDLED)


def test_the_pictures_that_it_has_seen_are_those_that_its_card_tells():
    told = re.search(r"([\d,]+) pictures, after ([\d,]+) pictures", (BUNDLED / "README.md").read_text(encoding="utf-8"))
    assert pictures_seen(BUNDLED) == sum(int(number.replace(",", "")) for number in told.groups())


@pytest.fixture
def forge(tmp_path):
    """Gives a copy of the bundled checkpoint whose metrics.json tells another headline."""

    def forged(value):
        folder = tmp_path / "captcha"
        shutil.copytree(BUNDLED, folder, ignore=shutil.ignore_patterns("model.keras"), dirs_exist_ok=True)
        metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        metrics["headline"]["value"] = metrics["results"][0]["value"] = value
        (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
        return folder

    return forged


def test_the_headline_is_that_of_the_weights(forge):
    assert verify.check(BUNDLED, whole=False).startswith("exact match, case folded 0.9725, again 0.9")
    told = json.loads((BUNDLED / "metrics.json").read_text(encoding="utf-8"))["headline"]["value"]
    for value in (told + 0.05, told - 0.05, 0.5, 0.0):
        with pytest.raises(CorruptCheckpointError, match="apart"):
            verify.check(forge(value), whole=False)


def test_a_headline_of_other_pictures_is_refused(forge):
    folder = forge(1.0)
    path = folder / "metrics.json"
    path.write_text(path.read_text(encoding="utf-8").replace(", default style, 4 characters", ", easy ones"))
    with pytest.raises(CorruptCheckpointError, match="easy ones"):
        recompute(folder, whole=False)


def test_an_encoding_of_other_classes_than_the_network_is_refused(tmp_path):
    folder = shutil.copytree(BUNDLED, tmp_path / "captcha")
    config = json.loads((folder / "config.json").read_text())
    config["encoding"]["charset"] = config["encoding"]["charset"][:-1]
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(CaptchaError, match="other classes"):
        load(folder)

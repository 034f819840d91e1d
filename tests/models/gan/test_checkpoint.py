"""The bundled checkpoints: sizes, floors of their scores, and that the weights give what the card says."""

import functools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import hub_utils
from hub_utils.errors import CorruptCheckpointError
from models import gan, verify
from models.gan import checkpoint, evaluate
from models.gan.evaluate import recompute, scored_latents
from models.gan.score import frechet_of_moments, moments

ROOT = Path(__file__).parents[3] / "checkpoints"
NAMES = ("gan-digits", "gan-fashion", "gan-faces")
MAX_BYTES = 8 * 2**20


@pytest.fixture(scope="module", params=NAMES)
def folder(request):
    return ROOT / request.param


def figure(folder: Path, metric: str, among: str = "") -> float:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    own = json.loads((folder / "config.json").read_text(encoding="utf-8"))["dataset"]
    rows = {(row["dataset"], row["metric"]): row["value"] for row in metrics["results"]}
    return rows[own + (f", {among}" if among else ""), metric]


def test_it_is_small_and_has_six_snapshots(folder):
    assert sum(file.stat().st_size for file in folder.iterdir()) < MAX_BYTES
    assert len(gan.load(folder).steps) - 1 >= 6


def test_the_card_is_what_the_numbers_say(folder, tmp_path):
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert hub_utils.card.render(folder) == card
    assert gan.load(folder).judge.sha256 in card


def test_scores_are_above_their_floors(folder):
    distance = "Fréchet classifier distance"
    assert figure(folder, distance) < figure(folder, distance, "principal components") / 3
    assert figure(folder, distance) < figure(folder, distance, "untrained") / 10
    assert figure(folder, "recall") >= 0.6
    assert figure(folder, "distance to training pictures over that of test pictures") > 0.7


@functools.cache
def figures_again(folder: Path):
    return recompute(folder, whole=False)


@pytest.fixture
def computed_once(monkeypatch, folder):
    monkeypatch.setattr(evaluate, "recompute", lambda *_: figures_again(folder))


def test_the_headline_is_computed_again_from_the_weights(folder, computed_once):
    assert "Fréchet classifier distance" in verify.check(folder, whole=False)


@pytest.mark.parametrize("forge", [lambda value: value / 2, lambda value: 0.05, lambda value: 2 * value])
def test_a_forged_headline_is_refused(folder, computed_once, tmp_path, forge):
    copy = shutil.copytree(folder, tmp_path / folder.name)
    content = json.loads((copy / "metrics.json").read_text(encoding="utf-8"))
    content["headline"]["value"] = forge(content["headline"]["value"])
    (copy / "metrics.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CorruptCheckpointError, match="apart"):
        verify.check(copy, whole=False)


def test_a_forged_row_of_the_card_is_refused(tmp_path):
    copy = shutil.copytree(ROOT / "gan-faces", tmp_path / "gan-faces")
    content = json.loads((copy / "metrics.json").read_text(encoding="utf-8"))
    next(row for row in content["results"] if row["dataset"] == "pixelart64")["value"] = 0.05
    (copy / "metrics.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CorruptCheckpointError, match=r"0\.0500"):
        verify.check(copy, whole=False)


def test_without_a_reference_nothing_is_computed_again(tmp_path):
    copy = shutil.copytree(ROOT / "gan-faces", tmp_path / "gan-faces")
    (copy / checkpoint.REFERENCE).unlink()
    with pytest.raises(CorruptCheckpointError, match=r"reference\.safetensors.*evaluate --save"):
        verify.check(copy, whole=False)


def test_a_reference_is_of_as_many_pictures_as_the_figures(folder):
    reference = checkpoint.read_reference(folder)
    results = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["results"]
    assert reference.count == results[0]["n"]
    assert (reference.covariance == reference.covariance.T).all()
    assert np.linalg.eigvalsh(reference.covariance).min() > -1e-6


def test_snapshots_come_nearer_and_nearer(folder):
    model, reference = gan.load(folder), checkpoint.read_reference(folder)
    assert list(model.steps) == sorted(model.steps)
    latents, kinds = scored_latents(model, 200)
    pictures = model.grow_up(latents, kinds)
    distances = [frechet_of_moments(moments(model.judge(each)[0]), reference) for each in pictures]
    assert distances == sorted(distances, reverse=True)


def test_a_config_that_says_house_is_read(tmp_path):
    copy = shutil.copytree(ROOT / "gan-faces", tmp_path / "gan-faces")
    config = (copy / "config.json").read_text(encoding="utf-8")
    (copy / "config.json").write_text(config.replace('"dcgan"', '"house"'), encoding="utf-8")
    old, new = gan.load(copy), gan.load(ROOT / "gan-faces")
    assert old.design == new.design
    assert old.design.network == "dcgan"
    assert (old.sample(2, 1) == new.sample(2, 1)).all()


def test_digits_are_read_as_their_class():
    model = gan.load(ROOT / "gan-digits")
    latents, kinds = scored_latents(model, 1000)
    assert (model.judge(model.render(latents, kinds))[1][:, 0] == kinds).mean() >= 0.95


def test_the_network_for_fine_tuning_is_the_one_that_serves(folder):
    keras = pytest.importorskip("keras")
    model = gan.load(folder)
    network = keras.models.load_model(folder / "model.keras")
    latents, kinds = model.latents(8, 3), model.kinds(8)
    made = np.asarray(network([latents, kinds] if model.design.classes else latents, training=False))
    assert np.abs(made * 255 - model.render(latents, kinds)).mean() < 1

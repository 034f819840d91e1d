"""The bundled checkpoints: sizes, floors of their scores, and that the weights give what the card says."""

import json
from pathlib import Path

import numpy as np
import pytest

import hub_utils
from models import gan
from models.gan.evaluate import scored_latents

ROOT = Path(__file__).parents[3] / "checkpoints"
NAMES = ("gan-digits", "gan-fashion", "gan-faces")
MOST_BYTES = 8 * 2**20


@pytest.fixture(scope="module", params=NAMES)
def folder(request):
    return ROOT / request.param


def found(folder: Path, metric: str, among: str = "") -> float:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    own = json.loads((folder / "config.json").read_text(encoding="utf-8"))["dataset"]
    rows = {(row["dataset"], row["metric"]): row["value"] for row in metrics["results"]}
    return rows[own + (f", {among}" if among else ""), metric]


def test_it_is_small_and_has_six_snapshots(folder):
    assert sum(file.stat().st_size for file in folder.iterdir()) < MOST_BYTES
    assert len(gan.load(folder).steps) - 1 >= 6


def test_the_card_is_what_the_numbers_say(folder, tmp_path):
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert hub_utils.card.render(folder) == card
    assert gan.load(folder).judge.sha256 in card


def test_scores_are_above_their_floors(folder):
    distance = "Fréchet classifier distance"
    assert found(folder, distance) < found(folder, distance, "principal components") / 3
    assert found(folder, distance) < found(folder, distance, "untrained") / 10
    assert found(folder, "recall") >= 0.6
    assert found(folder, "distance to training pictures over that of test pictures") > 0.7


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

"""Training: sizes, a stream that goes on, bad numbers, a full disk, and what is written."""

import csv
import json
import shutil
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from hub_utils.checkpoint import validate
from hub_utils.shapes import tensor_shapes
from models import gan, recipe
from models.gan import checkpoint
from models.gan.data import Images, read
from models.gan.design import Design
from models.gan.errors import DivergedError, OutOfRangeError, StateError
from models.gan.judge import BATCH_SIZE, _batches, train_judge
from models.gan.judge import FILE as JUDGE
from models.gan.model import networks
from models.gan.objectives import objective_of
from models.gan.options import PENALTIES, Options, command
from models.gan.progress import draw_grid, read_snapshot, snapshot_path, snapshot_steps
from models.gan.train import _about, design_of, fit, judge_of, main
from models.gan.trainer import STATE, Trainer
from tests.models.gan import tiny

pytestmark = pytest.mark.training


def test_the_articles_perceptrons_have_its_numbers_of_weights():
    generator, critic = networks(Design("article", 28, 28, 1, latent=10))
    assert (generator.count_params(), critic.count_params()) == (105_712, 104_641)


@pytest.mark.parametrize("side", [8, 28, 32, 64])
def test_convolutions_fit_pictures_of_any_such_size(side):
    design = Design("dcgan", side, side, 3, 0, 4 if side == 64 else 1, 8, 4, 4)
    generator, critic = networks(design)
    pictures = generator(np.zeros((2, 8), np.float32))
    assert pictures.shape == (2, side, side, 3)
    assert critic(pictures).shape == (2, 1)
    names = [layer.__class__.__name__ for layer in critic.layers]
    assert "BatchNormalization" not in names


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("network", ["article", "dcgan"])
def test_every_pair_trains_with_every_penalty(data, tmp_path, penalty, network):
    images, _ = read(str(data))
    given = tiny.options(data, tmp_path, objective=objective_of(penalty), penalty=penalty, network=network)
    trainer = Trainer(design_of(given, images), given)
    before = trainer.generator.get_weights()
    reported = trainer.train(images)
    assert np.isfinite(list(reported.values())).all()
    assert any((old != new).any() for old, new in zip(before, trainer.generator.get_weights(), strict=True))


def test_the_critic_learns_to_score_real_ones_low(data, tmp_path):
    images, _ = read(str(data))
    trainer = Trainer(design_of(given := tiny.options(data, tmp_path, learning_rate=2e-3, steps=60), images), given)
    distances = [trainer.train(images)["distance"] for _ in range(12)]
    assert np.mean(distances[-4:]) > max(0.1, distances[0])


def test_a_killed_run_goes_on_to_the_very_same_weights(data, tmp_path):
    images, _ = read(str(data))
    whole = fit(tiny.options(data, tmp_path / "whole"), images)
    halves = tiny.options(data, tmp_path / "halves")
    first = Trainer(design_of(halves, images), halves)
    for _ in range(5):
        first.train(images)
    Path(halves.run).mkdir()
    first.save(Path(halves.run))
    again = fit(halves, images)
    assert again.step == whole.step == 12
    for one, other in zip(whole._variables(), again._variables(), strict=True):
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other))


def test_a_state_of_other_networks_is_refused(data, tmp_path):
    images, _ = read(str(data))
    fit(tiny.options(data, tmp_path, steps=1), images)
    (tmp_path / recipe.FILE).unlink()  # as versions before wrote none
    with pytest.raises(StateError, match="other networks"):
        fit(tiny.options(data, tmp_path, steps=2, filters=4), images)


def test_a_run_of_other_options_or_pictures_is_not_gone_on_with(data, tmp_path):
    images, _ = read(str(data))
    chosen = tiny.options(data, tmp_path, steps=1)
    fit(chosen, images)
    for given in ({"seed": 5}, {"penalty": "gradient-one-sided"}, {"steps": 20}, {"snapshots": 7}):
        (name,) = given
        with pytest.raises(StateError, match=f"began with other --{name}.*another --run"):
            fit(replace(chosen, **given), images)
    with pytest.raises(StateError, match="began with other pictures"):
        fit(chosen, replace(images, pixels=255 - images.pixels))
    assert fit(replace(chosen, grid_every=1, title="Bars", data="elsewhere"), images).step == 1


def test_a_judge_takes_the_memory_of_a_batch_not_of_all_pictures(data):
    images, _ = read(str(data))
    labels = images.labels[:, None]
    batches = list(islice(_batches(images, labels, 0), 2 * -(-len(images) // BATCH_SIZE)))
    assert max(len(pictures) for pictures, _ in batches) == BATCH_SIZE
    half = len(batches) // 2
    for epoch in (batches[:half], batches[half:]):
        kinds = np.concatenate([labels for _, (_, labels) in epoch])
        assert sorted(kinds.ravel()) == sorted(images.labels)
    assert (batches[0][0] != batches[half][0]).any()


def test_a_judge_is_that_of_the_pictures(data, tmp_path):
    training, test = read(str(data))
    chosen = tiny.options(data, tmp_path, judge_steps=1)
    first = judge_of(chosen, training, test)
    taught = (tmp_path / JUDGE).read_bytes()
    assert judge_of(chosen, training, test) == first
    assert (tmp_path / JUDGE).read_bytes() == taught
    judge_of(chosen, replace(training, pixels=255 - training.pixels), test)
    assert (tmp_path / JUDGE).read_bytes() != taught


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"names": "lying"}, "has 1, and this network knows 2 classes.*Give 2"),
        ({"names": "lying,standing", "network": "article"}, "has 2, and this network knows 0 classes.*Give none"),
    ],
)
def test_names_that_are_not_those_of_the_classes_are_refused_before_anything_is_trained(data, tmp_path, given, told):
    with pytest.raises(OutOfRangeError, match=told):
        main(tiny.options(data, tmp_path / "run", **given))
    assert not (tmp_path / "run").exists()
    assert tiny.options(data, tmp_path, names="lying, standing").names_of(2) == ("lying", "standing")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"grid_every": 0}, "1 or more"),
        ({"critic_steps": 0}, "1 or more"),
        ({"judge_steps": 0}, "1 or more"),
        ({"batch": -1}, "1 or more"),
        ({"learning_rate": float("nan")}, "1e-09 or more"),
        ({"beta_2": 1.0}, "0 to 0.99999"),
        ({"seed": 3_000_000_000}, "0 to 2,000,000,000"),
    ],
)
def test_a_number_that_no_training_takes_is_refused_before_it_begins(given, told):
    (name,) = given
    with pytest.raises(OutOfRangeError, match=f"--{name} is .*Give {told}"):
        Options(**given)


@pytest.mark.parametrize("side", [4, 5, 7, 8])
def test_a_judge_learns_of_small_pictures(side, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (70, side, side, 1), dtype=np.uint8)
    assert 0 <= train_judge(Images(pixels), Images(pixels), tmp_path / JUDGE, steps=1) <= 1


@pytest.mark.parametrize("kept", [0, 500, -40])  # of its bytes
def test_a_state_that_is_damaged_is_refused_with_a_remedy(data, tmp_path, kept):
    fit(tiny.options(data, tmp_path, steps=1), read(str(data))[0])
    whole = (tmp_path / STATE).read_bytes()
    (tmp_path / STATE).write_bytes(whole[:kept])
    with pytest.raises(StateError, match=r"state\.npz cannot be read: .*delete it"):
        fit(tiny.options(data, tmp_path, steps=1), read(str(data))[0])


def test_losses_that_are_no_numbers_stop_it_and_the_last_state_stays(data, tmp_path):
    images, _ = read(str(data))
    fit(tiny.options(data, tmp_path, steps=3), images)
    (tmp_path / recipe.FILE).unlink()  # else another learning rate would be another training
    with pytest.raises(DivergedError, match="learning_rate"):
        fit(tiny.options(data, tmp_path, steps=400, learning_rate=1e30), images)
    with np.load(tmp_path / STATE) as state:
        assert int(state["step"]) == 3
        assert all(np.isfinite(state[name]).all() for name in state.files)


def test_a_full_disk_leaves_the_last_good_state_and_snapshot(data, tmp_path, monkeypatch):
    images, _ = read(str(data))
    given = tiny.options(data, tmp_path, steps=1)
    trainer = fit(given, images)
    before = (tmp_path / STATE).read_bytes()

    def full(path, *arrays, **named):
        Path(path).write_bytes(b"half of")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    from models.gan.progress import keep_snapshot

    with pytest.raises(StateError, match="No space left"):
        trainer.save(tmp_path)
    kept = snapshot_path(tmp_path, trainer.step).read_bytes()
    with pytest.raises(StateError, match="No space left"):
        keep_snapshot(trainer, tmp_path)
    assert (tmp_path / STATE).read_bytes() == before
    assert snapshot_path(tmp_path, trainer.step).read_bytes() == kept
    assert not list(tmp_path.rglob("part-*"))


def test_snapshots_lie_closer_together_at_the_beginning():
    steps = snapshot_steps(7000, 7)
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1], len(steps)) == (0, 7000, 7)
    assert np.all(np.diff(np.diff(steps)) > 0)


def test_a_run_writes_log_grids_snapshots_and_a_checkpoint_with_its_card(run):
    rows = list(csv.DictReader((Path(run.run) / "log.csv").open()))
    assert int(rows[-1]["step"]) == run.steps
    assert [file.name for file in (Path(run.run) / "grids").iterdir()] == ["step-000010.png"]
    folder = Path(run.output)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert command(run) in card
    assert run.run not in card
    assert "Pictures from a WGAN-GP" in card
    assert "wgan-gp" in card
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert checkpoint.read_reference(folder).count == metrics["results"][0]["n"] == 300
    assert set(metrics["growth"]) == set(map(str, snapshot_steps(run.steps, run.snapshots)))


def test_snapshots_that_are_gone_are_left_out(run, data, tmp_path):
    place = Path(shutil.copytree(run.run, tmp_path / "run"))
    first, *rest = snapshot_steps(run.steps, run.snapshots)[:-1]
    snapshot_path(place, first).unlink()
    main(replace(run, run=str(place), output=str(tmp_path / "out")))
    assert gan.load(tmp_path / "out").steps == (*rest, run.steps)
    assert f"snapshots of it at {len(rest)} earlier steps" in (tmp_path / "out" / "README.md").read_text()
    for path in place.glob("snapshots/*"):
        path.unlink()
    main(replace(run, run=str(place), output=str(tmp_path / "out")))
    validate(tmp_path / "out", "gan")


def test_sheets_of_progress_are_drawn_from_the_latents_of_the_training(tmp_path):
    asked = []

    def average(latents, training):
        asked.append(latents)
        return np.zeros((len(latents), 8, 8, 1), np.float32)

    for network in ("article", "dcgan"):
        trainer = SimpleNamespace(design=Design(network, 8, 8, 1, latent=10), average=average, step=1)
        draw_grid(trainer, tmp_path)
    uniform, normal = asked
    assert np.abs(uniform).max() <= 1
    assert np.var(uniform) == pytest.approx(1 / 3, abs=0.03)
    assert np.abs(normal).max() > 2


def test_a_card_tells_which_objective_trained_its_networks(data, tmp_path):
    images, _ = read(str(data))
    chosen = tiny.options(data, tmp_path, objective="r3gan", penalty="zero-centred")
    judge_of(chosen, images, images)
    about = _about(chosen, Trainer(design_of(chosen, images), chosen), images, 0.5, 3)
    assert about["title"] == "Pictures from an R3GAN"
    assert about["tags"] == ["gan", "r3gan", "onnx"]
    assert "https://arxiv.org/abs/2501.05441" in about["sources"]


def test_a_snapshot_draws_what_the_network_drew_at_that_step(run, model):
    import keras

    network = keras.models.load_model(Path(run.output) / "model.keras")
    latents, kinds = model.latents(8, 0), model.kinds(8)
    for step in model.steps:
        network.set_weights(read_snapshot(snapshot_path(Path(run.run), step)))
        expected = np.rint(np.asarray(network([latents, kinds], training=False)) * 255)
        apart = np.abs(model.render_at(step, latents, kinds) - expected)
        assert apart.mean() < 1.0, step  # eight bits and sixteen


def test_what_is_saved_says_the_shapes_of_its_networks(run):
    told = checkpoint.read_config(Path(run.output))["tensors"]
    assert told == tensor_shapes(Path(run.output))
    assert set(told) == {"model.onnx", "critic.onnx", "judge.onnx"}

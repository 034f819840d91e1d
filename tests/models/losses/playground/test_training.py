"""The live trainings: they learn, repeat to the digit, stop when told to, and say when they diverge."""

import math
import pickle
from dataclasses import replace
from typing import get_type_hints

import numpy as np
import pytest
from pydantic_core import to_json

from models.losses import LOSSES, LossDivergedError, LossesError, OutOfRangeError, UnknownLossError
from models.losses.playground import training
from models.losses.playground.points import make_data
from models.losses.playground.training import MAX_STEPS, STRIDE, check_run, compare_live, train_live

pytestmark = pytest.mark.training

POINTS = [(x / 5, y / 5, int(x * y > 0)) for x in range(-5, 6) for y in range(-5, 6)]
PARTS = {
    "cross-entropy": ("cross_entropy",),
    "over-confidence": ("cross_entropy", "uniform"),
    "focal": ("focal",),
    "centre": ("cross_entropy", "centre"),
    "triplet": ("triplet", "cross_entropy"),
    "arcface": ("arcface",),
}


def last(frames):
    *_, frame = frames
    return frame


@pytest.mark.parametrize("loss", LOSSES)
def test_each_loss_learns_the_rings(loss):
    first, *_, final = train_live("rings", loss, None, 400, 0, None, None, "adam", 0.01)
    assert (first.step, final.step, final.ended) == (0, 400, "finished")
    assert first.accuracy < 0.7 < 0.9 < final.accuracy
    assert final.components == PARTS[loss]
    assert len(final.history[-1].values) == len(final.components)
    # what only grows towards even odds aside, the loss falls
    total = [sum(moment.values) for moment in final.history]
    assert total[-1] < total[0]
    assert (final.centres is not None) == (loss == "centre")


def test_the_same_seed_gives_the_same_frames_and_another_seed_others():
    runs = [list(train_live("moons", "triplet", None, 30, seed)) for seed in (1, 1, 2)]
    assert runs[0] == runs[1]
    assert runs[0][-1].features != runs[2][-1].features
    assert [frame.step for frame in runs[0]] == [0, 5, 10, 15, 20, 25, 30]


def test_another_seed_has_other_first_weights_on_the_same_data():
    first, second = (next(train_live("own", "focal", None, 10, seed, None, POINTS)) for seed in (1, 2))
    assert first.points == second.points
    assert first.features != second.features


def test_the_first_frame_comes_before_anything_is_traced(monkeypatch):
    from models.losses.playground.network import Network

    monkeypatch.setattr(Network, "_step", None)  # what is traced
    frame = next(train_live("moons", "centre"))
    assert (frame.step, frame.history, frame.ended) == (0, (), None)


def test_steps_that_are_no_multiple_are_all_taken():
    frames = list(train_live("moons", "cross-entropy", None, STRIDE + 2))
    assert [frame.step for frame in frames] == [0, STRIDE, STRIDE + 2]
    assert [frame.ended for frame in frames] == [None, None, "finished"]


def test_it_stops_at_the_accuracy_that_was_asked_for():
    *before, final = train_live("spirals", "cross-entropy", None, 2_000, 0, 0.9, None, "adam", 0.01)
    assert final.ended == "reached"
    assert final.accuracy >= 0.9 and final.step < 2_000
    assert all(frame.accuracy < 0.9 and frame.ended is None for frame in before)


def test_regions_of_the_plane_are_what_the_network_says_of_it():
    final = last(train_live("own", "cross-entropy", None, 600, 0, None, POINTS, "adam", 0.01))
    labels, percent = np.array(final.regions.labels), np.array(final.regions.percent)
    side = len(labels)
    assert labels.shape == percent.shape == (side, side)
    right = [labels[int((y + 1.2) / 2.4 * side), int((x + 1.2) / 2.4 * side)] == kind for x, y, kind in POINTS if x * y]
    assert np.mean(right) > 0.95
    assert 50 <= percent.min() < 70 and 90 < percent.max() <= 100


def test_regions_of_digits_are_of_the_plane_of_features():
    frame = last(train_live("digits", "cross-entropy", None, 300, 0, None, None, "adam", 0.01))
    reach = np.abs(frame.features).max()
    assert frame.points == [] and frame.labels == []
    assert reach < frame.regions.span < 3 * reach
    side = len(frame.regions.labels)
    cells = ((np.array(frame.features) / frame.regions.span + 1) / 2 * side).astype(int)
    told = np.array(frame.regions.labels)[cells[:, 1], cells[:, 0]]
    assert (told == frame.feature_labels).mean() > frame.accuracy - 0.1


def test_a_frame_is_small_and_passes_between_processes():
    for task in ("spirals", "digits"):
        frame = last(train_live(task, "centre", None, 400))
        assert len(to_json(frame)) < 25_000
        assert pickle.loads(pickle.dumps(frame)) == frame
    pair = last(compare_live("spirals", steps=400))
    assert len(to_json(pair)) < 25_000


def test_a_pair_is_two_runs_of_the_same_seed():
    pairs = list(compare_live("rings", "focal", "arcface", {"gamma": 1.0}, {"margin": 0.2}, 20, 5))
    alone = list(train_live("rings", "focal", {"gamma": 1.0}, 20, 5))
    assert len(pairs) == len(alone)
    for pair, frame in zip(pairs, alone, strict=True):
        shown = len(pair.first.features)
        assert pair.first == replace(
            frame, features=frame.features[:shown], feature_labels=frame.feature_labels[:shown]
        )
        assert pair.second.loss == "arcface"
        assert pair.second.points == pair.first.points
    assert pairs[0].first.features == pairs[0].second.features  # the same first weights


def test_no_epsilon_no_gamma_and_no_weight_are_cross_entropy():
    plain = last(train_live("moons", "cross-entropy", None, 25))
    for loss, parameters in [("over-confidence", {"epsilon": 0}), ("focal", {"gamma": 0}), ("centre", {"weight": 0})]:
        same = last(train_live("moons", loss, parameters, 25))
        np.testing.assert_allclose(same.features, plain.features, atol=2e-3)
        assert sum(same.history[-1].values) == pytest.approx(sum(plain.history[-1].values), rel=1e-3)


def test_epsilon_calms_and_the_centre_loss_gathers():
    plain, calm, gathered = (
        last(train_live("moons", loss, parameters, 600, 0, None, None, "adam", 0.01))
        for loss, parameters in [
            ("cross-entropy", {}),
            ("over-confidence", {"epsilon": 0.3}),
            ("centre", {"weight": 1}),
        ]
    )
    assert calm.confidence < plain.confidence - 0.05
    assert np.abs(gathered.features).max() < np.abs(plain.features).max() / 4


def test_triplets_teach_the_features_and_the_classes_are_only_read_from_them():
    from models.losses.playground.network import Network

    network = Network(make_data("rings"), "triplet", {"margin": 0.0, "negatives": "hard"}, "sgd", 0.1, 0)
    network.objective.triplet.margin = -4.0  # always kept: nothing is left to teach
    before = [weight.numpy() for weight in network.features.trainable_variables]
    head = network.objective.head.kernel.numpy()
    network.train(20)
    after = [weight.numpy() for weight in network.features.trainable_variables]
    assert all((now == was).all() for now, was in zip(after, before, strict=True))
    assert (network.objective.head.kernel.numpy() != head).any()


def test_moving_averages_are_moved_and_not_trained():
    averaged = last(train_live("rings", "centre", {"by": "average", "rate": 0.5}, 200, 0, None, None, "adam", 0.01))
    still = last(train_live("rings", "centre", {"by": "average", "rate": 0.0}, 200, 0, None, None, "adam", 0.01))
    assert np.abs(averaged.centres).max() > 0.1
    assert np.abs(still.centres).max() == 0


@pytest.mark.parametrize("weight", [10.0, 1_000.0])
def test_a_training_that_diverges_says_at_which_step_and_why(weight):
    with pytest.raises(LossDivergedError, match=r"At step \d+ the loss has grown from .* most of it centre") as error:
        last(train_live("moons", "centre", {"weight": weight}, 600, 0, None, None, "sgd", 0.1))
    assert "smaller" in error.value.remedy
    assert pickle.loads(pickle.dumps(error.value)).cause == error.value.cause


def test_a_loss_that_is_no_number_is_told_with_its_step(monkeypatch):
    from models.losses.playground.network import Network

    trained = Network.train

    def break_at_seven(self, steps):
        parts = trained(self, steps)
        self.taken = getattr(self, "taken", 0) + steps
        if self.taken == 10:
            parts[1, 0] = math.nan
        return parts

    monkeypatch.setattr(Network, "train", break_at_seven)
    with pytest.raises(LossDivergedError, match="At step 7 the loss is no number any more"):
        last(train_live("moons", "cross-entropy", None, 50))


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"task": "cats"}, OutOfRangeError),
        ({"loss": "hinge"}, UnknownLossError),
        ({"loss": "centre", "parameters": {"weight": 1e9}}, OutOfRangeError),
        ({"loss": "centre", "parameters": {"weight": math.nan}}, OutOfRangeError),
        ({"loss": "focal", "parameters": {"gamma": math.inf}}, OutOfRangeError),
        ({"loss": "focal", "parameters": {"epsilon": 0.1}}, OutOfRangeError),
        ({"loss": "triplet", "parameters": {"negatives": "all"}}, OutOfRangeError),
        ({"steps": 0}, OutOfRangeError),
        ({"steps": MAX_STEPS + 1}, OutOfRangeError),
        ({"steps": 1.5}, OutOfRangeError),
        ({"steps": math.nan}, OutOfRangeError),
        ({"seed": -1}, OutOfRangeError),
        ({"seed": 2**31}, OutOfRangeError),
        ({"stop_at": 1.1}, OutOfRangeError),
        ({"stop_at": -0.1}, OutOfRangeError),
        ({"stop_at": math.nan}, OutOfRangeError),
        ({"learning_rate": 0}, OutOfRangeError),
        ({"learning_rate": math.nan}, OutOfRangeError),
        ({"learning_rate": 2}, OutOfRangeError),
        ({"optimizer": "lion"}, OutOfRangeError),
        ({"task": "own"}, LossesError),
    ],
)
def test_what_is_not_served_is_refused_before_anything_is_built(changed, kind, monkeypatch):
    monkeypatch.setattr(training, "_Training", None)
    with pytest.raises(kind) as error:
        next(train_live(**changed))
    assert error.value.remedy


def test_a_run_of_the_bounds_is_served():
    check_run(MAX_STEPS, 2**31 - 1, 1.0, "sgd", 1.0)
    check_run(1, 0, None, "adam", 1e-4)


def test_annotations_can_be_read_without_keras():
    assert get_type_hints(train_live)["return"].__args__ == (training.Frame,)
    assert get_type_hints(compare_live)["return"].__args__ == (training.Pair,)

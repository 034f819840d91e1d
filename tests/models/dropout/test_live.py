"""Monte-Carlo dropout on a curve: frames, what they say, and what is refused."""

import json
import pickle
import subprocess
import sys
from dataclasses import asdict
from math import nan
from pathlib import Path

import numpy as np
import pytest

from models.dropout import BadPointsError, BadRateError, BadSeedError, FitDivergedError, OutOfRangeError, mc_live
from models.dropout.live import FRAME_EVERY, GRID, SHOWN_PASSES, _finite
from tests.waiting import PATIENCE

pytestmark = pytest.mark.training
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def frames():
    return list(mc_live("sine", rate=0.2, steps=1200, seed=1))


def test_the_first_frame_comes_before_keras_is_imported():
    script = """
import sys
from models.dropout import mc_live
frame = next(mc_live())
assert frame.data and not frame.grid and frame.step == 0
print(*({"keras", "tensorflow"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_frames_come_in_order_small_and_picklable_and_the_last_is_the_last_step(frames):
    assert [frame.step for frame in frames] == [0, *range(0, 1201, FRAME_EVERY)]
    for frame in (frames[1], frames[-1]):
        assert len(json.dumps(asdict(frame), allow_nan=False)) < 25_000
        assert pickle.loads(pickle.dumps(frame)) == frame
        assert len(frame.grid) == len(frame.mean) == len(frame.deviation) == len(frame.scaled) == GRID
        assert np.shape(frame.draws) == (SHOWN_PASSES, GRID)
    assert next(iter(mc_live("sine", steps=30))).steps == 30
    assert [frame.step for frame in mc_live("step", steps=30)] == [0, 0, 20, 30]


def test_it_learns_the_curve_and_is_less_sure_where_it_has_seen_nothing(frames):
    last = frames[-1]
    assert frames[1].loss is None and last.loss < 0.2
    data = np.array(last.data)
    said = np.interp(data[:, 0], last.grid, last.mean)
    assert np.abs(said - data[:, 1]).mean() < 0.2
    assert last.unseen > 1.3 * last.seen > 0
    assert last.apart < 0.2


def test_the_mean_of_passes_is_near_the_scaled_network_and_draws_spread_around_it(frames):
    last = frames[-1]
    draws, mean, deviation = np.array(last.draws), np.array(last.mean), np.array(last.deviation)
    assert (np.abs(draws - mean) < 5 * deviation + 0.01).all()
    assert (draws.std(axis=0) > 0).mean() > 0.9


@pytest.mark.parametrize("scope", ["network", "point"])
def test_a_seed_gives_the_same_run(scope):
    first, second, other = (list(mc_live(scope=scope, steps=60, seed=seed)) for seed in (4, 4, 5))
    assert first == second
    assert first[-1].mean != other[-1].mean


def test_one_mask_for_the_line_gives_smoother_passes_than_one_for_each_point():
    def roughness(scope):
        *_, last = mc_live(rate=0.3, scope=scope, steps=200, seed=2)
        return np.abs(np.diff(last.draws, 2, axis=1)).mean()

    assert roughness("point") > 3 * roughness("network")


def test_without_dropout_every_pass_is_the_same():
    *_, last = mc_live(rate=0, steps=40)
    assert max(last.deviation) < 1e-3 and last.apart < 1e-3


def test_dropout_is_on_in_training_and_off_in_the_line_without():
    _, first, *_, last = mc_live(rate=0.5, steps=40, seed=3)
    _, first_without, *_, last_without = mc_live(rate=0, steps=40, seed=3)
    assert first.scaled == first_without.scaled  # the same first weights
    assert np.abs(np.array(last.scaled) - last_without.scaled).max() > 0.01  # have learnt otherwise


@pytest.mark.parametrize("place", ["first", "last"])
def test_dropout_may_be_in_one_layer_alone(place):
    *_, last = mc_live(place=place, rate=0.5, steps=40)
    assert last.seen > 0.01


def test_ones_own_points_are_learnt_in_their_own_unit():
    points = tuple((1000 + x, 5000 * x) for x in range(-5, 6))
    *_, last = mc_live("own", points, rate=0.05, steps=800)
    assert [pair[0] for pair in last.data] == [995 + place for place in range(11)]
    said = np.interp(np.array(last.data)[:, 0], last.grid, last.mean)
    assert np.abs(said - np.array(last.data)[:, 1]).max() < 5000


def test_points_at_one_height_and_tiny_ones_are_learnt_too():
    *_, level = mc_live("own", ((0, 1), (1, 1), (2, 1)), steps=20)
    assert np.isfinite(level.mean).all()
    *_, tiny = mc_live("own", ((0, 0), (1e-5, 1e-6), (2e-5, 0)), steps=20)
    assert len(set(tiny.grid)) == GRID and len({pair[0] for pair in tiny.data}) == 3


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"curve": "circle"}, OutOfRangeError),
        ({"scope": "all"}, OutOfRangeError),
        ({"place": "none"}, OutOfRangeError),
        ({"rate": 1.0}, BadRateError),
        ({"rate": nan}, BadRateError),
        ({"rate": 0.95}, OutOfRangeError),
        ({"steps": 0}, OutOfRangeError),
        ({"steps": 10_001}, OutOfRangeError),
        ({"steps": 1.5}, OutOfRangeError),
        ({"seed": -1}, BadSeedError),
        ({"curve": "own"}, BadPointsError),
        ({"curve": "own", "points": ((0, nan), (1, 1), (2, 2))}, BadPointsError),
    ],
)
def test_what_is_not_served_is_refused_before_the_first_frame(asked, error):
    with pytest.raises(error) as refused:
        next(mc_live(**asked))
    assert refused.value.cause and refused.value.remedy


def test_a_loss_that_is_no_number_names_the_step():
    with pytest.raises(FitDivergedError, match="step 40"):
        _finite(nan, 40)

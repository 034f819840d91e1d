"""The dropout tab through gradio_client: its answers, a server that stays light, what hostile input is told."""

import subprocess
import sys

import httpx
import numpy as np
import pytest
from gradio_client.exceptions import AppError, ValidationError

from demos.dropout.endpoints import POINTS, VALUES
from demos.dropout.inputs import FIT_CHECKS
from models import dropout
from tests.live_app import ROOT, refusal
from tests.waiting import PATIENCE

HEAVY = {"tensorflow", "keras", "torch", "sklearn", "scipy", "onnxruntime"}
ALL = ["3, 4, 5", "3, 4, 1", "3, 1, 5", "3, 1, 1", "1, 4, 5", "1, 4, 1", "1, 1, 5", "1, 1, 1"]


def mask(client, *asked):
    return client.predict(*asked, api_name="/dropout_mask")


def test_the_tab_answers_masks_without_anything_heavy():
    script = f"""
import sys
from demos.dropout.endpoints import dropout_mask
from demos.dropout import build
from demos.shared import ui
with ui.page():
    build()
assert dropout_mask("3, 4, 5", 0.5, "(3, 1, 5)").noise_shape == [3, 1, 5]
print(*({HEAVY!r} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_dropout_mask_answers_with_the_reference(client):
    answer = mask(client, "3, 4, 5", 0.6, "(3, 1, 5)", 7)
    values = dropout.example_tensor((3, 4, 5))
    expected = dropout.drop(values, 0.6, (3, 1, 5), 7)
    assert answer["result"] == expected.result and answer["mask"] == expected.mask
    assert answer["values"] == values.tolist()
    assert np.shape(answer["mask"]) == (3, 1, 5)
    assert (np.array(answer["result"]) == np.where(answer["mask"], values / (1 - 0.6), 0)).all()
    assert answer["moments"]["mean"] == pytest.approx(answer["moments"]["mean_theory"], rel=0.1)
    assert [", ".join(map(str, shape)) for shape in answer["legal_shapes"]] == ALL


@pytest.mark.parametrize("noise_shape", ["3,1,5", [3, 1, 5], "[3, 1, 5]", "3x1x5", [None, 1, None], "(None, 1, None)"])
def test_a_noise_shape_is_a_text_or_a_list(client, noise_shape):
    assert mask(client, "3, 4, 5", 0.5, noise_shape, 1) == mask(client, "3, 4, 5", 0.5, "(3, 1, 5)", 1)


def test_values_are_ones_own_as_text_or_lists_and_the_same_seed_drops_the_same(client):
    lists = mask(client, [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], 0.5, "", 3)
    assert lists == mask(client, "1 2\n3 4\n\n5 6\n7 8", 0.5, None, 3)
    assert lists["shape"] == lists["noise_shape"] == [2, 2, 2]
    assert lists["mask"] != mask(client, "1 2\n3 4\n\n5 6\n7 8", 0.5, None, 4)["mask"]


def test_it_answers_with_its_defaults(client):
    answer = mask(client)
    assert answer["values"] == dropout.read_tensor(VALUES).tolist() and answer["rate"] == 0.5


def test_rate_zero_keeps_everything(client):
    answer = mask(client, "2, 2, 2", 0)
    assert answer["result"] == answer["values"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("3, 4, 5", 1.0), "A rate of 1 drops everything"),
        (("3, 4, 5", -0.5), "The rate is -0.5"),
        (("3, 4, 5", 60), "For 60 % give 0.6"),
        (("3, 4, 5", None), "no number"),
        (("3, 4, 5", 0.5, "(3, 2, 5)"), "on axis 1, where the tensor has the size 4"),
        (("3, 4, 5", 0.5, "(4, 5)"), "rank 2"),
        (("3, 4, 5", 0.5, "all"), "no noise shape"),
        (("3, 4, 5", 0.5, "[1, 1, 1"), "no noise shape"),
        (("3, 4, 5", 0.5, "(1, 1, 1]"), "no noise shape"),
        (("3, 4, 5", 0.5, "", 1.5), "The seed is 1.5"),
        (("3, 4, 5", 0.5, "", None), "There is no number"),
        (("7, 4, 5", 0.5), "7 × 4 × 5"),
        (("", 0.5), "no values"),
        (("1 2\n3", 0.5), "different lengths"),
        (("<script>", 0.5), "no row of numbers"),
        (("1 nan", 0.5), "no number"),
        (("1 " * 20_000, 0.5), "40000|39999"),
        (("[" * 9_000, 0.5), "fit together"),
    ],
)
def test_hostile_masks_are_refused_before_the_queue_with_cause_and_remedy(client, asked, told):
    with pytest.raises(ValidationError, match=told):
        mask(client, *asked)


def test_a_noise_shape_that_does_not_fit_is_told_all_that_do(client, chinese):
    for visitor in (client, chinese):
        with pytest.raises(ValidationError) as refused:
            mask(visitor, "3, 4, 5", 0.5, "(3, 2, 5)", 1)
        assert all(f"({shape})" in str(refused.value) for shape in ALL)
    assert "每一项只能是该轴的大小或 1" in str(refused.value)


def test_a_seed_out_of_range_is_refused(client):
    with pytest.raises((AppError, ValidationError, httpx.HTTPStatusError)):
        mask(client, "3, 4, 5", 0.5, "", -1)


def test_mc_dropout_streams_frames_until_it_is_done(client):
    job = client.submit("sine", "", 0.2, "network", "both", 400, 3, api_name="/mc_dropout")
    last = job.result(timeout=PATIENCE)
    assert last["state"] == "done" and last["frame"]["step"] == last["frame"]["steps"] == 400
    assert len(last["frame"]["grid"]) == len(last["frame"]["mean"])
    assert {run["run"] for run in job.outputs()} == {last["run"]}
    again = client.predict("sine", "", 0.2, "network", "both", 400, 3, api_name="/mc_dropout")
    assert again["frame"] == last["frame"]
    other = client.predict("sine", "", 0.2, "network", "both", 200, 4, api_name="/mc_dropout")
    assert other["frame"]["data"] != last["frame"]["data"]


def test_mc_dropout_learns_ones_own_points(client):
    last = client.predict("own", POINTS, 0.1, "point", "last", 200, 1, api_name="/mc_dropout")
    assert [pair for pair in last["frame"]["data"]] == [list(point) for point in dropout.read_points(POINTS)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("own", "1, 2\n3, 4"), "points is 2"),
        (("own", "a\nb\nc"), "no point"),
        (("own", "1, 1\n1, 2\n1, 3"), "above one another"),
    ],
)
def test_hostile_fits_are_refused_before_the_queue(client, asked, told):
    with pytest.raises(ValidationError, match=told):
        client.predict(*asked, api_name="/mc_dropout")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("circle",), "Choose one of"),
        (("sine", "", 0.95), "out of range"),
        (("sine", "", 0.2, "network", "both", 100), "out of range"),
        (("sine", "", 0.2, "network", "both", 10_001), "out of range"),
    ],
)
def test_values_outside_a_choice_or_range_are_refused(client, asked, told):
    with pytest.raises((httpx.HTTPStatusError, ValidationError)) as refused:
        client.predict(*asked, api_name="/mc_dropout")
    assert told in refusal(refused.value)


def test_a_field_that_was_emptied_is_refused_with_a_sentence():
    with pytest.raises(dropout.BadRateError, match="The rate is None"):
        FIT_CHECKS["rate"](None)
    with pytest.raises(dropout.OutOfRangeError, match="steps is None"):
        FIT_CHECKS["steps"](None)

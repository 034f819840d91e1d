"""The losses tab through gradio_client: runs that repeat, a server that stays light, what hostile input is told."""

import math
import subprocess
import sys
from inspect import signature
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

from demos.losses import endpoints, inputs
from demos.losses.canvas import EXAMPLE
from demos.losses.faq import EXAMPLES
from models import losses
from models.losses import PointsError
from tests.live_app import ROOT, refusal
from tests.waiting import PATIENCE

HEAVY = {"tensorflow", "keras", "torch", "sklearn", "scipy", "onnxruntime"}
VIEWS = Path(endpoints.__file__).parent / "views"
SIX = ("cross-entropy", "over-confidence", "focal", "centre", "triplet", "arcface")


def trained(client, endpoint: str = "/train_with_loss", **asked):
    """What was told of a run: all its moments."""
    job = client.submit(**asked, api_name=endpoint)
    job.result(timeout=PATIENCE)
    return job.outputs()


def test_building_the_tab_and_its_light_answers_load_nothing_heavy():
    script = f"""
import sys
from demos import losses
from demos.losses.endpoints import explain_loss
from demos.shared import ui
with ui.page():
    losses.build()
given = 0.1, 2.0, 0.2, "gradient", 0.5, 0.1, "random", 16.0, 0.5
for name in {SIX!r}:
    formula, code, curve = explain_loss(name, *given)
    assert "$$" in formula and "class " in code and len(curve.x) == len(curve.y)
print(*({HEAVY!r} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_the_endpoints_have_every_parameter_of_every_loss_with_its_default():
    assert set(inputs.PARAMETERS) == set(losses.LOSSES) == set(SIX)
    for name, loss in losses.LOSSES.items():
        assert set(inputs.PARAMETERS[name].values()) == {parameter.name for parameter in loss.parameters}
    for function in (endpoints.train_with_loss, endpoints.compare_losses):
        given = signature(function).parameters
        for name, parameter in inputs.BY_NAME.items():
            assert given[name].default == parameter.default
        assert [name for name in given if name in inputs.BY_NAME] == list(inputs.BY_NAME)


def test_each_loss_gets_its_own_parameters_by_the_names_that_it_has():
    every = inputs.Parameters(0.3, 1.0, 2.0, "average", 0.7, 0.4, "hard", 8.0, 0.2)
    assert every.of("cross-entropy") == {}
    assert every.of("over-confidence") == {"epsilon": 0.3}
    assert every.of("focal") == {"gamma": 1.0}
    assert every.of("centre") == {"weight": 2.0, "by": "average", "rate": 0.7}
    assert every.of("triplet") == {"margin": 0.4, "negatives": "hard"}
    assert every.of("arcface") == {"scale": 8.0, "margin": 0.2}


def test_only_the_parameters_of_the_losses_that_are_chosen_are_shown():
    shown = {
        name: update["visible"]
        for name, update in zip(inputs.BY_NAME, endpoints.show_parameters("focal", "arcface", "average"), strict=True)
    }
    assert {name for name, visible in shown.items() if visible} == {"gamma", "scale", "angle"}
    assert not any(
        update["visible"] for update in endpoints.show_parameters("cross-entropy", "cross-entropy", "average")
    )


def test_the_rate_of_centres_is_there_only_where_they_learn_by_a_moving_average():
    assert inputs.shown_parameters({"centre"}, "gradient") == {"weight", "centres"}
    assert inputs.shown_parameters({"centre", "focal"}, "average") == {"weight", "centres", "rate", "gamma"}


def test_train_with_loss_streams_and_the_same_seed_trains_the_same(client):
    asked = {"task": "moons", "loss": "triplet", "negatives": "hard", "steps": 60, "seed": 5}
    runs = trained(client, **asked)
    assert len(runs) >= 2
    assert [runs[-1][key] for key in ("state", "recorded", "reason")] == ["done", False, None]
    frame = runs[-1]["frame"]
    assert (frame["step"], frame["steps"], frame["ended"], frame["loss"]) == (60, 60, "finished", "triplet")
    assert frame == trained(client, **asked)[-1]["frame"]
    assert frame != trained(client, **asked | {"seed": 6})[-1]["frame"]
    assert frame != trained(client, **asked | {"margin": 0.5})[-1]["frame"]


def test_what_is_trained_is_what_the_models_train(client):
    asked = {"task": "rings", "loss": "centre", "weight": 1.5, "centres": "average", "rate": 0.25, "steps": 50}
    frame = trained(client, **asked, optimizer="sgd", learning_rate=0.01)[-1]["frame"]
    parameters = {"weight": 1.5, "by": "average", "rate": 0.25}
    *_, expected = losses.train_live("rings", "centre", parameters, 50, 0, None, None, "sgd", 0.01)
    np.testing.assert_allclose(frame["features"], expected.features, atol=0.02)
    np.testing.assert_allclose(frame["centres"], expected.centres, atol=0.02)


def test_it_stops_at_the_accuracy_that_was_asked_for(client):
    frame = trained(client, task="spirals", loss="cross-entropy", steps=5000, stop_at=0.9, learning_rate=0.01)[-1][
        "frame"
    ]
    assert frame["ended"] == "reached"
    assert frame["accuracy"] >= 0.9 and frame["step"] < 5000


def test_ones_own_points_are_learnt(client):
    frame = trained(client, task="own", loss="focal", points=EXAMPLE, steps=300, learning_rate=0.02)[-1]["frame"]
    assert frame["apart"] and frame["accuracy"] > 0.9
    few = trained(client, task="own", loss="focal", points="-1 -1 0\n-1，1，0\n1;-1;3\n1\t1\t3", steps=50)[-1]["frame"]
    assert not few["apart"]
    assert few["points"] == [[-1, -1], [-1, 1], [1, -1], [1, 1]]
    assert few["labels"] == [0, 0, 3, 3]


def test_compare_losses_trains_both_on_the_same(client):
    asked = {"task": "moons", "steps": 50, "seed": 3}
    pair = trained(client, "/compare_losses", first="over-confidence", second="arcface", **asked)[-1]["frame"]
    assert (pair["first"]["loss"], pair["second"]["loss"]) == ("over-confidence", "arcface")
    assert pair["first"]["points"] == pair["second"]["points"]
    alone = trained(client, loss="over-confidence", **asked)[-1]["frame"]
    assert pair["first"]["history"] == alone["history"]
    assert pair["first"]["regions"] == alone["regions"]


DIVERGING = {"task": "moons", "loss": "centre", "weight": 10, "optimizer": "sgd", "learning_rate": 0.1}


def test_a_training_that_diverges_names_the_step_the_reason_and_a_remedy(client, chinese):
    with pytest.raises(AppError, match=r"At step \d+ the loss has grown from .*centre.*smaller learning rate"):
        trained(client, **DIVERGING)
    with pytest.raises(AppError, match=r"训练发散了.*学习率"):
        trained(chinese, **DIVERGING)
    assert trained(client, task="moons", steps=50)[-1]["state"] == "done"  # nothing is broken by it


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"loss": "centre", "weight": 1e9}, "out of range"),
        ({"loss": "centre", "weight": -1}, "out of range"),
        ({"loss": "hinge"}, "Choose one of"),
        ({"task": "cats"}, "Choose one of"),
        ({"optimizer": "lion"}, "Choose one of"),
        ({"negatives": "all"}, "Choose one of"),
        ({"steps": 10**9}, "out of range"),
        ({"stop_at": 1.5}, "out of range"),
        ({"seed": -1}, "out of range"),
        ({"learning_rate": 5}, "out of range"),
    ],
)
def test_values_outside_a_choice_or_range_are_refused(client, asked, told):
    for endpoint in ("/train_with_loss", "/compare_losses"):
        if endpoint == "/compare_losses":
            asked = {"first" if name == "loss" else name: value for name, value in asked.items() if name != "stop_at"}
        if asked:
            with pytest.raises((httpx.HTTPStatusError, ValidationError)) as refused:
                client.predict(**asked, api_name=endpoint)
            assert told in refusal(refused.value)


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("", "0 points were given. Give 4 to 400"),
        ("0.1, 0.2, 1", "One point was given. Give 4 to 400"),
        ("\n".join(f"0.{place}, 0, {place % 2}" for place in range(1_000)), "1,000 points were given"),
        ("0.5, 0.5, 1\n" * 10_000, "10,000 points were given"),
        ("0, 0, 0\n0, 0, 0\n1, 1, 1\nx, 1, 1", "Line 4 is not two numbers and a label: 'x, 1, 1'"),
        ("0, 0, 0\n0, 0\n1, 1, 1\n1, 1, 1", "Line 2 is not two numbers"),
        ("0, 0, 0\n0, 0, 0\n1, 1, 1\nnan, 1, 1", "Point 4 lies outside"),
        ("0, 0, 0\n0, 0, 0\n1, 1, 1\n1, inf, 1", "Point 4 lies outside"),
        ("0, 0, 0\n0, 0, 0\n1, 1, 1\n1, 1, nan", "Line 4 has no whole number as its label"),
        ("0, 0, 0\n0, 0, 0\n1, 1, 1\n1, 1, 1e300", "Line 4 has no whole number as its label"),
        ("0, 0, 0\n0, 0, 0\n1, 1, 1\n1, 1, 7", "Point 4 has a label that there is not"),
        ("0, 0, 2\n" * 6, "All points are of one class"),
        ("<script>alert(1)</script>\n" * 4, "Line 1 is not two numbers"),
    ],
)
def test_points_that_nothing_can_be_learnt_from_are_refused_before_the_queue(client, chinese, points, told):
    for endpoint in ("/train_with_loss", "/compare_losses"):
        with pytest.raises(ValidationError, match=told):
            client.predict(task="own", points=points, api_name=endpoint)
    with pytest.raises(ValidationError, match="请给 4 到 400 个点"):
        chinese.predict(task="own", points=points, api_name="/train_with_loss")


def test_points_of_a_task_that_has_its_own_are_not_read(client):
    assert trained(client, task="moons", points="nonsense", steps=50)[-1]["state"] == "done"


@pytest.mark.parametrize("name", [*inputs.BY_NAME, "steps", "seed", "learning_rate", "stop_at"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e10, -1.5])
def test_what_is_no_number_in_its_bounds_has_a_check_of_its_own(name, value):
    with pytest.raises(losses.OutOfRangeError) as error:
        inputs.CHECKS[name](value)
    assert error.value.remedy


@pytest.mark.parametrize("name", [*inputs.BY_NAME, "steps", "seed", "learning_rate"])
def test_a_field_that_was_emptied_is_told_to_be_filled(name):
    with pytest.raises(losses.OutOfRangeError):
        inputs.CHECKS[name](None)


def test_points_are_read_as_people_write_them():
    assert inputs.read_points("0.5, -1, 2\n\n  -.25 1e-1 0 \n1，1；3\n") == [(0.5, -1, 2), (-0.25, 0.1, 0), (1, 1, 3)]
    assert inputs.read_points("") == []
    for wrong in ("1 2 3 4", "1 1 nan", "1 1 0.5"):
        with pytest.raises(PointsError, match="Line 1"):
            inputs.read_points(wrong)


def test_every_name_in_the_table_of_effects_has_words():
    script = (VIEWS / "effects.js").read_text(encoding="utf-8")
    for row in losses.effects_table():
        for name in (row.question, row.measure, row.baseline, row.changed, row.verdict):
            assert f'"{name}":' in script or f" {name}: words." in script or f"{{{name}: words." in script, name
        assert row.data.startswith("digits, ") or f'"{row.data}":' in script, row.data


def test_what_is_concluded_from_the_effects_is_what_they_say():
    """The sentences above the tables; the numbers in them are the table's own, their direction is held here."""
    found = {(row.data, row.measure, row.baseline, row.changed): row for row in losses.effects_table()}
    smoothing = "cross-entropy", "over-confidence"
    ordinary, noisier = "digits, 900 images", "digits, 900, noisier"
    assert found[ordinary, "noise_gaussian", *smoothing].verdict == "better"
    assert found[ordinary, "ece", *smoothing].verdict == "worse"
    assert found[noisier, "ece", *smoothing].verdict == "better"
    for data in ("FAQ, English", "FAQ, Chinese"):
        assert found[data, "recall_at_1", "random choice", "random"].verdict == "better"
        assert found[data, "recall_at_1", "TF-IDF, characters", "random"].verdict == "worse"
        assert found[data, "recall_at_1", "random", "semi-hard"].verdict == "better"
        assert found[data, "recall_at_1", "random", "semi-hard"].runs == 5
    unseen = [
        found["unseen digits", "neighbours", "cross-entropy", loss] for loss in ("centre, gradient", "centre, average")
    ]
    assert [row.verdict for row in unseen] == ["worse", "worse"] and unseen[0].runs == 10
    assert found["unseen digits", "neighbours", "cross-entropy", "arcface"].verdict == "better"
    assert found["unseen digits", "neighbours", "cross-entropy", "triplet"].verdict == "better"
    assert found["unseen digits", "neighbours", "pixels", "cross-entropy"].before > 0.99
    assert found["known digits", "spread", "cross-entropy", "centre, gradient"].verdict == "better"
    assert len(losses.entries("en")) == len(losses.entries("zh")) == 144


def test_every_loss_and_every_part_of_one_has_words():
    script = (VIEWS / "plane.js").read_text(encoding="utf-8")
    for loss in losses.LOSSES:
        assert script.count(f'"{loss}": words.') + script.count(f" {loss}: words.") >= 2, loss
        assert f"words.why_{loss.replace('-', '_')}" in script, loss


TABLE = "question,answer\nHow do I feed the cat?,Twice a day.\nWhere is the key?,Under the mat.\n"


@pytest.mark.parametrize(("faq", "place", "told"), [("en", 0, "password"), ("zh", 0, "密码")])
def test_an_example_finds_its_entry_and_the_last_one_is_not_in_the_faq(client, faq, place, told):
    answers = client.predict(EXAMPLES[faq][place], faq, api_name="/ask_faq")
    assert told in answers["matches"][0]["question"] and not answers["unsure"]
    scores = [match["score"] for match in answers["matches"]]
    assert len(scores) == 5 and scores == sorted(scores, reverse=True)
    assert client.predict(EXAMPLES[faq][-1], faq, api_name="/ask_faq")["unsure"]


def test_ones_own_faq_is_asked_as_text_or_as_a_file(client, tmp_path):
    asked = {"question": "where can I find the key", "faq": "own", "top": 1, "api_name": "/ask_faq"}
    (tmp_path / "faq.csv").write_bytes(TABLE.encode("utf-8-sig"))
    by_text = client.predict(table=TABLE, **asked)
    assert [match["answer"] for match in by_text["matches"]] == ["Under the mat."]
    assert client.predict(file=handle_file(tmp_path / "faq.csv"), **asked) == by_text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"question": "  "}, "no question"),
        ({"question": "x" * 301}, "301 characters"),
        ({"question": "where", "faq": "own"}, "empty"),
        ({"question": "where", "faq": "own", "table": "/etc/hosts"}, "question and answer"),  # no name of a file
        ({"question": "where", "faq": "own", "table": "one column"}, "question and answer"),
        ({"question": "where", "faq": "own", "table": "ask,tell\n" * 2_001}, "2,001 entries"),
        ({"question": "where", "checkpoint": "somebody/else@main"}, "not among the choices for faq"),
    ],
)
def test_a_question_and_a_faq_that_cannot_be_asked_are_refused(client, asked, told):
    with pytest.raises(ValidationError, match=told):
        client.predict(**asked, api_name="/ask_faq")

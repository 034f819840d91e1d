"""What is said of each loss: parameters, equation, source, curve; and that none of it needs Keras."""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.losses import LOSSES, OutOfRangeError, UnknownLossError, checked, curve_of, source_of
from models.losses.functions import curves
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[4]


def class_of(name: str):
    return getattr(importlib.import_module(f"models.losses.functions.{LOSSES[name].module}"), LOSSES[name].cls)


@pytest.mark.parametrize("name", LOSSES)
def test_parameters_and_defaults_are_those_of_the_class(name):
    pytest.importorskip("keras")
    accepted = inspect.signature(class_of(name).__init__).parameters
    for parameter in LOSSES[name].parameters:
        assert accepted[parameter.name].default == parameter.default
        for bound in parameter.choices or (parameter.least, parameter.most):
            classes = {"classes": 3} if "classes" in accepted else {}
            built = class_of(name)(**classes, **{parameter.name: bound})
            assert getattr(built, parameter.name) == bound


@pytest.mark.parametrize("name", LOSSES)
def test_the_source_is_the_very_code_that_runs(name):
    pytest.importorskip("keras")
    assert source_of(name).strip() == re.sub(r" +# type: ignore.*", "", inspect.getsource(class_of(name))).strip()
    assert source_of(name).startswith("@keras.saving.register_keras_serializable(")


@pytest.mark.parametrize("name", LOSSES)
def test_a_class_names_its_equation_and_its_source(name):
    loss = LOSSES[name]
    pytest.importorskip("keras")
    said = inspect.getdoc(importlib.import_module(f"models.losses.functions.{loss.module}"))
    assert loss.formula.count("{") == loss.formula.count("}")
    assert loss.paper.startswith("https://")
    if loss.article:
        assert "4493" in said
    if "arxiv.org" in loss.paper:
        assert loss.paper.rpartition("/")[2] in said


def test_every_loss_has_a_curve():
    assert set(curves._CURVES) == set(LOSSES)


@pytest.mark.parametrize("name", LOSSES)
def test_curves_are_numbers_that_can_be_sent(name):
    curve = curve_of(name)
    assert len(curve.x) == len(curve.y) == len(curve.plain) == curves.POINTS
    assert np.isfinite([curve.x, curve.y, curve.plain]).all()
    assert sorted(curve.x) == curve.x


@pytest.mark.parametrize("name", ["cross-entropy", "over-confidence", "focal"])
def test_a_curve_by_probability_is_drawn_by_what_the_class_gives(name):
    pytest.importorskip("keras")
    curve = curve_of(name, classes=4)
    p = np.array(curve.x)
    logits = np.log(np.column_stack([p, *[(1 - p) / 3] * 3]))
    found = class_of(name)(reduction="none", dtype="float64")(np.zeros(len(p)), logits)
    np.testing.assert_allclose(found, curve.y, atol=2e-2)  # x is rounded, and log is steep near 0
    np.testing.assert_allclose(found[20:], curve.y[20:], atol=1e-3)


def test_curves_tell_what_the_losses_are_for():
    over = curve_of("over-confidence", {"epsilon": 0.2})
    assert 0.7 < over.x[int(np.argmin(over.y))] < 0.9  # certainty costs: 1 − ε + ε/K is best
    focal = curve_of("focal", {"gamma": 2})
    assert focal.y[100] < 0.1 * focal.plain[100]
    assert curve_of("focal", {"gamma": 0}).y == focal.plain
    triplet = curve_of("triplet", {"margin": 0.5})
    assert [y == 0 for y in triplet.y] == [x >= 0.5 for x in triplet.x]
    arc = curve_of("arcface")
    assert all(y >= plain for y, plain in zip(arc.y, arc.plain, strict=True))
    assert curve_of("centre", {"weight": 3}).y[-1] == 27


def test_parameters_that_are_not_given_have_their_defaults():
    assert checked("centre", {"weight": 1}) == {"weight": 1.0, "by": "gradient", "rate": 0.5}
    assert checked("focal") == LOSSES["focal"].defaults


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("focal", {"gamma": 11}, "gamma is 11"),
        ("focal", {"gamma": float("nan")}, "gamma is nan"),
        ("focal", {"gamma": "much"}, "gamma is 'much'"),
        ("focal", {"gamma": None}, "gamma is None"),
        ("centre", {"weight": 1e9}, "weight is 1e[+]09"),
        ("centre", {"by": "magic"}, "by is 'magic'"),
        ("cross-entropy", {"epsilon": 0.1}, "no parameter 'epsilon'"),
    ],
)
def test_parameters_that_are_not_served_are_refused(name, parameters, said):
    for function in (checked, curve_of):
        with pytest.raises(OutOfRangeError, match=said):
            function(name, parameters)


@pytest.mark.parametrize("function", [checked, curve_of, source_of])
def test_a_loss_that_there_is_not_is_refused(function):
    with pytest.raises(UnknownLossError, match=r"no loss 'hinge'.*cross-entropy, over-confidence"):
        function("hinge")


def test_none_of_it_loads_keras():
    script = """
import sys
import models.losses as losses
for name in losses.LOSSES:
    losses.curve_of(name), losses.source_of(name)
print(*({"keras", "tensorflow", "torch", "sklearn", "onnxruntime"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


@pytest.mark.parametrize("name", LOSSES)
def test_the_code_that_is_shown_has_no_marks_for_tools(name):
    assert "type: ignore" not in source_of(name) and "noqa" not in source_of(name)

"""Tensors, noise shapes and points that visitors write."""

import numpy as np
import pytest

from models.dropout import (
    BadPointsError,
    BadTensorError,
    NoiseShapeError,
    example_tensor,
    read_noise_shape,
    read_points,
    read_tensor,
)
from models.dropout.curves import curve_points


@pytest.mark.parametrize("given", ["3, 4, 5", "3x4x5", "(3, 4, 5)", [3, 4, 5], " [3,4,5] ", "3×4×5"])
def test_a_shape_gives_the_numbers_of_the_example(given):
    tensor = read_tensor(given)
    assert tensor.shape == (3, 4, 5)
    assert (tensor == example_tensor((3, 4, 5))).all()
    assert tensor.min() >= 0.1 and tensor.max() <= 2


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ("1 2 3\n4 5 6", (1, 2, 3)),
        ("1, 2\n3, 4\n\n5, 6\r\n7, 8", (2, 2, 2)),
        ("1 2", (1, 1, 2)),
        ([[1, 2.5], [3, 4]], (1, 2, 2)),
        ([[[1]], [[2]]], (2, 1, 1)),
        ("[0.5, -1]", (1, 1, 2)),
        (5, (1, 1, 1)),
    ],
)
def test_values_get_the_axes_that_they_lack(given, shape):
    assert read_tensor(given).shape == shape


def test_values_are_read_in_their_order():
    assert read_tensor("1 2\n3 4\n\n5 6\n7 8").ravel().tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "no values"),
        (None, "no row of numbers"),
        ("7, 4, 5", "7 × 4 × 5"),
        ("0, 4, 5", "0 × 4 × 5"),
        ("1 2\n3", "different lengths"),
        ("1 two", "no row of numbers"),
        ("1 nan", "no number"),
        ("1e7 2", "million"),
        ("[1, NaN, 2]", "no number"),
        ([[[[1]]]], "4 axes"),
        ("[[[", "fit together"),
        ("[" * 5000, "fit together"),
        ("[[], []]", "1 × 2 × 0"),
        ("1 " * 6000, "characters long"),
        (" ".join("1" * 7), "1 × 1 × 7"),
        ({"a": 1}, "no row of numbers"),
        ('["a", 1]', "no number"),
    ],
)
def test_hostile_values_are_refused_with_their_cause(given, told):
    with pytest.raises(BadTensorError, match=told):
        read_tensor(given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("(3,1,5)", (3, 1, 5)),
        ("3 1 5", (3, 1, 5)),
        ("3x1x5", (3, 1, 5)),
        ([3, 1, 5], (3, 1, 5)),
        ("[3, 1, 5]", (3, 1, 5)),
        ("None, 1, None", (None, 1, None)),
        ([None, 1, 5], (None, 1, 5)),
        ("(3,)", (3,)),
        ("", None),
        (None, None),
        ("none", None),
    ],
)
def test_noise_shapes_are_read_as_people_write_them(given, expected):
    assert read_noise_shape(given) == expected


@pytest.mark.parametrize("given", ["a", "3,-1,5", "3,1.5,5", "3;1;5", 7, {"a": 1}, "1," * 200, "9999999,1,1", "3,,5"])
def test_what_is_no_noise_shape_is_refused(given):
    with pytest.raises(NoiseShapeError, match="such as"):
        read_noise_shape(given)


def test_points_are_read_from_lines_and_pairs_and_sorted():
    assert read_points("1, 2\n0 1; -1,5e-1") == ((-1, 0.5), (0, 1), (1, 2))
    assert read_points([(1, 2), (0, 1), (2, 2)]) == ((0, 1), (1, 2), (2, 2))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "points is 0"),
        (None, "points is 0"),
        ("1, 2\n3, 4", "points is 2"),
        ("1 2\n" * 201, "points is 201"),
        ("1 2\n1 3\n1 4", "above one another"),
        ("1 2 3\n4 5 6\n7 8 9", "no point"),
        ("a b\n1 2\n3 4", "no point"),
        ("nan 1\n1 2\n3 4", "no number"),
        ("1 inf\n1 2\n3 4", "no number"),
        ("1e9 1\n1 2\n3 4", "million"),
        ("1" * 10_001, "characters"),
    ],
)
def test_hostile_points_are_refused_with_their_cause(given, told):
    with pytest.raises(BadPointsError, match=told):
        read_points(given)


def test_the_sine_has_a_gap_and_a_seed_gives_the_same_points():
    points = curve_points("sine", 1)
    assert np.abs(points[:, 0]).min() >= 1
    assert (np.diff(points[:, 0]) >= 0).all()
    assert (points == curve_points("sine", 1)).all() and (points != curve_points("sine", 2)).any()
    step = curve_points("step", 1)
    assert np.sign(step[:, 1]).tolist() == np.sign(step[:, 0]).tolist()

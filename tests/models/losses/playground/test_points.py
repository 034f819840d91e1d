"""What the playground learns: the shapes, the digits, and a visitor's own points, with all that can be wrong."""

import math

import numpy as np
import pytest

from models.losses.errors import OutOfRangeError, PointsError
from models.losses.playground.points import DIGITS, POINTS, TASKS, check_points, make_data

CLASSES = {"moons": 2, "spirals": 3, "rings": 3, "digits": 10}
CORNERS = [(-1, -1, 0), (-1, 1, 0), (1, -1, 1), (1, 1, 1)]


def lattice(count: int, label: int) -> list[tuple[float, float, int]]:
    return [(place / count, place / count - 1, label) for place in range(count)]


@pytest.mark.parametrize("task", CLASSES)
def test_the_same_seed_gives_the_same_data_and_another_seed_others(task):
    data, again, other = make_data(task, 3), make_data(task, 3), make_data(task, 4)
    assert (data.inputs == again.inputs).all() and (data.held_out == again.held_out).all()
    assert (data.inputs != other.inputs).any()
    assert data.classes == CLASSES[task] == len(set(data.labels)) == len(set(data.held_out_labels))


@pytest.mark.parametrize("task", CLASSES)
def test_nothing_that_is_held_out_is_learnt(task):
    data = make_data(task)
    assert data.apart
    assert not {row.tobytes() for row in data.inputs} & {row.tobytes() for row in data.held_out}
    assert len(data.inputs) == len(data.labels) == (DIGITS if task == "digits" else POINTS)


@pytest.mark.parametrize("task", ["moons", "spirals", "rings"])
def test_points_of_the_plane_lie_in_the_square_and_classes_are_even(task):
    data = make_data(task)
    assert data.plane and data.inputs.shape[1] == 2
    assert np.abs(data.inputs).max() <= 1
    counts = np.bincount(data.labels)
    assert counts.max() - counts.min() <= 1


def test_rings_lie_around_one_another():
    data = make_data("rings")
    radius = np.linalg.norm(data.inputs, axis=1)
    means = [radius[data.labels == label].mean() for label in range(3)]
    assert means == sorted(means) and means[2] > 4 * means[0]


def test_digits_are_pictures_of_64_pixels_from_0_to_1():
    data = make_data("digits")
    assert not data.plane
    assert data.inputs.shape[1] == 64
    assert (data.inputs.min(), data.inputs.max()) == (0, 1)
    assert len(data.inputs) + len(data.held_out) == 1_797


def test_of_own_points_every_fourth_of_a_class_is_held_out():
    data = make_data("own", points=[*lattice(8, 0), *lattice(6, 2)])
    assert data.apart
    assert data.held_out_labels.tolist() == [0, 0, 2]
    assert data.held_out[:2, 0].tolist() == [0.375, 0.875]
    assert len(data.inputs) == 11
    assert data.classes == 3  # so that colours are those that were chosen


def test_a_handful_of_points_is_learnt_and_looked_at():
    data = make_data("own", points=CORNERS[:1] + CORNERS[1:])
    assert not data.apart
    assert (data.inputs == data.held_out).all() and len(data.inputs) == 4


@pytest.mark.parametrize(
    ("points", "told"),
    [
        (None, "0 points were given"),
        ([(0, 0, 0)], "One point was given. Give 4 to 400"),
        (CORNERS * 2_500, "10,000 points"),
        ([*CORNERS, (math.nan, 0, 0)], "Point 5 lies outside"),
        ([*CORNERS, (0, 1.01, 0)], "Point 5 lies outside"),
        ([*CORNERS, (0, math.inf, 0)], "Point 5 lies outside"),
        ([*CORNERS, (0, 0, 4)], "Point 5 has a label"),
        ([*CORNERS, (0, 0, -1)], "Point 5 has a label"),
        ([*CORNERS, (0, 0, 0.5)], "Point 5 has a label"),
        ([(x, y, 3) for x, y, _ in CORNERS], "All points are of one class"),
        ([*CORNERS, (0, 0)], "not two numbers and a label"),
        ([*CORNERS, ("a", 0, 0)], "not two numbers and a label"),
    ],
)
def test_points_that_nothing_can_be_learnt_from_are_refused(points, told):
    with pytest.raises(PointsError, match=told):
        check_points(points)
    with pytest.raises(PointsError):
        make_data("own", points=points)


def test_an_unknown_task_is_refused_with_those_that_there_are():
    with pytest.raises(OutOfRangeError, match=", ".join(TASKS)):
        make_data("cats")

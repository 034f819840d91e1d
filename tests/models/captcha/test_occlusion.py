"""What is covered where a character stands must cost that character, and no other."""

from pathlib import Path

import numpy as np
import pytest

from models.captcha import draw, focus, load

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "captcha"


@pytest.fixture(scope="module")
def solver():
    return load(BUNDLED)


def test_each_character_has_its_own_place_from_left_to_right(solver):
    found = focus(solver, draw("7K3d", seed=1))
    maps = np.asarray(found.maps)
    assert len(maps) == len(found.reading.text)
    strongest = [int(lost.sum(axis=0).argmax()) for lost in maps]
    assert strongest == sorted(set(strongest))


def test_the_map_of_a_repeated_character_tells_its_two_places_apart(solver):
    found = focus(solver, draw("2424", seed=5), charset="0123456789", length=4)
    maps = np.asarray(found.maps)
    assert maps[0].sum(axis=0).argmax() < maps[2].sum(axis=0).argmax()


def test_the_constraints_hold_in_the_explanation_too(solver):
    found = focus(solver, draw("7K3d", seed=1), charset="0123456789", length=5)
    assert len(found.maps) == len(found.reading.text) == 5
    assert found.reading == solver.solve([draw("7K3d", seed=1)], "0123456789", 5)[0]


def test_the_box_is_a_part_of_the_picture(solver):
    left, top, right, bottom = focus(solver, draw("7K3d", seed=1)).box
    assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1


def test_a_wide_picture_has_more_places(solver):
    wide = focus(solver, draw("7K3d", seed=1).resize((480, 60)))
    usual = focus(solver, draw("7K3d", seed=1))
    assert (np.shape(usual.maps)[1:], np.shape(wide.maps)[1:]) == ((7, 19), (7, 39))

"""Several views of one picture, and what their readings say together."""

import numpy as np
import pytest

from models import captcha
from models.captcha.answers import Guess, Reading
from models.captcha.looks import combined_reading
from models.captcha.views import VIEWS, views


def test_looks_agree_on_the_text_with_most_of_their_confidence():
    def look(text, confidence, *others):
        return Reading(text, confidence, confidence < 0.8, (), tuple(Guess(*other) for other in others))

    settled = combined_reading(
        [look("a1", 0.5, ("b1", 0.2), ("c1", 0.1)), look("B1", 0.4), look("b1", 0.3), look("d", 0.0)], 0.5
    )
    assert (settled.text, settled.unsure) == ("B1", True)
    assert settled.confidence == pytest.approx(0.4 * 0.7 / 1.2)
    assert [guess.text for guess in settled.others] == ["a1", "b1"]
    assert combined_reading([look("a", 0.0)], 0.5).confidence == 0.0
    assert not combined_reading([look("a", 0.7), look("A", 0.9)], 0.8).unsure


def test_views_keep_the_size_and_are_not_the_picture():
    for mode in ("RGB", "L"):
        pixels = np.atleast_3d(captcha.draw("aB3x", seed=1).convert(mode))
        seen = views(pixels)
        assert len(seen) == VIEWS and {view.shape for view in seen} == {pixels.shape}
        assert len({view.tobytes() for view in [pixels, *seen]}) == VIEWS + 1


def ink(pixels):
    """Rows and columns of dark pixels."""
    return np.nonzero(pixels[..., 0] < 128)


def test_two_views_lean_either_way_and_two_are_taller_and_flatter():
    upright = np.full((64, 192, 3), 240, np.uint8)
    upright[8:56, 94:98] = 10
    left, right, taller, flatter = views(upright)
    tops, bottoms = [], []
    for view in (left, right):
        rows, columns = ink(view)
        tops.append(columns[rows < 16].mean())
        bottoms.append(columns[rows >= 48].mean())
    leans = np.subtract(tops, bottoms)
    assert leans == pytest.approx([0.15 * 40, -0.15 * 40], abs=1)  # 40 rows between the two
    heights = [np.ptp(ink(view)[0]) + 1 for view in (taller, flatter)]
    assert heights == pytest.approx([1.12 * 48, 0.88 * 48], abs=1)
    assert [ink(view)[0].mean() for view in (taller, flatter)] == pytest.approx([31.5, 31.5], abs=1)


def test_what_comes_in_at_the_edges_of_a_view_is_the_colour_of_the_corner():
    paper = np.full((64, 192, 3), (250, 240, 200), np.uint8)
    assert all((view == paper).all() for view in views(paper))

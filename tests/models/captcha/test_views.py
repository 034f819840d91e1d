"""Several views of one picture, and what their readings say together."""

import numpy as np
import pytest

from models import captcha
from models.captcha.answers import Guess, Reading
from models.captcha.looks import combined_reading
from models.captcha.views import VIEWS, view


def views(pixels):
    """All views of a picture."""
    return [view(pixels, number) for number in range(VIEWS)]


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
        assert {other.shape for other in seen} == {pixels.shape}
        assert len({other.tobytes() for other in [pixels, *seen]}) == VIEWS + 1


def ink(pixels):
    """Rows and columns of dark pixels."""
    return np.nonzero(pixels[..., 0] < 128)


def test_two_views_lean_either_way_and_one_is_taller():
    upright = np.full((64, 192, 3), 240, np.uint8)
    upright[8:56, 94:98] = 10
    left, taller, right = views(upright)
    tops, bottoms = [], []
    for lean in (left, right):
        rows, columns = ink(lean)
        tops.append(columns[rows < 16].mean())
        bottoms.append(columns[rows >= 48].mean())
    leans = np.subtract(tops, bottoms)
    assert leans == pytest.approx([0.15 * 40, -0.15 * 40], abs=1)  # 40 rows between the two
    assert np.ptp(ink(taller)[0]) + 1 == pytest.approx(1.12 * 48, abs=1)
    assert ink(taller)[0].mean() == pytest.approx(31.5, abs=1)


def test_what_comes_in_at_the_edges_of_a_view_is_the_colour_of_the_corner():
    paper = np.full((64, 192, 3), (250, 240, 200), np.uint8)
    assert all((other == paper).all() for other in views(paper))

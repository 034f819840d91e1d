"""Several views of one picture, and what their readings say together."""

import numpy as np
import pytest

from models import captcha
from models.captcha.predict import Guess, Reading, combined_reading
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
        assert len(seen) == VIEWS and {it.shape for it in seen} == {pixels.shape}
        assert len({it.tobytes() for it in [pixels, *seen]}) == VIEWS + 1

"""What is changed in a picture that is seen again: each change as often as it says, and nothing that loses the text."""

from collections import Counter
from functools import partial
from random import Random

import numpy as np
import pytest
from PIL import Image

from models.captcha import augment, draw
from models.captcha.augment import CHANGES

PIXELS = np.asarray(draw("4711", seed=1))


def test_each_change_is_made_as_often_as_it_says(monkeypatch):
    made = Counter()

    def count(index, image, _source):
        made[index] += 1
        return image

    changes = [(probability, partial(count, index)) for index, (probability, _) in enumerate(CHANGES)]
    monkeypatch.setattr(augment, "CHANGES", changes)
    for seed in range(3000):
        assert (augment.augment(PIXELS[:8, :8], Random(seed)) == PIXELS[:8, :8]).all()
    for index, (probability, _) in enumerate(CHANGES):
        assert made[index] / 3000 == pytest.approx(probability, abs=0.03)


def changed(name, seed=0, image=None):
    image = image or Image.fromarray(PIXELS)
    return np.asarray(getattr(augment, name)(image, Random(seed)))


def test_an_inverted_picture_is_a_negative():
    assert (changed("_invert") == 255 - PIXELS).all()


def test_other_colours_leave_the_shapes():
    for seed in range(10):
        found = changed("_recolour", seed)
        grey = (found[..., 0] == found[..., 1]).all() and (found[..., 0] == found[..., 2]).all()
        assert grey or sorted(map(bytes, found.T.copy())) == sorted(map(bytes, PIXELS.T.copy()))
    grey = Image.fromarray(PIXELS).convert("L")
    assert augment._recolour(grey, Random(0)) is grey


def test_a_moved_picture_still_holds_its_middle():
    dot = np.full((60, 160, 3), 255, np.uint8)
    dot[26:34, 76:84] = 0
    for seed in range(40):
        found = changed("_move", seed, Image.fromarray(dot))
        rows, columns = np.nonzero(found[..., 0] < 128)
        assert abs(rows.mean() - 30) < 6 and abs(columns.mean() - 80) < 12 and 30 < len(rows) < 110


@pytest.mark.parametrize("name", ["_relight", "_blur", "_coarsen", "_add_noise", "_scratch"])
def test_what_is_harmed_is_still_much_like_itself(name):
    for seed in range(20):
        found = changed(name, seed)
        assert found.shape == PIXELS.shape and (found != PIXELS).any()
        assert np.corrcoef(found.ravel(), PIXELS.ravel())[0, 1] > 0.7


def test_few_pictures_become_negatives():
    found = [augment.augment(PIXELS, Random(seed)) for seed in range(200)]
    negative = [picture.mean() < 128 for picture in found]  # the paper is bright
    assert 0.05 < np.mean(negative) < 0.3

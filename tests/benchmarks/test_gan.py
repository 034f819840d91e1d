"""Stacked digits: three to a picture, and the mode that the judge reads."""

import numpy as np

from benchmarks import _stacked
from models.gan.data import Images


def gallery() -> Images:
    """Real digits of the bundled checkpoint that its judge reads right."""
    from models import gan

    found = gan.load("checkpoints/gan-digits").gallery
    return Images(found.pixels, found.labels)


def test_stacked_digits_are_real_ones_in_three_colours_and_their_mode_is_read():
    digits, judge = gallery(), _stacked.digits_judge()
    assert _stacked.are_digits(digits, judge)
    stacked = _stacked.stacked(digits, 500, seed=3)
    assert stacked.pixels.shape == (500, 28, 28, 3)
    assert stacked.labels is None
    rows = np.random.default_rng(3).integers(len(digits), size=(500, 3))
    for colour in range(3):
        assert (stacked.pixels[..., colour] == digits.pixels[rows[:, colour], ..., 0]).all()
    truth = digits.labels[rows] @ [100, 10, 1]
    assert (_stacked.modes_of(stacked.pixels, judge) == truth).mean() > 0.95


def test_what_is_not_digits_is_not_stacked():
    digits, judge = gallery(), _stacked.digits_judge()
    assert not _stacked.are_digits(Images(digits.pixels), judge)
    assert not _stacked.are_digits(Images(digits.pixels, (digits.labels + 1) % 10), judge)
    assert not _stacked.are_digits(Images(digits.pixels[:, ::2, ::2], digits.labels), judge)

"""Several views of one picture, and what their readings say together."""

import numpy as np
import pytest
from PIL import Image

from models import captcha
from models.captcha.answers import Guess, Reading
from models.captcha.looks import combined_reading
from models.captcha.views import cleaned, closer, reduced, slanted, taller


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


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_views_are_as_wide_as_the_picture_and_each_is_another(mode):
    image = captcha.draw("aB3x", seed=1).convert(mode)
    pixels = np.atleast_3d(image)
    leaning, near, clean = [*slanted(pixels), *taller(pixels)], closer(image), cleaned(image)
    assert [view.shape for view in leaning] == [pixels.shape] * 3
    assert [view.size for view in near] == [(image.width, round(2 / 3 * image.height))] * 3
    assert [view.size for view in clean] == [image.size] * 3
    assert len({view.tobytes() for view in (image, *leaning, *near, *clean)}) == 10


def test_two_views_lean_either_way():
    upright = np.full((64, 192, 3), 240, np.uint8)
    upright[8:56, 94:98] = 10
    tops, bottoms = [], []
    for lean in slanted(upright):
        rows, columns = np.nonzero(lean[..., 0] < 128)
        tops.append(columns[rows < 16].mean())
        bottoms.append(columns[rows >= 48].mean())
    assert np.subtract(tops, bottoms) == pytest.approx([0.15 * 40, -0.15 * 40], abs=1)  # 40 rows between the two


def test_one_view_is_taller():
    upright = np.full((64, 192, 3), 240, np.uint8)
    upright[8:56, 94:98] = 10
    (seen,) = taller(upright)
    rows = np.nonzero(seen[..., 0] < 128)[0]
    assert np.ptp(rows) + 1 == pytest.approx(1.12 * 48, abs=1) and rows.mean() == pytest.approx(31.5, abs=1)


def test_what_comes_in_at_the_edges_of_a_slanted_view_is_the_colour_of_the_corner():
    paper = np.full((64, 192, 3), (250, 240, 200), np.uint8)
    assert all((view == paper).all() for view in slanted(paper))


def test_closer_views_are_the_upper_the_middle_and_the_lower_part():
    rows = Image.fromarray(np.broadcast_to(np.arange(60, dtype=np.uint8)[:, None], (60, 100)).copy())
    assert [np.asarray(view)[[0, -1], 0].tolist() for view in closer(rows)] == [[0, 39], [10, 49], [20, 59]]


def test_a_cleaned_view_lacks_specks_or_thin_lines_of_one_tone():
    pixels = np.full((40, 120), 120, np.uint8)
    pixels[10:30, 20:28], pixels[10:30, 60:68] = 0, 250  # strokes
    pixels[20], pixels[5] = 250, 0  # thin lines
    pixels[35, 100] = 0
    specks, light, dark = (np.asarray(view) for view in cleaned(Image.fromarray(pixels)))
    assert specks[35, 100] == 120 and specks[20, 24] == 0 and specks[20, 64] == 250
    assert (light[20, :18] == 120).all() and light[20, 24] == 0
    assert (dark[5] == 120).all() and dark[20, 64] == 250


def test_a_high_picture_is_reduced_in_its_proportions():
    assert reduced(Image.new("RGB", (900, 320))).size == (450, 160)
    assert reduced(Image.new("RGB", (9, 4000))).size == (1, 160)
    low = Image.new("RGB", (4000, 160))
    assert reduced(low) is low

"""A picture of much more than a captcha: which parts of it are read, and which is taken for the captcha."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models import captcha
from models.captcha import fonts
from models.captcha.answers import Reading
from models.captcha.painting.glyphs import font
from models.captcha.parts import MOST, is_more_than_a_captcha, likeliest, likely_parts

BUNDLED = "checkpoints/captcha"


@pytest.fixture(scope="module")
def solver():
    return captcha.load(BUNDLED)


def page(at=(300, 260), text="7K3d", size=(900, 600)):
    """A sign-in page: a title, two labels with fields, a captcha beside a field, a button; the captcha's size."""
    picture = Image.new("RGB", size, "#f5f5f7")
    draw, small, large = ImageDraw.Draw(picture), font(fonts.DROID[0], 16), font(fonts.DROID[0], 30)
    draw.text((60, 40), "Sign in", "black", large)
    for line, label in enumerate(("Username", "Password", "Enter the code")):
        draw.text((60, 100 + 70 * line), label, "black", small)
        draw.rectangle((60, 125 + 70 * line, 280 if line < 2 else 180, 155 + 70 * line), "white", "#999999")
    draw.rectangle((60, 340, 160, 380), "#2a6f97")
    draw.text((75, 350), "Log in", "white", small)
    drawn = captcha.draw(text, "default", 1)
    picture.paste(drawn, at)
    return picture, drawn.size


@pytest.mark.parametrize(("at", "text"), [((300, 260), "7K3d"), ((200, 255), "wcnR"), ((600, 480), "48dX1")])
def test_the_captcha_on_a_page_is_found_and_read(solver, at, text):
    picture, (width, height) = page(at, text)
    reading = solver.solve([picture])[0]
    assert reading.text.casefold() == text.casefold()
    left, top, right, bottom = reading.part
    assert at[0] - 8 <= left < right <= at[0] + width + 8 and at[1] - 8 <= top < bottom <= at[1] + height + 8


def test_where_each_character_was_read_is_told_in_the_whole_page(solver):
    picture, (width, height) = page()
    found = captcha.focus(solver, picture)
    left, top, right, bottom = (share * picture.size[side % 2] for side, share in enumerate(found.box))
    assert 292 <= left < right <= 308 + width and 252 <= top < bottom <= 268 + height
    assert len(found.maps) == len(found.reading.text)


def test_next_best_readings_and_limits_hold_in_a_part_too(solver):
    reading = solver.solve([page(text="4827")[0]], "0123456789", 4, others=2)[0]
    assert reading.text == "4827" and reading.part
    assert all(len(other.text) == 4 and other.text.isdigit() for other in reading.others)


def test_of_two_captchas_on_a_page_none_is_sure(solver):
    picture, _ = page(text="7K3d")
    sure = solver.solve([picture])[0].confidence
    picture.paste(captcha.draw("48dX1", seed=1), (600, 420))
    reading = solver.solve([picture])[0]
    assert sure > 0.8 and reading.confidence < 0.7 and reading.unsure


def test_a_large_picture_of_a_captcha_alone_is_read_whole(solver):
    large = captcha.draw("7K3d", seed=1).resize((800, 300), Image.Resampling.BICUBIC)
    reading = solver.solve([large])[0]
    assert (reading.text, reading.part) == ("7K3d", None)


def test_of_a_large_captcha_that_is_hard_no_part_is_taken(solver):
    hard = [captcha.draw(text, "unseen", seed=seed) for seed, text in enumerate(("xW8mQr4N", "O0oIl1", "gq9jil"))]
    large = [picture.resize((1000, 375), Image.Resampling.BICUBIC) for picture in hard]
    readings = solver.solve(large)
    assert any(reading.unsure for reading in readings)
    assert [reading.part for reading in readings] == [None] * 3


def test_an_empty_page_has_no_part(solver):
    empty = Image.fromarray(
        np.tile(np.linspace(0, 255, 900).astype(np.uint8)[:, None], (600, 1, 3)).reshape(600, 900, 3)
    )
    assert likely_parts(empty) == []
    assert solver.solve([empty])[0].part is None


@pytest.mark.parametrize(
    ("size", "more"), [((160, 60), False), ((900, 230), False), ((390, 300), True), ((300, 300), False)]
)
def test_captchas_are_low_or_small(size, more):
    assert is_more_than_a_captcha((0, 0, *size)) is more


def test_frames_and_fields_do_not_join_what_they_stand_beside():
    """A captcha that touches neither its field nor its frame has a box of its own."""
    picture, (width, height) = page(at=(190, 255))
    ImageDraw.Draw(picture).rectangle((186, 251, 194 + width, 259 + height), outline="#444444")
    boxes = likely_parts(picture)
    inside = [box for box in boxes if box[0] >= 182 and box[1] >= 247 and box[2] <= 198 + width]
    assert any(box[3] <= 263 + height and box[2] - box[0] > 0.6 * width for box in inside)


def test_of_a_page_full_of_words_the_tallest_boxes_are_read():
    picture = Image.new("RGB", (1200, 1200), "white")
    draw = ImageDraw.Draw(picture)
    for line in range(40):
        draw.text((20, 30 * line), "many words of one size and another line", "black", font(fonts.DROID[0], 16))
    picture.paste(captcha.draw("7K3d", seed=1), (900, 900))
    parts = likely_parts(picture)
    assert len(parts) == MOST
    assert any(box[0] >= 890 and box[1] >= 890 and box[2] - box[0] > 90 for box in parts)


def test_many_large_pictures_do_not_fill_the_memory(tmp_path):
    picture = Image.new("RGB", (3840, 2160), "white")
    picture.paste(captcha.draw("7K3d", seed=1), (1500, 900))
    picture.save(tmp_path / "large.png")
    script = f"""import resource
from models import captcha
solver = captcha.load({BUNDLED!r})
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
texts = [reading.text for reading in solver.solve([{str(tmp_path / "large.png")!r}] * 32)]
assert texts == ["7K3d"] * 32, texts
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 400  # MB, where all of them are 800


def reading(text, confidence):
    return Reading(text, confidence, False, ())


def test_the_likeliest_part_is_read_surely_tall_and_no_word():
    low = [(0, 30 * line, 60, 30 * line + 16) for line in range(6)]
    words = [reading(text, 0.99) for text in ("Login", "user", "Terms", "home", "News", "help")]
    tall = (100, 0, 220, 50)
    assert likeliest([*low, tall], [*words, reading("x7Kd", 0.9)])[0] == 6
    assert likeliest([*low, tall], [*words, reading("xqkd", 0.9)])[0] == 6
    assert likeliest([*low, (100, 0, 220, 16)], [*words, reading("8274", 0.9)])[0] == 6
    assert likeliest([*low, tall], [*words, reading("x", 0.1)])[0] != 6
    beside = [(0, 0, 120, 50), (200, 0, 320, 50)]
    for better, worse in (("xqKd", "home"), ("x7Kd", "xqKd"), ("8274", "Login")):
        assert likeliest(beside, [reading(worse, 0.9), reading(better, 0.9)])[0] == 1


def test_more_of_a_captcha_is_preferred_to_a_part_of_it_unless_it_is_much_less_probable():
    part, whole = (100, 0, 180, 50), (100, 0, 220, 50)
    assert likeliest([part, whole], [reading("HNB", 0.99), reading("HNBj", 0.7)])[0] == 1
    assert likeliest([part, whole], [reading("HNB7", 0.99), reading("HNB7j", 0.01)])[0] == 0
    assert likeliest([part, (300, 0, 420, 50)], [reading("HNB", 0.99), reading("HNBj", 0.7)])[0] == 0


def test_of_boxes_in_one_another_that_hold_one_text_the_surest_is_taken():
    boxes = [(0, 0, 300, 90), (100, 20, 300, 90), (400, 0, 600, 90)]
    read = [reading("xq7d", 0.9), reading("XQ7d", 0.99), reading("xq7d", 1.0)]
    assert likeliest(boxes, read)[0] == 2  # another place on the page
    assert likeliest(boxes[:2], read[:2])[0] == 1
    assert likeliest(boxes[:2], [reading("xq7d", 0.9), reading("xq7", 0.99)])[0] == 0
    low = (400, 0, 500, 20)  # elsewhere, and surer, but of the size of words
    assert likeliest([*boxes[:2], low], read)[0] == 1


def test_two_captchas_share_what_is_sure():
    two = [(0, 0, 120, 50), (200, 0, 320, 50)]
    assert likeliest(two, [reading("7K3d", 0.9), reading("4827", 0.9)])[1] == pytest.approx(0.5)
    assert likeliest(two, [reading("7K3d", 0.9), reading("7k3D", 0.9)])[1] == pytest.approx(1.0)

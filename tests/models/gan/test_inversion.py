"""The nearest latent: of a picture that was drawn, of real ones, within its bounds; and what is refused."""

import io
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from models import gan
from models.gan import inversion
from models.gan.inversion import BEGINNINGS, STEPS, WALK_FRAMES, Search, find_latent

DIGITS, FACES = "checkpoints/gan-digits", "checkpoints/gan-faces"


@pytest.fixture(scope="module")
def digits():
    return gan.load(DIGITS)


def saved(picture: np.ndarray, place) -> str:
    file = place / "mine.png"
    Image.fromarray(picture.squeeze()).save(file)
    return str(file)


def decoded(address: str) -> Image.Image:
    return Image.open(io.BytesIO(b64decode(address.partition(",")[2])))


@pytest.mark.parametrize("folder", [DIGITS, FACES])
def test_a_picture_that_was_drawn_is_found_again(folder, tmp_path):
    model = gan.load(folder)
    drawn = model.sample(4, seed=11)[3]
    *earlier, last = find_latent(folder, saved(drawn, tmp_path))
    assert last.error < 0.02 < earlier[0].error
    assert last.kind == ("3" if folder == DIGITS else None)  # as the judge reads it
    errors = [found.error for found in (*earlier, last)]
    assert errors == sorted(errors, reverse=True)
    kinds = np.array([3 if folder == DIGITS else 0], np.int32)
    again = model.render(np.array([last.latent], np.float32), kinds)[0]
    assert np.abs(again / 255 - drawn / 255).mean() < 0.02
    assert last.step <= last.steps == BEGINNINGS * STEPS
    shown = np.asarray(decoded(last.drawn))[:: decoded(last.drawn).height // len(drawn)]
    assert len(shown) == len(drawn)


def test_real_digits_are_found_much_nearer_than_the_nearest_of_random_latents(digits):
    pixels, labels = digits.gallery.pixels[::100], digits.gallery.labels[::100]
    for picture, label in zip(pixels, labels, strict=True):
        search = Search(digits, picture, int(label))
        errors = [error for error, _ in search.steps()]
        assert errors[-1] < min(0.1, 0.6 * errors[0])


def test_the_walk_goes_from_the_nearest_to_the_seed_and_back(digits, tmp_path):
    *_, before, last = find_latent(DIGITS, saved(digits.gallery.pixels[0], tmp_path), kind=5, to=7)
    assert before.walk is None
    walk = decoded(last.walk)
    assert (last.kind, last.to, walk.n_frames) == ("5", 7, 2 * WALK_FRAMES - 2)
    frames = []
    for place in (0, WALK_FRAMES - 1):
        walk.seek(place)
        frames.append(np.asarray(walk.convert("L")))
    assert (frames[0] == np.asarray(decoded(last.drawn))).all()
    end = digits.render(digits.latents(1, 7), np.array([5], np.int32))[0, ..., 0]
    assert (frames[1][::9, ::9] == end).all()


def test_the_time_is_bounded(digits, monkeypatch):
    monkeypatch.setattr(inversion, "SECONDS", 0.0)
    assert len(list(Search(digits, digits.gallery.pixels[0], 0).steps())) == 2


def test_what_is_no_picture_of_this_size_is_refused(digits, tmp_path):
    with pytest.raises(gan.WrongSizeError, match="30×28"):
        next(find_latent(DIGITS, saved(np.zeros((28, 30), np.uint8), tmp_path)))
    with pytest.raises(gan.OutOfRangeError, match="one shade"):
        next(find_latent(DIGITS, saved(np.full((28, 28), 255, np.uint8), tmp_path)))
    text = tmp_path / "text.png"
    text.write_text("no picture")
    with pytest.raises(gan.WrongSizeError, match="no readable picture"):
        next(find_latent(DIGITS, str(text)))
    huge = tmp_path / "huge.png"
    with huge.open("wb") as stream:
        stream.truncate(10**9)
    with pytest.raises(gan.WrongSizeError, match="bytes"):
        next(find_latent(DIGITS, str(huge)))
    fine = saved(digits.gallery.pixels[0], tmp_path)
    with pytest.raises(gan.NoClassError):
        next(find_latent(DIGITS, fine, kind=10))
    with pytest.raises(gan.OutOfRangeError, match="seed"):
        next(find_latent(DIGITS, fine, to=-1))

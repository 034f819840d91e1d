"""A checkpoint that is asked: sampling, walks, growth, scores, neighbours, and what is refused."""

import io
import json
import zipfile
from base64 import b64decode
from contextlib import suppress

import numpy as np
import pytest
from PIL import ExifTags, Image

from models import gan
from models.gan import OutOfRangeError, WrongSizeError
from models.gan.data import Images
from models.gan.errors import DataError
from models.gan.evaluate import check_pictures
from models.gan.predict import slerp


def decoded(address: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(b64decode(address.split(",")[1]))))


def test_the_same_seed_gives_the_same_bytes_whatever_the_count(model):
    pictures = model.sample(9, seed=5)
    assert pictures.dtype == np.uint8
    assert pictures.shape == (9, 8, 8, 1)
    assert (pictures == model.sample(9, seed=5)).all()
    assert np.abs(pictures[:3].astype(int) - model.sample(3, seed=5)).max() <= 1
    assert (pictures != model.sample(9, seed=6)).any()


def test_truncation_brings_pictures_together(model):
    apart = [model.sample(32, 1, kind=0, truncation=truncation).std(axis=0).mean() for truncation in (0, 0.5, 1)]
    assert apart[0] == 0
    assert apart[1] < apart[2]


@pytest.mark.parametrize(
    "asked",
    [{"count": 0}, {"count": 65}, {"seed": -1}, {"seed": 2**31}, {"truncation": -0.1}, {"truncation": 3}, {"kind": 2}],
)
def test_what_is_out_of_range_is_refused_with_a_remedy(model, asked):
    with pytest.raises(OutOfRangeError) as refused:
        model.sample(**asked)
    assert refused.value.remedy


def test_a_walk_begins_and_ends_where_it_should(model):
    ends, kinds = model.latents(2, 0), model.kinds(2, 1)
    walk = model.walk(ends, kinds, frames=7)
    assert walk.shape == (7, 8, 8, 1)
    assert np.abs(walk[[0, -1]].astype(int) - model.render(ends, kinds)).max() <= 1
    loop = model.walk(ends, kinds, frames=6, loop=True)
    assert np.abs(loop[0].astype(int) - walk[0]).max() <= 1
    assert np.abs(loop[3].astype(int) - walk[-1]).max() <= 1
    with pytest.raises(OutOfRangeError, match="frames"):
        model.walk(ends, kinds, frames=1)
    with pytest.raises(OutOfRangeError, match="two ends"):
        model.walk(ends[:1], kinds[:1])


def test_great_circles_keep_lengths_and_pass_the_middle():
    first, second = np.array([[2.0, 0.0]]), np.array([[0.0, 2.0]])
    np.testing.assert_allclose(slerp(first, second, np.array([[0.5]])), [[2**0.5, 2**0.5]], rtol=1e-6)
    np.testing.assert_allclose(slerp(first, first, np.array([[0.3]])), first, rtol=1e-6)


def test_directions_are_unit_and_move_pictures(model):
    np.testing.assert_allclose(np.linalg.norm(model.directions, axis=1), 1, rtol=1e-4)
    latents, kinds = model.latents(16, 0), model.kinds(16)
    changed = [
        np.abs(model.render(latents, kinds).astype(int) - model.render(model.move(latents, amounts), kinds)).mean()
        for amounts in ([0, 0], [1, 0], [4, 0])
    ]
    assert changed[0] == 0
    assert changed[1] < changed[2]
    with pytest.raises(OutOfRangeError, match="slider"):
        model.move(latents, [7])


def test_growing_up_begins_untrained_and_ends_with_the_model(model):
    latents, kinds = model.latents(4, 0), model.kinds(4)
    grown = model.grow_up(latents, kinds)
    assert len(grown) == len(model.steps) == 2
    assert (grown[-1] == model.render(latents, kinds)).all()
    assert (grown[0] != grown[-1]).any()


def test_the_critic_scores_real_pictures_lower_than_noise(model):
    real = model.gallery.pixels[:50]
    noise = np.random.default_rng(0).integers(256, size=real.shape, dtype=np.uint8)
    kinds = model.gallery.labels[:50].astype(np.int32)
    assert model.score(real, kinds).shape == (50,)
    assert np.isfinite(model.score(noise, kinds)).all()
    with pytest.raises(WrongSizeError, match="9×8×1, not 8×8×1"):
        model.score(np.zeros((1, 9, 8, 1), np.uint8), kinds[:1])


def test_the_nearest_real_picture_of_a_real_picture_is_itself(model):
    found = model.nearest(model.gallery.pixels[[3, 40]], top=2)
    assert [near[0].place for near in found] == [3, 40]
    assert all(near[0].distance < 1e-2 <= near[1].distance for near in found)


def test_a_sheet_has_every_picture_its_score_and_an_archive(model):
    sheet = gan.sample(model, 5, 3, kind=1)
    assert (decoded(sheet.pictures[2].image) == model.sample(5, 3, 1)[2, ..., 0]).all()
    scores = model.score(model.sample(5, 3, 1), model.kinds(5, 1))
    assert [picture.score for picture in sheet.pictures] == pytest.approx(scores.tolist(), abs=1e-5)
    with zipfile.ZipFile(io.BytesIO(b64decode(sheet.archive.split(",")[1]))) as archive:
        assert json.loads(archive.read("manifest.json"))["seed"] == 3
        assert (np.asarray(Image.open(archive.open("02.png"))) == decoded(sheet.pictures[2].image)).all()
    best = [picture.score for picture in gan.rank(sheet).pictures]
    assert best == sorted(best)


def test_a_walk_is_an_animation_of_all_its_frames(model):
    there_and_back = gan.walk(model, [1, 2], 4, 6, None, loop=False)
    image = Image.open(io.BytesIO(there_and_back.image))
    assert (image.format, image.n_frames) == ("WEBP", there_and_back.frames)
    assert there_and_back.frames == 10


def test_own_pictures_are_scored_best_first_and_wrong_ones_refused(model, tmp_path):
    files = []
    for index, picture in enumerate(model.gallery.pixels[:4]):
        Image.fromarray(picture[..., 0]).save(tmp_path / f"{index}.png")
        files.append(tmp_path / f"{index}.png")
    scores = [picture.score for picture in gan.score_files(model, files, 0).pictures]
    assert scores == sorted(scores)
    Image.new("L", (9, 8)).save(tmp_path / "wide.png")
    (tmp_path / "text.png").write_text("no picture")
    for file, cause in (("wide.png", "9×8"), ("text.png", "no readable")):
        with pytest.raises(WrongSizeError, match=cause):
            gan.score_files(model, [tmp_path / file], 0)
    with pytest.raises(OutOfRangeError, match="class"):
        gan.score_files(model, files)


def test_grey_of_16_bits_is_judged_as_of_eight(model, tmp_path):
    picture = model.gallery.pixels[0, ..., 0]
    Image.fromarray(picture).save(tmp_path / "plain.png")
    Image.fromarray(picture.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    plain, deep = (gan.score_files(model, [tmp_path / file], 0) for file in ("plain.png", "deep.png"))
    assert plain.pictures[0] == deep.pictures[0]


def test_a_photograph_is_judged_upright(model, tmp_path):
    picture = Image.fromarray(model.gallery.pixels[0, ..., 0])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture.save(tmp_path / "upright.png")
    picture.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying.png", exif=exif)
    upright, lying = (gan.score_files(model, [tmp_path / file], 0) for file in ("upright.png", "lying.png"))
    assert upright.pictures[0] == lying.pictures[0]


def test_however_a_file_is_damaged_it_is_judged_or_refused(model, tmp_path):
    Image.fromarray(model.gallery.pixels[0, ..., 0]).save(tmp_path / "whole.png")
    whole, random = (tmp_path / "whole.png").read_bytes(), np.random.default_rng(0)
    for place in range(8, 60):
        damaged = bytearray(whole)
        damaged[place] = int(random.integers(256))
        (tmp_path / "damaged.png").write_bytes(damaged)
        with suppress(WrongSizeError):
            gan.score_files(model, [tmp_path / "damaged.png"], 0)
    with pytest.raises(WrongSizeError, match="no readable"):
        gan.score_files(model, [tmp_path / "gone.png"], 0)


def test_a_format_beyond_those_of_pictures_is_not_opened_whatever_its_name(model, tmp_path):
    Image.fromarray(model.gallery.pixels[0, ..., 0]).save(tmp_path / "digit.png", "PPM")
    with pytest.raises(WrongSizeError, match="Send PNG"):
        gan.score_files(model, [tmp_path / "digit.png"], 0)


def test_a_huge_file_is_not_judged(model, tmp_path):
    file = tmp_path / "huge.png"
    with file.open("wb") as stream:
        stream.truncate(1_000_001)
    with pytest.raises(WrongSizeError, match="1,000,000 bytes"):
        gan.score_files(model, [file], 0)


def test_only_pictures_of_the_kind_that_is_drawn_are_compared_with(model):
    with pytest.raises(WrongSizeError, match="32×32×3 values, those that are drawn 8×8×1"):
        check_pictures(model, Images(np.zeros((9, 32, 32, 3), np.uint8)))
    with pytest.raises(DataError, match="no classes, and the generator knows 2"):
        check_pictures(model, Images(np.zeros((9, 8, 8, 1), np.uint8)))

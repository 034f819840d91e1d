"""Pools on disk, and the batches that are mixed from them."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from models.captcha import CaptchaError, draw, random_text
from models.captcha.augment import augment
from models.captcha.data import Recipe
from models.captcha.encoding import Encoding
from models.captcha.labelled import labelled
from models.captcha.pool import CHUNK, Mixture, Pool, draw_pool, gather_pool, stream, weigh

DIGITS = Encoding(16, 48, 3, "stretched", "0123456789", trim=True)
TWO_WIDTHS = replace(DIGITS, wide=80)
RECIPE = Recipe(("painted", "default"), charset=DIGITS.charset, seed=5)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    return draw_pool(RECIPE, DIGITS, CHUNK + 7, tmp_path_factory.mktemp("pool"), workers=2)


def test_a_pool_holds_the_examples_of_its_recipe(pool):
    assert pool.pictures.shape == (CHUNK + 7, 16, 48, 3)
    for index in (0, CHUNK - 1, CHUNK + 6):
        image, text = RECIPE.example(index)
        assert DIGITS.text(pool.labels[index]) == text
        assert (pool.pictures[index] == DIGITS.pixels(image)).all()


def test_a_killed_pool_is_finished_and_what_was_drawn_is_kept(pool):
    done = np.load(pool.folder / "done.npy")
    assert done.all()
    pictures = np.load(pool.folder / "pictures.npy", mmap_mode="r+")
    kept, lost = pictures[0].copy(), pictures[CHUNK].copy()
    pictures[0] = pictures[CHUNK] = 7
    done[1] = False
    np.save(pool.folder / "done.npy", done)
    again = draw_pool(RECIPE, DIGITS, CHUNK + 7, pool.folder, workers=1)
    assert (again.pictures[CHUNK] == lost).all()
    assert (again.pictures[0] == 7).all()  # not drawn again
    pictures[0] = kept


def test_another_recipe_is_drawn_anew(pool, tmp_path):
    first = draw_pool(RECIPE, DIGITS, 4, tmp_path, workers=1).labels.tolist()
    other = Recipe(RECIPE.styles, charset=DIGITS.charset, seed=6)
    assert draw_pool(other, DIGITS, 4, tmp_path, workers=1).labels.tolist() != first


def test_batches_are_mixed_by_share_and_are_the_same_for_their_number(pool, tmp_path):
    for seed in range(30):
        draw(random_text(seed, charset="777"), seed=seed).save(tmp_path / f"7777_{seed}.png")
    real = gather_pool([labelled(str(tmp_path))], DIGITS, tmp_path / "gathered", share=0.5)
    mixture = Mixture((Pool(pool.folder, 0.5), real), 200)
    pictures, labels = mixture.batch(3)
    assert pictures.shape == (200, 16, 48, 3) and pictures.dtype == np.uint8
    assert 60 < sum(DIGITS.text(label) == "7777" for label in labels) < 140
    assert (mixture.batch(3)[0] == pictures).all()
    assert (mixture.batch(4)[0] != pictures).any()


def test_a_batch_has_pictures_of_one_width_each_as_often_as_it_occurs(tmp_path):
    drawn_ones = draw_pool(RECIPE, TWO_WIDTHS, 60, tmp_path / "drawn", workers=1, share=0.8)
    for seed in range(8):
        draw("7777", "wide", seed).resize((240, 30)).save(tmp_path / f"7777_{seed}.png")
    wide = gather_pool([labelled(str(tmp_path))], TWO_WIDTHS, tmp_path / "gathered", share=0.2)
    assert list(wide.rows) == [80] and set(drawn_ones.rows) <= {48, 80}
    for pool in (drawn_ones, wide):
        assert all(pool.picture(row).shape[1] == width for width, rows in pool.rows.items() for row in rows)
    batches = [Mixture((drawn_ones, wide), 4).batch(index)[0].shape for index in range(200)]
    assert set(batches) == {(4, 16, 48, 3), (4, 16, 80, 3)}
    share = 0.2 + 0.8 * len(drawn_ones.rows.get(80, ())) / 60
    assert abs(sum(shape[2] == 80 for shape in batches) / 200 - share) < 0.1


def test_pictures_are_shown_by_their_weights_until_others_are_drawn(tmp_path):
    pool = draw_pool(RECIPE, TWO_WIDTHS, 40, tmp_path, workers=1)
    usual, wide = (pool.rows[width] for width in TWO_WIDTHS.widths)
    weights = np.zeros(40)
    weights[usual[:2]], weights[wide[0]] = (3, 1), 4
    mixture = Mixture((weigh(pool, weights),), 4)
    shown = [mixture.batch(index) for index in range(200)]
    texts = [DIGITS.text(label) for _, labels in shown for label in labels]
    for row, share in ((usual[0], 3 / 8), (usual[1], 1 / 8), (wide[0], 1 / 2)):
        assert abs(texts.count(DIGITS.text(pool.labels[row])) / len(texts) - share) < 0.1
    others = draw_pool(replace(RECIPE, seed=6), TWO_WIDTHS, 40, tmp_path, workers=1)
    assert not others.is_weighed and (others.weights == 1).all()


def test_small_sources_weigh_more_than_their_pictures(tmp_path):
    for name, text, count in (("large", "1111", 36), ("small", "2222", 4)):
        (tmp_path / name).mkdir()
        for seed in range(count):
            draw(text, seed=seed).save(tmp_path / name / f"{text}_{seed}.png")
    sources = [labelled(str(tmp_path / name)) for name in ("large", "small")]
    texts = [DIGITS.text(label) for label in gather_pool(sources, DIGITS, tmp_path / "pool").labels]
    assert (texts.count("1111"), texts.count("2222")) == (36, 12)


def test_a_source_of_which_all_is_held_out_is_passed_over_and_nothing_but_such_refused(tmp_path):
    draw("1111", seed=1).save(tmp_path / "1111.png")
    source = labelled(str(tmp_path))
    held_out = replace(source, rows=())
    assert len(gather_pool([held_out, source], DIGITS, tmp_path / "pool").labels) == 1
    with pytest.raises(CaptchaError, match="held out"):
        gather_pool([held_out], DIGITS, tmp_path / "pool")


def test_a_stream_can_be_joined_at_any_step_and_is_the_same_in_other_processes(pool):
    mixture = Mixture((pool,), 4)
    here = [mixture.batch(index) for index in range(4)]
    there = islice(stream(mixture.batch, start=2, workers=1), 2)
    for (pictures, labels), (other_pictures, other_labels) in zip(here[2:], there, strict=True):
        assert (pictures == other_pictures).all()
        assert (labels == other_labels).all()


@pytest.mark.parametrize("channels", [1, 3])
def test_changes_keep_the_shape_and_are_the_same_for_a_seed(channels):
    from random import Random

    pixels = Encoding(32, 96, channels, "stretched", "0123456789").pixels(draw("4711", seed=1))
    changed = [augment(pixels, Random(seed)) for seed in range(40)]
    assert all(picture.shape == pixels.shape and picture.dtype == np.uint8 for picture in changed)
    assert (augment(pixels, Random(3)) == changed[3]).all()
    assert sum((picture != pixels).any() for picture in changed) > 30

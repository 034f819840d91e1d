"""What a checkpoint can come to read is shown most."""

import numpy as np
import pytest

from models.captcha import CaptchaError, load
from models.captcha.data import Recipe
from models.captcha.emphasis import LEAST, emphasise, legibility, pull
from models.captcha.options import Options
from models.captcha.pool import Pool, draw_pool
from models.captcha.start import network_of


@pytest.fixture(scope="module")
def solver():
    return load("checkpoints/captcha")


@pytest.fixture
def pool(solver, tmp_path):
    """Captchas that are read, but for the first four of each width, which are noise."""
    recipe = Recipe(("default", "wide"), charset="abdeghkmABDEGHKM2345678", split="test")
    pool = draw_pool(recipe, solver.reader.encoding, 40, tmp_path, workers=1)
    pictures = np.load(tmp_path / "pictures.npy", mmap_mode="r+")
    for rows in pool.rows.values():
        pictures[rows[:4]] = np.random.default_rng(0).integers(0, 256, pictures[rows[:4]].shape, np.uint8)
    pictures.flush()
    return pool


def test_what_is_not_read_but_not_far_from_it_pulls_most_and_nothing_is_forgotten():
    pulls = pull(np.array([0.0, 1e-9, 1e-4, 0.1, 0.5, 0.9, 1.0]))
    assert pulls.argmax() == 3
    assert pulls[0] == pulls[-1] == pulls.min() == LEAST
    assert (np.diff(pulls)[:3] > 0).all() and (np.diff(pulls)[3:] < 0).all()


def test_noise_is_illegible_and_a_captcha_is_read_whatever_the_case_of_its_label(solver, pool, tmp_path):
    encoding = solver.reader.encoding
    for rows in pool.rows.values():
        found = legibility(pool, rows, solver)
        assert found[:4].max() < 0.01 < 0.8 < np.median(found[4:])
        assert found.max() <= 1
    labels = np.load(tmp_path / "labels.npy", mmap_mode="r+")
    labels[:] = [encoding.label(encoding.text(label).upper()) for label in labels]
    labels.flush()
    np.testing.assert_allclose(legibility(Pool(tmp_path), rows, solver), found)


def test_each_picture_of_a_pool_gets_the_pull_of_its_own_legibility_once(solver, pool):
    weighed = emphasise(pool, solver)
    for rows in pool.rows.values():
        np.testing.assert_allclose(weighed.weights[rows], pull(legibility(pool, rows, solver)))
    assert emphasise(weighed, solver) is weighed


def test_a_network_from_nothing_has_nothing_to_focus_by():
    with pytest.raises(CaptchaError, match="focus"):
        network_of(Options(focus=True))

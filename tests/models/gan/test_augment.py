"""Differentiable augmentation: what it changes, that gradients flow through it, and where a step applies it."""

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from models.gan import trainer  # noqa: E402
from models.gan.augment import augment  # noqa: E402
from models.gan.data import Images  # noqa: E402
from models.gan.design import Design  # noqa: E402
from models.gan.errors import OutOfRangeError  # noqa: E402
from models.gan.options import AUGMENTATIONS, Options  # noqa: E402
from models.gan.trainer import Trainer  # noqa: E402

KEY = tf.constant([3, 7])
PICTURES = np.random.default_rng(0).uniform(0.1, 1, (40, 16, 16, 2)).astype(np.float32)


def changed(name: str, pictures=PICTURES, cell: int = 1, key=KEY) -> np.ndarray:
    return augment(tf.constant(pictures), (name,), key, cell).numpy()


def test_brightness_adds_one_number_to_each_picture():
    added = changed("brightness") - PICTURES
    assert np.ptp(added, axis=(1, 2, 3)).max() < 1e-6
    numbers = added[:, 0, 0, 0]
    assert np.abs(numbers).max() <= 0.5
    assert np.ptp(numbers) > 0.7


@pytest.mark.parametrize("cell", [1, 4])
def test_translation_shifts_whole_squares_by_up_to_an_eighth_and_black_comes_in(cell):
    most = {1: 2, 4: 4}[cell]
    shifts = []
    for before, after in zip(PICTURES, changed("translation", cell=cell), strict=True):
        wide = np.pad(before, [(most, most), (most, most), (0, 0)])
        found = [
            (down, right)
            for down in range(-most, most + 1)
            for right in range(-most, most + 1)
            if (wide[most - down : most - down + 16, most - right : most - right + 16] == after).all()
        ]
        shifts += found
        assert len(found) == 1
    assert set(np.array(shifts).ravel() % cell) == {0}
    assert {down for down, _ in shifts} == {right for _, right in shifts} == set(range(-most, most + 1, cell))


@pytest.mark.parametrize("cell", [1, 4])
def test_cutout_leaves_a_square_of_half_the_side_black(cell):
    cut = changed("cutout", cell=cell) == 0
    assert (changed("cutout", cell=cell)[~cut] == PICTURES[~cut]).all()
    for picture in cut:
        assert (picture[..., 0] == picture[..., 1]).all()
        rows, columns = picture[..., 0].any(axis=1), picture[..., 0].any(axis=0)
        assert (picture[..., 0] == np.outer(rows, columns)).all()
        assert rows.sum() % cell == columns.sum() % cell == 0
        assert 4 - cell < rows.sum() <= 8
    assert cut.any(axis=(2, 3)).sum(axis=1).max() == 8


def test_a_key_changes_pictures_in_its_own_way_and_every_picture_in_another():
    same = np.repeat(PICTURES[:1], 40, axis=0)
    for name in AUGMENTATIONS:
        assert (changed(name) == changed(name)).all()
        assert (changed(name) != changed(name, key=KEY + 1)).any()
        assert len(np.unique(changed(name, same).reshape(40, -1), axis=0)) > 10
    assert (augment(PICTURES, (), KEY) == PICTURES).all()


def test_gradients_flow_through_all_as_finite_differences_say():
    pictures = tf.constant(PICTURES[:3, :8, :8])
    weights = np.random.default_rng(1).standard_normal(pictures.shape).astype(np.float32)
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        found = tf.reduce_sum(augment(pictures, AUGMENTATIONS, KEY) ** 2 * weights)
    gradient, random = tape.gradient(found, pictures).numpy(), np.random.default_rng(2)
    assert (gradient == 0).any()  # what is cut out
    assert (gradient != 0).mean() > 0.4
    for _ in range(8):
        way, step = random.standard_normal(pictures.shape), 1e-3
        sides = [
            float(tf.reduce_sum(augment(pictures + sign * step * way, AUGMENTATIONS, KEY) ** 2 * weights))
            for sign in (1, -1)
        ]
        assert (sides[0] - sides[1]) / (2 * step) == pytest.approx(float((gradient * way).sum()), rel=2e-2, abs=0.05)


@pytest.mark.training
@pytest.mark.parametrize("objective", ["wgan", "r3gan"])
def test_the_critic_sees_no_picture_as_it_is_and_the_generator_learns_through_the_changes(objective, monkeypatch):
    fitting = {"penalty": "zero-centred"} if objective == "r3gan" else {}
    options = Options(objective=objective, augment="brightness", batch=8, critic_steps=2, **fitting)
    pair = Trainer(Design("article", 4, 4, 1, latent=3), options)
    white = Images(np.full((64, 4, 4, 1), 128, np.uint8))
    seen, given = [], []

    def spy(pictures, names, key, cell):
        found = augment(pictures, names, key, cell)
        seen.append(found.numpy())
        given.append(pictures.numpy())
        return found

    monkeypatch.setattr(trainer, "augment", spy)
    scored, scores = [], pair._scores
    monkeypatch.setattr(
        pair, "_scores", lambda pictures, kinds: scored.append(pictures.numpy()) or scores(pictures, kinds)
    )
    before = pair.generator.get_weights()
    tf.config.run_functions_eagerly(True)
    try:
        pair.train(white)
    finally:
        tf.config.run_functions_eagerly(False)
    assert len(seen) == 2 * 2 + 2  # generated and real, of two turns of the critic and of the generator
    assert not any(np.abs(pictures - 128 / 255).max(axis=(1, 2, 3)).min() < 1e-6 for pictures in scored)
    ways = [tuple(np.round((after - it)[:, 0, 0, 0], 5)) for after, it in zip(seen, given, strict=True)]
    assert len(set(ways)) == len(ways)
    assert any((one != other).any() for one, other in zip(before, pair.generator.get_weights(), strict=True))


def test_an_unknown_augmentation_is_refused_with_those_that_there_are():
    with pytest.raises(OutOfRangeError, match="no augmentation 'colour'") as refusal:
        Options(augment="cutout, colour")
    assert "translation" in refusal.value.remedy
    assert Options(augment=" translation, cutout").augmentations == ("translation", "cutout")

"""What a teacher is right in is learnt besides what pictures say."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hub_utils.checkpoint import read_json
from models.captcha import CaptchaError, load
from models.captcha.data import Recipe
from models.captcha.encoding import MAX_LABEL
from models.captcha.options import Options, parse_options
from models.captcha.pool import Mixture, Pool, draw_pool

pytestmark = pytest.mark.training
FOLDER = Path("checkpoints/captcha")


@pytest.fixture(scope="module")
def solver():
    return load(FOLDER)


@pytest.fixture(scope="module")
def mixture(solver, tmp_path_factory):
    """Captchas that the teacher reads, of which every other one is labelled wrongly."""
    folder = tmp_path_factory.mktemp("pool")
    recipe = Recipe(("default",), charset="abdeghkmABDEGHKM2345678", split="test")
    draw_pool(recipe, solver.reader.encoding, 12, folder, workers=1)
    labels = np.load(folder / "labels.npy", mmap_mode="r+")
    labels[::2, 0] = solver.charset.index("z") + 1
    labels.flush()
    return Mixture((Pool(folder),), 12, seed=1)


def taught(*arguments):
    from models.captcha.teacher import taught_batch

    return taught_batch(*arguments)


def parts(labels, classes):
    return labels[:, :MAX_LABEL], labels[:, MAX_LABEL], labels[:, MAX_LABEL + 1 :].reshape(len(labels), -1, classes)


def test_a_taught_batch_is_that_of_the_mixture_with_what_the_teacher_answers(solver, mixture):
    classes = solver.reader.encoding.classes
    width = mixture.widths[-1]
    pictures, taught_labels = taught(mixture, FOLDER, classes, 3, width)
    expected, expected_labels = mixture.batch(3, width)
    np.testing.assert_array_equal(pictures, expected)
    assert [mixture.batch(3, each)[0].shape[2] for each in mixture.widths] == list(mixture.widths)
    labels, trust, logits = parts(taught_labels, classes)
    np.testing.assert_array_equal(labels, expected_labels)
    scores = np.stack(solver.scores(list(solver.reader.encoding.normalise(pictures))))
    prior = logits - scores  # what it learnt, before look-alikes were made rarer
    rarer = read_json(FOLDER / "config.json")["look_alikes"]
    assert rarer > 0
    told = dict(zip(solver.reader.symbols, prior[0, 0], strict=True))
    assert told == pytest.approx({symbol: rarer * (symbol in "0Oo1lI") for symbol in told}, abs=1e-4)
    wrong = labels[:, 0] == solver.charset.index("z") + 1
    assert 0 < wrong.sum() < len(wrong)
    assert trust[wrong].max() < 0.05 < 0.5 < np.median(trust[~wrong]) and trust.max() <= 1


def test_a_symbol_that_the_teacher_does_not_know_is_learnt_from_pictures_alone(solver, mixture, tmp_path):
    classes = solver.reader.encoding.classes
    width = mixture.widths[0]
    shutil.copytree(mixture.pools[0].folder, tmp_path, dirs_exist_ok=True)
    stored = np.load(tmp_path / "labels.npy", mmap_mode="r+")
    stored[:, 1] = classes  # the first class behind those it knows
    stored.flush()
    _, labels = taught(Mixture((Pool(tmp_path),), 6, seed=1), FOLDER, classes + 2, 0, width)
    _, trust, logits = parts(labels, classes + 2)
    assert (trust == 0).all()
    shares = np.exp(logits - logits.max(axis=2, keepdims=True))
    assert shares[..., classes:].max() < 1e-9 and np.isfinite(logits).all()


def loss(trust, logits, answers, labels=((1, 2), (2, 0)), saturation=0.1):
    from models.captcha.model import SaturatingCTC
    from models.captcha.teacher import TaughtCTC

    padded = np.zeros((2, MAX_LABEL), np.int32)
    padded[:, :2] = labels
    told = np.hstack([padded, np.asarray(trust)[:, None], logits.reshape(2, -1)]).astype(np.float32)
    by_pictures = np.asarray(SaturatingCTC(saturation, reduction="none")(padded, answers))
    return np.asarray(TaughtCTC(saturation, reduction="none")(told, answers)), by_pictures


@pytest.mark.parametrize("saturation", [0.0, 0.1])
def test_the_loss_adds_the_divergence_from_the_teacher_as_far_as_it_is_trusted(saturation):
    generator = np.random.default_rng(0)
    logits, answers = (generator.normal(0, 2, (2, 5, 4)).astype(np.float32) for _ in range(2))
    shares = [np.exp(each) / np.exp(each).sum(axis=-1, keepdims=True) for each in (logits, answers)]
    divergence = (shares[0] * np.log(shares[0] / shares[1])).sum(axis=(1, 2))
    found, by_pictures = loss([0.25, 1.0], logits, answers, saturation=saturation)
    assert found == pytest.approx(by_pictures + [0.25, 1.0] * divergence, rel=1e-4)
    for trust, given in (([0, 0], logits), ([1, 1], answers)):  # nobody to be trusted, nothing to differ in
        found, by_pictures = loss(trust, given, answers, saturation=saturation)
        assert found == pytest.approx(by_pictures, rel=1e-4)


def test_a_network_is_taught_only_by_what_sees_as_it_does_and_knows_its_first_symbols(solver):
    from models.captcha.teacher import check_teacher

    encoding = solver.reader.encoding
    check_teacher(FOLDER, encoding)
    check_teacher(FOLDER, replace(encoding, charset=encoding.charset + "+="))
    for other in ({"height": 48}, {"charset": encoding.charset[::-1]}, {"charset": "0123456789"}):
        with pytest.raises(CaptchaError, match="teacher"):
            check_teacher(FOLDER, replace(encoding, **other))


def test_a_training_learns_from_its_teacher_if_it_has_one(solver, mixture):
    from models.captcha.train import _batches

    encoding = solver.reader.encoding
    for teacher, taught in (("", False), (str(FOLDER), True)):
        options = Options(teacher=teacher, batch=4, workers=0)
        _, labels = next(_batches(mixture.pools, encoding, options, start=0))
        assert (labels.shape[1] > MAX_LABEL) is taught


def test_a_wrong_teacher_is_refused_before_anything_is_drawn(tmp_path):
    from models.captcha.train import train
    from tests.models.captcha.tiny import TINY

    with pytest.raises(CaptchaError, match="teacher"):
        train(TINY, Options(teacher=str(FOLDER), run=str(tmp_path / "run")))
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_is_its_own_teacher_when_it_learns_something_new():
    assert parse_options(["--from", "captcha"]).teacher == "captcha"
    assert parse_options(["--from", "captcha", "--teacher", ""]).teacher == parse_options([]).teacher == ""
    assert parse_options(["--from", "captcha", "--anew", "True"]).teacher == ""

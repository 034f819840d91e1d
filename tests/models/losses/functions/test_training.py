"""Models with each loss are trained, show every part of it, and are saved and loaded in Keras's safe mode."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from models.losses.functions.arcface import ArcFace  # noqa: E402
from models.losses.functions.centre import CentreDistance  # noqa: E402
from models.losses.functions.confidence import ConfidencePenalised  # noqa: E402
from models.losses.functions.entropy import CrossEntropy  # noqa: E402
from models.losses.functions.focal import Focal  # noqa: E402
from models.losses.functions.triplet import ClassTriplet, Triplet  # noqa: E402
from models.losses.functions.ways import WAYS, encoder, extracted, turn  # noqa: E402

pytestmark = pytest.mark.training

CLASSES = 3
LABELS = np.random.default_rng(0).integers(CLASSES, size=64)
POINTS = (np.eye(CLASSES)[LABELS] + 0.3 * np.random.default_rng(1).standard_normal((64, CLASSES))).astype(np.float32)
FOR_CLASSES = [CrossEntropy(), ConfidencePenalised(0.2), Focal(1.5), Focal(2, [0.2, 0.3, 0.5])]
OVER_BATCHES = [ClassTriplet(0.3, "semi-hard"), ClassTriplet(0.3, "random", seed=1), Triplet(0.3, "hard")]


def perceptron(outputs: int = CLASSES) -> keras.Model:
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((CLASSES,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(outputs)])


def reloaded(model: keras.Model, folder) -> keras.Model:
    model.save(folder / "model.keras")
    return keras.saving.load_model(folder / "model.keras", safe_mode=True)


def centred(by: str) -> keras.Model:
    """Class scores and distances from centres, two outputs, as in the article."""
    keras.utils.set_random_seed(0)
    points, labels = keras.Input((CLASSES,)), keras.Input((), dtype="int32")
    features = keras.layers.Dense(4)(points)
    distances = CentreDistance(CLASSES, 0.2, by)(features, labels)
    model = keras.Model([points, labels], [keras.layers.Dense(CLASSES, name="scores")(features), distances])
    shown = keras.metrics.SparseCategoricalCrossentropy(name="cross_entropy", from_logits=True)
    model.compile("adam", [CrossEntropy(), None], metrics=[["accuracy", shown], None])
    return model


@pytest.mark.parametrize("loss", FOR_CLASSES, ids=lambda loss: loss.name)
@pytest.mark.parametrize("compiled", [False, True], ids=["graph", "xla"])
def test_losses_for_classes_fall_and_come_back(loss, compiled, tmp_path):
    model = perceptron()
    model.compile(keras.optimizers.Adam(0.02), loss, jit_compile=compiled)
    history = model.fit(POINTS, LABELS, epochs=8, verbose=0).history["loss"]
    assert history[-1] < 0.8 * history[0]
    again = reloaded(model, tmp_path)
    assert type(again.loss) is type(loss)
    assert again.loss.get_config() == loss.get_config()
    assert again.evaluate(POINTS, LABELS, verbose=0) == pytest.approx(model.evaluate(POINTS, LABELS, verbose=0))


@pytest.mark.parametrize("loss", OVER_BATCHES, ids=lambda loss: loss.name)
def test_losses_over_batches_fall_and_come_back(loss, tmp_path):
    model, pairs = perceptron(4), isinstance(loss, Triplet)
    if pairs:
        model = keras.Sequential([*perceptron(8).layers, keras.layers.Reshape((2, 4))])
    model.compile(keras.optimizers.Adam(0.02), loss)
    history = model.fit(POINTS, np.arange(64) if pairs else LABELS, epochs=10, verbose=0).history["loss"]
    assert np.mean(history[-3:]) < 0.8 * history[0]
    again = reloaded(model, tmp_path)
    assert again.loss.get_config() == loss.get_config()
    np.testing.assert_allclose(again.predict(POINTS, verbose=0), model.predict(POINTS, verbose=0))


@pytest.mark.parametrize("by", ["gradient", "average"])
def test_centre_loss_shows_its_parts_which_add_up(by, tmp_path):
    model = centred(by)
    logs = model.fit([POINTS, LABELS], [LABELS, LABELS], epochs=5, verbose=0).history
    for total, entropy, distance in zip(
        *(logs[key] for key in ("loss", "scores_cross_entropy", "centre_distance")), strict=True
    ):
        assert total == pytest.approx(entropy + 0.2 * distance, rel=1e-4)
    assert "scores_accuracy" in logs
    centres = _centres(model)
    assert np.abs(centres).max() > 1e-3
    again = reloaded(model, tmp_path)
    np.testing.assert_allclose(_centres(again), centres)
    assert again.evaluate([POINTS, LABELS], [LABELS, LABELS], verbose=0, return_dict=True) == pytest.approx(
        model.evaluate([POINTS, LABELS], [LABELS, LABELS], verbose=0, return_dict=True)
    )


def _centres(model: keras.Model) -> np.ndarray:
    (layer,) = [layer for layer in model.layers if isinstance(layer, CentreDistance)]
    return np.asarray(layer.centres)


def test_arcface_trains_with_labels_and_answers_without_a_margin(tmp_path):
    keras.utils.set_random_seed(0)
    points, labels = keras.Input((CLASSES,)), keras.Input((), dtype="int32")
    logits = ArcFace(CLASSES, 8, 0.3)(keras.layers.Dense(4)(points), labels)
    model = keras.Model([points, labels], logits)
    model.compile(keras.optimizers.Adam(0.02), CrossEntropy(), metrics=["accuracy"])
    history = model.fit([POINTS, LABELS], LABELS, epochs=10, verbose=0).history
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    others = model.predict([POINTS, (LABELS + 1) % CLASSES], verbose=0)
    np.testing.assert_allclose(others, model.predict([POINTS, LABELS], verbose=0))
    np.testing.assert_allclose(reloaded(model, tmp_path).predict([POINTS, LABELS], verbose=0), others)


def tokens(seed: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    given = random.integers(1, 50, size=(3, 48, 6))
    given[random.random(given.shape) < 0.2] = 0
    given[..., 0] = np.maximum(given[..., 0], 1)
    return list(given)


def trained(way: str, symmetric: bool = False) -> tuple[keras.Model, list[float]]:
    keras.utils.set_random_seed(5)
    model = WAYS[way](encoder(50, 16, 12), turn(12, symmetric), margin=0.2)
    return model, model.fit(tokens(0), np.zeros(48), batch_size=16, epochs=4, verbose=0).history["loss"]


def test_four_ways_to_train_give_the_same_losses_and_weights():
    (first, losses), *others = [trained(way) for way in WAYS]
    assert losses[-1] < 0.5 * losses[0]
    for model, history in others:
        assert history == pytest.approx(losses, abs=1e-6)
        for one, other in zip(first.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("way", WAYS)
def test_a_matcher_comes_back_and_its_encoders_come_out(way, tmp_path):
    model, _ = trained(way)
    again = reloaded(model, tmp_path)
    np.testing.assert_allclose(again.predict(tokens(1), verbose=0), model.predict(tokens(1), verbose=0), atol=1e-7)
    (questions, answers), loaded = extracted(model), extracted(again)
    asked, right, wrong = tokens(1)
    vectors = questions(asked), answers(right), answers(wrong)
    for one, encode in zip(vectors, (loaded[0], loaded[1], loaded[1]), strict=True):
        assert one.shape == (48, 12)
        np.testing.assert_allclose(encode(asked if one is vectors[0] else right if one is vectors[1] else wrong), one)
    expected = _matched(way, *(np.asarray(one) for one in vectors))
    np.testing.assert_allclose(model.predict(tokens(1), verbose=0), expected, atol=1e-5)


def _matched(way: str, question: np.ndarray, right: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    """What the model of a way gives: losses, or both cosines."""
    right, wrong = (
        (question * other).sum(axis=1) / np.linalg.norm(question, axis=1) / np.linalg.norm(other, axis=1)
        for other in (right, wrong)
    )
    return np.maximum(0, 0.2 + wrong - right) if way in ("output", "add_loss") else np.stack([right, wrong], axis=1)


def test_symmetric_encoders_are_one():
    questions, answers = extracted(trained("output", symmetric=True)[0])
    np.testing.assert_allclose(questions(tokens(1)[0]), answers(tokens(1)[0]))
    questions, answers = extracted(trained("output")[0])
    assert np.abs(np.asarray(questions(tokens(1)[0])) - np.asarray(answers(tokens(1)[0]))).max() > 1e-3

"""Centre loss and ArcFace beside NumPy and finite differences, in models that are trained, saved and loaded."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from models.losses import OutOfRangeError  # noqa: E402
from models.losses.functions import references  # noqa: E402
from models.losses.functions.arcface import ArcFace, with_margin  # noqa: E402
from models.losses.functions.centre import CentreDistance  # noqa: E402
from models.losses.functions.entropy import CrossEntropy  # noqa: E402
from tests.models.losses.functions.gradients import assert_gradient, gradient  # noqa: E402

LABELS = np.array([0, 0, 2, 1, 2, 2])
CLASSES, WIDTH = 4, 3  # no sample is of the last class


def features(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((len(LABELS), WIDTH))


def centred(by: str = "gradient", **options) -> CentreDistance:
    layer = CentreDistance(CLASSES, by=by, dtype="float64", **options)
    layer.build((None, WIDTH), (None,))
    layer.centres.assign(np.random.default_rng(1).standard_normal((CLASSES, WIDTH)))
    return layer


def test_distances_are_those_from_the_centre_of_the_class():
    layer, points = centred(weight=0.2), features()
    found = layer(points, LABELS)
    np.testing.assert_allclose(found, references.centre_distance(points, LABELS, np.asarray(layer.centres)), rtol=1e-9)
    np.testing.assert_allclose(layer(points, LABELS[:, None]), found)
    assert float(layer.losses[0]) == pytest.approx(0.2 * np.mean(found))


def test_moving_centres_are_those_of_a_loop_in_numpy():
    layer = centred("average", rate=0.3)
    expected = np.asarray(layer.centres)
    for seed in range(5):
        layer(features(seed), LABELS, training=True)
        expected = references.moved_centres(features(seed), LABELS, expected, 0.3)
    np.testing.assert_allclose(layer.centres, expected, rtol=1e-9)
    for unmoved in (centred("average"), centred("gradient")):
        before = np.asarray(unmoved.centres)
        unmoved(features(), LABELS, training=unmoved.by == "gradient")
        assert (np.asarray(unmoved.centres) == before).all()


def test_a_class_that_is_not_in_the_batch_keeps_its_centre():
    layer = centred("average", rate=1.0)
    before = np.asarray(layer.centres)
    layer(features(), LABELS, training=True)
    after = np.asarray(layer.centres)
    assert (before[3] == after[3]).all()
    assert (before[:3] != after[:3]).any(axis=1).all()


def test_distances_have_the_gradients_of_finite_differences_both_ways():
    layer = centred()
    assert_gradient(lambda points: layer.distances(points, LABELS), features())

    def of_centres(centres):
        with keras.StatelessScope([(layer.centres, centres)]):
            return layer.distances(keras.ops.convert_to_tensor(features()), LABELS)

    assert_gradient(of_centres, np.asarray(layer.centres))


def test_only_centres_by_gradient_are_trained():
    assert [len(centred(by).trainable_variables) for by in ("gradient", "average")] == [1, 0]


def test_angles_have_a_margin_in_training_only():
    layer, points = ArcFace(CLASSES, 8, 0.4, dtype="float64"), features(2)
    plain = layer(points, LABELS)
    directions = np.asarray(layer.directions)
    cosines = points @ directions.T / np.outer(np.linalg.norm(points, axis=1), np.linalg.norm(directions, axis=1))
    np.testing.assert_allclose(plain, 8 * cosines, rtol=1e-9)
    np.testing.assert_allclose(layer(points, training=True), plain)
    expected = references.arcface(cosines, LABELS, 8, 0.4)
    np.testing.assert_allclose(layer(points, LABELS, training=True), expected, rtol=1e-9)
    np.testing.assert_allclose(layer(points, np.eye(CLASSES)[LABELS], training=True), expected, rtol=1e-9)


@pytest.mark.parametrize("margin", [0, 0.1, 0.5, 1.5])
def test_the_margin_falls_with_the_angle_all_the_way(margin):
    cosines = np.cos(np.linspace(0.01, np.pi - 0.01, 500))
    found = np.asarray(with_margin(keras.ops.convert_to_tensor(cosines), margin))
    np.testing.assert_allclose(found, references.with_margin(cosines, margin), atol=1e-9)
    assert (np.diff(found) < 0).all()


def test_margins_have_the_gradients_of_finite_differences():
    layer = ArcFace(CLASSES, 4, 0.5, dtype="float64")
    layer.build((None, WIDTH))
    assert_gradient(lambda points: layer(points, LABELS, training=True), features(3))


@pytest.mark.parametrize("compiled", [False, True])
def test_values_and_slopes_are_finite_at_cosines_of_1_and_of_no_length(compiled):
    for cosine in (1.0, -1.0):
        assert np.isfinite(gradient(lambda given: with_margin(given, 0.5), np.array([cosine], np.float32), compiled))
    layer = ArcFace(CLASSES, 64, 0.5)
    layer.build((None, WIDTH))
    along = np.asarray(layer.directions)[LABELS]
    for points in (along, -along, np.zeros_like(along), 1e20 * along):
        slope = gradient(
            lambda given: CrossEntropy(reduction="none")(LABELS, layer(given, LABELS, training=True)), points, compiled
        )
        assert np.isfinite(np.asarray(layer(points, LABELS, training=True))).all()
        assert np.isfinite(slope).all()


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: CentreDistance(0), "classes is 0"),
        (lambda: CentreDistance(3, weight=-1), "weight is -1"),
        (lambda: CentreDistance(3, weight=float("nan")), "weight is nan"),
        (lambda: CentreDistance(3, by="magic"), "gradient, average"),
        (lambda: CentreDistance(3, rate=2), "rate is 2"),
        (lambda: ArcFace(3, scale=0), "scale is 0"),
        (lambda: ArcFace(3, margin=2), "margin is 2"),
    ],
)
def test_what_is_not_served_is_refused(build, said):
    with pytest.raises(OutOfRangeError, match=said):
        build()


@pytest.mark.parametrize(
    "layer", [CentreDistance(3, 0.7, "average", 0.2), ArcFace(3, 9.0, 0.3)], ids=lambda one: one.name
)
def test_a_layer_is_made_again_with_all_its_parameters(layer):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    names = ("classes", "weight", "by", "rate") if isinstance(layer, CentreDistance) else ("classes", "scale", "margin")
    assert type(again) is type(layer)
    assert [getattr(again, name) for name in names] == [getattr(layer, name) for name in names]

"""Cross-entropy, the penalty on confidence and focal loss beside NumPy, Keras's own and finite differences."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from models.losses import OutOfRangeError  # noqa: E402
from models.losses.functions import references  # noqa: E402
from models.losses.functions.confidence import ConfidencePenalised  # noqa: E402
from models.losses.functions.entropy import CrossEntropy  # noqa: E402
from models.losses.functions.focal import Focal  # noqa: E402
from tests.models.losses.functions.gradients import assert_gradient, gradient  # noqa: E402

CLASSES = 5
LOSSES = [CrossEntropy, ConfidencePenalised, Focal, lambda **o: Focal(0.5, 0.25, **o), lambda **o: Focal(0, **o)]
NAMES = ["cross-entropy", "over-confidence", "focal", "focal 0.5", "focal 0"]


def samples(count: int = 7, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.integers(CLASSES, size=count), 3 * random.standard_normal((count, CLASSES))


def one_hot(labels: np.ndarray) -> np.ndarray:
    return np.eye(CLASSES)[labels]


@pytest.mark.parametrize(
    ("loss", "reference"),
    [
        (CrossEntropy, references.cross_entropy),
        (lambda **o: ConfidencePenalised(0.3, **o), lambda y, z: references.confidence_penalised(y, z, 0.3)),
        (lambda **o: Focal(1.5, 0.25, **o), lambda y, z: references.focal(y, z, 1.5, 0.25)),
    ],
)
def test_each_sample_has_the_value_of_the_numpy_reference(loss, reference):
    labels, logits = samples()
    found = loss(reduction="none", dtype="float64")(labels, logits)
    np.testing.assert_allclose(found, reference(labels, logits), rtol=1e-9)


@pytest.mark.parametrize("epsilon", [0, 0.1, 0.5, 1])
def test_the_penalty_on_confidence_is_label_smoothing(epsilon):
    labels, logits = samples()
    theirs = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=epsilon, reduction="none")
    for given in (labels, labels[:, None], one_hot(labels)):
        found = ConfidencePenalised(epsilon, reduction="none")(given, logits)
        np.testing.assert_allclose(found, theirs(one_hot(labels), logits), atol=1e-6)


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none"])
def test_it_stays_so_with_sample_weights_and_masks(reduction):
    labels, logits = samples(12)
    labels, logits = labels.reshape(3, 4), logits.reshape(3, 4, CLASSES)
    weights = np.random.default_rng(1).random((3, 4))
    mask = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 1]], bool)
    ours = ConfidencePenalised(0.1, reduction=reduction)
    theirs = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1, reduction=reduction)
    for masked in (False, True):
        tensor = keras.ops.convert_to_tensor(logits.astype("float32"))
        if masked:
            tensor._keras_mask = keras.ops.convert_to_tensor(mask)
        for weight in (None, weights):
            expected = theirs(one_hot(labels), tensor, sample_weight=weight)
            np.testing.assert_allclose(ours(labels, tensor, sample_weight=weight), expected, atol=2e-6)


def test_a_masked_sample_has_no_part_in_the_mean():
    labels, logits = samples(4)
    tensor = keras.ops.convert_to_tensor(logits.astype("float32"))
    tensor._keras_mask = keras.ops.convert_to_tensor([True, True, False, False])
    expected = references.confidence_penalised(labels[:2], logits[:2], 0.1).mean()
    assert float(ConfidencePenalised(0.1)(labels, tensor)) == pytest.approx(expected, rel=1e-5)


def test_soft_targets_are_taken_as_they_are():
    _, logits = samples()
    targets = np.random.default_rng(2).dirichlet(np.ones(CLASSES), len(logits))
    expected = -(targets * references.log_softmax(logits)).sum(axis=1)
    np.testing.assert_allclose(CrossEntropy(reduction="none")(targets, logits), expected, rtol=1e-5)


def test_focal_loss_is_that_of_keras_and_weighs_classes():
    labels, logits = samples()
    theirs = keras.losses.CategoricalFocalCrossentropy(alpha=0.25, gamma=2, from_logits=True, reduction="none")
    found = Focal(2, 0.25, reduction="none")(labels, logits)
    np.testing.assert_allclose(found, theirs(one_hot(labels), logits), rtol=1e-4, atol=1e-6)
    weights = [1.0, 2.0, 3.0, 4.0, 5.0]
    weighted = Focal(2, weights, reduction="none")(labels, logits)
    np.testing.assert_allclose(weighted, np.array(weights)[labels] * Focal(2, reduction="none")(labels, logits), 1e-5)


@pytest.mark.parametrize("loss", LOSSES, ids=NAMES)
def test_gradients_are_those_of_finite_differences(loss):
    labels, logits = samples(4)
    assert_gradient(lambda points: loss(dtype="float64").call(labels, points), logits)


@pytest.mark.parametrize("loss", LOSSES, ids=NAMES)
def test_values_and_slopes_are_finite_where_probabilities_are_0_or_1(loss):
    labels = np.array([0, 1, 2])
    logits = np.array([[1e4, 0, 0], [1e4, 0, 0], [0, 0, 0]], np.float32)
    values = np.asarray(loss(reduction="none")(labels, logits))
    assert np.isfinite(values).all()
    assert np.isfinite(gradient(lambda points: loss(reduction="none")(labels, points), logits)).all()


@pytest.mark.parametrize("epsilon", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_share_outside_its_bounds_is_refused(epsilon):
    with pytest.raises(OutOfRangeError, match="epsilon is"):
        ConfidencePenalised(epsilon)


@pytest.mark.parametrize("arguments", [(-1,), (float("inf"),), (2, -0.5), (2, [1, float("nan")])])
def test_powers_and_weights_under_0_are_refused(arguments):
    with pytest.raises(OutOfRangeError, match="at least 0"):
        Focal(*arguments)

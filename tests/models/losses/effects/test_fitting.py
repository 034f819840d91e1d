"""Training again and again: a seed gives the same weights whatever was trained before it."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from models.losses.effects.centres import ByCentre, ByTriplet  # noqa: E402
from models.losses.effects.confidence import Classifier  # noqa: E402
from models.losses.effects.fitting import Fit  # noqa: E402
from models.losses.effects.matching import LENGTH, Matcher  # noqa: E402
from models.losses.functions.entropy import CrossEntropy  # noqa: E402

pytestmark = pytest.mark.training

RANDOM = np.random.default_rng(0)
LABELS = RANDOM.integers(7, size=30).astype(np.int32)
IMAGES = RANDOM.random((30, 64), np.float32)
TOKENS = RANDOM.integers(1, 20, size=(2, 30, LENGTH)).astype(np.int32)
CASES = {
    "cross-entropy": (lambda: Classifier(CrossEntropy()), [IMAGES, LABELS]),
    "centre": (lambda: ByCentre("average"), [IMAGES, LABELS]),
    "triplet": (ByTriplet, [IMAGES, LABELS]),
    "matcher": (lambda: Matcher(20, "random"), [*TOKENS, np.arange(30, dtype=np.int32)]),
}


def weights(network) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(variable) for variable in network.weights]


@pytest.mark.parametrize("name", CASES)
def test_a_seed_gives_the_same_weights_whatever_was_trained_before(name):
    make, arrays = CASES[name]
    fit = Fit(make, [array[:2] for array in arrays])
    first, other, again = (weights(fit(seed, arrays, 2, 10)) for seed in (1, 2, 1))
    fresh = weights(Fit(make, [array[:2] for array in arrays])(1, arrays, 2, 10))
    for one, two, three in zip(first, again, fresh, strict=True):
        assert (one == two).all()
        assert (one == three).all()
        assert np.isfinite(one).all()
    assert any((one != two).any() for one, two in zip(first, other, strict=True))


def test_it_learns_from_all_rows_in_the_order_of_the_seed():
    class Counter(keras.Layer):
        def __init__(self):
            super().__init__()
            self.sums = self.add_weight((30,), "zeros", trainable=False)
            self.steps = self.add_weight((), "zeros", trainable=False)
            self.weight = self.add_weight((), "zeros")

        def call(self, rows, training=None):
            if training:
                self.sums.assign_add(keras.ops.sum(keras.ops.one_hot(rows, 30), axis=0))
                self.steps.assign_add(1.0)
            return self.weight * keras.ops.sum(keras.ops.cast(rows, "float32"))

    rows = np.arange(30, dtype=np.int32)
    network = Fit(Counter, [rows[:2]])(0, [rows], epochs=3, batch=10)
    assert np.asarray(network.sums).tolist() == [3] * 30
    assert float(network.steps) == 9


def test_the_loss_falls():
    make, arrays = CASES["cross-entropy"]
    fit = Fit(make, [array[:2] for array in arrays])
    begun = float(fit(0, arrays, 1, 10)(*arrays))
    assert float(fit(0, arrays, 60, 10)(*arrays)) < 0.5 * begun

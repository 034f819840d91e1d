"""Question 1: does a penalty on confidence make a network tell better what it does not know?"""

from collections.abc import Callable, Iterator
from functools import partial

import keras
import numpy as np
from keras import layers

from models.losses.effects.digits import CLASSES, WIDTH, Digits, digits, split
from models.losses.effects.fitting import Fit
from models.losses.effects.table import Effect, effects
from models.losses.functions.confidence import ConfidencePenalised
from models.losses.functions.entropy import CrossEntropy
from models.losses.functions.focal import Focal
from models.losses.functions.references import log_softmax

BINS = 15  # of equal mass
COUNTS = (100, 900)  # images to learn from; the other ones are the test set
STEPS, BATCH = 1_500, 50
SHIFT = 0.4  # standard deviation of what is added to the pixels of the test set that is not like what was learned
LOSSES: dict[str, Callable[[], keras.Loss]] = {
    "cross-entropy": CrossEntropy,
    "over-confidence": ConfidencePenalised,
    "focal": Focal,
}
ON_SHIFTED = ("accuracy", "nll", "ece")
NOISE = ("noise_uniform", "noise_gaussian", "noise_shuffled")
MEASURES = (*ON_SHIFTED, *NOISE, "noise_auroc")


class Classifier(keras.Layer):  # type: ignore[misc]  # Keras comes without types
    """Two hidden layers of 128; called on images and labels it gives the mean loss."""

    def __init__(self, loss: keras.Loss):
        super().__init__()
        hidden = [layers.Dense(128, "relu") for _ in range(2)]
        self.scores = keras.Sequential([keras.Input((WIDTH,)), *hidden, layers.Dense(CLASSES)])
        self.loss = loss

    def call(self, images: keras.KerasTensor, labels: keras.KerasTensor) -> keras.KerasTensor:
        """The mean loss."""
        return self.loss(labels, self.scores(images))

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """[n, classes]."""
        return np.exp(log_softmax(np.asarray(self.scores(images), float)))


def expected_calibration_error(top: np.ndarray, right: np.ndarray, bins: int = BINS) -> float:
    """Mean gap between confidence and accuracy over bins of as many samples each (Naeini et al. 2015).

    Args:
        top: the largest probability of each sample, [n].
        right: whether its class is the true one, [n].
        bins: how many; of fewer samples than bins each is its own.
    """
    order = np.argsort(top, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(part) * abs(top[part].mean() - right[part].mean()) for part in parts]
    return float(sum(gaps) / len(top))


def noise(images: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Pictures that are no digits: uniform pixels; Gaussian ones of the digits' mean and deviation; and the digits' own
    pixels, shuffled in each picture."""
    random = np.random.default_rng(seed)
    gaussian = images.mean() + images.std() * random.standard_normal(images.shape)
    return {
        "noise_uniform": random.random(images.shape).astype(np.float32),
        "noise_gaussian": np.clip(gaussian, 0, 1).astype(np.float32),
        "noise_shuffled": random.permuted(images, axis=1),
    }


def measures(network: Classifier, test: Digits, seed: int) -> dict[str, float]:
    """MEASURES of a trained network: on the test set, its mean largest probability on noise, and how well that
    probability tells digits from noise of all kinds."""
    on_noise = {name: network.probabilities(images).max(axis=1) for name, images in noise(test.images, seed).items()}
    on_digits = network.probabilities(test.images).max(axis=1)
    means = {name: float(top.mean()) for name, top in on_noise.items()}
    return calibration(network, test) | means | {"noise_auroc": auroc(on_digits, np.concatenate([*on_noise.values()]))}


def auroc(higher: np.ndarray, lower: np.ndarray) -> float:
    """How often a value of `higher` is above one of `lower`, ties half: the area under the ROC curve."""
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(higher, lower).statistic / (len(higher) * len(lower)))


def calibration(network: Classifier, test: Digits) -> dict[str, float]:
    """Accuracy, mean negative log-likelihood and expected calibration error."""
    found = network.probabilities(test.images)
    top, right = found.max(axis=1), found.argmax(axis=1) == test.labels
    true = found[np.arange(len(test.labels)), test.labels]
    return {
        "accuracy": float(right.mean()),
        "nll": float(-np.log(np.maximum(true, 1e-30)).mean()),
        "ece": expected_calibration_error(top, right),
    }


def shifted(test: Digits, seed: int) -> Digits:
    """The same digits, noisier than any that was learned from."""
    noisy = test.images + SHIFT * np.random.default_rng(seed).standard_normal(test.images.shape)
    return Digits(np.clip(noisy, 0, 1).astype(np.float32), test.labels)


def measure(runs: int, fast: bool = False) -> Iterator[Effect]:
    """The effects of both heirs of cross-entropy, for few and for many images to learn from, and on noisier ones.

    Args:
        runs: seeds, at least two.
        fast: a few steps only, to see that it works.
    """
    data = digits()
    example = [data.images[:2], data.labels[:2]]
    fits = {name: Fit(partial(_classifier, loss), example) for name, loss in LOSSES.items()}
    pairs = [("cross-entropy", name) for name in list(LOSSES)[1:]]
    for count in COUNTS:
        epochs = (20 if fast else STEPS) * BATCH // count
        like, noisier = _runs(data, fits, count, epochs, runs)
        yield from effects("confidence", f"digits, {count} images", like, pairs, MEASURES)
    yield from effects("confidence", f"digits, {count}, noisier", noisier, pairs, ON_SHIFTED)


Found = dict[str, list[dict[str, float]]]  # by loss: the measures of each run


def _runs(data: Digits, fits: dict[str, Fit[Classifier]], count: int, epochs: int, runs: int) -> tuple[Found, Found]:
    """What each loss gives on a test set that is like what was learned from, and on one that is noisier."""
    like: Found = {name: [] for name in fits}
    noisier: Found = {name: [] for name in fits}
    for seed in range(runs):
        known, test = split(data, count, seed)
        for name, fit in fits.items():
            network = fit(seed, [known.images, known.labels], epochs, BATCH)
            like[name].append(measures(network, test, seed))
            noisier[name].append(calibration(network, shifted(test, seed)))
    return like, noisier


def _classifier(loss: Callable[[], keras.Loss]) -> Classifier:
    return Classifier(loss())
